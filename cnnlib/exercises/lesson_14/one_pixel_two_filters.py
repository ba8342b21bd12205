r"""On paper, with an invented upstream: only two of its numbers that reach pixel $[1, 3]$ of example 0 are not 0,
$\partial L/\partial z^{(1)}[0, 0, 2, 0] = 2$ and $\partial L/\partial z^{(1)}[0, 1, 2, 1] = -3$. Work out two whole
numbers: what the pixel gets in channel 0, and what in channel 1. The weights are those of $w^{(1)}$ above."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂x[0, 1, 3, 0], ∂L/∂x[0, 1, 3, 1]",
    hints=("The last index of ∂L/∂z1 is the filter: one number comes from each. Both go to both channels.",
           "The window of output [0, 2] has the pixel at its place [1, 1], that of output [1, 2] at [0, 1].",
           "Filter 0 has the weights 1 and 2 there, in channel 0 and in channel 1; filter 1 has −1 and −1."),
    edits=(Edit("only the first filter", "return upstream @ weights", "return upstream[0] * weights[0]"),
           Edit("only the last filter", "return upstream @ weights", "return upstream[1] * weights[1]"),
           Edit("kernel as it stands", "[1, 2], [-1, -1]", "[-2, -1], [1, 1]"),
           Edit("weight [0, 0] in both windows", "[1, 2], [-1, -1]", "[-2, -1], [2, 1]"),
           Edit("one weight for both windows", "[1, 2], [-1, -1]", "[1, 2], [-2, -2]"),
           Edit("one weight for both windows", "[1, 2], [-1, -1]", "[2, 2], [-1, -1]"),
           # w1[u, v, k, n]: of filter 0 both weights of one output, of filter 1 both of the other
           Edit("channels as forward", "[1, 2], [-1, -1]", "[1, -2], [2, -1]"),
           Edit("row and column exchanged in the kernel", "[1, 2], [-1, -1]", "[1, 2], [1, 1]"),
           Edit("upstream exchanged", "2, -3", "-3, 2"),
           Edit("upstream left out", "return upstream @ weights", "return weights.sum(axis=0)"),
           Edit("sizes of the upstream", "2, -3", "2, 3"),
           Edit("filters averaged", "return upstream @ weights", "return upstream @ weights / 2"),
           Edit("one sum for all", "return upstream @ weights", "return (upstream @ weights).sum() + np.zeros(2)"),
           # what pixel [1, 2] gets
           Edit("another cell", "[1, 2], [-1, -1]", "[-2, -2], [2, 1]")))
def one_pixel_two_filters():
    # filter 0's output [0, 2] sees the pixel with [1, 1], filter 1's [1, 2] sees it with [0, 1]
    upstream = np.array([2, -3])
    weights = np.array([[1, 2], [-1, -1]])      # rows: filters, columns: channels
    return upstream @ weights
