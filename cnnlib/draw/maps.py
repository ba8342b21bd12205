"""The maps of a network in one small forward row: where one is, and where one chooses a cell."""

from .ink import colour, given, names, words
from .ink.svg import Picture, node, px
from .overview import bar_height, bar_width, bars
from .parts import cells, matrix
from .parts.item import item
from .parts.legend import legend
from .parts.signs import sign, together

LEFT, TOP, GAP, CELL, WIDE = 88, 16, 28, 12, 900    # pixels; CELL: at most
DOWN, BELOW = 18, 4             # from one matrix of a column to the next; below the lowest
LEGEND, LINE = 616, 22          # where the legend begins, if the maps leave it room, and one line of it
HIGH = 126                      # the whole picture at most
ROOM = WIDE - LEFT - 16         # for the maps


def maps(*columns, signs=(), outline=None, title="The maps", caption=None, entries=(), views=None,
         arrays=None, high=HIGH):
    """Draw columns of small matrices without digits, with one sign before each column but the first.

    A column is a list of draw.matrix(name, values);  outline: name -> list of (row, column)
    entries: lines of entries of a legend, right of the maps;  high: pixels at most
    views, arrays: {name: View}, {name: array} of those that show one of several channels or examples
    Values share their colour limit. Raises ValueError where the number of signs does not fit.
    """
    columns, views = checked(columns, signs), views or {}
    outline = given.marks(outline, "outline")
    limit = matrix.largest([one.values for column in columns for one in column])
    counts = {name: count for name, view in views.items() if (count := view.stacks.get("channel"))
              and view.axes[0] == "example"}
    cell = fitting(columns, counts, high)
    placed, drawn, x = [], [], LEFT
    for k, column in enumerate(columns):
        y, side = TOP, cell_of(column, counts, cell, high)
        if k:
            drawn.append(sign(signs[k - 1], x - GAP / 2, TOP + 3 * CELL // 2, GAP - 10))
        for one in column:
            panel = matrix.make(one.name, one.values, one.cell or side, limit=one.limit or limit,
                                outline=outline.get(one.name, one.outline), marks=marks(views, one.name))
            placed.append((panel, x, y))
            y += panel.height + below(counts, one.name) + DOWN
        x += width(column, counts, side) + GAP
    panels = [one for one, _, _ in placed]
    places = {one.name: (x, y, one.cell) for one, x, y in placed if one.name in counts}
    below_them = list(bars(arrays, places, (limit, limit), (), views)) if places else []
    wide, tall = x - GAP, max(y + one.height for one, _, y in [*placed, *below_them]) + BELOW
    entries = entries if wide < LEGEND else ()
    nodes = shrunk((together(drawn), *drawn_of(placed, below_them)), wide, tall, high)
    low = max(min(tall, high), TOP + LINE * len(entries) - 5)
    return Picture(WIDE, low, (*nodes, head(), *legends(entries)), title,
                   caption or words.summary(panels[-1]), lambda: words.tables(panels))


def checked(columns, signs):
    """The columns, every one a list of items; raises ValueError for anything else."""
    if len(signs) != len(columns) - 1:
        raise ValueError(f"signs: got {len(signs)}; needs {len(columns) - 1}, one between two columns")
    for column in columns:
        if not isinstance(column, tuple | list) or not column:
            raise ValueError(f"columns: got {column!r}; needs lists of draw.matrix(name, values)")
    return [[item(one, "columns") for one in column] for column in columns]


def marks(views, name):
    """Which of several channels, filters and examples a matrix shows."""
    return tuple(views[name].marks.items()) if name in views else ()


def below(counts, name):
    """Pixels for the squares that pick a channel."""
    return bar_height(counts[name]) if name in counts else 0


def cell_of(column, counts, most, high):
    """The size of a cell with which a column is not too high."""
    rows = sum(len(one.values) for one in column)
    room = high - TOP - BELOW - DOWN * (len(column) - 1) - sum(below(counts, one.name) for one in column)
    return max(min(most, room // rows), 2)


def width(column, counts, cell):
    """Pixels that a column takes, with the squares below its maps."""
    return max(max((one.cell or cell) * one.values.shape[1], bar_width(counts.get(one.name, 0)))
               for one in column)


def fitting(columns, counts, high):
    """The largest size of a cell with which all columns fit the width."""
    def fits(cell):
        taken = sum(width(column, counts, cell_of(column, counts, cell, high)) for column in columns)
        return taken + GAP * (len(columns) - 1) <= ROOM

    return next((cell for cell in range(CELL, 2, -1) if fits(cell)), 2)


def shrunk(nodes, wide, tall, high):
    """The maps as they are, or, of a long chain, as small as they must be."""
    percent = min(100 * ROOM // (wide - LEFT), 100 * high // tall)
    if percent >= 100:
        return nodes
    x = px(LEFT * (100 - percent) / 100)
    return (node("g", nodes, transform=f"translate({x} 0) scale({px(percent / 100)})"),)


def drawn_of(placed, below_them):
    """The matrices, each with its symbol above and, of several channels, the squares below."""
    return (cells.together(tuple(cells.draw(one, x, y, 0) for one, x, y in [*placed, *below_them])),
            node("g", tuple(node("text", names.label(one.name), x=x, y=y - 4) for one, x, y in placed),
                 font_size="12", font_style="italic"))


def head():
    """What this row is, in words."""
    return node("g", tuple(node("text", line, x=14, y=TOP + 18 + 14 * k)
                           for k, line in enumerate(("the map:", "press any", "cell"))),
                font_size="11", fill=colour.NOTE)


def legends(entries):
    """Lines of the legend one below the other."""
    return tuple(legend(LEGEND, TOP + 12 + LINE * k, *line) for k, line in enumerate(entries))
