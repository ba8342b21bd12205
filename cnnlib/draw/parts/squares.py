"""A bar of squares that picks one of many channels: each shows the strongest number of its channel."""

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from ..ink.words import peak
from . import cells
from .matrix import Panel
from .view import View

SQUARE, ACROSS = 9, 16      # pixels; squares side by side below a map


@dataclass(frozen=True, eq=False)
class Stack:
    """Of which maps those in focus are.

    marks: {axis: place} of example and channel;  view: the View of these maps
    maps (rows, columns, channels): all channels of the example
    """

    marks: dict = field(default_factory=dict)
    view: View | None = None
    maps: np.ndarray | None = None


def bar(name, stack, limit, x, y):
    """The squares of a stack drawn at (x, y), where it has several channels."""
    if "channel" in stack.marks:
        panel = squares(name, stack.maps, stack.view, limit, ACROSS)
        yield cells.together((cells.draw(panel, x, y, 0),))


def squares(name, maps, view, limit, across, blank=False):
    """The bar of one example as a panel, its square in focus outlined.

    maps (rows, columns, channels);  view: of the tensor;  across: squares side by side at most
    """
    count = maps.shape[2]
    rows = ceil(count / across)
    columns = ceil(count / rows)
    strongest = np.zeros(rows * columns)
    strongest[:count] = strongest_of(maps)
    here = divmod(view.marks["channel"], columns)
    beyond = frozenset(divmod(k, columns) for k in range(count, rows * columns))
    return Panel(name, strongest.reshape(rows, columns), SQUARE, limit, (here,), note="", label="",
                 blank=blank, source=name, power=0, padding=beyond, marks=(("pick", "channel"),))


def strongest_of(maps):
    """The number largest in size of each channel of maps (rows, columns, channels)."""
    return [channel[peak(channel)] for channel in np.moveaxis(maps, -1, 0)]
