"""The gate of ReLU: a bias that kills the filter and revives it, and how much gradient comes through."""

from dataclasses import replace

from cnnlib import draw, explain
from cnnlib.draw import plain
from cnnlib.draw.gate import Gate
from cnnlib.draw.parts.matrix import as_matrix
from cnnlib.draw.parts.squares import Stack

from .. import own
from ..stage.address import cells, feeding
from ..stage.controls import Press, Stops
from ..stage.explorer import Explorer
from . import maps
from .numbers import State, held, numbers
from .words import caption, gauges, stepped, told, words

BIASES = [k / 20 for k in range(-60, 21)]   # no gate opens at −1.75 for this digit, at −2.65 for any
LEAKS = [k / 100 for k in range(31)]
LIMITS = 3.1, 1.0                    # above every |z1| while a gate is open, and every |gradient| of a map
RATE = 1.0                           # learning rate of the button


def picture(now, limits=LIMITS):
    """The maps above their gradients, how much comes through, and the gate of one cell close up."""
    flat, old = ({name: as_matrix(name, array) for name, array in each.items()}
                 for each in (now.matrices, now.before))
    outline = feeding(now.selected, now.cell.sources, now.views)
    rings = () if now.winners is None else cells(now.winners)
    view = now.views["z1"]
    stack = Stack(view.marks, view, now.own.z1) if now.own else None
    return draw.gate(flat, old, close_up(now), gauges(now), outline, rings, limits, caption(now), stack)


def close_up(now):
    """The gate of the cell held."""
    is_open = bool(now.matrices["z1"][0, *now.held, 0] > 0)
    slope = 1.0 if is_open else now.leak
    return Gate(now.held, slope, is_open, *told(now, slope, is_open))


class ReluGate(Explorer):
    """Lower the bias until every gate is shut and the filter is dead; let a leak keep it alive.

        dL_dz1 = dL_da1 * da1_dz1      da1_dz1 = 1 where z1 > 0,  leak elsewhere

    z1 (m, rows, columns, channels), (rows, columns, channels) or (rows, columns), at most 32 of each but m;
    what is shown is z1 + b1, with a b1 for each channel, 0 at first;  dL_da1 of the shape of z1
    Without z1 everything but b1 is the running example's.
    Raises ValueError for what does not fit together or into the picture.
    """

    shows = numbers, picture, words
    editable = ("b1",)
    invitation = "Lower the bias. When does the last gate shut? What still comes through?"
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self, z1=None, dL_da1=None):
        self.own, self.made_up = z1 is not None or dL_da1 is not None, dL_da1 is None
        state = maps.begun(z1, dL_da1) if self.own else State()
        self.limits = (own.rounded_up(state.came), own.rounded_up(state.dL_da1)) if self.own else LIMITS
        self.stops = [k * self.limits[0] / 40 for k in range(-40, 41)] if self.own else BIASES
        self.legend = Explorer.legend if self.own else type(self).legend
        super().__init__(state)

    def controls(self):
        several = self.own and len(self.state.came) > 1
        change = (lambda state, bias: self.write(state, "b1", (state.focus[1],), bias)) if self.own else None
        return (Stops("bias", "Bias b⁽¹⁾", "Lower it and one cell after the other sinks below 0",
                      240 if several else 330,
                      stops=labelled(self.stops), readout=False, typed=True,       # it may lie off the slider
                      shown=bias_of, change=change, labelled=name_of_bias),
                Stops("leak", "Leak", "The slope of a shut gate: 0 is ReLU, above 0 is leaky ReLU",
                      160 if several else 230, stops=labelled(LEAKS)),
                Press("step", "Learning step for b⁽¹⁾",
                      f"One step against its gradient, b⁽¹⁾ − {plain(RATE)} · ∂L/∂b⁽¹⁾: "
                      "where every gate is shut it is 0, and the bias stays", self.descended),
                *([own.example_slider(len(self.state.came), maps.focused)] if several else []))

    def numbers(self, state):
        return maps.numbers(state, self.made_up) if self.own else numbers(state)

    def picture(self, state):
        return picture(self.numbers(state), self.limits)

    def matrices(self, state):
        return maps.everything(state) if self.own else super().matrices(state)

    def views(self, state):
        return maps.views(state) if self.own else super().views(state)

    def check_state(self, state):
        if self.own:
            maps.check_focus(state)

    def press(self, state, matrix, row, column, **focus):
        """Select a cell, or bring the channel of a square into focus."""
        if self.own and "pick" in focus:
            return maps.focused(state, 1, column)
        return super().press(state, matrix, row, column, **focus)

    def steady(self, state):
        if self.own:
            return maps.steady(state)
        now = held(state)
        return state if now == state.held else replace(state, held=now)

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def write(self, state, matrix, index, number):
        return super().write(state, matrix, index, number) if self.own else replace(state, bias=number)

    def descended(self, state):
        """The state after one step of gradient descent on the bias alone, and what it did."""
        now, channel = self.numbers(state), (state.focus[1],) if self.own else (0,)
        slope, carried = float(self.matrices(state)["dL_db1"][channel]), bool(now.matrices["dL_dz1"].any())
        old = bias_of(state)
        bias = min(max(old - RATE * slope, self.least), self.most)
        told = stepped(old, bias, slope, carried, RATE)
        return self.write(state, "b1", channel, bias) if slope else state, told


def bias_of(state):
    """The bias of the channel in focus, or the only one."""
    return state.bias if isinstance(state, State) else float(state.b1[state.focus[1]])


def name_of_bias(state):
    """What the slider moves: of several channels with the number of the one in focus."""
    several = not isinstance(state, State) and len(state.b1) > 1
    return f"{f'b⁽¹⁾[{state.focus[1]}]' if several else 'Bias b⁽¹⁾'} = {plain(bias_of(state))}"


def labelled(numbers):
    """{how a number is printed: the number}."""
    return {plain(number) if number else "0": number for number in numbers}
