"""A matrix to be drawn and what it must be: parts/cells.py draws it."""

from typing import NamedTuple

import numpy as np

from ..ink import given, names, number

CLOSE, SMALL = 50, 28   # pixels a cell: a close-up, the whole network
FOCUS = 44                # in an explorer: what is looked at
ABOVE, BELOW, LINE = 22, 18, 12     # pixels for the symbol above, the shape below, a further line of it
EMS = {number.MINUS: 0.84, ".": 0.32, "…": 1.0}     # width of a character in DejaVu Sans; a digit's is 0.64


class Panel(NamedTuple):
    """A matrix, or a part of one, to be drawn: where it is up to the picture that holds it.

    name: code name, such as dL_dw1;  values (rows, columns);  cell: pixels
    limit: the |value| in full colour;  blank: not computed yet
    outline: selected cells;  focus: those outlined alone inside an outline of many;  rings: winners
    label: SVG text above, by default its symbol;  power: of ten, in the label, by default its own
    shape: printed below where there are several cells;  note: SVG text below, whatever there is
    source: the matrix whose cells these are, None for no cells;  corner: which of them is the upper left
    padding: cells around the image;  text: what a single cell prints;  size: of that text in pixels
    before: what the cells held before the last change, printed small where it was another number
    marks: ((axis, place), …) of the axes of which one place is shown; ("pick", axis) where cells choose it
    """

    name: str
    values: np.ndarray
    cell: int = CLOSE
    limit: float = 1.0
    outline: tuple = ()
    focus: tuple = ()
    rings: tuple = ()
    shape: str | None = None
    note: str | None = None
    label: tuple | str | None = None
    blank: bool = False
    power: int | None = None
    source: str | None = None
    corner: tuple = (0, 0)
    padding: frozenset = frozenset()
    text: str = ""
    size: int | None = None
    before: tuple | None = None
    marks: tuple = ()

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
    options.setdefault("source", name)
    if options.get("before") is not None:
        options["before"] = earlier(options["before"])
    return Panel(name, values, whole(cell, f"cell of {name}"), limit=limit, **marked, **options)


def earlier(values):
    """What cells held before the last change, in reading order, as a panel keeps it."""
    return tuple(number.tidied(np.ravel(values).tolist()))


def printed(panel, power=0):
    """The panel of a number that stands alone: digits enough for a reader to check it, in type that fits.

    power: of ten, which the number is divided by
    """
    text = number.figures(panel.values.item(), power)
    size = min(14, int(46 / ems(text)))
    return panel._replace(text=text, size=size if size < 14 else None)


def ems(text):
    """How wide a text is, in units of its size."""
    return sum(EMS.get(character, 0.64) for character in text)


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
            raise ValueError(f"{mark} of {name}: got {at}; "
                             f"needs a row below {shape[0]} and a column below {shape[1]}")
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
        raise ValueError(f"values of {name}: got shape {values.shape}; "
                         "a picture needs at most two axes longer than 1")
    return np.atleast_2d(flat)


def largest(arrays):
    """The largest finite |value| of several arrays, 1 where all are 0: a shared colour limit."""
    finite = [np.abs(a[np.isfinite(a)]).max(initial=0.0) for a in map(np.asarray, arrays)]
    return number.tidy(max(finite, default=0.0)) or 1.0


def note(panel):
    """What stands below a matrix: its own words, or its shape; None below a single number."""
    if panel.note is not None:
        return panel.note
    return (panel.shape or size(panel.values)) if panel.values.size > 1 else None


def size(array):
    """Print a shape as rows × columns; nothing for a single number."""
    return "×".join(map(str, array.shape)) if array.size > 1 else ""


def power(panel, shared=None):
    """The power of ten in a label: small gradients have one, and whatever needs more than three digits.

    shared: that of all gradients of a picture
    """
    if panel.text:
        return 0
    if panel.power is not None:
        return panel.power
    if shared is not None and names.is_gradient(panel.name):
        return shared
    found = 0 if panel.blank else number.exponent(panel.values.ravel().tolist())
    return found if names.is_gradient(panel.name) else max(found, 0)


def label_width(panel):
    """Room in pixels for the symbol with its factor and the shape below: what they take in DejaVu Sans."""
    above, below = names.symbol(panel.name) + number.times_ten(power(panel)), panel.shape or ""
    return max(6.6 * len(above), 6.3 * len(below))
