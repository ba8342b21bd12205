"""Average pooling: keep the mean of each window."""

import numpy as np

from . import _check, _windows


def forward(a, size=2, stride=None):
    """Take the mean of each window, channel by channel.

        p[e, i, j, k] = sum over u, v of  a[e, i * stride + u, j * stride + v, k]  /  cells in a window

    a (m, rows, columns, channels)  ->  p (m, rows, columns, channels);  stride=None means size;  raises ValueError
    for another number of axes and a window that does not fit
    """
    a, grid = _arguments(a, size, stride)
    return sum(a[:, r, c] for r, c in grid.cells) / len(grid.cells)


def backward(dL_dp, a, size=2, stride=None):
    """Spread each gradient evenly over its window.

        dL/da[e, r, c, k] = sum over the windows (i, j) that hold (r, c) of  dL/dp[e, i, j, k] / cells in a window

    dL_dp of the shape of p,  a (m, rows, columns, channels)  ->  dL_da of the shape of a;  raises ValueError as
    forward does and for another shape than that of p
    """
    a, grid = _arguments(a, size, stride)
    dL_dp = _check.tensor(dL_dp, "dL_dp", ("m", "rows", "columns", "channels"))
    _check.shape(dL_dp, "dL_dp", (len(a), *grid.outputs, a.shape[3]), "that of p")
    share = dL_dp / len(grid.cells)
    return _windows.add_up(np.broadcast_to(share, (len(grid.cells), *share.shape)), grid, axis=1)


def _arguments(a, size, stride):
    a = _check.tensor(a, "a", ("m", "rows", "columns", "channels"))
    return a, _windows.grid(a.shape[1:3], size, size if stride is None else stride)
