"""What WindowExplorer shows of a state:
the map, the window that makes one of its cells, and the window's products."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.parts import matrix
from cnnlib.layers import Conv
from cnnlib.network import Step
from cnnlib.ops import conv

from ..frozen import frozen, thawed
from .places import axes, corner, focus, nearest_covering, readers, shown, views

STRIDES, PADDINGS = (1, 3), (0, 2)


@dataclass(frozen=True, eq=False)
class State:
    """Images, kernel and bias; the window's place, as the cell of z1 it makes; stride, padding;
    whether somebody chose that place; the selected cell; the example, channel and filter in focus;
    the state before the last change."""

    x: np.ndarray
    w1: np.ndarray
    b1: np.ndarray
    at: tuple = (1, 2)
    stride: int = 1
    padding: int = 0
    chosen: bool = False
    selected: tuple = ("z1", (0, 1, 2, 0))
    focus: tuple = (0, 0, 0)
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array};  views: {name: View} of them, as they are in focus
    corner: the cell of x in the window's upper left, negative where it is padding
    cell: the window's cell of z1 as a sum;  channels: the sum of the products of each channel
    part: ((u, v), (rows, columns)) of the kernel that is shown large;  others: how many products are not
    focus: the (u, v) of the product that the selected cell belongs to, or None
    limits: of the greys of what is multiplied and of what is added up, wherever the window stands
    readers: the cells of z1 that read the selected cell of x
    before: {name: array} of the same window before the last change
    """

    at: tuple
    stride: int
    padding: int
    selected: tuple
    matrices: dict
    views: dict
    corner: tuple
    cell: explain.Cell
    channels: tuple
    part: tuple
    others: int
    focus: tuple | None
    limits: tuple
    readers: tuple
    before: dict

    @property
    def spot(self):
        """Matrix, row and column of the selected cell."""
        name, index = self.selected
        return name, *self.views[name].showing(index).cell(index)

    @property
    def places(self):
        """{axis: (place in focus, how many)} of example, channel and filter, where there are several."""
        return {axis: (self.views[name].marks[axis], self.views[name].stacks[axis])
                for axis, name in (("example", "x"), ("channel", "x"), ("filter", "w1"))
                if axis in self.views[name].stacks}


def numbers(state, limits):
    """Compute what a state shows. limits: of the greys"""
    z1, products, part, others = convolved(state), multiplied(state), shown(state), beyond(state)
    matrices = {"x": state.x, "w1": state.w1, "b1": state.b1, "products": products, **added(state), "z1": z1}
    return Numbers(state.at, state.stride, state.padding, state.selected, matrices, views(state),
                   corner(state), cell_of(state, z1), tuple(products.sum(axis=(0, 1)).tolist()), part,
                   others, focus(state),
                   limits, readers(state), lately(state))


def lately(state):
    """What the window held, and what it made, before the last change of the image, the kernel or the bias."""
    old = state.before
    if old is None or (old.x is state.x and old.w1 is state.w1 and old.b1 is state.b1):
        return {}
    there = replace(old, at=state.at, stride=state.stride, padding=state.padding, focus=state.focus)
    products, number = multiplied(there), state.focus[2]
    return {"x": covered(there), "w1": old.w1, "b1": old.b1, "products": products, **added(there),
            "z1": products.sum() + old.b1[number]}


def convolved(state, **other):
    """z1 (m, rows, columns, filters), or that of another stride or padding."""
    grid = {"stride": state.stride, "padding": state.padding, **other}
    return convolution(*map(frozen, (state.x, state.w1, state.b1)), **grid)


@lru_cache(maxsize=8)       # while the window slides, the map stays
def convolution(*frozen_arrays, stride, padding):
    """The convolution of images and a kernel with a bias."""
    return conv.forward(*(thawed(*one) for one in frozen_arrays), stride=stride, padding=padding)


def covered(state):
    """The cells (rows, columns, channels) of x under the window; padding counts as 0."""
    p, (r, c), (rows, columns) = state.padding, corner(state), state.w1.shape[:2]
    image = np.pad(state.x[state.focus[0]], ((p, p), (p, p), (0, 0)))
    return image[r + p:r + p + rows, c + p:c + p + columns]


def multiplied(state):
    """The products (rows, columns, channels) of the window's cells and the weights on them."""
    return covered(state) * state.w1[..., state.focus[2]]


def added(state):
    """The sum of the products that are shown large, and of the others where there are any."""
    products, ((u, v), (rows, columns)) = multiplied(state), shown(state)
    large = np.zeros(products.shape, bool)
    large[u:u + rows, v:v + columns, state.focus[1]] = True
    rest = {"others": products[~large].sum()} if beyond(state) else {}
    return {"sum": products[large].sum(), **rest}


def beyond(state):
    """How many products are not shown large: those of other channels, and of a large kernel's other cells."""
    return int(np.prod(state.w1.shape[:3]) - np.prod(shown(state)[1]))


@lru_cache(maxsize=1)
def opening():
    """Image, kernel and bias of the running example."""
    _, params, x, _ = examples.eight_by_eight()
    return State(x, params["w1"], params["b1"])


def limits_of(state):
    """Limits of the greys: those of what it opens with, wherever the window stands, whatever is typed."""
    widest = convolved(state, stride=1, padding=PADDINGS[1])
    factors = [state.x, state.w1, abs(state.x).max() * abs(state.w1).max()]
    return matrix.largest(factors), matrix.largest([state.b1, widest, widest - state.b1])


def is_padding(images, row, column):
    """Whether a place lies outside of images (m, rows, columns, channels)."""
    rows, columns = images.shape[1:3]
    return not (0 <= row < rows and 0 <= column < columns)


def cell_of(state, z1):
    """The window's cell of z1 as a sum: one term for each weight that lies on the image, and the bias."""
    filters, (example, _, number) = state.w1.shape[3], state.focus
    layer = Conv(filters, state.w1.shape[:2], state.stride, state.padding)
    arrays = {"x": state.x, "w1": state.w1, "b1": state.b1, "z1": z1}
    return explain.step_cell(Step(layer, 1, "x", "z1", ("w1", "b1")), arrays, "z1",
                             (example, *state.at, number))


# Where the window goes

def output(state, at):
    """The address of a cell of z1 in focus."""
    return "z1", (state.focus[0], *at, state.focus[2])


def moved_to(state, at):
    """The window at another cell of z1; it stays selected where it was."""
    return replace(state, at=at, selected=output(state, at) if state.selected[0] == "z1" else state.selected)


def covering(state, row, column):
    """The nearest place of the window that covers a cell of x, as far as one does."""
    return tuple(nearest_covering(*each) for each in zip(axes(state), (row, column), state.at, strict=True))
