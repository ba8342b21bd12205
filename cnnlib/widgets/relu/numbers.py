"""What ReluGate shows of a state:
the running example with another bias and a leak, and what the gate lets through."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.equation import shapes_of
from cnnlib.draw.ink.number import tidy
from cnnlib.draw.parts.view import views_of
from cnnlib.layers import ReLU
from cnnlib.network import Network
from cnnlib.ops import conv

from ..stage.address import spot

FORWARD, BACKWARD = ("b1", "z1", "a1", "a2"), ("dL_db1", "dL_dz1", "dL_da1", "dL_da2")
RESIDUE = 1e-9   # of rounding: a digit whose largest z1 is 0 up to this opens no gate


@dataclass(frozen=True)
class State:
    """The bias of the convolution, what a shut gate lets through, the selected cell,
    the cell of the map whose gate is close up, and the state before the last change."""

    bias: float = -0.2
    leak: float = 0.0
    selected: tuple = ("dL_dz1", (0, 2, 4, 0))     # it still wins its window when its gate has shut
    held: tuple = (2, 4)
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array} of one example and channel, forward then backward
    before: the same before the last change;  views: {name: View}
    cell: the selected one, with the terms that make it;  shapes: {name: shape} of what it is made of
    held: (row, column) of the map whose gate is close up
    winners: like a1, None where nothing is pooled
    opening: how many of `digits` open a gate: training digits, or the reader's own examples
    own: what is known of the reader's own maps, None for the running example
    """

    shapes: dict
    views: dict
    leak: float
    selected: tuple
    matrices: dict
    before: dict
    cell: explain.Cell
    held: tuple
    winners: np.ndarray | None
    opening: int
    digits: int
    own: object = None


def numbers(state):
    """Compute what a state shows."""
    run, old = (run_at(each.bias, each.leak) for each in (state, state.before or state))
    shown, pool = matrices(run), run.net.maker["a2"]
    cell = explain.cell(run, *state.selected)
    opening = int(np.sum(strongest() + state.bias > RESIDUE))
    return Numbers(shapes_of(run), views_of(shown), state.leak, state.selected, shown, matrices(old), cell,
                   held(state), pool.layer.winners(run.trace[pool.input]), opening, len(strongest()))


def matrices(run):
    """Every matrix of the picture, forward then backward."""
    every = explain.tensors(run)
    return {name: every[name] for name in (*FORWARD, *BACKWARD)}


def held(state):
    """The cell of the map whose gate is close up: the selected one, else the one held so far.

    Where another window is selected, its winner.
    """
    matrix, *cell = spot(state.selected)
    if matrix.endswith("b1"):
        return state.held
    if not matrix.endswith("a2"):
        return tuple(cell)
    run = run_at(state.bias, state.leak)
    window = explain.cell(run, "a2", (0, *cell, 0)).sources["a1"]
    if (0, *state.held, 0) in window:
        return state.held
    return max(window, key=lambda place: tidy(run.trace["a1"][place]))[1:3]


@lru_cache(maxsize=8)
def run_at(bias, leak):
    """The running example, forward and back, with another bias and a leak."""
    net, params, x, y = examples.eight_by_eight()
    layers = [ReLU(leak) if isinstance(layer, ReLU) else layer for layer in net.layers]
    return Network(net.input_shape, layers).run({**params, "b1": np.array([bias])}, x, y)


@lru_cache(maxsize=1)
def strongest():
    """The largest z1 of every training digit with a bias of 0: (281,)."""
    _, params, *_ = examples.eight_by_eight()
    (x, _), _ = examples.digits()
    return conv.forward(x, params["w1"], np.zeros(1)).max(axis=(1, 2, 3))
