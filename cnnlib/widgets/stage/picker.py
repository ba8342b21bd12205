"""Select a cell by matrix, row and column, as the pointer can do; where there are several, by channel too."""

import ipywidgets as W

from .controls import LABELS, bring
from .typed import within

LEAST, LETTER = 165, 7.2                    # pixels: of the list of matrices at least, of a letter in it
AXES = "example", "channel", "filter"       # of which a picture shows one place at a time


class Picker:
    """Select a cell by matrix, row and column; by example, channel and filter where a matrix has several."""

    def __init__(self, explorer):
        self.explorer = explorer
        names = self.names(explorer.views(explorer.state))
        width = max(LEAST, round(75 + LETTER * max(len(name) for name, _ in names)))
        self.matrix = W.Dropdown(options=names, description="Matrix", style=LABELS, layout=W.Layout(width=f"{width}px"),
                                 tooltip="The matrix with the selected cell")
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
        bring(self.row, value=row)
        bring(self.column, value=column)
        for axis, box in self.focus.items():
            bring(box, disabled=axis not in view.stacks)
            if not box.disabled:
                bring(box, value=marks[axis])

    def _picked(self, state, axis, place):
        """The state after one of the boxes was set; of a smaller matrix the nearest cell is selected."""
        matrix, row, column, marks = self.explorer.place(state)
        view = self.explorer.views(state)[matrix]
        counts = {"row": view.size[0], "column": view.size[1], **view.stacks}
        if axis in counts:
            place = within(axis.capitalize(), place, 0, counts[axis] - 1)
        picked = {"matrix": matrix, "row": row, "column": column, **marks, axis: place}
        rows, columns = self.explorer.shapes(state)[picked["matrix"]]
        picked |= {"row": min(picked["row"], rows - 1), "column": min(picked["column"], columns - 1)}
        return self.explorer.press(state, **picked)


def place_box(name):
    """A box for a place along one axis."""
    return W.FloatText(step=1, description=name, tooltip=f"{name} of the selected cell, from 0",
                       style=LABELS, layout=W.Layout(width="110px"))
