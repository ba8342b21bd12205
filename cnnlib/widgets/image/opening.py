"""What ImageGradient opens with, and where its state goes when something is chosen."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from cnnlib import examples
from cnnlib.draw.ink.words import peak
from cnnlib.ops import conv

from .. import backward, own
from .plane import State, address, cell, views

LARGEST = 5     # rows and columns of a kernel that is drawn


@lru_cache(maxsize=1)
def opening():
    """Kernel and gradient of the outputs of the running example."""
    net, params, x, y = examples.eight_by_eight()
    return State(params["w1"], net.run(params, x, y).grads["dL_dz1"])


def begun(x, w1, dL_dz1, stride, padding):
    """The state that arrays of the reader's own open with, on the largest gradient to which the filter in focus adds;
    whether the gradient of the outputs is an example of ours."""
    came = backward.problem(x, w1, dL_dz1, stride, padding)
    kernel = came.w1.shape[:2]
    if max(kernel) > LARGEST:
        raise ValueError(f"w1 has {kernel[0]} rows and {kernel[1]} columns; "
                         f"this explorer draws kernels of at most {LARGEST}")
    if came.padding >= min(kernel):
        raise ValueError(f"padding is {came.padding}; it needs to be smaller than the kernel, "
                         f"{kernel[0]} rows and {kernel[1]} columns: else some windows hold no pixel at all")
    whole, sent = (conv.backward(came.dL_dz1[..., filters], came.x, came.w1[..., filters], came.stride, came.padding)[0]
                   for filters in (slice(None), slice(1)))
    pixel = peak((whole * (sent != 0))[0, :, :, 0])
    return State(came.w1, came.dL_dz1, came.x.shape[1:3], stride=came.stride, padding=came.padding, pixel=pixel,
                 selected=("dL_dx", (0, *pixel, 0))), came.example


def is_example(state):
    """Whether the gradient of the outputs is not that of the running example, whose windows are others."""
    return (state.stride, state.padding) != (1, 0)


def with_fitting_gradient(state):
    """A state with a gradient of the outputs that fits stride and padding: the real one, or example values.

    example values: tenths from -0.9 to 0.9, drawn with a seed of its own for each stride and padding
    """
    if not is_example(state):
        return replace(state, dL_dz1=opening().dL_dz1)
    rows, columns = ((n + 2 * state.padding - len(state.w1)) // state.stride + 1 for n in state.image)
    dice = np.random.default_rng(10 * state.stride + state.padding)
    return replace(state, dL_dz1=dice.integers(-9, 10, (rows, columns))[None, :, :, None] / 10)


def stamps(state):
    """How many stamps there are: one for each output of each filter."""
    return state.dL_dz1[0].size


def laid(state):
    """How many stamps lie on the image: those up to the selected output, filter after filter, or all."""
    name, index = state.selected
    if state.way != "stamp" or name != "dL_dz1":
        return stamps(state)
    _, rows, columns, _ = state.dL_dz1.shape
    _, row, column, number = index
    return number * rows * columns + row * columns + column + 1


def with_laid(state, count):
    """A state that shows the last of so many stamps."""
    _, rows, columns, _ = state.dL_dz1.shape
    number, place = divmod(count - 1, rows * columns)
    return replace(state, way="stamp", selected=("dL_dz1", (state.focus[0], *divmod(place, columns), number)))


def steady(state):
    """What is selected is in focus, a selected cell of dL_dx is the pixel; a cell that is no longer there gives
    way to the pixel."""
    name, index = state.selected
    shape = views(state)[name].shape
    if any(k >= n for k, n in zip(index, shape, strict=True)):
        return replace(state, selected=address(state, "dL_dx", state.pixel))
    state = own.in_focus(state, views)
    return replace(state, pixel=cell(state, name, index)) if name == "dL_dx" else state


def focused(state, axis, place):
    """Another example (0), channel (1) or filter (2) in focus, and the same place of it selected."""
    return own.focused(state, views, counts(state), axis, place)


def check_focus(state):
    """Raise ValueError unless example, channel and filter in focus are there."""
    own.check_focus(state.focus, counts(state))


def counts(state):
    """How many examples, channels and filters there are."""
    return len(state.dL_dz1), *state.w1.shape[2:]
