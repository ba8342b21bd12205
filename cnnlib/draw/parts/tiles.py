"""What is looked at, large: one cell as a tile, a number as a headline, a card around them."""

from functools import lru_cache

import numpy as np

from ..ink import colour, names, number
from ..ink.svg import node, path
from . import cells, matrix, single

INSIDE, ROOMY = 3, 70   # pixels: from a tile's edge to its ring; a tile in which the word total fits
HEAD, BIG = 13, 26  # pixels: type of a headline's symbol and notes, and of its number


def tile(name, value, x, y, cell, at=(0, 0), before=None, limit=1.0, ringed=False, total=None,
         marks=()):
    """Draw one cell of a matrix as a tile, the number that it held before small and struck through above.

    at: (row, column) in its matrix;  before: that number, by default the same
    total: what it is a part of, which stands there instead where it is another
    marks: which of several examples and channels it is of, as View.marks lists them
    """
    text, old = number.figures(value), number.figures(value if before is None else before)
    panel = matrix.make(name, np.full((1, 1), value), cell, limit=limit, corner=tuple(at),
                        text=text, size=fitting(text, cell), marks=marks)
    fill = colour.fill(number.tidy(value), panel.limit, names.is_gradient(name))
    whole = total is None or number.figures(total) == text
    was = "" if number.trimmed(old) == number.trimmed(text) else old
    above = single.ghost(was if whole else summed(total, cell), cell, fill,
                         cell // 2 - round(fitting("", cell) * 0.7) - 1, whole)
    return cells.piece(panel, x, y, 0, (above, ring(cell, ringed)))


def summed(total, cell):
    """What a tile of so many pixels says of a total, as far as there is room."""
    if cell >= ROOMY:
        return f"total {number.figures(total)}"
    return f"Σ {number.cell(number.tidy(total), 2, False)}"


@lru_cache(maxsize=20)
def ring(cell, drawn):
    """The ring of a winner, so far inside its tile that the line of our path leaves it whole."""
    cut = cell // 6
    edge = cell - 2 * INSIDE - 2 * cut
    line = (f"M{INSIDE + cut} {INSIDE}h{edge}l{cut} {cut}v{edge}l-{cut} {cut}h-{edge}l-{cut}-{cut}v-{edge}z"
            if drawn else "M0 0")
    return node("path", d=line, fill="none", stroke=colour.FRAME, stroke_width="1.4")


def fitting(text, cell):
    """The size of type in a tile, at least 12.5: −0.599 fits with air, a wider text in less."""
    ems = max(3.72, matrix.ems(text))
    return max(12.5, int(1.72 * cell / ems) / 2)


@lru_cache(maxsize=1_000)
def on_path(place, cell, x, y):
    """The double line of our path around one tile of a block whose corner is at (x, y)."""
    line = cells.border({place}, cell) if place else "M0 0"
    return node("g", tuple(path(line, look)[0] for look in (cells.SELECTED, cells.ON_PATH)),
                transform=f"translate({x} {y})", fill="none")


@lru_cache(maxsize=1_000)
def headline(x, y, name, index, text, was, notes, middle=False):
    """Write a cell's symbol, its number large, what it was before, and notes.

    middle: whether the lines are centred on x
    """
    sign = (text != "0") * (-1 if text.startswith(number.MINUS) else 1)
    fill = ink(sign) if names.is_gradient(name) and sign else "#000"
    lines = [node("text", names.symbols(name, index), x=x, y=y + 12, font_size=HEAD, font_style="italic",
                  fill="#000"),
             node("text", text, x=x, y=y + 42, font_size=BIG, fill=fill),
             node("text", was and f"was {was}", x=x, y=y + 62, font_size="12.5", fill=colour.NOTE)]
    lines += [node("text", note, x=x, y=y + 88 + 18 * k, font_size=HEAD, fill="#000")
              for k, note in enumerate(notes)]
    return node("g", tuple(lines), text_anchor="middle" if middle else None)


def ink(gradient):
    """The colour of an arrow or a number of a gradient: that of its sign, that of notes where it is 0."""
    return colour.mix(colour.BELOW if gradient < 0 else colour.ABOVE, 1.0) if gradient else colour.NOTE


@lru_cache(maxsize=8)
def card(x, y, width, height):
    """The card on which a lens lies, apart from the map."""
    return node("rect", x=x, y=y, width=width, height=height, rx=10, stroke=colour.GRID, stroke_width="1.5",
                fill="#FDFBF7")
