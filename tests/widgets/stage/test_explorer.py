"""What every explorer does, shown on NetworkExplorer: errors in words, Reset, Undo, typing, picking."""

import numpy as np
import pytest
from front_end import TEXTS, FrontEnd, buttons

from cnnlib.draw import symbol
from cnnlib.widgets import NetworkExplorer, PoolRouter
from cnnlib.widgets.stage.address import spot
from cnnlib.widgets.stage.explorer import MEMORY


@pytest.fixture
def front():
    return FrontEnd(NetworkExplorer())


def click(front, text):
    next(button for button in buttons(front.explorer) if button.description == text).click()


def kernel_cell(front):
    return front.explorer.state.params["w1"][1, 1, 0, 0]


def type_into(front, matrix, text, row=0, column=0):
    front.send(kind="type", matrix=matrix, row=row, column=column, text=text)


# Errors

class Broken(NetworkExplorer):
    """It cannot draw, open or settle a state with the digit 13, as the test chooses."""

    fails = ""

    def picture(self, state):
        if self.fails == "picture" and state.digit == 13:
            raise KeyError("no such cell")
        return super().picture(state)

    def equation(self, state):
        if self.fails == "equation" and state.digit == 13:
            raise ZeroDivisionError("a division by zero")
        return super().equation(state)

    def settle(self, state):
        if self.fails == "settle" and state.digit == 13:
            raise RuntimeError("a control is gone")
        super().settle(state)


@pytest.mark.parametrize("where, error", [("picture", KeyError), ("equation", ZeroDivisionError),
                                          ("settle", RuntimeError)])
def test_an_exception_in_a_callback_is_kept_and_said_with_the_way_out_and_reset_recovers(where, error):
    explorer = Broken()
    front = FrontEnd(explorer)
    explorer.fails = where
    front.set(explorer.digit, 13)
    assert [type(one) for one in explorer.errors] == [error]
    assert str(explorer.errors[0]) in explorer.stage.status
    assert "Reset" in explorer.stage.status
    explorer.errors.clear()
    click(front, "Reset")
    assert explorer.stage.status == explorer.invitation
    assert explorer.digit.value == 0
    front.check("Reset")


def test_a_state_that_cannot_be_drawn_is_never_entered():
    explorer = Broken()
    front = FrontEnd(explorer)
    explorer.fails, before = "picture", explorer.state
    front.set(explorer.digit, 13)
    assert explorer.state is before
    explorer.errors.clear()
    front.check("a failure")


def test_after_an_exception_other_controls_go_on_working():
    explorer = Broken()
    front = FrontEnd(explorer)
    explorer.fails = "picture"
    front.set(explorer.digit, 13)
    explorer.errors.clear()
    type_into(front, "w1", "0.5", 1, 1)
    assert kernel_cell(front) == 0.5
    assert explorer.stage.status == explorer.invitation
    front.check("typing")


def test_an_event_of_a_button_that_raises_is_kept_and_said(front):
    explorer = front.explorer
    bad = explorer.button("Bad", "It fails", lambda: 1 / 0)
    bad.click()
    assert isinstance(explorer.errors[0], ZeroDivisionError)
    assert "Reset" in explorer.stage.status


# Typing

@pytest.mark.parametrize("text", [*(text for text in TEXTS if text != "0,5"),
                                  "1 2", "0x1", "--1", "1001", "\u221e"])
def test_text_that_is_no_number_in_reach_keeps_everything_and_says_a_sentence(front, text):
    before, equation = front.explorer.state, front.stage.equation
    type_into(front, "w1", text, 1, 1)
    assert front.explorer.state is before
    assert front.stage.equation == equation
    assert f"{text}" in front.stage.status
    assert front.stage.status.endswith(".")
    assert front.sent("accepted") == []
    front.check(f"typing {text!r}")


@pytest.mark.parametrize("text, number", [("0.5", 0.5), ("0,5", 0.5), (" -2 ", -2), ("\u22122", -2),
                                          ("1e-3", 0.001), ("1000", 1000), ("-1000", -1000), (".5", 0.5)])
def test_a_number_as_people_type_it_is_taken_and_acknowledged(front, text, number):
    type_into(front, "w1", text, 1, 1)
    assert kernel_cell(front) == number
    assert len(front.sent("accepted")) == 1
    front.check(f"typing {text!r}")


def test_a_computed_matrix_refuses_a_number_and_names_those_that_take_one(front):
    before = front.explorer.state
    type_into(front, "z1", "1")
    assert front.explorer.state is before
    assert "z⁽¹⁾" in front.stage.status
    assert all(symbol(name) in front.stage.status for name in front.explorer.editable)


def test_the_sentence_goes_with_the_next_good_action(front):
    type_into(front, "w1", "abc")
    assert "abc" in front.stage.status
    front.send(kind="press", matrix="x", row=3, column=4)
    assert front.stage.status.startswith("Press any cell")


def test_a_number_that_is_entered_as_it_stands_keeps_its_further_digits_and_nothing_is_left_to_undo(front):
    front.send(kind="press", matrix="w1", row=1, column=1)
    type_into(front, "w1", "0.123456789", 1, 1)
    past = len(front.explorer._past)
    type_into(front, "w1", front.stage.selected["value"], 1, 1)
    assert kernel_cell(front) == 0.123456789
    assert len(front.explorer._past) == past


# Undo

def test_what_changes_nothing_leaves_nothing_to_undo(front):
    front.explorer.reset.click()
    front.send(kind="press", matrix="w1", row=0, column=0)
    assert front.explorer._past == []


def test_two_choices_in_a_list_are_undone_one_by_one():
    explorer = PoolRouter()
    before = explorer.ties.value
    for ties in [one for one in ("first", "all", "split") if one != before]:
        explorer.ties.value = ties
    explorer.undo.click()
    assert explorer.ties.value not in (before, ties)
    explorer.undo.click()
    assert explorer.ties.value == before


def test_undo_brings_back_every_state_one_by_one_and_then_stops(front):
    opened = front.explorer.state
    for text in ("1", "2", "3"):
        type_into(front, "w1", text, 1, 1)
    seen = []
    for _ in range(5):
        front.send(kind="undo")
        seen.append(kernel_cell(front))
    assert seen == [2, 1, 0.4, 0.4, 0.4]
    assert front.explorer.state is opened
    assert front.explorer.undo.disabled
    front.check("undo")


def test_a_whole_drag_of_one_slider_is_taken_back_at_once(front):
    front.send(kind="press", matrix="w1", row=1, column=1)
    for value in (0.5, 0.9, 1.3):
        front.set(front.explorer.slider, value)
    front.set(front.explorer.own, True)
    click(front, "Undo")
    assert (kernel_cell(front), front.explorer.own.value) == (1.3, False)
    click(front, "Undo")
    assert (kernel_cell(front), front.explorer.slider.value) == (0.4, 0.375)    # its nearest step


def test_two_drags_of_one_slider_are_undone_one_by_one(front):
    explorer = front.explorer
    front.send(kind="press", matrix="w1", row=0, column=2)
    opening = explorer.state.params["w1"][0, 2, 0, 0]
    for ends in (0.5, 1.5):
        front.send(kind="grip")                              # a hand takes the handle
        for value in (ends - 0.25, ends):
            front.set(explorer.slider, value)
    for before in (0.5, opening):
        front.send(kind="undo")
        assert explorer.state.params["w1"][0, 2, 0, 0] == before
    assert explorer.undo.disabled


def test_selecting_a_cell_is_no_change_that_undo_would_take_back(front):
    type_into(front, "w1", "2", 1, 1)
    front.send(kind="press", matrix="x", row=0, column=0)
    front.send(kind="key", key="ArrowDown")
    click(front, "Undo")
    assert kernel_cell(front) == 0.4


def test_reset_can_be_taken_back(front):
    type_into(front, "w1", "2", 1, 1)
    click(front, "Reset")
    assert kernel_cell(front) == 0.4
    click(front, "Undo")
    assert kernel_cell(front) == 2


def test_the_memory_of_undo_is_bounded(front):
    for k in range(MEMORY + 20):
        type_into(front, "b1", str(k))
    assert len(front.explorer._past) <= MEMORY + 1


# Selection

def test_the_picker_follows_every_way_to_select_and_selects_itself(front):
    picker = front.explorer.picker
    front.send(kind="press", matrix="a1", row=3, column=4)
    assert (picker.matrix.value, picker.row.value, picker.column.value) == ("a1", 3, 4)
    front.set(picker.row, 5)
    front.pick("a2")
    assert spot(front.explorer.state.selected) == ("a2", 2, 2)
    assert (picker.row.value, picker.column.value) == (2, 2)
    assert front.stage.selected["matrix"] == "a2"
    front.check("picking")


def test_the_stage_hears_the_value_of_the_selected_cell_and_whether_it_can_be_typed(front):
    front.send(kind="press", matrix="w1", row=0, column=0)
    chosen = front.stage.selected
    assert (chosen["value"], chosen["editable"]) == ("\N{MINUS SIGN}0.8", True)
    front.send(kind="press", matrix="z1", row=0, column=0)
    assert not front.stage.selected["editable"]
    value = front.explorer.value(front.explorer.state)
    assert float(front.stage.selected["value"].replace("\N{MINUS SIGN}", "-")) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("key, place", [("ArrowUp", (1, 3)), ("ArrowDown", (3, 3)), ("ArrowLeft", (2, 2)),
                                        ("ArrowRight", (2, 4)), ("Home", (2, 0)), ("End", (2, 5))])
def test_keys_move_the_selection_inside_its_matrix(front, key, place):
    front.send(kind="press", matrix="z1", row=2, column=3)
    front.send(kind="key", key=key)
    assert spot(front.explorer.state.selected) == ("z1", *place)


def test_keys_stop_at_the_edges(front):
    front.send(kind="press", matrix="z1", row=1, column=2)
    for key in ("ArrowUp", "ArrowLeft") * 8:
        front.send(kind="key", key=key)
    assert spot(front.explorer.state.selected) == ("z1", 0, 0)
    for key in ("ArrowDown", "ArrowRight") * 8:
        front.send(kind="key", key=key)
    assert spot(front.explorer.state.selected) == ("z1", 5, 5)


def test_page_down_visits_every_matrix_and_comes_back_and_page_up_is_its_opposite(front):
    names = list(front.explorer.shapes(front.explorer.state))
    front.send(kind="press", matrix="z1", row=1, column=2)
    visited = []
    for _ in names:
        front.send(kind="key", key="PageDown")
        visited.append(front.explorer.state.selected[0])
    assert sorted(visited) == sorted(names)
    assert visited[-1] == "z1"
    front.send(kind="key", key="PageUp")
    assert front.explorer.state.selected[0] == visited[-2]


def test_an_event_on_a_cell_that_is_not_there_changes_nothing(front):
    before = front.explorer.state
    for place in (("z1", 6, 0), ("z1", 0, -1), ("nowhere", 0, 0)):
        cell = dict(zip(("matrix", "row", "column"), place, strict=True))
        front.send(kind="press", **cell)
        front.send(kind="hover", **cell)
    assert front.explorer.state is before
    front.check("events outside")


# Two of them

def test_two_explorers_do_not_interfere():
    one, other = FrontEnd(NetworkExplorer()), FrontEnd(NetworkExplorer())
    before, messages = other.explorer.state, len(other.messages)
    type_into(one, "w1", "2", 1, 1)
    one.set(one.explorer.digit, 7)
    one.set(one.explorer.transport.scrubber, 2)
    one.send(kind="type", matrix="w1", row=0, column=0, text="abc")
    assert other.explorer.state is before
    assert len(other.messages) == messages
    assert other.stage.status == other.explorer.invitation
    assert not np.array_equal(one.explorer.state.x, other.explorer.state.x)
    one.check("all that")
    other.check("nothing")


def test_the_still_picture_is_the_one_it_opened_with(front):
    opening = front.explorer.picture(front.explorer.state)
    type_into(front, "w1", "2", 1, 1)
    assert front.explorer.twin().svg == opening.svg != front.explorer.picture(front.explorer.state).svg
    assert front.explorer._repr_html_().count(f"<figcaption>As it opens: {opening.caption}") == 1
