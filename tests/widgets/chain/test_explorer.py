"""ChainExplorer multiplies the slopes of one path,
and its nudge tests the product against a second forward pass."""

import re
from dataclasses import replace
from math import prod

import numpy as np
import pytest
from front_end import SVG, FrontEnd
from networks import network
from walking import STARTS, follow, place, texts

from cnnlib import examples, explain
from cnnlib.draw.parts import single
from cnnlib.network import Dense, Network, ReLU, Sigmoid
from cnnlib.ops import max_pool
from cnnlib.widgets import ChainExplorer
from cnnlib.widgets.chain import nudges, paths
from cnnlib.widgets.chain.walk import walk


@pytest.fixture
def front():
    return FrontEnd(ChainExplorer())


def shown(front, name):
    """The number a single cell of the picture prints, and how far the true one may lie from it."""
    group = front.root.find(f".//{{{SVG}}}g[@data-name='{name}']")
    text = "".join(group[2].itertext()).replace("\u2212", "-").replace("∞", "inf").replace(".99…", "1")
    return float(text), 0.51 * 10.0 ** -len(text.partition(".")[2])


def assert_shows(front, name, value):
    number, slack = shown(front, name)
    power = 10.0 ** single.own(value)
    assert abs(number - value / power) <= slack, (name, number, value)


def loss(params, x, y):
    net, *_ = examples.eight_by_eight()
    return net.run(params, x, y).L


def nudged_loss(explorer, start, nudge):
    """A forward pass of the whole network with one given number changed."""
    given, at = explorer.state.given, place(explorer, start)
    params, x = {name: array.copy() for name, array in given.params.items()}, given.x.copy()
    (x if start[0] == "x" else params[start[0]])[at] += nudge
    return loss(params, x, given.y)


@pytest.mark.parametrize("start", STARTS)
def test_the_factors_multiply_to_the_gradient_on_the_path(front, start):
    walk = follow(front, start).numbers(front.explorer.state).walk
    product = walk.gradients[-1].value * prod(link.value for link in walk.slopes)
    assert walk.gradients[0].value == pytest.approx(product, rel=1e-12)
    for link in (*walk.slopes, *walk.gradients):
        assert_shows(front, link.name, link.value)


@pytest.mark.parametrize("start", [("w1", 0, 2), ("w1", 2, 1), ("b1", 0, 0), ("x", 0, 0), ("x", 5, 3),
                                   ("x", 7, 7)])
def test_the_paths_add_up_to_the_gradient(front, start):
    explorer = follow(front, start)
    run, begin = explorer.numbers(explorer.state).walk.run, (start[0], place(explorer, start))
    shares = [walk(run, path).gradients[0].value for path in every_path(run, (begin,))]
    assert sum(shares) == pytest.approx(float(run.grads[f"dL_d{start[0]}"][begin[1]]), rel=1e-12, abs=1e-15)
    cell = explain.cell(run, f"dL_d{start[0]}", begin[1])
    assert sorted(shares) == pytest.approx(sorted(term.value for term in cell.terms), abs=1e-15)
    assert f"sum over {len(shares)} paths" in front.stage.equation or (
        len(shares) == 1 and "One path leads" in front.stage.equation)


def every_path(run, path):
    """All paths that begin so."""
    options = paths.web(run).branches(path[-1])
    return [one for each in options for one in every_path(run, (*path, each.to))] if options else [path]


@pytest.mark.parametrize("start", [start for start in STARTS if start[0] in ("x", "w1", "b1", "w3", "b3")])
@pytest.mark.parametrize("nudge", [-0.5, -0.13, 0.5])
def test_predicted_is_slope_times_nudge_and_real_is_a_second_forward_pass(front, start, nudge):
    explorer = follow(front, start, nudge)
    grads = explorer.numbers(explorer.state).walk.run.grads
    slope = grads[f"dL_d{start[0]}"][place(explorer, start)]
    real = nudged_loss(explorer, start, nudge) - explorer.numbers(explorer.state).walk.run.L
    numbers = explorer.numbers(explorer.state).test
    assert numbers["dL_predicted"] == pytest.approx(float(slope) * nudge, rel=1e-12)
    assert numbers["real"] == pytest.approx(real, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("start", STARTS)
def test_a_small_nudge_agrees_with_every_slope(front, start):
    explorer = follow(front, start, 0.0)
    front.send(kind="type", matrix="nudge", row=0, column=0, text="0.0001")
    numbers = explorer.numbers(explorer.state).test
    assert numbers["dL_predicted"] != 0
    assert numbers["real"] == pytest.approx(numbers["dL_predicted"], rel=1e-3)
    assert "less than one part in a hundred" in front.stage.equation


def test_it_opens_with_arithmetic_that_a_reader_can_check(front):
    after, before, real, predicted = (shown(front, name)[0]
                                      for name in ("L nudged", "L", "real", "dL_predicted"))
    assert (after, before, real, predicted) == (0.787, 0.913, -0.127, -0.133)
    assert {"loss 0.913 → 0.787", "gap 0.00599 = 5 % of real"} <= set(texts(front))
    assert abs(after - before - real) < 0.0011      # each is rounded: the last digit may be one off


@pytest.mark.parametrize("start, place", [
    (("w1", 0, 2), "w⁽¹⁾[0, 2]"), (("x", 4, 2), "x[4, 2]"), (("b1", 0, 0), "b⁽¹⁾"), (("w3", 1, 0), "w⁽³⁾[3]"),
    (("z1", 3, 1), "z⁽¹⁾[3, 1]"), (("a3", 0, 0), "a⁽³⁾")])
def test_every_gradient_that_is_quoted_has_its_place(front, start, place):
    follow(front, start)
    assert f"∂L/∂{place} = " in front.stage.equation
    assert f"∂L/∂{place}" in texts(front)
    front.send(kind="press", matrix="dL_predicted", row=0, column=0)
    assert front.stage.equation.startswith(f"predicted change = ∂L/∂{place} · nudge")


def test_what_one_path_carries_is_called_its_share_and_only_the_sum_is_the_gradient(front):
    walk = front.explorer.numbers(front.explorer.state).walk
    assert abs(walk.gradients[0].value) < abs(front.explorer.numbers(front.explorer.state).test["dL_dw1"])
    assert "path's share" in texts(front) and "this one carries −0.135" in front.stage.equation
    assert "∂L/∂w⁽¹⁾" not in texts(front) and "∂L/∂w⁽¹⁾[0, 2]" in texts(front)


def test_a_weight_of_the_dense_layer_has_one_address_and_its_place_on_the_board(front):
    follow(front, ("w3", 1, 0))
    first, *_, last = front.stage.equation.split("\n")
    assert first == "w⁽³⁾[3] (row 1, column 0 on the board) = 1"
    assert last == "One path leads from w⁽³⁾[3] to the loss: ∂L/∂w⁽³⁾[3] = −0.767."
    assert "w⁽³⁾[1, 0]" not in front.stage.equation and "w(3)[1, 0]" not in "".join(front.root.itertext())
    front.send(kind="press", matrix="dL_dw3", row=0, column=0)
    assert front.stage.equation.startswith("∂L/∂w⁽³⁾[3] (row 1, column 0 on the board) = ")


def test_words_name_only_what_is_in_the_picture(front):
    for start in STARTS:
        explorer = follow(front, start)
        said = " ".join(texts(front))
        for name in set(explorer.words) & set(explorer.shapes(explorer.state)):
            assert explorer.words[name] in said, name


def test_a_large_nudge_of_the_dense_bias_ends_above_the_straight_line(front):
    """The loss is convex in the score, so its tangent lies below it."""
    for nudge in (-0.5, 0.5):
        follow(front, ("b3", 0, 0), nudge)
        assert "above what the slope predicts" in front.stage.equation


def test_no_nudge_changes_nothing(front):
    follow(front, ("w1", 1, 1), 0.0)
    assert "nothing changes" in front.stage.equation
    assert shown(front, "dL_predicted")[0] == shown(front, "real")[0] == 0


def test_a_winner_that_moves_is_said(front):
    explorer = follow(front, ("x", 4, 2), 0.5)
    given = explorer.state.given
    before = explorer.numbers(explorer.state).walk.run.trace["a1"]
    x = given.x.copy()
    x[0, 4, 2, 0] += 0.5
    after = explorer.numbers(explorer.state).walk.run.net.forward(given.params, x)["a1"]
    moved = np.argwhere(max_pool.winners(before) & ~max_pool.winners(after))
    assert len(moved) == 1
    assert f"from a⁽¹⁾[{moved[0, 1]}, {moved[0, 2]}]" in front.stage.equation
    front.set(explorer.slider, 0.01)
    assert "No kink." in front.stage.equation


def test_a_gate_that_shuts_is_said_and_one_of_a_loser_is_not(front):
    follow(front, ("z1", 3, 1), -0.5)
    assert "kink" in front.stage.equation and "winner" in front.stage.equation
    follow(front, ("z1", 1, 4), -0.5)          # it wins its window with 0.219
    assert "the gate of z⁽¹⁾[1, 4] shuts" in front.stage.equation
    follow(front, ("z1", 4, 0), 0.2)           # it opens at −0.05, but loses its window
    assert "No kink." in front.stage.equation


@pytest.mark.parametrize("start", [("w1", 0, 2), ("b1", 0, 0), ("x", 4, 2), ("z1", 3, 1), ("a1", 3, 1)])
def test_a_kink_is_said_within_the_lines_that_show_whatever_is_selected_and_after_the_next_path(front, start):
    explorer = follow(front, start, -0.5)
    for _ in range(3):
        for name in ("z1", "a1", "z3", "dL_dx", "dL_db1"):
            front.send(kind="press", matrix=name, row=0, column=0)
            lines = front.stage.equation.split("\n")
            crossed = explorer.numbers(explorer.state).crossed
            assert len(lines) <= 4 and any("kink" in line for line in lines) == (crossed is not None), (name, lines)
        explorer.following.click()
        assert len(front.stage.equation.split("\n")) <= 4


def test_a_loser_of_its_window_gets_a_slope_of_zero(front):
    follow(front, ("z1", 0, 0))
    assert shown(front, "da2_da1")[0] == 0
    assert shown(front, "dL_dz1")[0] == 0
    assert "loses its window" in " ".join(texts(front))
    front.send(kind="press", matrix="da2_da1", row=0, column=0)
    assert front.stage.equation.startswith("∂a⁽²⁾/∂a⁽¹⁾ = 0: loses its window.")


def test_a_cell_of_z1_leads_the_path_through_it_and_a_pixel_keeps_to_its_windows(front):
    explorer = follow(front, ("w1", 2, 2))
    front.send(kind="press", matrix="z1", row=5, column=1)
    assert cells(explorer)[:3] == [("w1", 2, 2), ("z1", 5, 1), ("a1", 5, 1)]
    front.send(kind="press", matrix="x", row=0, column=0)
    assert cells(explorer)[:2] == [("x", 0, 0), ("z1", 0, 0)]
    front.send(kind="press", matrix="z1", row=5, column=5)
    assert cells(explorer)[:2] == [("x", 0, 0), ("z1", 0, 0)]


def test_a_pooled_cell_leads_the_path_through_the_steepest_cell_of_its_window(front):
    explorer = follow(front, ("w1", 2, 2))
    front.send(kind="press", matrix="a2", row=1, column=0)
    assert cells(explorer)[1:4] == [("z1", 3, 1), ("a1", 3, 1), ("a2", 1, 0)]


def cells(explorer):
    """The path as it is drawn."""
    return [(name, *explorer.views(explorer.state)[name].cell(index)) for name, index in explorer.state.path]


def test_next_path_visits_every_path_that_is_not_zero(front):
    explorer = follow(front, ("w1", 2, 2))
    run = explorer.numbers(explorer.state).walk.run
    cell = explain.cell(run, "dL_dw1", (2, 2, 0, 0))
    seen = set()
    for _ in cell.terms:
        explorer.following.click()
        assert explorer.numbers(explorer.state).walk.gradients[0].value != 0
        seen.add(explorer.state.path)
    assert len(seen) == sum(term.value != 0 for term in cell.terms)


def test_without_another_path_next_path_says_so(front):
    follow(front, ("b3", 0, 0))
    front.explorer.following.click()
    assert "no other path" in front.stage.status


def test_the_prediction_can_only_be_nudged_to_a_probability(front):
    explorer = follow(front, ("a3", 0, 0), -0.5)
    a = explorer.numbers(explorer.state).walk.run.trace["a3"].item()
    numbers = explorer.numbers(explorer.state).test
    assert numbers["nudge"] == pytest.approx(0.01 - a)
    assert np.isfinite(numbers["L nudged"])
    assert explorer.slider.value == pytest.approx(numbers["nudge"], abs=0.006)
    assert "The nudge stops at −0.391: none may take the prediction below 0.01." in front.stage.equation
    assert "kink" not in front.stage.equation
    front.set(explorer.slider, 0.5)
    assert "stops" not in front.stage.equation
    front.send(kind="type", matrix="b3", row=0, column=0, text="0")
    follow(front, ("a3", 0, 0), 0.5)
    assert "none may take the prediction above 0.99" in front.stage.equation


def test_a_saturated_prediction_is_said_in_words(front):
    for row in range(3):
        for column in range(3):
            front.send(kind="type", matrix="w3", row=row, column=column, text="-10")
            front.send(kind="type", matrix="w1", row=row, column=column, text="10")
    assert front.explorer.numbers(front.explorer.state).walk.run.trace["a3"].item() == 0
    assert "exactly 0" in front.stage.equation
    front.check("saturation")


def test_the_slider_stands_on_steps_that_are_exact_in_binary(front):
    slider = front.explorer.slider
    assert (slider.step * 64).is_integer() and (slider.min * 64).is_integer()
    for text in ("0.1", "-0.3", "0.0001"):
        front.send(kind="press", matrix="nudge", row=0, column=0)
        front.send(kind="type", matrix="nudge", row=0, column=0, text=text)
        assert (slider.value * 64).is_integer()
        assert abs(slider.value - float(text)) <= slider.step / 2


@pytest.mark.parametrize("last_bits", [-1e-15, 0.0, 1e-15])
@pytest.mark.parametrize("text", ["0.25", "0.1", "-0.3", "0.0001"])
def test_a_slider_value_that_comes_back_changed_in_its_last_bits_is_no_move(front, text, last_bits):
    front.send(kind="press", matrix="nudge", row=0, column=0)
    front.send(kind="type", matrix="nudge", row=0, column=0, text=text)
    before = front.explorer.state
    front.set(front.explorer.slider, front.explorer.slider.value + last_bits)
    assert front.explorer.state is before
    assert before.nudge == float(text)


def test_a_slider_value_one_step_on_is_a_move(front):
    front.set(front.explorer.slider, 0.25 + 1 / 64)
    assert front.explorer.state.nudge == 0.25 + 1 / 64


def test_a_kink_is_said_first_whatever_is_selected_and_the_words_fit(front):
    explorer = follow(front, ("w1", 0, 2), -0.5)
    for name, view in explorer.views(explorer.state).items():
        rows, columns = view.size
        for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 2)):
            explorer.become(replace(explorer.state, selected=(name, view.index(row, column))))
            lines = front.stage.equation.split("\n")
            assert lines[0].startswith("A kink is crossed") == bool(explorer.numbers(explorer.state).crossed)
            assert len(lines) <= 4 and max(map(len, lines)) <= 105, (name, lines)
    follow(front, ("w1", 0, 2), -0.5)
    for _ in range(9):
        explorer.following.click()
        assert front.stage.equation.startswith("A kink is crossed") and "this one carries" in front.stage.equation


def test_the_numbers_of_the_real_change_have_as_many_decimals(front):
    explorer = follow(front, ("w1", 0, 2), -0.375)
    explorer.become(replace(explorer.state, selected=("real", ())))
    values = explorer.numbers(explorer.state).test
    printed = {name: single.digits(values[name], 0, 3) for name in ("L nudged", "L", "real")}
    cells = {group.get("data-name"): group[2][0].text for group in front.root.iter(f"{{{SVG}}}g")
             if group.get("data-name") in printed and len(group) > 2}
    assert cells == printed and values["L nudged"] > 1
    said = re.search(r"(\d\S*) − (\d\S*) = (\d[\d.]*\d)", front.stage.equation)
    after, before, change = map(float, said.groups())
    assert after - before == pytest.approx(change, abs=1.01e-3)


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400", "1.6"])
def test_a_nudge_that_cannot_be_used_changes_nothing_and_is_answered(front, text):
    front.send(kind="press", matrix="nudge", row=0, column=0)
    before = front.explorer.state
    front.send(kind="type", matrix="nudge", row=0, column=0, text=text)
    assert front.explorer.state is before
    assert len(front.stage.status) > 10
    assert front.explorer.errors == []


def test_every_number_can_be_selected_and_its_equation_ends_in_it(front):
    for start in STARTS:
        explorer = follow(front, start)
        for name in explorer.shapes(explorer.state):
            front.send(kind="press", matrix=name, row=0, column=0)
            assert np.isfinite(explorer.value(explorer.state)), name
            assert front.stage.equation.split("\n")[0], name
            front.check(name)


OTHERS = [(), ("stacked channels", 3), ("sigmoids all the way", 2)]


@pytest.mark.parametrize("name", OTHERS)
def test_every_control_can_be_moved_over_its_whole_range(sweep, name):
    sweep(ChainExplorer(*(network(*name) if name else ())))


@pytest.mark.parametrize("name", OTHERS)
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, name):
    random_walk(ChainExplorer(*(network(*name) if name else ())), steps=150 if name else 500)


def test_a_gate_behind_another_that_opens_on_the_way_and_shuts_again_is_a_kink():
    net = Network((2,), [Dense(2), ReLU(), Dense(2), ReLU(), Dense(1), Sigmoid()])
    params = {"w1": [[0.5, 1], [-1, -1]], "b1": [0, -1], "w2": [[1.5, 1.5], [0, -2]], "b2": [-1, -1.5],
              "w3": [[-2], [0.5]], "b3": [0.5]}
    run = net.run(params, [[-1, -1.5]], [[1]])
    gates = [(net.forward(params, [[nudge - 1, -1.5]])["z2"][0, 1] > 0) for nudge in (0, 0.375, 1.5)]
    assert gates == [False, True, False]
    assert nudges.kinks(run, ("x", (0, 0)), 1.5) == ["the gate of z⁽²⁾[1] opens, then turns back"]
