"""Move every control of an explorer to every extreme,
or walk at random, and check the picture after each action."""

import random

import ipywidgets as W
import pytest
from front_end import TEXTS, FrontEnd, buttons, choices, controls

KEYS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown")
TYPED = (*TEXTS, "0", "1", "-1", "0.5", "\u22120.25", "1000", "-1000", "1e-300")
EVENTS = ("press", "paint", "key", "key", "type", "hover", "undo", "undo")


@pytest.fixture(autouse=True)
def close_widgets():
    """Leave no widget of one test to the next."""
    yield
    W.Widget.close_all()


@pytest.fixture
def sweep():
    """sweep(explorer): set every control to every extreme and option, for each kind of cell selected.

    view: a FrontEnd that looks at the picture after each action;  returns it
    """
    return sweep_controls


@pytest.fixture
def random_walk():
    """random_walk(explorer, steps=500, seed=0): random controls, buttons and events of the picture."""
    return walk


def sweep_controls(explorer, view=FrontEnd):
    front = view(explorer)
    front.check("opening")
    for place in [explorer.place(explorer.state)[:3], *((matrix, 0, 0) for matrix in explorer.editable)]:
        select(front, place)
        for widget in list(controls(explorer)):
            for value in choices(widget):
                try_value(front, widget, value)
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        for row, column in {(0, 0), (rows - 1, 0), (0, columns - 1), (rows - 1, columns - 1)}:
            pick(front, matrix, row, column)
    return front


def select(front, place):
    """Press a cell that is there."""
    matrix, row, column = place
    rows, columns = front.explorer.shapes(front.explorer.state).get(matrix, (0, 0))
    if row < rows and column < columns:
        front.send(kind="press", matrix=matrix, row=row, column=column)
        front.check(f"pressing {place}")


def try_value(front, widget, value):
    """Set a control that can be moved; what it cannot use changes nothing and is said in a sentence."""
    if widget.disabled:
        return
    explorer, before = front.explorer, front.explorer.state
    front.set(widget, value)
    front.check(f"setting {name(widget)} to {value!r}")
    untaken = explorer.state is before and widget.value == value
    if isinstance(widget, W.Text) and value in TEXTS[:-1] and untaken:
        assert len(explorer.stage.status) > 10, f"{name(widget)} refuses {value!r} without a word"


def pick(front, matrix, row, column):
    """Select a cell with the picker alone."""
    picker = front.explorer.picker
    front.pick(matrix)
    front.set(picker.row, row)
    front.set(picker.column, column)
    front.check(f"picking {matrix}, {row}, {column}")
    assert front.explorer.place(front.explorer.state)[:3] == (matrix, row, column)


def walk(explorer, steps=500, seed=0):
    front, dice = FrontEnd(explorer), random.Random(seed)
    for step in range(steps):
        action = dice.choice((turn, turn, click, point, point, point))
        said = action(front, dice)
        front.check(f"step {step}, {said}")


def turn(front, dice):
    """Move one control that is not disabled."""
    widget = dice.choice([one for one in controls(front.explorer) if not one.disabled])
    value = dice.choice(TYPED if isinstance(widget, W.Text) else choices(widget))
    front.set(widget, value)
    return f"setting {name(widget)} to {value!r}"


def click(front, dice):
    """Press one button."""
    button = dice.choice([one for one in buttons(front.explorer) if not one.disabled])
    button.click()
    return f"clicking {button.description}"


def point(front, dice):
    """Send one event of the picture, undo several times."""
    kind = dice.choice(EVENTS)
    cells = [cell(front.explorer, dice) for _ in range(3)]
    more = {"press": cells[0], "hover": cells[0], "paint": {"cells": cells},
            "key": {"key": dice.choice(KEYS)},
            "type": {**cells[0], "text": dice.choice(TYPED)}, "undo": {}}[kind]
    for _ in range(dice.randint(1, 4) if kind == "undo" else 1):
        front.send(kind=kind, **more)
    return f"{kind} {more}"


def cell(explorer, dice):
    """Any cell that can be selected now, or a square that picks one of several channels."""
    matrix, view = dice.choice(list(explorer.views(explorer.state).items()))
    rows, columns = view.size
    focus = {axis: dice.randrange(count) for axis, count in view.stacks.items()}
    if "channel" in focus and dice.random() < 0.2:
        return {"matrix": matrix, "row": 0, "column": focus["channel"], "pick": "channel"}
    return {"matrix": matrix, "row": dice.randrange(rows), "column": dice.randrange(columns), **focus}


def name(widget):
    return widget.description or type(widget).__name__
