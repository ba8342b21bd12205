"""Convolution as one matrix with a column per window: fast for any image and any number of filters.

The windows are copied out a few examples at a time, as many as the processor's cache holds.
"""

import numpy as np

from . import _windows


def forward(x, w, grid):
    """Return z without its bias.

        z = windows^T * kernels         one column of windows per (e, i, j), one column of kernels per filter

    x (m, rows, columns, channels),  w (rows, columns, channels, filters)  ->  z (m, i, j, filters)
    """
    kernels = w.reshape(-1, w.shape[3])
    z = np.empty((len(x), *grid.outputs, w.shape[3]), np.result_type(x, w))
    for e, windows in _windows_of(x, grid):
        np.matmul(windows.T, kernels, out=z[e].reshape(-1, w.shape[3]))
    return z


def backward(dL_dz, x, w, grid):
    """Return the gradients of the image and of the kernels.

        dL/dw = windows * dL/dz         dL/dx: every window stamps  kernels * dL/dz  onto its cells

    dL_dz (m, i, j, filters),  x (m, rows, columns, channels)  ->  dL_dx of the shape of x,  dL_dw of that of w
    """
    dL_dw = sum(windows @ dL_dz[e].reshape(-1, w.shape[3]) for e, windows in _windows_of(x, grid))
    return _stamp(dL_dz, x, w, grid), dL_dw.reshape(w.shape)


def _stamp(dL_dz, x, w, grid):
    *_, channels, filters = w.shape
    dL_dx = np.empty(x.shape, np.result_type(dL_dz, w))
    kernels = np.ascontiguousarray(w.reshape(-1, channels, filters).swapaxes(1, 2))
    for e in _batches(x, grid):
        m, rows, columns, _ = dL_dz[e].shape
        upstream = dL_dz[e].reshape(-1, filters)
        if channels < 4:                                  # few channels come first: longer runs to add
            stamps = (w.reshape(-1, filters) @ upstream.T).reshape(-1, channels, m, rows, columns)
            dL_dx[e] = _windows.add_up(stamps, grid, axis=2).transpose(1, 2, 3, 0)
        else:
            stamps = upstream @ kernels
            dL_dx[e] = _windows.add_up(stamps.reshape(-1, m, rows, columns, channels), grid, axis=1)
    return dL_dx


def _windows_of(x, grid):
    """Yield a few examples at a time with their windows as the columns of a matrix (cells * channels, windows)."""
    planes = _windows.pad(x.transpose(3, 0, 1, 2), grid.sides, axis=2)    # channel first: longer runs to copy
    windows = _windows.view(planes, grid, axis=2)
    for e in _batches(x, grid):
        yield e, windows[:, :, :, e].reshape(len(grid.cells) * x.shape[3], -1)


def _batches(x, grid):
    numbers = len(grid.cells) * x.shape[3] * grid.outputs[0] * grid.outputs[1]
    step = max(1, 2**15 // numbers)
    return [slice(e, e + step) for e in range(0, len(x), step)]
