import math

import numpy as np
import plain_loops
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import sigmoid


def test_forward_by_hand():
    assert_allclose(sigmoid.forward(np.array([0, math.log(3), -math.log(3)])), [0.5, 0.75, 0.25], rtol=1e-15)


def test_forward_neither_warns_nor_leaves_zero_to_one():
    with np.errstate(all="raise", under="ignore"):
        assert_array_equal(sigmoid.forward(np.array([-1000.0, 1000.0])), [0, 1])
        assert_array_equal(sigmoid.forward(np.array([-1000, 1000], dtype=np.float32)), [0, 1])


def test_a_small_probability_keeps_all_its_digits():
    assert_allclose(sigmoid.forward(np.array([-40.0, -300.0])), np.exp([-40.0, -300.0]), rtol=1e-14)


def test_one_minus_a_is_exactly_zero_from_37_on_and_so_is_the_slope():
    a = sigmoid.forward(np.array([36.0, 37.0]))
    assert a[0] < 1 and a[1] == 1
    assert sigmoid.backward(np.array([5.0]), np.array([37.0])) == 0


def test_an_infinite_gradient_at_a_slope_of_zero_is_nan_without_a_warning():
    with np.errstate(all="raise", under="ignore"):
        dL_dz = sigmoid.backward(np.array([np.inf, -np.inf, np.inf]), np.array([40.0, -1000.0, 1.0]))
    assert_array_equal(np.isnan(dL_dz), [True, True, False])


def test_backward_matches_nudging():
    rng = np.random.default_rng(0)
    z, dL_da = rng.normal(size=(3, 4)) * 3, rng.normal(size=(3, 4))
    assert_allclose(sigmoid.backward(dL_da, z), plain_loops.slope(sigmoid.forward, z, dL_da), atol=1e-8)


def test_an_infinite_score_is_a_certain_prediction_without_a_slope():
    with np.errstate(all="raise"):
        assert_array_equal(sigmoid.forward(np.array([-np.inf, np.inf])), [0, 1])
        assert_array_equal(sigmoid.backward(np.array([3.0, -3.0]), np.array([-np.inf, np.inf])), [0, 0])
    assert np.isnan(sigmoid.forward(np.array([np.nan]))).all()
