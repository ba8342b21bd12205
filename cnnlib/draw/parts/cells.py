"""How a matrix is drawn: cells, numbers, hatch, frame, marks, rings, selection; symbol above, shape below."""

from functools import lru_cache
from itertools import repeat
from operator import getitem

import numpy as np

from ..ink import colour, names, number
from ..ink.svg import Node, move, node, path, written
from . import matrix
from .matrix import CLOSE, FOCUS

SELECTED = f'stroke="{colour.OUTLINE}" stroke-width="4.4"'
ON_PATH = f'stroke="{colour.PATH}" stroke-width="2"'    # over the line of OUTLINE
LONGEST = 6                 # characters of an old number
LEGIBLE = 24                # pixels: a smaller cell holds no digits
HATCH = 'stroke="#000" stroke-width=".8"'     # it shows on the darkest ink, too
PADDING = "#767676"     # the zeros of padding: readable on white (4.54:1), yet no ink


def draw_all(placed, shared=None):
    """Draw panels, symbol above and shape below: [(panel, x, y)] -> groups of matrices, symbols and shapes.

    (x, y): upper left corner of the cells
    shared: the power of ten of all gradients, by default each has its own
    """
    placed = [(one, x, y, matrix.power(one, shared)) for one, x, y in placed]
    matrices = tuple(draw(*each) for each in placed)
    labels = tuple(text(label(one, power), x, y - 8) for one, x, y, power in placed)
    below = ((matrix.note(one), x, y + one.height + 13) for one, x, y, _ in placed)
    notes = tuple(text(line, x, y + matrix.LINE * k) for words, x, y in below if words
                  for k, line in enumerate(words.split("\n") if isinstance(words, str) else [words]))
    return (together(matrices), node("g", labels, font_size="13", font_style="italic"),
            node("g", notes, font_size="10", fill=colour.NOTE))


def label(panel, power):
    """What stands above a matrix: its own words or its symbol, with its power of ten."""
    if panel.label is None:
        return names.label(panel.name, power)
    factor = f"\u00a0{number.times_ten(power)}"
    return names.after(panel.label, factor, font_size="11") if power else panel.label


@lru_cache(maxsize=2_000)
def text(words, x, y):
    """Words, or runs of words, as a node."""
    return node("text", words, x=x, y=y)


def together(matrices):
    """One group that carries what its matrices share."""
    look = {"fill": "#FFF", "stroke": colour.GRID, "stroke_width": ".025"}
    return node("g", matrices, font_size="9.5", text_anchor="middle", **look)


def draw(panel, x, y, power):
    """Draw the cells of a panel with their upper left corner at (x, y) -> one <g> node."""
    return draw_once(*compared(panel), x, y, power)


def piece(panel, x, y, power, over=()):
    """Draw one of the pieces into which a matrix is taken apart: it says where it begins, at row 0 too.

    over: nodes that are drawn over it
    """
    drawn = draw_once(*compared(panel), x, y, power, apart=True)
    return drawn._replace(children=(*drawn.children, *over)) if over else drawn


def compared(panel):
    """A panel in parts that can be compared: its values as bytes, their shape, all else."""
    return panel.values.tobytes(), panel.values.shape, panel[:1] + panel[2:]


@lru_cache(maxsize=1_000)       # a slider leaves many matrices as they were, and comes back
def draw_once(content, shape, others, x, y, power, apart=False):
    """Draw a panel of which `compared` gives the parts."""
    panel = matrix.Panel(others[0], np.frombuffer(content).reshape(shape), *others[1:])
    tidy = number.settled(panel.values.ravel().tolist())
    fills, outside = colours(panel, tidy), padded(panel)
    parts = (squares(panel, fills), lines(panel, tidy))
    if panel.cell >= LEGIBLE:
        parts += (numbers(panel, tidy, fills, power, outside),)
    if panel.before is not None:
        parts += (ghosts(panel, tidy, fills, power),)
    says = piece_of if apart else whole
    return Node("g", says(panel.source, shape[1], panel.marks, panel.corner, x, y), parts)


@lru_cache(maxsize=1_000)       # a slider leaves them where they are
def whole(source, columns, marks, corner, x, y):
    """Whose cells these are, how many stand side by side, which is the upper left if not the first."""
    row, column = corner if source else (0, 0)
    return written(**owner(source, columns, marks), data_row=row or None, data_column=column or None,
                   transform=move(x, y))


def piece_of(source, columns, marks, at, x, y):
    """The same of a piece, which always says where it begins."""
    return written(**owner(source, columns, marks), transform=move(x, y), data_row=at[0], data_column=at[1])


def owner(source, columns, marks):
    """Whose cells these are, and how many stand side by side."""
    wide = columns if columns > 1 and source else None
    return {"data_name": source, "data_columns": wide, **{f"data_{axis}": place for axis, place in marks}}


@lru_cache(maxsize=1_000)
def corners(rows, columns, cell):
    """The x of every cell's upper left corner, in reading order, and the y, in pixels."""
    places = ((column * cell, row * cell) for row in range(rows) for column in range(columns))
    return tuple(zip(*places, strict=True))


def padded(panel):
    """Whether each cell, in reading order, is padding: one more argument of what draws cells, if any is."""
    return ([at in panel.padding for at in np.ndindex(panel.values.shape)],) if panel.padding else ()


def colours(panel, tidy):
    """The fill of every cell, in reading order; a blank or zero cell is white, as is padding whatever it holds."""
    is_gradient, outside = names.is_gradient(panel.name), padded(panel)
    fills = [colour.PAPER] * len(tidy) if panel.blank else colour.fills(tidy, panel.limit, is_gradient)
    return [colour.PAPER if out else fill for fill, out in zip(fills, *outside, strict=True)] if outside else fills


def squares(panel, fills):
    """One filled square a cell, in reading order, in units of a cell."""
    drawn = tuple(map(getitem, squares_of(panel.values.shape, panel.padding), fills))
    return Node("g", f'transform="scale({panel.cell})"', drawn)


@lru_cache(maxsize=500)
def squares_of(shape, padding):
    """The Square of every cell, in reading order."""
    return tuple(square(*at, at in padding) for at in np.ndindex(shape))


class Square(dict):
    """One cell as a node for each fill, made when it is first asked for: a slider asks again and again."""

    def __init__(self, look):
        super().__init__()
        self.look = look

    def __missing__(self, fill):
        return self.setdefault(fill, Node("path", self.look, fill=fill if fill != colour.PAPER else ""))


@lru_cache(maxsize=2_000)
def square(row, column, outside):
    """The Square of one place; white is what its group has; padding has no lines."""
    return Square(f'd="M{column} {row}h1v1H{column}"' + ' stroke="none"' * outside)


def numbers(panel, tidy, fills, power, outside):
    """One number a cell, in reading order; blank cells stay empty, a single one may print its own text."""
    height, roomy = type_size(panel.cell), panel.cell >= CLOSE
    scaled = scale(tidy, 10**power) if power else tidy
    printed = map(number.cell, scaled, repeat(number.decimals(scaled)), repeat(roomy))
    texts, places = repeat("") if panel.blank else printed, corners(*panel.values.shape, panel.cell)
    nodes = tuple(map(digits, *places, fills, texts, repeat(narrow(panel.cell)), *outside))
    if panel.text:
        size = f'font-size="{panel.size}"' if panel.size else ""
        nodes = (nodes[0]._replace(attributes=size, children=panel.text),)
    middle = move(panel.cell // 2, panel.cell // 2 + round(height * 0.36) + 4 * (panel.before is not None))
    stroke = "none" if len(nodes) > 1 else None     # a stroke too thin to see would be painted all the same
    return node("g", nodes, font_size=height if height > 9.5 else None, stroke=stroke, transform=middle,
                fill="#000")


def scale(tidy, factor):
    """The values without the factor in their label; one that would vanish stays as it is."""
    return [less or v for less, v in zip(number.tidied([v / factor for v in tidy]), tidy, strict=True)]


@lru_cache(maxsize=20_000)      # a slider draws the same digits again and again
def digits(x, y, fill, text, narrow, outside=False):
    """One number as a node, black or white for contrast, pale in the padding.

    narrow: the size of type in which five characters fit, such as those of >−.01
    """
    wide = len(text) > 4 and narrow
    attributes = f'x="{x}"' * bool(x), f'y="{y}"' * bool(y), f'font-size="{narrow}"' * bool(wide)
    ink = PADDING if outside else "#FFF" if colour.text_on(fill) == "#FFF" else ""
    return Node("text", " ".join(filter(None, attributes)), text, ink)


def type_size(cell):
    """The size of the digits in a cell of so many pixels."""
    return 14 if cell >= 40 else 12 if cell >= 34 else 9.5


def narrow(cell):
    """The size of type for five characters in a cell of so many pixels; 0 where they fit as they are."""
    return 0 if cell >= CLOSE else 12.5 if cell >= FOCUS else 12 if cell >= 40 else 9.5 if cell >= 34 else 8


def ghosts(panel, tidy, fills, power):
    """Above each number, small and struck through, what its cell held before, where that was another."""
    old = scale(panel.before, 10**power) if power else panel.before
    new = scale(tidy, 10**power) if power else tidy
    places = number.decimals([*old, *new])
    pairs = [[number.cell(value, places, False) for value in each] for each in (old, new)]
    texts = ["" if panel.blank or was == now or len(was) > LONGEST else was for was, now in zip(*pairs, strict=True)]
    xs, ys = corners(*panel.values.shape, panel.cell)
    nodes = tuple(map(digits, xs, ys, fills, texts, repeat(0)))
    strikes = "".join(f"M{x - 12} {y - 4}h24" for x, y, text in zip(xs, ys, texts, strict=True) if text)
    strike = Node("path", f'd="{strikes or "M0 0"}" stroke="{colour.NOTE}" stroke-width="1"')
    return node("g", (*nodes, strike), font_size=11, stroke="none", transform=move(panel.cell // 2, 13),
                fill="#000")


def lines(panel, tidy):
    """Everything drawn over the cells and under the numbers: hatch, marks, frame, rings, selection."""
    dash = 'stroke-dasharray="4 3"' * names.is_gradient(panel.name)
    return over(panel.values.shape, panel.cell, dash, extremes(panel, tidy), panel.padding, panel.rings,
                (panel.outline, panel.focus))


def extremes(panel, tidy):
    """The cells, by place in reading order, that are hatched as negative, and marked beyond the limit."""
    if panel.blank:
        return (), ()
    negative = [] if names.is_gradient(panel.name) else [k for k, v in enumerate(tidy) if v < 0]
    return tuple(negative), tuple([k for k, v in enumerate(tidy) if not abs(v) <= panel.limit])


@lru_cache(maxsize=500)         # values change, their signs seldom do
def over(shape, cell, dash, extremes, padding, rings, outlines):
    """The lines over a matrix of this shape with all its marks."""
    frame = path(f"M0 0h{shape[1] * cell}v{shape[0] * cell}H0z", dash)
    selected = (line for cells in outlines for look in (SELECTED, ON_PATH)
                for line in path(border(set(cells), cell), look))
    parts = (*marks(shape, cell, *extremes), *(around(shape, cell, padding) if padding else frame),
             *path("".join(ring(at, cell) for at in rings)), *selected)
    return node("g", parts, fill="none", stroke=colour.FRAME, stroke_width="1.4")


def around(shape, cell, padding):
    """The dotted grid of the padding, which is no image, and the solid frame of the image."""
    grid = "".join(f"M{c * cell} {r * cell}h{cell}v{cell}h-{cell}z" for r, c in sorted(padding))
    image = set(np.ndindex(shape)) - padding
    dotted = f'stroke="{PADDING}" stroke-width="1" stroke-dasharray="1 4"'
    return (*path(grid, dotted), *path(border(image, cell)))


def marks(shape, cell, negative, beyond):
    """Hatch and corner marks as nodes."""
    places = tuple(zip(*corners(*shape, cell), strict=True))
    return (*path("".join(hatch(*places[k], cell) for k in negative), HATCH),
            *path("".join(mark(*places[k], cell) for k in beyond), f'fill="{colour.OUTLINE}"'))


def hatch(x, y, s):
    """Diagonal lines over a negative value: in two corners, clear of a number; right across a map's."""
    u, h = s // 5, s // 2
    if s < LEGIBLE:
        return f"M{x} {y + u}m0 {h - u}l{h}-{h}m-{h} {s} {s}-{s}m-{s - h} {s} {s - h}-{s - h}"
    return f"M{x} {y + u}l{u}-{u}h{u}l-{2 * u} {2 * u}m{s} {s - 3 * u}-{u} {u}h-{u}l{2 * u}-{2 * u}"


def mark(x, y, s):
    """A small triangle in the corner of a cell that lies beyond the colour limit."""
    return f"M{x + s} {y}v{s // 5}l-{s // 5}-{s // 5}z"


def ring(at, s):
    """A square with its corners cut off, just inside one cell."""
    y, x, u = at[0] * s + 1, at[1] * s + 1, s // 4
    side = s - 2 - 2 * u
    return f"M{x + u} {y}h{side}l{u} {u}v{side}l-{u} {u}h-{side}l-{u}-{u}v-{side}z"


def spread(places):
    """How many places lie from the first to the last, both counted."""
    return max(places) - min(places) + 1


def border(selected, s):
    """The line around a set of (row, column) cells: each side whose neighbour is not selected."""
    rows, columns = ({place[axis] for place in selected} for axis in (0, 1))
    if selected and len(selected) == len(rows) * len(columns) == spread(rows) * spread(columns):
        return (f"M{min(columns) * s} {min(rows) * s}h{len(columns) * s}v{len(rows) * s}"
                f"H{min(columns) * s}z")
    lines = []
    for row, column in sorted(selected):
        x, y = column * s, row * s
        sides = {(row - 1, column): f"M{x} {y}h{s}", (row + 1, column): f"M{x} {y + s}h{s}",
                 (row, column - 1): f"M{x} {y}v{s}", (row, column + 1): f"M{x + s} {y}v{s}"}
        lines += [line for neighbour, line in sides.items() if neighbour not in selected]
    return "".join(lines)
