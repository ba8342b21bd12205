"""Where things are in WindowExplorer: the windows on the image, what is in focus, what is shown large."""

from functools import lru_cache
from itertools import product

import numpy as np

from cnnlib.draw.parts.view import BIAS, first, view_of
from cnnlib.ops import windows

from .. import own

LARGE = 3       # rows and columns of a kernel that have room close up


def axes(state):
    """The windows downwards and across."""
    return windows.axes(windows.grid(state.x.shape[1:3], state.w1.shape[:2], state.stride, state.padding))


def outputs(state):
    """Rows and columns of z1: how many windows fit, downwards and across."""
    return tuple(axis.outputs for axis in axes(state))


def corner(state):
    """The cell of x in the window's upper left; negative where it is padding."""
    return tuple(axis.first(output) for axis, output in zip(axes(state), state.at, strict=True))


def views(state):
    """{name: View} of what can be selected, with the example, channel and filter in focus."""
    return views_in_focus(state.x.shape, state.w1.shape, outputs(state), state.focus)


@lru_cache(maxsize=64)      # while the window slides, they stay
def views_in_focus(x, w1, outputs, focus):
    """The same of arrays of these shapes."""
    (example, channel, number), filters = focus, w1[3]
    alone = {"sum": view_of("sum", ()), "others": view_of("others", ())}
    each = {"x": view_of("x", x), "w1": view_of("w1", w1), "b1": first((filters,), BIAS, (filters, 1, 1)),
            "products": first(w1[:3], ("row", "column", "channel"))}
    if np.prod(w1[:3]) == np.prod(large(w1)):
        alone.pop("others")
    shown = {name: view.at(example=example, channel=channel, filter=number) for name, view in each.items()}
    made = view_of("z1", (x[0], *outputs, filters)).at(example=example, channel=number)
    return {**shown, **alone, "z1": made}


def check_focus(state):
    """Raise ValueError unless what is in focus is there."""
    own.check_focus(state.focus, (state.x.shape[0], *state.w1.shape[2:]))


def large(w1):
    """Rows and columns that are shown large of a kernel of this shape."""
    return min(w1[0], LARGE), min(w1[1], LARGE)


def shown(state):
    """What is shown large of the kernel, ((u, v), (rows, columns)): the middle, or what is around the product
    that is looked at."""
    return own.part(state.w1.shape[:2], focus(state), LARGE)


def focus(state):
    """The (u, v) of the product that the selected cell belongs to, or None."""
    name, index = state.selected
    if name not in ("x", "w1", "products"):
        return None
    row, column = views(state)[name].showing(index).cell(index)
    if name == "x":
        row, column = (k - start for k, start in zip((row, column), corner(state), strict=True))
    rows, columns = state.w1.shape[:2]
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def readers(state):
    """The cells of z1 whose windows read the selected cell of x; none where another matrix is selected."""
    name, index = state.selected
    return tuple(product(*map(reading, axes(state), index[1:3]))) if name == "x" else ()


def nearest_covering(axis, cell, output):
    """The output closest to one whose window covers a cell, be it padding; the last where no window does."""
    return min(reading(axis, cell), key=lambda one: abs(one - output), default=axis.outputs - 1)


def reading(axis, cell):
    """The outputs whose windows hold a cell, be it padding."""
    return [one for one in range(axis.outputs) if 0 <= cell - axis.first(one) < axis.size]
