import itertools

import numpy as np
import plain_loops
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import max_pool, windows

WINDOWS = [((2, 2), (2, 2), 0), ((2, 3), (2, 3), 0), ((3, 2), (1, 1), 0), ((3, 2), (2, 1), (1, 0)),
           ((3, 3), (2, 2), ((0, 2), (1, 0))), ((2, 2), (3, 4), 1)]


def picture(rows):
    return np.array(rows).reshape(1, len(rows), -1, 1)


def distinct(rng, shape):
    return rng.permutation(np.prod(shape)).reshape(shape) / 10 - 3


def test_forward_by_hand():
    a = picture([[1, 2, 0, 1], [0, 1, 3, 2]])
    assert_array_equal(max_pool.forward(a)[0, :, :, 0], [[2, 3]])


def test_a_remainder_at_the_far_edge_is_left_out_and_gets_no_gradient():
    a = picture([[1, 2, 9], [3, 0, 9], [9, 9, 9]])
    assert_array_equal(max_pool.forward(a), picture([[3]]))
    assert_array_equal(max_pool.backward(picture([[5]]), a), picture([[0, 0, 0], [5, 0, 0], [0, 0, 0]]))


def test_padding_never_wins_even_among_negative_numbers():
    a = picture([[-5, -7], [-6, -8]])
    assert_array_equal(max_pool.forward(a, 2, 1, 1), picture([[-5, -5, -7], [-5, -5, -7], [-6, -6, -8]]))


def test_a_winner_of_several_windows_adds_up_their_gradients():
    dL_da = max_pool.backward(picture([[1, 10], [100, 1000]]),
                              picture([[0, 1, 2], [1, 9, 0], [3, 0, 4]]), 2, 1)
    assert_array_equal(dL_da, picture([[0, 0, 0], [0, 1111, 0], [0, 0, 0]]))


def test_winners_marks_the_first_maximum_of_each_window_once():
    a = picture([[1, 7, 0, 0], [7, 7, 0, 0]])
    assert_array_equal(max_pool.winners(a), picture([[0, 1, 1, 0], [0, 0, 0, 0]]).astype(bool))


@pytest.mark.parametrize(("ties", "expected"), [("first", [[0, 6], [0, 0]]), ("all", [[0, 6], [6, 6]]),
                                               ("split", [[0, 2], [2, 2]])])
def test_a_tie_goes_to_the_first_to_all_or_in_equal_parts(ties, expected):
    assert_array_equal(max_pool.backward(picture([[6]]), picture([[1, 7], [7, 7]]), ties=ties),
                       picture(expected))


@pytest.mark.parametrize("ties", ["first", "all", "split"])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_loser_gets_a_plain_zero_not_minus_zero_and_no_share_of_infinity(ties, stride):
    a = picture([[1, 7, 0, 2], [7, 3, 4, 5], [0, 0, 1, 1], [6, 0, 1, 0]])
    for value in (-1.0, -np.inf):
        dL_dp = np.full(max_pool.forward(a, 2, stride).shape, value)
        with np.errstate(all="raise"):
            dL_da = max_pool.backward(dL_dp, a, 2, stride, ties=ties)
        losers = dL_da == 0
        assert losers.any() and not np.signbit(dL_da[losers]).any()
        assert (dL_da[~losers] < 0).all()


@pytest.mark.parametrize(("ties", "expected"), [("first", [[0, 6 + 9, 0], [0, 0, 0]]), ("all", [[0, 15, 0], [6, 0, 0]]),
                                               ("split", [[0, 3 + 9, 0], [3, 0, 0]])])
def test_a_nan_wins_its_window_and_takes_the_gradient(ties, expected):
    a = picture([[1, np.nan, 3], [np.nan, 4, 5]])
    assert_array_equal(max_pool.forward(a, 2, 1), picture([[np.nan, np.nan]]))
    assert_array_equal(max_pool.backward(picture([[6, 9]]), a, 2, 1, ties=ties), picture(expected))


def test_a_nan_in_one_window_leaves_the_others_alone_and_counts_as_a_winner():
    a = picture([[1, 2, np.nan, 0], [7, 7, np.inf, 9]])
    assert_array_equal(max_pool.forward(a), picture([[7, np.nan]]))
    assert_array_equal(max_pool.backward(picture([[-2, 5]]), a), picture([[0, 0, 5, 0], [-2, 0, 0, 0]]))
    assert_array_equal(max_pool.winners(a), picture([[0, 0, 1, 0], [1, 0, 0, 0]]).astype(bool))


@pytest.mark.parametrize("ties", ["first", "all", "split"])
def test_a_window_full_of_minus_infinity_sends_its_gradient_to_its_own_cell_not_to_the_padding(ties):
    low, dL_dp = np.full((1, 2, 2, 1), -np.inf), picture([[1, 2], [3, -4]])
    assert_array_equal(max_pool.forward(low, 2, 2, 1), low)
    assert_array_equal(max_pool.backward(dL_dp, low, 2, 2, 1, ties), dL_dp)
    assert max_pool.winners(low, 2, 2, 1).all()


@pytest.mark.parametrize(("ties", "expected"), [("first", [[6, 0], [0, 0]]), ("all", [[6, 6], [6, 6]]),
                                               ("split", [[1.5, 1.5], [1.5, 1.5]])])
def test_only_the_cells_of_the_image_share_a_tie_at_minus_infinity(ties, expected):
    low = np.full((1, 2, 2, 1), -np.inf)
    dL_da = max_pool.backward(picture([[6]]), low, 3, 3, ((1, 0), (0, 1)), ties)
    assert_array_equal(dL_da, picture(expected))


def test_zero_and_minus_zero_tie():
    for cells in ([[-0.0, 0.0], [0.0, -1.0]], [[0.0, -0.0], [-0.0, -1.0]]):
        assert_array_equal(max_pool.forward(picture(cells)), picture([[0]]))
        assert_array_equal(max_pool.backward(picture([[6]]), picture(cells)), picture([[6, 0], [0, 0]]))
        assert_array_equal(max_pool.backward(picture([[6]]), picture(cells), ties="split"),
                           picture([[2, 2], [2, 0]]))


def test_every_window_holds_a_cell_of_the_image():
    for n, size, stride in itertools.product(range(1, 5), range(1, 5), range(1, 6)):
        for before, after in itertools.product(range(size), repeat=2):
            if n + before + after < size:
                continue
            a = np.full((1, n, 1, 1), -7.0)
            assert (max_pool.forward(a, (size, 1), (stride, 1), ((before, after), (0, 0))) == -7).all()


def test_ties_are_split_window_by_window_where_windows_overlap():
    dL_da = max_pool.backward(picture([[6, 12]]), picture([[5, 5, 1], [0, 5, 5]]), 2, 1, ties="split")
    assert_array_equal(dL_da, picture([[2, 2 + 4, 0], [0, 2 + 4, 4]]))


@pytest.mark.parametrize(("size", "stride", "padding"), WINDOWS)
@pytest.mark.parametrize("ties", ["first", "all", "split"])
def test_equals_the_plain_loops_with_many_ties(size, stride, padding, ties):
    rng = np.random.default_rng(1)
    a = rng.integers(-2, 2, size=(2, 7, 9, 3))
    p = max_pool.forward(a, size, stride, padding)
    dL_dp = rng.normal(size=p.shape)
    assert_array_equal(p, plain_loops.max_pool(a, size, stride, padding))
    assert_allclose(max_pool.backward(dL_dp, a, size, stride, padding, ties),
                    plain_loops.max_pool_backward(dL_dp, a, size, stride, padding, ties), atol=1e-13)


@pytest.mark.parametrize("ties", ["first", "all", "split"])
def test_many_examples_in_several_batches_equal_one_at_a_time(ties):
    rng = np.random.default_rng(4)
    a = rng.integers(0, 3, size=(7, 40, 42, 5)) * 1.0
    a[2, 3, 4, 1] = np.nan
    assert len(windows.batches(a, windows.pool_grid((40, 42), 2, None, 0))) > 1
    p = max_pool.forward(a)
    dL_dp = rng.normal(size=p.shape)
    alone = [max_pool.backward(dL_dp[e:e + 1], a[e:e + 1], ties=ties) for e in range(7)]
    assert_array_equal(max_pool.backward(dL_dp, a, ties=ties), np.concatenate(alone))


@pytest.mark.parametrize(("size", "stride", "padding"), WINDOWS)
def test_backward_matches_nudging_and_is_the_adjoint_of_its_routing(size, stride, padding):
    rng = np.random.default_rng(2)
    a = distinct(rng, (2, 5, 6, 2))
    p = max_pool.forward(a, size, stride, padding)
    dL_dp = rng.normal(size=p.shape)
    dL_da = max_pool.backward(dL_dp, a, size, stride, padding)
    expected = plain_loops.slope(lambda a: max_pool.forward(a, size, stride, padding), a, dL_dp)
    assert_allclose(dL_da, expected, atol=1e-7)
    assert abs(np.sum(dL_da * a) - np.sum(dL_dp * p)) <= 1e-12 * np.sum(np.abs(dL_dp * p))


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_any_shape_equals_the_plain_loops(data):
    two = lambda low, high: st.tuples(st.integers(low, high), st.integers(low, high))
    size, stride = data.draw(two(1, 3)), data.draw(two(1, 4))
    ties = data.draw(st.sampled_from(["first", "all", "split"]))
    padding = tuple(data.draw(two(0, n - 1)) for n in size)
    image = tuple(n + data.draw(st.integers(0, 4)) for n in size)
    rng = np.random.default_rng(3)
    a = rng.integers(-2, 2, size=(data.draw(st.integers(1, 2)), *image, data.draw(st.integers(1, 3))))
    p = max_pool.forward(a, size, stride, padding)
    dL_dp = rng.normal(size=p.shape)
    assert_array_equal(p, plain_loops.max_pool(a, size, stride, padding))
    assert_allclose(max_pool.backward(dL_dp, a, size, stride, padding, ties),
                    plain_loops.max_pool_backward(dL_dp, a, size, stride, padding, ties), atol=1e-13)
