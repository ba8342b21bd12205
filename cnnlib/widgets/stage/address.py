"""Addresses: a cell is (tensor, full index). Here they meet the places of a picture, in both directions."""

from dataclasses import fields

import numpy as np

from cnnlib.draw.ink.names import is_weight


def spot(address):
    """(tensor, row, column) of an address where one example, channel and filter is all there is."""
    name, index = address
    if len(index) == 4:
        return name, *(index[:2] if is_weight(name) else index[1:3])
    return name, *((0, 0, *index)[-2:])


def feeding(selected, sources, views):
    """{tensor: [(row, column)]} of the selected cell and of every cell in focus that feeds it.

    sources: {tensor: [index]}, as `explain.cell` finds them;  views: {tensor: View}
    """
    marked = {}
    for name, indices in ((selected[0], [selected[1]]), *sources.items()):
        places = map(views[name].cell, indices) if name in views else ()
        if shown := [cell for cell in places if cell is not None]:
            marked[name] = [*marked.get(name, ()), *shown]
    return marked


def cells(mask):
    """The (row, column) of each cell that a mask (1, rows, columns, 1) marks, in reading order."""
    return tuple(map(tuple, np.argwhere(mask[0, :, :, 0]).tolist()))


def with_cell(array, index, number):
    """A copy with one cell changed."""
    array = array.copy()
    array[index] = number
    return array


def located(words, view, index):
    """The words of an equation;
    where the picture shows a tensor in another shape, with the place in the picture."""
    row, column = view.cell(index)
    place = f" (row {row}, column {column} on the board) = "
    return words.replace(" = ", place, 1) if view.reshaped else words


def same_but_selected(state, other):
    """Whether two states of an explorer differ in their selection alone."""
    return all(getattr(state, field.name) is getattr(other, field.name)
               for field in fields(state) if field.name != "selected")
