"""A layer that somebody adds: opened with one line forward and one backward, and told which of them is missing."""

from dataclasses import dataclass
from math import tanh

import numpy as np
import pytest
from added_layers import Tanh

from cnnlib import draw, explain, layers
from cnnlib.explain import Factor, Term, losses, terms
from cnnlib.layers import LAYERS, Conv, Dense, Flatten, Sigmoid
from cnnlib.network import Network

TERMS = "cnnlib/explain/terms.py"


@dataclass(frozen=True)
class Scale:
    """z = g a + b, channel by channel: what is left of a batch norm without its mean and deviation."""

    opens, learns, reads = True, ("g", "b"), "any"

    def weight_shapes(self, shape):
        return shape[-1:], shape[-1:]

    def init(self, rng, shapes, activation):
        return np.ones(shapes[0]), np.zeros(shapes[1])

    def forward(self, a, g, b):
        return g * a + b

    def backward(self, dL_dz, a, g):
        axes = tuple(range(a.ndim - 1))
        return dL_dz * g, (dL_dz * a).sum(axis=axes), dL_dz.sum(axis=axes)


def tanh_dz(t, step, index):
    """dL/dz = dL/da da/dz,  da/dz = 1 - a²."""
    slope = Factor(1 - float(t[step.output][index]) ** 2, f"d{step.output}_d{step.input}", index, step.input)
    return [Term((terms.at(t, f"dL_d{step.output}", index), slope))]


@pytest.fixture
def run(monkeypatch):
    """A run through both, which explain knows nothing of."""
    monkeypatch.setattr(layers, "LAYERS", (*LAYERS, Tanh, Scale))
    net = Network((4, 5, 1), [Conv(2, 2), Scale(), Tanh(), Flatten(), Dense(1), Sigmoid()])
    rng = np.random.default_rng(0)
    return net.run(net.init(rng), rng.normal(size=(2, 4, 5, 1)), [[0], [1]])


def refusal(call, *arguments):
    with pytest.raises(ValueError) as error:
        call(*arguments)
    return str(error.value)


def test_every_kind_of_layer_has_its_lines():
    kinds = set(LAYERS) - {Flatten}
    assert set(terms.FORWARD) == set(terms.BACKWARD) == kinds
    assert set(losses.LOSS) == set(losses.LOSS_SLOPE) == {kind for kind in kinds if hasattr(kind, "loss")}
    assert all(len(terms.BACKWARD[kind]) == 1 + len(kind.learns) for kind in kinds)


def test_two_lines_open_every_cell_of_a_new_activation(run, monkeypatch):
    monkeypatch.setitem(terms.FORWARD, Tanh, ("tanh", terms._same_place, lambda cell, values: tanh(values[0])))
    monkeypatch.setitem(terms.BACKWARD, Tanh, (tanh_dz,))
    for name in ("a2", "dL_dz2"):
        for index in np.ndindex(run.trace["a2"].shape):
            cell = explain.cell(run, name, index)
            assert cell.apply() == pytest.approx(cell.total, rel=1e-12) == explain.tensors(run)[name][index]
    cell = explain.cell(run, "a2", (1, 2, 3, 1))
    assert (cell.op, cell.sources, cell.leak) == ("tanh", {"z2": [(1, 2, 3, 1)]}, 0.0)
    assert draw.equation(cell, run).words().startswith("a⁽²⁾[1, 2, 3, 1] = tanh(z⁽²⁾[1, 2, 3, 1])")
    slope = explain.slope(run, "a2", (0, 1, 1, 0), "z2", (0, 1, 1, 0))
    assert slope == pytest.approx(1 - run.trace["a2"][0, 1, 1, 0] ** 2)


@pytest.mark.parametrize(("name", "index", "sentence"), [
    ("a2", (0, 0, 0, 0), f"explain cannot open Tanh() yet: FORWARD in {TERMS} lacks a line for Tanh"),
    ("dL_dz2", (0, 0, 0, 0), f"explain cannot open Tanh() yet: BACKWARD in {TERMS} lacks a line for Tanh"),
    ("z2", (0, 0, 0, 0), f"explain cannot open Scale() yet: FORWARD in {TERMS} lacks a line for Scale"),
    ("dL_dg2", (1,), f"explain cannot open Scale() yet: BACKWARD in {TERMS} lacks a line for Scale"),
])
def test_the_line_that_is_missing_is_named_and_the_rest_of_the_run_opens(run, name, index, sentence):
    assert refusal(explain.cell, run, name, index) == sentence
    assert explain.cell(run, "z1", (0, 0, 0, 0)).op == explain.cell(run, "dL_da2", (0, 0, 0, 0)).op == "sum"


def test_a_slope_through_it_names_the_line_too(run):
    assert refusal(explain.slope, run, "a2", (0, 0, 0, 0), "z2", (0, 0, 0, 0)).endswith(
        f"BACKWARD in {TERMS} lacks a line for Tanh")


def test_a_line_that_forgets_what_is_learned_is_told_what_it_needs(run, monkeypatch):
    monkeypatch.setitem(terms.BACKWARD, Scale, (tanh_dz,))
    assert refusal(explain.cell, run, "dL_dz1", (0, 0, 0, 0)) == (
        f"explain cannot open Scale() yet: its line of BACKWARD in {TERMS} needs "
        "a function for each of z1, g2, b2; it holds 1")


@pytest.mark.parametrize(("table", "name", "index"), [("LOSS", "L", ()), ("LOSS_SLOPE", "dL_da3", (0, 0))])
def test_a_loss_without_its_line_is_told_so(run, monkeypatch, table, name, index):
    monkeypatch.delitem(getattr(losses, table), Sigmoid)
    assert refusal(explain.cell, run, name, index) == (
        f"explain cannot open Sigmoid() yet: {table} in cnnlib/explain/losses.py lacks a line for Sigmoid")
