"""What ErrorExplorer shows of a state:
every number of two paths to the slope of the loss, and both over all scores."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np

from cnnlib import examples
from cnnlib.ops import losses, sigmoid

FAR = 40.0                            # scores from −40 to 40
SCORES = np.linspace(-FAR, FAR, 321)  # one every quarter, and every whole number
ONE = np.ones((1, 1))
FEEDS = {"a3": ("z3",), "1 - a3": ("a3",), "da3_dz3": ("a3", "1 - a3"), "dL_dz3": ("dL_da3", "da3_dz3"),
         "L fused": ("z3", "y"), "dL_dz3 fused": ("a3", "y"), "dL_dz3 squared": ("dL_dz3 fused", "da3_dz3")}
USED = {0: "1 - a3", 1: "a3"}         # of which the loss takes the logarithm, by the label


@dataclass(frozen=True, eq=False)
class State:
    """Score, label, the selected cell, the state before."""

    z: float
    y: int
    selected: tuple = ("dL_dz3", ())
    before: "State | None" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    values: {name: number};  lines: {name: that number over all scores}
    selected: the name of the selected number
    marked: {name: [(0, 0)]} of the selected number and those that feed it
    before: {name: number} before the last change, without what was no number
    """

    values: dict
    lines: dict
    selected: str
    marked: dict
    before: dict

    def __getitem__(self, name):
        return self.values[name]


def numbers(state):
    """Compute what a state shows."""
    name, used = state.selected[0], USED[state.y]
    feeds = {"L": (used,), "dL_da3": (used,)} | FEEDS
    marked = dict.fromkeys((name, *feeds.get(name, ())), [(0, 0)])
    return Numbers(at_score(state.z, state.y), lines(state.y), name, marked, old(state.before))


def old(state):
    """{name: number} of the state before, without what was no number."""
    values = at_score(state.z, state.y) if state else {}
    return {name: value for name, value in values.items() if isfinite(value)}


@lru_cache(maxsize=16)
def at_score(z, y):
    """Every number of both paths for one score and one label."""
    return {name: values.item() for name, values in both(z * ONE, y * ONE).items()}


@lru_cache(maxsize=2)
def lines(y):
    """Both paths over all scores: {name: (321,)}."""
    z = SCORES[:, None]
    return {name: values[:, 0] for name, values in both(z, np.full_like(z, y)).items()}


def both(z, y):
    """The separate and the fused path for scores z (m, 1) and labels of the same shape: {name: (m, 1)}."""
    m, a = len(z), sigmoid.forward(z)
    each = [(a[k:k + 1], y[k:k + 1]) for k in range(m)]       # one at a time, so that no mean comes in
    dL_da = np.concatenate([losses.binary_cross_entropy_backward(*one) for one in each])
    with np.errstate(invalid="ignore"):                       # ∞ · 0 is the nan this explorer is about
        dL_dz = sigmoid.backward(dL_da, z)
    slope = sigmoid.backward(np.ones_like(z), z)
    error = losses.sigmoid_binary_cross_entropy_backward(z, y) * m
    fused = [[losses.sigmoid_binary_cross_entropy(z[k:k + 1], y[k:k + 1])] for k in range(m)]
    return {"z3": z, "y": y, "a3": a, "1 - a3": 1 - a,
            "L": np.array([[losses.binary_cross_entropy(*one)] for one in each]),
            "dL_da3": dL_da, "da3_dz3": slope, "dL_dz3": dL_dz,
            "L fused": np.array(fused), "dL_dz3 fused": error, "dL_dz3 squared": error * slope}


def opening():
    """The score of the running example, with the label that it would be wrong to push it away from."""
    net, params, x, _ = examples.eight_by_eight()
    return State(net.forward(params, x)["z3"].item(), 0)
