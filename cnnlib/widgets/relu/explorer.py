"""The gate of ReLU: a bias that kills the unit and revives it, and how much gradient comes through."""

from dataclasses import replace

from cnnlib import draw, explain
from cnnlib.draw import plain
from cnnlib.draw.gate import Gate
from cnnlib.draw.parts.matrix import as_matrix
from cnnlib.draw.parts.view import views_of

from ..stage.address import cells, feeding
from ..stage.controls import Press, Stops
from ..stage.explorer import Explorer
from .numbers import State, held, numbers, run_at
from .words import caption, gauges, stepped, told, words

BIASES = [k / 20 for k in range(-60, 21)]   # no gate opens at −1.75 for this digit, at −2.65 for any
LEAKS = [k / 100 for k in range(31)]
LIMITS = 3.1, 1.0                    # above every |z1| while a gate is open, and every |gradient| of a map
RATE = 1.0                           # learning rate of the button


def picture(now):
    """The maps above their gradients, how much comes through, and the gate of one cell close up."""
    flat, old = ({name: as_matrix(name, array) for name, array in each.items()}
                 for each in (now.matrices, now.before))
    outline = feeding(now.selected, now.cell.sources, views_of(now.matrices))
    return draw.gate(flat, old, close_up(now), gauges(now), outline, cells(now.winners), LIMITS, caption(now))


def close_up(now):
    """The gate of the cell held."""
    is_open = bool(now.matrices["z1"][0, *now.held, 0] > 0)
    slope = 1.0 if is_open else now.leak
    return Gate(now.held, slope, is_open, *told(now, slope, is_open))


class ReluGate(Explorer):
    """Lower the bias until every gate is shut and the unit is dead; let a leak keep it alive.

        dL_dz1 = dL_da1 * da1_dz1      da1_dz1 = 1 where z1 > 0,  leak elsewhere

    Everything but b1 is the running example's.
    """

    shows = numbers, picture, words
    editable = ("b1",)
    invitation = "Lower the bias. When does the last gate shut? What still comes through?"
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self):
        super().__init__(State())

    def controls(self):
        return (Stops("bias", "Bias b1", "Lower it and one cell after the other sinks below 0", 330,
                      stops=labelled(BIASES), readout=False, typed=True,       # it may lie off the slider
                      labelled=lambda state: f"Bias b1 = {plain(state.bias)}"),
                Stops("leak", "Leak", "The slope of a shut gate: 0 is ReLU, above 0 is leaky ReLU", 230,
                      stops=labelled(LEAKS)),
                Press("step", "One learning step for b1",
                      f"One step against its gradient, b1 − {plain(RATE)} · ∂L/∂b1: "
                      "where every gate is shut it is 0, and the bias stays", self.descended))

    def steady(self, state):
        now = held(state)
        return state if now == state.held else replace(state, held=now)

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def write(self, state, matrix, index, number):
        return replace(state, bias=number)

    def descended(self, state):
        """The state after one step of gradient descent on the bias alone, and what it did."""
        grads = run_at(state.bias, state.leak).grads
        slope, carried = float(grads["dL_db1"][0]), bool(grads["dL_dz1"].any())
        bias = min(max(state.bias - RATE * slope, self.least), self.most)
        return replace(state, bias=bias) if slope else state, stepped(
            state.bias, bias, slope, carried, RATE)


def labelled(numbers):
    """{how a number is printed: the number}."""
    return {plain(number) if number else "0": number for number in numbers}
