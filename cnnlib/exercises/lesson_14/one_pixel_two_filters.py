r"""On paper: of what arrives in the first example at the windows that see pixel $[1, 3]$, only
$\partial L/\partial z^{(1)}[0, 1, 3, 0] = 0.7405$ and $\partial L/\partial z^{(1)}[0, 1, 2, 1] = -1.0932$ are not 0.
What does the pixel get in channel 0, what in channel 1? The weights are those of $w^{(1)}$ above. Then select the pixel
in the explorer."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂x[0, 1, 3, 0], ∂L/∂x[0, 1, 3, 1]",
    hints=("The last index of ∂L/∂z1 is the filter: one number comes from each. Both go to both channels.",
           "The window of output [1, 3] has the pixel at its place [0, 0], that of output [1, 2] at [0, 1].",
           "Filter 0 has the weights −2 and −1 there, in channel 0 and in channel 1; filter 1 has −1 and −1."),
    edits=(Edit("only the first filter", "return upstream @ weights", "return upstream[0] * weights[0]"),
           Edit("only the last filter", "return upstream @ weights", "return upstream[1] * weights[1]"),
           Edit("kernel not rotated", "[-2, -1], [-1, -1]", "[1, 2], [1, 1]"),
           # w1[u, v, k, n]: of filter 0 both weights of one output, of filter 1 both of the other
           Edit("channels not swapped", "[-2, -1], [-1, -1]", "[-2, 2], [2, -1]"),
           Edit("row and column exchanged in the kernel", "[-2, -1], [-1, -1]", "[-2, -1], [1, 1]"),
           Edit("upstream exchanged", "0.7405, -1.0932", "-1.0932, 0.7405"),
           Edit("upstream left out", "return upstream @ weights", "return weights.sum(axis=0)"),
           Edit("filters averaged", "return upstream @ weights", "return upstream @ weights / 2"),
           Edit("one sum for all", "return upstream @ weights", "return (upstream @ weights).sum() + np.zeros(2)"),
           Edit("another cell", "[-2, -1], [-1, -1]", "[2, 2], [2, 1]")))
def one_pixel_two_filters():
    # filter 0's output [1, 3] sees the pixel with [0, 0], filter 1's [1, 2] sees it with [0, 1]
    upstream = np.array([0.7405, -1.0932])
    weights = np.array([[-2, -1], [-1, -1]])      # rows: filters, columns: channels
    return upstream @ weights
