"""The maps of a network in one small forward row: where one is, and where one chooses a cell."""

from .ink import colour, given, names, words
from .ink.svg import Picture, node
from .parts import cells, matrix
from .parts.item import item
from .parts.legend import legend
from .parts.signs import sign, together

LEFT, TOP, GAP, CELL, WIDE = 88, 16, 28, 12, 900    # pixels
DOWN, LEGEND = 18, 616          # from one matrix of a column to the next;  where the legend begins


def maps(*columns, signs=(), outline=None, title="The maps", caption=None, entries=()):
    """Draw columns of small matrices without digits, with one sign before each column but the first.

    A column is a list of draw.matrix(name, values);  outline: name -> list of (row, column)
    entries: lines of entries of a legend, right of the maps
    Values share their colour limit. Raises ValueError where the number of signs does not fit.
    """
    columns = checked(columns, signs)
    outline = given.marks(outline, "outline")
    limit = matrix.largest([one.values for column in columns for one in column])
    placed, drawn, x = [], [], LEFT
    for k, column in enumerate(columns):
        y = TOP
        if k:
            drawn.append(sign(signs[k - 1], x - GAP / 2, TOP + 3 * CELL // 2, GAP - 10))
        for one in column:
            panel = matrix.make(one.name, one.values, one.cell or CELL, limit=one.limit or limit,
                                outline=outline.get(one.name, one.outline))
            placed.append((panel, x, y))
            y += panel.height + DOWN
        x += max(one.width for one, left, _ in placed if left == x) + GAP
    panels = [one for one, _, _ in placed]
    height = max(y + one.height for one, _, y in placed) + 4
    return Picture(WIDE, height, (together(drawn), *drawn_of(placed), *legends(entries)), title,
                   caption or words.summary(panels[-1]), lambda: words.tables(panels))


def checked(columns, signs):
    """The columns, every one a list of items; raises ValueError for anything else."""
    if len(signs) != len(columns) - 1:
        raise ValueError(f"signs: got {len(signs)}; needs {len(columns) - 1}, one between two columns")
    for column in columns:
        if not isinstance(column, tuple | list) or not column:
            raise ValueError(f"columns: got {column!r}; needs lists of draw.matrix(name, values)")
    return [[item(one, "columns") for one in column] for column in columns]


def drawn_of(placed):
    """The matrices, each with its symbol above."""
    return (cells.together(tuple(cells.draw(one, x, y, 0) for one, x, y in placed)),
            node("g", tuple(node("text", names.label(one.name), x=x, y=y - 4) for one, x, y in placed),
                 font_size="12", font_style="italic"),
            node("g", tuple(node("text", line, x=14, y=TOP + 18 + 14 * k)
                            for k, line in enumerate(("the map:", "press any", "cell"))),
                 font_size="11", fill=colour.NOTE))


def legends(entries):
    """Lines of the legend one below the other."""
    return tuple(legend(LEGEND, TOP + 12 + 22 * k, *line) for k, line in enumerate(entries))
