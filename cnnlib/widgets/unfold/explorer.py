"""A convolution as one matrix product: unfold the windows, multiply; and the two products of the way back."""

from dataclasses import replace

import numpy as np

from cnnlib import explain
from cnnlib.draw.ink import names
from cnnlib.draw.unfolding import limit, unfolding

from ..stage import typed
from ..stage.address import with_cell
from ..stage.controls import Choice, Slider, Tick
from ..stage.explorer import Explorer
from .numbers import home, numbers, opening, places_of, steady
from .places import OUTPUTS, PIXELS, UNFOLDED, WEIGHTS
from .ways import ARROWS, LEFT, LINE, OPS, RIGHT, SHORT, SPOKEN, names_of
from .words import product, words

PRODUCTS = (("forward: z⁽¹⁾", "forward"), ("kernel: ∂L/∂w⁽¹⁾", "kernel"), ("image: ∂L/∂x", "image"),
            ("fold(unfold(x))", "fold"))

NEXT = {"kernel": "Drag Window. Which column does each gradient multiply?",
        "image": "Click a pixel of ∂L/∂x. How many cells are added there?",
        "fold": "Which pixels come back as they were? Then set Stride to 2."}
APART = "No windows overlap at this stride. Which pixels are lost?"
MISREAD = "Shapes fit, nothing fails. Which numbers are right by chance?"


def picture(now):
    """What goes in, the matrix product, what it folds to above what the ops say."""
    way, arrays = now.state.way, {name: now.views[name].values(array) for name, array in now.matrices.items()}
    before = {name: now.views[name].values(array) for name, array in now.before.items()}
    marks, alone = marked(now)
    labels = {name: label(name) for name in arrays}
    notes = {name: note(name, array) for name, array in arrays.items()}
    line = LINE[way] if way == "fold" else (LINE[way][0], "·", LINE[way][1], "=", LINE[way][2])
    return unfolding(LEFT[way], line, RIGHT[way], arrays, labels, notes, marks, alone, limits(arrays), before,
                     now.wrong, ARROWS[way], product(now).replace("\n", " "))


def marked(now):
    """{matrix: cells on the path of the selected one}, {matrix: those of the selected cell alone}."""
    (name, index), where = now.state.selected, now.places
    entries = where.entries(name, index)
    marks = {each: where.cells(each, entries) for each in now.matrices}
    here = now.views[name].cell(index)
    marks[name] = sorted({*marks[name], here})
    if name not in UNFOLDED:
        return marks, {name: [here]} if len(marks[name]) > 1 else {}
    entry = index[::-1] if name == "unfolded_T" else index
    return marks, {each: [where.cell(each, *entry)] for each in marks if len(marks[each]) > 1}


def label(name):
    """What stands above a matrix."""
    return SPOKEN[name] if name in ("unfolded_T", "folded") else names.label(SHORT.get(name, name))


def note(name, array):
    """What stands below a matrix: its shape; of what is there to compare with, where it is from."""
    made = name in [right for right, *_ in RIGHT.values()]
    how = ", folded" if name in PIXELS else ", reshaped"
    return f"by {OPS[name]}" if name in OPS else "×".join(map(str, array.shape)) + how * made


def limits(arrays):
    """{name: the |value| in full grey or colour}: one for all gradients, and for what holds the same numbers."""
    kinds = {name: kind(name) for name in arrays}
    shared = {each: limit(*(arrays[name] for name in arrays if kinds[name] == each)) for each in kinds.values()}
    return {name: shared[kinds[name]] for name in arrays}


def kind(name):
    """Which numbers a matrix holds."""
    if names.is_gradient(name):
        return "gradient"
    return ("weight" if name in WEIGHTS else "output" if name in OUTPUTS
            else "count" if name == "counts" else "pixel")


class UnfoldExplorer(Explorer):
    """Unfold the windows of an image into a matrix and see the convolution become one matrix product.

        z = unfold(x) · w        dL_dw = unfold(x)ᵀ · dL_dz        dL_dx = fold(dL_dz · wᵀ)

    unfold(x) has a row for each window and a column for each weight; z and w are columns
    fold adds every cell to the pixel that it came from, so that fold(unfold(x)) is x times how often it stands there
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "dL_dz1")
    words = SPOKEN
    invitation = "Click a pixel in the middle of x. In how many rows does it stand?"
    legend = "Crossed out: other than the ops say, or than x. Dashed: a gradient."

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Slider("window", "Window", "The row of the matrix that is looked at, and its pixels", 240,
                       readout=True, bounds=lambda state: (0, places_of(state).windows - 1), change=at_window),
                Choice("way", "Product", "Forward, back to the kernel, back to the image; or fold what was unfolded",
                       205, options=PRODUCTS),
                Slider("stride", "Stride", "Cells from one window to the next", 170, least=1, most=2, readout=True),
                Tick("misread", "Another order",
                     "Write each window column by column, while the kernel stands row by row", 135))

    def steady(self, state):
        return steady(state)

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def remark(self, state):
        if state.way == "fold" and state.stride > 1:
            return APART
        return MISREAD if state.misread and state.way != "fold" else NEXT.get(state.way, self.invitation)

    def write(self, state, matrix, index, number):
        if matrix != "dL_dz1":
            return super().write(state, matrix, index, number)
        example, row, column, filter = index
        place = example, row * state.stride, column * state.stride, filter
        return replace(state, dL_dz1=with_cell(state.dL_dz1, place, number))

    def check_state(self, state):
        if state.way not in LINE or state.selected[0] not in names_of(state.way):
            raise ValueError("This product does not show that.")

    def check_typed(self, state):
        """Refuse numbers that could not be typed, in this product or in another."""
        for name in self.editable:
            values, opened = np.asarray(getattr(state, name), float), getattr(self.opened, name)
            if values.shape != opened.shape:
                raise ValueError(f"{name} has another shape.")
            for value in values[values != opened].tolist():
                typed.number(repr(value), self.least, self.most)


def at_window(state, window):
    """Another window, in reading order; what it makes is selected."""
    return replace(state, window=window, selected=home(state.way, window))
