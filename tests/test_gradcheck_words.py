"""The referee in words: each line of a report, each verdict and each refusal, character by character."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from cnnlib import gradcheck
from cnnlib.gradcheck.number import number
from cnnlib.gradcheck.report import ADVICE, Report, Tie

ONE = "gradient checking needs one number"


def report(error=(0, 0, 0), undecided=(False,) * 3, kink=(False,) * 3, claimed=(1, 2, 3), ties=(), **arrays):
    """A report on three cells; what is not given agrees."""
    numbers = {"claimed": claimed, "left": (1, 2, 3), "right": (1, 2, 3), "central": (1, 2, 3),
               "error": error, "nudge": (1e-6,) * 3, "tolerance": (1e-6,) * 3} | arrays
    return Report(kink=np.array(kink), undecided=np.array(undecided), ties=ties, eps=1e-6,
                  **{name: np.array(value) for name, value in numbers.items()})


def refusal(call, *arguments):
    with pytest.raises(ValueError) as error:
        call(*arguments)
    return str(error.value)


def tie(cells=((0,), (2,)), claimed=4.0, left=2.0, right=2.0, **verdict):
    return Tie(cells, claimed, left, right, **{"passed": False} | verdict)


def test_a_report_that_agrees_is_one_line_and_true():
    r = report()
    assert str(r) == repr(r) == "3 of 3 cells agree; largest difference < 1e-08"
    assert (r.verdict, r.passed, bool(r), r.worst) == ("agrees", True, True, ((0,), 0.0))


@pytest.mark.parametrize(("error", "bound"), [(0.0, "1e-08"), (1e-8, "1e-08"), (1.1e-8, "1e-07"), (9e-7, "1e-06"),
                                              (1e-3, "1e-03"), (0.5, "1e+00"), (30.0, "1e+02")])
def test_a_difference_is_printed_as_the_power_of_ten_above_it(error, bound):
    assert str(report((error, 0, 0), tolerance=(100.0,) * 3)) == (
        f"3 of 3 cells agree; largest difference < {bound}")


def test_a_cell_agrees_while_its_error_is_at_most_its_tolerance():
    r = report((0.5, 0.25, 1.0), tolerance=(1.0, 0.25, 1.0))
    assert r.passed and r.worst == ((2,), 1.0)
    r = report((0.5, 0.26, 1.0), tolerance=(1.0, 0.25, 1.0))
    # the worst of those that disagree
    assert not r and r.verdict == "disagrees" and r.worst == ((1,), 0.26)


def test_the_worst_cell_is_told_with_what_nudging_gives():
    r = report((0, 0, 0.25), claimed=(1, 2, 3.25))
    assert str(r).splitlines() == ["2 of 3 cells agree",
                                   "worst at [2]: claimed 3.25, nudging gives 3"]


def test_the_worst_cell_at_a_kink_is_told_with_both_ends():
    r = report((0, 0, 2.0), claimed=(1, 2, 3.0), left=(1, 2, 0.0), right=(1, 2, 1.0),
               kink=(False, False, True))
    assert str(r).splitlines() == ["2 of 3 cells agree",
                                   "worst at [2]: claimed 3, nudging gives between 0 and 1",
                                   "1 at a kink: any value between the one-sided slopes agrees"]


def test_a_claim_outside_the_slopes_of_a_kink_that_agrees_all_the_same_is_counted():
    r = report(claimed=(1, 2, 3.5), left=(1, 2, 4.0), right=(1, 2, 5.0), kink=(False, True, True))
    assert str(r).splitlines()[1] == ("2 at a kink: any value between the one-sided slopes agrees; "
                                      "1 outside: the slope a small step beside x")
    r = report(claimed=(1, -2, -3), left=(1, -4, -4), right=(1, -5, -3.5), kink=(False, True, True))
    assert str(r).splitlines()[1].endswith("; 2 outside: the slope a small step beside x")


def test_a_claim_that_is_nearly_right_is_told_with_as_many_digits_as_show_it_and_with_the_nudge():
    r = report((0, 0, 1e-5), claimed=(1, 2, 3.00001))
    assert str(r).splitlines()[1] == "worst at [2]: claimed 3.00001, nudging by eps=1e-06 gives 3"
    r = report((0, 0, 0.01), claimed=(1, 2, 3.01))
    assert str(r).splitlines()[1] == "worst at [2]: claimed 3.01, nudging gives 3"
    r = report((0, 0, 1e-14), claimed=(1, 2, 3.0), tolerance=(1e-20,) * 3)     # no digits tell them apart
    assert str(r).splitlines()[1] == "worst at [2]: claimed 3, nudging by eps=1e-06 gives 3"


def test_what_cannot_be_decided_is_counted_with_its_first_place_and_what_to_do():
    r = report(undecided=(False, True, True), kink=(False, True, True))
    assert (r.verdict, r.passed) == ("cannot be decided here", False)
    assert str(r).splitlines() == ["1 of 3 cells agree; largest difference < 1e-08",
                                   f"2 cannot be decided here, the first at [1]: {ADVICE}",
                                   "2 at a kink: any value between the one-sided slopes agrees"]
    assert ADVICE == (
        "kinks that open upwards and kinks that open downwards meet there, and the one-sided slopes do not bracket "
        "the gradient. Move x off its ties, x + 1e-3 * np.random.default_rng(0).normal(size=x.shape), work out the "
        "gradient there and check that")


@pytest.mark.parametrize(("ties", "verdict"), [
    ([tie(passed=True)], "agrees"), ([tie(undecided=True)], "cannot be decided here"), ([tie()], "disagrees"),
    ([tie(passed=True), tie(undecided=True)], "cannot be decided here"), ([tie(undecided=True), tie()], "disagrees")])
def test_one_tie_is_enough_for_a_verdict(ties, verdict):
    assert report(ties=tuple(ties)).verdict == verdict
    assert report(ties=tuple(ties), undecided=(True, False, False)).verdict == (
        "disagrees" if verdict == "disagrees" else "cannot be decided here")
    assert report(error=(1, 0, 0), ties=tuple(ties), undecided=(False, True, False)).verdict == "disagrees"


@pytest.mark.parametrize(("found", "line"), [
    (tie(), "tied cells [0], [2]: claims sum to 4, nudged together they give 2: disagrees"),
    (tie(passed=True, claimed=2.0), "tied cells [0], [2]: claims sum to 2, nudged together they give 2: agrees"),
    (tie(passed=True, claimed=1.5, left=2.0, right=-1.0),
     "tied cells [0], [2]: claims sum to 1.5, nudged together they give -1 to 2: agrees"),
    (tie(undecided=True, left=10.0, right=9.0),
     "tied cells [0], [2]: claims sum to 4, nudged together they give 9 to 10: cannot be decided here"),
    (tie(claimed=2.00001), "tied cells [0], [2]: claims sum to 2.00001, nudged together they give 2: disagrees"),
    (tie(passed=True, claimed=2.00001), "tied cells [0], [2]: claims sum to 2, nudged together they give 2: agrees"),
    (tie(tuple((k,) for k in range(6))), "tied cells [0], [1], [2], [3], [4], [5]: claims sum to 4, "
                                         "nudged together they give 2: disagrees"),
    (tie(tuple((k, 0) for k in range(7))), "tied cells [0, 0], [1, 0], [2, 0] and 4 more: claims sum to 4, "
                                           "nudged together they give 2: disagrees")])
def test_a_tie_is_told_with_its_cells_their_sum_and_what_they_give_together(found, line):
    assert str(report(ties=(found,))).splitlines() == ["3 of 3 cells agree; largest difference < 1e-08", line]


def test_a_tie_and_a_report_cannot_be_altered_and_a_report_is_itself_alone():
    assert tie().undecided is False
    for thing, name in [(tie(), "passed"), (report(), "eps")]:
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, True)
    assert tie() == tie() and report() != report()


@pytest.mark.parametrize(("value", "sentence"), [
    (None, f"f returned None; {ONE}: does f end with return?"),
    ((1.0, 2), f"f returned a tuple of 2; {ONE}: if the loss is one of them, write lambda v: f(v)[0]"),
    ([1.0], f"f returned a list of 1; {ONE}: if the loss is one of them, write lambda v: f(v)[0]"),
    ({"loss": 1.0}, f'f returned a dict of 1; {ONE}: if the loss is one of them, write lambda v: f(v)["loss"]'),
    (np.ones((2, 3)), f"f returned an array of shape (2, 3); {ONE}: with an upstream gradient of that shape, "
                      "write lambda v: (upstream * f(v)).sum()"),
    (np.True_, f"f returned True, true or false; {ONE}"), (False, f"f returned False, true or false; {ONE}"),
    (float("inf"), f"f returned inf; {ONE} that is finite, at x and wherever x is nudged to"),
    (np.array([np.nan]), f"f returned nan; {ONE} that is finite, at x and wherever x is nudged to")])
def test_what_f_returns_is_told_word_by_word(value, sentence):
    assert refusal(number, value) == sentence


@pytest.mark.parametrize("value", [2, 2.0, np.float64(2), np.float32(2), np.int8(2), np.array(2.0),
                                   np.array([[2]])])
def test_one_number_of_any_kind_is_a_float(value):
    assert number(value) == 2 and type(number(value)) is float


@pytest.mark.parametrize(("arguments", "sentence"), [
    ((3, [1.0], [1.0]), "f is a int; it must be a function of x: check(f, x, dL_dx)"),
    ((np.sum, np.zeros((0, 2)), np.zeros((0, 2))),
     "x has shape (0, 2); gradient checking needs at least one cell"),
    ((np.sum, np.ones(3), np.ones((3, 1))), "dL_dx has shape (3, 1); it needs x's shape (3,)"),
    ((np.sum, np.ones(1), np.ones(1), 0), "eps is 0; it must be a positive, finite number"),
    ((np.sum, np.ones(1), np.ones(1), -1e-6), "eps is -1e-06; it must be a positive, finite number"),
    ((np.sum, np.ones(1), np.ones(1), np.inf), "eps is inf; it must be a positive, finite number"),
    ((np.sum, np.ones(1), np.ones(1), "1"), "eps is '1'; it must be a positive, finite number"),
    ((np.sum, np.ones(2), np.ones(2), 1e-17),
     "eps is 1e-17; it must be larger: added to x, it leaves a cell as it was"),
    ((np.sum, np.array([0.0, 1e10]), np.ones(2), 1e-9),
     "eps is 1e-09; it must be larger: added to x, it leaves a cell as it was"),
    ((np.sum, np.ones(2, np.float16), np.ones(2)),
     "x has type float16; gradient checking needs float64, float32 or integers"),
    ((np.sum, np.array([np.inf]), np.ones(1)), "x holds NaN or infinity; every entry must be finite"),
    ((np.sum, np.ones(1), np.array([np.nan])), "dL_dx holds NaN or infinity; every entry must be finite"),
    ((np.sum, {1.0}, np.ones(1)), "x is a set; it must be a NumPy array: write np.asarray(x)"),
    ((np.sum, np.ones(1), range(1)), "dL_dx is a range; it must be a NumPy array: write np.asarray(dL_dx)")])
def test_what_check_does_not_take_is_told_word_by_word(arguments, sentence):
    assert refusal(gradcheck.check, *arguments) == sentence


def test_the_arrays_of_a_report_have_the_shape_of_x_and_its_ties_places_in_it():
    a = np.array([[0.7, 0.2, 0.5], [0.7, 0.1, 0.9]])
    r = gradcheck.check(lambda a: 2 * max(a[0, 0], a[1, 0]) + a[:, 1:].sum(), a,
                        np.array([[2.0, 1, 1], [0, 1, 1]]))
    for array in (r.claimed, r.left, r.right, r.central, r.kink, r.error, r.undecided, r.nudge, r.tolerance):
        assert array.shape == (2, 3)
    assert r.kink.tolist() == [[True, False, False], [True, False, False]] and r.error.max() < 1e-8
    (found,) = r.ties
    assert found.cells == ((0, 0), (1, 0)) and all(type(i) is int for cell in found.cells for i in cell)
    assert (found.claimed, found.passed, found.undecided) == (2, True, False)
    assert (found.left, found.right) == (pytest.approx(2), pytest.approx(2))
    assert (r.left[0, 0], r.right[0, 0]) == (pytest.approx(0, abs=1e-9), pytest.approx(2))
    assert r.eps == 1e-6 and r.claimed.tolist() == [[2, 1, 1], [0, 1, 1]]


def test_an_f_that_is_not_the_same_twice_is_told_both_numbers():
    values = iter([1.5, *[2.5] * 1000])
    assert refusal(gradcheck.check, lambda v: next(values), np.ones(1), np.ones(1)) == (
        "f returned 1.5 and then 2.5 for the same x; it must return the same number each time: "
        "no dropout, no new random numbers, nothing kept from call to call")


@pytest.mark.parametrize("one", [1.0, -1.0])
def test_an_eps_must_show_on_a_cell_both_ways(one):
    # towards 0 numbers lie half as far apart: only the nudge away from 0 does not show
    eps = 1e-16
    assert (one + eps == one) != (one - eps == one)
    assert refusal(gradcheck.check, np.sum, np.array([one]), np.ones(1), eps).startswith("eps is 1e-16; it must be l")
    assert gradcheck.check(np.sum, np.array([one, 0.0]), np.ones(2), 1e-9).passed


def test_whole_numbers_become_floats_and_float32_claims_are_taken_for_what_they_can_hold():
    report = gradcheck.check(lambda v: np.sum(np.sin(v)), np.array([1, 2]), np.float32(np.cos([1.0, 2.0])))
    assert report.passed and report.claimed.dtype == np.float64 and report.left.dtype == np.float64
    assert not gradcheck.check(lambda v: np.sum(np.sin(v)), np.array([1, 2]), np.cos([1.0, 2.0]) * 1.00001)
