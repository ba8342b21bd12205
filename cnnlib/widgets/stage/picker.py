"""Select a cell by matrix, row and column, as the pointer can do; where there are several, by channel too."""

import ipywidgets as W

from .controls import LABELS, bring

AXES = "example", "channel", "filter"       # of which a picture shows one place at a time


class Picker:
    """Select a cell by matrix, row and column; by example, channel and filter where a matrix has several."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.matrix = W.Dropdown(options=self.names(explorer.views(explorer.state)), description="Matrix", style=LABELS,
                                 tooltip="The matrix with the selected cell", layout=W.Layout(width="165px"))
        self.row, self.column = (place_box(name) for name in ("Row", "Column"))
        several = {axis for view in explorer.views(explorer.state).values() for axis in view.stacks}
        self.focus = {axis: place_box(axis.capitalize()) for axis in AXES if axis in several}
        boxes = {"matrix": self.matrix, "row": self.row, "column": self.column, **self.focus}
        for axis, box in boxes.items():
            explorer.follow(box, lambda state, value, axis=axis: self._picked(state, axis, value), remember=False)
        self.box = W.HBox(tuple(boxes.values()), layout=W.Layout(flex_flow="row wrap"))

    def names(self, views):
        """What can be picked: every matrix under the name that it has in the picture."""
        return tuple((self.explorer.named(name), name) for name in views)

    def settle(self, state):
        """Show the selection of a state."""
        matrix, row, column, marks = self.explorer.place(state)
        views = self.explorer.views(state)
        view = views[matrix]
        if [*views] != [name for _, name in self.matrix.options]:       # some matrices exist in some states only
            self.matrix.options = self.names(views)
        bring(self.matrix, value=matrix)
        for box, count, place in zip((self.row, self.column), view.size, (row, column), strict=True):
            bring(box, max=count - 1, value=place)
        for axis, box in self.focus.items():
            bring(box, disabled=axis not in view.stacks)
            if not box.disabled:
                bring(box, max=view.stacks[axis] - 1, value=marks[axis])

    def _picked(self, state, axis, place):
        """The state after one of the boxes was set; of a smaller matrix the nearest cell is selected."""
        matrix, row, column, marks = self.explorer.place(state)
        picked = {"matrix": matrix, "row": row, "column": column, **marks, axis: place}
        rows, columns = self.explorer.shapes(state)[picked["matrix"]]
        picked |= {"row": min(picked["row"], rows - 1), "column": min(picked["column"], columns - 1)}
        return self.explorer.press(state, **picked)


def place_box(name):
    """A box for a place along one axis."""
    return W.BoundedIntText(description=name, tooltip=f"{name} of the selected cell, from 0",
                            style=LABELS, layout=W.Layout(width="110px"))
