"""Large matrices in small: a square where an entry is not 0, white where it is."""

import numpy as np

from .ink import colour, given, number
from .ink.svg import Picture, move, node, path
from .parts import matrix
from .parts.signs import MARGIN, together

DOT, GAP, ABOVE, BELOW = 7, 40, 24, 20   # pixels: one entry, between two matrices, for a label above, a note below


def sparsity(*items, caption=None):
    """Draw matrices side by side, one small square for each entry that is not 0, darker where it is larger in size.

    An item is (label, values) or (label, values, {"row": k, "column": k}) with the row and the column to outline;
    values (rows, columns). A negative entry is crossed by a line, as values are hatched elsewhere.
    caption: one sentence; by default it counts the entries of the last matrix that are 0
    Raises ValueError where there is no item, values are not a matrix, or an outlined row or column lies outside.
    """
    if not items:
        raise ValueError("items: got none; needs at least one (label, values)")
    for item in items:
        given.item(item, "items")
    matrices = [(item[0], checked(*item), item[2] if len(item) > 2 else {}) for item in items]
    limit, placed, x = matrix.largest([values for _, values, _ in matrices]), [], MARGIN
    for label, values, marks in matrices:
        placed.append(node("g", small(label, values, marks, limit), transform=move(x, MARGIN + ABOVE)))
        x += max(values.shape[1] * DOT, 8 * len(label)) + GAP
    height = MARGIN + ABOVE + DOT * max(len(values) for _, values, _ in matrices) + BELOW
    return Picture(x - GAP + MARGIN, height, (together(placed),), "Matrices in small",
                   caption or count(*matrices[-1][:2]), lambda: "\n".join(count(*m[:2]) for m in matrices))


def checked(label, values, marks=None):
    """Return values as a matrix of floats; raise ValueError where it is none or a mark lies outside."""
    given.text(label, "items")
    values = given.numbers(values, label)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"values of {label}: got shape {values.shape}; needs (rows, columns)")
    for axis, mark in enumerate(("row", "column")):
        if mark in (marks or {}) and not 0 <= marks[mark] < values.shape[axis]:
            raise ValueError(f"{mark} of {label}: got {marks[mark]}; needs 0 to {values.shape[axis] - 1}")
    return values


def small(label, values, marks, limit):
    """One matrix: label, squares by shade, lines through the negative ones, frame, outlines, size."""
    rows, columns = (DOT * n for n in values.shape)
    text = {"stroke": "none", "fill": "#000"}
    frame = node("path", d=f"M0 0h{columns}v{rows}H0z")
    chosen = "".join(outline(mark, k, rows, columns) for mark, k in marks.items())
    return (node("text", label, y=-10, font_size="13", font_style="italic", **text), *squares(values, limit),
            *path(crossed(values), f'stroke="{colour.FRAME}" stroke-width="1"'), frame,
            *path(chosen, f'stroke="{colour.OUTLINE}" stroke-width="2.2"'),
            node("text", "{}×{}".format(*values.shape), y=rows + 15, font_size="10", **text | {"fill": colour.NOTE}))


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


def outline(mark, k, rows, columns):
    """The line around one row or one column."""
    if mark == "row":
        return f"M-2 {k * DOT - 1}h{columns + 4}v{DOT + 2}h-{columns + 4}z"
    return f"M{k * DOT - 1} -2v{rows + 4}h{DOT + 2}v-{rows + 4}z"


def count(label, values):
    """One sentence: how many entries there are, and how many are 0."""
    zeros = int(np.sum(values == 0))
    return (f"{label}: {len(values)} rows and {values.shape[1]} columns, {values.size} entries; "
            f"{zeros} of them are 0, {values.size - zeros} are not.")
