import numpy as np
import plain_loops
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import relu

Z = np.array([[-2.0, 0.0, 3.0], [4.0, -1.0, 5.0]])


def test_forward_by_hand_with_and_without_a_leak():
    assert_array_equal(relu.forward(Z), [[0, 0, 3], [4, 0, 5]])
    assert_array_equal(relu.forward(Z, leak=0.25), [[-0.5, 0, 3], [4, -0.25, 5]])


def test_backward_by_hand_the_slope_at_zero_is_the_leak():
    dL_da = np.array([[8, -4, 1], [-2, 12, 3]])
    assert_array_equal(relu.backward(dL_da, Z), [[0, 0, 1], [-2, 0, 3]])
    assert_array_equal(relu.backward(dL_da, Z, leak=0.25), [[2, -1, 1], [-2, 3, 3]])


def test_a_shut_gate_holds_a_plain_zero_not_minus_zero():
    assert not np.signbit(relu.forward(Z)).any()
    assert not np.signbit(relu.backward(-np.ones(Z.shape), Z)[Z <= 0]).any()


@pytest.mark.parametrize("leak", [0.0, 0.1, 1.0])
def test_backward_matches_nudging_away_from_the_kink(leak):
    rng = np.random.default_rng(0)
    z = rng.uniform(0.1, 2, size=(2, 3, 4, 2)) * rng.choice([-1, 1], size=(2, 3, 4, 2))
    dL_da = rng.normal(size=z.shape)
    dL_dz = relu.backward(dL_da, z, leak)
    assert_allclose(dL_dz, plain_loops.slope(lambda z: relu.forward(z, leak), z, dL_da), atol=1e-7)
    assert abs(np.sum(dL_dz * z) - np.sum(dL_da * relu.forward(z, leak))) <= 1e-12 * np.sum(np.abs(dL_da * z))


@pytest.mark.parametrize("leak", [0.0, 0.25])
def test_a_nan_stays_a_nan_and_lets_the_gradient_through(leak):
    z, dL_da = np.array([np.nan, -1.0, 0.0, 2.0]), np.array([3.0, 4.0, 8.0, 5.0])
    assert_array_equal(relu.forward(z, leak), [np.nan, -leak, 0, 2])
    assert_array_equal(relu.backward(dL_da, z, leak), [3, 4 * leak, 8 * leak, 5])


@pytest.mark.parametrize("leak", [0.0, 0.25])
def test_infinite_scores_and_gradients_pass_or_stop_without_a_warning(leak):
    z, low = np.array([np.inf, -np.inf, -1.0]), -np.inf if leak else 0.0
    with np.errstate(all="raise"):
        assert_array_equal(relu.forward(z, leak), [np.inf, low, -leak])
        assert_array_equal(relu.backward(np.array([-np.inf, -np.inf, -np.inf]), z, leak), [-np.inf, low, low])


@pytest.mark.parametrize("leak", [-0.1, 1.1, np.nan, "0.1", None, [0.1], True, False, 1j, np.array(0.1)])
def test_a_leak_that_is_no_number_from_0_to_1_is_refused(leak):
    for call in (lambda: relu.forward(Z, leak), lambda: relu.backward(Z, Z, leak)):
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == f"leak is {leak!r}; it needs a number from 0 to 1"


@pytest.mark.parametrize("leak", [0, 1, np.float32(0.5), np.int8(1)])
def test_a_leak_may_be_any_kind_of_number(leak):
    assert_array_equal(relu.forward(Z, leak), relu.forward(Z, float(leak)))
