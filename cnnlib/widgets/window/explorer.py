"""One kernel over one image: slide the window, open the nine products, change stride and padding."""

from dataclasses import replace

import numpy as np

from cnnlib import draw, explain
from cnnlib.draw.ink.words import peak
from cnnlib.draw.sliding import Part

from .. import own
from ..stage.controls import Slider
from ..stage.explorer import Explorer
from .numbers import (
    PADDINGS,
    STRIDES,
    State,
    convolved,
    covering,
    limits_of,
    moved_to,
    numbers,
    opening,
    output,
    readers,
)
from .places import check_focus, outputs, views
from .words import words


def picture(now):
    """A map of where the window is, and the window in a lens."""
    flat = {name: view.values(now.matrices[name]) for name, view in now.views.items()}
    old = {name: values if np.shape(values) == () else now.views[name].values(values)
           for name, values in now.before.items() if name != "x"}
    if "x" in now.before:
        old["x"] = now.before["x"][..., now.views["x"].focus[3]]
    part = Part(*now.part, now.others, now.views, now.places, now.matrices)
    return draw.sliding(flat["x"], flat["w1"], flat["b1"], flat["z1"], flat["products"], now.matrices["sum"],
                        now.at, now.padding, now.stride, now.focus, now.spot, now.limits, now.readers, old,
                        part)


class WindowExplorer(Explorer):
    """Slide a kernel over an image, with any stride from 1 to 3 and padding from 0 to 2.

        z1[n, i, j, k] = b1[k] + sum over u, v, c of
                         x[n, i * stride + u - padding, j * stride + v - padding, c] * w1[u, v, c, k]

    x (m, rows, columns, channels), (rows, columns, channels) or (rows, columns), at most 32 of each but m
    w1 (rows, columns, channels, filters) or (rows, columns), at most 11 rows and columns;  b1 (filters,)
    What is left out is the running example's; where that does not fit, the kernel is drawn with seed 0 and
    the bias is 0. Until a place is chosen the window follows the pointer.
    Raises ValueError for what does not fit together or into the picture.
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "b1")
    painted = ("x",)
    invitation = "Drag Window: where is z⁽¹⁾ strong, where below 0? A drag over x paints."
    alone = "One window fits: a drag over x paints. When is z⁽¹⁾ strong, when below 0?"
    legend = f"Dotted: padding, which is 0. {Explorer.legend}"

    def __init__(self, x=None, w1=None, b1=None):
        is_ours = x is None and w1 is None and b1 is None
        state = opening() if is_ours else begun(x, w1, b1)
        self.limits, self.count = limits_of(state), len(state.x)
        super().__init__(state)

    def controls(self):
        several = self.count > 1
        return (Slider("window", "Window", "Slide the window over the image, row by row",
                       245 if several else 400, readout=True, shown=place,
                       bounds=lambda state: (0, count(state) - 1),
                       change=at_place),
                Slider("stride", "Stride", "How many cells lie from one window to the next",
                       180 - 8 * several, least=STRIDES[0], most=STRIDES[1], readout=True),
                Slider("padding", "Padding", "How many rings of zeros stand around the image",
                       190 - 15 * several, least=PADDINGS[0], most=PADDINGS[1], readout=True),
                *([own.example_slider(self.count, focused)] if several else []))

    def numbers(self, state):
        return numbers(state, self.limits)

    def views(self, state):
        return views(state)

    def check_state(self, state):
        check_focus(state)

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def remark(self, state):
        return self.invitation if count(state) > 1 else self.alone

    def steady(self, state):
        """The window where z1 is selected, over a selected cell of x that any window reads,
        and inside z1 whatever its size has become."""
        (name, index), at = state.selected, state.at
        if name == "z1":
            at = index[1:3]
        elif name == "x" and readers(state):
            at = covering(state, *index[1:3])
        at = tuple(min(k, n - 1) for k, n in zip(at, outputs(state), strict=True))
        if name == "z1":
            state = replace(state, selected=(name, (index[0], *at, index[3])))
        return replace(own.in_focus(state, views), at=at)

    def press(self, state, matrix, row, column, **focus):
        """Select a cell, and keep the window; it moves to the pressed cell of z1, and just far enough to
        cover one of x. A square that stands for a channel brings that into focus."""
        if "pick" in focus:
            return focused(state, 2 if matrix == "z1" else 1, column)
        state = replace(over(state, matrix, row, column, **focus), chosen=True)
        return super().press(state, matrix, row, column, **focus)

    def hover(self, state, matrix, row, column, **focus):
        """Move the window over a cell of x, or to a cell of z1, as long as no place was chosen."""
        return state if state.chosen else over(state, matrix, row, column, **focus)


def begun(x, w1, b1):
    """The state that arrays of the reader's own open with: the window makes the largest number of z1."""
    usual = opening()
    x = usual.x if x is None else own.maps(x, "x")
    w1 = own.kernel_for(w1, x, usual.w1)
    if w1 is usual.w1 and b1 is None:
        b1 = usual.b1
    b1 = np.zeros(w1.shape[3]) if b1 is None else own.bias(b1, "b1", w1.shape[3])
    state = State(x, w1, b1)
    at = peak(convolved(state)[0, :, :, 0])
    return replace(state, at=at, selected=output(state, at))


def over(state, matrix, row, column, pick=None, **focus):
    """The window over a cell of x, or at a cell of z1; the selection of a typed cell stays.

    pick: the axis of which a place was pressed, and no cell
    """
    if pick or matrix not in ("x", "z1"):
        return state
    at = covering(state, row, column) if matrix == "x" else (row, column)
    return state if at == state.at else moved_to(state, at)


def count(state):
    """How many windows there are."""
    rows, columns = outputs(state)
    return rows * columns


def place(state):
    """Which window it is, in reading order."""
    return state.at[0] * outputs(state)[1] + state.at[1]


def at_place(state, k):
    """Another window, in reading order; what it makes is selected."""
    at = divmod(k, outputs(state)[1])
    return replace(state, at=at, chosen=True, selected=output(state, at))


def focused(state, axis, place):
    """Another example (0), channel (1) or filter (2) in focus, and the same place of it selected."""
    return own.focused(state, views, (len(state.x), *state.w1.shape[2:]), axis, place)
