import numpy as np
import plain_loops
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import softmax


def test_forward_by_hand():
    a = softmax.forward(np.log([[1, 2, 5], [3, 3, 4]]))
    assert_allclose(a, [[0.125, 0.25, 0.625], [0.3, 0.3, 0.4]], rtol=1e-14)


def test_a_shift_of_all_scores_changes_nothing_and_none_overflows():
    with np.errstate(all="raise", under="ignore"):
        assert_allclose(softmax.forward(np.array([[1000, 999], [-1000, -1001]])),
                        softmax.forward(np.array([[1, 0], [1, 0]])), rtol=1e-14)


def test_backward_matches_nudging():
    rng = np.random.default_rng(0)
    z, dL_da = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    assert_allclose(softmax.backward(dL_da, z), plain_loops.slope(softmax.forward, z, dL_da), atol=1e-8)


def test_scores_only_differ_so_each_row_of_the_gradient_sums_to_zero():
    rng = np.random.default_rng(1)
    assert_allclose(softmax.backward(rng.normal(size=(5, 3)), rng.normal(size=(5, 3))).sum(axis=1),
                    0, atol=1e-15)


def test_equal_scores_share_equally_however_large_and_minus_infinity_gets_nothing():
    z = np.array([[1e308, 1e308, 0], [-1e308, -1e308, -1e308], [1000, -np.inf, 1000],
                  [-np.inf, -np.inf, -1000]])
    shares = np.array([[1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3], [1 / 2, 0, 1 / 2], [0, 0, 1]])
    with np.errstate(all="raise", under="ignore"):
        assert_allclose(softmax.forward(z), shares, rtol=1e-15)
        dL_dz = softmax.backward(np.array([[1.0, -3, 5]] * 4), z)
    assert_allclose(dL_dz, [[1, -1, 0], [0, -4 / 3, 4 / 3], [-1, 0, 1], [0, 0, 0]], atol=1e-15)


def test_an_infinite_score_is_nan_as_it_is_a_share_of_infinity():
    with np.errstate(invalid="ignore"):
        a = softmax.forward(np.array([[np.inf, 0, 1], [1, 1, 1]]))
    assert_array_equal(np.isnan(a), [[True] * 3, [False] * 3])
