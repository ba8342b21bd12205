"""The referee's parts: measured rounding,
slopes by nudges that settle, what stands beside x, who competes."""

from zlib import crc32

import numpy as np
import pytest

from cnnlib.gradcheck import beside, ties
from cnnlib.gradcheck.nudges import Nudges, Slope


def counting(f):
    """Return f and the list it adds to at every call."""
    calls = []
    return (lambda v: calls.append(1) or f(v)), calls


def rough(size):
    """Return a function that adds a number up to size,
    another for every x but always the same for one, to a sum."""
    return lambda v: float(v.sum() + size * np.random.default_rng(crc32(v.tobytes())).uniform(-1, 1))


THREE = np.array([0.4, 0.4, 0.4])
max_of_pairs = lambda a: max(a[0], a[1]) - max(a[1], a[2])


# nudges


def test_a_slope_misses_a_claim_by_its_distance_from_the_middle_or_at_a_kink_from_both_ends():
    smooth, kink = Slope(1.0, 3.0, 0.1, 0.1, 0.0), Slope(3.0, 1.0, 0.1, 0.1, 0.0, True)
    assert [smooth.misses(claim) for claim in (2.0, 1.5, 4.0)] == [0, 0.5, 2]
    assert [kink.misses(claim) for claim in (2.0, 1.0, 3.0, 0.25, 4.0)] == [0, 0, 0, 0.75, 1]
    assert kink.gap == 2 and kink.central == 2


def test_how_much_slopes_changed_is_their_middles_change_or_at_a_kink_the_larger_of_both_sides():
    coarse, fine = Slope(1.0, 3.0, 0.1, 0.1, 0.0), Slope(0.0, 3.5, 0.01, 0.01, 0.0)
    assert coarse.change(fine, kink=False) == 0.25
    assert coarse.change(fine, kink=True) == 1
    assert fine.change(Slope(0.0, 5.0, 0.1, 0.1, 0.0), kink=True) == 1.5


@pytest.mark.parametrize("size", [1e-12, 1e-9])
def test_the_rounding_of_f_is_measured_to_a_factor_of_three(size):
    noise = Nudges(rough(size), np.linspace(0, 1, 7)).noise
    # a uniform number strays by size / 3**0.5
    assert size / 3 < 3 ** 0.5 * noise / 2 < 3 * size


@pytest.mark.parametrize("f", [
    lambda v: np.maximum(v, 0).sum(),                                    # a kink at x
    lambda v: np.abs(v + 1e-9).sum(),                                    # kinks next to x
    lambda v: np.exp(20 * v).sum(),
    lambda v: np.sin(3e5 * v).sum(),
], ids=["kink", "kinks nearby", "curve", "waves"])
def test_kinks_and_curves_are_not_taken_for_rounding(f):
    assert Nudges(f, np.zeros(6)).noise < 1e-15


def test_a_nudge_starts_at_eps_and_grows_with_a_cell_that_would_not_show_it():
    n = Nudges(np.sum, np.array([0.0, 1.0, -60.0, 1e4, -1e6]))
    assert n.reach.tolist() == pytest.approx([1e-6, 1e-6, 1e-6, 1.49e-4, 1.49e-2], rel=1e-3)
    assert Nudges(np.sum, np.array([0.0, 1e6]), 0.01).reach.tolist() == [0.01, 0.01]
    assert Nudges(np.sum, np.float32([0, 0, 1e4])).reach.tolist() == pytest.approx([5e-3, 5e-3, 3.45], rel=1e-2)
    assert Nudges(np.sum, np.array([0.0, 1e4, 1e4])).reach.tolist() == pytest.approx([1.49e-4] * 3, rel=1e-2)


def test_a_slope_is_taken_over_what_the_digits_of_x_leave_of_the_nudge():
    n = Nudges(lambda v: 4 * v[0], np.array([1e6]))                     # no rounding but that of x + nudge
    assert all(n.side((0,), way * nudge) == 4 for nudge in (1e-9, 3e-10, 1e-30) for way in (1, -1))


def test_cells_are_nudged_together_and_asked_once():
    f, calls = counting(lambda v: v[0] * 2 + v[1] * 3 + v[2] * 5)
    n = Nudges(f, np.zeros(3))
    before = len(calls)
    assert n.known((0, 2), 1e-6) is None
    assert n.side((0, 2), 1e-6) == n.side((0, 2), 1e-6) == n.known((0, 2), 1e-6) == pytest.approx(7)
    assert len(calls) == before + 1
    slope, rounding = n.side_from(np.ones(3), (1,), 1e-6)
    assert slope == pytest.approx(3) and abs(slope - 3) < rounding < 1e-7
    n.side_from(np.ones(3), (2,), 1e-6)
    assert len(calls) == before + 4                                      # x + 1 itself once


def test_a_smooth_slope_in_doubt_settles_where_two_nudges_agree():
    f, calls = counting(lambda v: np.sin(1000 * v[0]) + 0.5)
    n = Nudges(f, np.zeros(1))
    before = len(calls)
    slope = n.settle((0,), 1000.0)
    assert slope.nudge == slope.span == pytest.approx(1e-8) and not slope.kink
    assert abs(slope.central - 1000) < slope.tolerance < 1e-5
    assert len(calls) == before + 8                                      # 1e-6, 1e-7, 1e-8 and 1e-9
    n = Nudges(f, np.zeros(1))
    before = len(calls)
    # no doubt, no finer nudge
    assert n.settle((0,), n.side((0,), 1e-6)).nudge == 1e-6 and len(calls) == before + 2


def test_at_a_kink_the_finer_slopes_count_and_hold_as_far_as_the_coarse_ones():
    n = Nudges(lambda v: np.maximum(2 * v, v * v).sum() if v[0] > 0 else 0.0, np.zeros(1))
    slope = n.settle((0,), -1.0)
    assert slope.kink and (slope.left, slope.right) == (0, pytest.approx(2))
    assert (slope.nudge, slope.span) == (pytest.approx(1e-7), 1e-6) and slope.tolerance < 1e-6


@pytest.mark.parametrize("f, slope", [
    (lambda v: max(1 - np.exp(-50 * v[0]), 0), 50), (lambda v: max(1 - np.exp(-5e3 * v[0]), 0), 5e3),
    (lambda v: -max(np.sin(300 * v[0]) - 1e5 * v[0] ** 2, 0), -300),
])
def test_at_a_kink_the_tolerance_covers_what_the_curve_changes_a_one_sided_slope(f, slope):
    found = Nudges(f, np.zeros(1)).settle((0,), slope)
    assert found.kink and 0 < found.misses(slope) < found.tolerance < 1e-2 * abs(slope)


def test_a_bend_too_small_to_be_told_from_rounding_is_within_the_tolerance():
    x, offset = np.zeros(1), 1e3
    for bend in 10.0 ** -np.arange(1, 9, 0.5):
        n = Nudges(lambda v, bend=bend: offset + v[0] + bend * max(v[0], 0), x)
        for claim in (1.0, 1 + bend):
            slope = n.settle((0,), claim)
            assert slope.misses(claim) <= slope.tolerance < 1e-2
        slope = n.settle((0,), 1 + 3 * bend)
        assert bend < 1e-3 or slope.misses(1 + 3 * bend) > slope.tolerance


# beside x


def test_beside_x_first_the_first_and_then_the_last_of_equal_cells_is_the_largest():
    n = Nudges(max_of_pairs, THREE)
    for cell, expected in enumerate([(1, 0), (-1, 1), (0, -1)]):
        found = list(beside.slopes(n, (cell,), 1e-6))
        assert [slope for slope, _ in found] == pytest.approx(expected, abs=1e-5)
        assert all(doubt < 1e-4 for _, doubt in found)


def test_what_the_slope_changes_on_the_way_beside_x_is_taken_off():
    x = np.full(20, 0.5)
    n = Nudges(lambda v: np.exp(10 * v).sum(), x)
    for slope, doubt in beside.slopes(n, (7,), 1e-6):
        assert abs(slope - 10 * np.exp(5)) < doubt < 1                   # one percent of 1484 would be 15


def test_a_walk_meets_kinks_of_both_signs_or_says_none():
    n = Nudges(max_of_pairs, THREE)
    found = [list(beside.turns(n, (cell,), n.settle((cell,), 9.0), 12)) for cell in range(3)]
    assert 0 < max(found[0] + found[2]) < 1e-7                           # as little as rounding could hide
    assert max(found[1]) == pytest.approx(1, abs=1e-3) and min(found[1]) > 0
    assert sum(turn > 0.9 for turn in found[1]) >= 4


def test_a_walk_past_a_curve_with_one_kink_shows_no_second_sign():
    n = Nudges(lambda v: np.exp(3 * v).sum() - 2 * np.maximum(v, 0).sum(), np.zeros(4))
    for turn in beside.turns(n, (1,), n.settle((1,), 9.0), 8):
        assert turn < 1e-4


def looked_for(f, x):
    """Return what beside.hidden finds among all cells, and the calls it took."""
    f, calls = counting(f)
    n = Nudges(f, x)
    central = np.array([n.settle((cell,), 9.0).central for cell in range(x.size)]).reshape(x.shape)
    before = len(calls)
    found = beside.hidden(n, list(range(x.size)), central, n.reach, np.full(x.shape, 1e-8))
    return sorted(found), len(calls) - before


def test_kinks_that_cancel_are_found_by_halving_and_nothing_costs_four_calls():
    rng = np.random.default_rng(0)
    x, w = np.full(64, 0.4), rng.normal(size=64)
    pairs = lambda a: max(a[9], a[10]) - max(a[10], a[11])
    # whose own kinks are gone at 9, not at 11
    both = lambda a: pairs(a) - np.sum(np.abs(a[[9, 11]] - 0.4)) / 2
    assert looked_for(lambda a: w @ a, x) == ([], 4)
    assert looked_for(lambda a: w @ a + np.sum(np.sin(40 * a)), x)[0] == []
    found, calls = looked_for(lambda a: w @ a + pairs(a), x)
    assert 10 in found and set(found) <= {9, 10, 11} and calls < 100
    assert 10 in looked_for(lambda a: w @ a + both(a), x)[0]


# ties


@pytest.mark.parametrize("f, expected", [
    (lambda a: max(a[0], a[1]) + 2 * max(a[4], a[5]), [(0, 1), (4, 5)]),
    (lambda a: max(a[0], a[5]) + 2 * min(a[1], a[4]), [(0, 5), (1, 4)]),
    (lambda a: 3 * min(a[0], a[3], a[4]), [(0, 3, 4)]),
    (lambda a: np.maximum(a, 0.4) @ np.arange(6), []),
    (lambda a: max(a[:4]) - 2 * max(a[3:]), [(0, 1, 2, 3, 4, 5)]),
    (lambda a: max(a[0], a[2], a[4]) + 2 * max(a[1], a[3], a[5]), [(0, 2, 4), (1, 3, 5)]),
], ids=["neighbours", "a maximum and a minimum", "a minimum of three", "kinks alone", "one chain",
        "interleaved"])
def test_cells_whose_nudges_do_not_add_up_form_a_group(f, expected):
    n = Nudges(lambda a: f(a.ravel()), np.full((2, 3), 0.4))
    assert ties.groups(n, dict.fromkeys(range(6), 1e-6)) == expected


def test_cells_of_other_value_are_not_asked():
    f, calls = counting(lambda a: max(a[0], a[1]) + np.abs(a[2] - 2 * a[3]))
    n = Nudges(f, np.array([1.0, 1.0, 4.0, 2.0]))
    for cell in range(4):
        n.settle((cell,), 9.0)
    before = len(calls)
    assert ties.groups(n, dict.fromkeys(range(4), 1e-6)) == [(0, 1)]
    assert len(calls) == before + 1                                      # 0 and 1, both up


def test_a_new_cell_is_asked_about_all_groups_first_and_then_about_the_nearest():
    f, calls = counting(lambda a: sum(max(a[i], a[i + 1]) for i in range(0, 40, 2)))
    n = Nudges(f, np.zeros(40))
    for cell in range(40):
        n.settle((cell,), 9.0)
    before = len(calls)
    assert len(ties.groups(n, dict.fromkeys(range(40), 1e-6))) == 20
    assert len(calls) - before <= 40 * 4
