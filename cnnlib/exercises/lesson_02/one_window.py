r"""On paper: compute $z^{(1)}[5, 0]$. The rows of the window are (0, 0, 0.125), (0, 0, 0.4375) and (0, 0, 0.25).
Then: how many rows has the map of a 28×28 image with a 5×5 kernel, stride 2 and padding 2? Type both numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="z1[5, 0], rows",
    hints=("Only the last column of the window has ink: three products, with the kernel's last column.",
           "0.125 · 0.8 + 0.4375 · 0.5 + 0.25 · 0.2, and the bias.",
           "⌊(28 + 2 · 2 − 5) / 2⌋ + 1."),
    edits=(Edit("off by the bias", "@ kernel - 0.2", "@ kernel"),
           Edit("bias in every product", "@ kernel - 0.2", "@ kernel - 0.2 * 9"),
           Edit("kernel flipped", "[0.8, 0.5, 0.2]", "[-0.2, -0.7, -0.8]"),
           Edit("transposed", "[0.8, 0.5, 0.2]", "[-0.2, 0.6, 0.2]"),
           Edit("one window too few", "// 2 + 1", "// 2"),
           Edit("padding on one side", "2 * 2", "2")))
def one_window():
    window = np.array([0.125, 0.4375, 0.25])     # the last column; the others are paper
    kernel = np.array([0.8, 0.5, 0.2])
    return window @ kernel - 0.2, (28 + 2 * 2 - 5) // 2 + 1
