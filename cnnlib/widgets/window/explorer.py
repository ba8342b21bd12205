"""One kernel over one image: slide the window, open the nine products, change stride and padding."""

from dataclasses import replace

from cnnlib import draw, explain

from ..stage.address import spot
from ..stage.controls import Slider
from ..stage.explorer import Explorer
from .numbers import PADDINGS, STRIDES, covering, moved_to, numbers, opening, output, outputs, readers
from .words import words


def picture(now):
    """A map of where the window is, and the window in a lens."""
    x, w1, b1, products, total, z1 = now.matrices.values()
    return draw.sliding(x, w1, b1, z1, products, total, now.at, now.padding, now.stride,
                        now.focus, spot(now.selected), now.limits, now.readers, now.before)


class WindowExplorer(Explorer):
    """Slide the kernel of the running example over its image,
    with any stride from 1 to 3 and padding from 0 to 2.

        z1[i, j] = sum over u, v of  x[i * stride + u - padding, j * stride + v - padding] * w1[u, v]  +  b1

    Until a place is chosen the window follows the pointer.
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "b1")
    painted = ("x",)
    invitation = "Drag Window: where is z⁽¹⁾ strong, where below 0? A drag over x paints."
    legend = f"Dotted: padding, which is 0. {Explorer.legend}"

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Slider("window", "Window", "Slide the window over the image, row by row", 400,
                       readout=True, shown=place, bounds=lambda state: (0, count(state) - 1),
                       change=at_place),
                Slider("stride", "Stride", "How many cells lie from one window to the next", 180,
                       least=STRIDES[0], most=STRIDES[1], readout=True),
                Slider("padding", "Padding", "How many rings of zeros stand around the image", 190,
                       least=PADDINGS[0], most=PADDINGS[1], readout=True))

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def steady(self, state):
        """The window where z1 is selected, over a selected cell of x that any window reads,
        and inside z1 whatever its size has become."""
        (name, *cell), at = spot(state.selected), state.at
        if name == "z1":
            at = cell
        elif name == "x" and readers(state):
            at = covering(state, *cell)
        return moved_to(state, tuple(min(k, n - 1) for k, n in zip(at, outputs(state), strict=True)))

    def press(self, state, matrix, row, column):
        """Select a cell, and keep the window;
        it moves to the pressed cell of z1, and just far enough to cover one of x."""
        state = replace(over(state, matrix, row, column), chosen=True)
        return super().press(state, matrix, row, column)

    def hover(self, state, matrix, row, column):
        """Move the window over a cell of x, or to a cell of z1, as long as no place was chosen."""
        return state if state.chosen else over(state, matrix, row, column)


def over(state, matrix, row, column):
    """The window over a cell of x, or at a cell of z1; the selection of a typed cell stays."""
    at = covering(state, row, column) if matrix == "x" else (row, column) if matrix == "z1" else state.at
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
    return replace(state, at=at, chosen=True, selected=output(at))
