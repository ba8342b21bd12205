"""What every op promises, whatever it computes."""

import inspect
from typing import NamedTuple

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import avg_pool, conv, dense, flatten, losses, max_pool, relu, sigmoid, softmax


class Op(NamedTuple):
    function: object
    shapes: dict            # argument -> its shape for one example; m stands for the number of examples
    results: tuple          # shape of each result
    options: dict = {}

    def __str__(self):
        return f"{self.function.__module__.split('.')[-1]}.{self.function.__name__}"


M = "m"
X, W, Z = (M, 5, 7, 2), (2, 3, 2, 4), (M, 3, 3, 4)
A, P, LAP = (M, 6, 5, 3), (M, 3, 2, 3), (M, 4, 3, 3)
CONV = {"stride": 2, "padding": ((0, 1), (1, 0))}
LAPPING = {"size": (3, 3), "stride": (1, 1)}
OPS = [
    Op(conv.forward, {"x": X, "w": W, "b": (4,)}, (Z,), CONV),
    Op(conv.backward, {"dL_dz": Z, "x": X, "w": W}, (X, W, (4,)), CONV),
    Op(max_pool.forward, {"a": A}, (P,)),
    Op(max_pool.backward, {"dL_dp": P, "a": A}, (A,)),
    Op(max_pool.backward, {"dL_dp": LAP, "a": A}, (A,), {**LAPPING, "ties": "all"}),
    Op(max_pool.backward, {"dL_dp": LAP, "a": A}, (A,), {**LAPPING, "ties": "split"}),
    Op(avg_pool.forward, {"a": A}, (P,)),
    Op(avg_pool.backward, {"dL_dp": P, "a": A}, (A,)),
    Op(avg_pool.backward, {"dL_dp": LAP, "a": A}, (A,), LAPPING),
    Op(relu.forward, {"z": A}, (A,)),
    Op(relu.forward, {"z": A}, (A,), {"leak": 0.1}),
    Op(relu.backward, {"dL_da": A, "z": A}, (A,)),
    Op(relu.backward, {"dL_da": A, "z": A}, (A,), {"leak": 0.1}),
    Op(flatten.forward, {"a": A}, ((M, 90),)),
    Op(flatten.backward, {"dL_df": (M, 90), "a": A}, (A,)),
    Op(dense.forward, {"a": (M, 5), "w": (5, 3), "b": (3,)}, ((M, 3),)),
    Op(dense.backward, {"dL_dz": (M, 3), "a": (M, 5), "w": (5, 3)}, ((M, 5), (5, 3), (3,))),
    Op(sigmoid.forward, {"z": (M, 3)}, ((M, 3),)),
    Op(sigmoid.backward, {"dL_da": (M, 3), "z": (M, 3)}, ((M, 3),)),
    Op(softmax.forward, {"z": (M, 3)}, ((M, 3),)),
    Op(softmax.backward, {"dL_da": (M, 3), "z": (M, 3)}, ((M, 3),)),
    Op(losses.binary_cross_entropy, {"a": (M, 1), "y": (M, 1)}, ((),)),
    Op(losses.binary_cross_entropy_backward, {"a": (M, 1), "y": (M, 1)}, ((M, 1),)),
    Op(losses.sigmoid_binary_cross_entropy, {"z": (M, 1), "y": (M, 1)}, ((),)),
    Op(losses.sigmoid_binary_cross_entropy_backward, {"z": (M, 1), "y": (M, 1)}, ((M, 1),)),
    Op(losses.cross_entropy, {"a": (M, 3), "y": (M, 3)}, ((),)),
    Op(losses.cross_entropy_backward, {"a": (M, 3), "y": (M, 3)}, ((M, 3),)),
    Op(losses.softmax_cross_entropy, {"z": (M, 3), "y": (M, 3)}, ((),)),
    Op(losses.softmax_cross_entropy_backward, {"z": (M, 3), "y": (M, 3)}, ((M, 3),)),
]


FREE = {(conv.forward, "x", 0), (conv.forward, "x", 1), (conv.forward, "x", 2), (conv.forward, "w", 0),
        (conv.forward, "w", 1), (dense.forward, "a", 0)}      # these sizes may be anything that fits


@pytest.fixture(params=OPS, ids=str)
def op(request):
    return request.param


def sized(shape, m):
    return tuple(m if n == M else n for n in shape)


def arguments(op, m=3, dtype=np.float64):
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=sized(shape, m)) for name, shape in op.shapes.items()}
    if "y" in values:                                     # labels, and activations that are probabilities
        values["y"] = np.eye(3)[rng.integers(3, size=m)] if values["y"].shape[1] == 3 else np.ones((m, 1))
        values["a" if "a" in values else "z"] = rng.uniform(0.1, 0.9, size=values["y"].shape)
    return {name: value.astype(dtype) for name, value in values.items()}


def run(op, values):
    results = op.function(*values.values(), **op.options)
    return results if isinstance(results, tuple) else (results,)


@pytest.mark.parametrize("m", [1, 3])
def test_results_have_their_shapes(op, m):
    assert [np.shape(result) for result in run(op, arguments(op, m))] == [sized(shape, m) for shape in op.results]


@pytest.mark.parametrize("op", [op for op in OPS if op.function.__name__ == "backward"], ids=str)
def test_gradients_come_in_the_order_of_the_arguments_they_belong_to(op):
    arguments_of_forward = list(inspect.signature(inspect.getmodule(op.function).forward).parameters)
    needed = list(inspect.signature(op.function).parameters)[1:len(op.shapes)]
    assert needed == arguments_of_forward[:len(needed)]
    assert [op.shapes[name] for name in needed] == list(op.results[:len(needed)])


def test_inputs_are_never_changed(op):
    values = arguments(op)
    before = {name: value.copy() for name, value in values.items()}
    for value in values.values():
        value.flags.writeable = False
    run(op, values)
    for name, value in values.items():
        assert_array_equal(value, before[name])


@pytest.mark.parametrize("op", [op for op in OPS if op.results[0][:1] == (M,)], ids=str)
def test_one_example_alone_gives_the_same_as_within_a_batch(op):
    values = arguments(op, m=3)
    factor = 3 if op.function.__module__.endswith("losses") else 1      # the 1/m of the loss
    for e in range(3):
        alone = {n: v[e:e + 1] if op.shapes[n][0] == M else v for n, v in values.items()}
        assert_allclose(run(op, alone)[0][0], factor * run(op, values)[0][e], atol=1e-13)


def test_results_do_not_depend_on_how_the_input_lies_in_memory(op):
    values = arguments(op)
    scattered = {}
    for name, value in values.items():
        wide = np.full([2 * n for n in value.shape], np.nan)
        scattered[name] = wide[tuple(slice(None, None, 2) for _ in value.shape)]
        scattered[name][...] = value
    turned = {name: np.asfortranarray(value)[...] for name, value in values.items()}
    for layout in (scattered, turned):
        for got, expected in zip(run(op, layout), run(op, values), strict=True):
            assert_allclose(got, expected, atol=1e-13)


def test_float32_stays_float32(op):
    for got, expected in zip(run(op, arguments(op, dtype=np.float32)), run(op, arguments(op)), strict=True):
        assert got.dtype == np.float32
        assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def test_integers_and_lists_become_float64(op):
    values = {name: np.round(value).astype(int) for name, value in arguments(op).items()}
    floats = {name: value.astype(float) for name, value in values.items()}
    lists = {name: value.tolist() for name, value in values.items()}
    for given in (values, lists):
        for got, expected in zip(run(op, given), run(op, floats), strict=True):
            assert got.dtype == np.float64
            assert_array_equal(got, expected)


@pytest.mark.parametrize("op", [op for op in OPS if op.function not in (relu.forward, sigmoid.forward)], ids=str)
def test_another_number_of_axes_names_an_argument_what_it_got_and_what_it_needs(op):
    for name in op.shapes:
        values = arguments(op)
        values[name] = values[name][None]
        with pytest.raises(ValueError, match=r"^(\w+) has shape \(.*\); it needs \(") as error:
            run(op, values)
        assert str(error.value).split()[0] in op.shapes


@pytest.mark.parametrize("op", [op for op in OPS if len(op.shapes) > 1], ids=str)
def test_another_size_along_an_axis_names_an_argument_what_it_got_and_what_it_needs(op):
    for name in op.shapes:
        for axis in range(len(op.shapes[name])):
            if (op.function, name, axis) in FREE:
                continue
            values = arguments(op)
            values[name] = np.concatenate([values[name]] * 2, axis=axis)
            with pytest.raises(ValueError, match=r"^(\w+) has shape \(.*; it needs ") as error:
                run(op, values)
            assert str(error.value).split()[0] in op.shapes


def test_text_and_complex_numbers_are_refused(op):
    first = next(iter(op.shapes))
    for wrong in (np.full(sized(op.shapes[first], 2), "a"), np.full(sized(op.shapes[first], 2), 1j)):
        with pytest.raises(ValueError, match=f"^{first} .*it needs"):
            run(op, {**arguments(op, m=2), first: wrong})


@pytest.mark.parametrize("op", [op for op in OPS if op.function not in (
    relu.forward, relu.backward, sigmoid.forward, sigmoid.backward)], ids=str)
def test_an_empty_batch_is_refused(op):
    with pytest.raises(ValueError, match=r"^\w+ has shape \(0, .* none of them 0"):
        run(op, {name: value[:0] for name, value in arguments(op).items()})


IMPOSSIBLE = [0, -1, 1.5, "2", (1, 2, 3), (1, -1), ((1, 1), (0, -1)), np.nan]
WINDOWED = [op for op in OPS if {"stride", "size"} & set(inspect.signature(op.function).parameters)]


@pytest.mark.parametrize(("op", "option"), [
    (op, option) for op in WINDOWED for option in ("stride", "size", "dilation", "padding")
    if option in inspect.signature(op.function).parameters], ids=str)
def test_an_impossible_window_option_is_named(op, option):
    for value in IMPOSSIBLE[option == "padding":]:        # padding 0 is possible
        with pytest.raises(ValueError, match=f"^{option} is .*; it needs "):
            op.function(*arguments(op).values(), **{**op.options, option: value})


@pytest.mark.parametrize("op", WINDOWED, ids=str)
@pytest.mark.parametrize("cut", [np.s_[:, :1], np.s_[:, :, :1]], ids=["one row", "one column"])
def test_a_window_that_does_not_fit_is_named(op, cut):
    values = arguments(op)
    image, culprit, options = ("x", "w", {"padding": 0}) if "x" in values else ("a", "size", {})
    values[image] = values[image][cut]
    with pytest.raises(ValueError, match=rf"^{culprit} covers \(\d, \d\) cells; it needs a size that fits \(\d, \d\)"):
        op.function(*values.values(), **{**op.options, **options})


@pytest.mark.parametrize("padding", [2, (0, 2), ((0, 0), (3, 0))])
def test_a_pool_window_never_lies_in_the_padding_alone(padding):
    a = np.ones((1, 4, 4, 1))
    for call in (lambda: max_pool.forward(a, 2, padding=padding), lambda: max_pool.backward(a, a, 2, padding=padding)):
        with pytest.raises(ValueError, match="^padding is .* smaller than the window"):
            call()


def test_unknown_ties_and_leaks_are_named():
    with pytest.raises(ValueError, match="^ties is 'last'; it needs to be \"first\", \"all\" or \"split\""):
        max_pool.backward(np.ones((1, 1, 1, 1)), np.ones((1, 2, 2, 1)), ties="last")
    for leak in (-0.1, 2, np.nan):
        for call in (lambda leak=leak: relu.forward(np.ones(2), leak),
                     lambda leak=leak: relu.backward(np.ones(2), np.ones(2), leak)):
            with pytest.raises(ValueError, match="^leak is .*; it needs a number from 0 to 1"):
                call()


def test_options_may_be_lists_and_numpy_integers():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(1, 6, 7, 1)), rng.normal(size=(2, 3, 1, 1)), np.zeros(1)
    assert_array_equal(conv.forward(x, w, b, stride=[1, 2], padding=[[0, 1], [1, 0]]),
                       conv.forward(x, w, b, stride=(np.int64(1), 2), padding=((0, 1), (1, 0))))
