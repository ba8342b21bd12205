"""The gate of ReLU: a bias that kills a map and revives it, and how much gradient comes through."""

from dataclasses import dataclass, replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples, explain
from cnnlib.draw import panel
from cnnlib.draw.equation import bracket
from cnnlib.draw.names import symbol
from cnnlib.draw.number import plain
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.ops import max_pool

from ._steps import nearest
from .explorer import LABELS, Explorer

FORWARD, BACKWARD = ("b1", "z1", "a1", "a2"), ("dL_db1", "dL_dz1", "dL_da1", "dL_da2")
LEAST, MOST, LEAK = -2.0, 1.0, 0.3   # ends of the sliders: at −2 no cell of z1 is above 0
STEP = 0.01                          # of the sliders
LIMITS = 3.5, 1.0                    # above every |z1| and every |gradient| of a map between the ends
RATE = 1.0                           # learning rate of the button
PARTS = {0.98: "nearly all", 0.9: "about nine tenths", 0.8: "about four fifths", 0.75: "about three quarters",
         0.67: "about two thirds", 0.5: "about half", 0.33: "about a third", 0.25: "about a quarter",
         0.2: "about a fifth", 0.1: "about a tenth", 0.05: "about a twentieth", 0.01: "about a hundredth"}


@dataclass(frozen=True)
class State:
    """The bias of the convolution, what a shut gate lets through, the selected cell."""

    bias: float = -0.2
    leak: float = 0.0
    selected: tuple = ("dL_dz1", 1, 4)


class ReluGate(Explorer):
    """Lower the bias until every gate is shut and the map is dead; let a leak keep it alive.

        dL_dz1 = dL_da1 * da1_dz1      da1_dz1 = 1 where z1 > 0,  leak elsewhere

    Everything but b1 is the running example's.
    """

    editable = ("b1",)

    def __init__(self):
        self.bias = self.slider("Bias b1", "bias", LEAST, MOST, "Lower it and one cell after the other sinks below 0")
        self.leak = self.slider("Leak", "leak", 0, LEAK, "The slope of a shut gate: 0 is ReLU, above 0 is leaky ReLU")
        self.step = self.button("Step the bias", f"One step against its gradient, b1 − {RATE:g} · ∂L/∂b1: "
                                "a dead map has gradient 0 and stays dead", self.descend)
        super().__init__(State(), (self.bias, self.leak, self.step))

    def slider(self, name, field, least, most, tooltip):
        """A slider of one field of the state; where it stands already, nothing changes: the browser sends back what
        it rounds, and a stepped bias lies between its steps."""
        slider = W.FloatSlider(min=least, max=most, step=STEP, description=name, style=LABELS, tooltip=tooltip)

        def slide(state, number):
            stays = abs(number - nearest(slider, getattr(state, field))) < STEP / 2
            return state if stays else replace(state, **{field: number})

        return self.follow(slider, slide)

    def picture(self, state):
        run = run_at(state.bias, state.leak)
        rings = tuple(map(tuple, np.argwhere(max_pool.winners(run.trace["a1"])[0, :, :, 0]).tolist()))
        outline, values = outlined(state), explain.tensors(run)
        rows = [[(name, values[name], {"limit": limit, "outline": outline.get(name, ()),
                                       **({"rings": rings} if name.endswith("a1") else {})}) for name in names]
                for names, limit in ((FORWARD, LIMITS[0]), (BACKWARD, LIMITS[1]))]
        return draw.row(*between(rows[0], "→"), below=between(rows[1], "←"), cell=panel.SMALL,
                        title="ReLU and max pooling, forward (grey) and backward (colour)",
                        caption=f"{health(state)} {survival(state)}")

    def equation(self, state):
        run = run_at(state.bias, state.leak)
        opened = draw.equation(explain.cell(run, state.selected[0], index(state.selected)), run).words()
        return "\n".join([health(state), survival(state), "", opened, *gate(state)])

    def value(self, state):
        return float(explain.tensors(run_at(state.bias, state.leak))[state.selected[0]][index(state.selected)])

    def shapes(self, state):
        values = explain.tensors(run_at(state.bias, state.leak))
        return {name: panel.as_matrix(name, values[name]).shape for name in (*FORWARD, *BACKWARD)}

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
        for slider, number in ((self.bias, state.bias), (self.leak, state.leak)):
            stand = nearest(slider, number)
            if abs(slider.value - stand) > STEP / 2:    # less is an echo: it would pull the handle back
                slider.value = stand


# The numbers

@lru_cache(maxsize=8)
def run_at(bias, leak):
    """The running example, forward and back, with another bias and a leak."""
    _, params, x, y = examples.eight_by_eight()
    net = Network((8, 8, 1), [Conv(1, 3), ReLU(leak), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    return net.run({**params, "b1": np.array([bias])}, x, y)


def index(selected):
    """The place of a selected cell in its tensor."""
    matrix, row, column = selected
    return (0,) if matrix.endswith("b1") else (0, row, column, 0)


def sizes(run):
    """The sums of |gradient| in the pooled map, after routing, and after the gate."""
    return [float(np.abs(run.grads[name]).sum()) for name in ("dL_da2", "dL_da1", "dL_dz1")]


# The picture

def between(items, sign):
    """Put a sign between items."""
    return [part for item in items for part in (sign, item)][1:]


def outlined(state):
    """The selected cell and every cell shown that feeds it."""
    matrix, row, column = state.selected
    marked = {matrix: [(row, column)]}
    sources = explain.cell(run_at(state.bias, state.leak), matrix, index(state.selected)).sources
    for name in (name for name in sources if name in (*FORWARD, *BACKWARD)):
        places = [place[1:3] if len(place) == 4 else (0, 0) for place in sources[name]]
        marked[name] = [*marked.get(name, []), *places]
    return marked


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
    """How many gates are open; a dead map is called dead."""
    z1 = run_at(state.bias, state.leak).trace["z1"]
    if np.any(z1 > 0):
        return f"{int(np.sum(z1 > 0))} of {z1.size} gates are open."
    shut = f"No cell of {symbol('z1')} is above 0, so all {z1.size} gates are shut"
    if state.leak:
        return f"{shut}; but the leak lets {plain(state.leak)} of the gradient through, so the map can still learn."
    return (f"{shut}: the map is dead. {symbol('dL_dz1')} is 0 in every cell, so this image teaches "
            f"{symbol('w1')} and {symbol('b1')} nothing; a higher bias or a leak revives the map.")


def survival(state):
    """How much gradient comes through pooling and the gate, in cells and as a sum of sizes."""
    grads = run_at(state.bias, state.leak).grads
    cells = [int(np.count_nonzero(grads[name])) for name in ("dL_da1", "dL_dz1")]
    arriving, before, after = sizes(run_at(state.bias, state.leak))
    if before == 0:
        return "No gradient comes from the loss, so there is none to let through."
    share = after / before
    part = {0.0: "none", 1.0: "all"}.get(share, PARTS[min(PARTS, key=lambda known: abs(known - share))])
    return (f"{cells[0]} of {grads['dL_da1'].size} cells carry gradient after pooling, {cells[1]} after the gate. "
            f"Sum of |gradient|: {plain(arriving)} arrives, {plain(before)} after pooling, {plain(after)} after the "
            f"gate: {part} of it passes the gate ({plain(share)}).")
