"""MindChanger: its walk, its gradient and what covering does are what the network computes."""

import math
from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import FrontEnd, controls
from svg_reader import SVG, parse

from cnnlib import examples
from cnnlib.draw import plain
from cnnlib.widgets.mind.explorer import MindChanger
from cnnlib.widgets.mind.numbers import LARGE, NUDGE, State, covering, last_digit, numbers, pixels, steady
from cnnlib.widgets.mind.walk import GRADIENT, LENGTH, RANDOM, SIGN, STEPS, WAYS, by, says, shifted, trained, walked

each_way = pytest.mark.parametrize("way", WAYS)
DIGITS = 0, 2, 8, 35, last_digit()


@pytest.fixture
def front():
    return FrontEnd(MindChanger())


def at(front, **fields):
    """The explorer in its opening state but for these fields."""
    front.explorer.become(replace(State(), **fields))
    return front.explorer


def run_of(x, target):
    net, params = trained()
    return net.run(params, x, np.full((1, 1), float(target)))


def test_the_network_has_20_parameters_and_tells_digits_apart_that_it_never_saw():
    net, params = trained()
    x, y = examples.digits()[1]
    right = (net.forward(params, x)["a3"] > 0.5) == y
    assert net.parameter_count == 20 and right.mean() > 0.95


@each_way
@pytest.mark.parametrize("digit", DIGITS)
def test_every_step_of_a_walk_is_taken_from_the_gradient_of_the_picture_before_it(digit, way):
    walk = walked(digit, 0, 0, way, True)
    assert len(walk.pictures) == STEPS + 1
    for k in (0, 1, 5, STEPS - 1):
        x, run = walk.pictures[k], run_of(walk.pictures[k], walk.target)
        dL_dx = run.grads["dL_dx"]
        np.testing.assert_allclose(walk.gradients[k], dL_dx, rtol=1e-7, atol=1e-9 * np.abs(dL_dx).max())
        assert walk.predictions[k] == run.trace["a3"].item() and walk.losses[k] == run.L
        if way == GRADIENT:
            moved = x - dL_dx / np.linalg.norm(dL_dx) / 16
        elif way == SIGN:
            moved = x - np.sign(walk.gradients[k]) / 128
        else:
            moved = x + (walk.pictures[1] - walk.pictures[0] if not k else 0)
        if way != RANDOM or not k:
            np.testing.assert_allclose(walk.pictures[k + 1], np.clip(moved, 0, 1), atol=1e-7)


@each_way
def test_no_step_is_longer_than_a_sixteenth_and_at_random_it_is_no_shorter(way):
    dL_dx = np.random.default_rng(0).normal(size=(1, 8, 8, 1))
    assert np.linalg.norm(by(dL_dx, way)) == pytest.approx(LENGTH)
    found = by(np.zeros((1, 8, 8, 1)), way)
    assert np.isfinite(found).all() and found.any() == (way == RANDOM)


@each_way
def test_pixels_stay_between_paper_and_ink_where_that_is_ticked(way):
    kept, free = (walked(0, 0, 0, way, clip).pictures[-1] for clip in (True, False))
    assert kept.min() >= 0 and kept.max() <= 1
    assert free.min() < 0 or free.max() > 1


def test_as_it_invites_a_few_steps_make_the_8_a_3_and_at_random_none_do(front):
    explorer = front.explorer
    assert explorer.stage.status == explorer.invitation and "The network says 8." in explorer.stage.equation
    for steps in range(1, STEPS + 1):
        front.set(explorer.steps, steps)
        if explorer.numbers(explorer.state).prediction < 0.5:
            break
    assert steps <= 8 and "has changed its mind: 3, not 8, since step 7" in explorer.stage.equation
    now = explorer.numbers(explorer.state)
    assert now.length < now.start_length / 8 and explorer.stage.status.startswith("A 3, it says.")
    for k in range(STEPS + 1):
        at(front, steps=k, way=RANDOM)
        assert "changed its mind" not in explorer.stage.equation
    assert "still says 8; by the gradient it changes its mind after 7 steps" in explorer.stage.equation
    assert explorer.stage.status.startswith("As many steps, and still an 8")


def test_nearly_every_digit_becomes_the_other_along_the_gradient_and_says_so():
    found = [walked(digit, 0, 0, GRADIENT, True) for digit in range(last_digit() + 1)]
    assert sum(walk.changed is not None for walk in found) > 0.9 * len(found)
    for walk in found:
        assert walk.target != says(walk.predictions[0])
        if walk.changed is not None:
            assert says(walk.predictions[walk.changed]) == walk.target
            assert all(says(a) != walk.target for a in walk.predictions[:walk.changed])


@pytest.mark.parametrize("patch", [2, 3])
def test_covering_is_the_prediction_with_paper_there_less_the_one_without(patch):
    now = numbers(State(steps=5, patch=patch))
    net, params = trained()
    assert now.matrices["covered"].shape == (9 - patch, 9 - patch)
    for (i, j), moved in np.ndenumerate(now.matrices["covered"]):
        x = now.matrices["x"].copy()
        x[0, i:i + patch, j:j + patch] = 0
        assert net.forward(params, x)["a3"].item() - now.prediction == pytest.approx(moved, abs=1e-9)


@pytest.mark.parametrize("steps", [0, 9])
def test_the_nudge_foretells_by_the_slope_and_what_came_is_the_loss_of_the_nudged_picture(steps):
    for row, column in np.ndindex(8, 8):
        now = numbers(State(steps=steps, selected=("x", (0, row, column, 0))))
        x, nudge = now.matrices["x"].copy(), now.nudge
        assert abs(nudge.ink) == NUDGE and 0 <= x[0, row, column, 0] + nudge.ink <= 1
        x[0, row, column, 0] += nudge.ink
        assert nudge.foretold == pytest.approx(nudge.ink * now.matrices["dL_dx"][0, row, column, 0])
        assert nudge.came == pytest.approx(run_of(x, now.walk.target).L - now.loss, abs=1e-12)


def test_the_sizes_that_are_said_are_those_of_the_change(front):
    explorer = at(front, steps=8)
    now, (_, second, third, _) = explorer.numbers(explorer.state), explorer.stage.equation.split("\n")
    change = now.matrices["x"] - now.matrices["start"]
    np.testing.assert_array_equal(now.matrices["change"], change)
    largest, length = np.abs(change).max(), np.sqrt((change**2).sum())
    assert f"largest change {plain(largest)} of ink, length {plain(length)}" in second
    share = 100 * length / np.sqrt((now.matrices["start"]**2).sum())
    assert f"{math.floor(share + 0.5)} % of the picture’s" in second
    assert plain(float((now.walk.gradients[0] * change).sum())) in third


@pytest.mark.parametrize("down, right", [(0, 1), (1, 0), (-1, -1), (0, 0)])
def test_a_digit_that_is_moved_loses_what_leaves_and_paper_comes_in(down, right):
    x = np.arange(1.0, 65).reshape(1, 8, 8, 1)
    found = shifted(x, down, right)[0, :, :, 0]
    for r, c in np.ndindex(8, 8):
        inside = 0 <= r - down < 8 and 0 <= c - right < 8
        assert found[r, c] == (x[0, r - down, c - right, 0] if inside else 0)


def test_moving_the_digit_alone_is_said_with_what_it_does(front):
    explorer = at(front, right=1)
    now = explorer.numbers(explorer.state)
    assert now.walk.predictions[0] != now.unmoved == walked(0, 0, 0, GRADIENT, True).predictions[0]
    assert "Moving the digit alone: an 8? 99 % →" in explorer.stage.equation


def test_what_is_pressed_becomes_large_and_a_patch_stays_on_the_picture(front):
    explorer = front.explorer
    for name in LARGE:
        front.send(kind="press", matrix=name, row=6, column=6)
        assert explorer.state.look == explorer.look.value == name
    assert explorer.state.selected == ("covered", (6, 6))
    assert pixels(explorer.state) == ((6, 6), (6, 7), (7, 6), (7, 7))
    front.set(explorer.patch, 1)
    assert explorer.state.selected == ("covered", (5, 5)) and not explorer.errors
    front.set(explorer.look, 0)
    assert explorer.state.selected == ("dL_dx", (0, 5, 5, 0))
    front.send(kind="press", matrix="start", row=0, column=7)
    assert explorer.state.look == "dL_dx"


@pytest.mark.parametrize("patch", [2, 3])
def test_the_patches_over_a_pixel_are_those_that_hold_it(patch):
    for row, column in np.ndindex(8, 8):
        places = covering(State(patch=patch, selected=("x", (0, row, column, 0))))
        for i, j in np.ndindex(9 - patch, 9 - patch):
            under = pixels(State(patch=patch, selected=("covered", (i, j))))
            assert ((row, column) in under) == ((i, j) in places)


def test_the_picture_prints_the_large_numbers_and_the_maps_hold_none(front):
    explorer = at(front, steps=6, selected=("change", (0, 2, 2, 0)))
    groups = {one.get("data-name"): one for one in parse(explorer.picture(explorer.state)).iter(f"{SVG}g")
              if one.get("data-name")}
    assert set(groups) == {"start", "x", *LARGE}
    for name, group in groups.items():
        assert (len(list(group.iter(f"{SVG}text"))) == 64) == (name in ("x", "change"))


STATES = [{}, {"steps": 8}, {"steps": STEPS, "way": SIGN}, {"steps": STEPS, "clip": False},
          {"steps": STEPS, "way": RANDOM, "right": 1, "down": -1}, {"digit": 2, "steps": 12},
          {"digit": last_digit(), "patch": 3, "down": 1, "steps": 3}]


@pytest.mark.parametrize("fields", STATES, ids=str)
def test_it_is_one_screen_in_every_state(front, fields):
    explorer = at(front, **fields)
    for name, array in explorer.matrices(explorer.state).items():
        explorer.become(replace(State(), **{**fields, "selected": (name, tuple(n - 1 for n in array.shape))}))
        one_screen.check(explorer.picture(explorer.state), (fields, name))
        assert len(one_screen.lines(explorer)) <= 4, explorer.stage.equation
        assert len(explorer.stage.status) <= 85 and max(map(len, explorer.stage.equation.split("\n"))) <= 95
        assert len(explorer.picture(explorer.state).svg) <= 30_000
    assert one_screen.row_width(explorer) <= one_screen.ROW and not explorer.errors


def test_every_digit_moved_anywhere_is_said_without_a_crash():
    explorer = MindChanger()
    for digit in range(0, last_digit() + 1, 5):
        for down, right in ((0, 0), (1, -1)):
            explorer.become(steady(State(digit=digit, down=down, right=right, steps=digit % STEPS)))
            assert len(one_screen.lines(explorer)) <= 4 and len(explorer.stage.status) <= 85
    assert not explorer.errors


def test_steps_are_first_and_never_disabled(front):
    first = next(iter(controls(front.explorer)))
    assert first.description == "Steps"
    for fields in STATES:
        at(front, **fields)
        assert not first.disabled


def test_while_steps_are_dragged_only_changes_travel(front):
    front.set(front.explorer.steps, 1)
    whole = front.stage.picture["revision"]
    for k in range(0, STEPS + 1, 3):
        front.set(front.explorer.steps, k)
        front.check(k)
        assert front.stage.picture["revision"] == whole


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(MindChanger())


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_never_fails_and_its_link_leads_back(random_walk, seed):
    explorer = MindChanger()
    random_walk(explorer, steps=120, seed=seed)
    back = MindChanger.at(explorer.link)
    assert back.state == explorer.state and back.stage.equation == explorer.stage.equation
