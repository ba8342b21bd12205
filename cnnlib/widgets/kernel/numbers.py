"""What KernelGradient shows of a state: the gradients, every window of x, and the products that are open."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.ink.number import tidied
from cnnlib.draw.parts import matrix
from cnnlib.draw.parts.view import BIAS, first, view_of
from cnnlib.layers import AvgPool, Conv, MaxPool, ReLU
from cnnlib.network import Network, Step
from cnnlib.ops import conv

from .. import backward, own
from ..frozen import frozen, thawed

SHARING = {MaxPool: lambda layer: AvgPool(layer.size),     # no output goes without
           ReLU: lambda _: ReLU(leak=0.5)}
GRADIENTS = "dL_dz1", "dL_dw1", "dL_db1"
OPENED = 9                      # products that have room
CLOSE = ("products", "stamp")   # what only the lens shows, of the one view and of the other


@dataclass(frozen=True, eq=False)
class State:
    """Image and parameters; which view; which outputs the gradient reaches;
    the weight (u, v), None for the bias; the output (i, j); the selected cell;
    the upstream, None for that of the network; stride and padding; example, channel and filter in focus;
    the state before the last change."""

    x: np.ndarray
    params: dict
    view: str = "weight"
    reached: str = "winners"
    weight: tuple | None = (0, 2)
    output: tuple = (3, 1)
    selected: tuple = ("dL_dw1", (0, 2, 0, 0))
    dL_dz1: np.ndarray = None
    stride: int = 1
    padding: int = 0
    focus: tuple = (0, 0, 0)
    before: "State" = None

    @property
    def w1(self):
        return self.params["w1"]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    values, grads: {name: array};  products of the weight (or of the bias)
    arrays: {name: array} of all that the sums are of;  views: {name: View}, as they are in focus
    windows[i, j, u, v] = x[i * stride + u - padding, j * stride + v - padding], of what is in focus
    stamps[i, j, u, v] = dL_dz1[i, j] * windows[i, j, u, v], of all outputs;  so_far: their sum up to the
    output, with those of all examples before
    picked: as many outputs as there are weights, those with the largest gradients and the selected one
    focus: the place in the lens of the product that the selected cell belongs to, or None
    example: whether the upstream is an example of ours
    limit: of the colours, for every weight and every output
    before: the numbers of the same weight and output before the last change, None where they are the same
    """

    state: State
    arrays: dict
    views: dict
    values: dict
    grads: dict
    windows: np.ndarray
    products: np.ndarray
    stamps: np.ndarray
    so_far: np.ndarray
    picked: list
    focus: tuple | None
    limit: float
    example: bool
    before: "Numbers" = None

    @property
    def stamp(self):
        """What the output adds to the kernel's gradient."""
        return self.stamps[self.state.output]

    @property
    def met(self):
        """The pixels (rows, columns) that the weight met; ones for the bias."""
        weight = self.state.weight
        return np.ones(self.products.shape) if weight is None else self.windows[..., *weight]

    @property
    def total(self):
        """The gradient of the weight, or of the bias."""
        weight = self.state.weight
        name = "dL_db1" if weight is None else "dL_dw1"
        return float(self.in_focus(name)[weight or (0, 0)])

    def in_focus(self, name):
        """The numbers (rows, columns) in focus of a matrix."""
        return self.views[name].values({**self.values, **self.grads}[name])

    def begin(self, output):
        """The cell of x in the upper left of an output's window; negative where it is padding."""
        return tuple(k * self.state.stride - self.state.padding for k in output)

    def is_padding(self, at):
        """Whether a place is none of x."""
        return not all(0 <= k < n for k, n in zip(at, self.state.x.shape[1:3], strict=True))

    @property
    def several(self):
        """How many examples there are."""
        return len(self.state.x)

    @property
    def places(self):
        """{axis: (place in focus, how many)} of example, channel and filter, where there are several."""
        return backward.places(self.state.focus, self.state.x.shape, self.state.w1.shape)

    @property
    def part(self):
        """What is close up of a kernel, ((u, v), (rows, columns)): around the product in focus."""
        return own.part(self.state.w1.shape[:2], self.focus if self.state.view == "output" else None)

    @property
    def cell(self):
        """The gradient of the weight, or of the bias, as a sum."""
        weight, (_, channel, number) = self.state.weight, self.state.focus
        name, index = ("dL_db1", (number,)) if weight is None else ("dL_dw1", (*weight, channel, number))
        return cell_of(self.state, self.arrays, name, index)

    @cached_property
    def matrices(self):
        """{name: array} of what can be selected."""
        return {**self.values, "dL_dz1": self.grads["dL_dz1"], "stamp": self.stamp, "products": self.products,
                "dL_dw1": self.grads["dL_dw1"], "dL_db1": self.grads["dL_db1"]}


def numbers(state, example=False):
    """Compute what a state shows. example: whether the upstream is an example of ours"""
    values, grads, arrays = given(state) if state.dL_dz1 is not None else of_network(state)
    shown = views(state)
    slopes, pixels = shown["dL_dz1"].values(grads["dL_dz1"]), windows(state)
    stamps = slopes[:, :, None, None] * pixels
    sums = np.cumsum(stamps.reshape(-1, *stamps.shape[2:]), axis=0) + earlier(state, grads["dL_dz1"])
    so_far = sums[np.ravel_multi_index(state.output, slopes.shape)]
    looked_at = focus(state, pixels.shape)
    opened = picked(slopes, OPENED, looked_at if state.view == "weight" else None)
    return Numbers(state, arrays, shown, values, grads, pixels,
                   slopes if state.weight is None else stamps[..., *state.weight], stamps,
                   without_residue(so_far, stamps), opened, looked_at,
                   matrix.largest([*grads.values(), stamps, sums]), example, lately(state))


def of_network(state):
    """Values, gradients and all arrays of the running example."""
    params = tuple((name, frozen(one)) for name, one in state.params.items())
    run = run_of(state.reached, frozen(state.x), params)
    grads = {name: run.grads[name] for name in GRADIENTS}
    values = {"x": state.x, "w1": state.w1, "b1": state.params["b1"]}
    return values, grads, {**run.trace, **grads}


def given(state):
    """Values, gradients and all arrays of an upstream that came."""
    back = backprop(frozen(state.dL_dz1), frozen(state.x), frozen(state.w1), state.stride, state.padding)
    grads = dict(zip(GRADIENTS, (state.dL_dz1, *back), strict=True))
    return {"x": state.x, "w1": state.w1}, grads, {"x": state.x, **grads}


@lru_cache(maxsize=8)       # while a weight or an output is chosen, the sums stay
def backprop(upstream, x, w1, stride, padding):
    """dL_dw1 and dL_db1 of frozen arrays."""
    return conv.backward(*(thawed(*one) for one in (upstream, x, w1)), stride, padding)[1:]


def earlier(state, slopes):
    """What the examples before the one in focus add to the gradient of the kernel in focus."""
    n, channel, number = state.focus
    one = np.zeros(state.w1.shape[:2])
    for k in range(n):
        one += np.einsum("ij,ijuv->uv", slopes[k, :, :, number], windows_of(state, k, channel))
    return one


def cell_of(state, arrays, name, index):
    """A cell of the gradient of the kernel, or of the bias, as a sum."""
    filters, size = state.w1.shape[3], state.w1.shape[:2]
    step = Step(Conv(filters, size, state.stride, state.padding), 1, "x", "z1", ("w1", "b1"))
    usual = {"w1": state.w1, "b1": np.zeros(filters), "z1": arrays["dL_dz1"]}
    return explain.step_cell(step, {**usual, **arrays}, name, index)


def views(state):
    """{name: View} of what can be selected, with the example, channel and filter in focus."""
    kinds = backward.outputs(state.x.shape, state.w1.shape, state.stride, state.padding)
    return views_in_focus(state.x.shape, state.w1.shape, kinds, state.focus, state.dL_dz1 is None)


@lru_cache(maxsize=64)      # while a weight or an output is chosen, they stay
def views_in_focus(x, w1, outputs, focus, has_bias):
    """The same of arrays of these shapes."""
    example, channel, number = focus
    at = {"example": example, "channel": channel, "filter": number}
    kernel, bias = view_of("w1", w1).at(**at), first(w1[3:], BIAS, (w1[3], 1, 1)).at(**at)
    return {"x": view_of("x", x).at(**at), "w1": kernel, **({"b1": bias} if has_bias else {}),
            "dL_dz1": view_of("dL_dz1", outputs).at(example=example, channel=number),
            "stamp": view_of("stamp", w1[:2]), "products": view_of("products", outputs[1:3]),
            "dL_dw1": kernel, "dL_db1": bias}


@lru_cache(maxsize=4)       # while a weight or an output is chosen, the run stays
def run_of(reached, image, params):
    """The network's run of a frozen image and parameters."""
    net, y = network(reached)
    return net.run({name: thawed(*one) for name, one in params}, thawed(*image), y)


def lately(state):
    """The numbers of the same weight and output before image, parameters or reach changed, or None."""
    old = state.before
    if old is None or (old.x is state.x and old.params is state.params
                       and old.reached == state.reached and old.dL_dz1 is state.dL_dz1):
        return None
    return numbers(replace(state, x=old.x, params=old.params, reached=old.reached, dL_dz1=old.dL_dz1,
                           before=None))


def picked(slopes, count, wanted):
    """The (row, column) of so many gradients in reading order: the wanted one, the largest in size."""
    sizes = dict(zip(np.ndindex(slopes.shape), tidied(np.abs(slopes).ravel().tolist()), strict=True))
    return sorted(sorted(sizes, key=lambda place: (place != wanted, -sizes[place]))[:count])


@lru_cache(maxsize=2)
def network(reached):
    """The running example and its label; for "all" with average pooling and a leak:
    no output goes without gradient."""
    net, _, _, y = examples.eight_by_eight()
    if reached == "winners":
        return net, y
    layers = [SHARING.get(type(layer), lambda one: one)(layer) for layer in net.layers]
    return Network(net.input_shape, layers), y


def windows(state):
    """Every window of the example and channel in focus, as Numbers has them."""
    return windows_of(state, *state.focus[:2])


def windows_of(state, example, channel):
    """Every window of one example and channel; padding counts as 0."""
    padded = np.pad(state.x[example, :, :, channel], state.padding)
    every = np.lib.stride_tricks.sliding_window_view(padded, state.w1.shape[:2])
    return every[::state.stride, ::state.stride]


def without_residue(total, terms):
    """A sum in which what cancels to a rounding residue is 0."""
    return np.where(np.abs(total) < 1e-12 * np.abs(terms).max(), 0.0, total)


def focus(state, shape):
    """The place in the lens of the product that the selected cell belongs to, or None.

    shape: of all windows
    """
    name, at = state.selected[0], views(state)[state.selected[0]].cell(state.selected[1])
    start = state.weight if state.view == "weight" else state.output
    if name in CLOSE or (name == "w1" and state.view == "output"):
        return at
    if name != "x" or start is None or at is None:
        return None
    if state.view == "weight":
        return step_to(at, start, shape[:2], state.stride, state.padding)
    begin = [k * state.stride for k in start]
    return step_to(at, begin, shape[2:], 1, state.padding)


def step_to(at, start, size, stride, padding):
    """How many (rows, columns) of steps lead from a start to a cell of x; None where none do."""
    steps = [divmod(k + padding - begin, stride) for k, begin in zip(at, start, strict=True)]
    inside = all(rest == 0 and 0 <= count < n for (count, rest), n in zip(steps, size, strict=True))
    return tuple(count for count, _ in steps) if inside else None
