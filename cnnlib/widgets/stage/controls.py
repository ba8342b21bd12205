"""The controls that an explorer declares:
each says which field of the state it moves, over what, and in which words.

A control that shows already what the state says changes nothing:
a browser sends values back, some in other last bits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import ipywidgets as W

from cnnlib.draw.ink.number import tidy

from .sliders import FloatSlider, IntSlider, SelectionSlider, is_moved, nearest
from .typed import within

LABELS = {"description_width": "initial"}
BUTTON = {"width": "auto", "min_width": "72px"}   # a dict: each button makes and closes a layout of its own


@dataclass(frozen=True)
class Control:
    """What all controls have.

    name: the field of the state that it moves, and the attribute of the explorer that holds its widget
    shown(state) -> what the control shows, where that is not the field
    change(state, value) -> the state after it was moved, where that is not the field with this value
    enabled(state) -> whether it can be moved now;  width: in pixels
    labelled(state) -> its label, where that changes: it travels with the picture;  room: for it, in ems
    """

    name: str
    label: str
    tooltip: str
    width: int | None = None
    shown: Callable | None = None
    change: Callable | None = None
    enabled: Callable | None = None
    labelled: Callable | None = None
    room: int = 12

    def look(self):
        """The words and the size of its widget; where words change, it stays in its place."""
        width = {"layout": W.Layout(width=f"{self.width}px")} if self.width else {}
        style = {"description_width": f"{self.room}em"} if self.labelled else LABELS
        return {"description": self.label, "tooltip": self.tooltip, "style": style, **width}

    def value(self, state):
        """What the control shows of a state."""
        return self.shown(state) if self.shown else getattr(state, self.name)

    def is_moved(self, widget, value, state):
        """Whether a value of the widget says that somebody moved it away from what the state says."""
        return value != self.value(state)

    def moved(self, state, widget, value):
        """The state after the widget was moved to a value; the same where it stands already."""
        if (self.enabled and not self.enabled(state)) or not self.is_moved(widget, value, state):
            return state
        if self.change:
            return self.change(state, value)
        return replace(state, **{self.name: value})

    def settle(self, widget, state):
        """Bring the widget to a state."""
        bring(widget, disabled=bool(self.enabled) and not self.enabled(state))
        bring(widget, value=self.place(widget, state))

    def place(self, widget, state):
        """Where the widget stands for a state."""
        return self.value(state)

    def allows(self, state):
        """Whether the control can stand where a state says."""
        return self.stands(self.value(state))

    def stands(self, value):
        """Whether this is a value that it can show."""
        return True


@dataclass(frozen=True)
class Slider(Control):
    """A slider from `least` to `most`;
    steps below 1 are exact in binary: others come back from the browser changed.

    bounds(state) -> (least, most), where they change
    """

    least: float = 0
    most: float = 1
    step: float = 1
    readout: bool = False
    bounds: Callable | None = None

    def make(self):
        kind, step = (IntSlider, {}) if self.step == 1 else (FloatSlider, {"step": self.step})
        return kind(min=self.least, max=self.most, readout=self.readout, **step, **self.look())

    def is_moved(self, widget, value, state):
        return is_moved(widget, value, self.value(state))

    def settle(self, widget, state):
        if self.bounds:
            widget.min, widget.max = self.bounds(state)
        super().settle(widget, state)

    def place(self, widget, state):
        return nearest(widget, self.value(state))

    def allows(self, state):
        value = self.value(state)          # a number that can be typed may lie beyond the slider
        least, most = self.bounds(state) if self.bounds else (self.least, self.most)
        return least <= value <= most if type(value) is int else isinstance(value, float)


@dataclass(frozen=True)
class Stops(Control):
    """A slider over some numbers, {what stands beside it: number};
    it stands at the nearest and sends their place.

    typed: whether other numbers can be typed where it shows them
    """

    stops: dict | None = None
    readout: bool = True
    typed: bool = False

    def make(self):
        return SelectionSlider(options=list(self.stops.items()), readout=self.readout, **self.look())

    def is_moved(self, widget, value, state):
        return value != self.place(widget, state)

    def place(self, widget, state):
        return closest(self.stops.values(), self.value(state))

    def stands(self, value):
        return self.typed or value in self.stops.values()


@dataclass(frozen=True)
class Choice(Control):
    """A list to choose from: values, pairs of words and values, or {words: value}."""

    options: object = ()

    def make(self):
        return W.Dropdown(options=self.options, **self.look())

    def stands(self, value):
        if isinstance(self.options, dict):
            return value in self.options.values()
        return value in [one[1] if isinstance(one, tuple) else one for one in self.options]


@dataclass(frozen=True)
class Tabs(Control):
    """Two or three buttons of which one is down.

    options: (words, value, tooltip) of each;  width: that of one button
    """

    options: tuple = ()

    def make(self):
        words, values, tooltips = zip(*self.options, strict=True)
        return W.ToggleButtons(options=list(zip(words, values, strict=True)), tooltips=tooltips,
                               style={"button_width": f"{self.width}px"})

    def stands(self, value):
        return value in [each for _, each, _ in self.options]


@dataclass(frozen=True)
class Tick(Control):
    """A box to tick."""

    def make(self):
        look = self.look()
        look.pop("style", None)
        return W.Checkbox(indent=False, **look)

    def stands(self, value):
        return isinstance(value, bool)


@dataclass(frozen=True)
class Whole(Control):
    """A whole number to be typed; one out of reach is refused in words and stays where it was typed."""

    least: int = 0
    most: int = 9999

    def make(self):
        return W.FloatText(step=1, **self.look())       # one for integers drops the point of 3.7 and takes 37

    def moved(self, state, widget, value):
        return super().moved(state, widget, within(self.label, value, self.least, self.most))

    def stands(self, value):
        return type(value) is int and self.least <= value <= self.most


@dataclass(frozen=True)
class Press:
    """A button. act(state) -> the state after it, or that and a sentence for the status line."""

    name: str
    label: str
    tooltip: str
    act: Callable


def bring(widget, **traits):
    """Set the traits that differ: to set one to what it is takes several times as long as to read it."""
    for name, value in traits.items():
        if getattr(widget, name) != value:
            setattr(widget, name, value)


def closest(numbers, value):
    """The one of some numbers that is nearest to a value."""
    return min(numbers, key=lambda number: tidy(abs(number - value)))


def laid_out(explorer, declared):
    """A row with the widgets of what an explorer declares."""
    made = [widget for one in declared for widget in widgets_of(explorer, one)]
    return W.HBox(made, layout=W.Layout(flex_flow="row wrap"))


def widgets_of(explorer, one):
    """The widgets of one thing that was declared;
    those of a control and a button are attributes of its name."""
    if isinstance(one, W.Widget):
        return [one]
    if isinstance(one, Press):
        widget = explorer.button(one.label, one.tooltip, lambda: explorer.pressed(one.act))
    elif isinstance(one, Control):
        widget = one.make()
        if one.labelled:
            widget.description = one.labelled(explorer.state)       # as it opens
            widget.add_class(f"cnnlib-labelled-{one.name}")         # by which the front end finds it
            explorer.labelled[one.name] = one.labelled
        explorer.follow(widget, lambda state, value: one.moved(state, widget, value))
        explorer.declared.append(lambda state: one.settle(widget, state))
        explorer.allowed.append(lambda state: one.allows(state)
                                or one.value(state) == one.value(explorer.opened))
    else:                                  # a group with widgets of its own
        explorer.declared.append(one.settle)
        return one.widgets
    setattr(explorer, one.name, widget)
    return [widget]
