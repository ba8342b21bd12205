"""GradientCheckExplorer: every number is that of the network, rounded once; both branches go as they say."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import one_screen
import pytest
from front_end import FrontEnd
from last_bits import PROCESSORS, moved
from svg_reader import by_name, labels, value

from cnnlib import examples, gradcheck
from cnnlib.draw.ink.number import grouped
from cnnlib.widgets.gradcheck import numbers as module
from cnnlib.widgets.gradcheck.explorer import GradientCheckExplorer, picture
from cnnlib.widgets.gradcheck.numbers import EPS, LEAST, NUDGES, WAYS, State, at, numbers, place_of
from cnnlib.widgets.gradcheck.words import PLACES, words

NUMBERS = ("weight", "beside", "on")
SOME = [EPS[text] for text in ("1e-1", "1e-3", "5e-4", "1e-5", "1e-8", "1e-13", "1e-15")]


@pytest.fixture
def explorer():
    return GradientCheckExplorer()


@pytest.fixture
def front(explorer):
    return FrontEnd(explorer)


def loss_of(number, kind=np.float64):
    """The loss as a function of the number (1,), by Network; and where it stands."""
    net, params, x, y = examples.eight_by_eight()
    (name, index), value = place_of(number).address, np.array([float(place_of(number).value)], kind)

    def loss(moved):
        arrays = {"x": x.copy(), **{each: array.copy() for each, array in params.items()}}
        arrays[name][index] = moved[0]
        arrays = {each: array.astype(kind) for each, array in arrays.items()}
        return net.run({each: arrays[each] for each in params}, arrays["x"], y.astype(kind)).L
    return loss, value


@pytest.mark.parametrize("number", NUMBERS)
def test_the_loss_of_every_nudge_is_that_of_the_network(number):
    loss, here = loss_of(number)
    for eps, single in product(EPS.values(), (False, True)):
        shown, kind = at(number, eps, True, single), np.float32 if single else np.float64
        for name, step in (("L up", kind(eps)), ("L down", -kind(eps))):
            real = loss(np.array([float(kind(here[0]) + step)]) if single else here + step)
            assert shown[name] == pytest.approx(real, rel=3e-7 if single else 2e-15, abs=0), (name, eps)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_real_run_in_float32_is_off_by_few_of_its_last_digits(number):
    loss, here = loss_of(number, np.float32)
    for eps in SOME:
        assert at(number, eps, True, True)["L up"] == pytest.approx(float(loss(here + np.float32(eps))), rel=8 * 2**-23)


def test_the_gradient_of_the_weight_is_backward_s_and_nudging_agrees():
    net, *rest = examples.eight_by_eight()
    run, now = net.run(*rest), numbers(State())
    claim = run.grads["dL_dw1"][0, 2, 0, 0]
    assert now.values["dL_backward"] == pytest.approx(claim, rel=1e-12) == pytest.approx(float(now.gradient), rel=1e-12)
    loss, here = loss_of("weight")
    assert gradcheck.check(loss, here, np.array([claim])).passed


@pytest.mark.parametrize("number", ["beside", "on"])
def test_the_slopes_at_a_kink_are_those_that_gradcheck_finds(number):
    loss, here = loss_of(number)
    report = gradcheck.check(loss, here, np.array([place_of(number).claim]))
    shown = at(number, 1e-6, True, False)
    assert report.passed and report.kink.tolist() == [number == "on"]
    for side, name in (("left", "dL_left"), ("right", "dL_right"), ("central", "dL_nudged")):
        assert shown[name] == pytest.approx(getattr(report, side)[0], rel=1e-5, abs=1e-8), side


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("central", "single"), WAYS)
def test_no_error_is_larger_than_both_bounds_together_where_no_kink_lies_in_the_nudge(number, central, single):
    now = numbers(State(number, central=central, single=single))
    smooth = (float(now.place.below) > NUDGES) | (not central) | (number == "weight")
    bounds = 1.1 * now.truncated + 1.05 * now.rounded
    assert np.all(now.lines[central, single][smooth] <= bounds[smooth])


@pytest.mark.parametrize(("central", "fall"), [(True, 100), (False, 10)])
def test_truncation_falls_as_it_is_said_and_then_round_off_rises(central, fall):
    line = numbers(State(central=central)).lines[central, False]
    one, less = (line[list(EPS).index(text)] for text in ("1e-1", "1e-2"))
    assert one / less == pytest.approx(fall, rel=0.15)
    assert line[0] > 1e4 * line.min() > 1e3 * LEAST


def test_float32_is_at_its_best_with_a_far_larger_nudge_and_far_fewer_digits():
    for central in (True, False):
        single, double = (numbers(State(central=central, single=one)).best for one in (True, False))
        assert single[0] > 100 * double[0] and single[1] > 1e4 * double[1]


@pytest.mark.parametrize("single", [False, True])
def test_on_a_kink_the_central_slope_is_off_by_a_half_and_the_words_say_so(single):
    now = numbers(State("on", 1e-3, True, single))
    assert now.values["dL_left"] == 0 and now.relative == pytest.approx(0.5, abs=2e-3)
    assert now.values["dL_nudged"] == pytest.approx(now.values["dL_right"] / 2, rel=1e-3)
    assert "½ is the fingerprint of a kink, however small" in words(now)
    assert "kink" not in words(numbers(State("on", 1e-3, False, single)))


def test_a_nudge_smaller_than_the_way_to_the_kink_gets_past_it():
    far, near = (numbers(State("beside", EPS[text])) for text in ("5e-2", "5e-4"))
    assert far.relative > 0.48 and "a smaller nudge gets past it" in words(far)
    assert near.relative < 1e-8 and "kink" not in words(near)


def test_where_both_losses_are_the_same_float_the_slope_is_0_and_wholly_wrong():
    now = numbers(State("weight", 1e-9, True, True))
    assert now.values["change"] == now.values["dL_nudged"] == 0 and now.relative == 1
    assert "no digit is left" in words(now)


@pytest.mark.parametrize("state", [State(*each) for each in product(NUMBERS, SOME, (True, False), (True, False))])
def test_every_picture_fits_and_its_digits_are_those_of_the_numbers(state, explorer):
    now = numbers(state)
    drawn = picture(now)
    one_screen.check(drawn, state)
    said = words(now).split("\n")
    assert len(said) <= 4 and all(len(line) <= 105 for line in said), said
    texts = [label.text.replace("\u2009", "") for label in labels(drawn)]
    for name in ("L up", "L down", "change"):
        assert grouped(now.values[name], PLACES[state.single]).replace("\u2009", "") in texts, name
    for name, one in by_name(drawn).items():
        shown, error = value(one.texts[0].replace("−.", "-0."))
        true = now.values[name]
        assert (true == 0) == (shown == 0) and shown * true >= 0, (name, shown, true)


def test_the_digits_that_both_losses_share_are_paler_than_those_that_differ():
    shared = {text: len(words_of(State(eps=EPS[text]))) for text in ("1e-2", "1e-6", "1e-12")}
    assert shared["1e-2"] < shared["1e-6"] < shared["1e-12"]


def words_of(state):
    """The pale digits of the first loss."""
    return re.search(r"fill='#767676'>([^<]*)<", picture(numbers(state)).svg)[1]


@pytest.mark.parametrize("by", PROCESSORS)
def test_every_digit_is_the_same_whatever_last_bits_a_run_has(by, monkeypatch):
    here = [at(number, eps, True, single) for number, eps, single in product(NUMBERS, SOME, (True, False))]
    slope = module.slope_of
    monkeypatch.setattr(module, "slope_of", lambda run, *where: slope(shifted(run, by), *where))
    module.place_of.cache_clear(), module.at.cache_clear()
    there = [at(number, eps, True, single) for number, eps, single in product(NUMBERS, SOME, (True, False))]
    module.place_of.cache_clear(), module.at.cache_clear()
    assert [without(one) for one in here] == [without(one) for one in there]


def shifted(run, by):
    """The run with gradients that have moved by some last bits."""
    return replace(run, grads={name: moved(grad, by) for name, grad in run.grads.items()})


def without(shown):
    """The numbers but the claim, which is printed in three digits."""
    return {name: one for name, one in shown.items() if name != "dL_backward"}


def test_numbers_are_grouped_by_five_with_a_true_minus_sign():
    assert grouped(Decimal("-0.1234567"), 7) == "−0.12345\u200967" and grouped(-1e-9, 3) == "0.000"


def test_the_controls_fit_one_row_with_eps_first_and_never_disabled(explorer):
    row = explorer.children[0].children
    assert row == (explorer.eps, explorer.number, explorer.central, explorer.single)
    assert one_screen.row_width(explorer) <= one_screen.ROW and not any(one.disabled for one in row)
    assert explorer.stage.status == explorer.invitation


def test_dragging_eps_to_the_left_makes_it_smaller_and_the_line_above_asks_on(explorer, front):
    front.set(explorer.eps, list(EPS).index("1e-9"))
    assert explorer.state.eps == 1e-9 and "smaller is worse" in explorer.stage.status
    front.set(explorer.eps, 0)
    assert explorer.state.eps == 1e-15


def test_a_link_opens_the_same_state(explorer):
    explorer.number.value, explorer.single.value, explorer.eps.value = "on", True, 2e-4
    again = GradientCheckExplorer.at(explorer.link)
    assert again.stage.equation == explorer.stage.equation and again.state.single


def test_every_control_at_its_ends_leaves_a_true_picture(explorer, sweep):
    sweep(explorer)


def test_a_random_walk_leaves_a_true_picture(explorer, random_walk):
    random_walk(explorer, steps=200)


def test_a_nudge_that_just_reaches_the_kink_has_none_inside():
    now = numbers(replace(State("beside"), eps=EPS["1e-3"]))
    assert now.values["dL_left"] == pytest.approx(now.values["dL_right"], rel=1e-3)
    assert "inside the nudge" not in words(now)
    assert "inside the nudge" in words(numbers(replace(State("beside"), eps=EPS["2e-3"])))
