"""The gate of ReLU: a bias that kills the unit and revives it, and how much gradient comes through."""

from dataclasses import replace

from cnnlib import draw
from cnnlib.draw import plain
from cnnlib.draw.parts.matrix import CLOSE, SMALL

from ..stage.address import cells, feeding, views
from ..stage.controls import Press, Stops
from ..stage.explorer import Explorer
from .numbers import BACKWARD, FORWARD, State, numbers, run_at
from .words import caption, stepped, words

BIASES = [k / 20 for k in range(-60, 21)]   # −3 to 1: no gate opens at −1.75 for this digit, at −2.65 for any
LEAKS = [k / 100 for k in range(31)]
WIDE = 440                           # pixels: 81 places on a slider need room
LIMITS = 4.5, 1.0                    # above every |z1| and every |gradient| of a map between the ends
RATE = 1.0                           # learning rate of the button


def picture(now):
    """The forward row above the backward row, with the selected cell and what feeds it outlined."""
    rings = cells(now.winners)
    outline = feeding(now.selected, now.cell.sources, views(now.matrices))

    def item(name, limit):
        return draw.matrix(name, now.matrices[name], limit=limit, outline=outline.get(name, ()),
                           rings=rings if name.endswith("a1") else (),
                           cell=CLOSE if name.endswith("b1") else SMALL)

    above, below = ([item(name, limit) for name in names]
                    for names, limit in zip((FORWARD, BACKWARD), LIMITS, strict=True))
    return draw.row(*between(above, "→"), below=between(below, "←"), cell=SMALL, caption=caption(now),
                    title="ReLU and max pooling, forward (grey) and backward (colour)")


class ReluGate(Explorer):
    """Lower the bias until every gate is shut and the unit is dead; let a leak keep it alive.

        dL_dz1 = dL_da1 * da1_dz1      da1_dz1 = 1 where z1 > 0,  leak elsewhere

    Everything but b1 is the running example's.
    """

    shows = numbers, picture, words
    editable = ("b1",)
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self):
        super().__init__(State())

    def more(self):
        return (Press("step", "One learning step for b1",
                      f"One step against its gradient, b1 − {plain(RATE)} · ∂L/∂b1: "
                      "where every gate is shut it is 0, and the bias stays", self.descended),)

    def controls(self):
        return (Stops("bias", "Bias b1", "Lower it and one cell after the other sinks below 0", WIDE,
                      stops=labelled(BIASES),
                      readout=False),          # b1 stands in the picture: typed it is off the slider
                Stops("leak", "Leak", "The slope of a shut gate: 0 is ReLU, above 0 is leaky ReLU", WIDE,
                      stops=labelled(LEAKS)))

    def write(self, state, matrix, row, column, number):
        return replace(state, bias=number)

    def descended(self, state):
        """The state after one step of gradient descent on the bias alone, and what it did."""
        slope = float(run_at(state.bias, state.leak).grads["dL_db1"][0])
        bias = min(max(state.bias - RATE * slope, self.least), self.most)
        return replace(state, bias=bias) if slope else state, stepped(state.bias, bias, slope)


def labelled(numbers):
    """{how a number is printed: the number}."""
    return {plain(number) if number else "0": number for number in numbers}

def between(items, sign):
    """Put a sign between items."""
    return [part for item in items for part in (sign, item)][1:]
