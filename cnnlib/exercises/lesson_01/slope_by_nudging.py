r"""Check one cell by nudging: `f(x)` is a loss, `x` an array, `cell` the index of one number in it, `eps` the nudge.
Return how fast the loss moves with that number: nudge it up, nudge it down, and compare. Leave `x` as it was."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, which):
    x = draw(rows, columns)
    weights = np.linspace(0.5, 2, x.size).reshape(x.shape)
    losses = (lambda v: float((weights * v ** 3).sum()), lambda v: float(np.exp((weights * v).sum() / 4)),
              lambda v: float((v[-1] * v[0] ** 2).sum() + v.sum()))
    return losses[which], x, (rows - 1, which % columns), 0.1


@function(
    stars=3, gives=("slope",), says="Return the central slope of f in one cell, a number.",
    arguments=arguments, sizes=((2, 3, 0), (3, 2, 1), (4, 3, 2), (1, 2, 0)),
    small=sizes((1, 2), (1, 2), (0, 1, 2)),
    hints=("Make two copies of x, one with the number raised, one with it lowered.",
           "The two losses lie two nudges apart.",
           "up, down = x.copy(), x.copy(); then change [cell] in each."),
    edits=(Edit("one side", "- f(down)) / (2 * eps)", "- f(x)) / eps"),
           Edit("not halved", "/ (2 * eps)", "/ eps"),
           Edit("not divided", "/ (2 * eps)", "/ 1"),
           Edit("down minus up", "f(up) - f(down)", "f(down) - f(up)"),
           Edit("every cell at once", "up[cell] += eps\n    down[cell] -= eps", "up += eps\n    down -= eps"),
           Edit("the whole row", "up[cell] += eps\n    down[cell] -= eps",
                "up[cell[0]] += eps\n    down[cell[0]] -= eps"),
           Edit("set, not moved", "up[cell] += eps\n    down[cell] -= eps", "up[cell] = eps\n    down[cell] = -eps")))
def slope_by_nudging(f, x, cell, eps):
    up, down = x.copy(), x.copy()
    up[cell] += eps
    down[cell] -= eps
    return (f(up) - f(down)) / (2 * eps)
