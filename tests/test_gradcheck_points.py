"""Where the referee looks: the points beside x at which it asks f, and what its bounds mean exactly."""

from types import SimpleNamespace

import numpy as np
import pytest

from cnnlib import gradcheck
from cnnlib.gradcheck import beside
from cnnlib.gradcheck.nudges import DIGITS, TRUST, Nudges, Slope
from cnnlib.gradcheck.report import ADVICE, AGREES, COARSE, DISAGREES, DROWNED, UNDECIDED, Report

X = np.array([0.5, 2.0, -1.0, 0.25])


def asked(f, x=X):
    """Return nudges of f around x, and the list of points at which f is asked from now on."""
    points = []
    nudges = Nudges(lambda v: points.append(v.copy()) or f(v), x)
    points.clear()
    return nudges, points


def report(**arrays):
    """A report on one cell that agrees, but for the arrays given."""
    numbers = {"claimed": 1.0, "left": 1.0, "right": 1.0, "central": 1.0, "kink": False, "error": 0.0,
               "undecided": False, "nudge": 1e-6, "tolerance": 1e-6} | arrays
    return Report(ties=(), eps=1e-6, **{name: np.array([value]) for name, value in numbers.items()})


def test_the_two_points_beside_x_mirror_each_other_and_stand_no_further_than_a_nudge():
    nudges, points = asked(lambda v: v @ v)
    list(beside.slopes(nudges, (1,), 1e-6))
    (far, near), (mirrored, halfway) = (np.array(points[k:k + 3:2]) - X for k in (0, 4))
    np.testing.assert_allclose([mirrored, halfway], [-far, -near], rtol=1e-6)
    np.testing.assert_allclose(far, 2 * near, rtol=1e-6)
    assert np.all(np.diff(far) < 0) and np.all(np.abs(far) < nudges.reach)


def test_the_doubt_of_a_slope_beside_x_is_its_rounding_four_times_and_what_it_still_changed():
    nudges, points = asked(lambda v: 3 * v[1] + 100)
    for _, doubt in beside.slopes(nudges, (1,), 1e-6):
        _, rounding = nudges.side_from(np.zeros(4), (1,), 0.002 * 1e-6)
        assert doubt == pytest.approx(4 * rounding, rel=0.1)
    nudges, points = asked(lambda v: 5e9 * v[1] ** 2, np.zeros(4))
    nudges.noise = 0.0
    (_, doubt), _ = beside.slopes(nudges, (1,), 1e-6)
    assert doubt == pytest.approx(1e10 * abs(points[0][1] - points[2][1]), rel=1e-3)


def test_rounding_beside_x_counts_the_size_of_f_there_and_what_the_nudge_adds():
    nudges, _ = asked(lambda v: 4 * v[0], np.zeros(1))
    nudges.noise = 0.0
    slope, rounding = nudges.side_from(np.zeros(1), (0,), 1e-6)
    assert rounding == pytest.approx(TRUST * np.finfo(float).eps / 2 * slope, abs=0)


def hidden_points():
    """The points at which kinks that hide are looked for, where there are none."""
    x = np.zeros(40)
    nudges, points = asked(np.sum, x)
    ones = np.ones(x.shape)
    assert beside.hidden(nudges, range(x.size), ones, 1e-6 * ones, 1e-8 * ones) == []
    return np.array(points)


def test_kinks_that_hide_are_looked_for_at_two_points_with_every_cell_moved_by_its_own_amount():
    points = hidden_points() / 1e-6
    assert len(np.unique(points, axis=0)) == 4
    # the same points every time
    np.testing.assert_array_equal(points, hidden_points() / 1e-6)
    for up, down in (points[:2], points[2:]):
        aside, move = (up + down) / 2, np.abs(up - down) / 2
        assert 0.6 < np.abs(aside).max() < 0.7 and 0.5 < move.min() < 0.6 and 0.9 < move.max() < 1
        assert {-1, 1} == set(np.sign(up - down))


def test_the_same_walks_are_walked_every_time():
    walked = []
    for _ in range(2):
        nudges, points = asked(np.sum, np.zeros(5))
        list(beside.turns(nudges, (2,), Slope(1.0, 1.0, 1e-6, 1e-6, 0.0), 3))
        walked.append(np.array(points))
    np.testing.assert_array_equal(*walked)


@pytest.fixture
def judged(monkeypatch):
    """The verdict on a claim of 3 at a kink from 0 to 1, a miss of 2;
    what stands beside x and on walks is given."""
    def judge(near=(), turns=(), thorough=True):
        walked = []
        monkeypatch.setattr(beside, "slopes", lambda *_: near)
        monkeypatch.setattr(beside, "turns", lambda nudges, cells, slope, walks: walked.append(walks)
                            or turns)
        slope = Slope(0.0, 1.0, 1e-6, 1e-6, 0.25, True)
        return gradcheck._judge(None, (0,), 3.0, slope, thorough), walked
    return judge


def test_a_claim_at_the_tolerance_agrees():
    smooth = Slope(1.0, 1.0, 1e-6, 1e-6, 0.5)
    assert gradcheck._judge(None, (0,), 1.5, smooth, False) == AGREES
    assert gradcheck._judge(None, (0,), np.nextafter(1.5, 2), smooth, False) == DISAGREES


def test_a_claim_is_excused_within_the_doubt_of_a_slope_beside_x_that_is_a_tenth_of_the_miss(judged):
    assert judged(near=[(9.0, 0.1), (3.125, 0.125)]) == (AGREES, [])
    assert judged(near=[(3.125, 0.12)])[0] == DISAGREES
    tenth = 0.1 * 2.0
    assert judged(near=[(3.0, np.nextafter(tenth, 0))])[0] == AGREES
    assert judged(near=[(3.0, tenth)])[0] == DISAGREES


def test_a_claim_is_left_open_if_a_walk_turns_by_a_quarter_of_its_miss(judged):
    assert judged(turns=[0.1, 0.5]) == (UNDECIDED, [gradcheck.WALKS])
    assert judged(turns=[0.1, 0.49])[0] == DISAGREES
    assert judged(turns=[0.5], thorough=False) == (UNDECIDED, [1])


def test_an_error_of_exactly_the_tolerance_needs_no_excuse():
    slope = Slope(1.0, 1.0, 1e-6, 1e-6, 0.5)
    found = gradcheck._report(np.array([1.5]), 1e-6, [slope], [AGREES], ())
    assert found.error.tolist() == [0.5] and not found.kink.any() and found.passed


def test_a_walk_keeps_to_half_a_nudge_aside_and_every_other_to_a_tenth():
    nudges, points = asked(np.sum, np.zeros(50))
    slope = Slope(1.0, 1.0, 1e-6, 1e-6, 0.0)
    for walk, _ in enumerate(beside.turns(nudges, (7,), slope, 6)):
        aside = np.abs(np.delete(points, 7, axis=1))
        room = (0.1, 0.5)[walk % 2] * 1e-6
        assert aside.max() <= room and aside.max() > 0.9 * room
        assert len(points) == len(beside.PACES) and np.ptp(np.array(points)[:, 7]) == pytest.approx(2e-6)
        points.clear()


def test_a_walk_past_one_kink_tells_what_rounding_could_hide_over_an_eighth_of_it():
    nudges, _ = asked(lambda v: max(-5 * v[0], v[0]), np.zeros(1))
    seen = []
    nudges.rounding = lambda nudge, *slopes: seen.append((np.min(nudge), slopes)) or 0.25
    assert list(beside.turns(nudges, (0,), Slope(-5.0, 1.0, 1e-6, 1e-6, 0.0, True), 2)) == [0.25, 0.25]
    assert [slopes for _, slopes in seen] == [(-5.0, 1.0)] * 3                 # at once, and on each walk
    assert seen[0][0] == 1e-6 / 8 and seen[1][0] == pytest.approx(1e-6 / 64)


def test_a_turn_counts_from_twice_what_rounding_could_make():
    for rounding, counts in ((0.45, True), (0.55, False)):
        nudges, _ = asked(lambda a: max(a[0], a[1]) - max(a[1], a[2]), np.full(3, 0.4))
        slope = nudges.settle((1,), 9.0)
        nudges.rounding = lambda *_, size=rounding: size
        # both turns are of size 1
        assert (max(beside.turns(nudges, (1,), slope, 12)) > 1) == counts


def test_an_open_cell_is_drowned_by_rounding_only_beyond_a_part_of_the_largest_slope():
    for size in (1.0, 2.0):
        bound = COARSE * size
        for tolerance, why in ((bound, ADVICE), (np.nextafter(bound, 9), DROWNED)):
            words = str(report(claimed=size, left=0.0, right=size, undecided=True, tolerance=tolerance))
            assert why in words, (size, tolerance)


def test_what_lies_outside_the_slopes_of_a_kink_is_counted_beyond_the_tolerance():
    at_a_kink = {"left": 0.0, "right": 1.0, "kink": True, "tolerance": 0.25}
    assert "outside" not in str(report(claimed=1.25, **at_a_kink))
    assert "1 outside" in str(report(claimed=np.nextafter(1.25, 2), **at_a_kink))


def test_the_nudge_is_told_where_more_than_three_digits_are_needed():
    words = str(report(claimed=1.001, central=1.002, error=1e-3))
    assert "claimed 1.001, nudging by eps=1e-06 gives 1.002" in words
    assert "claimed 1.01, nudging gives 1.02" in str(report(claimed=1.01, central=1.02, error=1e-2))


# Which of two nudges counts

def settled(claim, *given):
    """What nudging settles on where the nudges give these (left, right, tolerance),
    and how many were asked for."""
    asked_for = []

    def slope(cells, nudge, own):
        asked_for.append(nudge)
        left, right, tolerance = given[min(len(asked_for), len(given)) - 1]
        return Slope(left, right, nudge, nudge, tolerance)

    return Nudges.settle(SimpleNamespace(reach=np.ones(1), _slope=slope), (0,), claim), len(asked_for)


def test_a_claim_at_the_tolerance_is_settled_at_once_and_one_beyond_is_nudged_again():
    assert settled(1.5, (1.0, 1.0, 0.5))[1] == 1
    assert settled(np.nextafter(1.5, 2), (1.0, 1.0, 0.5))[1] == 2


def test_slopes_apart_by_more_than_their_tolerance_and_a_thousandth_are_nudged_again():
    assert settled(1000.0, (999.5, 1000.5, 0.0))[1] == 1
    assert settled(1000.0, (999.25, 1000.75, 0.0), (1000.0, 1000.0, 0.0))[1] > 1
    assert settled(1.0, (0.5, 1.5, 0.5), (1.0, 1.0, 0.0))[1] > 1


def test_a_gap_of_more_than_half_and_beyond_the_tolerance_is_a_kink():
    gap_of_4 = (-1.0, 3.0, 0.0)
    assert not settled(9.0, gap_of_4, (0.0, 2.0, 0.5))[0].kink
    assert not settled(9.0, gap_of_4, (0.25, 1.75, 0.5))[0].kink
    assert not settled(9.0, gap_of_4, (-0.5, 2.5, 3.0))[0].kink
    assert settled(9.0, gap_of_4, (-0.25, 2.25, 0.75))[0].kink


def test_at_a_kink_the_tolerance_grows_by_the_change_of_either_side():
    found, asks = settled(9.0, (0.0, 4.0, 0.0), (0.5, 3.5, 0.5))
    assert (found.kink, found.tolerance, found.span, found.nudge, asks) == (True, 1.0, 1.0, 0.1, 2)


def test_where_f_is_smooth_the_tolerance_grows_by_twice_the_change_and_half_a_gap_that_may_be_a_kink():
    found, asks = settled(9.0, (0.9, 1.1, 0.25), (1.5, 1.5, 0.5))
    assert not found.kink and asks == 2 and found.nudge == 1.0
    assert found.tolerance == pytest.approx(0.25 + 2 * 0.5 + 0.1)
    found, asks = settled(9.0, (0.0, 4.0, 0.25), (2.0, 2.0, 0.5))
    assert asks == 2 and found.tolerance == 0.25 + 0.5
    assert settled(9.0, (1.0, 1.0, 0.0), (1.5, 1.5, np.nextafter(0.5, 0)), (1.5, 1.5, 0.0))[1] == 3


# How large rounding may be

@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_rounding_is_at_least_half_a_last_digit_of_f_and_x_keeps_its_type(dtype):
    nudges = Nudges(np.sum, np.ones(3, dtype))
    assert nudges.slack(1e9) == pytest.approx(TRUST * np.finfo(dtype).eps / 2 * 1e9)
    assert nudges.moved(0.25 * np.ones(3)).dtype == dtype


@pytest.mark.parametrize("f", [lambda v: max(-5 * v[0], v[0]), lambda v: max(-v[0], 5 * v[0])],
                         ids=["left", "right"])
def test_the_doubt_of_a_slope_counts_the_steeper_side(f):
    nudges = Nudges(f, np.zeros(1))
    nudges.noise = 0.0
    doubt = nudges._slope((0,), 1e-6, 0.0).tolerance - DIGITS * 5
    assert doubt == pytest.approx(nudges.rounding(1e-6, 5.0), rel=1e-3, abs=0)
    assert nudges._slope((0,), 1e-6, 7.0).tolerance == pytest.approx(7.0, abs=1e-8)


@pytest.mark.parametrize(("dtype", "f0", "size"),
                         [(np.float64, 0.25, 1), (np.float64, 3.0, 3), (np.float32, -3.0, 3)])
def test_claims_below_ten_last_digits_of_f_are_told_at_any_tolerance(dtype, f0, size):
    nudges, slope = SimpleNamespace(x=np.zeros(1, dtype), f0=f0), Slope(0.0, 0.5, 1e-6, 1e-6, 0.0)
    bound = 10 * float(np.finfo(dtype).eps) * size
    assert gradcheck._limit(nudges, [0.0, -bound], [slope, slope]) == np.inf
    assert gradcheck._limit(nudges, [0.0, np.nextafter(bound, 1)], [slope, slope]) == pytest.approx(COARSE * 0.5)


def test_tied_cells_are_nudged_together_with_the_sum_of_their_claims_and_the_same_rounding(monkeypatch):
    calls, settle = [], Nudges.settle
    monkeypatch.setattr(Nudges, "settle", lambda self, *given: calls.append(given) or settle(self, *given))
    assert gradcheck.check(lambda v: v.max(), [0.5, 0.5], [0.25, 0.75])
    own = calls[0][2]
    assert own > 0 and calls == [((0,), 0.25, own), ((1,), 0.75, own), ((0, 1), 1.0, own)]


def test_the_report_tells_the_eps_it_was_given():
    assert gradcheck.check(np.sum, [1.0, 2.0], [1.0, 1.0], eps=0.01).eps == 0.01


@pytest.mark.parametrize(("largest", "f0", "digits"), [
    (5.0, 100.0, 40.0), (0.1, 100.0, 2.0), (1.0, 1e-3, 2000.0), (0.0, 0.0, 2.0), (1.0, 0.0, 2e6)])
def test_a_claim_may_miss_more_digits_where_f_is_small_beside_it(largest, f0, digits):
    assert gradcheck._own_rounding(SimpleNamespace(f0=f0, reach=np.array([1e-6, 1e-3])), largest) == digits


def test_a_slope_whose_tolerance_is_just_the_limit_is_judged_and_needs_no_excuse(monkeypatch):
    asked_for = []
    monkeypatch.setattr(gradcheck, "_limit", lambda *_: 0.5)
    monkeypatch.setattr(gradcheck, "_judge", lambda *given: asked_for.append(given[-1]) or AGREES)
    at_the_limit, beyond = (Slope(1.0, 1.0, 1e-6, 1e-6, tolerance)
                            for tolerance in (0.5, np.nextafter(0.5, 1)))
    assert gradcheck._judge_all(None, [(0,)], [1.0], [at_the_limit]) == [AGREES] and asked_for == [False]
    assert gradcheck._judge_all(None, [(0,)], [1.0], [beyond]) == [UNDECIDED] and asked_for == [False]


@pytest.mark.parametrize(("dtype", "f0", "digits", "told"), [
    (np.float64, 1.0, 10_000, False), (np.float64, 1.0, 10_001, True), (np.float64, 128.0, 9_000, False),
    (np.float64, 0.0078125, 11_000, True), (np.float32, 1.0, 9_000, False), (np.float32, 1.0, 11_000, True)])
def test_a_function_that_changes_in_the_meantime_is_told_from_ten_thousand_last_digits_on(
        dtype, f0, digits, told):
    again = f0 + digits * float(np.finfo(dtype).eps) * f0
    nudges = SimpleNamespace(x=np.zeros(1, dtype), f0=f0, value=lambda x: again)
    if told:
        with pytest.raises(ValueError, match="for the same x"):
            Nudges.ask_again(nudges)
    else:
        Nudges.ask_again(nudges)


def test_rounding_is_measured_on_six_short_rays_of_four_points():
    points, x = [], np.zeros(50)
    Nudges(lambda v: points.append(v.copy()) or v.sum(), x)
    rays = np.array(points[2:])                                        # x itself was asked twice
    assert len(rays) == 24 and 0.95e-8 < np.abs(rays).max() <= 1e-8


@pytest.mark.parametrize("f0", [0.25, -3.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_function_that_never_moves_is_thought_to_round_in_its_last_digit(dtype, f0):
    assert Nudges(lambda v: f0, np.ones(3, dtype)).noise == np.finfo(dtype).eps * max(abs(f0), 1)


def test_steps_that_short_rays_do_not_show_are_measured_on_long_ones():
    nudges = Nudges(lambda v: float(np.round(v.sum(), 7)), np.full(4, 0.3))
    noise, change = nudges._noise(np.full(4, 1e-6))
    assert 1e-9 < noise < 1e-6 and change == 0


@pytest.mark.parametrize(("size", "eps"), [(1e-9, 5e-3), (1e-15, 1e-6)])
def test_rounding_of_more_than_a_millionth_of_what_a_nudge_changes_asks_for_a_larger_one(size, eps):
    rough = lambda v: float(v.sum() + size * np.sin(1e12 * v.sum()))
    assert Nudges(rough, np.full(4, 0.3)).eps == eps


def test_a_function_that_rounds_as_float32_is_nudged_as_float32():
    weights = np.linspace(0.5, 2, 6)
    assert Nudges(lambda v: float(np.float32(v @ weights)), np.full(6, 0.3)).eps == 5e-3
    assert Nudges(lambda v: float(v @ weights), np.full(6, 0.3)).eps == 1e-6
