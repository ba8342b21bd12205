import math

import numpy as np
import plain_loops
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import losses, sigmoid, softmax

BINARY = np.array([[1.0], [0.0], [0.0], [1.0], [1.0]])
ONE_HOT = np.eye(3)[[0, 2, 1, 1, 0]]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_binary_cross_entropy_by_hand_is_a_mean_over_the_examples():
    a, y = np.array([[0.5], [0.25]]), np.array([[1], [0]])
    assert_allclose(losses.binary_cross_entropy(a, y), (math.log(2) - math.log(0.75)) / 2, rtol=1e-15)
    assert_allclose(losses.binary_cross_entropy_backward(a, y), [[-2 / 2], [1 / 0.75 / 2]], rtol=1e-15)


def test_cross_entropy_by_hand_is_a_mean_over_the_examples():
    a, y = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]]), np.array([[1, 0, 0], [0, 0, 1]])
    assert_allclose(losses.cross_entropy(a, y), (math.log(2) + math.log(8)) / 2, rtol=1e-15)
    assert_allclose(losses.cross_entropy_backward(a, y), [[-1, 0, 0], [0, 0, -4]], rtol=1e-15)


def test_several_units_add_up_and_only_the_examples_are_averaged(rng):
    z, y = rng.normal(size=(4, 3)), rng.integers(2, size=(4, 3))
    for L, x in [(losses.sigmoid_binary_cross_entropy, z), (losses.binary_cross_entropy, sigmoid.forward(z))]:
        assert_allclose(L(x, y), sum(L(x[:, [k]], y[:, [k]]) for k in range(3)), rtol=1e-14)
    both = losses.sigmoid_binary_cross_entropy_backward(z, y)
    second = losses.sigmoid_binary_cross_entropy_backward(z[:, [1]], y[:, [1]])
    assert_allclose(both[:, [1]], second, rtol=1e-14)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "sigmoid_binary_cross_entropy", "cross_entropy",
                                  "softmax_cross_entropy"])
def test_labels_of_another_type_do_not_widen_float32(name):
    x = np.array([[0.5, 0.5], [0.25, 0.75]], np.float32)
    for y in (np.eye(2), np.eye(2, dtype=int), np.eye(2, dtype=bool)):
        assert getattr(losses, name)(x, y).dtype == np.float32
        assert getattr(losses, name + "_backward")(x, y).dtype == np.float32


def test_the_error_is_prediction_minus_label_over_m():
    z, y = np.array([[0.0], [math.log(3)]]), np.array([[1], [0]])
    assert_allclose(losses.sigmoid_binary_cross_entropy_backward(z, y), [[-0.25], [0.375]], rtol=1e-15)
    z, y = np.log([[1.0, 2, 5], [3, 3, 4]]), np.array([[1, 0, 0], [0, 0, 1]])
    assert_allclose(losses.softmax_cross_entropy_backward(z, y),
                    [[-0.4375, 0.125, 0.3125], [0.15, 0.15, -0.3]], rtol=1e-14)


def test_each_backward_matches_nudging(rng):
    a, z = rng.uniform(0.05, 0.95, size=(5, 1)), rng.normal(size=(5, 1)) * 3
    shares, scores = rng.uniform(0.05, 0.95, size=(5, 3)), rng.normal(size=(5, 3)) * 3
    for name, x, y in [("binary_cross_entropy", a, BINARY), ("sigmoid_binary_cross_entropy", z, BINARY),
                       ("cross_entropy", shares, ONE_HOT), ("softmax_cross_entropy", scores, ONE_HOT)]:
        forward, backward = getattr(losses, name), getattr(losses, name + "_backward")
        slope = plain_loops.slope(lambda x, forward=forward, y=y: forward(x, y), x)
        assert_allclose(backward(x, y), slope, atol=1e-7, err_msg=name)


def test_fused_equals_separate_forward_and_backward(rng):
    z, scores = rng.normal(size=(5, 1)) * 3, rng.normal(size=(5, 3)) * 3
    a, shares = sigmoid.forward(z), softmax.forward(scores)
    assert_allclose(losses.sigmoid_binary_cross_entropy(z, BINARY),
                    losses.binary_cross_entropy(a, BINARY), rtol=1e-12)
    assert_allclose(losses.softmax_cross_entropy(scores, ONE_HOT),
                    losses.cross_entropy(shares, ONE_HOT), rtol=1e-12)
    assert_allclose(losses.sigmoid_binary_cross_entropy_backward(z, BINARY),
                    sigmoid.backward(losses.binary_cross_entropy_backward(a, BINARY), z), atol=1e-12)
    assert_allclose(losses.softmax_cross_entropy_backward(scores, ONE_HOT),
                    softmax.backward(losses.cross_entropy_backward(shares, ONE_HOT), scores), atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_fused_losses_stay_finite_and_right_up_to_1000(dtype):
    z, y = np.array([[1000], [-1000], [1000], [-1000]], dtype), np.array([[1], [0], [0], [1]])
    scores, one_hot = np.array([[1000, -1000], [-1000, 1000]], dtype), np.array([[0, 1], [0, 1]])
    with np.errstate(all="raise", under="ignore"):
        assert losses.sigmoid_binary_cross_entropy(z, y) == 500
        assert_array_equal(losses.sigmoid_binary_cross_entropy_backward(z, y), [[0], [0], [0.25], [-0.25]])
        assert losses.softmax_cross_entropy(scores, one_hot) == 1000
        assert_array_equal(losses.softmax_cross_entropy_backward(scores, one_hot), [[0.5, -0.5], [0, 0]])


def test_the_separate_losses_reach_infinity_without_a_warning():
    with np.errstate(all="raise"):
        assert losses.binary_cross_entropy(np.array([[1.0]]), np.array([[0]])) == np.inf
        assert losses.binary_cross_entropy_backward(np.array([[1.0]]), np.array([[0]])) == np.inf
        assert losses.binary_cross_entropy_backward(np.array([[0.0]]), np.array([[1]])) == -np.inf
        assert losses.cross_entropy(np.array([[0.0, 1.0]]), np.array([[1, 0]])) == np.inf
        assert_array_equal(losses.cross_entropy_backward(np.array([[0.0, 1.0]]), np.array([[1, 0]])),
                           [[-np.inf, 0]])


def test_a_class_that_is_not_the_true_one_gets_a_plain_zero_not_minus_zero():
    dL_da = losses.cross_entropy_backward(np.array([[0.0, 0.25, 0.75]]), np.array([[0, 1, 0]]))
    assert_array_equal(dL_da, [[0, -4, 0]])
    assert not np.signbit(dL_da[dL_da == 0]).any()


def test_the_separate_way_back_through_a_saturated_prediction_never_warns():
    with np.errstate(all="raise", under="ignore"):
        z, y = np.array([[40.0]]), np.array([[0]])
        dL_da = losses.binary_cross_entropy_backward(sigmoid.forward(z), y)
        assert np.isnan(sigmoid.backward(dL_da, z)).all()
        z, y = np.array([[-1000.0, 0.0, 0.0]]), np.array([[1, 0, 0]])
        assert np.isnan(softmax.backward(losses.cross_entropy_backward(softmax.forward(z), y), z)).all()


def test_an_exactly_right_prediction_costs_nothing():
    a, y = np.array([[1.0], [0.0]]), np.array([[1], [0]])
    assert losses.binary_cross_entropy(a, y) == 0
    assert_array_equal(losses.binary_cross_entropy_backward(a, y), [[-0.5], [0.5]])
    assert losses.cross_entropy(np.eye(2), np.eye(2)) == 0


@pytest.mark.parametrize("name", ["binary_cross_entropy", "sigmoid_binary_cross_entropy"])
@pytest.mark.parametrize("y", [np.array([[2], [0]]), np.array([[0.5], [-1]]), np.array([[np.nan], [0]])])
def test_binary_labels_outside_zero_to_one_are_refused(name, y):
    for f in (getattr(losses, name), getattr(losses, name + "_backward")):
        with pytest.raises(ValueError, match="^y runs from .* it needs labels from 0 to 1"):
            f(np.full((2, 1), 0.5), y)


@pytest.mark.parametrize("name", ["cross_entropy", "softmax_cross_entropy"])
def test_rows_that_are_not_one_hot_are_refused(name):
    for f in (getattr(losses, name), getattr(losses, name + "_backward")):
        with pytest.raises(ValueError, match="^y has rows that sum to .* it needs one-hot rows"):
            f(np.full((2, 3), 0.5), np.array([[1, 0, 0], [1, 1, 0]]))


@pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
def test_activations_outside_zero_to_one_are_refused(name):
    for f in (getattr(losses, name), getattr(losses, name + "_backward")):
        with pytest.raises(ValueError, match="^a runs from -1 to 1.5; it needs numbers from 0 to 1"):
            f(np.array([[-1, 1.5]]), np.array([[0, 1]]))
