"""Where the windows of a convolution or a pooling lie."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import index
from typing import NamedTuple

import numpy as np

BATCH = 40_000     # numbers in the windows of one batch: 320 kB
WORDS = '"same", "valid", '


def pair(value, name="stride"):
    """Return a whole number or (rows, columns) as (rows, columns).

    Raises ValueError unless both are positive.
    """
    need = "a whole number from 1 up, or (rows, columns)"
    rows, columns = _two_integers(value, name, need)
    if rows < 1 or columns < 1:
        raise ValueError(f"{name} is {value!r}; it needs {need}")
    return rows, columns


def pads(padding, words=""):
    """Return a whole number, (rows, columns) or ((top, bottom), (left, right)) as the last of these.

    Raises ValueError for anything else and for negative padding; words are what the caller takes besides.
    """
    if type(padding) is int and padding >= 0:             # the quick look
        return ((padding, padding),) * 2
    need = f"{words}a whole number from 0 up, (rows, columns) or ((top, bottom), (left, right))"
    by_sides = isinstance(padding, (tuple, list)) and any(isinstance(side, (tuple, list)) for side in padding)
    rows, columns = padding if by_sides and len(padding) == 2 else _two_integers(padding, "padding", need)
    sides = _two_integers(rows, "padding", need), _two_integers(columns, "padding", need)
    if min(*sides[0], *sides[1]) < 0:
        raise ValueError(f"padding is {padding!r}; it needs {need}")
    return sides


class Grid(NamedTuple):
    """All windows on one image: each argument in full, the outputs, their number, where a window cell reads.

        image[cells[u * columns + v]][i, j] = image[i * stride + u * dilation, j * stride + v * dilation]
    """

    size: tuple
    stride: tuple
    sides: tuple
    dilation: tuple
    padded: tuple
    outputs: tuple
    count: int
    cells: tuple
    overlap: bool


def grid(image, size, stride=1, padding=0, dilation=1, name="size"):
    """Return the Grid of windows of a checked size on an image (rows, columns); a remainder is left out.

        outputs = floor((image + padding on both sides - span) / stride) + 1
                  with  span = dilation * (size - 1) + 1

    padding="valid" is 0. "same" makes ceil(image / stride) outputs; of an odd total the far edge gets one
    more, as in https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2.
    Raises ValueError for an option that is no whole number in range and, naming the argument that holds the
    size, when not one window fits.
    """
    usual = type(stride) is type(padding) is type(dilation) is int and padding >= 0
    if not usual:                                         # what is remembered would take True for 1
        word = isinstance(padding, str) and padding in ("same", "valid")
        padding = padding if word else pads(padding, WORDS)
        stride, dilation = pair(stride), pair(dilation, "dilation")
    size = size if type(size) is tuple else pair(size, "size")
    return _remembered(image, size, stride, padding, dilation, name)


def pool_grid(image, size, stride, padding):
    """Return the Grid of a pooling; stride=None means size. Every window holds a cell of the image."""
    stride, asked = size if stride is None else stride, padding
    if not type(size) is type(stride) is type(padding) is int:
        size, stride, padding = pair(size, "size"), pair(stride), pads(padding)
    windows = _remembered(image, size, stride, padding, 1, "size")
    if max(windows.sides[0]) >= windows.size[0] or max(windows.sides[1]) >= windows.size[1]:
        raise ValueError(f"padding is {asked!r}; "
                         f"it needs to be smaller than the window of {windows.size} cells")
    return windows


@dataclass(frozen=True)
class Axis:
    """The windows along one direction:  input = output * stride + cell * dilation - before."""

    size: int
    stride: int
    dilation: int
    before: int
    inputs: int
    outputs: int

    def first(self, output):
        """Return where a window begins; below 0 where that is padding."""
        return output * self.stride - self.before

    def cells(self, output):
        """Return (window cell, input) for every cell of one window that is not padding."""
        places = ((u, self.first(output) + u * self.dilation) for u in range(self.size))
        return [(u, r) for u, r in places if 0 <= r < self.inputs]

    def windows(self, r):
        """Return (output, window cell) for every window that covers the input r."""
        return [(i, u) for i in range(self.outputs) for u, covered in self.cells(i) if covered == r]

    def read(self):
        """Return the set of inputs that some window covers."""
        return {r for i in range(self.outputs) for _, r in self.cells(i)}

    def meetings(self, u):
        """Return (output, input) for every window whose cell u is not padding."""
        places = ((i, self.first(i) + u * self.dilation) for i in range(self.outputs))
        return [(i, r) for i, r in places if 0 <= r < self.inputs]


def axes(grid):
    """Return the Axis of the rows and that of the columns: which cells of the image each window covers."""
    image = (n - sum(side) for n, side in zip(grid.padded, grid.sides, strict=True))
    before = (first for first, _ in grid.sides)
    numbers = zip(grid.size, grid.stride, grid.dilation, before, image, grid.outputs, strict=True)
    return tuple(Axis(*each) for each in numbers)


def covered(axes, window):
    """Return the cells (r, c) of the image that a window (i, j) covers, in reading order; padding is none."""
    rows, columns = ([r for _, r in axis.cells(i)] for axis, i in zip(axes, window, strict=True))
    return list(product(rows, columns))


def batches(x, grid):
    """Slice the examples so that the windows of a few at a time stay in the processor's cache."""
    step = max(1, BATCH // (len(grid.cells) * grid.count * x.shape[3]))
    return [slice(e, e + step) for e in range(0, len(x), step)]


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
    stamp(total, shares, grid, axis)
    return crop(total, grid.sides, axis)


def stamp(total, shares, grid, axis):
    """Add the shares, as add_up describes them, onto a padded image that is 0 so far."""
    if grid.overlap:
        for cell, share in zip(grid.cells, shares, strict=True):
            total[(slice(None),) * axis + cell] += share      # overlapping windows add up
    else:
        windows = view(total, grid, axis)
        windows[...] = shares.reshape(windows.shape)          # every cell lies in one window at most


def _grid(image, size, stride, padding, dilation, name):
    size, stride, dilation = pair(size, "size"), pair(stride), pair(dilation, "dilation")
    span = tuple(d * (k - 1) + 1 for k, d in zip(size, dilation, strict=True))
    sides = _sides(padding, image, span, stride) if isinstance(padding, str) else pads(padding)
    padded = tuple(n + sum(side) for n, side in zip(image, sides, strict=True))
    if span[0] > padded[0] or span[1] > padded[1]:
        raise ValueError(f"{name} covers {span} cells; "
                         f"it needs a size that fits {padded}, the image with its padding")
    outputs = tuple((n - k) // s + 1 for n, k, s in zip(padded, span, stride, strict=True))
    rows, columns = ([slice(u * d, u * d + s * (n - 1) + 1, s) for u in range(k)]
                     for k, n, s, d in zip(size, outputs, stride, dilation, strict=True))
    cells = tuple((r, c) for r in rows for c in columns)
    overlap = any(d * (k - 1) >= s for k, s, d in zip(size, stride, dilation, strict=True))
    return Grid(size, stride, sides, dilation, padded, outputs, outputs[0] * outputs[1], cells, overlap)


_remembered = lru_cache(_grid)      # a layer asks for the same windows again and again


def _sides(word, image, span, stride):
    """Return the padding that "valid" or "same" stands for; the smaller half of "same" comes first."""
    if word == "valid":
        return (0, 0), (0, 0)
    missing = (max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(image, span, stride, strict=True))
    return tuple((cells // 2, cells - cells // 2) for cells in missing)


def _two_integers(value, name, need):
    if type(value) is int:                                # the quick look
        return value, value
    try:
        rows, columns = map(_whole, value) if isinstance(value, (tuple, list)) else [_whole(value)] * 2
        return rows, columns
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}; it needs {need}") from None


def _whole(value):
    if isinstance(value, bool):                           # True counts as 1, but nobody means that
        raise TypeError
    return index(value)
