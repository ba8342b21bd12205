"""Convolution: slide small kernels over an image (cross-correlation: the kernel is not turned)."""

from . import _bias, _check, _conv_unrolled, _conv_windows, windows


def forward(x, w, b, stride=1, padding=0, dilation=1):
    """Take one weighted sum per window and filter; cells outside the image count as 0.

        z[e, i, j, k] = sum over u, v, n of  x[e, r, c, n] * w[u, v, n, k]  +  b[k]
                        with  r = i * stride + u * dilation - top,  c = j * stride + v * dilation - left

    x (m, rows, columns, channels),  w (rows, columns, channels, filters),  b (filters)
        ->  z (m, rows, columns, filters);  raises ValueError for shapes that do not belong together,
    a window that does not fit and a stride, padding or dilation that is not a whole number in range

    padding="same" gives ceil(rows / stride) rows of z, and as many columns; "valid" means 0.
    """
    x, w, grid = _arguments(x, w, stride, padding, dilation)
    b = _check.tensor(b, "b", ("filters",))
    _check.shape(b, "b", w.shape[3:], "one number per filter of w")
    z = _way(w, grid).forward(x, w, grid)
    z += b
    return z


def backward(dL_dz, x, w, stride=1, padding=0, dilation=1):
    """Send dL/dz back to the image, the kernels and the biases.

        dL/dx[e, r, c, n] = sum over k and i, j, u, v that meet at r, c of  dL/dz[e, i, j, k] * w[u, v, n, k]
        dL/dw[u, v, n, k] = sum over e, i, j of  dL/dz[e, i, j, k] * x[e, r, c, n]
        dL/db[k]          = sum over e, i, j of  dL/dz[e, i, j, k]
                            with  r = i * stride + u * dilation - top,  c = j * stride + v * dilation - left

    dL_dz (m, rows, columns, filters),  x (m, rows, columns, channels),  w (rows, columns, channels, filters)
        ->  dL_dx of the shape of x,  dL_dw of the shape of w,  dL_db (filters);  raises ValueError as forward
    does, and for another shape than that of z
    """
    x, w, grid = _arguments(x, w, stride, padding, dilation)
    dL_dz = _check.tensor(dL_dz, "dL_dz", ("m", "rows", "columns", "filters"))
    _check.shape(dL_dz, "dL_dz", (len(x), *grid.outputs, w.shape[3]), "that of z")
    dL_dx, dL_dw = _way(w, grid).backward(dL_dz, x, w, grid)
    return dL_dx, dL_dw, _bias.backward(dL_dz)


def _way(w, grid):
    """Choose the faster of two ways to the same numbers: a whole small image at once, or window by window."""
    return _conv_unrolled if _conv_unrolled.entries(w, grid) <= 2**14 else _conv_windows


def _arguments(x, w, stride, padding, dilation):
    x = _check.tensor(x, "x", ("m", "rows", "columns", "channels"))
    w = _check.tensor(w, "w", ("rows", "columns", "channels", "filters"))
    if w.shape[2] != x.shape[3]:
        raise ValueError(f"w has shape {w.shape}, {w.shape[2]} channels; it needs {x.shape[3]}, as many as x")
    return x, w, windows.grid(x.shape[1:3], w.shape[:2], stride, padding, dilation, "w")
