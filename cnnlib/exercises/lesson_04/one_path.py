r"""On paper: what does the path of $w^{(1)}[0, 2]$ through $z^{(1)}[1, 4]$ carry? The pixel is $x[1, 6] = 0.125$, the
cell wins its window, its dense weight is 0.4, and $\partial L/\partial z^{(3)} = -0.599$."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="the path's slope",
    hints=("From the loss back to the weight: five local slopes, two of them are 1.",
           "The winner's slope is 1, and so is the open gate's.",
           "−0.599 · 0.4 · 1 · 1 · 0.125."),
    edits=(Edit("added, not multiplied", "-0.599 * 0.4 * 1 * 1 * 0.125", "-0.599 + 0.4 + 1 + 1 + 0.125"),
           Edit("a factor is missing", "* 0.125", ""),
           Edit("upstream left out", "-0.599 * 0.4", "0.4"),
           Edit("the dense weight is missing", "* 0.4 ", "")))
def one_path():
    # error, dense weight, winner, open gate, pixel
    return -0.599 * 0.4 * 1 * 1 * 0.125
