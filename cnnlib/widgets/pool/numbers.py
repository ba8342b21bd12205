"""What PoolRouter shows of a state: who wins each window, what each cell gets, what nudging finds."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from cnnlib import examples
from cnnlib.draw.parts.matrix import largest
from cnnlib.ops import max_pool, windows

from ..stage.address import spot, with_cell

DECIMALS = 5          # of a number in the map; the last bit of a sum would break a tie
EPS = 2.0**-20        # a nudge far below those; a power of two adds to a cell without rounding
OWN = 2, 2            # size and stride in the running example
BRIGHTEST = 2.0       # the slider's end, and the value that gets the full grey
POOLED = "a2", "dL_da2"


@dataclass(frozen=True, eq=False)
class State:
    """The map and what comes back to the pooled map; the windows; who gets the gradient in a tie;
    the selected cell, the cell of the map that the slider moves, and the state before the last change."""

    a1: np.ndarray
    dL_da2: np.ndarray
    size: int = 2
    stride: int = 2
    ties: str = "first"
    selected: tuple = ("a1", (0, 4, 4, 0))
    held: tuple = (4, 4)
    before: "State" = None


@dataclass(frozen=True)
class Window:
    """One window: its place (i, j), {cell of the map: its number}, its gradient,
    {cell: share of the gradient}."""

    at: tuple
    values: dict
    gradient: float
    shares: dict

    def margin(self, cell):
        """How far a cell is ahead of the largest other cell of the window, and where that one is."""
        rival = max((other for other in self.values if other != cell), key=self.values.get)
        return float(np.round(self.values[cell] - self.values[rival], DECIMALS)), rival


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array};  before: the same before the last change;  limits: of the colours
    winners: cells that get a share of some window's gradient
    apart: whether the windows stand side by side and fill the map, so that the picture pulls them apart
    several: how many cells win more than one window
    windows: those that hold the selected cell of the map, or the one of the pooled map
    held: the cell of the map that the slider moves;  contests: the windows that hold it
    lens: the window close up;  sent: {cell: (what it sends there, what it sent)} where windows overlap
    slopes: left and right of the sum of dL_da2 * a2 by the selected cell of the map
    """

    size: int
    stride: int
    ties: str
    selected: tuple
    matrices: dict
    before: dict
    winners: np.ndarray
    limits: tuple
    apart: bool
    several: int
    windows: tuple
    slopes: tuple
    held: tuple
    contests: tuple
    lens: Window
    sent: dict

    @property
    def cell(self):
        """The (row, column) of the selected cell."""
        return spot(self.selected)[1:]

    @property
    def pooled(self):
        """Whether the selected cell is one of the pooled map."""
        return self.selected[0] in POOLED


def numbers(state):
    """Compute what a state shows."""
    matrix, *cell = spot(state.selected)
    cell, apart, pooled, moved = tuple(cell), is_apart(state), matrix in POOLED, held(state)
    of_cell = tuple(window(state, at) for at in ((cell,) if pooled else windows_of(state, cell)))
    contests = tuple(window(state, at) for at in windows_of(state, moved)) if pooled else of_cell
    lens = (of_cell or (window(state, nearest(state, cell)),))[0]
    return Numbers(state.size, state.stride, state.ties, state.selected, arrays(state), earlier(state),
                   winners(state), limits(state), apart, 0 if apart else several(state), of_cell,
                   () if pooled else slopes(state, cell), moved, contests, lens, sent(state, lens))


def held(state):
    """The cell of the map that the slider moves: the selected one, or the one over a selected gradient.

    Of a selected window: the one held so far if it lies there, so that a drag keeps it, else the winner.
    """
    matrix, *cell = spot(state.selected)
    if matrix not in POOLED:
        return tuple(cell)
    inside = cells_of(state, tuple(cell))
    return state.held if state.held in inside else max(inside, key=lambda place: number_at(state, place))


def earlier(state):
    """Every matrix before the last change; as it is where the windows were others."""
    return kept(comparable(state))


def comparable(state):
    """The state before the last change; the state itself where the windows were others."""
    old = state.before
    return old if old and (old.size, old.stride) == (state.size, state.stride) else state


def sent(state, lens):
    """{cell: (what the window close up sends it, what it sent before the last change)};
    nothing where no windows overlap: there it is the whole gradient of the cell."""
    if state.stride >= state.size:
        return {}
    both = lens, window(comparable(state), lens.at)
    return {cell: tuple(each.gradient * each.shares[cell] for each in both) for cell in lens.values}


@lru_cache(maxsize=4)       # a drag asks for the same again and again
def kept(state):
    """The matrices of a state that was."""
    return arrays(state)


def nearest(state, cell):
    """The window next to a cell that lies in none."""
    return tuple(min(k // state.stride, n - 1)
                 for k, n in zip(cell, state.dL_da2.shape[1:3], strict=True))


def arrays(state):
    """Every matrix of the picture, in the order of the keys Page Up and Page Down."""
    return {"a1": state.a1, "a2": max_pool.forward(state.a1, state.size, state.stride),
            "dL_da1": route(state, state.dL_da2), "dL_da2": state.dL_da2}


def route(state, dL_da2):
    """Send a gradient of the pooled map back to the map."""
    return max_pool.backward(dL_da2, state.a1, state.size, state.stride, ties=state.ties)


def winners(state):
    """The cells that get a share of some window's gradient."""
    return route(state, np.ones_like(state.dL_da2)) > 0


def window(state, at):
    """A window with its numbers."""
    given = shares(state, at)
    cells = cells_of(state, at)
    return Window(at, {cell: number_at(state, cell) for cell in cells}, float(state.dL_da2[0, *at, 0]),
                  {cell: float(given[cell]) for cell in cells})


def shares(state, window):
    """How much of one window's gradient each cell of the map gets -> (rows, columns)."""
    return route(state, with_cell(np.zeros_like(state.dL_da2), (0, *window, 0), 1.0))[0, :, :, 0]


def several(state):
    """How many cells win more than one window: where ties are split, each share counts as one."""
    rule = "first" if state.ties == "first" else "all"
    won = max_pool.backward(np.ones_like(state.dL_da2), state.a1, state.size, state.stride, ties=rule)
    return int(np.sum(won > 1))


def slopes(state, cell):
    """The left and the right slope of the sum of dL_da2 * a2,
    found by nudging one cell of the map down and up."""
    a2 = max_pool.forward(state.a1, state.size, state.stride)
    found = []
    for by in (-EPS, EPS):
        nudged = with_cell(state.a1, (0, *cell, 0), state.a1[0, cell[0], cell[1], 0] + by)
        moved = max_pool.forward(nudged, state.size, state.stride) - a2
        found.append(float(np.round((moved / by * state.dL_da2).sum(), 9)))
    return tuple(found)


def axes(state):
    """The windows downwards and across."""
    return windows.axes(windows.pool_grid(state.a1.shape[1:3], state.size, state.stride, 0))


def windows_of(state, cell):
    """The windows (i, j) that hold a cell of the map."""
    rows, columns = ([i for i, _ in axis.windows(k)] for axis, k in zip(axes(state), cell, strict=True))
    return list(product(rows, columns))


def cells_of(state, window):
    """The cells of the map in one window, in reading order."""
    return windows.covered(axes(state), window)


def number_at(state, cell):
    """One number of the map."""
    return float(state.a1[0, cell[0], cell[1], 0])


def is_apart(state):
    """Whether the windows stand side by side and fill the map:
    then the picture pulls them apart and letters them."""
    return state.size == state.stride and state.a1.shape[1] % state.size == 0


def limits(state):
    """Of the colours, fixed while a value is dragged;
    a cell that wins several windows may add up to more than one of them."""
    return BRIGHTEST, largest([upstream(state.size, state.stride)]) * (1 if state.stride >= state.size else 2)


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

    example values: -0.1 … 0.6 in equal steps, every other one negative, shuffled with seed 11:
    no two get the same
    """
    if (size, stride) == OWN:
        return example().grads["dL_da2"]
    shape = max_pool.forward(opening_map(), size, stride).shape
    steps = np.round(np.linspace(0.1, 0.6, np.prod(shape)), 2)
    steps[::2] *= -1
    return np.random.default_rng(11).permutation(steps).reshape(shape)
