"""One step alone, from arrays: its cells are those of the network it comes from, and what does not fit it is told."""

import numpy as np
import pytest

from cnnlib import explain
from cnnlib.layers import LAYERS, AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network, Step
from cnnlib.ops import softmax

LAST = [Flatten(), Dense(1), Sigmoid()]
NETWORKS = {
    "strides, padding, dilation, channels": ((7, 6, 2), [
        Conv(3, 3, stride=(2, 1), padding=1), ReLU(0.1), MaxPool(2, 1, 1), Conv(2, (2, 3), padding="same", dilation=2),
        AvgPool((2, 3), 2, 1), Sigmoid(), *LAST]),
    "two classes": ((5,), [Dense(3), ReLU(), Dense(2), Softmax()]),
}
KNOWN = ", ".join(kind.__name__ for kind in LAYERS)
CONV = Step(Conv(1, 3, padding=1), 1, "x", "z1", ("w1", "b1"))


def run_of(name, m=2):
    net, rng = Network(*NETWORKS[name]), np.random.default_rng(5)
    params = {key: value + rng.normal(0, 0.3, value.shape) for key, value in net.init(rng).items()}
    y = np.eye(2)[:m] if net.layers[-2].units == 2 else np.arange(m)[:, None] % 2.0
    return net.run(params, rng.normal(size=(m, *net.input_shape)), y)


def refusal(*arguments):
    with pytest.raises(ValueError) as error:
        explain.step_cell(*arguments)
    return str(error.value)


@pytest.fixture
def arrays():
    rng = np.random.default_rng(1)
    x, w1, b1 = rng.normal(size=(1, 4, 5, 1)), rng.normal(size=(3, 3, 1, 1)), rng.normal(size=1)
    return {"x": x, "w1": w1, "b1": b1, "z1": CONV.layer.forward(x, w1, b1)}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_cell_that_a_step_makes_or_sends_back_is_that_of_the_network(name):
    run = run_of(name)
    tensors = explain.tensors(run)
    for step in run.net.steps:
        sent_back = [f"dL_d{below}" for below in (step.input, *step.weights)] * (step is not run.net.steps[-1])
        for cell in (step.output, *sent_back):
            for index in np.ndindex(tensors[cell].shape):
                assert explain.step_cell(step, tensors, cell, index) == explain.cell(run, cell, index)


def test_what_the_step_reads_and_what_comes_back_to_it_are_leaves(arrays):
    arrays["dL_dz1"] = arrays["z1"] * 2
    for name, index in [("x", (0, 1, 2, 0)), ("w1", (2, 1, 0, 0)), ("b1", (0,)), ("dL_dz1", (0, 3, 4, 0))]:
        cell = explain.step_cell(CONV, arrays, name, index)
        assert (cell.op, cell.terms, cell.total) == ("leaf", (), arrays[name][index])


def test_arrays_may_be_lists_and_others_beside_them_are_left_alone(arrays):
    lists = {name: array.tolist() for name, array in arrays.items()} | {"a1": "nothing"}
    assert explain.step_cell(CONV, lists, "z1", (0, 3, 4, 0)) == explain.step_cell(CONV, arrays, "z1", (0, 3, 4, 0))


def test_a_gradient_needs_no_array_that_it_is_not_made_of(arrays):
    dL_dz1 = np.ones_like(arrays["z1"])
    dL_dx, *_ = CONV.layer.backward(dL_dz1, arrays["x"], arrays["w1"])
    few = {"x": arrays["x"], "w1": arrays["w1"], "dL_dz1": dL_dz1, "dL_dx": dL_dx}
    assert explain.step_cell(CONV, few, "dL_dx", (0, 0, 1, 0)).apply() == pytest.approx(dL_dx[0, 0, 1, 0])


@pytest.mark.parametrize(("left_out", "name", "sentence"), [
    ("x", "z1", "arrays must hold x, of which this cell is made; got w1, b1, z1"),
    ("b1", "z1", "arrays must hold b1, of which this cell is made; got z1, w1, x"),
    ("z1", "z1", "name must be one of w1, b1, x; got 'z1'"),
    (None, "dL_dx", "name must be one of z1, w1, b1, x; got 'dL_dx'"),
    (None, "w2", "name must be one of z1, w1, b1, x; got 'w2'")])
def test_an_array_that_is_missing_is_named(arrays, left_out, name, sentence):
    arrays.pop(left_out, None)
    assert refusal(CONV, arrays, name, (0, 0, 0, 0)) == sentence


def test_a_gradient_without_the_one_that_comes_back_names_it(arrays):
    arrays["dL_dx"] = arrays["x"]
    assert refusal(CONV, arrays, "dL_dx", (0, 0, 0, 0)) == (
        "arrays must hold dL_dz1, of which this cell is made; got z1, w1, b1, x, dL_dx")
    assert refusal(CONV, {}, "z1", (0, 0, 0, 0)) == "arrays must hold x, of which this cell is made; got none"


@pytest.mark.parametrize(("name", "shape"), [("z1", (1, 4, 5, 1)), ("w1", (3, 3, 1, 1)), ("b1", (1,))])
def test_an_array_that_does_not_fit_what_the_step_reads_is_named_with_its_shape(arrays, name, shape):
    arrays[name] = np.zeros((2, 2))
    assert refusal(CONV, arrays, "z1", (0, 0, 0, 0)) == f"{name} must have the shape {shape}, got (2, 2)"
    arrays[f"dL_d{name}"] = arrays.pop(name)
    assert refusal(CONV, arrays, "x", (0, 0, 0, 0)) == f"dL_d{name} must have the shape {shape}, got (2, 2)"


@pytest.mark.parametrize("shape", [(), (5,), (4, 5, 1), (0, 4, 5, 1)])
def test_what_a_step_reads_is_a_batch_of_maps_or_of_rows(arrays, shape):
    arrays["x"] = np.zeros(shape)
    assert refusal(CONV, arrays, "z1", (0, 0, 0, 0)) == (
        f"x must have the shape (m, rows, columns, channels) or (m, inputs), got {shape}")


def test_what_a_step_reads_is_numbers(arrays):
    assert refusal(CONV, {**arrays, "x": "text"}, "z1", (0, 0, 0, 0)) == "x holds text; it needs real numbers"


def test_a_softmax_sends_back_to_each_score_one_term_for_each_class():
    z, dL_da = np.array([[0.0, 1.0, -1.0], [2.0, 0.5, 0.0]]), np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]])
    arrays = {"z1": z, "a1": softmax.forward(z), "dL_da1": dL_da, "dL_dz1": softmax.backward(dL_da, z)}
    for index in np.ndindex(2, 3):
        cell = explain.step_cell(Step(Softmax(), 1, "z1", "a1"), arrays, "dL_dz1", index)
        assert cell.apply() == pytest.approx(arrays["dL_dz1"][index])
        assert [[(f.name, f.index, f.source) for f in term.factors] for term in cell.terms] == [
            [("dL_da1", (index[0], k), "dL_da1"), ("da1_dz1", index, "z1")] for k in range(3)]


def test_a_layer_that_does_not_fit_says_so_itself(arrays):
    layer = Conv(1, 6)
    assert refusal(Step(layer, 1, "x", "z1", ("w1", "b1")), arrays, "z1", (0, 0, 0, 0)) == (
        f"{layer} does not fit x (4, 5, 1): "
        "w covers (6, 6) cells; it needs a size that fits (4, 5), the image with its padding")


@pytest.mark.parametrize(("step", "sentence"), [
    (Conv(1, 3), "step is a Conv; it needs a Step"),
    (Step(3, 1, "x", "z1"), f"the layer of step must be one of {KNOWN}, with its brackets; got 3"),
    (Step(Flatten(), 1, "x", "a1"),
     "explain cannot open Flatten() yet: FORWARD in cnnlib/explain/terms.py lacks a line for Flatten"),
    (Step(Conv(1, 3), 1, "x", "z1"),
     "step names the weights (); Conv learns ('w', 'b'), so it needs 2 names"),
    (Step(MaxPool(2), 1, "x", "a1", ("w1",)),
     "step names the weights ('w1',); MaxPool learns (), so it needs 0 names")])
def test_a_step_that_is_none_is_told_why(arrays, step, sentence):
    assert refusal(step, arrays, "z1", (0, 0, 0, 0)) == sentence


def test_arrays_come_by_name(arrays):
    assert refusal(CONV, list(arrays.values()), "z1", (0, 0, 0, 0)) == "arrays is a list; it needs a dict"


@pytest.mark.parametrize("index", [(0, 4, 0, 0), (0, 0, 0), (0, -1, 0, 0)])
def test_an_index_that_is_none_is_told_with_the_shape(arrays, index):
    assert refusal(CONV, arrays, "z1", index) == (
        f"index of z1 must lie in the shape (1, 4, 5, 1), counted from 0; got {index}")
