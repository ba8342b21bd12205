"""The kernel's gradient of the running example: 36 products for a weight, a stamp for an output."""

from dataclasses import replace

import numpy as np

from cnnlib import draw, examples

from ..stage.address import spot, with_cell
from ..stage.controls import Choice, Stops
from ..stage.explorer import Explorer
from .numbers import CLOSE, State, numbers
from .travel import travellers
from .words import words

KERNEL, OUTPUT = (3, 3), (6, 6)                                                  # rows, columns
WEIGHTS = {**{f"[{u}, {v}]": k for k, (u, v) in enumerate(np.ndindex(KERNEL))}, "bias": 9}
OUTPUTS = {f"[{i}, {j}]": k for k, (i, j) in enumerate(np.ndindex(OUTPUT))}
SHARED = "All 36: average pooling for max, a ReLU that leaks 0.5. No output goes without gradient."
REACHED = (("nine winners", "winners"), ("all 36 outputs", "all"))


def picture(now):
    """A map of the correlation, and in the lens the products of one weight or the stamp of one output."""
    state, shown, old = now.state, (now.values, now.grads), now.before
    if state.view == "output":
        before = old and {"dL_dz1": old.grads["dL_dz1"], "window": old.windows[state.output],
                          "products": old.stamp, "so_far": old.so_far}
        return draw.one_output(*shown, now.windows[state.output], now.stamp, now.so_far, state.output,
                               now.focus, spot(state.selected), now.limit, before)
    before = old and {"dL_dz1": old.grads["dL_dz1"], "part": old.part, "products": old.products,
                      "total": old.total}
    return draw.one_weight(*shown, now.part, now.products, state.weight, now.picked, now.focus,
                           spot(state.selected), now.limit, before)


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
    invitation = "Drag Weight. Which of the nine meets most zeros?"
    legend = "Dashed: a gradient."

    def __init__(self):
        _, params, x, _ = examples.eight_by_eight()
        super().__init__(State(x, params))

    def controls(self):
        return (Stops("weight", "Weight",
                      "The products that add up to the gradient of a weight, or of the bias",
                      265, shown=weight_stop, change=to_weight, stops=WEIGHTS),
                Stops("output", "Output", "What an output adds to the gradient of every weight",
                      265, shown=output_stop, change=to_output, stops=OUTPUTS),
                Choice("reached", "Gradient reaches",
                       "Which outputs get a gradient: the nine that win a window of max pooling, or all, "
                       "with average pooling and a ReLU that leaks 0.5", 245, options=REACHED))

    def travellers(self, state):
        return travellers(self.numbers(state))

    def remark(self, state):
        return self.invitation if state.reached == "winners" else SHARED

    def steady(self, state):
        """The view, the weight and the output that the selected cell asks for."""
        matrix, *at = spot(state.selected)
        if matrix == "products":
            return replace(state, view="weight", output=tuple(at))
        if matrix in CLOSE:
            return replace(state, view="output")
        if matrix == "dL_dz1":
            return replace(state, view="output", output=tuple(at))
        if matrix in ("dL_dw1", "dL_db1", "w1", "b1"):
            view = state.view if matrix in ("w1", "b1") else "weight"
            return replace(state, view=view, weight=tuple(at) if matrix.endswith("w1") else None)
        return state

    def write(self, state, matrix, index, number):
        if matrix == "x":
            return super().write(state, matrix, index, number)
        changed = with_cell(state.params[matrix], index, number)
        return replace(state, params={**state.params, matrix: changed})


def weight_stop(state):
    """Where the weight stands on its slider; the bias stands last."""
    return WEIGHTS["bias"] if state.weight is None else int(np.ravel_multi_index(state.weight, KERNEL))


def output_stop(state):
    """Where the output stands on its slider."""
    return int(np.ravel_multi_index(state.output, OUTPUT))


def to_weight(state, k):
    """Another weight, or the bias; its gradient is selected."""
    weight = None if k == WEIGHTS["bias"] else divmod(k, KERNEL[1])
    return replace(state, weight=weight, selected=("dL_dw1", (*weight, 0, 0)) if weight else ("dL_db1", (0,)))


def to_output(state, k):
    """Another output; its gradient is selected."""
    output = divmod(k, OUTPUT[1])
    return replace(state, output=output, selected=("dL_dz1", (0, *output, 0)))
