"""Large matrices in small: a square where an entry is not 0, white where it is."""

import numpy as np

from .ink import colour, number
from .ink.svg import Picture, move, node, path
from .parts.item import item
from .parts.matrix import largest
from .parts.signs import MARGIN, together

DOT, GAP, WIDER, ABOVE, BELOW = 7, 40, 60, 24, 20     # pixels: one entry, between matrices, with a row's number;
                                                     # above for a label, below for a note


def sparsity(*things, rows=(), columns=(), caption=None):
    """Draw matrices side by side, one small square for each entry that is not 0, darker where it is larger.

    An item is draw.matrix(label, values). A line crosses a negative entry, as values are hatched elsewhere.
    rows, columns: which row, which column to outline in each matrix; its number stands beside or below it
    caption: one sentence; by default it counts the entries of the last matrix that are 0
    Raises ValueError where there is no item or an outlined row or column lies outside.
    """
    if not things:
        raise ValueError("items: got none; needs at least one draw.matrix(label, values)")
    matrices = [item(thing, "items") for thing in things]
    rows, columns = chosen("rows", rows, matrices, 0), chosen("columns", columns, matrices, 1)
    limit, placed, x = largest([one.values for one in matrices]), [], MARGIN
    for one, row, column in zip(matrices, rows, columns, strict=True):
        placed.append(node("g", small(one, row, column, limit), transform=move(x, MARGIN + ABOVE)))
        x += max(one.values.shape[1] * DOT, 8 * len(one.name)) + (GAP if row is None else WIDER)
    height = MARGIN + ABOVE + DOT * max(len(one.values) for one in matrices) + BELOW
    return Picture(x + MARGIN - (GAP if rows[-1] is None else 12), height, (together(placed),), "Matrices in small",
                   caption or count(matrices[-1]), lambda: "\n".join(map(count, matrices)))


def chosen(argument, places, matrices, axis):
    """One row or column for each matrix, or None for each; raises ValueError where it lies outside."""
    if not isinstance(places, tuple | list) or places and len(places) != len(matrices):
        raise ValueError(f"{argument}: got {places!r}; needs one for each matrix, here {len(matrices)}")
    for k, one in zip(places, matrices, strict=False):
        if not (isinstance(k, int) and 0 <= k < one.values.shape[axis]):
            raise ValueError(f"{argument} of {one.name}: got {k!r}; needs 0 to {one.values.shape[axis] - 1}")
    return places or [None] * len(matrices)


def small(one, row, column, limit):
    """One matrix: label, squares by shade, lines through the negative ones, frame, outlines, size."""
    tall, wide = (DOT * n for n in one.values.shape)
    text = {"stroke": "none", "fill": "#000"}
    frame = node("path", d=f"M0 0h{wide}v{tall}H0z")
    around = [] if row is None else [f"M-2 {row * DOT - 1}h{wide + 4}v{DOT + 2}h-{wide + 4}z"]
    around += [] if column is None else [f"M{column * DOT - 1} -2v{tall + 4}h{DOT + 2}v-{tall + 4}z"]
    return (node("text", one.name, y=-10, font_size="13", font_style="italic", **text),
            *squares(one.values, limit),
            *path(crossed(one.values), f'stroke="{colour.FRAME}" stroke-width="1"'), frame,
            *path("".join(around), f'stroke="{colour.OUTLINE}" stroke-width="3.6"'),
            *path("".join(around), f'stroke="{colour.PATH}" stroke-width="1.6"'),
            *numbered(tall, wide, row, column),
            node("text", "{}×{}".format(*one.values.shape), y=tall + 15, font_size="10",
                 **text | {"fill": colour.NOTE}))


def numbered(tall, wide, row, column):
    """The number of the outlined row beside it, that of the column below it, clear of the size."""
    if row is not None:
        yield node("text", f"row {row}", x=wide + 5, y=row * DOT + 7, font_size="10", stroke="none", fill="#000")
    if column is not None:
        middle = column * DOT + DOT / 2
        yield node("text", f"column {column}", x=max(middle, 66), y=tall + 15, font_size="10", stroke="none",
                   fill="#000", text_anchor="middle")


def squares(values, limit):
    """One path for all entries of the same shade."""
    places = {}
    for r, c in np.argwhere(values).tolist():
        shade = colour.fill(number.tidy(values[r, c]), limit, gradient=False)
        places.setdefault(shade, []).append(f"M{c * DOT} {r * DOT}h{DOT}v{DOT}h-{DOT}z")
    return tuple(node("path", d="".join(there), fill=shade, stroke="none") for shade, there in places.items())


def crossed(values):
    """A diagonal line through every negative entry."""
    return "".join(f"M{c * DOT} {r * DOT + DOT}l{DOT}-{DOT}" for r, c in np.argwhere(values < 0).tolist())


def count(one):
    """One sentence: how many entries there are, and how many are 0."""
    (rows, columns), size, zeros = one.values.shape, one.values.size, int(np.sum(one.values == 0))
    return (f"{one.name}: {rows} rows and {columns} columns, {size} entries; "
            f"{zeros} of them are 0, {size - zeros} are not.")
