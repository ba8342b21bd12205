"""ErrorExplorer: two paths to the same slope, of which the separate one breaks where 1 − a is exactly 0."""

from math import exp, log1p

import numpy as np
import pytest
from front_end import SVG, FrontEnd, controls
from svg_reader import blemishes, collisions

from cnnlib import draw, examples
from cnnlib.draw.ink.svg import Picture
from cnnlib.ops import losses, sigmoid
from cnnlib.widgets import ErrorExplorer
from cnnlib.widgets.error.numbers import SCORES, at_score, lines


@pytest.fixture
def front():
    return FrontEnd(ErrorExplorer())


def at(front, z, y):
    front.set(front.explorer.label, [0, 1].index(y))
    front.explorer.score.value = z
    return front


def text(front, name):
    group = front.root.find(f".//{{{SVG}}}g[@data-name='{name}']")
    return "".join(group[2].itertext())


@pytest.mark.parametrize("z", [-40.0, -7.3, -0.4, 0.0, 2.5, 36.0])
@pytest.mark.parametrize("y", [0, 1])
def test_where_nothing_is_saturated_both_paths_agree_with_ops_and_with_the_formula(z, y):
    now = at_score(z, y)
    zs, ys = np.array([[z]]), np.array([[float(y)]])
    assert now["dL_dz3 fused"] == losses.sigmoid_binary_cross_entropy_backward(zs, ys).item()
    assert now["dL_dz3 fused"] == pytest.approx(now["a3"] - y, abs=1e-16)
    assert now["dL_dz3"] == pytest.approx(now["dL_dz3 fused"], rel=1e-9, abs=1e-16)
    assert now["L fused"] == pytest.approx(log1p(exp(-abs(z))) + max(z, 0) - z * y, rel=1e-12)
    assert now["dL_da3"] * now["da3_dz3"] == now["dL_dz3"]


def test_the_slope_is_that_of_the_drawn_loss():
    for y in (0, 1):
        line = lines(y)
        central = (line["L fused"][2:] - line["L fused"][:-2]) / (SCORES[2:] - SCORES[:-2])
        assert np.abs(central - line["dL_dz3 fused"][1:-1]).max() < 2e-3


def test_the_squared_error_keeps_the_slope_of_the_sigmoid():
    for y in (0, 1):
        loss = (sigmoid.forward(SCORES) - y) ** 2 / 2
        central = (loss[2:] - loss[:-2]) / (SCORES[2:] - SCORES[:-2])
        assert np.abs(central - lines(y)["dL_dz3 squared"][1:-1]).max() < 2e-3
    wrong = at_score(-40.0, 1)
    assert wrong["dL_dz3 fused"] == -1 and abs(wrong["dL_dz3 squared"]) < 1e-15


def test_it_opens_on_the_score_of_the_running_example_with_the_label_that_breaks(front):
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    assert front.explorer.state.z == run.trace["z3"].item() and front.explorer.state.y == 0
    slope = run.grads["dL_dz3"].item()
    assert at_score(front.explorer.state.z, 1)["dL_dz3"] == pytest.approx(slope, rel=1e-12)


def test_pushing_the_score_to_40_as_it_invites_breaks_the_separate_path_alone(front):
    assert "40" in front.explorer.invitation and len(front.explorer.invitation) <= 95
    assert front.stage.status == front.explorer.invitation
    front.explorer.score.value = 40.0
    assert (text(front, "dL_dz3"), text(front, "dL_dz3 fused")) == ("nan", "1")
    assert "loss 0.513 → 40" in "".join(front.root.itertext())


def test_at_the_end_each_of_the_three_ways_has_its_verdict(front):
    def heads():
        return [one for one in "|".join(front.root.itertext()).split("|")
                if one.startswith(("Separate path", "Fused path", "Squared error", "Another loss"))]

    assert heads() == ["Separate path: loss, then sigmoid", "Fused path: one subtraction",
                       "Another loss: the squared error"]
    at(front, 40.0, 0)
    assert heads() == ["Separate path: breaks, 1 − a⁽³⁾ is 0", "Fused path: survives",
                       "Squared error: slope 0, though wholly wrong"]
    assert "Squared error: slope 0, though wholly wrong." in front.stage.equation
    at(front, -40.0, 1)
    assert heads()[0] == "Separate path: loss, then sigmoid" and heads()[2].startswith("Squared error: slope almost 0")
    assert max(map(len, heads())) <= 51


def test_the_task_is_never_one_that_is_done_or_that_the_label_makes_another(front):
    said = {}
    for z, y in ((-0.5, 0), (40.0, 0), (40.0, 1), (-40.0, 1), (-40.0, 0)):
        at(front, z, y)
        said[z, y] = front.stage.status
    assert said[-0.5, 0] == said[-40.0, 0] == front.explorer.invitation
    assert len(set(said.values())) == 4 and not any("Push the score to 40" in said[one] for one in list(said)[1:4])
    assert max(map(len, said.values())) <= 95 and "−40 is the wrong way" in said[40.0, 1]


def test_a_number_with_a_power_of_ten_fits_the_value_field(front):
    at(front, -40.0, 1)
    front.send(kind="press", matrix="dL_dz3 squared", row=0, column=0)
    assert front.stage.selected["value"] == "−4.25e-18" or len(front.stage.selected["value"]) <= 9


def test_the_slider_stands_on_steps_that_are_exact_in_binary(front):
    slider = front.explorer.score
    assert (slider.step * 2**10).is_integer() and (slider.max / slider.step).is_integer()


@pytest.mark.parametrize("z", [36.75, -0.4, 2.123456])
def test_a_score_that_comes_back_from_the_browser_changed_in_its_last_bits_is_ignored(front, z):
    front.send(kind="type", matrix="z3", row=0, column=0, text=str(z))
    before = front.explorer.state
    front.explorer.score.value = front.explorer.score.value + 1e-9
    assert front.explorer.state is before and before.z == z
    front.explorer.score.value = 5.0
    assert front.explorer.state.z == 5.0


def test_the_separate_path_breaks_exactly_where_the_prediction_rounds_to_one():
    line, a = lines(0), sigmoid.forward(SCORES)
    broken = ~np.isfinite(line["dL_dz3"])
    assert np.array_equal(broken, a == 1)
    assert 36 < SCORES[broken][0] <= 37
    assert np.isnan(line["dL_dz3"][broken]).all() and np.isinf(line["L"][broken]).all()
    assert np.isfinite(line["dL_dz3 fused"]).all() and np.isfinite(line["L fused"]).all()


def test_with_label_1_the_separate_path_stays_right_as_numbers_near_zero_are_dense():
    line = lines(1)
    assert np.isfinite(line["dL_dz3"]).all()
    assert np.allclose(line["dL_dz3"], line["dL_dz3 fused"], rtol=1e-9, atol=1e-15)


def test_saturation_shows_in_the_picture_and_is_said(front):
    at(front, 40.0, 0)
    assert text(front, "dL_dz3") == "nan" and text(front, "L") == "∞" and text(front, "1 - a3") == "0"
    assert text(front, "dL_dz3 fused") == "1" and text(front, "L fused") == "40"
    assert "separate path breaks" in front.stage.equation and "stays right" in front.stage.equation
    assert "not a number" in "".join(front.root.itertext())
    front.check("saturated")
    at(front, 36.0, 0)
    assert "Both agree on the slope" in front.stage.equation
    assert "not a number" not in "".join(front.root.itertext())


def test_picture_and_sentence_agree_on_a_prediction_just_below_1(front):
    at(front, 36.0, 0)
    assert text(front, "a3") == text(front, "dL_dz3") == ".99…" and not text(front, "1 - a3").startswith("0")
    assert "prediction 0.99…" in front.stage.equation and "a⁽³⁾ − y is 0.99…" in front.stage.equation
    assert "fused path: 0.99…" in front.stage.equation
    at(front, 40.0, 0)
    assert text(front, "a3") == "1" and "prediction 1," in front.stage.equation
    at(front, -36.0, 1)
    assert text(front, "1 - a3") == ".99…" and "is −0.99…" in front.stage.equation
    at(front, -40.0, 1)
    assert text(front, "dL_dz3") == "−1" and "Separate path: −1; fused path: −1." in front.stage.equation


def test_a_number_has_one_colour_wherever_it_stands(front):
    for z in (-2.0, 0.5, 36.0):
        at(front, z, 0)
        fills = {}
        for group in front.root.iter(f"{{{SVG}}}g"):
            if group.get("data-name") in ("a3", "da3_dz3", "dL_dz3 fused"):
                fills.setdefault(group.get("data-name"), []).append(group[0][0].get("fill"))
        assert all(len(found) > 1 and len(set(found)) == 1 for found in fills.values()), fills


def test_powers_of_e_are_written_out(front):
    at(front, 5.0, 1)
    front.send(kind="press", matrix="L fused", row=0, column=0)
    assert front.stage.equation.startswith("L fused = log(1 + e^(z⁽³⁾)) − z⁽³⁾ · y = log(1 + e^5) − 5 · 1 = ")
    at(front, -5.0, 1)
    assert "log(1 + e^(−5)) − (−5) · 1" in front.stage.equation
    front.send(kind="press", matrix="a3", row=0, column=0)
    assert front.stage.equation.startswith("a⁽³⁾ = 1/(1 + e^(−z⁽³⁾)) = 1/(1 + e^5) = ")


def test_before_it_breaks_the_separate_loss_loses_digits_and_that_is_said(front):
    at(front, 36.7, 0)
    now = at_score(36.7, 0)
    assert abs(now["L"] - now["L fused"]) > 0.1
    assert "The losses already differ" in front.stage.equation
    at(front, 20.0, 0)
    assert "already differ" not in front.stage.equation


def test_the_sign_of_the_error_says_where_the_score_should_go(front):
    at(front, -3.0, 1)
    assert "the score should rise" in front.stage.equation
    at(front, 3.0, 0)
    assert "the score should fall" in front.stage.equation


def test_the_label_can_be_typed_and_must_be_0_or_1(front):
    front.send(kind="press", matrix="y", row=0, column=0)
    front.send(kind="type", matrix="y", row=0, column=0, text="1")
    assert front.explorer.state.y == front.explorer.label.value == 1
    front.send(kind="type", matrix="y", row=0, column=0, text="0.5")
    assert front.explorer.state.y == 1 and "0 or 1" in front.stage.status


@pytest.mark.parametrize("typed", ["", "abc", "nan", "1e308", "-1e400", "41"])
def test_a_score_that_cannot_be_used_changes_nothing_and_is_answered(front, typed):
    before = front.explorer.state
    front.send(kind="type", matrix="z3", row=0, column=0, text=typed)
    assert front.explorer.state is before and len(front.stage.status) > 10
    assert front.explorer.errors == []


def test_a_computed_number_cannot_be_typed(front):
    front.send(kind="type", matrix="a3", row=0, column=0, text="0.5")
    assert "is computed" in front.stage.status


def test_every_number_can_be_selected_with_the_keys(front):
    names = list(front.explorer.shapes(front.explorer.state))
    seen = []
    for _ in names:
        front.send(kind="key", key="PageDown")
        seen.append(front.explorer.state.selected[0])
        assert front.stage.equation.split("\n")[0]
        front.check(seen[-1])
    assert sorted(seen) == sorted(names)


STATES = [(z, y) for y in (0, 1) for z in (-40.0, -36.875, -7.3, -0.125, 0.0, 2.5, 36.0, 36.75, 40.0)]


@pytest.mark.parametrize("z, y", STATES)
def test_it_is_one_screen_in_every_state_with_numbers_large_enough_and_room_for_all(front, z, y):
    picture = (explorer := at(front, z, y).explorer).picture(explorer.state)
    assert (picture.width, picture.height) == (900, 440)
    assert blemishes(picture) == []
    curves, ways = picture.nodes
    assert collisions(Picture(514, 440, ways.children, "", "", str)) == []
    assert [collisions(Picture(386, 220, curve.children, "", "", str)) for curve in curves.children] == [[], []]
    cells = [group[2] for group in front.root.iter(f"{{{SVG}}}g") if group.get("data-name")]
    assert min(float(group[0].get("font-size", group.get("font-size"))) for group in cells) >= 12.5
    assert {one.get("data-name") for one in front.root.iter(f"{{{SVG}}}g") if one.get("data-name")} == set(
        explorer.matrices(explorer.state))
    lines = front.stage.equation.split("\n")
    assert len(lines) <= 4 and max(map(len, lines)) <= 105


def test_the_score_is_first_and_no_control_is_ever_disabled(front):
    first, second = list(controls(front.explorer))[:2]
    assert first.description == "Score z⁽³⁾"
    for z, y in STATES:
        at(front, z, y)
        assert f"score {draw.plain(z, 6)}" in "".join(front.root.itertext())
        assert not first.disabled and not second.disabled


def test_a_drag_leaves_the_numbers_from_before_it_above_the_new_ones(front):
    for z in (1.0, 5.0, 10.0):
        front.explorer.score.value = z
    old = {group.get("data-name"): group[3][0].text for group in front.root.iter(f"{{{SVG}}}g")
           if group.get("data-name")}
    assert (old["z3"], old["a3"], old["L"], old["y"]) == ("−.401", ".401", ".513", None)


def test_only_changes_travel_while_the_score_moves(front):
    front.explorer.score.value = 1.0
    whole = front.explorer.stage.picture["revision"]
    for z in (-40.0, -1.0, 0.0, 5.0, 36.9, 40.0):
        front.explorer.score.value = z
        assert front.explorer.stage.picture["revision"] == whole


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(ErrorExplorer())


def test_a_random_walk_over_controls_and_events_never_fails(random_walk):
    random_walk(ErrorExplorer())
