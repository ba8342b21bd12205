"""What WindowExplorer shows of a state:
the map, the window that makes one of its cells, and the window's products."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.parts import matrix
from cnnlib.layers import Conv
from cnnlib.network import Step
from cnnlib.ops import conv, windows

from ..frozen import frozen, thawed
from ..stage.address import spot

STRIDES, PADDINGS = (1, 3), (0, 2)


@dataclass(frozen=True, eq=False)
class State:
    """Image, kernel and bias; the window's place, as the cell of z1 it makes; stride, padding;
    whether somebody chose that place; the selected cell; the state before the last change."""

    x: np.ndarray
    w1: np.ndarray
    b1: np.ndarray
    at: tuple = (1, 2)
    stride: int = 1
    padding: int = 0
    chosen: bool = False
    selected: tuple = ("z1", (0, 1, 2, 0))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array};  corner: the cell of x in the window's upper left, negative where it is padding
    cell: the window's cell of z1 as a sum
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
    corner: tuple
    cell: explain.Cell
    focus: tuple | None
    limits: tuple
    readers: tuple
    before: dict


def numbers(state):
    """Compute what a state shows."""
    z1, products = convolved(state), multiplied(state)
    matrices = {"x": state.x, "w1": state.w1, "b1": state.b1,
                "products": products, "sum": products.sum(), "z1": z1}
    return Numbers(state.at, state.stride, state.padding, state.selected, matrices, corner(state),
                   cell_of(state, z1), focus(state), limits(), readers(state), lately(state))


def lately(state):
    """What the window held, and what it made, before the last change of the image, the kernel or the bias."""
    old = state.before
    if old is None or (old.x is state.x and old.w1 is state.w1 and old.b1 is state.b1):
        return {}
    there = replace(old, at=state.at, stride=state.stride, padding=state.padding)
    products = multiplied(there)
    return {"x": covered(there), "w1": old.w1, "b1": old.b1, "products": products, "sum": products.sum(),
            "z1": products.sum() + old.b1[0]}


def convolved(state, **other):
    """z1 (1, rows, columns, 1), or that of another stride or padding."""
    grid = {"stride": state.stride, "padding": state.padding, **other}
    return convolution(*map(frozen, (state.x, state.w1, state.b1)), **grid)


@lru_cache(maxsize=8)       # while the window slides, the map stays
def convolution(*frozen_arrays, stride, padding):
    """The convolution of an image and a kernel with a bias."""
    return conv.forward(*(thawed(*one) for one in frozen_arrays), stride=stride, padding=padding)


def axes(state):
    """The windows downwards and across."""
    return windows.axes(windows.grid(state.x.shape[1:3], state.w1.shape[:2], state.stride, state.padding))


def outputs(state):
    """Rows and columns of z1: how many windows fit, downwards and across."""
    return tuple(axis.outputs for axis in axes(state))


def corner(state):
    """The cell of x in the window's upper left; negative where it is padding."""
    return tuple(axis.first(output) for axis, output in zip(axes(state), state.at, strict=True))


def covered(state):
    """The cells (rows, columns) of x under the window; padding counts as 0."""
    p, (r, c), (rows, columns) = state.padding, corner(state), state.w1.shape[:2]
    return np.pad(state.x[0, :, :, 0], p)[r + p:r + p + rows, c + p:c + p + columns]


def multiplied(state):
    """The products (rows, columns) of the window's cells and the weights on them."""
    return covered(state) * state.w1[:, :, 0, 0]


@lru_cache(maxsize=1)
def opening():
    """Image, kernel and bias of the running example."""
    _, params, x, _ = examples.eight_by_eight()
    return State(x, params["w1"], params["b1"])


@lru_cache(maxsize=1)
def limits():
    """Limits of the greys: those of what it opens with, wherever the window stands, whatever is typed."""
    state = opening()
    widest = convolved(state, stride=1, padding=PADDINGS[1])
    factors = [state.x, state.w1, abs(state.x).max() * abs(state.w1).max()]
    return matrix.largest(factors), matrix.largest([state.b1, widest, widest - state.b1])


def is_padding(image, row, column):
    """Whether a place lies outside of an image (1, rows, columns, 1)."""
    rows, columns = image.shape[1:3]
    return not (0 <= row < rows and 0 <= column < columns)


def cell_of(state, z1):
    """The window's cell of z1 as a sum: one term for each weight that lies on the image, and the bias."""
    step = Step(Conv(1, state.w1.shape[:2], state.stride, state.padding), 1, "x", "z1", ("w1", "b1"))
    arrays = {"x": state.x, "w1": state.w1, "b1": state.b1, "z1": z1}
    return explain.step_cell(step, arrays, "z1", (0, *state.at, 0))


def focus(state):
    """The (u, v) of the product that the selected cell belongs to, or None."""
    matrix, row, column = spot(state.selected)
    if matrix not in ("x", "w1", "products"):
        return None
    if matrix == "x":
        row, column = (k - start for k, start in zip((row, column), corner(state), strict=True))
    rows, columns = state.w1.shape[:2]
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def readers(state):
    """The cells of z1 whose windows read the selected cell of x; none where another matrix is selected."""
    name, *cell = spot(state.selected)
    return tuple(product(*map(reading, axes(state), cell))) if name == "x" else ()


# Where the window goes

def output(at):
    """The address of a cell of z1."""
    return "z1", (0, *at, 0)



def moved_to(state, at):
    """The window at another cell of z1; it stays selected where it was."""
    return replace(state, at=at, selected=output(at) if state.selected[0] == "z1" else state.selected)


def covering(state, row, column):
    """The nearest place of the window that covers a cell of x, as far as one does."""
    return tuple(nearest_covering(*each) for each in zip(axes(state), (row, column), state.at, strict=True))


def nearest_covering(axis, cell, output):
    """The output closest to one whose window covers a cell, be it padding; the last where no window does."""
    return min(reading(axis, cell), key=lambda one: abs(one - output), default=axis.outputs - 1)


def reading(axis, cell):
    """The outputs whose windows hold a cell, be it padding."""
    return [one for one in range(axis.outputs) if 0 <= cell - axis.first(one) < axis.size]
