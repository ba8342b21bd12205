"""Max pooling forward and its routing back: change a cell until another wins, let windows tie or overlap."""

from dataclasses import replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples
from cnnlib.draw.panel import SMALL, largest
from cnnlib.ops import max_pool

from ._steps import nearest
from .explorer import LABELS, Explorer
from .network_explorer import with_cell
from .pool_words import DECIMALS, State, arrays, at, cells_of, contest, name, pooling, route, routed, shares, windows_of

WINDOWS = {"2×2, stride 2: side by side": (2, 2), "2×2, stride 1: overlapping": (2, 1),
           "2×2, stride 3: with gaps": (2, 3), "3×3, stride 3: side by side": (3, 3),
           "3×3, stride 2: overlapping": (3, 2), "3×3, stride 1: overlapping": (3, 1)}
TIES = {"first: one gets it all": "first", "split: equal parts": "split", "all: each in full": "all"}
SLIDES = ("a1", "dL_da1")   # where a cell of a1 is selected, or stands right above
BRIGHTEST = 2.0       # the slider's end, and the value that gets the full grey
GRID = 0.00625        # a sixteenth times a tenth: the map lies on this grid, so that a drag can hit a tie exactly


class PoolRouter(Explorer):
    """Raise a cell of a1 until its window has another winner, and watch the whole gradient move there.

        dL_da1[r, c] += share * dL_da2[i, j]   for each window (i, j) that holds (r, c)

    dL_da2 stands still: it is that of the running example, or, where other windows give a2 another shape, fixed
    numbers that differ from window to window (`upstream`). Dragging over cells copies the first cell's value.
    """

    editable = ("a1", "dL_da2")

    def __init__(self):
        self._arrays = lru_cache(maxsize=8)(arrays)
        self.slider = self.follow(
            W.FloatSlider(min=0, max=BRIGHTEST, step=GRID, description="Value in a1", style=LABELS,
                          readout_format=".5f",
                          tooltip="Raise or lower the selected cell of a1, or the one above its gradient"),
            self.slide)
        self.ties = self.follow(
            W.Dropdown(options=TIES, description="In a tie", style=LABELS, layout=W.Layout(width="215px"),
                       tooltip="Who gets the gradient of a window that has several largest cells"),
            lambda state, ties: replace(state, ties=ties))
        self.windows = self.follow(
            W.Dropdown(options=WINDOWS, description="Windows", style=LABELS, layout=W.Layout(width="290px"),
                       tooltip="Size and stride; other windows than 2×2 side by side get a made-up gradient"),
            lambda state, windows: with_windows(state, *windows))
        self.tie = self.button("Make a tie", "Set the selected cell to the largest of its window; "
                               "if it is the largest, raise the next one", lambda: self.become(tied(self.state)))
        super().__init__(State(opening_map(), upstream(2, 2)), (self.slider, self.tie, self.ties, self.windows))

    def picture(self, state):
        values = self._arrays(state)
        if state.size == state.stride and state.a1.shape[1] % state.size == 0:
            return apart(state, values)
        return together(state, values)

    def equation(self, state):
        matrix, *cell = state.selected
        if matrix in ("a2", "dL_da2"):
            return pooling(state, self._arrays(state), tuple(cell), matrix)
        lines = [contest(state, tuple(cell))] if matrix == "a1" else []
        return "\n".join([*lines, *routed(state, self._arrays(state), tuple(cell))])

    def value(self, state):
        matrix, row, column = state.selected
        return float(self._arrays(state)[matrix][0, row, column, 0])

    def shapes(self, state):
        return {name: values.shape[1:3] for name, values in self._arrays(state).items()}

    def write(self, state, matrix, row, column, number):
        number = float(np.round(number, DECIMALS))
        return replace(state, **{matrix: with_cell(getattr(state, matrix), (0, row, column, 0), number)})

    def paint(self, state, cells):
        """Copy the value of the first cell to those of the same matrix that the pointer was dragged over."""
        (matrix, *first), *others = cells
        if matrix in self.editable and inside(state, cells):
            number = getattr(state, matrix)[0, first[0], first[1], 0]
            for _, row, column in (cell for cell in others if cell[0] == matrix):
                state = self.write(state, matrix, row, column, number)
        return self.press(state, *cells[-1])

    def slide(self, state, value):
        """Move the cell of a1 that the slider stands for; where the slider stands already, nothing changes."""
        matrix, row, column = state.selected
        if matrix not in SLIDES or abs(value - nearest(self.slider, at(state, (row, column)))) < GRID / 2:
            return state
        return self.write(state, "a1", row, column, value)

    def settle(self, state):
        matrix, *cell = state.selected
        self.slider.disabled = matrix not in SLIDES
        if matrix in SLIDES:
            self.slider.value = nearest(self.slider, at(state, cell))
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
    """What comes back to the pooled map: the running example's, or made-up numbers where the shape is another.

    made up: -0.1 … 0.6 in equal steps, every other one negative, shuffled with seed 11: no two windows get the same
    """
    if (size, stride) == (2, 2):
        return example().grads["dL_da2"]
    shape = max_pool.forward(opening_map(), size, stride).shape
    steps = np.round(np.linspace(0.1, 0.6, np.prod(shape)), 2)
    steps[::2] *= -1
    return np.random.default_rng(11).permutation(steps).reshape(shape)


# Changes

def inside(state, cells):
    """Whether the matrices still have these cells: a drag may end when other windows are there already."""
    values = arrays(state)
    return all(row < values[matrix].shape[1] and column < values[matrix].shape[2] for matrix, row, column in cells)


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
