"""The reader's own arrays for an explorer of one op: which shapes are taken, and what a picture can hold."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from cnnlib import inputs
from cnnlib.draw import plain
from cnnlib.draw.ink.number import tidy
from cnnlib.draw.ink.words import peak

from .stage.controls import Slider
from .stage.explorer import Explorer

SIDE, DEEP, ALL = 32, 32, 100_000       # rows or columns, channels or filters, numbers of one array
AXES = "example", "channel", "filter"       # of what a convolution reads and makes
KERNEL = 11                             # rows or columns of a kernel
MAPS = "(rows, columns), (rows, columns, channels) or (m, rows, columns, channels)"
KERNELS = "(rows, columns) or (rows, columns, channels in, filters)"


def maps(value, name):
    """Return maps (m, rows, columns, channels) as a copy in float64; a single map or example may lack axes.

    Raises ValueError for any other shape, for more than a picture can hold,
    for what is not finite and for numbers that nobody could type.
    """
    array = inputs.real(value, name)
    if array.ndim not in (2, 3, 4) or not array.size:
        raise ValueError(f"{name} has shape {array.shape}; it needs {MAPS}, none of them 0")
    whole = array.reshape(1, *array.shape, 1) if array.ndim == 2 else array[(None,) * (4 - array.ndim)]
    if max(whole.shape[1:3]) > SIDE or whole.shape[3] > DEEP or whole.size > ALL:
        channels = f"; write {name}[..., None] where it has no channels" * (array.ndim == 3)
        raise ValueError(f"{name} has shape {array.shape}, too large for the picture; it needs {MAPS} with "
                         f"at most {SIDE} rows, columns and channels, {ALL:,} numbers in all{channels}")
    return numbers(whole, name)


def kernel(value, name, channels, most):
    """Return a kernel (rows, columns, channels, filters) as a copy in float64; two axes are one of each.

    channels: of what it reads;  most: rows and columns at most, of a picture and of what it reads
    Raises ValueError as `maps` does.
    """
    array = inputs.real(value, name)
    whole = array[:, :, None, None] if array.ndim == 2 else array
    if whole.ndim != 4 or not whole.size or whole.shape[2] != channels:
        raise ValueError(f"{name} has shape {array.shape}; it needs {KERNELS}, none of them 0, "
                         f"with {channels} channels in, as the image has")
    if whole.shape[0] > most[0] or whole.shape[1] > most[1] or whole.shape[3] > DEEP:
        raise ValueError(f"{name} has shape {array.shape}; it needs at most {most[0]} rows, {most[1]} "
                         f"columns and {DEEP} filters, so that it fits the image and the picture")
    return numbers(whole, name)


def kernel_for(value, x, usual, filters=1):
    """Return a kernel for maps x: one that came, the usual one where it fits, or one drawn with seed 0.

    filters: of one that is drawn;  raises ValueError as `kernel` does
    """
    rows, columns, channels = x.shape[1:]
    if value is not None:
        return kernel(value, "w1", channels, (min(KERNEL, rows), min(KERNEL, columns)))
    if filters == channels == 1 and min(rows, columns) >= len(usual):
        return usual
    shape = min(rows, 3), min(columns, 3), channels, filters
    return np.round(np.random.default_rng(0).normal(size=shape) / 2, 1)


def part(shape, at=None, most=3):
    """What is shown large of a kernel, ((u, v), (rows, columns)): the middle, or what is around a cell."""
    size = tuple(min(n, most) for n in shape)
    middle = at or tuple(n // 2 for n in shape)
    begin = (min(max(k - n // 2, 0), whole - n) for k, n, whole in zip(middle, size, shape, strict=True))
    return tuple(begin), size


def bias(value, name, filters):
    """Return a bias (filters,) as a copy in float64; of one filter a number will do.

    Raises ValueError as `maps` does.
    """
    array = inputs.real(value, name)
    if array.shape != (filters,) and not (filters == array.size == 1):
        raise ValueError(f"{name} has shape {array.shape}; it needs ({filters},), a number for each filter")
    return numbers(array.reshape(filters), name)


def upstream(value, name, shape, like):
    """Return a gradient of exactly this shape (m, rows, columns, channels); axes of length 1 may lack.

    like: the name of what has the same shape;  raises ValueError as `maps` does, and for another shape
    """
    found = maps(value, name)
    if found.shape != shape:
        raise ValueError(f"{name} has shape {np.shape(value)}; it needs {shape}, that of {like}")
    return found


def numbers(array, name):
    """Return an array as a copy in float64.

    Raises ValueError for what is not finite and for what could not be typed.
    """
    array = inputs.finite(array, name).astype(np.float64)
    largest = float(array[peak(array)])
    if abs(largest) > Explorer.most:
        raise ValueError(f"{name} reaches {plain(largest)}; it needs numbers from {Explorer.least} to "
                         f"{Explorer.most}, as {name} / abs({name}).max() has them")
    return array


def example_slider(count, focused):
    """The slider that brings one of so many examples into focus: focused(state, 0, example)."""
    return Slider("example", "Example", f"Which of the {count} examples is shown", 150, most=count - 1,
                  readout=True, shown=lambda state: state.focus[0],
                  change=lambda state, k: focused(state, 0, k))


def in_focus(state, views):
    """The state with the example, channel and filter of the selected cell in focus. views(state)"""
    name, index = state.selected
    view = views(state)[name].showing(index)
    found = dict(zip(view.axes, view.focus, strict=True))
    if name in ("z1", "dL_dz1"):
        found = {"example": found["example"], "filter": found["channel"]}
    focus = tuple(old if found.get(axis) is None else found[axis]
                  for axis, old in zip(AXES, state.focus, strict=True))
    return state if focus == state.focus else replace(state, focus=focus)


def focused(state, views, counts, axis, place):
    """Another example (0), channel (1) or filter (2) in focus, and the same place of it selected.

    views(state);  counts: how many places each axis has
    """
    there = replace(state, focus=(*state.focus[:axis], place, *state.focus[axis + 1:]))
    check_focus(there.focus, counts)
    name, index = state.selected
    at = views(state)[name].cell(index)
    return replace(there, selected=(name, views(there)[name].index(*at)))


def check_focus(focus, counts):
    """Raise ValueError unless each place in focus is there. counts: how many places each axis has"""
    if len(focus) != len(counts) or not all(0 <= at < n for at, n in zip(focus, counts, strict=True)):
        raise ValueError(f"No picture has {focus} in focus.")


def place_of_largest(values):
    """The place of the largest number in reading order, the first of those that agree to 9 digits."""
    tidied = [tidy(one) for one in np.ravel(values).tolist()]
    return tidied.index(max(tidied))


def rounded_up(values):
    """The next of 1, 2, 5, 10, 20 … and 0.5, 0.2 … from the largest |value| up: a scale for a slider."""
    largest = max(float(abs(values).max()), 1e-3)
    steps = [one * 10.0**power for power in range(-3, 5) for one in (1, 2, 5)]
    return min(one for one in steps if one >= largest)


@lru_cache(maxsize=16)
def example_values(shape):
    """-0.1 … 0.6 in equal steps, every other one negative, shuffled with seed 11; no two get the same
    as long as there are few."""
    steps = np.round(np.linspace(0.1, 0.6, np.prod(shape)), 2)
    steps[::2] *= -1
    return np.random.default_rng(11).permutation(steps).reshape(shape)
