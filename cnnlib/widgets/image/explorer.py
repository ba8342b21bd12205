"""The image's gradient, three ways:
stamp the kernel, gather with the rotated kernel, multiply by the transpose."""

from dataclasses import replace

from cnnlib import draw

from .. import own
from ..stage.controls import Slider, Tabs, Tick
from ..stage.explorer import Explorer
from .marked import empty, marked_cells
from .numbers import numbers
from .opening import (
    begun,
    check_focus,
    focused,
    is_example,
    laid,
    opening,
    stamps,
    steady,
    with_fitting_gradient,
    with_laid,
)
from .plane import views
from .travel import travellers
from .words import EXAMPLE, verdict, words

WAYS = (("Stamp", "stamp", "Every output lays the kernel, times its gradient, on its window"),
        ("Gather", "gather", "Every pixel collects with the rotated kernel from the padded gradient"),
        ("Transpose", "transpose", "The convolution is a matrix; its transpose leads back"))
NEXT = {"stamp": "Drag “Stamps laid”: the gradient of the image is laid, window by window.",
        "transpose": "Click a cell of ∂L/∂x: its column of M is folded below. What stands in it?"}
ONE = "A kernel of one cell is its own rotation. Take another way."
EQUAL = "This kernel looks the same rotated. Type another weight: which cells go wrong then?"
WRONG = "Click a crossed-out cell: which weights have met the wrong gradients?"


def gathers(state):
    """Whether the way is the one that rotates the kernel."""
    return state.way == "gather"


def picture(now):
    """A map of dL_dx, the kernel and dL_dz1,
    and close up the products that make one cell, or one output's stamp."""
    state = now.state
    return draw.image_gradient(state.way, now.arrays, now.close, marked_cells(now), verdict(now), now.limit,
                               empty=empty(now), rotated=state.rotated or not gathers(state),
                               made="example values" if now.example else "", wrong=now.wrong,
                               views=views(now.whole), maps=now.maps)


class ImageGradient(Explorer):
    """Compute dL_dx in three ways and open each of its cells into the products that make it.

        dL_dx[n, r, c, ch] = sum over k and i, j, u, v that meet at r, c of  dL_dz1[n, i, j, k] * w1[u, v, ch, k]

    Without arguments: the running example, for stride 1 and padding 0.
    x, whose numbers do not matter, only its shape: (m, rows, columns, channels) or fewer axes
    w1 (rows, columns, channels, filters) or (rows, columns), at most 5 rows and columns
    dL_dz1 (m, rows out, columns out, filters) or fewer axes;  stride 1 to 3, padding below the kernel's size
    Without dL_dz1, or with other windows, it holds example values, and picture and status line say so.
    Raises ValueError for what does not fit together or into the picture.
    """

    shows = numbers, picture, words
    editable = ("w1", "dL_dz1")
    invitation = "Untick “Rotate the kernel”. Which cells of the image’s gradient go wrong?"
    legend = "Crossed out: other than conv.backward says. Dotted: padding or spreading, no gradient."

    def __init__(self, x=None, w1=None, dL_dz1=None, stride=1, padding=0):
        self.ours = x is w1 is dL_dz1 is None and (stride, padding) == (1, 0)
        state, self.made_up = (opening(), False) if self.ours else begun(x, w1, dL_dz1, stride, padding)
        super().__init__(state)

    def controls(self):
        return (Tabs("way", "Way", "How the gradient is carried back to the image", 90, options=WAYS),
                Tick("rotated", "Rotate the kernel by 180°",
                     "The gather needs it; see what happens without. The other ways take the kernel as it is",
                     205, shown=lambda state: state.rotated and gathers(state), enabled=gathers),
                Slider("laid", "Stamps laid",
                       "Lay the stamps of the outputs one after another; it changes to the stamps", 265,
                       least=1, most=stamps(self.state), readout=True, bounds=lambda state: (1, stamps(state)),
                       shown=laid, change=with_laid))

    def more(self):
        if not self.ours:                     # an upstream that was given fits one stride and padding
            several = len(self.state.dL_dz1) > 1
            return (own.example_slider(len(self.state.dL_dz1), focused),) if several else ()
        return (Slider("stride", "Stride",
                       "Cells from one window to the next; each has a gradient of its own", 200,
                       least=1, most=2, readout=True,
                       change=lambda state, stride: with_fitting_gradient(replace(state, stride=stride))),
                Slider("padding", "Padding",
                       "Rings of zeros around the image; each has a gradient of its own", 200,
                       least=0, most=1, readout=True,
                       change=lambda state, padding: with_fitting_gradient(replace(state, padding=padding))))

    def numbers(self, state):
        return numbers(state, is_example(state) if self.ours else self.made_up)

    def views(self, state):
        return views(state)

    def check_state(self, state):
        check_focus(state)
        if not self.ours and (state.stride, state.padding) != (self.opened.stride, self.opened.padding):
            raise ValueError("These windows were not given.")

    def press(self, state, matrix, row, column, **focus):
        """Select a cell; a square that stands for a channel brings that into focus."""
        if "pick" in focus:
            return focused(state, 2 if matrix == "dL_dz1" else 1, column)
        return super().press(state, matrix, row, column, **focus)

    def travellers(self, state):
        return travellers(self.numbers(state))

    def steady(self, state):
        return steady(state)

    def remark(self, state):
        now = self.numbers(state)
        task = NEXT.get(state.way, self.invitation)
        if now.wrong:
            task = WRONG
        elif gathers(state) and not state.rotated:           # the kernel is its own rotation
            task = ONE if state.w1.shape[:2] == (1, 1) else EQUAL
        return task + EXAMPLE * now.example
