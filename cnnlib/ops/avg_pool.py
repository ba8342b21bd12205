"""Average pooling: keep the mean of each window."""

import numpy as np

from . import _check, windows


def forward(a, size=2, stride=None, padding=0):
    """Take the mean of each window, channel by channel; cells outside the image count as 0, as in PyTorch.

        p[e, i, j, k] = sum over u, v of  a[e, r, c, k]  /  cells in a window
                        with  r = i * stride + u - top,  c = j * stride + v - left

    The window's cells are all counted, those outside the image too. stride=None means size.

    a (m, rows, columns, channels)  ->  p (m, rows, columns, channels);  raises ValueError for another number
    of axes, a window that does not fit and a padding that is not smaller than the window
    """
    a, grid = _arguments(a, size, stride, padding)
    padded = windows.pad(a, grid.sides, axis=1)
    return sum(padded[:, r, c] for r, c in grid.cells) / len(grid.cells)


def backward(dL_dp, a, size=2, stride=None, padding=0):
    """Spread each gradient evenly over its window; what falls on the padding is lost.

        dL/da[e, r, c, k] = sum over the windows (i, j) that hold (r, c) of
                            dL/dp[e, i, j, k] / cells in a window

    dL_dp of the shape of p,  a (m, rows, columns, channels)  ->  dL_da of the shape of a;  raises ValueError
    as forward does and for another shape than that of p
    """
    a, grid = _arguments(a, size, stride, padding)
    dL_dp = _check.tensor(dL_dp, "dL_dp", ("m", "rows", "columns", "channels"))
    _check.shape(dL_dp, "dL_dp", (len(a), *grid.outputs, a.shape[3]), "that of p")
    share = dL_dp / len(grid.cells)
    return windows.add_up(np.broadcast_to(share, (len(grid.cells), *share.shape)), grid, axis=1)


def _arguments(a, size, stride, padding):
    a = _check.tensor(a, "a", ("m", "rows", "columns", "channels"))
    return a, windows.pool_grid(a.shape[1:3], size, stride, padding)
