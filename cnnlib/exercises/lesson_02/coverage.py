r"""How often is each pixel used? A window of `size` × `size` slides over an image of `rows` × `columns` pixels by
`stride`. Return a matrix of that shape: how many windows read each pixel. (On the way back that is how many
gradients meet there.)"""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, size, stride):
    return (rows, columns, size, stride) if size <= min(rows, columns) else None


@function(
    stars=3, gives=("counts",), says="Return counts, of shape (rows, columns).",
    arguments=arguments, sizes=((6, 8, 3, 1), (7, 5, 3, 2), (8, 9, 2, 3), (5, 6, 4, 1), (7, 9, 2, 2)),
    small=sizes((1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3), (1, 2, 3)),
    hints=("Start from zeros, and let every window add 1 to the pixels that it reads.",
           "There are (rows − size) // stride + 1 windows one below the other.",
           "counts[r:r + size, c:c + size] += 1, with r and c in steps of the stride."),
    edits=(Edit("= where += is needed", "+= 1", "= 1"),
           Edit("stride left out", "rows - size + 1, stride", "rows - size + 1, 1"),
           Edit("size for stride", "rows - size + 1, stride", "rows - size + 1, size"),
           Edit("one window too few", "rows - size + 1", "rows - size"),
           Edit("windows over the border", "rows - size + 1", "rows"),
           Edit("only the corner", "counts[r:r + size, c:c + size]", "counts[r, c]"),
           Edit("one cell too large", "r:r + size", "r:r + size + 1")))
def coverage(rows, columns, size, stride):
    counts = np.zeros((rows, columns))
    for r in range(0, rows - size + 1, stride):
        for c in range(0, columns - size + 1, stride):
            counts[r:r + size, c:c + size] += 1
    return counts
