"""Convolution as one matrix from all cells of a padded image to all outputs: fast while the image is small.

The matrix holds each kernel once per window, shifted, and 0 elsewhere; back through it means its transpose.
"""

import numpy as np

from . import windows


def entries(w, grid):
    """Count the entries of the matrix."""
    rows, columns = grid.padded
    return rows * columns * grid.count * w.shape[2] * w.shape[3]


def forward(x, w, grid):
    """Return z without its bias.

        z = x * matrix          each example one row

    x (m, rows, columns, channels),  w (rows, columns, channels, filters)  ->  z (m, i, j, filters)
    """
    x = windows.pad(x, grid.sides, axis=1)
    z = x.reshape(len(x), -1).dot(_unroll(x, w, grid).reshape(x[0].size, -1))    # dot starts faster than @
    return z.reshape(len(x), *grid.outputs, -1)


def backward(dL_dz, x, w, grid):
    """Return the gradients of the image and of the kernels.

        dL/dx = dL/dz * matrix^T            dL/dmatrix = x^T * dL/dz
        dL/dw = sum of dL/dmatrix over the places of each weight

    dL_dz (m, i, j, filters),  x (m, rows, columns, channels)
        ->  dL_dx of the shape of x,  dL_dw of that of w
    """
    x = windows.pad(x, grid.sides, axis=1)
    matrix = _unroll(x, w, grid)
    rows, upstream = x.reshape(len(x), -1), dL_dz.reshape(len(x), -1)
    dL_dx = upstream.dot(matrix.reshape(rows.shape[1], -1).T).reshape(x.shape)
    dL_dmatrix = rows.T.dot(upstream).reshape(matrix.shape)
    dL_dw = _places(dL_dmatrix, grid).reshape(*w.shape, -1).sum(axis=4)
    return windows.crop(dL_dx, grid.sides, axis=1), dL_dw


def _unroll(x, w, grid):
    matrix = np.zeros((*x.shape[1:], *grid.outputs, w.shape[3]), w.dtype)
    _places(matrix, grid)[...] = w[..., None, None]
    return matrix


def _places(matrix, grid):
    """View matrix (r, c, n, i, j, k) as [u, v, n, k, i, j]: every place of every weight."""
    r, c, n, i, j, k = matrix.strides
    (s, t), (d, e) = grid.stride, grid.dilation
    shape = (*grid.size, matrix.shape[2], matrix.shape[5], *grid.outputs)
    return np.ndarray(shape, matrix.dtype, matrix, 0, (r * d, c * e, n, k, r * s + i, c * t + j))
