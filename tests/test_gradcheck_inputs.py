"""What the referee takes, and in which words it refuses the rest."""

import numpy as np
import pytest

from cnnlib import gradcheck

DICE = np.random.default_rng(0)


def test_x_is_not_changed_even_by_a_function_that_writes_into_its_argument():
    x = np.array([1.0, 2.0])

    def careless(x):
        total = (x * x).sum()
        x[:] = 0
        return total

    assert gradcheck.check(careless, x, 2 * x).passed
    assert x.tolist() == [1.0, 2.0]


def test_an_f_that_keeps_its_argument_or_writes_into_the_callers_x_does_no_harm():
    x, kept = np.array([1.0, 2.0]), []

    def f(v):
        kept.append(v)
        total = (v * v).sum()
        for old in kept:
            old[:] = 7
        x[:] = -1
        return total

    report = gradcheck.check(f, x, np.array([2.0, 4.0]))
    assert report.passed and report.claimed.tolist() == [2, 4]


def test_the_report_keeps_the_claim_whatever_happens_to_the_callers_array():
    claim = np.ones(2)
    report = gradcheck.check(lambda x: x.sum(), np.zeros(2), claim)
    claim[:] = 5
    assert report.claimed.tolist() == [1, 1]


def test_lists_and_whole_numbers_are_taken_as_numbers():
    assert gradcheck.check(lambda x: np.sum(x * x), [1, 2], [2, 4]).passed
    assert gradcheck.check(lambda x: float(x * x), 3, 6).passed
    assert gradcheck.check(lambda x: np.sum(x * x), np.array([1, 2], np.uint8),
                           np.array([2, 4], np.int16)).passed
    assert gradcheck.check(np.sum, np.arange(4.0)[::2], [True, True]).passed


def test_an_f_that_ignores_x_has_slope_0():
    assert gradcheck.check(lambda x: 0.69, np.ones((2, 3)), np.zeros((2, 3))).passed
    assert not gradcheck.check(lambda x: 0.69, np.ones((2, 3)), np.full((2, 3), 1e-6)).passed


@pytest.mark.parametrize("f, x, dL_dx, eps, words", [
    (np.sum, np.zeros(3), np.zeros((3, 1)), None, r"dL_dx has shape \(3, 1\); it needs x's shape \(3,\)"),
    (np.sum, np.array([1.0, np.nan]), np.zeros(2), None, "x holds NaN"),
    (np.sum, np.zeros(2), np.array([1.0, np.inf]), None, "dL_dx holds NaN or infinity"),
    (np.sum, np.zeros(2, complex), np.zeros(2), None, "x has type complex128"),
    (np.sum, np.zeros(2, np.float16), np.zeros(2), None, "x has type float16"),
    (np.sum, np.zeros(2), np.zeros(2), 0.0, "eps is 0.0"),
    (np.sum, np.zeros(2), np.zeros(2), float("nan"), "eps is nan"),
    (np.sin, np.zeros(2), np.zeros(2), None, "f returned"),
    (lambda x: np.nan, np.zeros(2), np.zeros(2), None, "f returned"),
    (np.sum, np.zeros((0, 2)), np.zeros((0, 2)), None, r"x has shape \(0, 2\)"),
])
def test_bad_arguments_are_named(f, x, dL_dx, eps, words):
    with pytest.raises(ValueError, match=words):
        gradcheck.check(f, x, dL_dx, eps)


class Tensor:
    """What other libraries hold numbers in."""

    def detach(self):
        return self


@pytest.mark.parametrize("x, dL_dx, words", [
    (np.ma.masked_equal([1.0, -9999], -9999), np.ones(2),
     "x holds a masked array; it needs a number in every cell"),
    (np.ones(2), np.ma.masked_equal([1.0, -9999], -9999), "dL_dx holds a masked array"),
    (Tensor(), np.ones(2), r"x is a Tensor; it must be a NumPy array: write x.detach\(\).numpy\(\)"),
    (np.ones(2), Tensor(), r"dL_dx is a Tensor; it must be a NumPy array: write dL_dx.detach\(\).numpy\(\)"),
    (np.ones(2), None, r"dL_dx is a NoneType; it must be a NumPy array: write np.asarray\(dL_dx\)"),
    (range(2), np.ones(2), r"x is a range; it must be a NumPy array"),
    ([[1.0, 2.0], [3.0]], np.ones(2), "x holds parts of different lengths"),
    (np.ones(2), np.ones(2) * 1j, "dL_dx holds complex numbers"),
    (np.array(["a", "b"]), np.ones(2), "x has type <U1"),
    (np.array([True, False]), np.ones(2), "x has type bool"),
    (["1", "2"], np.ones(2), "x holds text"),
])
def test_what_is_no_plain_array_of_real_numbers_is_named(x, dL_dx, words):
    with pytest.raises(ValueError, match=words):
        gradcheck.check(np.sum, x, dL_dx)


@pytest.mark.parametrize("f, words", [
    (lambda v: (v.sum(), np.ones(2)), r"f returned a tuple of 2; .* write lambda v: f\(v\)\[0\]"),
    (lambda v: [v.sum()], "f returned a list of 1"),
    (lambda v: {"loss": v.sum()}, r'f returned a dict of 1; .* write lambda v: f\(v\)\["loss"\]'),
    (lambda v: None, "f returned None; .* does f end with return?"),
    (lambda v: v.sum() * 1j, r"f\(x\) holds complex numbers"),
    (lambda v: v * v, r"f returned an array of shape \(2,\); .* \(upstream \* f\(v\)\).sum\(\)"),
    (lambda v: v.sum() > 0, "f returned True, true or false"),
    (lambda v: "0.3", r"f\(x\) holds text"),
    (lambda v: np.ma.masked, r"f\(x\) holds a masked array"),
    (lambda v: Tensor(), r"f\(x\) is a Tensor; .*f\(x\).detach\(\).numpy\(\)"),
    (lambda v: np.inf if v[0] > 1 else 0.0, "f returned inf; .* wherever x is nudged to"),
    (lambda v: v.sum() * DICE.random(), "f returned .* and then .* for the same x"),
    (0.5, "f is a float; it must be a function of x"),
])
def test_an_f_that_is_no_function_of_x_to_one_number_is_told_what_it_did(f, words):
    with pytest.raises(ValueError, match=words):
        gradcheck.check(f, np.ones(2), np.ones(2))


def test_an_f_that_changes_from_call_to_call_late_is_told_as_well():
    calls = []

    def f(v):
        calls.append(1)
        return v.sum() + (len(calls) > 30)

    with pytest.raises(ValueError, match="for the same x"):
        gradcheck.check(f, np.ones(2), np.ones(2))


def test_last_digits_that_change_from_call_to_call_are_rounding():
    rng = np.random.default_rng(0)
    x = np.array([0.3, -0.7])
    f = lambda x: np.sin(x).sum() * (1 + 1e-15 * rng.random())
    assert gradcheck.check(f, x, np.cos(x)).passed


@pytest.mark.parametrize("eps", ["1e-6", np.zeros(1), -1e-6, True * 0, 1e-18])
def test_an_eps_that_cannot_nudge_is_named(eps):
    with pytest.raises(ValueError, match="eps is "):
        gradcheck.check(np.sum, np.ones(2), np.ones(2), eps)
