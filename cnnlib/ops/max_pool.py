"""Max pooling: keep the largest value of each window."""

from math import isfinite

import numpy as np

from . import _check, windows


def forward(a, size=2, stride=None, padding=0):
    """Keep the largest value of each window, channel by channel; cells outside the image count as -inf.

        p[e, i, j, k] = max over u, v of  a[e, i * stride + u - top, j * stride + v - left, k]

    NaN is larger than any number. stride=None means size.

    a (m, rows, columns, channels)  ->  p (m, rows, columns, channels);  raises ValueError for another number
    of axes, a window that does not fit and a padding that is not smaller than the window
    """
    a, grid = _arguments(a, size, stride, padding)
    first, *others = _cells(a, grid)
    p = first.copy()
    for cell in others:
        np.maximum(cell, p, out=p)
    return p


def backward(dL_dp, a, size=2, stride=None, padding=0, ties="first"):
    """Route each gradient to the maximum of its window; the other cells of the window get nothing.

        dL/da[e, r, c, k] = sum over the windows (i, j) that (r, c) wins of  dL/dp[e, i, j, k]

    In a tie ties="first" sends the gradient to the first maximum in reading order, "all" to each maximum in
    full, "split" to each maximum in equal parts. A cell outside the image never wins, not even at -inf.
    Of several NaN in a window the first wins; PyTorch takes the last.

    dL_dp of the shape of p,  a (m, rows, columns, channels)  ->  dL_da of the shape of a;  raises ValueError
    as forward does, for another shape than that of p and for unknown ties
    """
    a, grid = _arguments(a, size, stride, padding)
    dL_dp = _check.tensor(dL_dp, "dL_dp", ("m", "rows", "columns", "channels"))
    _check.shape(dL_dp, "dL_dp", (len(a), *grid.outputs, a.shape[3]), "that of p")
    if not isinstance(ties, str) or ties not in ("first", "all", "split"):
        raise ValueError(f'ties is {ties!r}; it needs to be "first", "all" or "split"')
    return _stamped(lambda e: _shares(dL_dp[e], a[e], grid, ties), a, grid, dL_dp.dtype)


def winners(a, size=2, stride=None, padding=0):
    """Mark the cells that win a window; in a tie the first maximum in reading order wins.

    a (m, rows, columns, channels)  ->  boolean of the shape of a;  raises ValueError as forward does
    """
    a, grid = _arguments(a, size, stride, padding)
    return _stamped(lambda e: _first(_won(a[e], grid)), a, grid, bool)


def _stamped(shares, a, grid, dtype):
    """Add up on the image what shares(e) gives each cell of each window of some examples."""
    total = np.zeros((len(a), *grid.padded, a.shape[3]), dtype)
    for e in windows.batches(a, grid):
        windows.stamp(total[e], shares(e), grid, axis=1)
    return windows.crop(total, grid.sides, axis=1)


def _cells(a, grid):
    """View, in reading order, each cell of all windows: a list of arrays of the shape of p."""
    padded = windows.pad(a, grid.sides, axis=1, value=-np.inf)
    return [padded[:, r, c] for r, c in grid.cells]


def _shares(dL_dp, a, grid, ties):
    """Return what each cell of each window gets of the window's gradient."""
    won, finite = _won(a, grid), isfinite(np.vdot(dL_dp, dL_dp))
    if ties == "first":
        won = _first(won)
    if ties == "split":
        dL_dp = dL_dp / won.sum(axis=0, dtype=dL_dp.dtype)
    if finite:
        shares = won * dL_dp                              # quicker than np.where
        shares += 0.0                                     # -0.0 becomes 0.0
        return shares
    return np.where(won, dL_dp, 0.0)                      # infinity * 0 would be NaN


def _won(a, grid):
    """Mark the cells of each window that hold its maximum; NaN is one, padding never."""
    cells = np.array(_cells(a, grid))
    p = cells.max(axis=0)
    won = cells == p
    if isfinite(np.vdot(p, p)):                           # the quick look: neither NaN nor a window of -inf
        return won
    return (won | np.isnan(cells)) & _real(a, grid)


def _real(a, grid):
    """Mark the cells of each window that are no padding, which would win, too, where all others are -inf."""
    real = windows.pad(np.ones((1, *a.shape[1:3], 1), bool), grid.sides, axis=1, value=False)
    return np.array([real[:, r, c] for r, c in grid.cells])


def _first(won):
    """Keep the first winner of each window alone; the given array is used up."""
    free = ~won[0]                                        # the windows still without a winner
    for cell in won[1:]:
        cell &= free
        free ^= cell
    return won


def _arguments(a, size, stride, padding):
    a = _check.tensor(a, "a", ("m", "rows", "columns", "channels"))
    return a, windows.pool_grid(a.shape[1:3], size, stride, padding)
