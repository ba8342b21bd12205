r"""On paper: what does the path of $w^{(1)}[0, 2]$ through $z^{(1)}[1, 4]$ carry? The pixel is $x[1, 6] = 0.125$, the
cell wins its window, its dense weight is 0.4, and $\partial L/\partial z^{(3)} = -0.599$."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="what the path carries",
    hints=("Walk back from the score to the weight, one local slope after the other.",
           "The slope of the score for the winner is its dense weight; that of z1 for the weight is the pixel.",
           "−0.599 · 0.4 · 1 · 1 · 0.125."),
    edits=(Edit("upstream left out", "-0.599 * ", ""),
           Edit("a factor is missing", " * 0.125", ""),
           Edit("one layer left out", " * 0.4", ""),
           Edit("added, not multiplied", "-0.599 * 0.4 * 1 * 1 * 0.125", "-0.599 + 0.4 + 1 + 1 + 0.125"),
           Edit("added, not multiplied", "-0.599 * 0.4 * 1 * 1 * 0.125", "-0.599 + 0.4 + 0.125"),
           Edit("another cell", "0.125", "0.9375"),
           Edit("a quarter each", "1 * 1", "1 / 4"),
           Edit("one factor too many", "-0.599 *", "-0.599 * 0.401 * 0.599 *")))
def one_path():
    # the upstream, the dense weight, the pool's slope, ReLU's slope, the pixel
    return -0.599 * 0.4 * 1 * 1 * 0.125
