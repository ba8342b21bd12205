"""A kernel's gradient, of the running example or of the reader's own arrays:
the products of a weight, the stamp of an output."""

from dataclasses import replace

import numpy as np

from cnnlib import draw, examples
from cnnlib.draw.parts.correlated import Part

from .. import backward, own
from ..stage.address import with_cell
from ..stage.controls import Choice, Stops
from ..stage.explorer import Explorer
from .numbers import CLOSE, State, numbers, views
from .travel import travellers
from .words import words

SHARED = "All 36: average pooling for max, a ReLU that leaks 0.5. No output goes without gradient."
OWN = "Drag Weight: which cells of x does it meet? A drag over x paints."
REACH = Choice("reached", "Gradient reaches",
               "Which outputs get a gradient: the nine that win a window of max pooling, or all, "
               "with average pooling and a ReLU that leaks 0.5", 245,
               options=(("nine winners", "winners"), ("all 36 outputs", "all")))


def picture(now):
    """A map of the correlation, and in the lens the products of one weight or the stamp of one output."""
    state, old, part = now.state, now.before, part_of(now)
    shown = [{name: now.in_focus(name) for name in names} for names in (now.values, now.grads)]
    there = spot_of(now)
    if state.view == "output":
        before = old and {"dL_dz1": old.in_focus("dL_dz1"), "window": old.windows[state.output],
                          "products": old.stamp, "so_far": old.so_far}
        return draw.one_output(*shown, now.windows[state.output], now.stamp, now.so_far, state.output,
                               now.focus, there, now.limit, before, part)
    before = old and {"dL_dz1": old.in_focus("dL_dz1"), "part": old.met, "products": old.products,
                      "total": old.total}
    return draw.one_weight(*shown, now.met, now.products, state.weight, now.picked, now.focus, there,
                           now.limit, before, part)


def spot_of(now):
    """Matrix, row and column of the selected cell."""
    name, index = now.state.selected
    return name, *now.views[name].showing(index).cell(index)


def part_of(now):
    """What is shown of all examples, channels and filters."""
    state = now.state
    return Part(state.stride, state.padding, *now.part, now.views, {**now.values, **now.grads}, now.places,
                now.example)


class KernelGradient(Explorer):
    """Pick a weight and see the products that make its gradient; pick an output and see its window stamped.

        dL_dw1[u, v, c, k] = sum over n, i, j of
                             dL_dz1[n, i, j, k] * x[n, i * stride + u - padding, j * stride + v - padding, c]
        dL_db1[k] = sum over n, i, j of  dL_dz1[n, i, j, k]

    Without arguments: the running example. Max pooling hands the gradient to nine winners; average pooling
    after a ReLU with a leak, with the same parameters, hands a share to every output.
    x (m, rows, columns, channels), (rows, columns, channels) or (rows, columns), at most 32 of each but m
    w1 (rows, columns, channels, filters) or (rows, columns), at most 11 rows and columns; its shape counts
    dL_dz1 (m, rows out, columns out, filters), or fewer axes as x;  stride 1 to 3, padding 0 to 2
    What is left out of x and w1 is the running example's; where that does not fit, the kernel is drawn with
    seed 0. Without dL_dz1 there are example gradients, and the picture says so.
    Raises ValueError for what does not fit together or into the picture.
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "b1")
    painted = ("x",)
    invitation = "Drag Weight. Which of the nine meets most zeros?"
    legend = "Dashed: a gradient."

    def __init__(self, x=None, w1=None, dL_dz1=None, stride=1, padding=0):
        is_ours = x is w1 is dL_dz1 is None and (stride, padding) == (1, 0)
        came = None if is_ours else backward.problem(x, w1, dL_dz1, stride, padding)
        self.made_up = came is not None and came.example
        if came:
            self.editable = "x", "w1", "dL_dz1"
        super().__init__(begun(came) if came else opening())

    def controls(self):
        state = self.state
        given, size, several = state.dL_dz1 is not None, state.w1.shape[:2], len(state.x) > 1
        wide = 265 if not given or several else 380
        outputs = backward.outputs(state.x.shape, state.w1.shape, state.stride, state.padding)[1:3]
        return (Stops("weight", "Weight",
                      "The products that add up to the gradient of a weight, or of the bias",
                      wide, shown=weight_stop, change=to_weight,
                      stops={**stops(size), "bias": size[0] * size[1]}),
                Stops("output", "Output", "What an output adds to the gradient of every weight",
                      wide, shown=lambda state: output_stop(state, outputs),
                      change=lambda state, k: to_output(state, divmod(k, outputs[1])), stops=stops(outputs)),
                *([own.example_slider(len(state.x), focused)] if several else []),
                *([] if given else [REACH]))

    def numbers(self, state):
        return numbers(state, self.made_up)

    def views(self, state):
        return views(state)

    def check_state(self, state):
        own.check_focus(state.focus, (len(state.x), *state.w1.shape[2:]))
        if (state.stride, state.padding) != (self.opened.stride, self.opened.padding):
            raise ValueError("These windows were not given.")

    def travellers(self, state):
        return travellers(self.numbers(state))

    def remark(self, state):
        if state.dL_dz1 is not None:
            return OWN + " Example gradients." * self.made_up
        return self.invitation if state.reached == "winners" else SHARED

    def steady(self, state):
        """The view, the weight and the output that the selected cell asks for, and what is then in focus."""
        state = own.in_focus(state, views)
        matrix, index = state.selected
        at = views(state)[matrix].cell(index)
        if matrix == "products":
            return replace(state, view="weight", output=at)
        if matrix in CLOSE:
            return replace(state, view="output")
        if matrix == "dL_dz1":
            return replace(state, view="output", output=at)
        if matrix in ("dL_dw1", "dL_db1", "w1", "b1"):
            view = state.view if matrix in ("w1", "b1") else "weight"
            return replace(state, view=view, weight=at if matrix.endswith("w1") else None)
        return state

    def press(self, state, matrix, row, column, **focus):
        """Select a cell; a square that stands for a channel or a filter brings that into focus."""
        if "pick" in focus:
            return focused(state, 2 if matrix == "dL_dz1" else 1, column)
        return super().press(state, matrix, row, column, **focus)

    def write(self, state, matrix, index, number):
        if matrix in ("x", "dL_dz1"):
            return super().write(state, matrix, index, number)
        changed = with_cell(state.params[matrix], index, number)
        return replace(state, params={**state.params, matrix: changed})


def opening():
    """The state of the running example."""
    _, params, x, _ = examples.eight_by_eight()
    return State(x, params)


def begun(came):
    """The state that arrays of the reader's own open with: the upper left weight."""
    return State(came.x, {"w1": came.w1}, weight=(0, 0), output=(0, 0), selected=("dL_dw1", (0, 0, 0, 0)),
                 dL_dz1=came.dL_dz1, stride=came.stride, padding=came.padding)


def stops(shape):
    """{[row, column]: place in reading order} of every cell of a matrix of this shape."""
    return {f"[{row}, {column}]": k for k, (row, column) in enumerate(np.ndindex(*shape))}


def weight_stop(state):
    """Where the weight stands on its slider; the bias stands last."""
    rows, columns = state.w1.shape[:2]
    return rows * columns if state.weight is None else state.weight[0] * columns + state.weight[1]


def output_stop(state, outputs):
    """Where the output stands on its slider."""
    return int(np.ravel_multi_index(state.output, outputs))


def to_weight(state, k):
    """Another weight, or the bias; its gradient is selected."""
    (rows, columns), (_, channel, number) = state.w1.shape[:2], state.focus
    weight = None if k == rows * columns else divmod(k, columns)
    address = ("dL_dw1", (*weight, channel, number)) if weight else ("dL_db1", (number,))
    return replace(state, weight=weight, selected=address)


def to_output(state, output):
    """Another output; its gradient is selected."""
    example, _, number = state.focus
    return replace(state, output=output, selected=("dL_dz1", (example, *output, number)))


def focused(state, axis, place):
    """Another example (0), channel (1) or filter (2) in focus, and the same place of it selected."""
    return own.focused(state, views, (len(state.x), *state.w1.shape[2:]), axis, place)
