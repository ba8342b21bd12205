import numpy as np
import plain_loops
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import avg_pool


def picture(rows):
    return np.array(rows).reshape(1, len(rows), -1, 1)


def check(a, *options):
    p = avg_pool.forward(a, *options)
    dL_dp = np.random.default_rng(1).normal(size=p.shape)
    dL_da = avg_pool.backward(dL_dp, a, *options)
    assert_allclose(p, plain_loops.avg_pool(a, *options), atol=1e-13)
    assert_allclose(dL_da, plain_loops.slope(lambda a: avg_pool.forward(a, *options), a, dL_dp), atol=1e-7)
    assert abs(np.sum(dL_da * a) - np.sum(dL_dp * p)) <= 1e-12 * np.sum(np.abs(dL_dp * p))


def test_forward_by_hand_leaves_the_remainder_out():
    assert_array_equal(avg_pool.forward(picture([[1, 2, 0, 1, 9], [0, 1, 3, 4, 9]])), picture([[1, 2]]))


def test_backward_by_hand_adds_up_where_windows_overlap():
    dL_da = avg_pool.backward(picture([[4, 40]]), picture([[1, 2, 3], [4, 5, 6]]), 2, 1)
    assert_array_equal(dL_da, picture([[1, 11, 10], [1, 11, 10]]))


@pytest.mark.parametrize("stride", [2, (1, 2)])
def test_a_cell_outside_every_window_gets_a_plain_zero_not_minus_zero(stride):
    dL_da = avg_pool.backward(np.full((1, 1, 1, 1), -1.0), np.ones((1, 2, 3, 1)), 2, stride)
    assert_array_equal(dL_da, picture([[-0.25, -0.25, 0], [-0.25, -0.25, 0]]))
    assert not np.signbit(dL_da[:, :, 2]).any()


def test_padding_counts_as_zeros_and_in_the_number_of_cells():
    a = picture([[4, 8], [12, 16]])
    assert_array_equal(avg_pool.forward(a, 2, 2, 1), picture([[1, 2], [3, 4]]))
    assert_array_equal(avg_pool.forward(a, (1, 2), 1, ((0, 0), (1, 0))), picture([[2, 6], [6, 14]]))


def test_what_is_spread_onto_the_padding_is_lost():
    a = picture([[4, 8], [12, 16]])
    assert_array_equal(avg_pool.backward(picture([[4, 8], [12, -16]]), a, 2, 2, 1),
                       picture([[1, 2], [3, -4]]))
    assert_array_equal(avg_pool.backward(picture([[2, 6], [-6, 14]]), a, (1, 2), 1, ((0, 0), (1, 0))),
                       picture([[4, 3], [4, 7]]))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_nan_or_an_infinity_spoils_its_own_windows_alone_and_the_gradient_is_spread_all_the_same(value):
    a = picture([[1, value, 3, 5], [1, 2, 3, 5]])
    assert_array_equal(avg_pool.forward(a), picture([[value, 4]]))
    assert_array_equal(avg_pool.backward(picture([[8, -4]]), a), picture([[2, 2, -1, -1], [2, 2, -1, -1]]))


@pytest.mark.parametrize(("size", "stride", "padding"), [
    (2, 1, 1), ((2, 3), (2, 3), (1, 2)), (3, (2, 1), ((0, 2), (1, 0))), (2, (3, 4), 1)])
def test_forward_and_backward_on_padded_rectangles(size, stride, padding):
    a = np.random.default_rng(0).normal(size=(2, 5, 7, 3))
    check(a, plain_loops.two(size), plain_loops.two(stride), padding)


@pytest.mark.parametrize(("size", "stride"),
                         [(2, None), ((2, 3), None), ((3, 2), 1), (3, (2, 1)), (2, (3, 4))])
def test_forward_and_backward_on_rectangles(size, stride):
    a = np.random.default_rng(0).normal(size=(2, 5, 7, 3))
    two = plain_loops.two(size)
    check(a, two, two if stride is None else plain_loops.two(stride))


def test_stride_none_means_the_size():
    a = np.random.default_rng(0).normal(size=(1, 6, 9, 1))
    assert_array_equal(avg_pool.forward(a, (2, 3)), avg_pool.forward(a, (2, 3), (2, 3)))


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_any_shape(data):
    two = lambda low, high: st.tuples(st.integers(low, high), st.integers(low, high))
    size, stride = data.draw(two(1, 3)), data.draw(two(1, 4))
    padding = tuple(data.draw(two(0, n - 1)) for n in size)
    image = tuple(n + data.draw(st.integers(0, 3)) for n in size)
    shape = (data.draw(st.integers(1, 2)), *image, data.draw(st.integers(1, 2)))
    check(np.random.default_rng(0).normal(size=shape), size, stride, padding)
