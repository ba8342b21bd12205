"""What ReluGate shows of the reader's own maps: z1 as it came plus a bias, through the gate and back."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnlib import explain
from cnnlib.draw.parts.view import BIAS, first, view_of
from cnnlib.layers import Conv, ReLU
from cnnlib.network import Step
from cnnlib.ops import relu

from .. import own
from ..stage.address import spot
from .numbers import Numbers


@dataclass(frozen=True, eq=False)
class Maps:
    """z1 as it came, what comes back to a1, a bias for each channel; the leak, the selected cell, the cell of
    the map whose gate is close up, example and channel in focus, and the state before the last change."""

    came: np.ndarray
    dL_da1: np.ndarray
    b1: np.ndarray
    leak: float = 0.0
    selected: tuple = ("z1", (0, 0, 0, 0))
    held: tuple = (0, 0)
    focus: tuple = (0, 0)
    before: "Maps" = None


@dataclass(frozen=True, eq=False)
class Own:
    """Example and channel in focus, how many there are of each, z1 with all channels, whether what comes back
    is an example of ours."""

    focus: tuple
    counts: tuple
    z1: np.ndarray
    example: bool


def begun(z1, dL_da1):
    """The state to open with: every number as it came, the largest of the first map close up.

    Raises ValueError for what is not finite, does not fit together or into the picture.
    """
    if z1 is None:
        raise ValueError("dL_da1 came without z1; it needs z1, an array of the same shape")
    z1 = own.maps(z1, "z1")
    back = own.example_values(z1.shape) if dL_da1 is None else own.upstream(dL_da1, "dL_da1", z1.shape, "z1")
    state = Maps(z1, back, np.zeros(z1.shape[3]))
    row, column = divmod(own.place_of_largest(z1[0, :, :, 0]), z1.shape[2])
    return replace(state, selected=("dL_dz1", (0, row, column, 0)), held=(row, column))


def numbers(state, example):
    """Compute what a state shows. example: whether what comes back is an example of ours"""
    (n, channel), every = state.focus, everything(state)
    cell, z1 = cell_of(state), every["z1"][..., channel]
    shapes = {name: array.shape for name, array in every.items()}
    mine = Own(state.focus, (len(state.came), state.came.shape[3]), every["z1"][n], example)
    opening = int(np.sum((z1 > 0).any(axis=(1, 2))))
    return Numbers(shapes, views(state), state.leak, state.selected, in_focus(state), in_focus(lately(state)),
                   cell, state.held, None, opening, len(z1), mine)


@lru_cache(maxsize=8)
def everything(state):
    """{name: array} of all examples and channels, forward then backward."""
    z1 = state.came + state.b1
    dL_dz1 = relu.backward(state.dL_da1, z1, state.leak)
    return {"b1": state.b1, "z1": z1, "a1": relu.forward(z1, state.leak),
            "dL_db1": dL_dz1.sum(axis=(0, 1, 2)), "dL_dz1": dL_dz1, "dL_da1": state.dL_da1}


def in_focus(state):
    """{name: array} of the example and channel in focus."""
    n, channel = state.focus
    return {name: array[channel:channel + 1] if array.ndim == 1 else array[n:n + 1, :, :, channel:channel + 1]
            for name, array in everything(state).items()}


@lru_cache(maxsize=8)
def lately(state):
    """The state before the last change with the same in focus; where there was none the state itself."""
    return replace(state.before, focus=state.focus) if state.before else state


def cell_of(state):
    """The selected cell with the terms that make it; z1 is its own beginning."""
    every, (name, index) = everything(state), state.selected
    channels = state.came.shape[3]
    if name == "dL_db1":
        step = Step(Conv(channels, 1), 1, "x", "z1", ("w1", "b1"))
        alike = {"x": state.came, "w1": np.eye(channels)[None, None], "z1": every["z1"], "b1": state.b1}
        return explain.step_cell(step, {**alike, "dL_dz1": every["dL_dz1"], name: every[name]}, name, index)
    if name == "b1":
        return explain.Cell(name, index, "leaf", (), float(state.b1[index]))
    arrays = {each: every[each] for each in ("z1", "a1", "dL_dz1", "dL_da1")}
    return explain.step_cell(Step(ReLU(state.leak), 1, "z1", "a1", ()), arrays, name, index)


def views(state):
    """{name: View} of what can be selected, with the example and channel in focus."""
    return views_in_focus(state.came.shape, state.focus)


@lru_cache(maxsize=64)      # a drag leaves them as they are
def views_in_focus(shape, focus):
    """The same of maps of this shape."""
    bias = first(shape[3:], BIAS, (shape[3], 1, 1)).at(filter=focus[1])
    each = view_of("z1", shape).at(example=focus[0], channel=focus[1])
    names = "b1", "z1", "a1", "dL_db1", "dL_dz1", "dL_da1"
    return {name: bias if name.endswith("b1") else each for name in names}


def focused(state, axis, place):
    """Another example (0) or channel (1) in focus, and the same place of it selected."""
    return own.focused(state, views, (len(state.came), state.came.shape[3]), axis, place)


def steady(state):
    """The selected cell in focus, its gate close up."""
    name, index = state.selected
    bias = name.endswith("b1")
    focus = (state.focus[0], index[0]) if bias else (index[0], index[3])
    held = state.held if bias else spot(state.selected)[1:]
    return state if (focus, held) == (state.focus, state.held) else replace(state, focus=focus, held=held)


def check_focus(state):
    """Raise ValueError unless example and channel in focus, and the cell close up, are there."""
    m, rows, columns, channels = state.came.shape
    own.check_focus((*state.focus, *state.held), (m, channels, rows, columns))
