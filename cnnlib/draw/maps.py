"""The maps of a network in columns, one forward row: what one points into to choose a cell."""

from .ink import colour, given, words
from .ink.svg import Picture, node
from .parts import cells, matrix
from .parts.item import item
from .parts.signs import sign, together

MARGIN, GAP, DOWN = 16, 30, 46   # DOWN: from one matrix of a column to the next


def maps(*columns, signs=(), outline=None, rings=None, cell=matrix.SMALL, title="The maps", caption=None,
         note=()):
    """Draw columns of matrices from left to right with one sign before each column but the first.

    A column is a list of draw.matrix(name, values);  outline, rings: name -> list of (row, column)
    note: lines of text in the room under the maps after the first
    Values share their colour limit. Raises ValueError where the number of signs does not fit.
    """
    if len(signs) != len(columns) - 1:
        raise ValueError(f"signs: got {len(signs)}; needs {len(columns) - 1}, one between two columns")
    for column in columns:
        if not isinstance(column, tuple | list) or not column:
            raise ValueError(f"columns: got {column!r}; needs lists of draw.matrix(name, values)")
    columns = [[item(one, "columns") for one in column] for column in columns]
    marked = {mark: given.marks(places, mark) for mark, places in (("outline", outline), ("rings", rings))}
    limit = matrix.largest([one.values for column in columns for one in column])
    placed, drawn, x = [], [], MARGIN
    for k, column in enumerate(columns):
        y = MARGIN + matrix.ABOVE
        if k:
            drawn.append(sign(signs[k - 1], x - GAP / 2, y + 3 * cell // 2, GAP - 8))
        for one in column:
            marks = {mark: places.get(one.name, getattr(one, mark)) for mark, places in marked.items()}
            panel = matrix.make(one.name, one.values, one.cell or cell, limit=one.limit or limit, **marks)
            placed.append((panel, x, y))
            y += placed[-1][0].height + DOWN
        x += max(one.width for one, left, _ in placed if left == x) + GAP
    panels = [one for one, _, _ in placed]
    height = max(y + one.height for one, _, y in placed) + matrix.BELOW + 4
    nodes = together(drawn), *cells.draw_all(placed), noted(note, placed, height)
    return Picture(x - GAP + MARGIN, height, nodes, title,
                   caption or words.summary(panels[-1]), lambda: words.tables(panels))


def noted(lines, placed, height):
    """Lines of text at the bottom, right of the first column."""
    left = next((x for _, x, _ in placed if x > MARGIN), MARGIN)
    return node("g", tuple(node("text", line, x=left, y=height - 20 - 15 * (len(lines) - 1 - k))
                           for k, line in enumerate(lines)), font_size="11", fill=colour.NOTE)
