"""The kernel's gradient of the running example: 36 products for a weight, a stamp for an output."""

from dataclasses import replace

import numpy as np

from cnnlib import draw, examples

from ..stage.address import with_number
from ..stage.controls import Choice, Slider, Tabs
from ..stage.explorer import Explorer
from .numbers import CLOSE, State, numbers
from .words import words

VIEWS = (("One weight: its products", "weight", "All products that add up to one cell of the gradient"),
         ("One output: its stamp", "output", "What one output adds to every cell of it"))
REACHED = (("nine winners (max pool)", "winners"), ("all 36 outputs (avg pool, leak 0.5)", "all"))


def picture(now):
    """The whole correlation, and below it the products of one weight or the stamp of one output."""
    state, shown = now.state, (now.values, now.grads)
    if state.view == "output":
        return draw.one_output(*shown, now.windows[state.output], now.stamp, now.so_far, state.output,
                               now.focus, state.selected, now.limit)
    part = np.ones(now.products.shape) if state.weight is None else now.windows[..., *state.weight]
    return draw.one_weight(*shown, part, now.products, state.weight, now.focus, state.selected, now.limit)


class KernelGradient(Explorer):
    """Pick a weight and see the products that make its gradient; pick an output and see its window stamped.

        dL_dw1[u, v] = sum over i, j of  dL_dz1[i, j] * x[i + u, j + v]
        dL_db1 = sum over i, j of  dL_dz1[i, j]

    Max pooling hands the gradient to nine winners.
    Average pooling after a ReLU with a leak, with the same parameters, hands a share to every output.
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "b1")
    painted = ("x",)

    def __init__(self):
        _, params, x, _ = examples.eight_by_eight()
        super().__init__(State(x, params))

    def controls(self):
        return (Tabs("view", "", "", 190, options=VIEWS, change=with_view),
                self.place_slider(0, "row", "Which row of the kernel, or of the outputs"),
                self.place_slider(1, "column", "Which column of the kernel, or of the outputs"),
                Choice("reached", "Gradient reaches",
                       "Which outputs get a gradient: those that win a window of max pooling, or every one",
                       345, options=REACHED))

    def place_slider(self, axis, name, tooltip):
        """A slider over the rows or the columns of what the view is about."""
        def change(state, k):
            return with_place(state, *((k, state.place[1]) if axis == 0 else (state.place[0], k)))

        def bounds(state):
            return 0, self.shapes(state)[about(state)][axis] - 1

        return Slider(name, f"Weight {name}", tooltip, 250, most=2, readout=True,
                      shown=lambda state: state.place[axis], change=change, bounds=bounds,
                      labelled=lambda state: f"{state.view.title()} {name}")

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

    def write(self, state, matrix, row, column, number):
        if matrix == "x":
            return super().write(state, matrix, row, column, number)
        changed = with_number(matrix, state.params[matrix], row, column, number)
        return replace(state, params={**state.params, matrix: changed})


def about(state):
    """The matrix that the view is about."""
    return "dL_dw1" if state.view == "weight" else "dL_dz1"


def with_view(state, view):
    """The same weight or output in another view; its gradient is selected."""
    if view == "output":
        return replace(state, selected=("dL_dz1", *state.output))
    return replace(state, selected=("dL_db1", 0, 0) if state.weight is None else ("dL_dw1", *state.weight))


def with_place(state, row, column):
    """Another weight, or another output, whichever the view is about."""
    return replace(state, selected=(about(state), row, column))
