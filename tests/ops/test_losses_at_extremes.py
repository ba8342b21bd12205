"""Every loss and its slope against their limits and against arithmetic with 400 digits."""

from decimal import Context, Decimal, localcontext

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlib.ops import losses

TYPES = [np.float32, np.float64]
INFINITY = Decimal("Infinity")
SCORES = [0, 1e-300, -1e-300, 0.5, -3, 20, -20, 40, -40, 700, -700, 800, -800, 1000, -1000, 1e4, -1e4,
          np.inf, -np.inf]
SHARES = [0, 5e-324, 1e-310, 1e-45, 1e-20, 1e-8, 0.3, 0.5, 1 - 2**-24, 1 - 2**-53, 1]
LABELS = [0, 1, 0.5, 0.25]


@pytest.fixture(autouse=True)
def many_digits():
    with localcontext(Context(prec=400)):
        yield


@pytest.fixture(autouse=True)
def no_warning():
    with np.errstate(all="raise", under="ignore"):
        yield


def one(value, dtype):
    return np.array([[value]], dtype)


def exact(value):
    return Decimal(float(value))


def times(factor, x):
    return factor * x if factor else Decimal(0)


def logarithm(x):
    return x.ln() if x else -INFINITY


def softplus(z):
    """log(1 + e^z); Decimal takes its time over e^(-10000), which is far beyond any float."""
    t = (-abs(z)).exp() if abs(z) < 2000 else Decimal(0)
    return max(z, Decimal(0)) + ((1 + t).ln() if t > Decimal("1e-300") else t)


def close(got, expected, dtype):
    """Tell whether got is expected, rounded to this type:
    a few units in the last place, or beyond its range."""
    limit = np.finfo(dtype)
    if abs(expected) > exact(limit.max):
        return got == np.copysign(np.inf, float(expected.compare(0)))
    allowed = 4 * exact(limit.eps) * abs(expected) + exact(limit.smallest_subnormal)
    return abs(exact(got) - expected) <= allowed


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("y", LABELS)
def test_the_binary_loss_of_a_score_keeps_its_digits_and_reaches_its_limits(dtype, y):
    for score in SCORES:
        z = one(score, dtype)
        a = 1 / (1 + (-exact(z[0, 0])).exp())
        expected = times(exact(y), softplus(-exact(z[0, 0]))) + times(1 - exact(y), softplus(exact(z[0, 0])))
        L = losses.sigmoid_binary_cross_entropy(z, one(y, dtype))
        assert L.dtype == dtype and close(L, expected, dtype) and not np.signbit(L), (score, L)
        dL_dz = losses.sigmoid_binary_cross_entropy_backward(z, one(y, dtype))
        assert abs(exact(dL_dz[0, 0]) - (a - exact(y))) <= exact(np.finfo(dtype).eps), (score, dL_dz)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("y", LABELS)
def test_the_binary_loss_of_a_prediction_keeps_its_digits_and_reaches_its_limits(dtype, y):
    for share in SHARES:
        a = one(share, dtype)
        p = exact(a[0, 0])
        expected = 0 - times(exact(y), logarithm(p)) - times(1 - exact(y), logarithm(1 - p))
        L = losses.binary_cross_entropy(a, one(y, dtype))
        assert L.dtype == dtype and close(L, expected, dtype) and not np.signbit(L), (share, L)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("y", LABELS)
def test_the_slope_at_a_prediction_keeps_its_digits_and_reaches_its_limits(dtype, y):
    for share in SHARES:
        a = one(share, dtype)
        p, rest = exact(a[0, 0]), exact((1 - a)[0, 0])
        over = lambda n, d: (n / d if d else INFINITY) if n else Decimal(0)
        dL_da = losses.binary_cross_entropy_backward(a, one(y, dtype))[0, 0]
        assert close(dL_da, over(1 - exact(y), rest) - over(exact(y), p), dtype), (share, dL_da)
        shares, one_hot = np.concatenate([a, 1 - a], axis=1), np.array([[1, 0]])
        dL_da = losses.cross_entropy_backward(shares, one_hot)[0]
        assert close(dL_da[0], -over(Decimal(1), p), dtype) and dL_da[1] == 0 and not np.signbit(dL_da[1])


def test_a_slope_that_the_mean_makes_finite_is_finite():
    # 1 / a is 2^1025, beyond float64; a mean over 8 is 2^1022
    a, y = np.full((8, 1), 2.0**-1025), np.ones((8, 1))
    assert_array_equal(losses.binary_cross_entropy_backward(a, y), np.full((8, 1), -2.0**1022))
    assert_array_equal(losses.binary_cross_entropy_backward(1 - np.zeros((8, 1)), y), np.full((8, 1), -1 / 8))
    shares, one_hot = np.full((8, 2), 2.0**-1025), np.tile([1, 0], (8, 1))
    assert_array_equal(losses.cross_entropy_backward(shares, one_hot), one_hot * -2.0**1022)


def test_a_prediction_that_is_exactly_right_costs_a_plain_zero_not_minus_zero():
    right = np.array([[1.0, 0.0], [0.0, 1.0]])
    for L in (losses.binary_cross_entropy(right, right), losses.cross_entropy(right, right),
              losses.sigmoid_binary_cross_entropy(2000 * right - 1000, right),
              losses.softmax_cross_entropy(2000 * right - 1000, right)):
        assert L == 0 and not np.signbit(L)


@pytest.mark.parametrize("dtype", TYPES)
def test_the_loss_over_classes_reaches_its_limits(dtype):
    cases = [([1000, 1000, -1000], [np.log(2), np.log(2), 2000 + np.log(2)]),
             ([1e30, 1e30, 1e30], [np.log(3)] * 3),
             ([5, -np.inf, 5], [np.log(2), np.inf, np.log(2)]),
             ([-np.inf, -3, -np.inf], [np.inf, 0, np.inf]),
             ([-1e30, 0, 0], [1e30, np.log(2), np.log(2)])]
    for z, expected in cases:
        for k, L in enumerate(expected):
            got = losses.softmax_cross_entropy(np.array([z], dtype), np.eye(3)[[k]])
            assert got.dtype == dtype and not np.signbit(got)
            assert close(got, Decimal(L), dtype), (z, k, got)


def test_a_class_without_a_chance_gets_no_gradient_unless_it_is_the_true_one():
    z = np.array([[5, -np.inf, 5]])
    assert_array_equal(losses.softmax_cross_entropy_backward(z, [[1, 0, 0]]), [[-0.5, 0, 0.5]])
    assert_array_equal(losses.softmax_cross_entropy_backward(z, [[0, 1, 0]]), [[0.5, -1, 0.5]])


@pytest.mark.parametrize("name", ["sigmoid_binary_cross_entropy", "softmax_cross_entropy"])
def test_a_nan_score_is_never_hidden_by_its_label(name):
    with np.errstate(invalid="ignore"):
        for y in ([[1.0, 0.0]], [[0.0, 1.0]]):
            assert np.isnan(getattr(losses, name)(np.array([[np.nan, 1.0]]), y))
            assert np.isnan(getattr(losses, name + "_backward")(np.array([[np.nan, 1.0]]), y)).any()


def test_the_mean_over_a_million_examples_keeps_its_digits_in_float32():
    a, y = np.full((10**6, 1), 0.5, np.float32), np.ones((10**6, 1))
    for L in (losses.binary_cross_entropy(a, y), losses.sigmoid_binary_cross_entropy(a - a, y)):
        assert close(L, Decimal(2).ln(), np.float32)
    classes = np.zeros((10**6, 4), np.float32)
    assert close(losses.softmax_cross_entropy(classes, np.eye(4)[np.zeros(10**6, int)]),
                 Decimal(4).ln(), np.float32)
