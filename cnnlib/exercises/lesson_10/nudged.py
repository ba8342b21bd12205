"""Write the check itself: central slopes by nudging, cell by cell. `v` stays as it was."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, which):
    v = draw(rows, columns) if which < 3 else draw(rows, columns, 1, 2)
    weights = np.linspace(0.5, 2, v.size).reshape(v.shape)
    losses = (lambda x: float((weights * x ** 3).sum()), lambda x: float(np.exp((weights * x).sum() / 4)),
              lambda x: float((x[-1] * x[0] ** 2).sum() + x.sum()))
    return losses[which % 3], v, 0.1


def not_put_back(f, v, eps):
    slopes, moved = np.zeros(v.shape), v.copy()
    for cell in np.ndindex(v.shape):
        moved[cell] += eps
        up = f(moved)
        moved[cell] -= 2 * eps
        slopes[cell] = (up - f(moved)) / (2 * eps)
    return slopes


@function(
    stars=3, gives=("slopes",),
    says="Return the slopes of f, of the shape of v.",
    takes="f: takes an array like v, returns a number;  eps: the nudge",
    arguments=arguments,
    sizes=((2, 3, 0), (3, 2, 1), (4, 3, 2), (1, 1, 0), (2, 2, 3)),
    small=sizes((1, 2), (1, 2), (0, 1, 2)),
    hints=("Change one cell of a copy: np.ndindex(v.shape) runs over the cells.",
           "step = zeros but for one cell; then f(v + step) and f(v − step).",
           "Their difference, divided by the distance of the two points, is the slope of that cell."),
    edits=(Edit("one side", "- f(v - step)) / (2 * eps)", "- f(v)) / eps"),
           Edit("one side", "f(v + step) - f(v - step)) / (2 * eps)", "f(v) - f(v - step)) / eps"),
           Edit("not halved", "/ (2 * eps)", "/ eps"),
           Edit("not divided", "/ (2 * eps)", "/ 1"),
           Edit("times the nudge", "/ (2 * eps)", "/ 2 * eps"),
           Edit("down minus up", "f(v + step) - f(v - step)", "f(v - step) - f(v + step)"),
           Edit("every cell at once", "step = np.zeros(v.shape)", "step = np.full(v.shape, eps)"),
           Edit("nudges pile up", "    for cell in np.ndindex(v.shape):\n        step = np.zeros(v.shape)\n",
                "    step = np.zeros(v.shape)\n    for cell in np.ndindex(v.shape):\n"),
           instead("nudges pile up", not_put_back),
           Edit("half the way", "f(v - step)) / (2 * eps)", "f(v)) / (2 * eps)"),
           Edit("brackets", "(f(v + step) - f(v - step)) / (2 * eps)", "f(v + step) - f(v - step) / (2 * eps)"),
           instead("both points the same", lambda f, v, eps: np.zeros(v.shape)),
           Edit("set, not moved", "f(v + step) - f(v - step)",
                "f(np.where(step, eps, v)) - f(np.where(step, -eps, v))"),
           Edit("whole numbers", "slopes = np.zeros(v.shape)", "slopes = np.zeros(v.shape, int)"),
           Edit("a whole row at once", "step[cell] = eps", "step[cell[0]] = eps"),
           Edit("= where += is needed", "slopes[cell] = ", "slopes = np.zeros(v.shape)\n        slopes[cell] = "),
           after("transposed", lambda g: g.swapaxes(0, 1))))
def nudged(f, v, eps):
    slopes = np.zeros(v.shape)
    for cell in np.ndindex(v.shape):
        step = np.zeros(v.shape)
        step[cell] = eps
        slopes[cell] = (f(v + step) - f(v - step)) / (2 * eps)
    return slopes
