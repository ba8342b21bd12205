"""The image's gradient, three ways:
stamp the kernel, gather with the rotated kernel, multiply by the transpose."""

from dataclasses import replace

from cnnlib import draw

from ..stage.controls import Slider, Tabs, Tick
from ..stage.explorer import Explorer
from .marked import empty, marked_cells
from .numbers import laid, numbers, opening, steady, with_fitting_gradient, with_laid
from .travel import travellers
from .words import EXAMPLE, verdict, words

WAYS = (("Stamp", "stamp", "Every output lays the kernel, times its gradient, on its window"),
        ("Gather", "gather", "Every pixel collects with the rotated kernel from the padded gradient"),
        ("Transpose", "transpose", "The convolution is a matrix; its transpose leads back"))
NEXT = {"stamp": "Drag “Stamps laid”: the gradient of the image is laid, window by window.",
        "transpose": "Click a cell of ∂L/∂x: its column of M is folded below. What stands in it?"}
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
                               made="example values" if now.example else "", wrong=now.wrong)


class ImageGradient(Explorer):
    """Compute dL_dx in three ways and open each of its cells into the products that make it.

    dL_dz1 is that of the running example for stride 1 and padding 0.
    For others it holds example values, and the picture and the status line say so.
    """

    shows = numbers, picture, words
    editable = ("w1", "dL_dz1")
    invitation = "Untick “Rotate the kernel”. Which cells of the image’s gradient go wrong?"
    legend = "Crossed out: other than conv.backward says. Dotted: padding or spreading, no gradient."

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Tabs("way", "Way", "How the gradient is carried back to the image", 90, options=WAYS),
                Tick("rotated", "Rotate the kernel by 180°",
                     "The gather needs it; see what happens without. The other ways take the kernel as it is",
                     205, shown=lambda state: state.rotated and gathers(state), enabled=gathers),
                Slider("laid", "Stamps laid",
                       "Lay the stamps of the outputs one after another; it changes to the stamps", 265,
                       least=1, most=36, readout=True, bounds=lambda state: (1, state.dL_dz1.size),
                       shown=laid, change=with_laid))

    def more(self):
        return (Slider("stride", "Stride",
                       "Cells from one window to the next; each has a gradient of its own", 200,
                       least=1, most=2, readout=True,
                       change=lambda state, stride: with_fitting_gradient(replace(state, stride=stride))),
                Slider("padding", "Padding",
                       "Rings of zeros around the image; each has a gradient of its own", 200,
                       least=0, most=1, readout=True,
                       change=lambda state, padding: with_fitting_gradient(replace(state, padding=padding))))

    def travellers(self, state):
        return travellers(self.numbers(state))

    def steady(self, state):
        return steady(state)

    def remark(self, state):
        now = self.numbers(state)
        task = WRONG if now.wrong else NEXT.get(state.way, self.invitation)
        return task + EXAMPLE * now.example
