"""One kernel over one image: slide the window, open the nine products, change stride and padding."""

from dataclasses import replace

from cnnlib import draw, examples

from ..stage.controls import Slider
from ..stage.explorer import Explorer
from .numbers import PADDINGS, STRIDES, State, covering, is_padding, moved_to, numbers, outputs
from .words import words


def picture(now):
    """The whole map above, the nine products of the window below."""
    x, w1, b1, products, total, z1 = now.matrices.values()
    return draw.sliding(x, w1, b1, z1, products, total, now.at, now.padding, now.stride,
                        now.focus, now.selected, now.limit)


class WindowExplorer(Explorer):
    """Slide the kernel of the running example over its image,
    with any stride from 1 to 3 and padding from 0 to 2.

        z1[i, j] = sum over u, v of  x[i * stride + u - padding, j * stride + v - padding] * w1[u, v]  +  b1
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "b1")
    painted = ("x",)

    def __init__(self):
        _, params, x, _ = examples.eight_by_eight()
        super().__init__(State(x, params["w1"], params["b1"]))

    def controls(self):
        return (place_slider(0, "row", "Output row", "Slide the window down; it makes this row of z1", 250),
                place_slider(1, "column", "Output column",
                             "Slide the window across; it makes this column of z1", 270),
                Slider("stride", "Stride", "How many cells lie from one window to the next", 200,
                       least=STRIDES[0], most=STRIDES[1], readout=True),
                Slider("padding", "Padding", "How many rings of zeros stand around the image", 200,
                       least=PADDINGS[0], most=PADDINGS[1], readout=True))

    def steady(self, state):
        """The window where z1 is selected, and inside z1 whatever its size has become."""
        at = state.selected[1:] if state.selected[0] == "z1" else state.at
        return moved_to(state, tuple(min(k, n - 1) for k, n in zip(at, outputs(state), strict=True)))

    def press(self, state, matrix, row, column):
        """Select a cell;
        the window moves to the pressed cell of z1, and just far enough to cover one of x."""
        state = self.hover(state, matrix, row, column)
        in_border = matrix == "x" and is_padding(state.x, row, column)
        return state if in_border else replace(state, selected=(matrix, row, column))

    def hover(self, state, matrix, row, column):
        """Move the window over a cell of x, or to a cell of z1; the selection of a typed cell stays."""
        at = covering(state, row, column) if matrix == "x" else (row, column) if matrix == "z1" else state.at
        return state if at == state.at else moved_to(state, at)

    def paint(self, state, cells):
        for matrix, row, column in cells:
            if matrix == "x" and not is_padding(state.x, row, column):
                state = self.write(state, matrix, row, column, self.ink)
        return self.press(state, *cells[-1])


def place_slider(axis, name, label, tooltip, width):
    """A slider that moves the window along one axis of z1."""
    def change(state, k):
        at = (k, state.at[1]) if axis == 0 else (state.at[0], k)
        return replace(state, selected=("z1", *at))

    return Slider(name, label, tooltip, width, most=5, readout=True, shown=lambda state: state.at[axis],
                  bounds=lambda state: (0, outputs(state)[axis] - 1), change=change)
