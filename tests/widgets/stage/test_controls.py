"""What an explorer declares:
the base makes the widgets, keeps both in step, and derives value, shapes and write."""

from dataclasses import dataclass, replace
from threading import Event, Thread

import numpy as np
import pytest
from front_end import FrontEnd

from cnnlib import draw
from cnnlib.widgets.stage.controls import Choice, Press, Slider, Stops, Tabs, Tick, Whole
from cnnlib.widgets.stage.explorer import Explorer

NUMBERS = (0.1, 0.2, 0.4)


@dataclass(frozen=True, eq=False)
class State:
    x: np.ndarray
    scale: float = 1.0
    times: int = 2
    rate: float = 0.2
    sign: str = "plus"
    side: int = 1
    on: bool = False
    seed: int = 3
    selected: tuple = ("x", (0, 1))


class Small(Explorer):
    """The smallest explorer with every kind of control: y = x * scale * times."""

    editable = ("x",)

    def __init__(self):
        self.computed = []
        super().__init__(State(np.arange(6.0).reshape(2, 3)))

    def controls(self):
        return (Slider("scale", "Scale", "How large", least=-2, most=2, step=1 / 8),
                Slider("times", "Times", "How often", least=0, most=5,
                       bounds=lambda state: (0, 3 + 2 * state.on)),
                Slider("cell", "Selected", "The selected number", least=-4, most=4, step=1 / 4,
                       shown=self.value, change=self.write_selected, enabled=self.is_editable),
                Stops("rate", "Rate", "One of three", stops={str(n): n for n in NUMBERS}),
                Choice("sign", "Sign", "Plus or minus", options=("plus", "minus")),
                Tabs("side", "", "", 80, options=(("One", 1, "the one"), ("Two", 2, "the other"))),
                Tick("on", "On", "On or off", enabled=lambda state: state.side == 1),
                Whole("seed", "Seed", "Where it begins", most=9))

    def more(self):
        return (Press("double", "Double", "Twice the scale",
                      lambda state: replace(state, scale=2 * state.scale)),
                Press("stay", "Stay", "Change nothing", lambda state: (state, "Nothing is left to do.")))

    def numbers(self, state):
        self.computed.append(state)
        return {"x": state.x, "y": state.x * state.scale * state.times}

    def matrices(self, state):
        return self.numbers(state)

    def picture(self, state):
        return draw.row(*(draw.matrix(name, values) for name, values in self.numbers(state).items()))

    def equation(self, state):
        return f"y runs up to {draw.plain(self.numbers(state)['y'].max())}"


@pytest.fixture
def small():
    return Small()


@pytest.fixture
def front(small):
    return FrontEnd(small)


def test_every_control_opens_on_what_the_state_says(small):
    assert (small.scale.value, small.times.value, small.cell.value, small.rate.value) == (1.0, 2, 1.0, 0.2)
    assert (small.sign.value, small.side.value, small.on.value, small.seed.value) == ("plus", 1, False, 3)


@pytest.mark.parametrize(("name", "sent", "becomes"), [
    ("scale", 0.5, 0.5), ("times", 3, 3), ("rate", 2, 0.4), ("sign", 1, "minus"),
    ("side", 1, 2), ("on", True, True),
    ("seed", 7, 7)])
def test_a_control_that_is_moved_sets_its_field_and_undo_takes_it_back(front, small, name, sent, becomes):
    before = getattr(small.state, name)
    front.set(getattr(small, name), sent)
    assert getattr(small.state, name) == becomes
    front.check(name)
    small.undo.click()
    assert getattr(small.state, name) == before == getattr(small, name).value
    front.check(f"undoing {name}")


def test_a_number_between_two_steps_stays_although_the_browser_sends_the_step_back(front, small):
    front.send(kind="type", matrix="x", row=0, column=1, text="0.3")
    for value in (0.25, 0.25 + 1e-12):
        front.set(small.cell, value)
        assert small.state.x[0, 1] == 0.3
    front.set(small.cell, 0.5)
    assert small.state.x[0, 1] == 0.5


def test_a_number_between_two_stops_shows_the_nearer_and_stays(front, small):
    small.become(replace(small.state, rate=0.33))
    assert small.rate.value == 0.4
    front.set(small.rate, 2)
    assert small.state.rate == 0.33


def test_a_disabled_control_moves_nothing_and_is_free_again_when_the_state_says_so(front, small):
    front.set(small.side, 1)
    assert small.on.disabled
    front.set(small.on, True)
    assert small.state.on is False
    front.set(small.side, 0)
    assert not small.on.disabled
    front.send(kind="press", matrix="y", row=0, column=0)
    assert small.cell.disabled and not small.scale.disabled


def test_the_ends_of_a_slider_follow_the_state(front, small):
    assert small.times.max == 3
    front.set(small.on, True)
    assert small.times.max == 5


def test_a_button_makes_another_state_or_says_why_there_is_none(small):
    small.double.click()
    assert small.state.scale == 2.0 and not small.undo.disabled
    state, past = small.state, len(small._past)
    small.stay.click()
    assert small.state is state and len(small._past) == past
    assert small.stage.status == "Nothing is left to do."


def test_value_shapes_and_write_come_from_the_matrices_and_the_fields(front, small):
    assert small.shapes(small.state) == {"x": (2, 3), "y": (2, 3)}
    front.send(kind="type", matrix="x", row=1, column=2, text="-4")
    front.send(kind="press", matrix="y", row=1, column=2)
    assert small.value(small.state) == -8.0 and small.stage.selected["value"] == "\N{MINUS SIGN}8"
    assert small.state.x.tolist() == [[0, 1, 2], [3, 4, -4]]


def test_what_a_state_shows_is_computed_once_however_often_it_is_asked_for(front, small):
    small.computed.clear()
    front.set(small.scale, 0.5)
    front.check("a move")
    assert len(small.computed) == 1 and small.computed[0] is small.state


def test_tooltips_of_every_control_are_there(small):
    tooltips = {small.scale.tooltip, small.rate.tooltip, small.on.tooltip}
    assert tooltips == {"How large", "One of three", "On or off"}
    assert small.side.tooltips == ("the one", "the other")


def test_no_value_of_any_control_and_no_order_of_events_breaks_it(sweep, random_walk):
    sweep(Small())
    random_walk(Small(), steps=300)


def test_a_choice_that_is_made_while_another_is_still_computed_is_not_lost(small):
    computing, chosen, numbers = Event(), Event(), small.numbers

    def slow(state):
        computing.set()
        assert chosen.wait(10)
        return numbers(state)

    small.numbers = slow
    first = Thread(target=lambda: setattr(small.sign, "value", "minus"))
    first.start()
    assert computing.wait(10)
    second = Thread(target=lambda: setattr(small.seed, "value", 7))
    second.start()                                      # its message has come, and waits for the first
    while small.seed.value != 7:
        second.join(0.01)
    chosen.set()
    first.join()
    second.join()
    assert (small.state.sign, small.state.seed, small.sign.value, small.seed.value) == ("minus", 7, "minus", 7)
