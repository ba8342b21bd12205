"""Max pooling forward and its routing back: change a cell until another wins, let windows tie or overlap."""

from dataclasses import replace

import numpy as np

from cnnlib import draw
from cnnlib.draw import plain
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.words import peak
from cnnlib.draw.parts.squares import Stack
from cnnlib.draw.parts.view import view_of
from cnnlib.draw.pooling import Marks

from .. import own
from ..stage.address import cells, spot
from ..stage.controls import Choice, Press, Slider
from ..stage.explorer import Explorer
from .numbers import (
    POOLED,
    State,
    address,
    arrays,
    cells_of,
    held,
    number_at,
    numbers,
    views,
    windows_of,
)
from .opening import BRIGHTEST, DECIMALS, OWN, is_read, opening_map, ours, upstream
from .travel import travellers
from .words import among, caption, shared, stories, words

SIZES, STRIDES = (2, 3), (1, 2, 3)


def windows_for(shape, given):
    """{words: (size, stride)} of the windows that fit a map of this shape; given: those with a gradient."""
    lies = {-1: "overlap", 0: "side by side", 1: "gaps"}
    pairs = [(2, 2), (2, 1), (2, 3), (3, 3), (3, 2), (3, 1)]
    return {f"{size}×{size}, stride {stride}: {lies[(stride > size) - (stride < size)]}"
            + "; example values" * ((size, stride) not in given): (size, stride)
            for size, stride in pairs if size <= min(shape)}


WINDOWS = windows_for((6, 6), {OWN})
TIES = {"first: one gets it all": "first", "split: equal parts": "split", "all: each in full": "all"}
STEPS = 160     # the slider's steps from 0 to 1, a sixteenth times a tenth: a drag can hit a tie exactly


def picture(now):
    """The maps, and the window of the selected cell close up."""
    flat, old = ({name: array[0, :, :, 0] for name, array in each.items()}
                 for each in (now.matrices, now.before))
    return draw.pooling(flat, old, now.lens.at, now.size, now.stride, marks(now), stories(now), now.limits,
                        caption(now), among(now), stack(now))


def stack(now):
    """Which example and channel the maps are of, and what picks a channel."""
    view = view_of("a1", (now.counts[0], *now.matrices["a1"].shape[1:3], now.counts[1])).at(
        example=now.focus[0], channel=now.focus[1])
    return Stack(view.marks, view, now.maps)


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

    a1 (m, rows, columns, channels), (rows, columns, channels) or (rows, columns), of 2 to 32 rows and
    columns, rounded to 5 decimals, so that equal numbers are equal;  dL_da2 of the shape of a2
    size: 2 or 3;  stride: 1, 2 or 3
    dL_da2 stands still: it is that of the running example, or what was given; for other maps and windows
    it is example values that differ from window to window.
    Raises ValueError for windows that do not fit, another upstream, and what the picture has no room for.
    """

    shows = numbers, picture, words
    editable = ("a1", "dL_da2")
    invitation = "Drag the slider slowly. When does the gradient jump?"
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self, a1=None, dL_da2=None, size=2, stride=2):
        check_windows(size, stride)
        state, self.given = begun(a1, dL_da2, size, stride)
        self.brightest = BRIGHTEST if a1 is None else own.rounded_up(state.a1)
        self.windows_there = windows_for(state.a1.shape[1:3], self.given)
        super().__init__(state)

    def controls(self):
        per = STEPS * BRIGHTEST / self.brightest        # steps of the slider for 1

        def change(state, step):       # whole steps: a browser sends others back changed in their last bits
            return self.write(state, *address(state, "a1", held(state)), step / per)

        count, least = len(self.state.a1), -int(BRIGHTEST * STEPS) * bool((self.state.a1 < 0).any())
        return (Slider("slider", "",
                       "Move this number of a1: the selected cell, or the one whose gradient is selected; "
                       "of a selected window, its winner", 270 if count > 1 else 400, least=least,
                       most=int(BRIGHTEST * STEPS), change=change,
                       shown=lambda state: number_at(state, held(state)) * per,
                       labelled=name_of_held),
                Press("tie", "Make a tie", "Set the selected cell to the largest of its window; "
                      "if it is the largest, raise the next one to it", with_tie),
                Choice("ties", "In a tie",
                       "Who gets the gradient of a window that has several largest cells", 215, options=TIES),
                *([own.example_slider(count, focused)] if count > 1 else []))

    def more(self):
        return (Choice("windows", "Windows",
                       "Size and stride; windows other than 2×2, stride 2 get example values as gradients",
                       345, options=self.windows_there, shown=lambda state: (state.size, state.stride),
                       change=lambda state, windows: with_windows(state, *windows, self.given)),)

    def numbers(self, state):
        return numbers(state, self.given, self.brightest)

    def views(self, state):
        return views(state)

    def matrices(self, state):
        return arrays(state)

    def value(self, state):
        """The number in the selected cell, of the numbers in focus: those of all channels are many."""
        name, row, column = spot(state.selected)
        return float(self.numbers(state).matrices[name][0, row, column, 0]) + 0.0

    def check_state(self, state):
        check_focus(state)

    def press(self, state, matrix, row, column, **focus):
        """Select a cell, or bring the channel of a square into focus."""
        if "pick" in focus:
            return focused(state, 1, column)
        return super().press(state, matrix, row, column, **focus)

    def travellers(self, state):
        return travellers(self.numbers(state))

    def steady(self, state):
        index = state.selected[1]
        found = (index[0], index[3]), held(replace(state, focus=(index[0], index[3])))
        return state if found == (state.focus, state.held) else replace(state, focus=found[0], held=found[1])

    def remark(self, state):
        return shared(self.numbers(state)) or self.invitation

    def write(self, state, matrix, index, number):
        return super().write(state, matrix, index, float(np.round(number, DECIMALS)))


# What it opens with

def check_windows(size, stride):
    """Raise ValueError for windows that are not drawn."""
    for name, value, known in (("size", size, SIZES), ("stride", stride, STRIDES)):
        if type(value) is not int or value not in known:
            raise ValueError(f"{name} is {value!r}; this explorer draws windows of the sizes 2 and 3, "
                             f"with strides from 1 to 3")


def begun(a1, dL_da2, size, stride):
    """The state to open with, and {(size, stride): gradient} as it was given."""
    if a1 is None and dL_da2 is None and (size, stride) == OWN:
        return State(opening_map(), ours()[OWN]), ours()
    given = ours() if a1 is None else {}
    a1 = opening_map() if a1 is None else np.round(own.maps(a1, "a1"), DECIMALS)
    m, rows, columns, channels = a1.shape
    if size > min(rows, columns):
        raise ValueError(f"a1 has {rows} rows and {columns} columns; "
                         f"it needs at least {size}, so that a window of size {size} fits")
    state = State(a1, np.zeros(0), size, stride)
    if dL_da2 is not None:
        shape = m, *((n - size) // stride + 1 for n in (rows, columns)), channels
        like = f"a2 with size={size}, stride={stride}"
        given = {(size, stride): own.upstream(dL_da2, "dL_da2", shape, like)}
    at = peak(np.where(is_read((rows, columns), size, stride), a1[0, :, :, 0], 0.0))
    back = upstream(state, size, stride, given)
    return replace(state, dL_da2=back, selected=("a1", (0, *at, 0)), held=at), given


# Changes

def name_of_held(state):
    """The cell that the slider moves, and where it stands."""
    at = held(state)
    return f"{spelled('a1', at)} = {plain(number_at(state, at))}"


def focused(state, axis, place):
    """Another example (0) or channel (1) in focus, and the same place of it selected."""
    return own.focused(state, views, (len(state.a1), state.a1.shape[3]), axis, place)


def check_focus(state):
    """Raise ValueError unless example and channel in focus are there."""
    own.check_focus(state.focus, (state.a1.shape[0], state.a1.shape[3]))


def with_windows(state, size, stride, given=None):
    """Other windows, with the gradient that belongs to them; the selection stays inside.

    given: {(size, stride): gradient}, by default the running example's
    """
    dL_da2 = upstream(state, size, stride, ours() if given is None else given)
    matrix, row, column = spot(state.selected)
    rows, columns = (dL_da2 if matrix in POOLED else state.a1).shape[1:3]
    return replace(state, size=size, stride=stride, dL_da2=dL_da2,
                   selected=address(state, matrix, (min(row, rows - 1), min(column, columns - 1))))


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
    a1[address(state, "a1", raised)[1]] = best
    told = "" if raised == tuple(cell) else f"{spelled('a1', raised)} is raised to {plain(best, 6)}, a tie."
    return replace(state, a1=a1), told
