r"""On paper: compute $z^{(1)}[5, 0]$. The rows of the window are (0, 0, 0.125), (0, 0, 0.4375) and (0, 0, 0.25),
those of the kernel (−0.8, 0.4, 0.8), (−0.7, 0.4, 0.5) and (−0.2, 0.6, 0.2), and the bias is −0.2. Then: how large
is one side of the map of a 28×28 image with a 5×5 kernel, stride 2 and padding 2? Type both numbers."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="z1[5, 0], side",
    hints=("Pixels of 0 add nothing: three products remain, then the bias. For the side, count the steps first.",
           "The right column of the kernel is 0.8, 0.5, 0.2; the bias is −0.2. The padded image has 32 rows.",
           "0.125 · 0.8 + 0.4375 · 0.5 + 0.25 · 0.2 − 0.2; and ⌊(28 + 4 − 5)/2⌋ + 1."),
    edits=(Edit("off by the bias", " - 0.2\n", "\n"),
           Edit("bias in every product", " - 0.2\n", " - 9 * 0.2\n"),
           Edit("kernel flipped", "0.125 * 0.8 + 0.4375 * 0.5 + 0.25 * 0.2",
                "0.125 * -0.2 - 0.4375 * 0.7 - 0.25 * 0.8"),
           Edit("row and column exchanged in the kernel", "0.125 * 0.8 + 0.4375 * 0.5 + 0.25 * 0.2",
                "0.125 * -0.2 + 0.4375 * 0.6 + 0.25 * 0.2"),
           Edit("a term is missing", " + 0.25 * 0.2", ""),
           Edit("one window too few", " // 2 + 1", " // 2"),
           Edit("rounded up", " // 2 + 1", " // 2 + 2"),
           Edit("not rounded down", " // 2 + 1", " / 2 + 1"),
           Edit("padding left out", " + 2 * 2", ""),
           Edit("stride left out", " // 2 + 1", " + 1")))
def one_window():
    # the products of the right column, for the other pixels are 0; then the bias
    z = 0.125 * 0.8 + 0.4375 * 0.5 + 0.25 * 0.2 - 0.2
    # 28 rows and twice the padding, less the kernel: 27 cells to go, 13 whole steps of 2, so 14 places
    side = (28 + 2 * 2 - 5) // 2 + 1
    return z, side
