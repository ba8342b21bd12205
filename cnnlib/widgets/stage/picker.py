"""Select a cell by matrix, row and column, as the pointer can do."""

import ipywidgets as W

from .controls import LABELS


class Picker:
    """Select a cell by matrix, row and column, as the pointer can do."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.matrix = W.Dropdown(options=self.names(explorer.state), description="Matrix", style=LABELS,
                                 tooltip="The matrix with the selected cell", layout=W.Layout(width="165px"))
        self.row, self.column = (place_box(name) for name in ("Row", "Column"))
        for widget in (self.matrix, self.row, self.column):
            explorer.follow(widget, lambda state, _: self._selection(state), remember=False)
        self.box = W.HBox([self.matrix, self.row, self.column], layout=W.Layout(flex_flow="row wrap"))

    def names(self, state):
        """What can be picked: every matrix under the name that the reader knows."""
        return tuple((self.explorer.spoken(name), name) for name in self.explorer.shapes(state))

    def settle(self, state):
        """Show the selection of a state."""
        matrix, row, column = state.selected
        shapes = self.explorer.shapes(state)
        rows, columns = shapes[matrix]
        if (names := self.names(state)) != self.matrix.options:
            self.matrix.options = names           # some matrices exist in some states only
        self.matrix.value = matrix
        self.row.max, self.column.max = rows - 1, columns - 1
        self.row.value, self.column.value = row, column

    def _selection(self, state):
        rows, columns = self.explorer.shapes(state)[self.matrix.value]
        return self.explorer.press(state, self.matrix.value, min(self.row.value, rows - 1),
                                   min(self.column.value, columns - 1))


def place_box(name):
    """A box for the row or the column."""
    return W.BoundedIntText(description=name, tooltip=f"{name} of the selected cell, from 0",
                            style=LABELS, layout=W.Layout(width="110px"))
