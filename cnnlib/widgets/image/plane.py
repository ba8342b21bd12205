"""The state of ImageGradient, and the one example, channel and filter of it that is in focus, as matrices."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnlib.draw.parts.view import view_of


@dataclass(frozen=True, eq=False)
class State:
    """Kernel (rows, columns, channels, filters) and gradient of the outputs (m, rows, columns, filters); rows and
    columns of the image; the way; whether the gather rotates the kernel; stride and padding; the example, channel
    and filter in focus; the pixel that is open; the selected cell; the state before the last change."""

    w1: np.ndarray
    dL_dz1: np.ndarray
    image: tuple = (8, 8)
    way: str = "gather"
    rotated: bool = True
    stride: int = 1
    padding: int = 0
    focus: tuple = (0, 0, 0)
    pixel: tuple = (3, 4)
    selected: tuple = ("dL_dx", (0, 3, 4, 0))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Plane:
    """The same of one example, channel and filter: w1 and dL_dz1 (rows, columns), what is selected as
    (name, (row, column))."""

    w1: np.ndarray
    dL_dz1: np.ndarray
    image: tuple
    way: str
    rotated: bool
    stride: int
    padding: int
    pixel: tuple
    selected: tuple
    before: "Plane" = None


def plane(state, number=None):
    """The Plane in focus, or that of another filter."""
    n, c, k = state.focus if number is None else (*state.focus[:2], number)
    name, index = state.selected
    before = state.before and plane(replace(state.before, focus=state.focus, selected=state.selected), number)
    return Plane(state.w1[:, :, c, k], state.dL_dz1[n, :, :, k], state.image, state.way, state.rotated,
                 state.stride, state.padding, state.pixel, (name, cell(state, name, index)), before)


def planes(state):
    """The Plane of every filter: what they send to a pixel adds up."""
    return [plane(replace(state, before=None), k) for k in range(state.w1.shape[3])]


def cell(state, name, index):
    """Row and column of a cell."""
    return views(state)[name].showing(index).cell(index)


def address(state, name, at):
    """The address of a cell in focus."""
    return name, views(state)[name].index(*at)


def views(state):
    """{name: View} of what can be selected, with the example, channel and filter in focus."""
    folded = state.dL_dz1.shape[1:3] if state.way == "transpose" else state.w1.shape[:2]
    return views_in_focus(state.w1.shape, state.dL_dz1.shape, state.image, folded, state.focus)


@lru_cache(maxsize=64)      # while a pixel is chosen, they stay
def views_in_focus(w1, dL_dz1, image, folded, focus):
    """The same of arrays of these shapes."""
    n, c, k = focus
    return {"dL_dx": view_of("dL_dx", (dL_dz1[0], *image, w1[2])).at(example=n, channel=c),
            "w1": view_of("w1", w1).at(channel=c, filter=k),
            "dL_dz1": view_of("dL_dz1", dL_dz1).at(example=n, channel=k),
            "products": view_of("products", folded)}
