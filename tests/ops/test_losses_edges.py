"""Losses where scores lie far apart and where predictions are exact."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import losses, softmax


def test_each_example_is_shifted_by_its_own_largest_score():
    z, y = np.array([[2000.0, 0.0], [0.0, 1.0], [-3000.0, -3001.0]]), np.array([[1, 0], [1, 0], [0, 1]])
    with np.errstate(all="raise", under="ignore"):
        assert_allclose(losses.softmax_cross_entropy(z, y), 2 * np.log(1 + np.e) / 3, rtol=1e-14)
        assert_allclose(softmax.forward(z)[1:], np.array([[1, np.e], [np.e, 1]]) / (1 + np.e), rtol=1e-14)


def test_an_exact_prediction_neither_costs_nor_warns():
    a, y = np.array([[1.0], [0.0]]), np.array([[1], [0]])
    with np.errstate(all="raise"):
        assert losses.binary_cross_entropy(a, y) == 0
        assert losses.cross_entropy(np.eye(3), np.eye(3)) == 0
        assert_array_equal(losses.binary_cross_entropy_backward(a, y), [[-0.5], [0.5]])
        assert_array_equal(losses.cross_entropy_backward(np.eye(2), np.eye(2)), -np.eye(2) / 2)


def test_the_slope_of_a_tiny_share_may_overflow_to_infinity_without_a_warning():
    tiny = np.array([[1e-310, 1.0]])
    with np.errstate(all="raise", under="ignore"):
        assert losses.cross_entropy_backward(tiny, np.array([[1, 0]]))[0, 0] == -np.inf
        assert losses.binary_cross_entropy_backward(tiny[:, :1], np.array([[1]]))[0, 0] == -np.inf


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_labels_between_0_and_1_are_shares(dtype):
    a, y = np.array([[0.25], [0.5]], dtype), np.array([[0.5], [0.75]])
    expected = -(0.5 * np.log(0.25) + 0.5 * np.log(0.75) + np.log(0.5)) / 2
    assert_allclose(losses.binary_cross_entropy(a, y), expected, rtol=1e-6)


@pytest.mark.parametrize("name", ["cross_entropy", "softmax_cross_entropy"])
def test_rows_of_labels_may_miss_1_by_rounding_and_no_more(name):
    a = np.array([[0.25, 0.75]])
    loss = getattr(losses, name)
    assert np.isfinite(loss(a, np.array([[5e-7, 1.0]])))
    with pytest.raises(ValueError) as error:
        loss(a, np.array([[0.0, 0.5]]))
    assert str(error.value) == "y has rows that sum to [0.5]; it needs one-hot rows, which sum to 1"


@pytest.mark.parametrize(("a", "words"), [([[-0.5], [0.5]],
                                           "a runs from -0.5 to 0.5; it needs numbers from 0 to 1"),
                                          ([[0.5], [1.5]],
                                           "a runs from 0.5 to 1.5; it needs numbers from 0 to 1"),
                                          ([[np.nan], [0.5]],
                                           "a runs from nan to nan; it needs numbers from 0 to 1")])
def test_predictions_out_of_range_are_told_with_their_range(a, words):
    for loss in (losses.binary_cross_entropy, losses.binary_cross_entropy_backward):
        with pytest.raises(ValueError) as error:
            loss(np.array(a), np.array([[1], [0]]))
        assert str(error.value) == words


@pytest.mark.parametrize(("y", "words"), [([[-1], [1]], "y runs from -1 to 1; it needs labels from 0 to 1"),
                                          ([[0], [2]], "y runs from 0 to 2; it needs labels from 0 to 1")])
def test_labels_out_of_range_are_told_with_their_range(y, words):
    for loss in (losses.binary_cross_entropy, losses.sigmoid_binary_cross_entropy,
                 losses.binary_cross_entropy_backward, losses.sigmoid_binary_cross_entropy_backward):
        with pytest.raises(ValueError) as error:
            loss(np.array([[0.5], [0.5]]), np.array(y))
        assert str(error.value) == words
