"""Where a picture shows a cell of a tensor, and back: on both sides a cell is its place in reading order."""

from dataclasses import fields
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cnnlib.draw.parts.matrix import as_matrix


class View(NamedTuple):
    """A tensor as a picture shows it: the tensor's shape, and rows and columns of the picture."""

    shape: tuple
    rows: int
    columns: int

    def index(self, row, column):
        """The index in the tensor of the cell drawn at (row, column); IndexError where none is drawn."""
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise IndexError(f"({row}, {column}) lies outside of {self.rows} rows of {self.columns}")
        if not self.shape:
            return ()
        return tuple(map(int, np.unravel_index(row * self.columns + column, self.shape)))

    def cell(self, index):
        """The (row, column) at which the cell of this index is drawn."""
        return place_of(tuple(index), self.shape, self.columns)

    @property
    def size(self):
        """Rows and columns of the picture."""
        return self.rows, self.columns

    @property
    def reshaped(self):
        """Whether the picture has other rows than the tensor,
        as the weights of a map that is drawn as that map."""
        return len(self.shape) == 2 and self.shape != self.size


@lru_cache(maxsize=10_000)      # a slider asks for the same cells at every step
def place_of(index, shape, columns):
    """The (row, column) of the cell of this index in a picture of so many columns."""
    return divmod(int(np.ravel_multi_index(index, shape)), columns) if shape else (0, 0)


@lru_cache(maxsize=1_000)
def view(name, shape, size=None):
    """The View of a tensor of this shape as draw shows it.

    size: (rows, columns) where it is drawn in another shape
    """
    return View(shape, *(size or as_matrix(name, np.broadcast_to(0.0, shape)).shape))


def views(tensors, folded=None):
    """{name: View} of arrays as draw shows them.

    folded: {name: (rows, columns)} of those drawn in another shape
    """
    return {name: view(name, np.shape(values), (folded or {}).get(name)) for name, values in tensors.items()}


def feeding(selected, sources, shown):
    """{matrix: [(row, column)]} of the selected cell and of every cell shown that feeds it.

    sources: {tensor: [index]}, as `explain.cell` finds them;  shown: {matrix: View}
    """
    matrix, *cell = selected
    marked = {matrix: [tuple(cell)]}
    for name in (name for name in sources if name in shown):
        marked[name] = [*marked.get(name, []), *map(shown[name].cell, sources[name])]
    return marked


def cells(mask):
    """The (row, column) of each cell that a mask (1, rows, columns, 1) marks, in reading order."""
    return tuple(map(tuple, np.argwhere(mask[0, :, :, 0]).tolist()))


def with_cell(array, index, number):
    """A copy with one cell changed."""
    array = array.copy()
    array[index] = number
    return array


def with_number(name, array, row, column, number):
    """A copy of a tensor with a number in the cell that a picture draws at (row, column)."""
    return with_cell(array, view(name, array.shape).index(row, column), number)


def located(words, view, row, column):
    """The words of an equation;
    where the picture shows a tensor in another shape, with the place in the picture."""
    place = f" (row {row}, column {column} on the board) = "
    return words.replace(" = ", place, 1) if view.reshaped else words


def same_but_selected(state, other):
    """Whether two states of an explorer differ in their selection alone."""
    return all(getattr(state, field.name) is getattr(other, field.name)
               for field in fields(state) if field.name != "selected")
