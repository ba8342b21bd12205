"""NetworkExplorer shows what the network computes, at every step and after every change."""

import re

import numpy as np
import pytest
from front_end import SVG, FrontEnd

from cnnlib import examples, explain
from cnnlib.draw.ink import number
from cnnlib.draw.ink.names import is_gradient, symbol
from cnnlib.ops import max_pool
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.network.explorer import outline

GIVEN = ("x", "w1", "b1", "w3", "b3")
FORWARD = ("z1", "a1", "a2", "z3", "a3", "L")
STEPS = (*FORWARD, "dL_da3", "dL_dz3", "dL_dw3", "dL_db3", "dL_da2", "dL_da1", "dL_dz1", "dL_dw1", "dL_db1",
         "dL_dx")

@pytest.fixture
def front():
    return FrontEnd(NetworkExplorer())


def group(front, matrix):
    return front.root.find(f".//{{{SVG}}}g[@data-name='{matrix}']")


def cells(front, matrix):
    """The texts of a matrix as the browser shows them, row by row."""
    group_ = group(front, matrix)
    texts = [text.text or "" for text in group_[2]]
    return np.reshape(texts, (-1, int(group_.get("data-columns", 1))))


def read(text):
    """A cell as a number; what is only a bound is None."""
    text = text.replace("\u2212", "-").replace("∞", "inf")
    return None if text[0] in "<>" else float(text)


def run_of(state):
    net, *_ = examples.eight_by_eight()
    return net.run(state.params, state.x, state.y)


def printed(node, size=16.0):
    """(size of type, number) of every number in the cells of a picture."""
    size = float(node.get("font-size", size))
    if node.tag.endswith("text") and re.fullmatch(r"[−<>]*\d*\.?\d+", node.text or "") and size != 11:   # a ghost
        yield size, node.text
    for child in node:
        yield from printed(child, size)


def large(front, label):
    """The texts of the matrix in the lens below this label."""
    heads = [text for text in front.root.iter(f"{{{SVG}}}text") if "".join(text.itertext()).startswith(label)]
    x, y = max(((float(head.get("x")), float(head.get("y"))) for head in heads), key=lambda at: at[1])
    for group_ in front.root.iter(f"{{{SVG}}}g"):
        place = re.match(r"translate\(([\d.]+) ([\d.]+)\)", group_.get("transform", ""))
        if place and (float(place[1]), float(place[2])) == (x, y + 8):
            return [text.text or "" for text in group_[2]]
    raise AssertionError(label)


def shown(front):
    """Every text of the picture."""
    return " ".join("".join(text.itertext()) for text in front.root.iter(f"{{{SVG}}}text"))


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_each_step_opens_the_cell_that_matters_most_and_hides_nothing(front, step):
    front.send(kind="type", matrix="w1", row=0, column=2, text="-0.37")
    front.set(front.explorer.transport.scrubber, 0)
    front.set(front.explorer.transport.scrubber, step)
    state, name = front.explorer.state, STEPS[step - 1]
    tensors = explain.tensors(run_of(state))
    assert state.selected[0] == name
    gradient = tensors[name if is_gradient(name) else f"dL_d{name}"] if name != "L" else np.zeros(1)
    index = state.selected[1]
    assert name == "L" or abs(gradient[index]) == np.abs(gradient).max()
    assert front.explorer.value(state) == tensors[name][index]
    for matrix, values in tensors.items():
        if matrix != "y" and np.any(values):
            assert {*fills(front, matrix)} != {"#FFFFFF"}, matrix
    said = front.explorer.stage.status
    assert said.startswith(f"Step {step} of 16: ") and ("the loss" if name == "L" else symbol(name)) in said
    front.check(f"step {step}")


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_what_is_not_computed_yet_is_blank_and_unknown_where_it_is_to_be_hidden(front, step):
    front.set(front.explorer.hidden, True)
    front.set(front.explorer.transport.scrubber, step)
    state = front.explorer.state
    for matrix, (rows, columns) in front.explorer.shapes(state).items():
        known = matrix in (*GIVEN, *STEPS[:step])
        assert known or {*fills(front, matrix)} == {"#FFFFFF"}, matrix
        front.send(kind="press", matrix=matrix, row=rows - 1, column=columns - 1)
        assert (front.explorer.value(front.explorer.state) is not None) == known
        front.check(f"{matrix} at step {step}")


def test_the_transport_goes_step_by_step_around_and_to_the_end_of_each_pass(front):
    transport = front.explorer.transport
    press = {button.description: button for button in (*transport.buttons, *transport.rare)
             if hasattr(button, "click")}
    steps = []
    for text in ("Step", "Step", "Back", "Back", "Back", "Finish pass", "Finish pass", "Step"):
        press[text].click()
        steps.append(front.explorer.state.step)
    assert steps == [1, 2, 1, 0, 0, len(FORWARD), len(STEPS), 1]     # after the last, from the first
    assert transport.scrubber.value == transport.play.value == 1


def test_the_lens_shows_the_products_that_are_not_zero_and_what_they_add_up_to(front):
    front.send(kind="press", matrix="dL_dw1", row=2, column=2)
    run = run_of(front.explorer.state)
    cell = explain.cell(run, "dL_dw1", (2, 2, 0, 0))
    products = [term.value for term in cell.terms if term.value]
    label = f"{len(products)} products, {36 - len(products)} zeros"
    assert [read(text) for text in large(front, label)][:len(products)] == pytest.approx(products, abs=0.0051)
    assert read(*large(front, "∂L/∂w(1)[2, 2]")) == pytest.approx(cell.total, abs=0.0051)


def test_a_given_number_shows_its_gradient_outlined_and_every_cell_that_reads_it(front):
    front.send(kind="press", matrix="x", row=4, column=1)
    marked = outline(front.explorer.numbers(front.explorer.state))
    assert marked["x"] == [(4, 1)] and marked["dL_dx"] == [(4, 1)]
    assert sorted(marked["z1"]) == sorted(marked["dL_dz1"]) == [(r, c) for r in (2, 3, 4) for c in (0, 1)]
    assert "its gradient is 0.419: raise it a little, and the loss rises" in front.stage.equation


def test_a_drag_says_what_the_gradient_foretold_and_what_came_and_keeps_the_old_numbers(front):
    before = run_of(front.explorer.state)
    for value in (1.0, 1.5, 2.0):
        front.set(front.explorer.slider, value)
    now = run_of(front.explorer.state)
    change = front.explorer.numbers(front.explorer.state).change
    assert (change.cell, change.loss, change.share) == (("w1", (0, 2, 0, 0)), before.L, before.trace["a3"].item())
    assert change.foretold == pytest.approx(before.grads["dL_dw1"][0, 2, 0, 0] * (2 - 0.8))
    said = shown(front)
    assert "40 % → 66 %" in said and "loss 0.913 → 0.415" in said
    assert "foretold −0.638; the loss moved by −0.498" in said
    front.send(kind="undo")
    assert front.explorer.numbers(front.explorer.state).change is None
    assert now.L != before.L == run_of(front.explorer.state).L


def test_a_step_and_a_selection_are_no_change_of_a_number(front):
    front.set(front.explorer.slider, 2.0)
    changed = front.explorer.state.before
    front.set(front.explorer.transport.scrubber, 3)
    front.set(front.explorer.own, True)
    front.send(kind="press", matrix="a1", row=0, column=0)
    assert front.explorer.state.before is changed is not None


def test_another_digit_is_no_change_that_a_gradient_could_foretell(front):
    front.set(front.explorer.digit, 40)
    assert front.explorer.numbers(front.explorer.state).change.foretold is None
    assert "image 40 of 40: a 3, so y = 0" in shown(front)


def test_the_picture_has_one_size_and_no_number_below_12_pixels_whatever_is_selected(front):
    explorer = front.explorer
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        front.send(kind="press", matrix=matrix, row=rows - 1, column=columns // 2)
        assert front.root.get("viewBox") == "0 0 900 450"
        assert min(size for size, _ in printed(front.root)) >= 12, matrix
        assert len(explorer.stage.equation.split("\n")) <= 4, matrix


def rings(front, matrix):
    """(row, column) of the ringed cells: octagons that begin a quarter of a cell from the left edge."""
    drawn = "".join(path.get("d") for path in group(front, matrix)[1])
    octagons = re.findall(r"M(\d+) (\d+)h\d+l3 3", drawn)             # of cells of 12 pixels
    return {((int(y) - 1) // 12, (int(x) - 1) // 12) for x, y in octagons}


@pytest.mark.parametrize("digit", [0, 5, 17])
def test_the_winners_of_the_pool_windows_are_ringed_in_both_rows(front, digit):
    front.set(front.explorer.digit, digit)
    winners = max_pool.winners(run_of(front.explorer.state).trace["a1"])[0, :, :, 0]
    expected = {tuple(place) for place in np.argwhere(winners).tolist()}
    assert len(expected) == 9
    assert rings(front, "a1") == rings(front, "dL_da1") == expected


def test_painting_inks_pixels_of_the_image_selects_the_last_and_is_undone_at_once(front):
    before = front.explorer.state.x
    path = [{"matrix": "x", "row": 0, "column": k} for k in range(3)]
    front.send(kind="paint", cells=path)
    assert front.explorer.state.x[0, 0, :3, 0].tolist() == [1, 1, 1]
    assert front.explorer.state.selected == ("x", (0, 0, 2, 0))
    assert np.sum(front.explorer.state.x != before) == np.sum(before[0, 0, :3] != 1)
    front.send(kind="undo")
    assert np.array_equal(front.explorer.state.x, before)


def test_painting_over_anything_but_the_image_changes_no_number(front):
    state = front.explorer.state
    front.send(kind="paint", cells=[{"matrix": "z1", "row": 0, "column": k} for k in range(3)])
    assert np.array_equal(front.explorer.state.x, state.x)
    assert front.explorer.state.params is state.params


@pytest.mark.parametrize("digit, words", [(0, "opening image: an 8, so y = 1"),
                                          (3, "image 3 of 40: an 8, so y = 1"),
                                          (40, "image 40 of 40: a 3, so y = 0")])
def test_beside_the_image_stands_what_the_writer_meant(front, digit, words):
    front.set(front.explorer.digit, digit)
    assert words in shown(front)
    assert run_of(front.explorer.state).y.item() == float(words[-1])
    assert front.explorer.digit.max == 40


@pytest.mark.parametrize("matrix", ["w3", "dL_dw3"])
def test_a_weight_of_the_dense_layer_is_said_by_its_number_and_by_its_place_on_the_board(front, matrix):
    front.send(kind="press", matrix=matrix, row=1, column=0)
    assert "w⁽³⁾[3] (row 1, column 0 on the board) = " in front.stage.equation
    front.send(kind="press", matrix="w1", row=1, column=0)
    assert "on the board" not in front.stage.equation


def test_before_the_first_step_the_bar_says_that_the_given_numbers_are_shown(front):
    front.set(front.explorer.transport.scrubber, 0)
    assert front.explorer.transport.name.value == "the given numbers"


def test_a_digit_comes_with_its_label_and_digit_0_is_the_one_it_opened_with(front):
    (x, y), _ = examples.digits()
    opened = front.explorer.state
    front.set(front.explorer.digit, 3)
    assert np.array_equal(front.explorer.state.x, x[2:3])
    assert np.array_equal(front.explorer.state.y, y[2:3])
    assert read(cells(front, "L")[0, 0]) == pytest.approx(run_of(front.explorer.state).L, abs=0.0051)
    front.set(front.explorer.digit, 0)
    assert np.array_equal(front.explorer.state.x, opened.x)


def fills(front, matrix):
    return [square.get("fill", "#FFFFFF") for square in group(front, matrix)[0]]


def test_by_default_a_row_shares_its_limits_and_each_its_own_makes_every_gradient_full_colour(front):
    full = {"#1F6FB4", "#C8500A"}
    shared = [bool(full & set(fills(front, matrix))) for matrix in ("dL_dx", "dL_dw1", "dL_da1", "dL_dw3")]
    assert any(shared) and not all(shared)
    front.set(front.explorer.own, True)
    assert all(full & set(fills(front, matrix)) for matrix in ("dL_dx", "dL_dw1", "dL_da1", "dL_dw3"))


@pytest.mark.parametrize("matrix, index", [("z1", (0, 4, 2, 0)), ("a2", (0, 1, 1, 0)),
                                           ("dL_dw1", (1, 2, 0, 0)),
                                           ("dL_dx", (0, 3, 3, 0)), ("dL_dw3", (4, 0)), ("L", ())])
def test_the_equation_ends_in_the_value_of_the_selected_cell(front, matrix, index):
    row, column = front.explorer.views(front.explorer.state)[matrix].cell(index)
    front.send(kind="press", matrix=matrix, row=row, column=column)
    value = explain.tensors(run_of(front.explorer.state))[matrix][index]
    assert front.stage.equation.rstrip().endswith(f"= {number.plain(float(value))}")
    assert read(front.stage.said.partition(": ")[2]) == pytest.approx(float(value), rel=1e-5)


def test_the_slider_moves_the_given_number_that_was_selected_last_and_is_never_disabled(front):
    front.send(kind="press", matrix="w3", row=2, column=1)
    front.send(kind="press", matrix="z1", row=0, column=0)
    front.set(front.explorer.slider, 1.25)
    assert front.explorer.state.params["w3"][7, 0] == 1.25
    assert front.explorer.state.selected == ("z1", (0, 0, 0, 0)) and not front.explorer.slider.disabled
    assert front.explorer.stage.labels["slider"] == "w⁽³⁾[2, 1] = 1.25"


def test_an_infinite_slope_of_the_loss_is_said_in_words(front):
    for k in range(3):
        front.send(kind="type", matrix="w3", row=1, column=k, text="-1000")
    front.send(kind="type", matrix="b3", row=0, column=0, text="-1000")
    assert run_of(front.explorer.state).grads["dL_da3"] == -np.inf
    assert cells(front, "dL_da3")[0, 0] == "−∞"
    assert "infinite" in front.stage.equation
    front.check("saturation")


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(NetworkExplorer())


def test_a_random_walk_over_controls_and_events_never_fails(random_walk):
    random_walk(NetworkExplorer())
