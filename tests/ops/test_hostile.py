"""Whatever is handed to an op that it cannot use, it answers with a ValueError that names the argument."""

import inspect
from decimal import Decimal

import numpy as np
import pytest
from table import OPS, arguments, run, sized

from cnnlib.ops import conv, max_pool, relu


class Container:
    """What a data frame does: it hands out objects when asked for an array."""

    def __array__(self, dtype=None, copy=None):
        return np.array([[1, None]], dtype=object)


class Recording:
    """What a tensor does that records gradients."""

    def detach(self):
        return self

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


class Sparse:
    def toarray(self):
        return np.zeros((2, 2))


FOREIGN = {
    "None": lambda a: None,
    "text": lambda a: "a",
    "text in cells": lambda a: np.full(a.shape, "1.0"),
    "bytes": lambda a: b"12",
    "objects": lambda a: a.astype(object),
    "complex numbers": lambda a: a + 0j,
    "dates": lambda a: np.full(a.shape, np.datetime64("2020-01-01")),
    "records": lambda a: np.zeros(a.shape, [("pixel", float)]),
    "a masked array": lambda a: np.ma.masked_less(a, 0),
    "a masked array without a mask": lambda a: np.ma.array(a),
    "a list of masked arrays": lambda a: list(np.ma.masked_less(a, 0)),
    "a ragged list": lambda a: [*a.tolist(), [[[[1.0]]]]],
    "a generator": lambda a: (row for row in a),
    "a dict": lambda a: {"a": a},
    "a set": lambda a: {1.0, 2.0},
    "a function": lambda a: np.sum,
    "a class": lambda a: np.ndarray,
    "a container of objects": lambda a: Container(),
    "a tensor that records gradients": lambda a: Recording(),
    "a sparse matrix": lambda a: Sparse(),
}


@pytest.fixture(params=OPS, ids=str)
def op(request):
    return request.param


@pytest.mark.filterwarnings("ignore:.*masked element to nan")
@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN.keys())
def test_what_holds_no_real_numbers_is_refused_by_name(op, foreign):
    for name in op.shapes:
        values = arguments(op)
        values[name] = foreign(values[name])
        with pytest.raises(ValueError, match=r"^\w+ (is|holds|has) .*; it needs ") as error:
            run(op, values)
        assert str(error.value).split()[0] in op.shapes


NO_COUNT = [0, -1, 1.5, 2.0, "2", b"2", True, np.True_, np.nan, np.inf, 1j, Decimal(2), np.array([1, 2]),
            np.array(2.0),
            {1: 2}, object, (), (1,), (1, 2, 3), (1, -1), (1, True), [2.0, 2], (1, None), ((1, 1), (0, -1)),
            ((1, 1), True)]
WINDOWED = [op for op in OPS if {"stride", "size"} & set(inspect.signature(op.function).parameters)]
OPTIONS = [(op, option) for op in WINDOWED for option in ("stride", "size", "dilation", "padding")
           if option in inspect.signature(op.function).parameters]


@pytest.mark.parametrize(("op", "option"), OPTIONS, ids=str)
def test_an_impossible_window_option_is_named(op, option):
    for value in NO_COUNT[option == "padding":]:          # padding 0 is possible
        with pytest.raises(ValueError, match=f"^{option} is .*; it needs "):
            op.function(*arguments(op).values(), **{**op.options, option: value})


@pytest.mark.parametrize(("op", "option"), OPTIONS, ids=str)
def test_none_is_no_option_but_for_the_stride_of_a_pooling(op, option):
    call = lambda: op.function(*arguments(op).values(), **{**op.options, option: None})
    if option == "stride" and "size" in inspect.signature(op.function).parameters:
        assert inspect.signature(op.function).parameters[option].default is None
    else:
        with pytest.raises(ValueError, match=f"^{option} is None; it needs "):
            call()


@pytest.mark.parametrize("one", [True, 1.0, (True, 1), (1, 1.0), [True, True]])
def test_a_refusal_does_not_depend_on_what_was_called_before(one):
    x, w, b, a = np.ones((1, 4, 5, 1)), np.ones((2, 3, 1, 1)), np.zeros(1), np.ones((1, 4, 4, 1))
    for option in ("stride", "padding", "dilation"):
        for same in (1, (1, 1)):
            conv.forward(x, w, b, **{option: same})
        with pytest.raises(ValueError, match=f"^{option} is "):
            conv.forward(x, w, b, **{option: one})
    for options in ({"size": 1}, {"stride": 1}, {"size": 2, "padding": 1}):
        max_pool.forward(a, **options)
        max_pool.forward(a, **{name: (value, value) for name, value in options.items()})
        with pytest.raises(ValueError, match=f"^{[*options][-1]} is "):
            max_pool.forward(a, **{**options, [*options][-1]: one})


@pytest.mark.parametrize("padding", ["SAME", "full", "", "1", "reflect"])
def test_an_unknown_word_for_a_padding_is_answered_with_the_known_ones(padding):
    x, w, b = np.ones((1, 4, 5, 1)), np.ones((2, 3, 1, 1)), np.zeros(1)
    with pytest.raises(ValueError, match=f'^padding is {padding!r}; it needs "same", "valid", a whole number from 0'):
        conv.forward(x, w, b, padding=padding)


@pytest.mark.parametrize("op", [op for op in WINDOWED if "size" in inspect.signature(op.function).parameters],
                         ids=str)
def test_a_pooling_takes_its_padding_in_numbers_alone(op):
    for word in ("same", "valid"):
        with pytest.raises(ValueError, match=f"^padding is '{word}'; it needs a whole number from 0 up, "):
            op.function(*arguments(op).values(), **{**op.options, "padding": word})


@pytest.mark.parametrize("ties", ["last", "", b"first", None, True, 0, ["first"], ("all",),
                                  np.array(["first", "all"])])
def test_unknown_ties_are_named(ties):
    with pytest.raises(ValueError, match="^ties is .*; it needs to be \"first\", \"all\" or \"split\""):
        max_pool.backward(np.ones((1, 1, 1, 1)), np.ones((1, 2, 2, 1)), ties=ties)


@pytest.mark.parametrize("leak", [-0.1, 2, np.nan, np.inf, None, "0.1", 0.1j, np.complex128(0.1), True,
                                  np.False_,
                                  np.array([0.1, 0.2]), np.array(0.1), [0.1], Decimal("0.1"), max], ids=str)
def test_a_leak_that_is_no_number_from_0_to_1_is_named(leak):
    for call in (lambda: relu.forward(np.ones(2), leak), lambda: relu.backward(np.ones(2), np.ones(2), leak)):
        with pytest.raises(ValueError, match="^leak is .*; it needs a number from 0 to 1"):
            call()


@pytest.mark.parametrize("leak", [0, 1, 0.25, np.float32(0.25), np.int64(1)])
def test_a_leak_may_be_any_kind_of_real_number(leak):
    assert relu.forward(np.array([-8.0]), leak) == -8 * float(leak)


@pytest.mark.parametrize("op", [op for op in OPS if "y" in op.shapes], ids=str)
def test_flat_labels_are_answered_with_what_to_write(op):
    values = arguments(op)
    units = sized(op.shapes["y"], 3)[1]
    written = r"y\.reshape\(-1, 1\)" if units == 1 else r"np\.eye\(3\)\[y\]"
    for numbers in ([0, 1, 0], [[0], [1], [0]]) if units > 1 else ([0, 1, 0],):
        with pytest.raises(ValueError, match=rf"^y has shape \(3,.*\); it needs \(3, {units}\), .*: {written}$"):
            run(op, {**values, "y": np.array(numbers)})
