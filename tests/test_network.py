"""Networks: names, shapes, gradients against nudging, and what is refused at the door."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax
from cnnlib.ops import losses

INNER = [Flatten(), Dense(1), Sigmoid()]
EIGHT = ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), *INNER])
NETWORKS = {
    "eight by eight": EIGHT,
    "six by six": ((6, 6, 1), [Conv(1, 3), ReLU(), MaxPool(2), *INNER]),
    "two convolutions, ten classes": ((7, 6, 2), [
        Conv(3, 3, stride=(2, 1), padding=1), ReLU(), MaxPool(2),
        Conv(2, (2, 3), padding=((1, 0), (0, 1))), ReLU(), Flatten(), Dense(10), Softmax()]),
    "dilation, leak, overlap, average": ((9, 8, 1), [
        Conv(2, (3, 2), dilation=(2, 1)), ReLU(0.1), MaxPool(3, stride=2, padding=1), AvgPool(2, stride=1),
        Flatten(), Dense(3), ReLU(), Dense(1), Sigmoid()]),
    "pooling without and before an activation": ((7, 7, 1), [
        Conv(2, 2), MaxPool(2), Sigmoid(), AvgPool(2, stride=1), ReLU(), *INNER]),
    "dense only": ((5,), [Dense(4), ReLU(), Dense(3), Softmax()]),
}


def example(name, m=2, seed=0):
    """Return net, params, x, y with random data; biases too, so that no bias is 0."""
    rng = np.random.default_rng(seed)
    net = Network(*NETWORKS[name])
    params = {key: value + rng.normal(0, 0.3, value.shape) for key, value in net.init(rng).items()}
    x = rng.normal(size=(m, *net.input_shape))
    units = net.layers[-2].units
    y = np.eye(units)[rng.integers(units, size=m)] if units > 1 else rng.integers(2, size=(m, 1)) * 1.0
    return net, params, x, y


def test_the_trace_is_in_forward_order_with_the_names_of_the_design():
    run = Network(*EIGHT).run(*example("eight by eight")[1:])
    assert list(run.trace) == ["x", "z1", "a1", "a2", "z3", "a3"]


def test_the_gradients_are_in_backward_order_with_the_names_of_the_design():
    run = Network(*EIGHT).run(*example("eight by eight")[1:])
    assert list(run.grads) == ["dL_da3", "dL_dz3", "dL_dw3", "dL_db3", "dL_da2", "dL_da1", "dL_dz1",
                               "dL_dw1", "dL_db1", "dL_dx"]


@pytest.mark.parametrize(("name", "trace"), [
    ("two convolutions, ten classes", ["x", "z1", "a1", "a2", "z3", "a3", "z4", "a4"]),
    ("dilation, leak, overlap, average", ["x", "z1", "a1", "a2", "a3", "z4", "a4", "z5", "a5"]),
    ("pooling without and before an activation", ["x", "z1", "z2", "a2", "z3", "a3", "z4", "a4"]),
    ("dense only", ["x", "z1", "a1", "z2", "a2"]),
])
def test_an_activation_shares_the_number_of_what_it_acts_on_and_flatten_has_none(name, trace):
    net, params, x, _ = example(name)
    assert list(net.forward(params, x)) == trace


@pytest.mark.parametrize("name", NETWORKS)
def test_every_gradient_has_the_shape_of_the_thing_below_the_line(name):
    net, params, x, y = example(name, m=3)
    run = net.run(params, x, y)
    tensors = run.trace | run.params
    assert {key.removeprefix("dL_d") for key in run.grads} == set(tensors)
    for key, gradient in run.grads.items():
        assert gradient.shape == tensors[key.removeprefix("dL_d")].shape


@pytest.mark.parametrize("name", NETWORKS)
def test_shapes_are_those_of_the_trace_without_the_batch_and_of_the_parameters(name):
    net, params, x, _ = example(name)
    trace = net.forward(params, x)
    assert net.shapes == {key: a.shape[1:] for key, a in trace.items()} | {k: p.shape for k, p in params.items()}


@pytest.mark.parametrize(("name", "count"), [("eight by eight", 20), ("six by six", 15), ("dense only", 39)])
def test_the_parameter_count_is_the_number_of_numbers_in_params(name, count):
    net, params, _, _ = example(name)
    assert net.parameter_count == count == sum(p.size for p in params.values())


def slope(loss, array, index, eps=1e-6):
    original, ends = array[index], []
    for nudge in (eps, -eps):
        array[index] = original + nudge
        ends.append(loss())
    array[index] = original
    return (ends[0] - ends[1]) / (2 * eps)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_gradients_of_all_parameters_and_of_x_match_nudging(name):
    net, params, x, y = example(name, seed=3)
    grads = net.run(params, x, y).grads
    loss = lambda: net.loss(net.forward(params, x), y)
    for key, array in (params | {"x": x}).items():
        nudged = np.array([slope(loss, array, index) for index in np.ndindex(array.shape)])
        assert_allclose(grads[f"dL_d{key}"], nudged.reshape(array.shape), atol=1e-8, err_msg=key)
        assert np.any(grads[f"dL_d{key}"])


@pytest.mark.parametrize("name", NETWORKS)
def test_the_gradients_on_the_way_match_the_loss_continued_from_there(name):
    net, params, x, y = example(name, seed=3)
    run = net.run(params, x, y)
    for first, step in enumerate(net.steps):
        start = run.trace[step.input].copy()

        def loss(start=start, first=first):
            a = start
            for later in net.steps[first:-1]:
                a = later.layer.forward(a, *[params[w] for w in later.weights])
            return net.steps[-1].layer.loss(a, y)

        index = tuple(n // 2 for n in start.shape)
        assert_allclose(run.grads[f"dL_d{step.input}"][index], slope(loss, start, index), atol=1e-8)


def test_run_is_forward_loss_and_backward_together():
    net, params, x, y = example("two convolutions, ten classes")
    run, trace = net.run(params, x, y), net.forward(params, x)
    assert net.loss(trace, y) == run.L
    for key, gradient in net.backward(params, trace, y).items():
        assert_array_equal(run.grads[key], gradient)


def test_the_gradient_of_the_prediction_is_that_of_the_separate_loss():
    net, params, x, y = example("eight by eight")
    run = net.run(params, x, y)
    assert_array_equal(run.grads["dL_da3"], losses.binary_cross_entropy_backward(run.trace["a3"], y))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bias", [1000.0, -1000.0])
def test_a_saturated_prediction_leaves_loss_and_gradients_finite_but_for_its_own(bias):
    net, params, x, _ = example("eight by eight")
    params["b3"] = np.array([bias])
    run = net.run(params, x, np.full((2, 1), float(bias < 0)))           # as wrong as can be
    assert abs(run.L - 1000) < 50
    assert_allclose(run.grads["dL_dz3"], np.sign(bias) / 2)
    assert np.isinf(run.grads.pop("dL_da3")).all()
    assert all(np.isfinite(gradient).all() for gradient in run.grads.values())


def test_float32_stays_float32():
    net, params, x, y = example("two convolutions, ten classes")
    run = net.run({k: p.astype(np.float32) for k, p in params.items()}, x.astype(np.float32), y)
    kinds = {array.dtype for array in [*run.trace.values(), *run.grads.values(), np.asarray(run.L)]}
    assert kinds == {np.dtype(np.float32)}


def test_integers_become_float64():
    net, params, _, _ = example("six by six")
    run = net.run(params, np.arange(36).reshape(1, 6, 6, 1), [[1]])
    assert run.trace["x"].dtype == run.y.dtype == np.float64


def test_init_draws_he_before_a_relu_glorot_elsewhere_zero_biases_and_no_zero_weight():
    net = Network((20, 20, 3), [Conv(40, 5), MaxPool(2), ReLU(), Flatten(), Dense(30), Softmax()])
    params = net.init(np.random.default_rng(0))
    assert_allclose(params["w1"].std(), np.sqrt(2 / (5 * 5 * 3)), rtol=0.05)
    assert_allclose(params["w3"].std(), np.sqrt(2 / (8 * 8 * 40 + 30)), rtol=0.05)
    assert not params["b1"].any() and not params["b3"].any()
    assert params["w1"].all() and params["w3"].all()


def test_the_same_seed_gives_the_same_parameters():
    net = Network(*EIGHT)
    first, second = net.init(np.random.default_rng(7)), net.init(np.random.default_rng(7))
    assert list(first) == ["w1", "b1", "w3", "b3"]
    assert all(np.array_equal(first[key], second[key]) for key in first)


def test_maker_and_user_find_the_step_on_either_side_of_a_tensor():
    net = Network(*EIGHT)
    assert net.maker["a2"].layer == MaxPool(2) and net.maker["a2"].input == "a1"
    assert net.user["a2"] is net.user["w3"] is net.maker["z3"]
    assert "x" not in net.maker and "a3" not in net.user


def test_forward_and_backward_leave_the_arguments_as_they_were():
    net, params, x, y = example("dilation, leak, overlap, average")
    before = {key: value.copy() for key, value in (params | {"x": x, "y": y}).items()}
    net.run(params, x, y)
    assert all(np.array_equal(before[key], value) for key, value in (params | {"x": x, "y": y}).items())


@pytest.mark.parametrize(("shape", "layers", "words"), [
    ((8, 8, 1), [], "must end with Dense"),
    ((8, 8, 1), [Conv(1, 3), ReLU()], "must end with Dense"),
    ((8, 8, 1), [Flatten(), Dense(1)], "must end with Dense"),
    ((8, 8, 1), [Conv(1, 3), Flatten(), Sigmoid()], "must end with Dense"),
    ((8, 8, 1), [Conv(1, 9), *INNER], r"Conv\(.*does not fit x \(8, 8, 1\).*size"),
    ((8, 8, 1), [MaxPool(9), *INNER], r"MaxPool\(.*does not fit x"),
    ((8, 8, 1), [MaxPool(2, padding=2), *INNER], r"MaxPool\(.*padding"),
    ((8, 8, 1), [Conv(0, 3), *INNER], "filters must be a whole number from 1 up, got 0"),
    ((8, 8, 1), [Conv(1, 3, stride=0), *INNER], "stride"),
    ((8, 8, 1), [Conv(1, 3), ReLU(leak=2), *INNER], "leak"),
    ((8, 8, 1), [Conv(1, 3), Dense(1), Sigmoid()], r"layers\[1\].*put Flatten\(\) before it"),
    ((8, 8, 1), [ReLU(), *INNER], r"layers\[0\], ReLU.*directly after.*got None"),
    ((8, 8, 1), [Conv(1, 3), ReLU(), ReLU(), *INNER], r"layers\[2\], ReLU"),
    ((8, 8, 1), [Conv(1, 3), Flatten(), MaxPool(2), *INNER],
     r"Flatten\(\), which must stand directly before"),
    ((8, 8, 1), [Conv(2, 3), Softmax(), *INNER], "can only be the last layer"),
    ((8, 8, 1), [Flatten(), Dense(4), Conv(1, 1), *INNER], "needs a map"),
    ((8, 8, 1), [Flatten(), Dense(2), Sigmoid()], "must have 1 unit, got 2"),
    ((8, 8, 1), [Flatten(), Dense(1), Softmax()], "2 units or more, got 1"),
    ((8, 8, 1), [Flatten(), Dense("4"), Sigmoid()], "units must be a whole number"),
    ((8, 8, 1), [Conv(1, 3), ReLU, *INNER], r"layers\[1\] must be one of .* with its brackets"),
    ((8, 8), INNER, "input_shape must be"),
    ((8, 0, 1), INNER, "input_shape must be"),
    (8, INNER, "input_shape must be"),
])
def test_layers_that_do_not_fit_together_are_refused_in_words(shape, layers, words):
    with pytest.raises(ValueError, match=words):
        Network(shape, layers)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["x", "y", "w1", "b3"])
def test_nan_and_infinity_are_refused_where_they_enter_and_located(name, value):
    net, params, x, y = example("eight by eight")
    data = params | {"x": x, "y": y}
    data[name] = data[name].copy()
    data[name][(-1,) * data[name].ndim] = value
    where = ", ".join(str(n - 1) for n in data[name].shape)
    with pytest.raises(ValueError, match=rf"{name} must be finite.*{name}\[{where}\] is {value}"):
        net.run({key: data[key] for key in params}, data["x"], data["y"])


def test_huge_but_finite_numbers_are_not_taken_for_infinity():
    net, params, x, _ = example("eight by eight")
    params["b3"] = np.array([1e200])
    assert net.forward(params, x)["a3"].tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize("call", ["loss", "backward"])
def test_loss_and_backward_refuse_nan_labels_and_a_trace_with_a_gap(call):
    net, params, x, y = example("eight by eight")
    trace = net.forward(params, x)
    arguments = lambda trace, y: (params, trace, y) if call == "backward" else (trace, y)
    with pytest.raises(ValueError, match="y must be finite"):
        getattr(net, call)(*arguments(trace, y * np.nan))
    del trace["z1"]
    with pytest.raises(ValueError, match="trace .* lacks z1"):
        getattr(net, call)(*arguments(trace, y))


@pytest.mark.parametrize(("change", "words"), [
    ({"x": np.zeros((8, 8, 1))}, r"x must have the shape \(m, 8, 8, 1\)"),
    ({"x": np.zeros((0, 8, 8, 1))}, r"x must have the shape \(m, 8, 8, 1\)"),
    ({"x": np.zeros((2, 8, 8, 1), complex)}, "x holds complex numbers; it needs real numbers"),
    ({"y": np.zeros(2)}, r"y must have the shape \(2, 1\), got \(2,\)"),
    ({"y": np.zeros((3, 1))}, r"y must have the shape \(2, 1\), got \(3, 1\)"),
    ({"y": np.array([[2.0], [0.0]])}, "y runs from 0 to 2"),
    ({"params": None}, r"params must be a dict that holds \['w1', 'b1', 'w3', 'b3'\]; got NoneType"),
    ({"params": {"w1": np.zeros((3, 3, 1, 1))}}, r"holds \['w1', 'b1', 'w3', 'b3'\]; got \['w1'\]"),
])
def test_data_of_the_wrong_shape_or_kind_are_refused_by_name(change, words):
    net, params, x, y = example("eight by eight")
    with pytest.raises(ValueError, match=words):
        net.run(**{"params": params, "x": x, "y": y} | change)


def test_a_parameter_of_the_wrong_shape_is_named():
    net, params, x, _ = example("eight by eight")
    with pytest.raises(ValueError, match=r"w3 must have the shape \(9, 1\), got \(9,\)"):
        net.forward(params | {"w3": np.zeros(9)}, x)


def test_init_asks_for_a_generator():
    with pytest.raises(ValueError, match="default_rng"):
        Network(*EIGHT).init(0)
