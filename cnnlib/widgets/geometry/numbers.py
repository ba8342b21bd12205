"""What GeometryExplorer shows of a state:
the upstream gradient spread and ringed, what slides over it, what comes out and what is cut from it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from operator import contains

import numpy as np

from cnnlib import explain
from cnnlib.draw.parts.matrix import largest
from cnnlib.draw.parts.view import view_of
from cnnlib.layers import Conv
from cnnlib.network import Step
from cnnlib.ops import conv, windows

STRIDES, PADDINGS, DILATIONS = (1, 3), (0, 2), (1, 2)
KERNELS = {"3 × 2": (3, 2), "3 × 3": (3, 3), "2 × 3": (2, 3), "4 × 3": (4, 3)}
ROWS, COLUMNS = 6, 7                # of the image
DRAWN = {"x": (1, ROWS, COLUMNS, 1), "w1": (4, 3, 1, 1), "dL_dz1": (1, 9, 10, 1)}     # the largest there are
SEEDS = {"x": 15, "w1": 24, "dL_dz1": 17}      # a kernel no mirror image of which is the rotated one


@lru_cache(maxsize=len(DRAWN))
def whole_numbers(name):
    """Whole numbers for a matrix, the same at every start; no weight and no gradient is 0."""
    dice = np.random.default_rng(SEEDS[name])
    drawn = dice.integers(0 if name == "x" else 1, 4, DRAWN[name]).astype(float)
    return drawn if name == "x" else drawn * dice.choice([-1, 1], DRAWN[name])


@dataclass(frozen=True, eq=False)
class State:
    """Image, weights and upstream gradients, of which the kernel and the outputs take the upper left part;
    rows and columns of the kernel; where the windows lie; the pixel and the weight that are open;
    the selected cell; stride, padding, dilation and kernel that were asked for in vain."""

    x: np.ndarray
    w1: np.ndarray
    dL_dz1: np.ndarray
    kernel: tuple = (3, 2)
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    of: str = "image"
    pixel: tuple = (ROWS - 1, COLUMNS - 1)
    weight: tuple = (0, 0)
    selected: tuple = ("dL_dx", (0, ROWS - 1, COLUMNS - 1, 0))
    refused: tuple = ()


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    axes: the windows downwards and across;  matrices: {name: array} of what can be selected
    outer: the gradient of the padded image, or the padded image (rows, columns)
    loose: the gradient of the kernel with the rows and columns that are too many
    spread: the upstream with zeros between, for the image with rings around;  outputs: {its cell: output}
    turned: the kernel rotated, with zeros between;  weights: {its cell: weight}
    window: {cell of the kernel, rotated: cell of `spread` or beyond} that the open pixel reads
    cell: the open cell as a sum;  limits: {matrix: of its colours}
    """

    state: State
    axes: tuple
    matrices: dict
    outer: np.ndarray
    loose: np.ndarray
    spread: np.ndarray
    outputs: dict
    turned: np.ndarray
    weights: dict
    window: dict
    cell: explain.Cell
    limits: dict

    @property
    def spans(self):
        """How many rows and columns one window reaches over."""
        return tuple((axis.size - 1) * axis.dilation + 1 for axis in self.axes)

    @property
    def rests(self):
        """How many rows and columns at the end of the padded image no window reaches."""
        return tuple(rest(axis) for axis in self.axes)

    @property
    def skipped(self):
        """The cells of the padded image that no window reads."""
        read = [{axis.first(i) + u * axis.dilation + axis.before for i in range(axis.outputs) for u in range(axis.size)}
                for axis in self.axes]
        return [at for at in np.ndindex(self.outer.shape) if not all(map(contains, read, at))]

    @property
    def unread(self):
        """How many pixels of the image itself no window reads."""
        p = self.state.padding
        return sum(0 <= r - p < ROWS and 0 <= c - p < COLUMNS for r, c in self.skipped)


def numbers(state):
    """Compute what a state shows."""
    w1, axes = state.w1[:state.kernel[0], :state.kernel[1]], axes_of(state)
    dL_dz1 = state.dL_dz1[:, :axes[0].outputs, :axes[1].outputs]
    grid = {"stride": state.stride, "padding": state.padding, "dilation": state.dilation}
    dL_dx, dL_dw1, _ = conv.backward(dL_dz1, state.x, w1, **grid)
    matrices = {"dL_dx": dL_dx, "dL_dw1": dL_dw1, "dL_dz1": dL_dz1, "w1": w1, "x": state.x}
    spread, outputs = spread_out(dL_dz1[0, :, :, 0], state, ringed=state.of == "image")
    turned, weights = turn(w1[:, :, 0, 0], state.dilation)
    return Numbers(state, axes, matrices, outer(state, w1, dL_dz1), loose(state, axes, dL_dz1), spread, outputs,
                   turned, weights, window(state), cell_of(state, matrices), limits(state.kernel))


def axes_of(state):
    """The windows downwards and across; ValueError where not one fits."""
    return windows.axes(windows.grid((ROWS, COLUMNS), state.kernel, state.stride, state.padding, state.dilation,
                                     "kernel"))


def accepted(state):
    """The state without what was refused, where something was."""
    return replace(state, refused=()) if state.refused else state


def is_last_read(state):
    """Whether a window reads the last pixel."""
    return all(axis.inputs - 1 in axis.read() for axis in axes_of(state))


def rest(axis):
    """How many cells at the end of the padded image no window reaches."""
    reached = (axis.outputs - 1) * axis.stride + (axis.size - 1) * axis.dilation + 1
    return axis.inputs + 2 * axis.before - reached


def outer(state, w1, dL_dz1):
    """The padded image, or its gradient, in which padding is image like any other."""
    p = state.padding
    padded = np.pad(state.x, ((0, 0), (p, p), (p, p), (0, 0)))
    if state.of == "image":
        padded = conv.backward(dL_dz1, padded, w1, state.stride, 0, state.dilation)[0]
    return padded[0, :, :, 0]


def loose(state, axes, dL_dz1):
    """The gradient of the largest kernel that makes as many outputs: with what is too much of it."""
    size = [axis.size + rest(axis) // axis.dilation for axis in axes]
    dL_dw = conv.backward(dL_dz1, state.x, np.zeros((*size, 1, 1)), state.stride, state.padding, state.dilation)[1]
    return dL_dw[:, :, 0, 0]


def spread_out(upstream, state, ringed):
    """The upstream with stride − 1 zeros between its cells, and what the kernel needs around it."""
    ring = [state.dilation * (k - 1) * ringed for k in state.kernel]
    size = [state.stride * (n - 1) + 1 + 2 * k for n, k in zip(upstream.shape, ring, strict=True)]
    outputs = {tuple(k + state.stride * i for k, i in zip(ring, at, strict=True)): at
               for at in np.ndindex(upstream.shape)}
    return laid(size, upstream, outputs), outputs


def turn(kernel, dilation):
    """The kernel rotated by 180°, with dilation − 1 zeros between its cells."""
    size = [(k - 1) * dilation + 1 for k in kernel.shape]
    weights = {tuple(dilation * (k - 1 - u) for k, u in zip(kernel.shape, at, strict=True)): at
               for at in np.ndindex(kernel.shape)}
    return laid(size, kernel, weights), weights


def laid(size, values, places):
    """Values at their places, zeros around them."""
    found = np.zeros(size)
    for place, at in places.items():
        found[place] = values[at]
    return found


def window(state):
    """{cell of the rotated kernel: the cell of the spread upstream on which it lies over the open pixel}."""
    return {at: tuple(r + state.padding + state.dilation * u for r, u in zip(state.pixel, at, strict=True))
            for at in np.ndindex(state.kernel)}


def cell_of(state, matrices):
    """The open cell of the gradient, as a sum."""
    step = Step(Conv(1, state.kernel, state.stride, state.padding, state.dilation), 1, "x", "z1", ("w1", "b1"))
    usual = {"b1": np.zeros(1), "z1": np.zeros(matrices["dL_dz1"].shape)}
    return explain.step_cell(step, {**usual, **matrices}, *opened(state))


def opened(state):
    """The address of the gradient that is open."""
    return ("dL_dx", (0, *state.pixel, 0)) if state.of == "image" else ("dL_dw1", (*state.weight, 0, 0))


@lru_cache(maxsize=len(KERNELS))
def limits(kernel):
    """Limits of the colours: those of what it opens with, for every stride, padding and dilation."""
    x, w1, upstream = map(whole_numbers, DRAWN)
    found = {"dL_dx": [], "dL_dw1": [], "dL_dz1": [upstream], "w1": [w1], "x": [x]}
    for stride, padding in ((1, 0), (1, 2)):
        state = State(x, w1, upstream, kernel, stride, padding)
        rows, columns = (axis.outputs for axis in axes_of(state))
        back = conv.backward(upstream[:, :rows, :columns], x, w1[:kernel[0], :kernel[1]], stride, padding)
        found["dL_dx"].append(back[0])
        found["dL_dw1"].append(back[1])
    return {name: largest(arrays) for name, arrays in found.items()}


def views(state):
    """{name: View} of what can be selected."""
    rows, columns = (axis.outputs for axis in axes_of(state))
    shapes = {"dL_dx": state.x.shape, "dL_dw1": (*state.kernel, 1, 1), "dL_dz1": (1, rows, columns, 1),
              "w1": (*state.kernel, 1, 1), "x": state.x.shape}
    return {name: view_of(name, shape) for name, shape in shapes.items()}


# Where a state goes

def opening():
    """What it opens with: stride 1, on the last pixel."""
    return State(*map(whole_numbers, DRAWN))


def asked(state, **other):
    """A state with another stride, padding, dilation or kernel; where no window fits, what was asked for."""
    wanted = replace(state, refused=(), **other)
    try:
        axes_of(wanted)
    except ValueError:
        return replace(state, refused=(wanted.stride, wanted.padding, wanted.dilation, *wanted.kernel))
    return wanted


def turned_to(state, of):
    """The gradient of the image, or that of the kernel, with its open cell selected."""
    there = replace(state, of=of, refused=())
    return replace(there, selected=opened(there))


def steady(state):
    """Every place inside of what there is; a selected cell of a gradient is open, and x is seen with the kernel's."""
    weight = tuple(min(at, n - 1) for at, n in zip(state.weight, state.kernel, strict=True))
    (name, index), state = state.selected, replace(state, weight=weight)
    if any(at >= n for at, n in zip(index, views(state)[name].shape, strict=True)):
        return replace(state, selected=opened(state))
    if name == "dL_dx":
        return replace(state, of="image", pixel=index[1:3])
    if name == "dL_dw1":
        return replace(state, of="kernel", weight=index[:2])
    return replace(state, of="kernel") if name == "x" else state
