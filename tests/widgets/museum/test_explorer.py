"""BugMuseum: two trainings from one start, one with a bug, and what the stored table says of it."""

from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import FrontEnd
from numpy.testing import assert_allclose
from svg_reader import blemishes, collisions, parse

from cnnlib.mistakes import MISTAKES, Mistaken, museum
from cnnlib.mistakes.museum import BUGS, STEPS
from cnnlib.mistakes.probes import PROBES
from cnnlib.optim import SGD
from cnnlib.widgets.museum.explorer import BugMuseum
from cnnlib.widgets.museum.numbers import State, numbers
from cnnlib.widgets.museum.words import findings, words


@pytest.fixture
def front():
    return FrontEnd(BugMuseum())


def trained(name, steps):
    """The losses of the museum's network, trained here step by step."""
    net = Mistaken(museum.NET, BUGS[name]) if name else museum.NET
    (x, y), rng, losses = museum.digits(), np.random.default_rng(0), []
    params = net.init(rng)
    for _ in range(steps):
        losses.append(museum.loss(params))
        batch = rng.permutation(len(x))[:32]
        params = SGD(0.2).step(params, net.run(params, x[batch], y[batch]).grads)
    return losses


@pytest.mark.parametrize("name", ["return too deep", "dw flipped", "= for +="])
def test_both_curves_are_trainings_from_the_same_weights_with_the_same_batches(name):
    right, wrong = numbers(State(name, on=True, step=11)).losses
    assert right[0] == wrong[0] and len(right) == len(wrong) == 12
    assert_allclose(right, trained("", 12), rtol=1e-6)
    assert_allclose(wrong, trained(name, 12), rtol=1e-6)


def test_as_it_invites_the_bug_is_ticked_and_its_training_begins_to_play(front):
    explorer = front.explorer
    assert front.stage.status == explorer.invitation and not explorer.transport.play.playing
    front.set(explorer.on, True)
    assert explorer.state.step == 0 and explorer.transport.play.playing
    front.set(explorer.transport.scrubber, STEPS)
    assert "Of 20 seeds 20 learn" in front.stage.equation
    assert "which probe" in front.stage.status.lower()


def test_another_seed_trains_before_ones_eyes_too_and_undo_brings_the_whole_training_back(front):
    explorer = front.explorer
    front.set(explorer.seed, 7)
    assert explorer.state.step == 0 and not explorer.state.on and explorer.transport.play.playing
    explorer.transport.play.playing = False           # as the browser says at the last step
    front.send(kind="undo")
    assert (explorer.state.seed, explorer.state.step, explorer.transport.play.playing) == (0, STEPS, False)


def test_a_bug_that_is_taken_out_leaves_the_training_without_it_at_its_end(front):
    explorer = front.explorer
    front.set(explorer.on, True)
    explorer.transport.play.playing = False
    front.set(explorer.on, False)
    assert explorer.state.step == STEPS and not explorer.transport.play.playing


def test_undo_stops_what_plays_and_takes_the_bug_out_again(front):
    explorer = front.explorer
    front.set(explorer.on, True)
    for step in range(1, 5):
        front.set(explorer.transport.scrubber, step)
    front.send(kind="undo")
    assert not explorer.transport.play.playing and explorer.state.on and explorer.state.step == 0
    front.send(kind="undo")
    assert not explorer.state.on and explorer.state.step == STEPS


def test_while_it_plays_no_step_of_before_is_sent_back_to_the_browser(front):
    explorer = front.explorer
    front.set(explorer.on, True)
    sent = []
    explorer.transport.play.observe(lambda change: sent.append(change["new"]), "value")
    for step in (3, 4, 5):                            # as they come over a long wire: Play is further on by then
        front.set(explorer.transport.scrubber, step)
    assert sent == [] and explorer.state.step == 5
    explorer.transport.buttons[0].click()             # Back: Play goes on from there
    assert sent == [4]


def test_how_many_seeds_learn_is_not_told_before_the_training_ends():
    assert "seeds" not in words(numbers(State(on=True, step=STEPS - 1)))


def test_what_probes_find_is_told_only_when_it_is_asked(front):
    explorer = front.explorer
    assert {said for _, said in findings(explorer.numbers(explorer.state))} == {"?"}
    front.set(explorer.probes, True)
    told = dict(findings(explorer.numbers(explorer.state)))
    assert told["shapes"].startswith("passes") and told["rectangular"] == "finds it: wrong numbers"
    assert list(told) == list(PROBES)


def test_another_bug_is_not_yet_in_and_its_probes_are_not_yet_told(front):
    explorer = front.explorer
    front.set(explorer.on, True)
    front.set(explorer.probes, True)
    explorer.bug.value = "dw flipped"
    assert explorer.state == replace(State(), bug="dw flipped", step=explorer.state.step)


def test_a_crash_is_a_verdict(front):
    now = numbers(State("crop at pad 0", on=True, step=5))
    assert now.stopped == "crash" and len(now.losses[1]) == 1 and len(now.losses[0]) == 6
    assert "It crashes in its first step" in words(now)


def test_a_training_that_leaves_the_numbers_says_after_how_many_steps():
    now = numbers(State("sign of a - y", on=True))
    assert now.stopped == "not a number" and 1 < len(now.losses[1]) <= STEPS
    assert f"After {len(now.losses[1])} steps" in words(now)


@pytest.mark.parametrize("bug", BUGS)
def test_every_bug_has_its_sentence_its_source_and_a_plain_picture(bug):
    now = numbers(State(bug, probes=True, step=0))
    picture = BugMuseum.shows[1](now)
    assert not blemishes(picture) and picture.height <= 450
    assert MISTAKES[bug].what in repr(picture)
    assert MISTAKES[bug].source.address in words(now)


def test_it_survives_every_control_and_any_order(sweep, random_walk):
    sweep(BugMuseum())
    random_walk(BugMuseum(), steps=80)


@pytest.mark.parametrize("fields", [{}, {"on": True, "probes": True}, {"bug": "crop at pad 0", "on": True}])
def test_it_stands_on_one_screen(fields):
    picture = BugMuseum.shows[1](numbers(replace(State(), **fields)))
    assert picture.width == one_screen.WIDE and picture.height <= one_screen.TALL
    assert collisions(picture) == [] and blemishes(picture) == []
    assert min(size for size, _ in one_screen.types(parse(picture))) >= one_screen.NUMBER
    assert one_screen.row_width(BugMuseum()) <= one_screen.ROW


def test_its_link_leads_back(front):
    explorer = front.explorer
    explorer.become(replace(State(), bug="dw flipped", on=True, step=7, seed=3, probes=True))
    assert BugMuseum.at(explorer.link).state == explorer.state


def test_while_it_plays_only_changes_travel(front):
    front.set(front.explorer.on, True)
    whole = front.stage.picture["revision"]
    for step in (1, 2, 30, STEPS):
        front.set(front.explorer.transport.scrubber, step)
        front.check(step)
        assert front.stage.picture["revision"] == whole
