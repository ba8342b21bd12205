"""Max pooling forward and its routing back: change a cell until another wins, let windows tie or overlap."""

from dataclasses import replace

import numpy as np

from cnnlib import draw
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.parts.matrix import SMALL

from ..stage.address import cells
from ..stage.controls import Choice, Press, Slider
from ..stage.explorer import Explorer
from .numbers import (
    BRIGHTEST,
    DECIMALS,
    POOLED,
    State,
    cells_of,
    number_at,
    numbers,
    opening_map,
    upstream,
    windows_of,
)
from .words import caption, words

WINDOWS = {"2×2, stride 2: side by side": (2, 2),
           "2×2, stride 1: overlap; example values": (2, 1),
           "2×2, stride 3: gaps; example values": (2, 3),
           "3×3, stride 3: side by side; example values": (3, 3),
           "3×3, stride 2: overlap; example values": (3, 2),
           "3×3, stride 1: overlap; example values": (3, 1)}
TIES = {"first: one gets it all": "first", "split: equal parts": "split", "all: each in full": "all"}
STEPS = 160     # the slider's steps from 0 to 1, a sixteenth times a tenth: a drag can hit a tie exactly


def picture(now):
    """The windows pulled apart where they stand side by side, otherwise on the map as it is."""
    return apart(now) if now.apart else together(now)


class PoolRouter(Explorer):
    """Raise a cell of a1 until its window has another winner, and watch the whole gradient move there.

        dL_da1[r, c] += share * dL_da2[i, j]   for each window (i, j) that holds (r, c)

    dL_da2 stands still: it is that of the running example, or, where other windows give a2 another shape,
    example values that differ from window to window (`upstream`).
    """

    shows = numbers, picture, words
    editable = ("a1", "dL_da2")
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self):
        super().__init__(State(opening_map(), upstream(2, 2)))

    def controls(self):
        def change(state, step):       # whole steps: a browser sends others back changed in their last bits
            return self.write_selected(state, step / STEPS)

        return (Slider("slider", "Selected value",
                       "Move the number in the selected cell of a1; Value shows it exactly",
                       most=int(BRIGHTEST * STEPS), change=change,
                       shown=lambda state: number_at(state, state.selected[1:]) * STEPS,
                       enabled=lambda state: state.selected[0] == "a1"),
                Press("tie", "Make a tie", "Set the selected cell to the largest of its window; "
                      "if it is the largest, raise the next one", with_tie),
                Choice("ties", "In a tie",
                       "Who gets the gradient of a window that has several largest cells", 215, options=TIES),
                Choice("windows", "Windows",
                       "Size and stride; windows other than 2×2, stride 2 get example values as gradients",
                       345, options=WINDOWS, shown=lambda state: (state.size, state.stride),
                       change=lambda state, windows: with_windows(state, *windows)))

    def write(self, state, matrix, row, column, number):
        return super().write(state, matrix, row, column, float(np.round(number, DECIMALS)))


# Changes

def with_windows(state, size, stride):
    """Other windows, with the gradient that belongs to them; the selection stays inside."""
    dL_da2 = upstream(size, stride)
    matrix, row, column = state.selected
    rows, columns = (dL_da2 if matrix in POOLED else state.a1).shape[1:3]
    return replace(state, size=size, stride=stride, dL_da2=dL_da2,
                   selected=(matrix, min(row, rows - 1), min(column, columns - 1)))


def with_tie(state):
    """Set the selected cell to the largest of its first window; if it is the largest, raise the runner-up."""
    matrix, *cell = state.selected
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
    return replace(state, a1=a1, selected=("a1", *raised))


# The pictures

def apart(now):
    """Windows that stand side by side, pulled apart."""
    row, column = now.cell
    window = now.cell if now.pooled else (row // now.size, column // now.size)
    maps = (now.matrices[name] for name in ("a1", "a2", "dL_da1", "dL_da2"))
    return draw.routing(*maps, winners=now.winners, selected=window,
                        outline=() if now.pooled else (now.cell,), limits=now.limits)


def together(now):
    """Windows that overlap or leave gaps, on the map as it is."""
    inner, outer = marked_cells(now)
    rings = cells(now.winners)
    looks = {"a1": {"rings": rings, "outline": inner}, "a2": {"outline": outer}}

    def item(name, limit):
        return draw.matrix(name, now.matrices[name], limit=limit, **looks[name.removeprefix("dL_d")])

    value, gradient = now.limits
    return draw.row(item("a1", value), "→", item("a2", value),
                    below=[item("dL_da1", gradient), "←", item("dL_da2", gradient)], cell=SMALL,
                    title="Max-pool routing, forward (grey) and backward (colour)", caption=caption(now))


def marked_cells(now):
    """The outlined cells of the map and of the pooled map:
    a window and its cell, or a cell and its windows."""
    if now.pooled:
        return tuple(now.windows[0].values), (now.cell,)
    return (now.cell,), tuple(window.at for window in now.windows)
