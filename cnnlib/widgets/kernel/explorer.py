"""The kernel's gradient of the running example: 36 products for a weight, a stamp for an output."""

from dataclasses import dataclass, replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples, explain
from cnnlib.draw.equation import bracket
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import plain
from cnnlib.draw.parts import matrix as panel
from cnnlib.layers import AvgPool, Conv, Dense, Flatten, ReLU, Sigmoid
from cnnlib.network import Network

from ..stage.address import with_number
from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import IntSlider

VIEWS = (("One weight: its products", "weight"), ("One output: its stamp", "output"))
REACHED = (("nine winners (max pool)", "winners"), ("all 36 outputs (avg pool, leak 0.5)", "all"))
CLOSE = ("products", "stamp")   # what only the close-up shows, of the one view and of the other


@dataclass(frozen=True, eq=False)
class State:
    """Image and parameters; which view; which outputs the gradient reaches; the weight (u, v), None for the bias; the
    output (i, j); the selected cell."""

    x: np.ndarray
    params: dict
    view: str = "weight"
    reached: str = "winners"
    weight: tuple | None = (0, 2)
    output: tuple = (3, 1)
    selected: tuple = ("dL_dw1", 0, 2)


class KernelGradient(Explorer):
    """Pick a weight and see the products that make its gradient; pick an output and see its window stamped.

        dL_dw1[u, v] = sum over i, j of  dL_dz1[i, j] * x[i + u, j + v],    dL_db1 = sum over i, j of  dL_dz1[i, j]

    Max pooling hands the gradient to nine winners. Average pooling after a ReLU with a leak, with the same parameters,
    hands a share to every output.
    """

    editable = ("x", "w1", "b1")
    painted = ("x",)

    def __init__(self):
        net, params, x, y = examples.eight_by_eight()
        nets = {"winners": net, "all": everywhere()}
        self._run = lru_cache(maxsize=8)(lambda state: nets[state.reached].run(state.params, state.x, y))
        self.view = self.follow(W.ToggleButtons(options=VIEWS, style={"button_width": "190px"}, tooltips=(
            "All products that add up to one cell of the gradient", "What one output adds to every cell of it")),
            viewed)
        self.row = self.slider("Weight row", "Which row of the kernel, or of the outputs",
                               lambda s, k: picked(s, k, column(s)))
        self.column = self.slider("Weight column", "Which column of the kernel, or of the outputs",
                                  lambda s, k: picked(s, row(s), k))
        self.reached = self.follow(
            W.Dropdown(options=REACHED, description="Gradient reaches", style=LABELS, layout=W.Layout(width="345px"),
                       tooltip="Which outputs get a gradient: those that win a window of max pooling, or every one"),
            lambda state, reached: replace(state, reached=reached))
        super().__init__(State(x, params), (self.view, self.row, self.column, self.reached))

    def slider(self, name, tooltip, change):
        """A slider over the places of the view's matrix."""
        return self.follow(IntSlider(min=0, max=2, description=name, tooltip=tooltip, style=LABELS,
                                       layout=W.Layout(width="250px")), change)

    def steady(self, state):
        """The view, the weight and the output that the selected cell asks for."""
        matrix, *at = state.selected
        if matrix in CLOSE:
            return replace(state, view="weight" if matrix == "products" else "output")
        if matrix == "dL_dz1":
            return replace(state, view="output", output=tuple(at))
        if matrix in ("dL_dw1", "dL_db1", "w1", "b1"):
            view = state.view if matrix in ("w1", "b1") else "weight"
            return replace(state, view=view, weight=tuple(at) if matrix.endswith("w1") else None)
        return state

    def picture(self, state):
        values, grads, stamps = self.arrays(state)
        whole = np.cumsum(stamps.reshape(-1, *stamps.shape[2:]), axis=0)
        limit = panel.largest([*grads.values(), stamps, whole])   # holds for every weight and every output
        if state.view == "weight":
            part = np.ones(stamps.shape[:2]) if state.weight is None else windows(state)[..., *state.weight]
            return draw.one_weight(values, grads, part, self.products(state), state.weight, focus(state),
                                   state.selected, limit)
        count = state.output[0] * stamps.shape[1] + state.output[1]
        return draw.one_output(values, grads, windows(state)[state.output], stamps[state.output],
                               settled(whole[count], stamps), state.output, focus(state),
                               state.selected, limit)

    def equation(self, state):
        if state.selected[0] in CLOSE:
            return self.product(state)
        if state.view == "output":
            return self.stamp(state)
        name, index = ("dL_db1", (0,)) if state.weight is None else ("dL_dw1", (*state.weight, 0, 0))
        return draw.equation(explain.cell(self._run(state), name, index), self._run(state)).words()

    def value(self, state):
        matrix, row, column = state.selected
        values, grads, _ = self.arrays(state)
        array = self.products(state) if matrix in CLOSE else {**values, **grads}[matrix]
        return float(panel.as_matrix(matrix, array)[row, column]) + 0.0   # -0.0 is said as 0

    def shapes(self, state):
        kernel, outputs = state.params["w1"].shape[:2], self._run(state).trace["z1"].shape[1:3]
        return {"x": state.x.shape[1:3], "w1": kernel, "b1": (1, 1), "dL_dz1": outputs, "stamp": kernel,
                "products": outputs, "dL_dw1": kernel, "dL_db1": (1, 1)}

    def write(self, state, matrix, row, column, number):
        if matrix == "x":
            return replace(state, x=with_number("x", state.x, row, column, number))
        return replace(state, params={**state.params,
                                      matrix: with_number(matrix, state.params[matrix], row, column, number)})

    def settle(self, state):
        rows, columns = self.shapes(state)["dL_dw1" if state.view == "weight" else "dL_dz1"]
        self.view.value, self.reached.value = state.view, state.reached
        self.row.description, self.column.description = (f"{state.view.title()} {axis}" for axis in ("row", "column"))
        self.row.max, self.column.max = rows - 1, columns - 1
        self.row.value, self.column.value = row(state), column(state)

    def arrays(self, state):
        """What the picture shows, and the stamps (i, j, u, v) of all outputs: dL_dz1[i, j] * x[i + u, j + v]."""
        run = self._run(state)
        values = {"x": state.x, "w1": state.params["w1"], "b1": state.params["b1"]}
        grads = {name: run.grads[name] for name in ("dL_dz1", "dL_dw1", "dL_db1")}
        return values, grads, grads["dL_dz1"][0, :, :, 0, None, None] * windows(state)

    def products(self, state):
        """The products of the view: those of one weight (or of the bias) over all outputs, or those of one output."""
        _, grads, stamps = self.arrays(state)
        if state.view == "output":
            return stamps[state.output]
        return grads["dL_dz1"][0, :, :, 0] if state.weight is None else stamps[..., *state.weight]

    def product(self, state):
        """The equation of one product."""
        one = focus(state)
        (i, j), weight = (one, state.weight) if state.view == "weight" else (state.output, one)
        slope = self._run(state).grads["dL_dz1"][0, i, j, 0]
        u, v = weight or (0, 0)
        pixel = 1.0 if weight is None else state.x[0, i + u, j + v, 0]
        right = "1" if weight is None else f"x[{i + u}, {j + v}]"
        sums = symbol("dL_db1") if weight is None else f"{symbol('dL_dw1')}[{u}, {v}]"
        return (f"{state.selected[0]}[{one[0]}, {one[1]}] = {symbol('dL_dz1')}[{i}, {j}] · {right}\n"
                f"   = {bracket(slope)} · {bracket(pixel)} = {plain(slope * pixel)}\n"
                f"   is one of the {self._run(state).trace['z1'].size} numbers that add up to {sums}")

    def stamp(self, state):
        """What one output adds to the gradient of the kernel and of the bias."""
        i, j = state.output
        slope = self._run(state).grads["dL_dz1"][0, i, j, 0]
        left = f"{symbol('dL_dz1')}[{i}, {j}]"
        if slope == 0:
            return f"{left} = 0: this output gets no gradient, so its window adds nothing to {symbol('dL_dw1')}."
        return (f"{symbol('dL_dw1')}[u, v] += {left} · x[{i} + u, {j} + v]   for all nine u, v\n"
                f"   = {bracket(slope)} · its window of x\n"
                f"{symbol('dL_db1')} += {left} · 1 = {plain(slope)}")


def everywhere():
    """The running example with average pooling and a leak: no output is left without gradient."""
    return Network((8, 8, 1), [Conv(1, 3), ReLU(leak=0.5), AvgPool(2), Flatten(), Dense(1), Sigmoid()])


def viewed(state, view):
    """The same weight or output in another view; its gradient is selected."""
    if view == "output":
        return replace(state, selected=("dL_dz1", *state.output))
    return replace(state, selected=("dL_db1", 0, 0) if state.weight is None else ("dL_dw1", *state.weight))


def picked(state, row, column):
    """Another weight, or another output, whichever the view is about."""
    return replace(state, selected=("dL_dw1" if state.view == "weight" else "dL_dz1", row, column))


def row(state):
    return ((state.weight or (0, 0)) if state.view == "weight" else state.output)[0]


def column(state):
    return ((state.weight or (0, 0)) if state.view == "weight" else state.output)[1]


def focus(state):
    """The place in the close-up of the product that the selected cell belongs to, or None."""
    matrix, *at = state.selected
    start = state.weight if state.view == "weight" else state.output
    if matrix in CLOSE or (matrix == "w1" and state.view == "output"):
        return tuple(at)
    if matrix != "x" or start is None:
        return None
    rows, columns = windows(state).shape[:2] if state.view == "weight" else windows(state).shape[2:]
    row, column = at[0] - start[0], at[1] - start[1]
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def windows(state):
    """Every window of x: windows[i, j, u, v] = x[i + u, j + v]."""
    return np.lib.stride_tricks.sliding_window_view(state.x[0, :, :, 0], state.params["w1"].shape[:2])


def settled(total, terms):
    """A sum in which what cancels to a rounding residue is 0."""
    return np.where(np.abs(total) < 1e-12 * np.abs(terms).max(), 0.0, total)
