"""Unfold the windows of images into a matrix, now with a stride. Each window is one row of it: first all windows of the
first example, in reading order, then those of the next. Within a row go the window's rows, in each its pixels, of each
pixel all channels. No padding."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import places, sizes


def arguments(draw, m, height, width, rows, columns, channels, stride):
    return (draw(m, height, width, channels), rows, columns, stride) if places((height, width), (rows, columns),
                                                                                stride) else None


def ordered(windows="eij", cells="uvn", change=lambda seen: seen):
    """The same in another order: letters of the axes along the rows and within a row."""
    def run(x, rows, columns, stride):
        seen = np.lib.stride_tricks.sliding_window_view(x, (rows, columns), axis=(1, 2))[:, ::stride, ::stride]
        seen = change(np.einsum("eijnuv->eijuvn", seen))
        placed = np.einsum(f"eijuvn->{windows}{cells}", seen)
        return placed.reshape(int(np.prod(placed.shape[:len(windows)])), -1)
    return run


def reshaped(x, rows, columns, stride):
    """The matrix's transpose, whose numbers keep their order."""
    found = ordered()(x, rows, columns, stride)
    return found.T.reshape(found.shape)


def numbered(number):
    """The same, each window written into the row that number(e, i, j, down, across) tells, where there is one."""
    def run(x, rows, columns, stride):
        found = np.zeros_like(ordered()(x, rows, columns, stride))
        down, across = [(n - k) // stride + 1 for n, k in zip(x.shape[1:3], (rows, columns), strict=True)]
        for e, i, j in np.ndindex(len(x), down, across):
            k, r, c = number(e, i, j, down, across), i * stride, j * stride
            if k < len(found):
                found[k] = x[e, r:r + rows, c:c + columns].ravel()
        return found
    return run


def first_of_every(x, rows, columns, stride):
    """Every stride-th row of the matrix of stride 1, as many as are needed."""
    needed = len(ordered()(x, rows, columns, stride))
    return ordered()(x, rows, columns, 1)[::stride][:needed]


@function(
    stars=2, gives=("unfolded",),
    says="Return unfolded, of shape (m · windows, rows · columns · channels).",
    takes="x (m, height, width, channels);  rows, columns: of a window;  stride: the same for both",
    arguments=arguments,
    sizes=((2, 5, 7, 3, 2, 3, 2), (3, 4, 6, 2, 3, 2, 1), (1, 7, 5, 2, 2, 1, 3), (2, 5, 5, 2, 2, 2, 1)),
    small=sizes((1, 2), (1, 2, 3), (1, 2, 3), (1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("np.ndindex(m, down, across) runs over the windows in their order; (height − rows) // stride + 1 of them "
           "lie downwards.",
           "Window (i, j) starts at row i · stride, column j · stride. Each makes one row of the matrix.",
           "x[e, r:r + rows, c:c + columns].ravel() has the right order; np.array makes the matrix of a list of rows."),
    edits=(instead("channel by channel", ordered(cells="nuv")),
           instead("column by column", ordered(cells="vun")),
           instead("read from the right", ordered(cells="nvu")),
           instead("windows downwards first", ordered("eji")),
           instead("examples in turn", ordered("ije")),
           instead("examples in one row", ordered("ij", "euvn")),
           instead("examples kept apart", lambda x, *how: np.array([ordered()(one[None], *how) for one in x])),
           instead("counted anew", numbered(lambda e, i, j, down, across: i * across + j)),
           instead("counted by the wrong side", numbered(lambda e, i, j, down, across: (e * across + i) * down + j)),
           after("transposed", lambda g: g.T),
           instead("reshaped, not transposed", reshaped),
           Edit("kernel flipped", ".ravel()", "[::-1, ::-1].ravel()"),
           Edit("row and column exchanged in the kernel", "x[e, r:r + rows, c:c + columns]",
                "x[e, r:r + columns, c:c + rows]"),
           instead("row and column exchanged in the kernel", lambda x, rows, columns, stride: ordered()(
               x, columns, rows, stride)),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           instead("every s-th row", lambda x, rows, columns, stride: ordered()(x, rows, columns, 1)[::stride]),
           instead("every s-th row", first_of_every),
           Edit("stride left out", "    m, height", "    stride = 1\n    m, height"),
           Edit("size for stride", "    m, height", "    stride = rows\n    m, height"),
           instead("size for stride", lambda x, rows, columns, stride: ordered(
               change=lambda seen: seen[:, ::rows, ::columns])(x, rows, columns, 1)),
           Edit("stride for rows alone", "i * stride, j * stride", "i * stride, j"),
           instead("stride for rows alone", lambda x, rows, columns, stride: ordered(
               change=lambda seen: seen[:, ::stride])(x, rows, columns, 1)),
           Edit("one window too few", "(height - rows) // stride + 1, (width - columns) // stride + 1",
                "(height - rows) // stride, (width - columns) // stride"),
           Edit("one window too few", "(height - rows) // stride + 1, (width - columns) // stride + 1",
                "(height - rows - 1) // stride + 1, (width - columns - 1) // stride + 1"),
           Edit("only the first example", "np.ndindex(m,", "np.ndindex(1,"),
           Edit("index 0 throughout", "x[e, r", "x[0, r"),
           Edit("only the first channel", "c:c + columns]", "c:c + columns, 0]"),
           Edit("channels mixed", "c:c + columns]", "c:c + columns].sum(axis=2)"),
           instead("a row for each row of a window", ordered("eiju", "vn")),
           Edit("only the last window", "    return np", "    windows = windows[-1:] * len(windows)\n    return np")))
def unfold(x, rows, columns, stride):
    m, height, width, _ = x.shape
    down, across = (height - rows) // stride + 1, (width - columns) // stride + 1
    windows = []
    for e, i, j in np.ndindex(m, down, across):
        r, c = i * stride, j * stride
        windows.append(x[e, r:r + rows, c:c + columns].ravel())
    return np.array(windows)
