"""Max pooling: keep the largest value of each window."""

import numpy as np

from . import _check, _windows


def forward(a, size=2, stride=None, padding=0):
    """Keep the largest value of each window, channel by channel; cells outside the image count as -inf.

        p[e, i, j, k] = max over u, v of  a[e, i * stride + u - top, j * stride + v - left, k]

    a (m, rows, columns, channels)  ->  p (m, rows, columns, channels);  stride=None means size;  raises ValueError
    for another number of axes, a window that does not fit and a padding that is not smaller than the window
    """
    a, grid = _arguments(a, size, stride, padding)
    return _windows_of(a, grid).max(axis=0)


def backward(dL_dp, a, size=2, stride=None, padding=0, ties="first"):
    """Route each gradient to the maximum of its window; the other cells of the window get nothing.

        dL/da[e, r, c, k] = sum over the windows (i, j) that (r, c) wins of  dL/dp[e, i, j, k]

    In a tie ties="first" sends the gradient to the first maximum in reading order, "all" to each maximum in full,
    "split" to each maximum in equal parts.

    dL_dp of the shape of p,  a (m, rows, columns, channels)  ->  dL_da of the shape of a;  raises ValueError as
    forward does, for another shape than that of p and for unknown ties
    """
    a, grid = _arguments(a, size, stride, padding)
    dL_dp = _check.tensor(dL_dp, "dL_dp", ("m", "rows", "columns", "channels"))
    _check.shape(dL_dp, "dL_dp", (len(a), *grid.outputs, a.shape[3]), "that of p")
    if ties not in ("first", "all", "split"):
        raise ValueError(f'ties is {ties!r}; it needs to be "first", "all" or "split"')
    windows = _windows_of(a, grid)
    won = windows == windows.max(axis=0)
    if ties == "first":
        won = _first(won)
    if ties == "split":
        dL_dp = dL_dp / won.sum(axis=0, dtype=dL_dp.dtype)
    return _windows.add_up(np.where(won, dL_dp, 0.0), grid, axis=1)    # won * dL_dp would leave -0.0 behind


def winners(a, size=2, stride=None, padding=0):
    """Mark the cells that win a window; in a tie the first maximum in reading order wins.

    a (m, rows, columns, channels)  ->  boolean of the shape of a;  raises ValueError as forward does
    """
    p = forward(a, size, stride, padding)
    return backward(np.ones_like(p), a, size, stride, padding) > 0


def _windows_of(a, grid):
    """Copy out the windows: the first axis walks over a window's cells, the others are those of p."""
    padded = _windows.pad(a, grid.sides, axis=1, value=-np.inf)
    return np.array([padded[:, r, c] for r, c in grid.cells])


def _first(won):
    """Keep the first winner of each window alone; the given array is used up."""
    free = ~won[0]                                        # the windows still without a winner
    for cell in won[1:]:
        cell &= free
        free ^= cell
    return won


def _arguments(a, size, stride, padding):
    a = _check.tensor(a, "a", ("m", "rows", "columns", "channels"))
    grid = _windows.grid(a.shape[1:3], size, size if stride is None else stride, padding)
    if max(grid.sides[0]) >= grid.size[0] or max(grid.sides[1]) >= grid.size[1]:
        raise ValueError(f"padding is {padding!r}; it needs to be smaller than the window of {grid.size} cells")
    return a, grid
