"""What a network says about layers, shapes,
traces and generators that do not fit, and how it names and draws."""

import re
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlib.layers import LAYERS
from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax, Step

LAST = [Flatten(), Dense(1), Sigmoid()]


@pytest.fixture
def net():
    return Network((4, 5, 2), [
        Conv(4, (2, 3)), ReLU(), AvgPool(2), Flatten(), Dense(5), Sigmoid(), Dense(3), Softmax()])


def refusal(call, *arguments):
    with pytest.raises(ValueError) as error:
        call(*arguments)
    return str(error.value)


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 0), (8, 8, 1.0), (8, 8, True), (), 8, "881", (8, 8, 1, 1),
                                   (-1,), None])
def test_an_image_has_rows_columns_and_channels_or_is_one_row(shape):
    sentence = f"input_shape must be (rows, columns, channels) or (inputs,), got {shape!r}"
    assert refusal(Network, shape, LAST) == sentence


@pytest.mark.parametrize("shape", [[8, 8, 1], (np.int64(8), 8, 1)])
def test_a_shape_may_be_a_list_or_hold_numpys_numbers(shape):
    net = Network(shape, [Conv(1, 3), ReLU(), MaxPool(2), *LAST])
    assert net.input_shape == (8, 8, 1) and all(type(n) is int for n in net.input_shape)
    assert repr(net) == ("Network((8, 8, 1), [Conv(filters=1, size=3, stride=1, padding=0, dilation=1), "
                         "ReLU(leak=0.0), MaxPool(size=2, stride=None, padding=0), Flatten(), Dense(units=1), "
                         "Sigmoid()])")


KNOWN = ", ".join(kind.__name__ for kind in LAYERS)
PLAIN = "Conv(filters=1, size=2, stride=1, padding=0, dilation=1)"


@pytest.mark.parametrize(("shape", "layers", "sentence"), [
    ((4,), None, "layers must be a list of layers, got None"),
    ((4,), Dense(1), "layers must be a list of layers, got Dense(units=1)"),
    ((4,), [Dense(1), Sigmoid], f"layers[1] must be one of {KNOWN}, with its brackets; got {Sigmoid!r}"),
    ((4,), ["conv"], f"layers[0] must be one of {KNOWN}, with its brackets; got 'conv'"),
    ((4,), [], "layers must end with Dense, then Sigmoid or Softmax; got []"),
    ((4,), [Sigmoid()], "layers must end with Dense, then Sigmoid or Softmax; got [Sigmoid()]"),
    ((4,), [Dense(1), ReLU()],
     "layers must end with Dense, then Sigmoid or Softmax; got [Dense(units=1), ReLU(leak=0.0)]"),
    ((4,), [Dense(1), Sigmoid(), Sigmoid()],
     "layers must end with Dense, then Sigmoid or Softmax; got [Sigmoid(), Sigmoid()]"),
    ((4,), [ReLU(), Dense(1), Sigmoid()],
     "layers[0], ReLU(leak=0.0), must come directly after a Conv, a pooling or a Dense; got None"),
    ((4,), [Dense(2), ReLU(), Sigmoid(), Dense(1), Sigmoid()],
     "layers[2], Sigmoid(), must come directly after a Conv, a pooling or a Dense; got ReLU(leak=0.0)"),
    ((4, 4, 1), [Conv(1, 2), Flatten(), ReLU(), Dense(1), Sigmoid()],
     "layers[2], ReLU(leak=0.0), must come directly after a Conv, a pooling or a Dense; got Flatten()"),
    ((4,), [Dense(2), Softmax(), Dense(1), Sigmoid()], "layers[1], Softmax(), can only be the last layer"),
    ((4, 4, 1), [Flatten(), Conv(1, 2), *LAST],
     f"layers[1], {PLAIN}, comes after Flatten(), which must stand directly before a Dense"),
    ((4, 4, 1), [Flatten(), Flatten(), Dense(1), Sigmoid()],
     "layers[1], Flatten(), comes after Flatten(), which must stand directly before a Dense"),
    ((4,), [Conv(1, 2), *LAST], f"layers[0], {PLAIN}, needs a map (rows, columns, channels), but gets one flat row"),
    ((4, 4, 1), [Flatten(), Dense(3), Conv(1, 2), *LAST],
     f"layers[2], {PLAIN}, needs a map (rows, columns, channels), but gets one flat row"),
    ((4, 4, 1), [Dense(1), Sigmoid()], "layers[0], Dense(units=1), needs one flat row; put Flatten() before it"),
    ((4, 4, 1), [Conv(1, 2), ReLU(), Dense(1), Sigmoid()],
     "layers[2], Dense(units=1), needs one flat row; put Flatten() before it"),
    ((4,), [Dense(2), Sigmoid()], "the Dense before the last Sigmoid must have 1 unit, got 2"),
    ((4,), [Dense(1), Softmax()], "the Dense before Softmax must have 2 units or more, got 1"),
    ((4,), [Dense(0), Sigmoid()],
     "Dense(units=0) does not fit x (4,): units must be a whole number from 1 up, got 0"),
    ((4, 5, 1), [Conv(2, (2, 3)), ReLU(), MaxPool((2, 4)), *LAST],
     "MaxPool(size=(2, 4), stride=None, padding=0) does not fit a1 (3, 3, 2): "
     "size covers (2, 4) cells; it needs a size that fits (3, 3), the image with its padding"),
])
def test_layers_that_do_not_follow_each_other_are_told_by_their_place(shape, layers, sentence):
    assert refusal(Network, shape, layers) == sentence


def test_settings_in_lists_are_kept_as_tuples_all_the_way_down():
    layers = [Conv(1, [2, 3], padding=[[1, 0], [0, 1]]), ReLU(), MaxPool([2, 2], stride=[1, 2]), *LAST]
    conv, _, pool, *_ = Network((4, 5, 1), layers).layers
    assert conv == Conv(1, (2, 3), padding=((1, 0), (0, 1))) and pool == MaxPool((2, 2), stride=(1, 2))
    assert len({conv, pool}) == 2


def test_two_classes_are_enough_for_a_softmax_and_a_row_may_be_flattened():
    assert Network((4,), [Dense(2), Softmax()]).parameter_count == 10
    assert Network((4,), LAST).parameter_count == 5


@pytest.mark.parametrize("rng", [None, 0, np.random, np.random.RandomState(0)])
def test_weights_are_drawn_by_a_generator_alone(net, rng):
    assert refusal(net.init, rng) == (
        f"rng must be a generator as np.random.default_rng(0) makes it, got {rng!r}")


def test_weights_are_drawn_in_order_with_their_spread_and_biases_are_zero(net):
    params, rng = net.init(np.random.default_rng(7)), np.random.default_rng(7)
    for name, shape, variance in [("w1", (2, 3, 2, 4), 2 / 12), ("w3", (4, 5), 2 / 9), ("w4", (5, 3), 2 / 8)]:
        assert_array_equal(params[name], rng.normal(0.0, np.sqrt(variance), shape))
    assert [params[name].tolist() for name in ("b1", "b3", "b4")] == [[0] * 4, [0] * 5, [0] * 3]
    assert list(params) == ["w1", "b1", "w3", "b3", "w4", "b4"]


def test_a_kernel_not_before_a_relu_counts_its_cells_on_both_sides():
    net, rng = Network((4, 5, 2), [Conv(4, (2, 3)), Sigmoid(), *LAST]), np.random.default_rng(7)
    assert_array_equal(net.init(np.random.default_rng(7))["w1"],
                       rng.normal(0.0, np.sqrt(2 / (6 * 2 + 6 * 4)), (2, 3, 2, 4)))


def test_a_dense_layer_before_a_relu_counts_its_inputs_alone():
    net, rng = Network((4,), [Dense(3), ReLU(), Dense(1), Sigmoid()]), np.random.default_rng(7)
    assert_array_equal(net.init(np.random.default_rng(7))["w1"], rng.normal(0.0, np.sqrt(2 / 4), (4, 3)))


def test_an_activation_behind_a_pooling_counts_for_the_convolution_before_it():
    net, rng = Network((4, 5, 2), [Conv(3, (2, 3)), MaxPool(2), ReLU(), *LAST]), np.random.default_rng(7)
    assert_array_equal(net.init(np.random.default_rng(7))["w1"],
                       rng.normal(0.0, np.sqrt(2 / 12), (2, 3, 2, 3)))


def test_steps_tell_what_each_layer_reads_makes_and_has_learned(net):
    assert [(s.number, s.input, s.output, s.weights) for s in net.steps] == [
        (1, "x", "z1", ("w1", "b1")), (1, "z1", "a1", ()), (2, "a1", "a2", ()), (3, "a2", "z3", ("w3", "b3")),
        (3, "z3", "a3", ()), (4, "a3", "z4", ("w4", "b4")), (4, "z4", "a4", ())]
    assert {name: step.output for name, step in net.user.items()} == {
        "x": "z1", "w1": "z1", "b1": "z1", "z1": "a1", "a1": "a2", "a2": "z3", "w3": "z3", "b3": "z3", "z3": "a3",
        "a3": "z4", "w4": "z4", "b4": "z4", "z4": "a4"}
    assert list(net.maker) == ["z1", "a1", "a2", "z3", "a3", "z4", "a4"]
    assert net.param_shapes == {"w1": (2, 3, 2, 4), "b1": (4,), "w3": (4, 5), "b3": (5,),
                                "w4": (5, 3), "b4": (3,)}
    assert net.parameter_count == 48 + 4 + 20 + 5 + 15 + 3
    assert net.shapes["z1"] == (3, 3, 4) and net.shapes["a2"] == (1, 1, 4) and net.shapes["x"] == (4, 5, 2)


def test_a_step_and_a_run_cannot_be_altered_and_a_run_prints_in_one_line(net):
    step = Step(ReLU(), 1, "z1", "a1")
    assert step.weights == () and step == Step(ReLU(), 1, "z1", "a1")
    with pytest.raises(FrozenInstanceError):
        step.number = 2
    run = net.run(net.init(np.random.default_rng(0)), np.ones((2, 4, 5, 2)), np.eye(3)[:2])
    with pytest.raises(FrozenInstanceError):
        run.L = 0.0
    assert re.fullmatch(r"Run\(net=Network\(.*\), L=[^ ]+\)", repr(run))
    assert run == run and run != net.run(run.params, run.trace["x"], run.y)


def test_a_trace_that_is_none_is_told_by_what_it_lacks(net):
    params = net.init(np.random.default_rng(0))
    trace, y = net.forward(params, np.ones((2, 4, 5, 2))), np.eye(3)[:2]
    for call in (net.loss, lambda trace, y: net.backward(params, trace, y)):
        assert refusal(call, list(trace), y) == "trace must be the dict that net.forward returns; got list"
        assert refusal(call, {"x": trace["x"], "a4": trace["a4"]}, y) == (
            "trace must come from net.forward; it lacks z1, a1, a2, z3, a3, z4")
        assert refusal(call, trace | {"a2": trace["a2"][:1]}, y) == (
            "trace['a2'] must have the shape (2, 1, 1, 4), got (1, 1, 1, 4)")
        assert refusal(call, trace | {"x": np.ones((2, 5, 4, 2))}, y).startswith(
            "x must have the shape (m, 4, 5, 2) with m examples, got (2, 5, 4, 2)")


def test_labels_never_widen_a_network_of_float32(net):
    params = {name: value.astype(np.float32) for name, value in net.init(np.random.default_rng(0)).items()}
    x, y = np.ones((2, 4, 5, 2), np.float32), np.eye(3)[:2]
    run = net.run(params, x, y)
    assert {array.dtype for array in (*run.trace.values(), *run.grads.values(), run.y)} == {np.dtype(np.float32)}
    assert net.loss(run.trace, y).dtype == np.float32
