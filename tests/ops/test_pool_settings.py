"""Pooling: settings left out, and each setting reaches every function."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import avg_pool, max_pool

A = np.random.default_rng(5).permutation(2 * 7 * 9 * 2).reshape(2, 7, 9, 2) / 10 - 5
SETTINGS = {"size": (3, 2), "stride": (1, 2), "padding": ((1, 0), (0, 1))}


def upstream(p):
    return np.random.default_rng(6).normal(size=p.shape)


@pytest.mark.parametrize("op", [max_pool, avg_pool])
def test_a_pool_takes_2_by_2_cells_side_by_side_without_padding_unless_told_otherwise(op):
    p = op.forward(A)
    assert p.shape == (2, 3, 4, 2)
    assert_array_equal(p, op.forward(A, size=2, stride=2, padding=0))
    assert_array_equal(op.backward(upstream(p), A), op.backward(upstream(p), A, size=2, stride=2, padding=0))


@pytest.mark.parametrize("op", [max_pool, avg_pool])
def test_windows_step_by_their_size_unless_told_otherwise(op):
    p = op.forward(A, (3, 2))
    assert_array_equal(p, op.forward(A, (3, 2), (3, 2)))
    assert_array_equal(op.backward(upstream(p), A, (3, 2)), op.backward(upstream(p), A, (3, 2), (3, 2)))


def test_the_first_maximum_alone_gets_the_gradient_unless_told_otherwise():
    a = np.zeros((1, 2, 4, 1))
    dL_dp = np.array([3.0, 5.0]).reshape(1, 1, 2, 1)
    assert_array_equal(max_pool.backward(dL_dp, a)[0, :, :, 0], [[3, 0, 5, 0], [0, 0, 0, 0]])
    assert_array_equal(max_pool.winners(a)[0, :, :, 0], [[True, False, True, False], [False] * 4])


def test_winners_are_the_cells_that_any_window_routes_to_whatever_its_settings():
    p = max_pool.forward(A, **SETTINGS)
    won = max_pool.winners(A, **SETTINGS)
    assert won.dtype == bool
    assert_array_equal(won, max_pool.backward(np.ones_like(p), A, **SETTINGS) > 0)
    assert_array_equal(max_pool.winners(A, 3), max_pool.backward(np.ones((2, 2, 3, 2)), A, 3) > 0)
    assert set(A[won]) == set(p.ravel())


@pytest.mark.parametrize(("ties", "share"), [("first", 1.0), ("all", 1.0), ("split", 1 / 6)])
def test_what_a_window_gets_it_hands_on_in_full_or_in_parts(ties, share):
    flat = np.zeros((1, 6, 8, 1))
    dL_da = max_pool.backward(np.ones((1, 2, 4, 1)), flat, (3, 2), ties=ties)
    assert dL_da.max() == pytest.approx(share)
    assert dL_da.sum() == pytest.approx(8 if ties != "all" else 48)


@pytest.mark.parametrize("op", [max_pool, avg_pool])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pooling_keeps_the_precision_of_what_it_reads(op, dtype):
    p = op.forward(A.astype(dtype), **SETTINGS)
    dL_da = op.backward(upstream(p).astype(dtype), A.astype(dtype), **SETTINGS)
    assert p.dtype == dL_da.dtype == dtype
    assert_allclose(dL_da, op.backward(upstream(p), A, **SETTINGS), atol=1e-5)


@pytest.mark.parametrize("op", [max_pool, avg_pool])
def test_many_examples_give_what_each_gives_alone(op):
    a = np.random.default_rng(7).normal(size=(40, 30, 31, 3))
    p = op.forward(a, 3, 2, 1)
    dL_da = op.backward(upstream(p), a, 3, 2, 1)
    for e in (0, 17, 39):
        assert_allclose(op.forward(a[e:e + 1], 3, 2, 1), p[e:e + 1], rtol=1e-12)
        assert_allclose(op.backward(upstream(p)[e:e + 1], a[e:e + 1], 3, 2, 1), dL_da[e:e + 1], atol=1e-12)


@pytest.mark.parametrize("ties", ["last", None, ["first"], ("first", "all")])
def test_ties_that_are_none_are_told_what_there_is(ties):
    with pytest.raises(ValueError) as error:
        max_pool.backward(np.ones((2, 3, 4, 2)), A, ties=ties)
    assert str(error.value) == f'ties is {ties!r}; it needs to be "first", "all" or "split"'
