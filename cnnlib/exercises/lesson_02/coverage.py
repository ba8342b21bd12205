"""Count how many windows read each pixel: how often it is used, and on the way back how many gradients add up at it."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, size, stride):
    return (rows, columns, size, stride) if size <= min(rows, columns) else None


@function(
    stars=3, gives=("count",),
    says="Return count, of shape (rows, columns), for windows of size × size that move by stride; no "
         "padding.",
    arguments=arguments, sizes=((6, 8, 3, 2), (5, 4, 2, 1), (7, 9, 2, 3), (8, 5, 4, 3)),
    small=sizes((2, 3, 4), (2, 3, 4), (1, 2), (1, 2)),
    hints=("Go from window to window, not from pixel to pixel, and let each window say which pixels it reads.",
           "Start from zeros. Window (i, j) starts at row i · stride, column j · stride.",
           "count[r:r + size, c:c + size] += 1, for (rows − size) // stride + 1 rows of windows."),
    edits=(Edit("= where += is needed", "+= 1", "= 1"),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           Edit("stride left out", "    count = np", "    stride = 1\n    count = np"),
           Edit("size for stride", "i * stride, j * stride", "i * size, j * size"),
           Edit("size for stride", "    count = np", "    stride = size\n    count = np"),
           Edit("one window too few", "(rows - size) // stride + 1, (columns - size) // stride + 1",
                "(rows - size) // stride, (columns - size) // stride"),
           Edit("one window too few", "(rows - size) // stride + 1, (columns - size) // stride + 1",
                "(rows - size - 1) // stride + 1, (columns - size - 1) // stride + 1"),
           Edit("rounded up", "(rows - size) // stride + 1, (columns - size) // stride + 1",
                "-((size - rows) // stride) + 1, -((size - columns) // stride) + 1"),
           Edit("windows over the edge", "(rows - size) // stride + 1, (columns - size) // stride + 1",
                "-(-rows // stride), -(-columns // stride)"),
           Edit("one cell too large", "[r:r + size, c:c + size]", "[r:r + size + 1, c:c + size + 1]"),
           Edit("one pixel of each window", "[r:r + size, c:c + size]", "[r, c]"),
           Edit("transposed", "[r:r + size, c:c + size]", "[c:c + size, r:r + size]"),
           after("transposed", lambda g: g.T)))
def coverage(rows, columns, size, stride):
    count = np.zeros((rows, columns))
    for i, j in np.ndindex((rows - size) // stride + 1, (columns - size) // stride + 1):
        r, c = i * stride, j * stride
        count[r:r + size, c:c + size] += 1
    return count
