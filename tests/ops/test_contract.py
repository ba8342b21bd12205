"""What every op promises, whatever it computes."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from table import OPS, M, arguments, run, sized

from cnnlib.ops import conv, dense, max_pool

FREE = {(conv.forward, "x", 0), (conv.forward, "x", 1), (conv.forward, "x", 2), (conv.forward, "w", 0),
        (conv.forward, "w", 1), (dense.forward, "a", 0)}      # these sizes may be anything that fits


@pytest.fixture(params=OPS, ids=str)
def op(request):
    return request.param


@pytest.mark.parametrize("m", [1, 3])
def test_results_have_their_shapes(op, m):
    shapes = [np.shape(result) for result in run(op, arguments(op, m))]
    assert shapes == [sized(shape, m) for shape in op.results]


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


@pytest.mark.parametrize("dtype", [np.float16, ">f4", ">f8", np.longdouble], ids=str)
def test_half_precision_becomes_float64_other_byte_orders_become_native_and_longdouble_stays(op, dtype):
    values = arguments(op, dtype=dtype)
    kept = np.float64 if dtype == np.float16 else np.dtype(dtype).newbyteorder("=")
    if "y" in values:
        values["y"] = values["y"].astype(np.float64)
    native = {name: value.astype(kept if name != "y" else np.float64) for name, value in values.items()}
    for got, expected in zip(run(op, values), run(op, native), strict=True):
        assert got.dtype == kept and got.dtype.isnative
        assert_array_equal(got, expected)


def test_results_share_no_memory_with_the_input_or_with_each_other(op):
    values = arguments(op)
    results = run(op, values)
    for n, result in enumerate(results):
        others = [*values.values(), *results[:n]]
        assert not any(np.shares_memory(result, other) for other in others)


def test_two_equal_calls_give_equal_results_whatever_came_between(op):
    values, others = arguments(op), arguments(op, m=2)
    first = run(op, values)
    run(op, others)
    for got, expected in zip(run(op, values), first, strict=True):
        assert_array_equal(got, expected)


def test_integers_and_lists_become_float64(op):
    values = {name: np.round(value).astype(int) for name, value in arguments(op).items()}
    floats = {name: value.astype(float) for name, value in values.items()}
    lists = {name: value.tolist() for name, value in values.items()}
    for given in (values, lists):
        for got, expected in zip(run(op, given), run(op, floats), strict=True):
            assert got.dtype == np.float64
            assert_array_equal(got, expected)


@pytest.mark.parametrize("op", [op for op in OPS if not op.cellwise or len(op.shapes) > 1], ids=str)
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


@pytest.mark.parametrize("op", [op for op in OPS if not op.cellwise], ids=str)
def test_an_empty_batch_is_refused(op):
    with pytest.raises(ValueError, match=r"^\w+ has shape \(0, .* none of them 0"):
        run(op, {name: value[:0] for name, value in arguments(op).items()})


WINDOWED = [op for op in OPS if {"stride", "size"} & set(inspect.signature(op.function).parameters)]


@pytest.mark.parametrize("op", WINDOWED, ids=str)
@pytest.mark.parametrize("cut", [np.s_[:, :1], np.s_[:, :, :1]], ids=["one row", "one column"])
def test_a_window_that_does_not_fit_is_named(op, cut):
    values = arguments(op)
    image, culprit = ("x", "w") if "x" in values else ("a", "size")
    values[image] = values[image][cut]
    with pytest.raises(ValueError, match=rf"^{culprit} covers \(\d, \d\) cells; it needs a size that fits \(\d, \d\)"):
        op.function(*values.values(), **{**op.options, "padding": 0})


@pytest.mark.parametrize("padding", [2, (0, 2), ((0, 0), (3, 0))])
def test_a_pool_window_never_lies_in_the_padding_alone(padding):
    a = np.ones((1, 4, 4, 1))
    for call in (lambda: max_pool.forward(a, 2, padding=padding),
                 lambda: max_pool.backward(a, a, 2, padding=padding)):
        with pytest.raises(ValueError, match="^padding is .* smaller than the window"):
            call()


def test_options_may_be_lists_and_numpy_integers():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(1, 6, 7, 1)), rng.normal(size=(2, 3, 1, 1)), np.zeros(1)
    assert_array_equal(conv.forward(x, w, b, stride=[1, 2], padding=[[0, 1], [1, 0]]),
                       conv.forward(x, w, b, stride=(np.int64(1), 2), padding=((0, 1), (1, 0))))
