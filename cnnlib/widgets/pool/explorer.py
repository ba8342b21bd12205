"""Max pooling forward and its routing back: change a cell until another wins, let windows tie or overlap."""

from dataclasses import replace

import numpy as np

from cnnlib import draw
from cnnlib.draw import plain
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.pooling import Marks

from ..stage.address import cells, spot
from ..stage.controls import Choice, Press, Slider
from ..stage.explorer import Explorer
from .numbers import (
    BRIGHTEST,
    DECIMALS,
    POOLED,
    State,
    cells_of,
    held,
    number_at,
    numbers,
    opening_map,
    upstream,
    windows_of,
)
from .travel import travellers
from .words import among, caption, shared, stories, words

WINDOWS = {"2×2, stride 2: side by side": (2, 2),
           "2×2, stride 1: overlap; example values": (2, 1),
           "2×2, stride 3: gaps; example values": (2, 3),
           "3×3, stride 3: side by side; example values": (3, 3),
           "3×3, stride 2: overlap; example values": (3, 2),
           "3×3, stride 1: overlap; example values": (3, 1)}
TIES = {"first: one gets it all": "first", "split: equal parts": "split", "all: each in full": "all"}
STEPS = 160     # the slider's steps from 0 to 1, a sixteenth times a tenth: a drag can hit a tie exactly


def picture(now):
    """The maps, and the window of the selected cell close up."""
    flat, old = ({name: array[0, :, :, 0] for name, array in each.items()}
                 for each in (now.matrices, now.before))
    return draw.pooling(flat, old, now.lens.at, now.size, now.stride, marks(now), stories(now), now.limits,
                        caption(now), among(now))


def marks(now):
    """The winners; our path: the window close up, and the windows of the cell held."""
    held, at = (now.held,), (now.lens.at,) if now.contests else ()
    window = tuple(now.lens.values) if now.contests else held      # a cell in no window has no path
    around = at if now.pooled else tuple(window.at for window in now.contests)
    return Marks(cells(now.winners),
                 {name: window if name.endswith("a1") else around for name in now.matrices},
                 {name: held if name.endswith("a1") else at for name in now.matrices},
                 tuple(cell for cell, share in now.lens.shares.items() if share), now.held, now.sent)


class PoolRouter(Explorer):
    """Raise a cell of a1 until its window has another winner, and watch the whole gradient move there.

        dL_da1[r, c] += share * dL_da2[i, j]   for each window (i, j) that holds (r, c)

    dL_da2 stands still: it is that of the running example, or, where other windows give a2 another shape,
    example values that differ from window to window (`upstream`).
    """

    shows = numbers, picture, words
    editable = ("a1", "dL_da2")
    invitation = "Drag the slider slowly. When does the gradient jump?"
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self):
        super().__init__(State(opening_map(), upstream(2, 2)))

    def controls(self):
        def change(state, step):       # whole steps: a browser sends others back changed in their last bits
            return self.write(state, "a1", (0, *held(state), 0), step / STEPS)

        return (Slider("slider", "",
                       "Move this number of a1: the selected cell, or the one whose gradient is selected; "
                       "of a selected window, its winner", 400, most=int(BRIGHTEST * STEPS), change=change,
                       shown=lambda state: number_at(state, held(state)) * STEPS,
                       labelled=name_of_held),
                Press("tie", "Make a tie", "Set the selected cell to the largest of its window; "
                      "if it is the largest, raise the next one to it", with_tie),
                Choice("ties", "In a tie",
                       "Who gets the gradient of a window that has several largest cells", 215, options=TIES))

    def more(self):
        return (Choice("windows", "Windows",
                       "Size and stride; windows other than 2×2, stride 2 get example values as gradients",
                       345, options=WINDOWS, shown=lambda state: (state.size, state.stride),
                       change=lambda state, windows: with_windows(state, *windows)),)

    def travellers(self, state):
        return travellers(self.numbers(state))

    def steady(self, state):
        moved = held(state)
        return state if moved == state.held else replace(state, held=moved)

    def remark(self, state):
        return shared(self.numbers(state)) or self.invitation

    def write(self, state, matrix, index, number):
        return super().write(state, matrix, index, float(np.round(number, DECIMALS)))


# Changes

def name_of_held(state):
    """The cell that the slider moves, and where it stands."""
    at = held(state)
    return f"{spelled('a1', at)} = {plain(number_at(state, at))}"


def with_windows(state, size, stride):
    """Other windows, with the gradient that belongs to them; the selection stays inside."""
    dL_da2 = upstream(size, stride)
    matrix, row, column = spot(state.selected)
    rows, columns = (dL_da2 if matrix in POOLED else state.a1).shape[1:3]
    return replace(state, size=size, stride=stride, dL_da2=dL_da2,
                   selected=(matrix, (0, min(row, rows - 1), min(column, columns - 1), 0)))


def with_tie(state):
    """Set the selected cell to the largest of its first window; if it is the largest, raise the runner-up.

    What is selected stays so; a sentence says that another cell was raised.
    """
    matrix, *cell = spot(state.selected)
    windows = [tuple(cell)] if matrix in POOLED else windows_of(state, tuple(cell))
    if not windows:
        raise ValueError(f"{spelled('a1', cell)} lies in no window, so it cannot tie with anything.")
    values = {place: number_at(state, place) for place in cells_of(state, windows[0])}
    best = max(values.values())
    below = {place: value for place, value in values.items() if value < best}
    if not below:
        raise ValueError("Every cell of this window holds the same number already.")
    raised = tuple(cell) if tuple(cell) in below and matrix in ("a1", "dL_da1") else max(below, key=below.get)
    a1 = state.a1.copy()
    a1[0, *raised, 0] = best
    told = "" if raised == tuple(cell) else f"{spelled('a1', raised)} is raised to {plain(best, 6)}, a tie."
    return replace(state, a1=a1), told
