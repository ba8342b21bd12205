"""The gate of ReLU: a bias that kills the unit and revives it, and how much gradient comes through."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnlib import draw, examples, explain
from cnnlib.draw.equation import bracket
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import plain, tidy
from cnnlib.draw.parts import matrix as panel
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.ops import conv, max_pool

from ..stage.address import feeding, views
from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import SelectionSlider

FORWARD, BACKWARD = ("b1", "z1", "a1", "a2"), ("dL_db1", "dL_dz1", "dL_da1", "dL_da2")
BIASES = [k / 20 for k in range(-60, 21)]   # −3 to 1: at −1.75 no gate opens for this digit, at −2.65 for none
LEAKS = [k / 100 for k in range(31)]
WIDE = {"width": "440px", "margin": "2px"}   # 81 places on a slider need room
LIMITS = 4.5, 1.0                    # above every |z1| and every |gradient| of a map between the ends
RESIDUE = 1e-9                       # of rounding: a digit whose largest z1 is 0 up to this opens no gate
RATE = 1.0                           # learning rate of the button
PARTS = {0.98: "nearly all", 0.9: "about nine tenths", 0.8: "about four fifths", 0.75: "about three quarters",
         0.7: "about seven tenths", 0.67: "about two thirds", 0.6: "about three fifths", 0.5: "about half",
         0.4: "about two fifths", 0.33: "about a third", 0.3: "about three tenths", 0.25: "about a quarter",
         0.2: "about a fifth", 0.1: "about a tenth", 0.05: "about a twentieth", 0.01: "about a hundredth"}


@dataclass(frozen=True)
class State:
    """The bias of the convolution, what a shut gate lets through, the selected cell."""

    bias: float = -0.2
    leak: float = 0.0
    selected: tuple = ("dL_dz1", 1, 4)


class ReluGate(Explorer):
    """Lower the bias until every gate is shut and the unit is dead; let a leak keep it alive.

        dL_dz1 = dL_da1 * da1_dz1      da1_dz1 = 1 where z1 > 0,  leak elsewhere

    Everything but b1 is the running example's.
    """

    editable = ("b1",)
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self):
        self.bias = self.slider("Bias b1", "bias", BIASES, "Lower it and one cell after the other sinks below 0",
                                readout=False)   # b1 stands in the picture: stepped or typed it is off the slider
        self.leak = self.slider("Leak", "leak", LEAKS, "The slope of a shut gate: 0 is ReLU, above 0 is leaky ReLU")
        self.step = self.button("One learning step for b1", f"One step against its gradient, b1 − {plain(RATE)} · "
                                "∂L/∂b1: where every gate is shut it is 0, and the bias stays", self.descend)
        super().__init__(State(), (self.bias, self.leak), bar=(self.step,))

    def slider(self, name, field, numbers, tooltip, readout=True):
        """A slider of one field of the state. It sends the place of a number, a whole one, so that no bit is lost;
        a stepped bias lies between its numbers, and where the slider stands already, nothing changes."""
        slider = SelectionSlider(options=[(plain(v) if v else "0", v) for v in numbers], description=name,
                                 value=nearest(numbers, getattr(State(), field)), tooltip=tooltip,
                                 readout=readout, style=LABELS, layout=WIDE)

        def slide(state, number):
            return state if number == nearest(numbers, getattr(state, field)) else replace(state, **{field: number})

        return self.follow(slider, slide)

    def picture(self, state):
        run = run_at(state.bias, state.leak)
        rings = tuple(map(tuple, np.argwhere(max_pool.winners(run.trace["a1"])[0, :, :, 0]).tolist()))
        outline, values = outlined(state), explain.tensors(run)
        rows = [[(name, values[name], {"limit": limit, "outline": outline.get(name, ()),
                                       **({"rings": rings} if name.endswith("a1") else {}),
                                       **({"cell": panel.CLOSE} if name.endswith("b1") else {})}) for name in names]
                for names, limit in ((FORWARD, LIMITS[0]), (BACKWARD, LIMITS[1]))]
        return draw.row(*between(rows[0], "→"), below=between(rows[1], "←"), cell=panel.SMALL,
                        title="ReLU and max pooling, forward (grey) and backward (colour)",
                        caption=f"{health(state)} {survival(state)}")

    def equation(self, state):
        run = run_at(state.bias, state.leak)
        return "\n".join([health(state), survival(state), "", draw.equation(opened(state), run).words(), *gate(state)])

    def value(self, state):
        return opened(state).total

    def shapes(self, state):
        return {name: view.size for name, view in shown().items()}

    def write(self, state, matrix, row, column, number):
        return replace(state, bias=number)

    def descend(self):
        """Take one step of gradient descent on the bias alone, and say what it did."""
        slope = float(run_at(self.state.bias, self.state.leak).grads["dL_db1"][0])
        bias = min(max(self.state.bias - RATE * slope, self.least), self.most)
        moved = (f"The bias moves from {plain(self.state.bias)} to {plain(bias)}, against its gradient {plain(slope)}."
                 if slope else f"{symbol('dL_db1')} is 0: the bias stays at {plain(bias)}, however often we step.")
        self.become(replace(self.state, bias=bias), remember=bool(slope), status=moved)

    def settle(self, state):
        self.bias.value, self.leak.value = nearest(BIASES, state.bias), nearest(LEAKS, state.leak)


# The numbers

@lru_cache(maxsize=8)
def run_at(bias, leak):
    """The running example, forward and back, with another bias and a leak."""
    _, params, x, y = examples.eight_by_eight()
    net = Network((8, 8, 1), [Conv(1, 3), ReLU(leak), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    return net.run({**params, "b1": np.array([bias])}, x, y)


@lru_cache(maxsize=1)
def shown():
    """{matrix: View} of the picture."""
    values = explain.tensors(run_at(0.0, 0.0))
    return views({name: values[name] for name in (*FORWARD, *BACKWARD)})


@lru_cache(maxsize=8)
def opened(state):
    """The selected cell with the terms that make it."""
    matrix, *cell = state.selected
    return explain.cell(run_at(state.bias, state.leak), matrix, shown()[matrix].index(*cell))


@lru_cache(maxsize=1)
def strongest():
    """The largest z1 of every training digit with a bias of 0: (281,)."""
    _, params, *_ = examples.eight_by_eight()
    (x, _), _ = examples.digits()
    return conv.forward(x, params["w1"], np.zeros(1)).max(axis=(1, 2, 3))


def nearest(numbers, value):
    """The one of some numbers that is nearest to a value."""
    return min(numbers, key=lambda number: tidy(abs(number - value)))


# The picture

def between(items, sign):
    """Put a sign between items."""
    return [part for item in items for part in (sign, item)][1:]


def outlined(state):
    """The selected cell and every cell shown that feeds it."""
    return feeding(state.selected, opened(state).sources, shown())


# The words

def gate(state):
    """Whether the gate of the selected cell is open: one line, or none where the cell has no gate."""
    matrix, row, column = state.selected
    if matrix not in ("z1", "a1", "dL_da1", "dL_dz1"):
        return []
    z1 = float(run_at(state.bias, state.leak).trace["z1"][0, row, column, 0])
    above = f"{symbol('z1')}[{row}, {column}] = {plain(z1)} is"
    if z1 > 0:
        return [f"{above} above 0: the gate is open, its local slope is 1."]
    if not state.leak:
        return [f"{above} not above 0: the gate is shut, its local slope is 0."]
    return [f"{above} not above 0: the gate leaks, its local slope is {plain(state.leak)}; forward it gives "
            f"{plain(state.leak)} · {bracket(z1)} = {plain(state.leak * z1)}."]


def health(state):
    """How many gates are open, here and in the training digits; dead is only what no digit opens."""
    z1 = run_at(state.bias, state.leak).trace["z1"]
    digits, opened = len(strongest()), int(np.sum(strongest() + state.bias > RESIDUE))
    others = f"{opened} of the {digits} training digits open at least one."
    if np.any(z1 > 0):
        return f"{int(np.sum(z1 > 0))} of {z1.size} gates are open; {others}"
    if state.leak:
        return (f"All {z1.size} gates are shut, but the leak lets {plain(state.leak)} of the gradient through, so "
                f"{symbol('w1')} and {symbol('b1')} can still learn.")
    shut = (f"All {z1.size} gates are shut: {symbol('dL_dz1')} is 0 in every cell, so this digit teaches "
            f"{symbol('w1')} and {symbol('b1')} nothing.")
    if opened:
        return f"{shut} The unit is not dead: {others}"
    return f"{shut} The unit is dead: none of the {digits} training digits opens a gate."


def survival(state):
    """How much gradient comes through pooling and the gate, in cells and as a sum of sizes."""
    grads = run_at(state.bias, state.leak).grads
    cells = [int(np.count_nonzero(grads[name])) for name in ("dL_da1", "dL_dz1")]
    before, after = (float(np.abs(grads[name]).sum()) for name in ("dL_da1", "dL_dz1"))
    if before == 0:
        return "No gradient comes from the loss, so there is none to let through."
    share = tidy(after / before)
    part = {0.0: "none", 1.0: "all"}.get(share, PARTS[nearest(PARTS, share)])
    return (f"{cells[0]} of {grads['dL_da1'].size} cells carry gradient after pooling, {cells[1]} after the gate. "
            f"Sum of |gradient|: {plain(before)} after pooling, {plain(after)} after the gate: "
            f"{part} of it passes (share {plain(share)}).")
