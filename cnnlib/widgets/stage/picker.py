"""Select a cell by matrix, row and column, as the pointer can do; where there are several, by channel too."""

import ipywidgets as W

from .controls import LABELS

AXES = "example", "channel", "filter"       # of which a picture shows one place at a time


class Picker:
    """Select a cell by matrix, row and column; by example, channel and filter where a matrix has several."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.matrix = W.Dropdown(options=self.names(explorer.state), description="Matrix", style=LABELS,
                                 tooltip="The matrix with the selected cell", layout=W.Layout(width="165px"))
        self.row, self.column = (place_box(name) for name in ("Row", "Column"))
        several = {axis for view in explorer.views(explorer.state).values() for axis in view.stacks}
        self.focus = {axis: place_box(axis.capitalize()) for axis in AXES if axis in several}
        for widget in (boxes := (self.matrix, self.row, self.column, *self.focus.values())):
            explorer.follow(widget, lambda state, _: self._selection(state), remember=False)
        self.box = W.HBox(boxes, layout=W.Layout(flex_flow="row wrap"))

    def names(self, state):
        """What can be picked: every matrix under the name that the reader knows."""
        return tuple((self.explorer.spoken(name), name) for name in self.explorer.shapes(state))

    def settle(self, state):
        """Show the selection of a state."""
        matrix, row, column, marks = self.explorer.place(state)
        view = self.explorer.views(state)[matrix]
        if (names := self.names(state)) != self.matrix.options:
            self.matrix.options = names           # some matrices exist in some states only
        self.matrix.value = matrix
        self.row.max, self.column.max = (count - 1 for count in view.size)
        self.row.value, self.column.value = row, column
        for axis, box in self.focus.items():
            box.disabled = axis not in view.stacks
            if not box.disabled:
                box.max, box.value = view.stacks[axis] - 1, marks[axis]

    def _selection(self, state):
        rows, columns = self.explorer.shapes(state)[self.matrix.value]
        focus = {axis: box.value for axis, box in self.focus.items() if not box.disabled}
        return self.explorer.press(state, self.matrix.value, min(self.row.value, rows - 1),
                                   min(self.column.value, columns - 1), **focus)


def place_box(name):
    """A box for a place along one axis."""
    return W.BoundedIntText(description=name, tooltip=f"{name} of the selected cell, from 0",
                            style=LABELS, layout=W.Layout(width="110px"))
