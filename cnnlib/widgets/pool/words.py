"""How max pooling routes a gradient: who wins, what each cell gets, what nudging finds, all of it in words."""

from dataclasses import dataclass

import numpy as np

from cnnlib.draw.equation import bracket, wrap
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import plain
from cnnlib.draw.ink.words import listing
from cnnlib.draw.routing import letter
from cnnlib.ops import max_pool

from ..stage.address import with_cell

DECIMALS = 5          # of a number in the map; the last bit of a sum would break a tie
EPS = 2.0**-20        # a nudge far below those; a power of two adds to a cell without rounding
OWN = 2, 2            # size and stride in the running example
EXAMPLE = f"With these windows the numbers of {symbol('dL_da2')} are example values, not gradients of the network."


@dataclass(frozen=True, eq=False)
class State:
    """The map and what comes back to the pooled map; the windows; who gets the gradient in a tie; the selected cell."""

    a1: np.ndarray
    dL_da2: np.ndarray
    size: int = 2
    stride: int = 2
    ties: str = "first"
    selected: tuple = ("a1", 4, 4)


def arrays(state):
    """Every matrix of the picture, in the order of the keys Page Up and Page Down."""
    return {"a1": state.a1, "a2": max_pool.forward(state.a1, state.size, state.stride),
            "dL_da1": route(state, state.dL_da2), "dL_da2": state.dL_da2}


def route(state, dL_da2):
    """Send a gradient of the pooled map back to the map."""
    return max_pool.backward(dL_da2, state.a1, state.size, state.stride, ties=state.ties)


def shares(state, window):
    """How much of one window's gradient each cell of the map gets -> (rows, columns)."""
    return route(state, with_cell(np.zeros_like(state.dL_da2), (0, *window, 0), 1.0))[0, :, :, 0]


def slopes(state, cell):
    """The left and the right slope of the sum of dL_da2 * a2, found by nudging one cell of the map down and up."""
    a2 = max_pool.forward(state.a1, state.size, state.stride)
    found = []
    for by in (-EPS, EPS):
        nudged = with_cell(state.a1, (0, *cell, 0), state.a1[0, cell[0], cell[1], 0] + by)
        moved = max_pool.forward(nudged, state.size, state.stride) - a2
        found.append(float(np.round((moved / by * state.dL_da2).sum(), 9)))
    return tuple(found)


def windows_of(state, cell):
    """The windows (i, j) that hold a cell of the map."""
    return [window for window in np.ndindex(state.dL_da2.shape[1:3]) if cell in cells_of(state, window)]


def cells_of(state, window):
    """The cells of the map in one window, in reading order."""
    top, left = window[0] * state.stride, window[1] * state.stride
    return [(top + u, left + v) for u, v in np.ndindex(state.size, state.size)]


def side_by_side(state):
    """Whether the windows stand side by side and fill the map: then the picture pulls them apart and letters them."""
    return state.size == state.stride and state.a1.shape[1] % state.size == 0


def called(state, window):
    """A window in words: with its letter, where the picture shows one."""
    return f"window {letter(window, state.dL_da2.shape[2])}" if side_by_side(state) else "window"


def at(state, cell):
    """One number of the map."""
    return float(state.a1[0, cell[0], cell[1], 0])


# The words

def name(matrix, cell):
    """A cell as the code addresses it."""
    return f"{symbol(matrix)}[{cell[0]}, {cell[1]}]"


def words(state, values):
    """What the selected cell has to do with its windows; whether the gradients are only example values."""
    matrix, *cell = state.selected
    cell = tuple(cell)
    if matrix in ("a2", "dL_da2"):
        lines = pooling(state, values, cell, matrix)
    else:
        told = matrix == "a1" and windows_of(state, cell)
        lines = [*([contest(state, cell)] if told else []), *routed(state, values, cell)]
    return "\n".join(lines if (state.size, state.stride) == OWN else [*lines, EXAMPLE])


def contest(state, cell):
    """How a cell of the map stands in its windows, of which there is at least one."""
    windows = windows_of(state, cell)
    if len(windows) != 1:
        leads = [lead(state, cell, window)[0] for window in windows]
        counts = [f"{word} {count}" for word, count in (("leads in", sum(d > 0 for d in leads)),
                  ("ties in", sum(d == 0 for d in leads)), ("loses in", sum(d < 0 for d in leads))) if count]
        return f"{name('a1', cell)} = {plain(at(state, cell))} lies in {len(windows)} windows: it {listing(counts)}."
    ahead, rival = lead(state, cell, windows[0])
    other, its = f"{name('a1', rival)} = {plain(at(state, rival))}", f"its {called(state, windows[0])}"
    stands = (f"ties with {other} for the maximum of {its}" if ahead == 0 else
              f"wins {its}, {plain(ahead)} ahead of {other}" if ahead > 0 else
              f"loses {its}; {other} is {plain(-ahead)} ahead")
    return f"{name('a1', cell)} = {plain(at(state, cell))} {stands}."


def lead(state, cell, window):
    """How far a cell is ahead of the largest other cell of a window, and where that one is."""
    rival = max((other for other in cells_of(state, window) if other != cell), key=lambda other: at(state, other))
    return float(np.round(at(state, cell) - at(state, rival), DECIMALS)), rival


def routed(state, values, cell):
    """The gradient of a cell as the sum over its windows, then the slopes that nudging finds."""
    total = float(values["dL_da1"][0, cell[0], cell[1], 0])
    parts = [(window, float(shares(state, window)[cell])) for window in windows_of(state, cell)]
    won = [part for part in parts if part[1]]
    left = name("dL_da1", cell)
    if not won and len(parts) != 1:
        return [f"{left} = 0: the cell wins none of its {len(parts)} windows." if parts else
                f"{left} = 0: the cell lies in no window, so nothing comes back.", *nudged(state, cell, total)]
    listed = won or parts
    symbols = " + ".join(f"{name('dL_da2', window)} · {plain(share)}" for window, share in listed)
    numbers = " + ".join(f"{bracket(float(state.dL_da2[0, i, j, 0]))} · {plain(share)}" for (i, j), share in listed)
    added = f"   (it wins {len(won)} windows: their gradients add up, +=)" if len(won) > 1 else ""
    return [*wrap(f"{left} = {symbols}"), *wrap(f"   = {numbers} = {plain(total)}{added}"),
            *nudged(state, cell, total)]


def nudged(state, cell, total):
    """What nudging the cell down and up finds; where the two differ, what that allows and what the rule does."""
    left, right = slopes(state, cell)
    still = f"With {symbol('dL_da2')} held still"
    if left == right:
        return [f"{still}: nudged down or up, the loss changes by {plain(left)} per unit."]
    found = (f"{still}: nudged down, the loss changes by {plain(left)} per unit (left slope); "
             f"nudged up, by {plain(right)} (right slope).")
    low, high = sorted((left, right))
    lies = "lies there" if low - 1e-9 <= total <= high + 1e-9 else "does not"
    return [found, f"They differ, so this is a tie: anything between {plain(low)} and {plain(high)} is legitimate "
            f"for this cell alone; {plain(total)} {lies}.", rule(state, cell)]


def rule(state, cell):
    """What the rule for ties does in the first window in which the cell ties."""
    window = next(window for window in windows_of(state, cell) if lead(state, cell, window)[0] == 0)
    best = at(state, cell)
    number = sum(at(state, other) == best for other in cells_of(state, window))
    gradient = float(state.dL_da2[0, window[0], window[1], 0])
    given = f"“{state.ties}” gives {plain(gradient)}"
    if state.ties == "first":
        return f"{given} to the first of the {number} tied cells in reading order, 0 to the others."
    if state.ties == "split":
        return f"{given} in equal parts: {plain(gradient / number)} to each of the {number} tied cells."
    return (f"{given} to each of the {number} tied cells, {plain(number * gradient)} in all. That is too much: "
            f"nudged together they have a slope of {plain(gradient)}.")


def pooling(state, values, window, matrix):
    """How a window is pooled, and where its gradient goes."""
    i, j = window
    numbers = ", ".join(plain(at(state, cell)) for cell in cells_of(state, window))
    gradient, given = float(state.dL_da2[0, i, j, 0]), shares(state, window)
    goes = listing(f"{name('dL_da1', cell)} · {plain(float(given[tuple(cell)]))}".replace(" · 1", "")
                   for cell in np.argwhere(given).tolist())
    forward = f"{name('a2', window)} = max({numbers}) = {plain(float(values['a2'][0, i, j, 0]))}"
    back = (f"{name('dL_da2', window)} = {plain(gradient)} goes to {goes}; the other cells of "
            f"{'' if side_by_side(state) else 'the '}{called(state, window)} get 0 from it.")
    return [forward, back] if matrix == "a2" else [back, forward]
