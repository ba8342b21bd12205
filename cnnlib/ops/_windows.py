"""Where the windows of a convolution or a pooling lie."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np


def pair(value, name="stride"):
    """Return a whole number or (rows, columns) as (rows, columns); raises ValueError unless both are positive."""
    need = "a whole number from 1 up, or (rows, columns)"
    rows, columns = _two_integers(value, name, need)
    if rows < 1 or columns < 1:
        raise ValueError(f"{name} is {value!r}; it needs {need}")
    return rows, columns


def pads(padding, name="padding"):
    """Return a whole number, (rows, columns) or ((top, bottom), (left, right)) as the last of these.

    Raises ValueError for anything else and for negative padding.
    """
    need = "a whole number from 0 up, (rows, columns) or ((top, bottom), (left, right))"
    by_sides = isinstance(padding, (tuple, list)) and any(isinstance(side, (tuple, list)) for side in padding)
    rows, columns = padding if by_sides and len(padding) == 2 else _two_integers(padding, name, need)
    sides = _two_integers(rows, name, need), _two_integers(columns, name, need)
    if min(*sides[0], *sides[1]) < 0:
        raise ValueError(f"{name} is {padding!r}; it needs {need}")
    return sides


def output_shape(image, size, stride=1, padding=0, dilation=1, name="size"):
    """Count the windows that fit, downwards and across; a remainder at the far edge is left out.

        outputs = floor((image + padding on both sides - span) / stride) + 1       span = dilation * (size - 1) + 1

    image (rows, columns)  ->  (rows, columns) of the output;  raises ValueError, naming the argument that holds
    the size, when not one window fits
    """
    padded = tuple(n + sum(sides) for n, sides in zip(image, pads(padding), strict=True))
    span = tuple(d * (k - 1) + 1 for k, d in zip(pair(size, "size"), pair(dilation, "dilation"), strict=True))
    if span[0] > padded[0] or span[1] > padded[1]:
        raise ValueError(f"{name} covers {span} cells; it needs a size that fits {padded}, the image with its padding")
    return tuple((n - k) // s + 1 for n, k, s in zip(padded, span, pair(stride), strict=True))


class Grid(NamedTuple):
    """All windows on one image: every argument in full, the output's shape, and where each window cell reads.

        image[cells[u * columns + v]][i, j] = image[i * stride + u * dilation, j * stride + v * dilation]
    """

    size: tuple
    stride: tuple
    sides: tuple
    dilation: tuple
    padded: tuple
    outputs: tuple
    cells: tuple
    overlap: bool


def grid(image, size, stride=1, padding=0, dilation=1, name="size"):
    """Return the Grid of windows on an image (rows, columns); raises ValueError when not one window fits."""
    try:
        return _grid(image, size, stride, padding, dilation, name)
    except TypeError:                                     # a list is welcome, but cannot be remembered
        return _grid.__wrapped__(image, size, stride, padding, dilation, name)


def view(x, grid, axis):
    """Return the windows of a padded x without copying a number; rows and columns lie at axis and axis + 1.

        windows[u, v, ..., i, j, ...] = x[..., i * stride + u * dilation, j * stride + v * dilation, ...]
    """
    x = np.ascontiguousarray(x)
    row, column = x.strides[axis:axis + 2]
    (s, t), (d, e) = grid.stride, grid.dilation
    shape = grid.size + x.shape[:axis] + grid.outputs + x.shape[axis + 2:]
    strides = (row * d, column * e, *x.strides[:axis], row * s, column * t, *x.strides[axis + 2:])
    return np.ndarray(shape, x.dtype, x, 0, strides)


def pad(x, sides, axis, value=0):
    """Return x inside a border of value around its rows and columns, which lie at axis and axis + 1."""
    (top, bottom), (left, right) = sides
    if not (top or bottom or left or right):
        return x
    rows, columns = x.shape[axis:axis + 2]
    shape = (*x.shape[:axis], rows + top + bottom, columns + left + right, *x.shape[axis + 2:])
    padded = np.full(shape, value, x.dtype)
    crop(padded, sides, axis)[...] = x
    return padded


def crop(padded, sides, axis):
    """Return the part of padded inside its border, without copying a number."""
    (top, bottom), (left, right) = sides
    if not (top or bottom or left or right):
        return padded
    rows, columns = padded.shape[axis:axis + 2]
    return padded[(slice(None),) * axis + (slice(top, rows - bottom), slice(left, columns - right))]


def add_up(shares, grid, axis):
    """Add each window cell's shares (cells, ..., i, j, ...) back onto the image, padding cut off.

        image[..., r, c, ...] += shares[(u, v), ..., i, j, ...]
                                 with  r = i * stride + u * dilation - top,  c = j * stride + v * dilation - left

    axis is that of i in one share, and that of the rows in the image
    """
    before, after = shares.shape[1:axis + 1], shares.shape[axis + 3:]
    total = np.zeros((*before, *grid.padded, *after), shares.dtype)
    if grid.overlap:
        for cell, share in zip(grid.cells, shares, strict=True):
            total[(slice(None),) * axis + cell] += share      # overlapping windows add up
    else:
        windows = view(total, grid, axis)
        windows[...] = shares.reshape(windows.shape)          # every cell lies in one window at most
    return crop(total, grid.sides, axis)


@lru_cache
def _grid(image, size, stride, padding, dilation, name):
    outputs = output_shape(image, size, stride, padding, dilation, name)
    size, stride, sides, dilation = pair(size, "size"), pair(stride), pads(padding), pair(dilation, "dilation")
    padded = tuple(n + sum(side) for n, side in zip(image, sides, strict=True))
    rows, columns = ([slice(u * d, u * d + s * (n - 1) + 1, s) for u in range(k)]
                     for k, n, s, d in zip(size, outputs, stride, dilation, strict=True))
    cells = tuple((r, c) for r in rows for c in columns)
    overlap = any(d * (k - 1) >= s for k, s, d in zip(size, stride, dilation, strict=True))
    return Grid(size, stride, sides, dilation, padded, outputs, cells, overlap)


def _two_integers(value, name, need):
    try:
        rows, columns = value if isinstance(value, (tuple, list)) else (value, value)
        if rows != int(rows) or columns != int(columns):
            raise TypeError
        return int(rows), int(columns)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {value!r}; it needs {need}") from None
