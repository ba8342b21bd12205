"""Max pooling forward and its routing back: change a cell until another wins, let windows tie or overlap."""

from dataclasses import replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples
from cnnlib.draw.parts.matrix import SMALL, largest
from cnnlib.ops import max_pool

from ..stage.address import with_cell, with_number
from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import IntSlider, is_moved, nearest
from .words import DECIMALS, OWN, State, arrays, at, cells_of, name, route, shares, side_by_side, windows_of, words

WINDOWS = {"2×2, stride 2: side by side": (2, 2), "2×2, stride 1: overlap; example values": (2, 1),
           "2×2, stride 3: gaps; example values": (2, 3), "3×3, stride 3: side by side; example values": (3, 3),
           "3×3, stride 2: overlap; example values": (3, 2), "3×3, stride 1: overlap; example values": (3, 1)}
TIES = {"first: one gets it all": "first", "split: equal parts": "split", "all: each in full": "all"}
BRIGHTEST = 2.0       # the slider's end, and the value that gets the full grey
STEPS = 160           # the slider's steps from 0 to 1, a sixteenth times a tenth: a drag can hit a tie exactly


class PoolRouter(Explorer):
    """Raise a cell of a1 until its window has another winner, and watch the whole gradient move there.

        dL_da1[r, c] += share * dL_da2[i, j]   for each window (i, j) that holds (r, c)

    dL_da2 stands still: it is that of the running example, or, where other windows give a2 another shape, example
    values that differ from window to window (`upstream`).
    """

    editable = ("a1", "dL_da2")
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self):
        self._arrays = lru_cache(maxsize=8)(arrays)
        self.slider = self.follow(
            IntSlider(max=int(BRIGHTEST * STEPS), description="Selected value", style=LABELS, readout=False,
                        tooltip="Move the number in the selected cell of a1; Value shows it exactly"),
            self.slide)
        self.ties = self.follow(
            W.Dropdown(options=TIES, description="In a tie", style=LABELS, layout=W.Layout(width="215px"),
                       tooltip="Who gets the gradient of a window that has several largest cells"),
            lambda state, ties: replace(state, ties=ties))
        self.windows = self.follow(
            W.Dropdown(options=WINDOWS, description="Windows", style=LABELS, layout=W.Layout(width="345px"),
                       tooltip="Size and stride; windows other than 2×2, stride 2 get example values as gradients"),
            lambda state, windows: with_windows(state, *windows))
        self.tie = self.button("Make a tie", "Set the selected cell to the largest of its window; "
                               "if it is the largest, raise the next one", lambda: self.become(tied(self.state)))
        super().__init__(State(opening_map(), upstream(2, 2)), (self.slider, self.tie, self.ties, self.windows))

    def picture(self, state):
        values = self._arrays(state)
        return (apart if side_by_side(state) else together)(state, values)

    def equation(self, state):
        return words(state, self._arrays(state))

    def value(self, state):
        matrix, row, column = state.selected
        return float(self._arrays(state)[matrix][0, row, column, 0])

    def shapes(self, state):
        return {name: values.shape[1:3] for name, values in self._arrays(state).items()}

    def write(self, state, matrix, row, column, number):
        number = float(np.round(number, DECIMALS))
        return replace(state, **{matrix: with_number(matrix, getattr(state, matrix), row, column, number)})

    def slide(self, state, step):
        """Move the selected cell of a1; whole steps, since a browser sends others back changed in their last bits."""
        matrix, *cell = state.selected
        if matrix == "a1" and is_moved(self.slider, step, at(state, cell) * STEPS):
            return self.write(state, "a1", *cell, step / STEPS)
        return state

    def settle(self, state):
        matrix, *cell = state.selected
        self.slider.disabled = matrix != "a1"
        if matrix == "a1":
            self.slider.value = int(nearest(self.slider, at(state, cell) * STEPS))
        self.ties.value, self.windows.value = state.ties, (state.size, state.stride)


# What it opens with

def opening_map():
    """a1 of the running example, freed from the last bits of its sums, so that equal numbers are equal."""
    return np.round(example().trace["a1"], DECIMALS)


@lru_cache(maxsize=1)
def example():
    net, params, x, y = examples.eight_by_eight()
    return net.run(params, x, y)


def upstream(size, stride):
    """What comes back to the pooled map: the running example's, or example values where the shape is another.

    example values: -0.1 … 0.6 in equal steps, every other one negative, shuffled with seed 11: no two get the same
    """
    if (size, stride) == OWN:
        return example().grads["dL_da2"]
    shape = max_pool.forward(opening_map(), size, stride).shape
    steps = np.round(np.linspace(0.1, 0.6, np.prod(shape)), 2)
    steps[::2] *= -1
    return np.random.default_rng(11).permutation(steps).reshape(shape)


# Changes

def with_windows(state, size, stride):
    """Other windows, with the gradient that belongs to them; the selection stays inside."""
    dL_da2 = upstream(size, stride)
    matrix, row, column = state.selected
    rows, columns = (dL_da2 if matrix in ("a2", "dL_da2") else state.a1).shape[1:3]
    return replace(state, size=size, stride=stride, dL_da2=dL_da2,
                   selected=(matrix, min(row, rows - 1), min(column, columns - 1)))


def tied(state):
    """Set the selected cell to the largest of its first window; if it is the largest, raise the runner-up."""
    matrix, *cell = state.selected
    windows = [tuple(cell)] if matrix in ("a2", "dL_da2") else windows_of(state, tuple(cell))
    if not windows:
        raise ValueError(f"{name('a1', cell)} lies in no window, so it cannot tie with anything.")
    values = {place: at(state, place) for place in cells_of(state, windows[0])}
    best = max(values.values())
    below = {place: value for place, value in values.items() if value < best}
    if not below:
        raise ValueError("Every cell of this window holds the same number already.")
    raised = tuple(cell) if tuple(cell) in below and matrix in ("a1", "dL_da1") else max(below, key=below.get)
    return replace(state, a1=with_cell(state.a1, (0, *raised, 0), best), selected=("a1", *raised))


# The pictures

def apart(state, values):
    """Windows that stand side by side, pulled apart."""
    matrix, row, column = state.selected
    pooled = matrix in ("a2", "dL_da2")
    window = (row, column) if pooled else (row // state.size, column // state.size)
    return draw.routing(values["a1"], values["a2"], values["dL_da1"], values["dL_da2"], winners=winners(state),
                        selected=window, outline=() if pooled else ((row, column),), limits=limits(state))


def together(state, values):
    """Windows that overlap or leave gaps, on the map as it is."""
    value, gradient = limits(state)
    inner, outer = marked(state)
    rings = tuple(map(tuple, np.argwhere(winners(state)[0, :, :, 0]).tolist()))
    wide, small = {"rings": rings, "outline": inner}, {"outline": outer}
    return draw.row(("a1", values["a1"], {**wide, "limit": value}), "→",
                    ("a2", values["a2"], {**small, "limit": value}),
                    below=[("dL_da1", values["dL_da1"], {**wide, "limit": gradient}), "←",
                           ("dL_da2", values["dL_da2"], {**small, "limit": gradient})],
                    title="Max-pool routing, forward (grey) and backward (colour)",
                    caption=caption(state, values), cell=SMALL)


def marked(state):
    """The outlined cells of the map and of the pooled map: a window and its cell, or a cell and its windows."""
    matrix, *cell = state.selected
    if matrix in ("a2", "dL_da2"):
        return cells_of(state, cell), (tuple(cell),)
    return (tuple(cell),), windows_of(state, tuple(cell))


def winners(state):
    """The cells that get a share of some window's gradient."""
    return route(state, np.ones_like(state.dL_da2)) > 0


def limits(state):
    """Fixed while a value is dragged; a cell that wins several windows may add up to more than one of them."""
    return BRIGHTEST, largest([upstream(state.size, state.stride)]) * (1 if state.stride >= state.size else 2)


def caption(state, values):
    """One sentence: how many cells get a gradient, and how many of them win more than one window."""
    wins = sum(shares(state, window) > 0 for window in np.ndindex(state.dL_da2.shape[1:3]))
    zeros = int(np.sum(values["dL_da1"] == 0))
    return (f"Max-pooling sends each gradient to the winner of its window: {zeros} of {state.a1.size} cells get "
            f"exactly 0; cells that win more than one window and add up: {int(np.sum(wins > 1))}.")
