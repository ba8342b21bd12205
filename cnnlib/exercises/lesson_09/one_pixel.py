r"""On paper: which outputs see pixel $[7, 6]$, with which weights? Work out $\partial L/\partial x[7, 6]$ from the
last row of $\partial L/\partial z^{(1)}$, then select $[7, 6]$ in the explorer."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂x[7, 6]",
    hints=("The pixel stands in the last row: only windows of the last row reach it.",
           "Output [5, 4] sees it with weight [2, 2] = 0.2, output [5, 5] with weight [2, 1] = 0.6.",
           "The last row ends with 0.30 for [5, 4] and 0 for [5, 5]."),
    edits=(Edit("kernel not rotated", "0.2, 0.6", "-0.8, 0.4"),
           Edit("the two exchanged", "0.2, 0.6", "0.6, 0.2"),
           Edit("upstream left out", "upstream @ weights", "weights.sum()"),
           Edit("another cell", "0.2, 0.6", "0.5, 0.4"),
           Edit("averaged", "upstream @ weights", "upstream @ weights / 2"),
           Edit("a factor is missing", "upstream @ weights", "upstream.sum()")))
def one_pixel():
    # outputs [5, 4] and [5, 5], and the pixel's place in the window of each: [2, 2] and [2, 1]
    upstream = np.array([0.30, 0.0])
    weights = np.array([0.2, 0.6])
    return upstream @ weights
