"""Where a pixel, a weight and an output stand in the unfolded matrix, and in every other."""

from dataclasses import dataclass

import numpy as np

PIXELS = "x", "counts", "folded", "dL_dx", "dL_dx_folded"
WEIGHTS = "w1", "dL_dw1", "dL_dw_reshaped", "w_column", "w_row", "dL_dw_column"
OUTPUTS = "z1", "z_reshaped", "dL_dz1", "z_column", "dL_dz_column"
UNFOLDED = "unfolded", "unfolded_T", "dL_dunfolded"


@dataclass(frozen=True, eq=False)
class Places:
    """pixels (windows, cells): which pixel, in reading order, stands in a row and a column of the unfolded
    matrix; rows and columns of the image, of the kernel, of the outputs."""

    pixels: np.ndarray
    image: tuple
    kernel: tuple
    outputs: tuple

    @property
    def windows(self):
        """How many windows there are."""
        return len(self.pixels)

    def of(self, pixel):
        """[(row, column)] of the unfolded matrix where a pixel (r, c) stands, in reading order."""
        flat = pixel[0] * self.image[1] + pixel[1]
        return list(map(tuple, np.argwhere(self.pixels == flat).tolist()))

    def pixel(self, k, q):
        """The pixel (r, c) in a row and a column of the unfolded matrix."""
        return divmod(int(self.pixels[k, q]), self.image[1])

    def window(self, name, index):
        """The window that a cell belongs to, None where it belongs to several."""
        if name in OUTPUTS:
            return int(np.ravel_multi_index(plane(name, index), self.shape(name)))
        if name in UNFOLDED:
            return index[1] if name == "unfolded_T" else index[0]
        return None

    def weight(self, name, index):
        """The place of a weight among all, in reading order."""
        return int(np.ravel_multi_index(plane(name, index), self.shape(name)))

    def shape(self, name):
        """Rows and columns of a matrix of outputs or of weights."""
        size = self.windows if name in OUTPUTS else self.pixels.shape[1]
        if name.endswith("_column"):
            return size, 1
        return (1, size) if name == "w_row" else self.outputs if name in OUTPUTS else self.kernel

    def entries(self, name, index):
        """The cells (k, q) of the unfolded matrix on the path of a cell: those of its pixel, its weight or its
        window."""
        if name in PIXELS:
            return self.of(plane(name, index))
        if name in WEIGHTS:
            return [(k, self.weight(name, index)) for k in range(self.windows)]
        return [(self.window(name, index), q) for q in range(self.pixels.shape[1])]

    def cells(self, name, entries):
        """The (row, column) of a matrix that some cells of the unfolded matrix come from or go to."""
        return sorted({self.cell(name, *entry) for entry in entries})

    def cell(self, name, k, q):
        """The same of one cell."""
        if name in PIXELS:
            return self.pixel(k, q)
        if name in UNFOLDED:
            return (q, k) if name == "unfolded_T" else (k, q)
        rows, columns = self.shape(name)
        return divmod(k if name in OUTPUTS else q, columns)


def plane(name, index):
    """Row and column of a cell, of whatever axes its matrix has."""
    if len(index) == 2:
        return index
    return index[:2] if name in WEIGHTS else index[1:3]
