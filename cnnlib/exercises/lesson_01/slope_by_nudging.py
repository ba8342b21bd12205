"""Find a slope by nudging one cell up and down: the difference of the two values, divided by the way between.
`x` itself must stay as it is."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes

LOSSES = (lambda x: (x ** 3).sum(),
          lambda x: np.sin(x + 1).prod(),
          lambda x: np.log1p(np.exp(x.cumsum())).mean(),
          lambda x: (x * x[::-1] + x).sum() ** 2)


def arguments(draw, loss, shape, cell, eps):
    if len(cell) != len(shape) or any(place >= n for place, n in zip(cell, shape, strict=True)):
        return None
    return LOSSES[loss], draw(*shape), cell, eps


@function(
    stars=3, gives=("slope",),
    says="Return the slope of f for x[cell], a number.",
    takes="f: takes an array like x, returns a number;  cell: an index such as (0, 2);  eps: the nudge",
    arguments=arguments,
    sizes=((0, (3, 4), (1, 2), 0.001), (1, (5,), (3,), 0.01), (2, (2, 2, 3, 1), (1, 0, 2, 0), 0.002),
           (3, (4, 2), (2, 0), 0.05)),
    small=sizes((0,), ((1,), (2,), (1, 2), (2, 2)), ((0,), (0, 0), (1, 1)), (0.1,)),
    hints=("Two arrays are needed: one with the cell a little higher, one with it a little lower.",
           "up = x.copy(), then up[cell] += eps; an index in round brackets names one cell.",
           "The two points lie 2 · eps apart: (f(up) − f(down)) / (2 · eps)."),
    edits=(Edit("one side", "f(down)) / (2 * eps)", "f(x)) / eps"),
           Edit("one side", "(f(up) - f(down)) / (2 * eps)", "(f(x) - f(down)) / eps"),
           Edit("not halved", "(2 * eps)", "eps"),
           Edit("down minus up", "f(up) - f(down)", "f(down) - f(up)"),
           Edit("every cell at once", "up[cell] += eps\n    down[cell] -= eps", "up += eps\n    down -= eps"),
           Edit("a whole row at once", "up[cell] += eps\n    down[cell] -= eps",
                "up[cell[0]] += eps\n    down[cell[0]] -= eps"),
           Edit("not divided by the nudge", "(2 * eps)", "2"),
           Edit("set, not moved", "up[cell] += eps\n    down[cell] -= eps", "up[cell] = eps\n    down[cell] = -eps"),
           Edit("both points the same", "up, down = x.copy(), x.copy()", "up = down = x.copy()"),
           Edit("brackets", "/ (2 * eps)", "/ 2 * eps"),
           Edit("brackets", "(f(up) - f(down)) / (2 * eps)", "f(up) - f(down) / (2 * eps)"),
           Edit("half the way", "f(down)) / (2 * eps)", "f(x)) / (2 * eps)"),
           after("down minus up", lambda slope: -slope),
           Edit("nudged by a share", "up[cell] += eps\n    down[cell] -= eps",
                "up[cell] *= 1 + eps\n    down[cell] *= 1 - eps"),
           Edit("not divided by the nudge", " / (2 * eps)", "")))
def slope_by_nudging(f, x, cell, eps):
    up, down = x.copy(), x.copy()
    up[cell] += eps
    down[cell] -= eps
    return (f(up) - f(down)) / (2 * eps)
