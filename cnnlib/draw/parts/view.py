"""How a picture shows a tensor: which axes are its rows and columns, which place of the others is in focus."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from ..ink import names
from .matrix import as_matrix

MAP, KERNEL = ("example", "row", "column", "channel"), ("row", "column", "channel", "filter")
UNITS, WEIGHTS, BIAS = ("example", "row", "column"), ("row", "column", "filter"), ("filter", "row", "column")
PLAIN = ("row", "column")


@dataclass(frozen=True)
class View:
    """A tensor as a picture shows it: rows and columns of one example, channel and filter.

    shape: the tensor's;  spread: the same, with rows and columns as axes of their own
    axes: what each axis of `spread` counts;  focus: the place shown of each, None for rows and columns
    """

    shape: tuple
    spread: tuple
    axes: tuple
    focus: tuple

    @cached_property
    def size(self):
        """Rows and columns of the picture."""
        return self.spread[self.axes.index("row")], self.spread[self.axes.index("column")]

    @property
    def reshaped(self):
        """Whether the picture has other rows than the tensor: weights drawn as the map that they read."""
        return len(self.spread) > len(self.shape) > 1 and self.axes == KERNEL

    @cached_property
    def stacks(self):
        """{axis: how many places it has} of those that have several and show one at a time."""
        return {axis: count for axis, count, at in zip(self.axes, self.spread, self.focus, strict=True)
                if at is not None and count > 1}

    @cached_property
    def marks(self):
        """{axis: the place shown} of those that have several and show one at a time."""
        return {axis: at for axis, at in zip(self.axes, self.focus, strict=True) if axis in self.stacks}

    def at(self, **focus):
        """The View with other places in focus; an axis that it does not have is none of its business."""
        places = (None if at is None else min(focus.get(axis, at), count - 1)
                  for axis, at, count in zip(self.axes, self.focus, self.spread, strict=True))
        return replace(self, focus=tuple(places))

    def showing(self, index):
        """The View with the cell of this index in focus."""
        if self.cell(index) is not None:
            return self
        return self.at(**dict(zip(self.axes, spread_of(self, tuple(index)), strict=True)))

    def index(self, row, column):
        """The index in the tensor of the cell drawn at (row, column); IndexError where none is drawn."""
        rows, columns = self.size
        if not (0 <= row < rows and 0 <= column < columns):
            raise IndexError(f"({row}, {column}) lies outside of {rows} rows of {columns}")
        return index_of(self, row, column)

    def cell(self, index):
        """The (row, column) at which the cell of this index is drawn, None where it is not in focus."""
        if self.crossing is None:
            return cell_of(self, tuple(index))
        for axis, place in self.pinned:           # a sum has thousands of cells elsewhere
            if index[axis] != place:
                return None
        row, column = self.crossing
        return index[row], index[column]

    @cached_property
    def pinned(self):
        """((axis, its place in focus), …) of all axes but rows and columns."""
        return tuple((axis, place) for axis, place in enumerate(self.focus) if place is not None)

    @cached_property
    def crossing(self):
        """Which axes of the tensor are rows and columns, None where these share one."""
        return (self.axes.index("row"), self.axes.index("column")) if self.spread == self.shape else None

    @cached_property
    def part(self):
        """What of the spread shape is in focus, as NumPy takes it."""
        return tuple(slice(None) if place is None else place for place in self.focus)

    def values(self, array):
        """The numbers in focus (rows, columns) of an array of the tensor's shape."""
        return np.asarray(array, float).reshape(self.spread)[self.part]


@lru_cache(maxsize=10_000)      # a slider asks for the same cells at every step
def spread_of(view, index):
    """The place of a cell in the spread shape."""
    flat = int(np.ravel_multi_index(index, view.shape)) if view.shape else 0
    return tuple(map(int, np.unravel_index(flat, view.spread)))


@lru_cache(maxsize=10_000)
def index_of(view, row, column):
    """The index of the cell drawn at (row, column)."""
    drawn = {"row": row, "column": column}
    at = [drawn.get(axis, place) for axis, place in zip(view.axes, view.focus, strict=True)]
    flat = np.ravel_multi_index(at, view.spread)
    return tuple(map(int, np.unravel_index(flat, view.shape))) if view.shape else ()


@lru_cache(maxsize=10_000)
def cell_of(view, index):
    """The (row, column) of a cell in focus."""
    found = dict(zip(view.axes, spread_of(view, index), strict=True))
    if any(found[axis] != at for axis, at in zip(view.axes, view.focus, strict=True) if at is not None):
        return None
    return found["row"], found["column"]


@lru_cache(maxsize=1_000)
def view_of(name, shape):
    """The View of an array by its name: four axes are a kernel's or a map's, any other is drawn as it is."""
    shape = tuple(shape)
    if len(shape) == 4:
        return first(shape, KERNEL if names.is_weight(name) else MAP)
    return first(shape, PLAIN, as_matrix(name, np.broadcast_to(0.0, shape)).shape)


def first(shape, axes, spread=None):
    """The View that shows the first place of every axis but rows and columns.

    spread: the shape with an axis for each of `axes`, where it is another
    """
    focus = tuple(None if axis in PLAIN else 0 for axis in axes)
    return View(tuple(shape), tuple(spread or shape), axes, focus)


def views_of(arrays):
    """{name: View} of arrays by name."""
    return {name: view_of(name, np.shape(values)) for name, values in arrays.items()}
