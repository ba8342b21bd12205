import numpy as np
import plain_loops
from numpy.testing import assert_allclose

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
    assert_allclose(softmax.backward(rng.normal(size=(5, 3)), rng.normal(size=(5, 3))).sum(axis=1), 0, atol=1e-15)
