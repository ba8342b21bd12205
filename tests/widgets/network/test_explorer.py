"""NetworkExplorer shows what the network computes, at every step and after every change."""

import re

import numpy as np
import pytest
from front_end import SVG, FrontEnd

from cnnlib import examples, explain
from cnnlib.draw.ink import number
from cnnlib.draw.ink.names import is_gradient
from cnnlib.draw.parts.matrix import SMALL
from cnnlib.ops import max_pool
from cnnlib.widgets import NetworkExplorer

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


def labels(front):
    """{symbol, without its factor: power of ten in its label}."""
    pattern = re.compile(r"(.*?)(?: ×10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?$")
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    texts = ["".join(node.itertext()) for node in front.root.iter(f"{{{SVG}}}text")]
    found = (pattern.match(text).groups() for text in texts)
    return {name: int((power or "0").translate(digits)) for name, power in found}


def read(text):
    """A cell as a number; what is only a bound is None."""
    text = text.replace("\u2212", "-").replace("∞", "inf")
    return None if text[0] in "<>" else float(text)


def plain_symbol(matrix):
    """The symbol in a label, where the layer's number is a raised (1)."""
    return re.sub(r"(\d+)", r"(\1)", matrix.replace("dL_d", "∂L/∂"))


def assert_shows(front, matrix, values):
    """Every printed number of a matrix is that of the array, to its last printed digit."""
    factor = 10.0 ** labels(front).get(plain_symbol(matrix), 0)
    texts = cells(front, matrix)
    for text, value in zip(texts.ravel(), np.reshape(values, texts.shape).ravel(), strict=True):
        shown = read(text)
        if shown is None:
            assert 0 < abs(value / factor) < 0.01
        else:
            decimals = len(text.partition(".")[2])
            assert abs(shown - value / factor) <= 0.51 * 10.0**-decimals, (matrix, text, value)


def run_of(state):
    net, *_ = examples.eight_by_eight()
    return net.run(state.params, state.x, state.y)


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_after_each_step_the_numbers_are_those_of_the_network_and_the_rest_is_blank(front, step):
    front.send(kind="type", matrix="w1", row=0, column=2, text="-0.37")
    front.set(front.explorer.transport.scrubber, step)
    tensors = explain.tensors(run_of(front.explorer.state))
    for matrix in front.explorer.shapes(front.explorer.state):
        if matrix in (*GIVEN, *STEPS[:step]):
            assert_shows(front, matrix, tensors[matrix])
        else:
            assert set(cells(front, matrix).ravel()) == {""}, matrix
    front.check(f"step {step}")


def test_a_gradient_that_is_not_computed_has_no_colour_either(front):
    front.set(front.explorer.transport.scrubber, len(FORWARD))
    for matrix in filter(is_gradient, front.explorer.shapes(front.explorer.state)):
        assert {square.get("fill") for square in group(front, matrix)[0]} == {None}
    front.set(front.explorer.transport.scrubber, len(STEPS))
    assert len({square.get("fill") for square in group(front, "dL_dx")[0]}) > 5


def test_the_transport_bar_goes_step_by_step_and_to_the_end_of_each_pass(front):
    front.set(front.explorer.transport.scrubber, 0)
    press = {button.description: button for button in front.explorer.transport.widgets
             if hasattr(button, "click")}
    steps = []
    for text in ("Step", "Step", "Back", "Back", "Back", "Finish pass", "Finish pass", "Step"):
        press[text].click()
        steps.append(front.explorer.state.step)
    assert steps == [1, 2, 1, 0, 0, len(FORWARD), len(STEPS), 0]     # after the last, from the start
    assert front.explorer.transport.scrubber.value == front.explorer.transport.play.value == 0


def rings(front, matrix):
    """(row, column) of the ringed cells: octagons that begin a quarter of a cell from the left edge."""
    drawn = "".join(path.get("d") for path in group(front, matrix)[1])
    octagons = re.findall(rf"M(\d+) (\d+)h\d+l{SMALL // 4} {SMALL // 4}", drawn)
    return {((int(y) - 1) // SMALL, (int(x) - 1) // SMALL) for x, y in octagons}


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
    assert front.explorer.state.selected == ("x", 0, 2)
    assert np.sum(front.explorer.state.x != before) == np.sum(before[0, 0, :3] != 1)
    assert_shows(front, "dL_dw1", run_of(front.explorer.state).grads["dL_dw1"])
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
    assert front.explorer.label.value == words
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
    assert_shows(front, "L", run_of(front.explorer.state).L)
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
    assert float(front.stage.said.partition(": ")[2]) == pytest.approx(float(value), rel=1e-5)


def test_the_slider_writes_the_selected_weight_and_rests_on_what_is_computed(front):
    front.send(kind="press", matrix="w3", row=2, column=1)
    front.set(front.explorer.slider, 1.25)
    assert front.explorer.state.params["w3"][7, 0] == 1.25
    front.send(kind="press", matrix="z1", row=0, column=0)
    assert front.explorer.slider.disabled


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
