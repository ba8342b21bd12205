"""One matrix: cells, numbers, hatch, frame, symbol above and shape below."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

import numpy as np

from ..ink import colour, given, names, number
from ..ink.svg import Node, move, node

WHITE = "#FFFFFF"
CLOSE, SMALL = 50, 28   # pixels a cell: a close-up, the whole network
ABOVE, BELOW = 22, 18   # pixels for the symbol above and the shape below
SELECTED = f'stroke="{colour.OUTLINE}" stroke-width="2.8"'


@dataclass(frozen=True, eq=False)
class Panel:
    """A matrix to be drawn: where it is up to the picture that holds it.

    values (rows, columns) or None where nothing is computed yet;  outline: selected cells;  rings: winners
    limit: the |value| that gets the full colour;  shape: printed below;  name: code name, such as dL_dw1
    power: of ten, in the label, where matrices share their factor; by default the matrix has its own
    """

    name: str
    values: np.ndarray
    cell: int = CLOSE
    limit: float = 1.0
    outline: tuple = ()
    rings: tuple = ()
    shape: str | None = None
    blank: bool = False
    power: int | None = None

    @property
    def width(self):
        return self.values.shape[1] * self.cell

    @property
    def height(self):
        return self.values.shape[0] * self.cell


def make(name, values, cell=CLOSE, **options):
    """Check what a matrix needs and make its panel; a number or a row becomes a matrix.

    Raises ValueError where values have more than two axes longer than 1 and where a marked cell lies outside.
    """
    values = as_matrix(name, values)
    limit = options.pop("limit", None)
    marked = {mark: inside(name, values.shape, mark, options.pop(mark, ())) for mark in ("outline", "rings")}
    limit = largest([values]) if limit is None else given.positive(limit, f"limit of {name}")
    return Panel(name, values, whole(cell, f"cell of {name}"), limit=limit, **marked, **options)


def whole(cell, name):
    """Return the size of a cell; raise ValueError unless it is a whole number of pixels."""
    if type(cell) is int and cell > 0:                   # the quick look
        return cell
    pixels = given.positive(cell, name)
    if pixels != int(pixels):
        raise ValueError(f"{name}: got {cell!r}; needs a whole number of pixels")
    return int(pixels)


def inside(name, shape, mark, places):
    """Return (row, column) places as tuples; raise ValueError where one lies outside the matrix."""
    places = given.places(places, f"{mark} of {name}")
    for at in places:
        if not (0 <= at[0] < shape[0] and 0 <= at[1] < shape[1]):
            raise ValueError(f"{mark} of {name}: got {at}; needs a row below {shape[0]} and a column below {shape[1]}")
    return places


def as_matrix(name, values):
    """Keep rows and columns: (1, 6, 1, 1) -> (6, 1), w1 (3, 1, 1, 1) -> (3, 1), (9, 1) stays, (9,) -> (1, 9).

    Axes for example, channels and filters have length 1; any other array drops all such axes.
    """
    given.text(name, "name")
    if type(values) is np.ndarray and values.ndim == 2 and values.dtype == np.float64 and values.size:
        return values                                    # the quick look: a board asks forty times
    values = given.numbers(values, name)
    if not values.size:
        raise ValueError(f"values of {name}: got shape {values.shape}; a picture needs at least one cell")
    if values.ndim == 2:
        return values
    others = (2, 3) if names.is_weight(name) else (0, 3)
    if values.ndim == 4 and values.shape[others[0]] == values.shape[others[1]] == 1:
        return values.squeeze(others)
    flat = values.squeeze()
    if flat.ndim > 2:
        raise ValueError(f"values of {name}: got shape {values.shape}; a picture needs at most two axes longer than 1")
    return np.atleast_2d(flat)


def largest(arrays):
    """The largest finite |value| of several arrays, at least a tiny positive number: a shared colour limit."""
    finite = [np.abs(a[np.isfinite(a)]).max(initial=0.0) for a in map(np.asarray, arrays)]
    return number.tidy(max(finite, default=0.0)) or 1.0


def draw_all(placed, labelled=True):
    """Draw panels, symbol above and shape below: [(panel, x, y)] -> groups of matrices, symbols and shapes.

    (x, y): upper left corner of the cells
    """
    powers = {one: power(one) for one, _, _ in placed}
    matrices = tuple(draw(one, x, y, powers[one]) for one, x, y in placed)
    groups = (together(matrices),)
    if not labelled:
        return groups
    symbols = tuple(symbol(one.name, powers[one], x, y - 8) for one, x, y in placed)
    shapes = tuple(text(one.shape or "×".join(map(str, one.values.shape)), x, y + one.height + 13)
                   for one, x, y in placed if one.values.size > 1)
    return (*groups, node("g", symbols, font_size="13", font_style="italic"),
            node("g", shapes, font_size="10", fill=colour.NOTE))


@lru_cache(maxsize=1_000)
def symbol(name, power, x, y):
    """A matrix's symbol with its factor as a node."""
    return text(names.label(name, power), x, y)


@lru_cache(maxsize=1_000)
def text(words, x, y):
    """Words, or runs of words, as a node."""
    return node("text", words, x=x, y=y)


def together(matrices):
    """One group that carries what its matrices share."""
    look = {"fill": "#FFF", "stroke": colour.GRID, "stroke_width": ".025"}
    return node("g", matrices, font_size="9.5", text_anchor="middle", **look)


def power(panel):
    """The power of ten in a label: small gradients have one, and whatever needs more than three digits."""
    if panel.power is not None:
        return panel.power
    found = 0 if panel.blank else number.exponent(panel.values.ravel().tolist())
    return found if names.is_gradient(panel.name) else max(found, 0)


def label_width(panel):
    """Room in pixels for the symbol with its factor and for the shape below: no less than they take in DejaVu Sans."""
    return max(6.6 * len(names.symbol(panel.name) + number.times_ten(power(panel))), 6.3 * len(panel.shape or ""))


def draw(panel, x, y, power):
    """Draw the cells of a panel with their upper left corner at (x, y) -> one <g> node."""
    look = tuple((name, value) for name, value in vars(panel).items() if name != "values")
    return draw_once(panel.values.tobytes(), panel.values.shape, look, x, y, power)


@lru_cache(maxsize=1_000)       # a slider leaves many matrices as they were, and comes back to where it has been
def draw_once(content, shape, look, x, y, power):
    """Draw a panel of which everything can be compared: its values as bytes, its other fields as pairs."""
    panel = Panel(values=np.frombuffer(content).reshape(shape), **dict(look))
    tidy = number.tidied(panel.values.ravel().tolist())
    columns, fills = panel.values.shape[1], colours(panel, tidy)
    parts = (cells(panel, fills), lines(panel, tidy), numbers(panel, tidy, fills, power))
    return node("g", parts, data_name=panel.name, data_columns=columns if columns > 1 else None, transform=move(x, y))


@lru_cache(maxsize=1_000)
def corners(rows, columns, cell):
    """The x of every cell's upper left corner, in reading order, and the y, in pixels."""
    return tuple(zip(*((column * cell, row * cell) for row in range(rows) for column in range(columns)), strict=True))


def colours(panel, tidy):
    """The fill of every cell, in reading order; a blank or zero cell is white."""
    gradient = names.is_gradient(panel.name)
    return [WHITE if panel.blank else colour.fill(value, panel.limit, gradient) for value in tidy]


def cells(panel, fills):
    """One filled square a cell, in reading order, in units of a cell."""
    squares = tuple(map(square, *corners(*panel.values.shape, 1), fills))
    return Node("g", f'transform="scale({panel.cell})"', squares)


@lru_cache(maxsize=20_000)      # a slider draws the same squares and digits again and again
def square(column, row, fill):
    """One cell as a node; white is what its group has."""
    return Node("path", f'd="M{column} {row}h1v1H{column}"', fill=fill if fill != WHITE else "")


def numbers(panel, tidy, fills, power):
    """One number a cell, in reading order, black or white for contrast; blank cells stay empty."""
    size, roomy = (14 if panel.cell == CLOSE else 9.5), panel.cell == CLOSE
    scaled = scale(tidy, 10**power) if power else tidy
    texts = repeat("") if panel.blank else map(number.cell, scaled, repeat(number.decimals(scaled)), repeat(roomy))
    written = tuple(map(digits, *corners(*panel.values.shape, panel.cell), fills, texts, repeat(roomy)))
    middle = move(panel.cell // 2, panel.cell // 2 + round(size * 0.36))
    stroke = "none" if len(written) > 1 else None     # a stroke too thin to see would be painted all the same
    return node("g", written, font_size=size if roomy else None, stroke=stroke, transform=middle, fill="#000")


def scale(tidy, factor):
    """The values without the factor in their label; one that would vanish stays as it is."""
    return [less or v for less, v in zip(number.tidied([v / factor for v in tidy]), tidy, strict=True)]


@lru_cache(maxsize=20_000)
def digits(x, y, fill, text, roomy):
    """One number as a node, on a cell of this fill; >−.01 is wider than a small cell."""
    attributes = f'x="{x}"' * bool(x), f'y="{y}"' * bool(y), 'font-size="8"' * (len(text) > 4 and not roomy)
    return Node("text", " ".join(filter(None, attributes)), text, "#FFF" if colour.text_on(fill) == "#FFF" else "")


def lines(panel, tidy):
    """Everything drawn over the cells and under the numbers: hatch, marks, frame, rings, selection."""
    dash = 'stroke-dasharray="4 3"' * names.is_gradient(panel.name)
    return over(panel.values.shape, panel.cell, dash, *extremes(panel, tidy), panel.rings, panel.outline)


def extremes(panel, tidy):
    """The cells, by their place in reading order, that are hatched as negative and marked as beyond the limit."""
    if panel.blank:
        return (), ()
    negative = () if names.is_gradient(panel.name) else tuple(k for k, v in enumerate(tidy) if v < 0)
    return negative, tuple(k for k, v in enumerate(tidy) if not abs(v) <= panel.limit)


@lru_cache(maxsize=500)         # values change, their signs seldom do
def over(shape, cell, dash, negative, beyond, rings, outline):
    """The lines over a matrix of this shape with all its marks."""
    frame = f"M0 0h{shape[1] * cell}v{shape[0] * cell}H0z"
    parts = (*signs(shape, cell, negative, beyond), *path(frame, dash), *path("".join(ring(at, cell) for at in rings)),
             *path(border(set(outline), cell), SELECTED))
    return node("g", parts, fill="none", stroke=colour.FRAME, stroke_width="1.4")


def signs(shape, cell, negative, beyond):
    """Hatch and corner marks as nodes."""
    places = tuple(zip(*corners(*shape, cell), strict=True))
    return (*path("".join(hatch(*places[k], cell) for k in negative), 'stroke-width=".7"'),
            *path("".join(mark(*places[k], cell) for k in beyond), f'fill="{colour.OUTLINE}"'))


def path(d, look=""):
    """A path, or nothing where there is nothing to draw."""
    return (Node("path", f'd="{d}" {look}'.rstrip()),) if d else ()


def hatch(x, y, s):
    """Diagonal lines in two corners of a negative value; they keep clear of the number."""
    u = s // 5
    return f"M{x} {y + u}l{u}-{u}h{u}l-{2 * u} {2 * u}m{s} {s - 3 * u}l-{u} {u}h-{u}l{2 * u}-{2 * u}"


def mark(x, y, s):
    """A small triangle in the corner of a cell that lies beyond the colour limit."""
    return f"M{x + s} {y}v{s // 5}l-{s // 5}-{s // 5}z"


def ring(at, s):
    """A square with its corners cut off, just inside one cell."""
    y, x, u = at[0] * s + 1, at[1] * s + 1, s // 4
    side = s - 2 - 2 * u
    return f"M{x + u} {y}h{side}l{u} {u}v{side}l-{u} {u}h-{side}l-{u}-{u}v-{side}z"


def border(selected, s):
    """The line around a set of (row, column) cells: each side whose neighbour is not selected."""
    lines = []
    for row, column in sorted(selected):
        x, y = column * s, row * s
        sides = {(row - 1, column): f"M{x} {y}h{s}", (row + 1, column): f"M{x} {y + s}h{s}",
                 (row, column - 1): f"M{x} {y}v{s}", (row, column + 1): f"M{x + s} {y}v{s}"}
        lines += [line for neighbour, line in sides.items() if neighbour not in selected]
    return "".join(lines)
