"""What every op lets in, and what it says about the rest."""

import array

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlib.ops._check import real_array


class Foreign:
    """A container that hands out an array when asked, as a data frame does, or fails to."""

    def __init__(self, answer):
        self.answer = answer

    def __array__(self, dtype=None, copy=None):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Tensor(Foreign):
    def detach(self):
        return self


class Sparse:
    def toarray(self):
        return np.zeros(2)


NUMBERS = np.array([[0.0, 1.0], [2.0, 3.0]])
SAME = {
    "a list of lists": [[0, 1], [2, 3]],
    "a tuple of arrays": (np.array([0, 1]), np.array([2.0, 3.0])),
    "bytes as pixels": NUMBERS.astype(np.uint8),
    "whole numbers": NUMBERS.astype(int),
    "half precision": NUMBERS.astype(np.float16),
    "the other byte order": NUMBERS.astype(np.float64).astype(">f8"),
    "a view of memory": memoryview(NUMBERS),
    "a foreign container": Foreign(NUMBERS),
    "every second cell": np.repeat(NUMBERS, 2, axis=1)[:, ::2],
    "column by column": np.asfortranarray(NUMBERS),
}
M = np.ma.masked_equal([1.0, -9999.0], -9999)
REFUSED = [
    (M, "v holds a masked array; it needs a number in every cell, as .filled"),
    (np.ma.array([1.0, 2.0]), "v holds a masked array"),
    ([M, M], "v holds a masked array"),
    ([[[1.0, np.ma.masked]]], "v holds a masked array"),
    (None, "v is None; it needs real numbers$"),
    ({"a": 1}, "v is a dict; it needs real numbers$"),
    ({1, 2}, "v is a set; it needs real numbers$"),
    ((n for n in range(3)), "v is a generator; it needs real numbers$"),
    (abs, "v is a builtin_function_or_method; it needs real numbers$"),
    ("1", "v holds text; it needs real numbers$"),
    (["1", "2"], r"v holds text; it needs real numbers, as np.array\(v, dtype=float\) makes them$"),
    (b"12", "v holds text; it needs real numbers$"),
    ([1, None], r"v holds objects, the first of type int; it needs real numbers, as np.array\(v, dtype=float\)"),
    (np.array([], dtype=object), "v holds objects; it needs real numbers"),
    ([1j, 2], "v holds complex numbers; it needs real numbers$"),
    (np.array(["2020-01-01"], "M8[D]"), "v holds dates; it needs real numbers$"),
    (np.array([3], "m8[D]"), "v holds times; it needs real numbers$"),
    (np.zeros(2, [("a", float)]), "v holds records; it needs real numbers$"),
    ([[1, 2], [3]], "v holds parts of different lengths; it needs real numbers, every row as long as the others$"),
    ([np.zeros((2, 2)), np.zeros((3, 2))], "v holds parts of different lengths"),
    (Sparse(), r"v is a Sparse; it needs real numbers: v.toarray\(\)$"),
    (Tensor(RuntimeError("it records gradients")),
     r"v is a Tensor that NumPy cannot read \(it records gradients\); it needs .*: v.detach\(\).numpy\(\)$"),
    (Foreign(TypeError("not here")), r"v is a Foreign that NumPy cannot read \(not here\); it needs an array of real"),
    (Foreign(ValueError("closed")), r"v is a Foreign that NumPy cannot read \(closed\)"),
]


@pytest.mark.parametrize("value", SAME.values(), ids=SAME.keys())
def test_the_same_numbers_come_out_of_every_container_as_a_plain_float64_array(value):
    result = real_array(value, "v")
    assert type(result) is np.ndarray and result.dtype == np.float64 and result.dtype.isnative
    assert_array_equal(result, NUMBERS)


def test_buffers_and_booleans_become_float64():
    assert real_array(array.array("f", [0.5, 1.5]), "v").dtype == np.float32
    for value in (array.array("i", [0, 1]), bytearray([0, 1]), [False, True], np.array([False, True])):
        result = real_array(value, "v")
        assert result.dtype == np.float64
        assert_array_equal(result, [0, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_a_plain_floating_array_is_handed_on_without_a_copy(dtype):
    value = np.arange(3, dtype=dtype)
    assert real_array(value, "v") is value


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_a_matrix_whose_star_is_another_product_becomes_a_plain_array():
    result = real_array(np.asmatrix(NUMBERS), "v")
    assert type(result) is np.ndarray
    assert_array_equal(result, NUMBERS)


def test_float32_of_the_other_byte_order_stays_float32():
    assert real_array(np.array([1.5], ">f4"), "v").dtype == np.dtype(np.float32)


@pytest.mark.filterwarnings("ignore:.*masked element to nan")
@pytest.mark.parametrize(("value", "message"), REFUSED)
def test_anything_else_is_refused_by_name_with_what_came_and_what_is_needed(value, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        real_array(value, "v")
