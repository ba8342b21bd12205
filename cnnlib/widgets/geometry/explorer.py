"""Stride spreads, padding crops: the way of the gradient back to the image and to the kernel."""

from dataclasses import replace

from cnnlib import explain

from ..stage.controls import Choice, Slider, Tabs
from ..stage.explorer import Explorer
from .numbers import (
    DILATIONS,
    KERNELS,
    PADDINGS,
    STRIDES,
    accepted,
    asked,
    axes_of,
    is_last_read,
    numbers,
    opening,
    steady,
    turned_to,
    views,
)
from .picture import picture
from .words import refusal, words

WAYS = (("Image", "image", "How the gradient goes back to the image"),
        ("Kernel", "kernel", "How the gradient goes back to the kernel"))
UNREAD = "The last pixel gets 0: no window reads it. Which padding changes that?"
NEVER = "The last pixel gets 0: no window reads it, whatever the padding. Which stride changes that?"
READ = "Press cells at the edge and in the middle: how many windows read them?"
KERNEL = "Drag Stride: when does too much come out, and what of it is cut?"


class GeometryExplorer(Explorer):
    """Take a gradient back through a convolution with any stride from 1 to 3, padding to 2, dilation to 2.

        dL_dx: zeros between the upstream's cells (stride − 1), rings around it (dilation · (k − 1)), the rotated
               kernel slid over it; the rings of the padding are cut away
        dL_dw: the padded image under the upstream spread by the stride; what is too much at the end is cut away

    An image of 6 × 7 pixels, one kernel, whole numbers; each can be typed.
    """

    shows = numbers, picture, words
    editable = ("w1", "dL_dz1", "x")
    invitation = "Drag Stride to 2. What comes between? What does the last pixel get?"
    legend = f"Dotted: zeros put in, or cut away. Hatched at the upper right: no window reads it. {Explorer.legend}"

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Slider("stride", "Stride", "How many cells lie from one window to the next", 190,
                       least=STRIDES[0], most=STRIDES[1], readout=True, change=changed("stride")),
                Slider("padding", "Padding", "How many rings of zeros stand around the image", 190,
                       least=PADDINGS[0], most=PADDINGS[1], readout=True, change=changed("padding")),
                Slider("dilation", "Dilation", "How many cells lie from one cell of a window to the next", 190,
                       least=DILATIONS[0], most=DILATIONS[1], readout=True, change=changed("dilation")),
                Tabs("of", "Of", "Whose gradient is shown", 70, options=WAYS, change=turned_to))

    def more(self):
        return (Choice("kernel", "Kernel", "Rows and columns of the kernel", 140, options=KERNELS,
                       change=changed("kernel")),)

    def views(self, state):
        return views(state)

    def check_state(self, state):
        axes_of(state)
        if len(state.refused) not in (0, 5) or not all(type(one) is int and 0 < one + 1 < 9 for one in state.refused):
            raise ValueError("Nobody can ask for these windows.")

    def press(self, state, matrix, row, column, **focus):
        return super().press(accepted(state), matrix, row, column, **focus)

    def write(self, state, matrix, index, number):
        return super().write(accepted(state), matrix, index, number)

    def steady(self, state):
        return steady(state)

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def remark(self, state):
        now = self.numbers(state)
        if state.refused:
            return refusal(now)
        if state.of == "kernel":
            return KERNEL
        if not is_last_read(state):
            every = (replace(state, padding=rings) for rings in range(PADDINGS[0], PADDINGS[1] + 1))
            return UNREAD if any(is_last_read(one) for one in every if not asked(one).refused) else NEVER
        return self.invitation if state.stride == 1 else READ


def changed(name):
    """What a control does that changes where the windows lie."""
    return lambda state, value: asked(state, **{name: value})
