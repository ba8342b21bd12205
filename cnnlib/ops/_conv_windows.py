"""Convolution as one matrix with a row per window: fast for any image and any number of filters.

The windows are copied out a few examples at a time, as many as the processor's cache holds.
"""

import numpy as np

from . import windows

FEW = 3     # up to so many channels, an output row is a longer run in memory than a kernel row


def forward(x, w, grid):
    """Return z without its bias.

        z = windows * kernels           one row of windows per (e, i, j), one column of kernels per filter

    x (m, rows, columns, channels),  w (rows, columns, channels, filters)  ->  z (m, i, j, filters)
    """
    kernels = w.reshape(-1, w.shape[3])
    z = np.empty((len(x), *grid.outputs, w.shape[3]), np.result_type(x, w))
    for e, rows in _windows_of(x, grid):
        np.matmul(rows, kernels, out=z[e].reshape(-1, w.shape[3]))
    return z


def backward(dL_dz, x, w, grid):
    """Return the gradients of the image and of the kernels.

        dL/dw = windows^T * dL/dz       dL/dx: every window stamps  dL/dz * kernels^T  onto its cells

    dL_dz (m, i, j, filters),  x (m, rows, columns, channels)
        ->  dL_dx of the shape of x,  dL_dw of that of w
    """
    dL_dw = sum(rows.T @ dL_dz[e].reshape(-1, w.shape[3]) for e, rows in _windows_of(x, grid))
    stamp = _stamp_planes if x.shape[3] <= FEW else _stamp_cells
    dL_dx = np.empty(x.shape, np.result_type(dL_dz, w))
    for e in windows.batches(x, grid):
        dL_dx[e] = stamp(dL_dz[e], w, grid)
    return dL_dx, dL_dw.reshape(w.shape)


def _stamp_planes(dL_dz, w, grid):
    """Return dL_dx by adding up stamps (cells, channels, m, i, j)."""
    *_, channels, filters = w.shape
    stamps = w.reshape(-1, filters) @ dL_dz.reshape(-1, filters).T
    return windows.add_up(stamps.reshape(-1, channels, *dL_dz.shape[:3]), grid, axis=2).transpose(1, 2, 3, 0)


def _stamp_cells(dL_dz, w, grid):
    """Return dL_dx by adding up stamps (cells, m, i, j, channels)."""
    *_, channels, filters = w.shape
    kernels = np.ascontiguousarray(w.reshape(-1, channels, filters).swapaxes(1, 2))
    stamps = dL_dz.reshape(-1, filters) @ kernels
    return windows.add_up(stamps.reshape(-1, *dL_dz.shape[:3], channels), grid, axis=1)


def _windows_of(x, grid):
    """Yield a few examples at a time with their windows as the rows of a matrix.

    -> examples, rows (windows, cells * channels)
    """
    seen = windows.view(windows.pad(x, grid.sides, axis=1), grid, axis=1)    # [u, v, e, i, j, n]
    numbers = len(grid.cells) * x.shape[3]
    for e in windows.batches(x, grid):
        if x.shape[3] <= FEW:
            yield e, seen[:, :, e].transpose(0, 1, 5, 2, 3, 4).reshape(numbers, -1).T
        else:
            yield e, seen[:, :, e].transpose(2, 3, 4, 0, 1, 5).reshape(-1, numbers)
