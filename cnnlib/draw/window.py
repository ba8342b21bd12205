"""A kernel over one window: x ⋆ w = z with the window and its output cell outlined."""

from .ink import given
from .ink.names import symbol
from .ink.number import plain
from .parts.matrix import CLOSE, as_matrix
from .row import matrix, row


def window(x, w, z, at, stride=1, cell=CLOSE, names=("x", "w1", "z1")):
    """Draw an image, a kernel and a map, and outline the cell `at` of the map and the window it comes from.

    x with its padding, w, z: each (rows, columns), axes of length 1 around them allowed
    at: (i, j);  stride: cells from one window to the next;  names: code names of the three
    Raises ValueError where `at` lies outside z.
    """
    x, w, z = (as_matrix(name, values) for name, values in zip(names, (x, w, z), strict=True))
    at = i, j = given.place(at, "at")
    rows, columns = z.shape
    if not (0 <= i < rows and 0 <= j < columns):
        raise ValueError(f"at: got {at}; "
                         f"needs a row from 0 to {rows - 1} and a column from 0 to {columns - 1}")
    covered = tuple((i * stride + u, j * stride + v) for u in range(w.shape[0]) for v in range(w.shape[1]))
    sentence = (f"The window at row {i * stride}, column {j * stride} of {symbol(names[0])} makes "
                f"{symbol(names[2])}[{i}, {j}] = {plain(z[at])}.")
    return row(matrix(names[0], x, outline=covered), "⋆", matrix(names[1], w), "=",
               matrix(names[2], z, outline=(at,)),
               caption=sentence, title="A kernel over one window", cell=cell)
