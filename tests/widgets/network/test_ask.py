"""NetworkExplorer asks before a step runs: which cells will be 0, who wins, where a gradient lands."""

import re

import numpy as np
import pytest
from front_end import SVG, FrontEnd
from networks import NETWORKS, network

from cnnlib.layers import Conv, Dense, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network
from cnnlib.ops import max_pool
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.network.ask import question


@pytest.fixture
def front():
    return FrontEnd(NetworkExplorer())


def asked(front):
    """Ask, and return the question."""
    front.send(kind="ask")
    return front.explorer.question(front.explorer.state)


def answer(front, cells):
    """Click cells of the matrix that is asked about."""
    for index in cells:
        view = front.explorer.views(front.explorer.state)[front.explorer.state.asked]
        row, column = view.cell(index)
        front.send(kind="press", matrix=front.explorer.state.asked, row=row, column=column, **view.marks)


def status(front):
    return front.explorer.stage.status


def by_hand(explorer, name, step):
    """Which cells of a step are right, computed another way, as a mask; by the layer of the step."""
    run = explorer._run(explorer.state)
    value = np.round(run.grads[name] if name.startswith("dL_d") else run.trace[name], 12)
    if not name.startswith("dL_d"):
        if isinstance(step.layer, ReLU):
            return run.trace[step.input] <= 0
        if isinstance(step.layer, Softmax):
            return run.trace[step.input] == run.trace[step.input].max(axis=1, keepdims=True)
        pool, upstream = step.layer, np.ones_like(run.trace[step.output])
        return max_pool.backward(upstream, run.trace[step.input], pool.size, pool.stride, pool.padding) != 0
    return value == 0 if "no gradient" in status_of(explorer) else value != 0


def status_of(explorer):
    return explorer.stage.status


def in_focus(explorer, matrix, mask):
    view = explorer.views(explorer.state)[matrix]
    return {tuple(map(int, index)) for index in np.argwhere(mask) if view.cell(tuple(map(int, index))) is not None}


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_right_is_what_the_step_makes_on_every_network(name):
    front = FrontEnd(NetworkExplorer(*network(name, m=2)))
    explorer, seen = front.explorer, set()
    net = explorer.net
    asked(front)
    while (question := explorer.question(explorer.state)) and explorer.state.step not in seen:
        seen.add(explorer.state.step)
        made = explorer.order.steps[explorer.state.step]
        step = net.user[made.removeprefix("dL_d")] if made.startswith("dL_d") else net.maker[made]
        assert isinstance(step.layer, ReLU | MaxPool | Softmax | Dense | Conv)
        assert question.right == in_focus(explorer, question.matrix, by_hand(explorer, made, step)), made
        answer(front, question.right)
        front.check(f"clicking what is right about {made}")
        front.send(kind="ask")
        assert status(front).startswith(f"{len(question.right)} of " if question.right else "There is none")
        assert not re.search("missed|wrong", status(front))
        front.check(f"checking {made}")
        asked(front)
    assert len(seen) > (name != "sigmoids all the way")       # which has a softmax and no other step to ask about


def test_the_running_example_asks_about_both_gates_both_sides_of_the_pool_and_the_image(front):
    found = []
    for _ in range(5):
        question = asked(front)
        found.append((front.explorer.state.step + 1, question.matrix, len(question.right)))
        front.send(kind="ask")
    assert found == [(2, "a1", 10), (3, "a1", 9), (12, "dL_da1", 9), (13, "dL_dz1", 9), (16, "dL_dx", 19)]


def test_hits_wrong_and_missed_cells_are_counted_and_marked(front):
    question = asked(front)
    right = sorted(question.right)
    answer(front, [*right[:6], (0, 0, 0, 0)])
    assert status(front) == "Which cells of a⁽¹⁾ will be 0? 7 clicked; then Check."
    front.send(kind="ask")
    assert status(front) == "6 of 10 found ✓, 1 wrong ✗, 4 missed ◌: what is not above 0 becomes 0."
    marks = front.explorer.marks(front.explorer.state)
    assert sorted(marks.values()) == ["hit"] * 6 + ["missed"] * 4 + ["wrong"]
    assert marks[0, 0] == "wrong" and front.explorer.state.step == 2
    map_of_a1 = next(one for one in front.root.iter(f"{{{SVG}}}g") if one.get("data-name") == "a1")
    outlines = [path for path in map_of_a1[-1].iter(f"{{{SVG}}}path") if path.get("stroke") != "#FFF"]
    assert [path.get("d").count("M") for path in outlines] == [6, 2, 4]      # ticks, the strokes of a cross, rings


def test_a_second_click_takes_an_answer_back_and_undo_does_too(front):
    asked(front)
    answer(front, [(0, 1, 1, 0), (0, 2, 2, 0), (0, 1, 1, 0)])
    assert front.explorer.state.guess == ((0, 2, 2, 0),)
    front.send(kind="undo")
    assert front.explorer.state.guess == ((0, 1, 1, 0), (0, 2, 2, 0))
    front.send(kind="undo")
    front.send(kind="undo")
    assert front.explorer.state.asked == "a1" and not front.explorer.state.guess


def test_a_drag_over_cells_answers_with_all_of_them_and_paints_nothing(front):
    asked(front)
    x = front.explorer.state.x
    cells = [{"matrix": "a1", "row": 2, "column": column} for column in range(4)]
    front.send(kind="paint", cells=[*cells, {"matrix": "x", "row": 0, "column": 0}])
    assert front.explorer.state.guess == tuple((0, 2, column, 0) for column in range(4))
    assert front.explorer.state.x is x


def test_what_is_asked_for_cannot_be_read_before_it_is_checked(front):
    question = asked(front)
    front.send(kind="press", matrix=question.matrix, row=1, column=1)
    texts = ["".join(text.itertext()) for text in front.root.iter(f"{{{SVG}}}text")]
    assert not any(re.search(r"\d\.\d", text) for text in texts)
    assert "not been computed" in front.explorer.stage.equation
    assert front.explorer.stage.said == "a1, row 1, column 1: not computed yet, clicked"


def test_step_checks_as_the_button_does_and_the_next_step_leaves_the_answer(front):
    asked(front)
    step = front.explorer.transport.buttons[1]
    step.click()
    assert front.explorer.state.checked and status(front).startswith("0 of 10 found")
    step.click()
    assert not front.explorer.state.asked and status(front).startswith("Step 3 of 16")


@pytest.mark.parametrize("event", [{"kind": "type", "matrix": "w1", "row": 0, "column": 0, "text": "-1"},
                                   {"kind": "paint", "cells": [{"matrix": "x", "row": 0, "column": 0}] * 2}])
def test_another_number_ends_the_prediction_only_where_the_answer_may_change(front, event):
    asked(front)
    front.send(**event)
    front.check(str(event))
    changed = event["kind"] == "type"
    assert bool(front.explorer.state.asked) != changed


def test_a_press_elsewhere_selects_and_keeps_the_prediction(front):
    asked(front)
    answer(front, [(0, 1, 1, 0)])
    front.send(kind="press", matrix="w1", row=1, column=1)
    assert front.explorer.state.guess == ((0, 1, 1, 0),) and front.explorer.state.selected[0] == "w1"


def test_a_link_brings_the_prediction_back_and_one_about_nothing_is_refused(front):
    asked(front)
    answer(front, [(0, 1, 1, 0), (0, 2, 2, 0)])
    again = NetworkExplorer.at(front.explorer.link)
    assert again.state.guess == front.explorer.state.guess and again.stage.asks == "Check"
    assert again.stage.status == status(front)
    front.explorer.state = type(again.state)(**{**vars(again.state), "asked": "z1"})
    with pytest.raises(ValueError, match="This link says something"):
        NetworkExplorer.at(front.explorer.link)


def test_a_network_in_which_no_step_can_be_asked_about_says_so():
    net = Network((3,), [Dense(1), Sigmoid()])
    front = FrontEnd(NetworkExplorer(net, net.init(np.random.default_rng(1)), np.ones((1, 3)), np.ones((1, 1))))
    front.send(kind="ask")
    assert status(front) == "No step of this network gives cells to find." and not front.explorer.state.asked


def test_the_button_says_what_it_does(front):
    assert front.explorer.stage.asks == "Predict"
    asked(front)
    assert front.explorer.stage.asks == "Check"
    front.send(kind="ask")
    assert front.explorer.stage.asks == "Predict"


SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])[:, :, None, None]


@pytest.mark.parametrize("changed, reason", [
    ({}, "no window with a gradient reaches them."),
    ({"w1": SOBEL, "b1": np.zeros(1)}, "where that is 0, or adds up to 0, nothing arrives."),
    ({"w1": np.zeros((3, 3, 1, 1)), "b1": np.ones(1)}, "where that is 0, or adds up to 0, nothing arrives.")])
def test_the_reason_for_the_cells_of_the_image_is_true_of_every_kernel(changed, reason):
    explorer = NetworkExplorer()
    run = explorer.net.run(explorer.state.params | changed, explorer.state.x, explorer.state.y)
    asked_of = question(run, "dL_dx", explorer.views(explorer.state))
    assert asked_of.why.endswith(reason)


def test_weights_and_winners_to_which_no_error_comes_back_have_another_reason():
    explorer = NetworkExplorer()
    sure = explorer.net.run(explorer.state.params | {"b3": np.array([100.0])}, explorer.state.x, explorer.state.y)
    views = explorer.views(explorer.state)
    assert question(sure, "dL_dw3", views).why.startswith("input times what comes back: one of them is 0")
    assert question(sure, "dL_da1", views).why == "only winners get one, and only where one comes back."
    usual = explorer._run(explorer.state)
    assert question(usual, "dL_da1", views).why == "only winners get one."
