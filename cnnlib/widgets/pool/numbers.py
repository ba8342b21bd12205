"""What PoolRouter shows of a state: who wins each window, what each cell gets, what nudging finds."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np

from cnnlib.draw.parts.matrix import largest
from cnnlib.draw.parts.view import view_of
from cnnlib.draw.pooling import tiled
from cnnlib.ops import max_pool, windows

from ..stage.address import spot, with_cell
from .opening import DECIMALS, upstream

EPS = 2.0**-20        # a nudge far below those; a power of two adds to a cell without rounding
POOLED = "a2", "dL_da2"


@dataclass(frozen=True, eq=False)
class State:
    """The maps and what comes back to the pooled maps; the windows; who gets the gradient in a tie;
    the selected cell, the cell of the map that the slider moves, the example and channel in focus,
    and the state before the last change."""

    a1: np.ndarray
    dL_da2: np.ndarray
    size: int = 2
    stride: int = 2
    ties: str = "first"
    selected: tuple = ("a1", (0, 4, 4, 0))
    held: tuple = (4, 4)
    focus: tuple = (0, 0)
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
    """Everything that picture and words show of a state, of the one example and channel in focus.

    matrices: {name: array};  before: the same before the last change;  limits: of the colours
    focus: example and channel;  counts: how many there are of each;  maps: a1 with all its channels
    given: whether what comes back is a gradient, not example values
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
    focus: tuple
    counts: tuple
    maps: np.ndarray
    given: bool

    @property
    def cell(self):
        """The (row, column) of the selected cell."""
        return spot(self.selected)[1:]

    @property
    def pooled(self):
        """Whether the selected cell is one of the pooled map."""
        return self.selected[0] in POOLED


def numbers(state, given, brightest):
    """Compute what a state shows.

    given: {(size, stride): gradient that belongs to these windows};  brightest: the |value| in full grey
    """
    whole, state = state, alone(state)
    matrix, *cell = spot(state.selected)
    cell, apart, pooled, moved = tuple(cell), is_apart(state), matrix in POOLED, held(state)
    of_cell = tuple(window(state, at) for at in ((cell,) if pooled else windows_of(state, cell)))
    contests = tuple(window(state, at) for at in windows_of(state, moved)) if pooled else of_cell
    lens = (of_cell or (window(state, nearest(state, cell)),))[0]
    return Numbers(state.size, state.stride, state.ties, state.selected, arrays(state), earlier(state),
                   winners(state), limits(whole, given, brightest), apart,
                   0 if apart else several(state), of_cell, () if pooled else slopes(state, cell), moved,
                   contests, lens, sent(state, lens),
                   whole.focus, (whole.a1.shape[0], whole.a1.shape[3]), whole.a1[whole.focus[0]],
                   (state.size, state.stride) in given)


@lru_cache(maxsize=8)       # a drag asks for the one before again and again
def alone(state):
    """The state as if the example and the channel in focus were all there is: max pooling knows no others."""
    if state.a1.shape[0] == state.a1.shape[3] == 1:
        return state
    (n, channel), (name, index) = state.focus, state.selected
    a1, dL_da2 = (each[n:n + 1, :, :, channel:channel + 1] for each in (state.a1, state.dL_da2))
    before = state.before and alone(replace(state.before, focus=state.focus, selected=state.selected))
    return replace(state, a1=a1, dL_da2=dL_da2, selected=(name, (0, *index[1:3], 0)), focus=(0, 0),
                   before=before)


def views(state):
    """{name: View} of what can be selected, with the example and channel in focus."""
    return views_in_focus(state.a1.shape, state.dL_da2.shape, state.focus)


@lru_cache(maxsize=64)      # a drag leaves them as they are
def views_in_focus(a1, a2, focus):
    """The same of arrays of these shapes."""
    shapes = {"a1": a1, "a2": a2, "dL_da1": a1, "dL_da2": a2}
    return {name: view_of(name, shape).at(example=focus[0], channel=focus[1])
            for name, shape in shapes.items()}


def address(state, name, cell):
    """The address of a cell in focus."""
    return name, (state.focus[0], *cell, state.focus[1])


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
    return float(state.a1[address(state, "a1", cell)[1]])


def is_apart(state):
    """Whether the picture pulls the windows apart and letters them."""
    return tiled(state.a1.shape[1:3], state.size, state.stride)


def limits(state, given, brightest):
    """Of the colours, fixed while a value is dragged;
    a cell that wins several windows may add up to more than one of them."""
    gradient = largest([upstream(state, state.size, state.stride, given)])
    return brightest, gradient * (1 if state.stride >= state.size else 2)
