"""The image's gradient, three ways:
stamp the kernel, gather with the rotated kernel, multiply by the transpose."""

from dataclasses import replace

from cnnlib import draw

from ..stage.controls import Choice, Slider, Tick
from ..stage.explorer import Explorer
from .marked import empty, marked_cells
from .numbers import numbers, opening, steady, with_fitting_gradient
from .words import EXAMPLE, verdict, words

WAYS = (("Stamp the kernel", "stamp"), ("Gather with the kernel", "gather"),
        ("Multiply by the transpose", "transpose"))


def picture(now):
    """dL_dx, the kernel and dL_dz1 in full,
    and below the products that make one cell, or one output's stamp."""
    state = now.state
    return draw.image_gradient(state.way, now.arrays, now.close, marked_cells(now), verdict(now), now.limit,
                               empty=empty(now), rotated=state.rotated,
                               made="example values" if now.example else "")


class ImageGradient(Explorer):
    """Compute dL_dx in three ways and open each of its cells into the products that make it.

    dL_dz1 is that of the running example for stride 1 and padding 0.
    For others it holds example values, and the picture and the status line say so.
    """

    shows = numbers, picture, words
    editable = ("w1", "dL_dz1")

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Choice("way", "Way", "How the gradient is carried back to the image", 290, options=WAYS),
                Tick("rotated", "Rotate the kernel by 180°",
                     "The gather needs it; see what happens without", 200,
                     enabled=lambda state: state.way == "gather"),
                Slider("stride", "Stride",
                       "Cells from one window to the next; each has a gradient of its own", 200,
                       least=1, most=2, readout=True,
                       change=lambda state, stride: with_fitting_gradient(replace(state, stride=stride))),
                Slider("padding", "Padding",
                       "Rings of zeros around the image; each has a gradient of its own", 200,
                       least=0, most=1, readout=True,
                       change=lambda state, padding: with_fitting_gradient(replace(state, padding=padding))))

    def steady(self, state):
        return steady(state)

    def remark(self, state):
        return EXAMPLE if self.numbers(state).example else ""
