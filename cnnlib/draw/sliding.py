"""A kernel slides over an image: a map of where its window is, and under it the window in a lens."""

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from .ink import names, words
from .ink.number import MINUS, plain, short, sums
from .ink.svg import Picture
from .parts import cells, closeup, legend, matrix
from .parts.matrix import FOCUS, size
from .parts.signs import together
from .parts.squares import SQUARE, squares

ROOM, LARGEST = 192, 22                 # pixels: for the image or the map, and at most for a cell of it
SINGLE, RESULT = 68, 84                 # a cell that holds one number, the cell that comes out
HIGH, ASIDE = 126, 632                  # the middle of the map, the left of the large number
LEFT, KERNEL, ACROSS = 32, 66, 8        # the left of the map, room for its kernel, squares side by side
TIGHT, ONE, MADE, PLUS = 42, 62, 76, 26     # with one more number: a cell, one alone, the result, a sign
MIDDLE, LOW, FLOOR = 336, 238, 412      # the middle of the lens, its top and its bottom
TITLE = "A kernel slides over an image"
MEANING = legend.VALUE, legend.NEGATIVE, legend.OUR_PATH


def sliding(x, w, b, z, products, total, at, padding=0, stride=1, focus=None, selected=None, limits=None,
            readers=(), before=None, part=None):
    """Draw x ⋆ w1 + b1 = z1 as a map, and below it the window of one output cell, close up.

        window ⊙ w1 = products,   sum of products + b1 = z1[at]

    x (rows, columns) without its padding, w, z (rows, columns), b, products like w, total: their sum
    at: (i, j), the cell of z
    focus: (u, v) of one product, outlined with its factors, in x inside the window
    selected: (name, row, column), marked wherever it is
    limits: of the greys of x, w and products, and of b, sum and z
    readers: the cells of z that read the selected cell of x, outlined with z[at]
    before: {"x": window, "w1", "b1", "products", "sum", "others", "z1": z[at]} as they were, where they were
    others
    part: the Part of all that is shown, by default all there is
    Axes of length 1 around them are allowed. Raises ValueError where `at` lies outside z.
    """
    x, w, b, z = (matrix.as_matrix(*one) for one in (("x", x), ("w1", w), ("b1", b), ("z1", z)))
    if not (0 <= at[0] < z.shape[0] and 0 <= at[1] < z.shape[1]):
        raise ValueError(f"at: got {at}; needs a row below {z.shape[0]} and a column below {z.shape[1]}")
    products = matrix.as_matrix("products", products)
    corner = at[0] * stride - padding, at[1] * stride - padding
    limits = limits or (matrix.largest([x, w, products]), matrix.largest([b, z, np.asarray(total)]))
    window = Window(x, w, b, z, products, float(total), at, corner, padding, focus, selected, limits,
                    tuple(readers), before or {}, part or Part((0, 0), w.shape))
    top, below = whole(window), close_up(window)
    left = (closeup.WIDTH - sum(wide for _, wide in below)) // 2
    placed, signs, does = closeup.line_up(top, LEFT - 8, HIGH)
    placed_below, signs_below, does_below = closeup.line_up(below, left, MIDDLE)
    nodes = (closeup.frame(LOW, FLOOR), together([*signs, *signs_below]),
             closeup.writing([*does, *does_below], "11", anchor="middle"),
             *cells.draw_all([*placed, *placed_below, *bars(window, placed)]), shapes(window, placed),
             *headline(window), closeup.meaning(LEFT, *MEANING))
    panels = [one for one, _ in (*top, *below) if not isinstance(one, str)]
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, TITLE, caption(window), lambda: words.tables(panels))


@dataclass(frozen=True, eq=False)
class Part:
    """What is shown of a convolution of many channels: one of each, of a large kernel some cells.

    begin, size: of what is close up of the kernel;  others: how many products are not
    views: {name: View};  places: {axis: (place in focus, how many)};  arrays: {name: array} with all channels
    """

    begin: tuple
    size: tuple
    others: int = 0
    views: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    arrays: dict = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Window:
    """One window of the image: the matrices, which cell of z it makes, where it lies, what is outlined.

    corner: its upper left cell in x, negative inside the padding;  total: the sum of the products
    """

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    z: np.ndarray
    products: np.ndarray
    total: float
    at: tuple
    corner: tuple
    padding: int
    focus: tuple | None
    selected: tuple | None
    limits: tuple
    readers: tuple
    before: dict
    part: Part

    def panel(self, name, values, **options):
        """A matrix in the greys of this picture, with its symbol but for what the options say."""
        limit = self.limits[name in ("b1", "sum", "others", "z1")]
        marks = tuple(self.part.views[name].marks.items()) if name in self.part.views else ()
        return matrix.make(name, values, limit=limit, note="", marks=marks,
                           **{"label": names.label(name), **options})

    @property
    def cell(self):
        """Pixels of a cell of the map, so that the image fits with its padding."""
        return min(LARGEST, ROOM // (max(self.x.shape) + 2 * self.padding))

    def large(self, name, values, **options):
        """The part of a matrix that the lens shows, with what it held before."""
        (u, v), (rows, columns) = self.part.begin, self.part.size
        old = np.asarray(self.before.get(name, values))
        now, was = (each[u:u + rows, v:v + columns] for each in (values, old))
        options.setdefault("corner", (u, v))
        return self.panel(name, now, cell=TIGHT if self.part.others else FOCUS, before=was, **options)

    def one_number(self, name, value, text, cell=SINGLE, **options):
        """A single cell that prints this text in type that fits; outlined if selected."""
        chosen = [(0, 0)] if (name, 0, 0) == self.selected else ()
        return self.panel(name, value, cell=cell, text=text, size=closeup.fitting(text, cell - 8, cell // 4),
                          before=self.before.get(name, value), **{"outline": chosen, **options})

    def covered(self):
        """The cells of the window in x, by their place in the kernel; outside x where the padding is."""
        return {(u, v): (self.corner[0] + u, self.corner[1] + v) for u, v in np.ndindex(self.w.shape)}

    def alone(self):
        """The cells of the kernel that the lens shows, where these are not all."""
        (u, v), (rows, columns) = self.part.begin, self.part.size
        return () if self.part.size == self.w.shape else tuple(
            (u + row, v + column) for row in range(rows) for column in range(columns))

    def inside(self, places):
        """Those of some places in the kernel that the lens shows, counted from its first cell."""
        moved = ((u - self.part.begin[0], v - self.part.begin[1]) for u, v in places)
        return [at for at in moved if all(0 <= k < n for k, n in zip(at, self.part.size, strict=True))]

    def looked_at(self):
        """The cell of x that is outlined alone: the selected one, the one that is multiplied, or None."""
        if self.selected and self.selected[0] == "x":
            return self.selected[1:]
        return self.covered()[tuple(self.focus)] if self.focus else None


def whole(window):
    """The map: image with its padding, kernel, bias, map; each with its room."""
    x, p, cell, alone = window.x, window.padding, window.cell, window.looked_at()
    padded, part = np.pad(x, p), window.alone()
    border = frozenset((row, column) for row, column in np.ndindex(padded.shape)
                       if outside((row - p, column - p), x))
    image = window.panel("x", padded, cell=cell, corner=(-p, -p), padding=border,
                         outline=[(row + p, column + p) for row, column in window.covered().values()],
                         focus=((alone[0] + p, alone[1] + p),) if alone else
                         tuple((u + window.corner[0] + p, v + window.corner[1] + p) for u, v in part))
    kernel = window.panel("w1", window.w, cell=min(cell, KERNEL // window.w.shape[1]),
                          outline=[window.focus] if window.focus else list(window.covered()),
                          focus=() if window.focus else part)
    bias = window.panel("b1", window.b, cell=cell, outline=() if window.focus else [(0, 0)])
    made = window.panel("z1", window.z, cell=cell, outline=[*window.readers] or [window.at],
                        focus=(window.at,))
    return ((image, ROOM), ("⋆", 44), (kernel, KERNEL), ("+", 36), (bias, LARGEST),
            ("=", 36), (made, ROOM - LARGEST))


def close_up(window):
    """The lens: the window and the kernel, their products, the sum, what others add, the bias, one cell of
    the map."""
    chosen = window.inside([window.focus]) if window.focus else ()
    border = [place for place, source in window.covered().items() if outside(source, window.x)]
    seen = np.array([0.0 if outside(source, window.x) else window.x[source]
                     for source in window.covered().values()]).reshape(window.w.shape)
    more, (u, v) = window.part.others, window.part.begin
    cell, equals = (TIGHT, 36) if more else (FOCUS, 44)
    wide = window.part.size[1] * cell
    read = window.large("x", seen, label="in the window" if window.alone() else "window of x", outline=chosen,
                        padding=frozenset(window.inside(border)),
                        corner=(window.corner[0] + u, window.corner[1] + v))
    return ((read, wide), ("⊙", 44),
            (window.large("w1", window.w, outline=chosen), wide), ("=", equals),
            (window.large("products", window.products, label="products", outline=chosen), wide),
            ("→", 56 if more else 60), *one_by_one(window))


def one_by_one(window):
    """The numbers that add up to the cell of the map, and the cell, each alone."""
    values = [window.total, window.b.item(), float(window.z[window.at])]
    parts = [("sum", "sum"), ("b1", names.label("b1"))]
    if window.part.others:
        values.insert(1, float(window.part.arrays["others"]))
        parts.insert(1, ("others", f"{window.part.others} more"))
    *texts, made = adding(*values)
    single, result, plus = (ONE, MADE, PLUS) if window.part.others else (SINGLE, RESULT, 36)
    for (name, label), value, text in zip(parts, values, texts, strict=False):
        yield window.one_number(name, value, text, single, label=label), single
        yield "=" if name == "b1" else "+", plus
    yield window.one_number("z1", values[-1], made, result, label=cell_label(window), corner=window.at,
                            outline=[(0, 0)]), result


def adding(*values):
    """Numbers that add up in print, a + b = c: with one or two decimals more where a half changes sides."""
    texts = sums(*values)
    places = max(len(text.partition(".")[2]) for text in texts)
    finer = ([short(value, places + more) for value in values] for more in (1, 2))
    return next((each for each in (texts, *finer) if adds_up(*each)), texts)


def adds_up(*texts):
    """Whether a + b = c as printed; bounds such as <.001 are taken as they are."""
    if any(text.strip(f"0123456789.{MINUS}") for text in texts):
        return True
    *parts, whole = (Decimal(text.replace(MINUS, "-")) for text in texts)
    return sum(parts) == whole


def cell_label(window):
    """The symbol of the window's cell of z."""
    return names.after(names.label("z1"), f"[{window.at[0]}, {window.at[1]}]")


def bars(window, placed):
    """The squares above image and map that pick a channel or a filter, where there are several."""
    for name, (one, x, y) in (("x", placed[0]), ("z1", placed[-1])):
        view, array = window.part.views.get(name), window.part.arrays.get(name)
        if view and "channel" in view.stacks:
            count = view.stacks["channel"]
            rows = 1 if count <= ACROSS else 2
            bar = squares(name, array[view.focus[0]], view, one.limit, -(-count // rows))
            yield bar, x + 16 + 12 * len(name), y - 4 - rows * SQUARE


def shapes(window, placed):
    """The shapes of image and map, below them."""
    image, made = placed[0], placed[-1]
    padded = f" + {window.padding} around" if window.padding else ""
    return closeup.writing([(text, x, y + one.height + 15) for text, (one, x, y) in
                         ((size(window.x) + padded, image), (size(window.z), made))], "11")


def headline(window):
    """The window's cell of z in large type, what it was, how many windows there are and read the pixel, which
    example, channel and filter this is."""
    value, old = float(window.z[window.at]), window.before.get("z1", window.z[window.at])
    was = plain(float(np.squeeze(old)))
    lines = [f"{window.z.size} windows make {size(window.z) or 'one number'}"]
    if window.selected and window.selected[0] == "x":
        count, (_, r, c) = len(window.readers), window.selected
        lines += [f"{count or 'none'} of them read{'s' * (count < 2)} x[{r}, {c}]"]
    lines, where = [*lines, ""][:2], window.part.places
    if where:
        lines += [words.which({axis: where[axis] for axis in axes if axis in where})
                  for axes in (("channel", "filter"), ("example",))]
    return closeup.headline(ASIDE, HIGH - (86 if where else 44), cell_label(window), plain(value),
                         was if was != plain(value) else "", lines)


def outside(cell, x):
    """Whether (row, column) lies outside the image."""
    return not (0 <= cell[0] < x.shape[0] and 0 <= cell[1] < x.shape[1])


def count_of(window):
    """How many products are close up."""
    shown = window.part.size[0] * window.part.size[1]
    return f"{'nine' if shown == 9 else shown} product{' that adds' if shown == 1 else 's that add'} up"


def others(window):
    """What all products come to that are not close up."""
    more = window.part.others
    return f", {more} more to {plain(float(window.part.arrays['others']))}" if more else ""


def caption(window):
    """One sentence: where the window lies and what comes of it."""
    (row, column), (i, j) = window.corner, window.at
    border = f" (padding {window.padding} put 0 around the image)" if window.padding else ""
    whose = f"one of {window.z.size} windows" if window.z.size > 1 else "the only window"
    return (f"The window whose upper left cell is row {row}, column {column} of x{border} "
            f"gives {count_of(window)} to {plain(window.total)}{others(window)}; "
            f"with the bias {plain(window.b.item())} this is "
            f"{names.symbol('z1')}[{i}, {j}] = {plain(window.z[i, j])}, {whose}.")
