"""The same ops once more as plain loops over single numbers in float64, and slopes by nudging."""

import itertools

import numpy as np


def sides(padding):
    """((top, bottom), (left, right)) of any way to write a padding."""
    rows, columns = padding if isinstance(padding, tuple) else (padding, padding)
    return tuple(side if isinstance(side, tuple) else (side, side) for side in (rows, columns))


def two(value):
    """(rows, columns) of a whole number or a pair."""
    return value if isinstance(value, tuple) else (value, value)


def meetings(image, size, stride=1, padding=0, dilation=1):
    """Yield (i, j), (u, v), (r, c) for every window cell that lies inside the image,
    and the output shape first."""
    (s, t), (d, e), ((top, bottom), (left, right)) = two(stride), two(dilation), sides(padding)
    rows = len(range(0, image[0] + top + bottom - d * (size[0] - 1), s))
    columns = len(range(0, image[1] + left + right - e * (size[1] - 1), t))
    yield rows, columns
    for i, j, u, v in itertools.product(range(rows), range(columns), range(size[0]), range(size[1])):
        r, c = i * s + u * d - top, j * t + v * e - left
        if 0 <= r < image[0] and 0 <= c < image[1]:
            yield (i, j), (u, v), (r, c)


def conv(x, w, b, **geometry):
    outputs, *cells = meetings(x.shape[1:3], w.shape[:2], **geometry)
    z = np.zeros((len(x), *outputs, w.shape[3])) + b
    for (i, j), (u, v), (r, c) in cells:
        for e, n, k in np.ndindex(len(x), *w.shape[2:]):
            z[e, i, j, k] += x[e, r, c, n] * w[u, v, n, k]
    return z


def conv_backward(dL_dz, x, w, **geometry):
    _, *cells = meetings(x.shape[1:3], w.shape[:2], **geometry)
    dL_dx, dL_dw = np.zeros(x.shape), np.zeros(w.shape)
    for (i, j), (u, v), (r, c) in cells:
        for e, n, k in np.ndindex(len(x), *w.shape[2:]):
            dL_dx[e, r, c, n] += dL_dz[e, i, j, k] * w[u, v, n, k]
            dL_dw[u, v, n, k] += dL_dz[e, i, j, k] * x[e, r, c, n]
    return dL_dx, dL_dw, dL_dz.sum(axis=(0, 1, 2))


def windows_of(a, size, stride, padding=0):
    """Return {(e, i, j, k): [(r, c), ...]}, the cells of each window in reading order."""
    outputs, *cells = meetings(a.shape[1:3], size, stride, padding)
    windows = {index: [] for index in np.ndindex(len(a), *outputs, a.shape[3])}
    for (i, j), _, cell in cells:
        for e, k in np.ndindex(len(a), a.shape[3]):
            windows[e, i, j, k].append(cell)
    return (len(a), *outputs, a.shape[3]), windows


def max_pool(a, size, stride, padding=0):
    shape, windows = windows_of(a, size, stride, padding)
    p = np.zeros(shape)
    for (e, i, j, k), cells in windows.items():
        p[e, i, j, k] = max(a[e, r, c, k] for r, c in cells)
    return p


def max_pool_backward(dL_dp, a, size, stride, padding=0, ties="first"):
    _, windows = windows_of(a, size, stride, padding)
    dL_da = np.zeros(a.shape)
    for (e, i, j, k), cells in windows.items():
        top = max(a[e, r, c, k] for r, c in cells)
        winners = [(r, c) for r, c in cells if a[e, r, c, k] == top]
        for r, c in winners[:1] if ties == "first" else winners:
            dL_da[e, r, c, k] += dL_dp[e, i, j, k] / (len(winners) if ties == "split" else 1)
    return dL_da


def avg_pool(a, size, stride, padding=0):
    shape, windows = windows_of(a, size, stride, padding)
    p = np.zeros(shape)
    for (e, i, j, k), cells in windows.items():
        p[e, i, j, k] = sum(a[e, r, c, k] for r, c in cells) / np.prod(size)
    return p


def slope(f, x, upstream=1.0, eps=1e-6):
    """Nudge each number of x both ways: the gradient of sum(upstream * f(x))."""
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = np.sum(upstream * (f(x + step) - f(x - step))) / (2 * eps)
    return gradient
