"""On paper: windows of 2×3 pixels slide over an image of 3×5 pixels, stride 1, no padding. In how many rows of the
unfolded matrix does each pixel stand? That is fold(unfold(ones)). Type three rows of five numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="fold(unfold(ones))",
    hints=("A pixel stands in one row for each window that reads it. How many windows read the corner?",
           "Two places downwards, three across. Let each window add a 1 to the six pixels that it reads.",
           "A row of the image lies in 1, 2, 1 of the places downwards, a column in 1, 2, 3, 2, 1 of those across: "
           "multiply."),
    # names that give the same are told in order of the alphabet: "across alone" comes before "square windows"
    edits=(Edit("each pixel once", "+= 1", "= 1"),
           Edit("3 rows and 2 columns", "np.ndindex(2, 3):\n        counts[i:i + 2, j:j + 3]",
                "np.ndindex(1, 4):\n        counts[i:i + 3, j:j + 2]"),
           Edit("square windows", "np.ndindex(2, 3):\n        counts[i:i + 2, j:j + 3]",
                "np.ndindex(2, 4):\n        counts[i:i + 2, j:j + 2]"),
           Edit("square windows", "np.ndindex(2, 3):\n        counts[i:i + 2, j:j + 3]",
                "np.ndindex(1, 3):\n        counts[i:i + 3, j:j + 3]"),
           Edit("as if there were no border", "return counts", "return np.full((3, 5), 6.0)"),
           Edit("counts added", "return counts", "return np.add.outer([1, 2, 1], [1, 2, 3, 2, 1])"),
           Edit("across alone", "return counts", "return np.tile([1, 2, 3, 2, 1], (3, 1))"),
           Edit("downwards alone", "return counts", "return np.repeat([[1], [2], [1]], 5, axis=1)"),
           Edit("one window too few", "np.ndindex(2, 3)", "np.ndindex(1, 2)"),
           Edit("size for stride", "np.ndindex(2, 3)", "np.ndindex(1, 1)"),
           Edit("one pixel of each window", "[i:i + 2, j:j + 3]", "[i, j]"),
           Edit("averaged", "return counts", "return counts / 6")))
def counts_on_paper():
    counts = np.zeros((3, 5))
    # two places downwards, three across; each window reads 2 x 3 pixels
    for i, j in np.ndindex(2, 3):
        counts[i:i + 2, j:j + 3] += 1
    return counts
