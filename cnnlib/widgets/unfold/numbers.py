"""What UnfoldExplorer shows of a state: the unfolded windows, the three products, what folding adds up."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnlib import explain
from cnnlib.draw.ink.number import tidy
from cnnlib.draw.parts.view import views_of
from cnnlib.ops import conv, windows

from . import sums
from .places import PIXELS, Places
from .ways import RIGHT, names_of

X = [[1, 0, 2, 3, 1], [2, 3, 1, 0, 2], [0, 1, 4, 2, 3]]
KERNEL = [[2, 1], [-1, 3]]                       # no reflection of itself: another order shows
UPSTREAM = [[1, -2, 0, 3], [2, 1, -1, -2]]       # of the outputs at stride 1


@dataclass(frozen=True, eq=False)
class State:
    """Image, kernel and the gradient of the outputs at stride 1; which product; the window that is looked at, in
    reading order; the stride; whether the windows are read in another order than the kernel; the selected cell;
    the state before the last change."""

    x: np.ndarray
    w1: np.ndarray
    dL_dz1: np.ndarray
    way: str = "forward"
    window: int = 5
    stride: int = 1
    misread: bool = False
    selected: tuple = ("z_column", (5, 0))
    before: "State" = None

    @property
    def upstream(self):
        """The gradient of the outputs that there are at this stride."""
        return self.dL_dz1[:, ::self.stride, ::self.stride]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    arrays: {name: array}, of every product;  matrices: those of the one that is shown;  views: {name: View}
    before: {name: array} of the same before the last change;  places: where every pixel stands
    cell: the selected one with the terms that make it
    wrong: {name: cells of it that are other than what the ops say, or than the image}
    """

    state: State
    arrays: dict
    matrices: dict
    views: dict
    before: dict
    places: Places
    cell: explain.Cell
    wrong: dict


def opening():
    """The state to open with."""
    x, kernel, upstream = (np.array(each, float) for each in (X, KERNEL, UPSTREAM))
    return State(x[None, :, :, None], kernel[:, :, None, None], upstream[None, :, :, None])


def numbers(state):
    """Compute what a state shows."""
    arrays, where = everything(state), places_of(state)
    matrices = {name: arrays[name] for name in names_of(state.way)}
    old = everything(lately(state))
    return Numbers(state, arrays, matrices, views_of(matrices), {name: old[name] for name in matrices}, where,
                   sums.cell_of(*state.selected, arrays, where), wrong(state.way, arrays))


def grid_of(state):
    """Where the windows lie."""
    return windows.grid(state.x.shape[1:3], state.w1.shape[:2], state.stride)


def places_of(state):
    """Where every pixel stands in the unfolded matrix."""
    grid = grid_of(state)
    pixels = np.arange(state.x.size).reshape(state.x.shape)
    return Places(unfold(pixels, grid)[:, order_of(state)], state.x.shape[1:3], grid.size, grid.outputs)


def order_of(state):
    """The column of the unfolded matrix for each weight: as the kernel is read, or down each column first."""
    rows, columns = state.w1.shape[:2]
    order = np.arange(rows * columns).reshape(rows, columns)
    return (order.T if state.misread else order).ravel()


def unfold(x, grid):
    """One row for each window: x (m, rows, columns, channels) -> (windows, cells · channels)."""
    seen = windows.view(x, grid, axis=1).transpose(2, 3, 4, 0, 1, 5)
    return seen.reshape(len(x) * grid.count, -1)


def fold(rows, grid, m=1):
    """Add every cell of a matrix like the unfolded one to the pixel that it came from."""
    cells = rows.reshape(m, *grid.outputs, len(grid.cells), -1)
    return windows.add_up(cells.transpose(3, 0, 1, 2, 4), grid, axis=1)


def as_read(rows, order):
    """The matrix with its columns back in the order of the kernel, from another one."""
    found = np.empty_like(rows)
    found[:, order] = rows
    return found


@lru_cache(maxsize=16)
def everything(state):
    """{name: array} of the three products, of what they fold to, and of what the ops say."""
    grid, order, slopes = grid_of(state), order_of(state), state.upstream
    unfolded, column = unfold(state.x, grid)[:, order], state.w1.reshape(-1, 1)
    above = slopes.reshape(-1, 1)
    z, dL_dw, dL_dunfolded = unfolded @ column, unfolded.T @ above, above @ column.T
    dL_dx, dL_dw1, _ = conv.backward(slopes, state.x, state.w1, state.stride)
    return {"x": state.x, "w1": state.w1, "dL_dz1": slopes, "unfolded": unfolded, "unfolded_T": unfolded.T,
            "w_column": column, "w_row": column.T, "z_column": z, "z_reshaped": z.reshape(grid.outputs),
            "z1": conv.forward(state.x, state.w1, np.zeros(1), state.stride),
            "dL_dz_column": above, "dL_dw_column": dL_dw, "dL_dw_reshaped": dL_dw.reshape(grid.size),
            "dL_dw1": dL_dw1, "dL_dunfolded": dL_dunfolded,
            "dL_dx_folded": fold(as_read(dL_dunfolded, order), grid)[0, :, :, 0], "dL_dx": dL_dx,
            "folded": fold(as_read(unfolded, order), grid)[0, :, :, 0],
            "counts": fold(np.ones(unfolded.shape), grid)[0, :, :, 0]}


@lru_cache(maxsize=16)
def lately(state):
    """The state before the last change, seen as this one is; where there was none the state itself."""
    if state.before is None:
        return state
    return replace(state.before, way=state.way, stride=state.stride)


def wrong(way, arrays):
    """The cells of what was folded that are other than those of the ops; folded windows are held to the image."""
    made = RIGHT[way][0]
    right = arrays["x" if way == "fold" else RIGHT[way][1]].reshape(arrays[made].shape)
    apart = [at for at in np.ndindex(right.shape) if tidy(arrays[made][at]) != tidy(right[at])]
    return {made: tuple(apart)}


def steady(state):
    """The selected cell among those that are drawn, and the window that it asks for."""
    (name, index), where = state.selected, places_of(state)
    window = min(state.window, where.windows - 1)
    if name not in names_of(state.way) and name in PIXELS:
        name, index = pixel(state.way, index)
    arrays = everything(state)
    if name not in names_of(state.way) or not inside(index, arrays[name].shape):
        name, index = home(state.way, window)
    asked = where.window(name, index)
    window = window if asked is None else asked
    if (name, index, window) == (*state.selected, state.window):
        return state
    return replace(state, selected=(name, index), window=window)


def pixel(way, index):
    """The address of the same pixel where another product shows it."""
    row, column = index if len(index) == 2 else index[1:3]
    return "dL_dx" if way == "image" else "x", (0, row, column, 0)


def inside(index, shape):
    """Whether an index is a cell of an array of this shape."""
    return len(index) == len(shape) and all(k < n for k, n in zip(index, shape, strict=True))


def home(way, window):
    """The cell that stands for a window."""
    return {"forward": "z_column", "fold": "unfolded"}.get(way, "dL_dz_column"), (window, 0)
