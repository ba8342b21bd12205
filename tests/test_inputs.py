"""The one door for images, labels and parameters:
the right numbers, or a sentence that says what to write."""

import copy
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlib import examples, explain, inputs, optim, training
from cnnlib.network import Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax
from cnnlib.ops import conv

BINARY = Network((4, 5, 1), [Conv(1, 2), ReLU(), Flatten(), Dense(1), Sigmoid()])
COLOUR = Network((4, 5, 3), [Conv(2, (2, 3)), ReLU(), MaxPool(2), Flatten(), Dense(3), Softmax()])


def data(net, m=3, seed=1):
    """Parameters, images and labels of a network, in whole numbers where they are not parameters."""
    rng = np.random.default_rng(seed)
    units = net.layers[-2].units
    y = np.eye(units)[rng.permutation(m) % units] if units > 1 else np.arange(m).reshape(m, 1) % 2 * 1.0
    return net.init(rng), rng.integers(0, 3, (m, *net.input_shape)) * 1.0, y


class Held:
    """An array in a container of its own, as data frames and tensors hold one."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.array(self.array, dtype=dtype)


CONTAINERS = {
    "nested lists": lambda a: a.tolist(),
    "a tuple of rows": lambda a: tuple(a.tolist()),
    "whole numbers": lambda a: a.astype(int),
    "bytes": lambda a: a.astype(np.uint8),
    "the other byte order": lambda a: a.astype(a.dtype.newbyteorder()),
    "Fortran order": np.asfortranarray,
    "every second of twice as many": lambda a: np.repeat(a, 2, axis=0)[::2],
    "a view that cannot be written": lambda a: np.broadcast_to(a, a.shape),
    "a container that can be read as an array": Held,
    "a list of arrays": list,
    "a subclass": lambda a: a.view(np.recarray) if a.dtype.names else a.view(type("Mine", (np.ndarray,), {})),
}


@pytest.mark.parametrize("hold", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize("net", [BINARY, COLOUR], ids=["binary", "three classes"])
def test_images_and_labels_in_any_container_give_the_same_run(net, hold):
    params, x, y = data(net)
    run, other = net.run(params, x, y), net.run(params, hold(x), hold(y))
    assert other.L == run.L
    assert all(type(array) is np.ndarray for array in (other.y, *other.trace.values(), *other.params.values()))
    assert_array_equal(other.grads["dL_dx"], run.grads["dL_dx"])


@pytest.mark.parametrize("hold", [Held, list, np.ndarray.tolist, np.asfortranarray])
def test_parameters_in_any_container_give_the_same_run_and_the_same_step(hold):
    params, x, y = data(COLOUR)
    run = COLOUR.run(params, x, y)
    held = {name: hold(value) for name, value in params.items()}
    assert COLOUR.run(held, x, y).L == run.L
    for make in (lambda: optim.SGD(0.1), lambda: optim.Momentum(0.1), lambda: optim.Adam(0.1)):
        expected, new = (make().step(p, run.grads) for p in (params, held))
        grads = {name: hold(value) for name, value in run.grads.items()}
        for name in params:
            assert_array_equal(new[name], expected[name])
            assert_array_equal(make().step(held, grads)[name], expected[name])


def test_a_run_stays_what_it_was_whatever_happens_to_the_arrays_that_made_it():
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    before = copy.deepcopy({**run.trace, **run.params, **run.grads, "y": run.y})
    for array in (*params.values(), x, y):
        array -= 0.1
    params.clear()
    assert run.trace["x"].sum() == 20.0
    for name, array in {**run.trace, **run.params, **run.grads, "y": run.y}.items():
        assert_array_equal(array, before[name])
    cell = explain.cell(run, "z1", (0, 0, 0, 0))
    assert cell.apply() == pytest.approx(cell.total) == pytest.approx(0.83125)


def test_a_trace_keeps_its_own_image():
    net, params, x, y = examples.eight_by_eight()
    trace = net.forward(params, x)
    expected = net.backward(params, trace, y)["dL_dw1"]
    x[:] = 0
    assert_array_equal(net.backward(params, trace, y)["dL_dw1"], expected)


def test_a_network_stays_what_it_was_whatever_happens_to_the_list_that_made_it():
    size = [3, 3]
    layers = [Conv(1, size), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()]
    net = Network([8, 8, 1], layers)
    size[0] = 1
    layers.pop()
    _, params, x, y = examples.eight_by_eight()
    assert net.run(params, x, y).L == examples.eight_by_eight()[0].run(params, x, y).L


def test_two_equal_calls_give_equal_results_whatever_was_called_between_them():
    setup = training.Setup(examples.eight_by_eight()[0], *examples.digits(), seed=3)
    optimizer = optim.Adam(0.05)
    first, history = training.run(setup, optimizer, batch=64, steps=5)
    training.run(setup, optimizer, batch=32, steps=3)
    with pytest.raises(ValueError, match="read-only"):
        training.order(3, 0, len(setup.train[0]))[:] = 0
    again, _ = training.run(setup, optimizer, batch=64, steps=5)
    for name, value in first.params.items():
        assert_array_equal(again.params[name], value)
    assert history[5]["L"] == training.record(setup, again)["L"] and optimizer.t == 0


def test_a_setup_stays_what_it_was_whatever_happens_to_the_images_that_made_it():
    (x, y), held_out = examples.digits()
    setup = training.Setup(examples.eight_by_eight()[0], (x, y), held_out, seed=3)
    expected = training.run(setup, optim.SGD(0.5), 64, 3)[0].params["w1"]
    x[:], y[:] = 0, 1 - y
    assert_array_equal(training.run(setup, optim.SGD(0.5), 64, 3)[0].params["w1"], expected)


@pytest.mark.parametrize(("net", "change", "code"), [
    (BINARY, lambda x: x[0], "np.reshape(x, (-1, 4, 5, 1))"),
    (BINARY, lambda x: x[0, :, :, 0], "np.reshape(x, (-1, 4, 5, 1))"),
    (BINARY, lambda x: x[..., 0], "np.reshape(x, (-1, 4, 5, 1))"),
    (BINARY, lambda x: x.reshape(3, -1), "np.reshape(x, (-1, 4, 5, 1))"),
    (BINARY, lambda x: np.moveaxis(x, -1, 1), "np.reshape(x, (-1, 4, 5, 1))"),
    (COLOUR, lambda x: x.reshape(3, -1), "np.reshape(x, (-1, 4, 5, 3))"),
    (COLOUR, lambda x: np.moveaxis(x, -1, 1), "np.moveaxis(x, -3, -1)"),
    (COLOUR, lambda x: np.moveaxis(x[0], -1, 0), "np.moveaxis(x, -3, -1)[None]"),
])
def test_what_is_to_be_written_for_another_layout_of_images_gives_the_right_run(net, change, code):
    params, x, y = data(net)
    other = change(x)
    with pytest.raises(ValueError, match="x must have the shape") as caught:
        net.forward(params, other)
    assert str(caught.value).endswith(f"; write {code}")
    mended = eval(code, {"np": np, "x": other})
    m = len(mended)
    assert net.run(params, mended, y[:m]).L == net.run(params, x[:m], y[:m]).L


@pytest.mark.parametrize(("net", "change", "code"), [
    (BINARY, lambda y: y[:, 0], "np.reshape(y, (-1, 1))"),
    (BINARY, lambda y: y.T, "np.reshape(y, (-1, 1))"),
    (BINARY, lambda y: y[:, 0].astype(int).tolist(), "np.reshape(y, (-1, 1))"),
    (BINARY, lambda y: np.hstack([1 - y, y]), "y[:, 1:]"),
    (COLOUR, lambda y: y.argmax(axis=1), "np.eye(3)[np.int64(y)]"),
    (COLOUR, lambda y: y.argmax(axis=1).tolist(), "np.eye(3)[np.int64(y)]"),
    (COLOUR, lambda y: y.argmax(axis=1)[:, None], "np.eye(3)[np.int64(np.ravel(y))]"),
    (COLOUR, lambda y: y.argmax(axis=1)[:, None] * 1.0, "inputs.one_hot(y, 3)"),
    (COLOUR, lambda y: y.argmax(axis=1) * 1.0, "np.eye(3)[np.int64(y)]"),
])
def test_what_is_to_be_written_for_another_layout_of_labels_gives_the_right_run(net, change, code):
    params, x, y = data(net, m=5)
    other = change(y)
    with pytest.raises(ValueError, match=r"y must have the shape \(5, \d\), got ") as caught:
        net.run(params, x, other)
    assert code in str(caught.value)
    assert net.run(params, x, eval(code, {"np": np, "y": other, "inputs": inputs})).L == net.run(params, x, y).L


@pytest.mark.parametrize(("name", "change", "code"), [
    ("w1", lambda w: w.transpose(3, 2, 0, 1), "np.transpose(w1, (2, 3, 1, 0))"),
    ("w3", lambda w: w.T, "np.transpose(w3)"),
    ("b1", lambda b: b[:, None], "np.reshape(b1, (2,))"),
])
def test_what_is_to_be_written_for_a_parameter_as_others_lay_it_out_gives_the_right_run(name, change, code):
    params, x, y = data(COLOUR)
    other = {**params, name: change(params[name])}
    with pytest.raises(ValueError, match=f"{name} must have the shape") as caught:
        COLOUR.run(other, x, y)
    assert str(caught.value).endswith(f"; write {code}")
    mended = {**params, name: eval(code, {"np": np, name: other[name]})}
    assert COLOUR.run(mended, x, y).L == COLOUR.run(params, x, y).L


NO_NUMBERS = {
    "None": None, "text": "1", "a dict": {}, "a set": {1.0}, "a function": abs, "complex": 1j,
    "a date": np.datetime64(1, "s"), "objects": [Fraction(1, 2)],
    "a ragged list": [[1.0], [1.0, 2.0]], "a generator": (one for one in (1.0,)),
    "a masked array": np.ma.masked_equal([1.0, -9999.0], -9999.0), "the mask itself": np.ma.masked,
    "a list with a masked array": [np.ma.masked_equal([1.0, -9999.0], -9999.0)], "text in a list": ["1"],
}


@pytest.mark.parametrize("value", NO_NUMBERS.values(), ids=NO_NUMBERS)
@pytest.mark.parametrize("where", ["x", "y", "w1", "b3"])
def test_what_holds_no_real_numbers_is_refused_by_name(where, value):
    net, params, x, y = examples.eight_by_eight()
    given = {**params, "x": x, "y": y, where: value}
    with pytest.raises(ValueError, match=f"^{where} (holds|is|must)"):
        net.run({name: given[name] for name in params}, given["x"], given["y"])


@pytest.mark.parametrize("value", NO_NUMBERS.values(), ids=NO_NUMBERS)
@pytest.mark.parametrize("make", [optim.SGD, optim.Momentum, optim.Adam])
def test_an_optimizer_refuses_what_holds_no_real_numbers_by_name(make, value):
    with pytest.raises(ValueError, match=r"^params\['w'\] "):
        make(0.1).step({"w": value}, {"dL_dw": np.ones(2)})
    with pytest.raises(ValueError, match=r"^grads\['dL_dw'\] "):
        make(0.1).step({"w": np.ones(2)}, {"dL_dw": value})


@pytest.mark.parametrize("given", [None, [np.ones(2)], "w1", 3])
def test_an_optimizer_asks_for_dicts(given):
    with pytest.raises(ValueError, match="^params is a .*; it needs a dict"):
        optim.SGD(0.1).step(given, {})
    with pytest.raises(ValueError, match="^grads is a .*; it needs a dict"):
        optim.SGD(0.1).step({"w": np.ones(2)}, given)


def test_a_step_on_whole_numbers_gives_floats_and_leaves_them_alone():
    w = np.array([1, 2])
    new = optim.SGD(0.5).step({"w": w}, {"dL_dw": np.array([1, 1])})["w"]
    assert new.tolist() == [0.5, 1.5] and w.tolist() == [1, 2]


def test_class_numbers_become_one_hot_rows():
    rows = [[0, 0, 1], [1, 0, 0]]
    for classes in ([2, 0], (2.0, 0.0), np.array([[2], [0]], np.uint8)):
        assert_array_equal(inputs.one_hot(classes, 3), rows)


@pytest.mark.parametrize(("classes", "count", "words"), [
    ([1, 2, 3], 3, "classes holds 3; it needs whole numbers from 0 to 2"),
    ([-1, 0], 3, "classes holds -1"), ([0.5, 0], 3, "classes holds 0.5"), ([np.nan], 3, "classes holds nan"),
    (["a"], 3, "classes holds text"), ([[0, 1]], 3, r"classes has shape \(1, 2\)"), ([], 3, "classes has shape"),
    (2, 3, "classes has shape"), ([0], 1, "count is 1"), ([0], 2.5, "count is 2.5"), ([0], True, "count is True"),
])
def test_what_are_no_class_numbers_is_refused_in_words(classes, count, words):
    with pytest.raises(ValueError, match=words):
        inputs.one_hot(classes, count)


@pytest.mark.parametrize("change", [
    lambda trace: None, lambda trace: list(trace), lambda trace: trace | {"a1": trace["a1"][:1]},
    lambda trace: trace | {"z1": None}, lambda trace: trace | {"x": trace["x"][0]},
    lambda trace: {name: trace[name] for name in trace if name != "a2"},
])
def test_what_is_no_trace_of_the_network_is_refused(change):
    params, x, y = data(BINARY)
    trace = change(BINARY.forward(params, x))
    for call in (lambda: BINARY.loss(trace, y), lambda: BINARY.backward(params, trace, y)):
        with pytest.raises(ValueError, match="^(trace|x) ?"):
            call()


ACCURACY = [
    ([[0.9], [0.8], [0.2], [0.1]], [[1], [0], [0], [0]], 0.75),
    ([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1], [0.2, 0.2, 0.6]], np.eye(3)[[1, 0, 2]], 1.0),
    ([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1], [0.2, 0.2, 0.6]], np.eye(3, dtype=bool)[[1, 0, 1]], 2 / 3),
]


@pytest.mark.parametrize(("a", "y", "share"), ACCURACY)
def test_accuracy_is_the_share_of_right_answers(a, y, share):
    assert training.accuracy(a, y) == pytest.approx(share)


@pytest.mark.parametrize(("a", "y", "words"), [
    ([[0.9], [0.8]], [1, 0], r"y must have the shape \(2, 1\), got \(2,\); write np.reshape\(y, \(-1, 1\)\)"),
    ([[0.1, 0.7, 0.2]], [[1]], r"y must have the shape \(1, 3\).*np.eye\(3\)\[np.int64\(np.ravel\(y\)\)\]"),
    ([[0.1, 0.7, 0.2]], [1], r"y must have the shape \(1, 3\).*np.eye\(3\)\[np.int64\(y\)\]"),
    ([[0.9]], [[0.3]], r"y holds \[0.3\]; it needs labels 0 and 1"),
    ([[0.5, 0.5]], [[0, 0]], r"y holds \[0.0, 0.0\]; it needs one-hot rows"),
    ([[2.0], [-1.0]], [[1], [0]], "a runs from -1 to 2; it needs predictions, from 0 to 1"),
    ([[np.nan]], [[0]], "a runs from nan to nan"),
    ([0.9, 0.1], [1, 0], r"a has shape \(2,\)"),
    (np.ma.masked_equal([[0.9], [0.1]], 0.1), [[1], [0]], "a holds a masked array"),
])
def test_accuracy_refuses_what_it_would_count_wrongly(a, y, words):
    with pytest.raises(ValueError, match=words):
        training.accuracy(a, y)


def test_masked_pixels_never_count_as_numbers():
    pixels = np.ma.masked_equal(np.array([[1.0, 2, 3], [4, -9999, 6], [7, 8, 9]]), -9999)[None, :, :, None]
    with pytest.raises(ValueError, match="x holds a masked array"):
        conv.forward(pixels, np.ones((3, 3, 1, 1)), np.zeros(1))


@pytest.mark.parametrize("history", [[], None, {"step": 0}, [0, 1], [{"step": 0}, None], iter([{"step": 0}])])
def test_records_are_a_list_of_dicts_and_nothing_else(history):
    with pytest.raises(ValueError) as error:
        inputs.records(history, "history")
    assert str(error.value) == f"history is {history!r}; it needs records, as training.run returns them"


@pytest.mark.parametrize("history", [[{"step": 0}], ({"step": 0}, {"step": 1})])
def test_records_may_be_a_list_or_a_tuple(history):
    assert inputs.records(history, "history") is None
