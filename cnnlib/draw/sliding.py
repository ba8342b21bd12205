"""A kernel slides over an image: the whole map above, the nine products of one window below."""

from dataclasses import dataclass

import numpy as np

from .ink import colour, names, words
from .ink.number import plain, sums
from .ink.svg import Picture, node
from .parts import cells, matrix
from .parts.matrix import size
from .parts.signs import MARGIN, place, small_print, together, words_below

BORDER = 2                   # the widest padding the picture keeps room for
HEAD, BETWEEN, GAP = 52, 76, 40   # pixels: above the first row, between the rows, for a sign
TITLE = "A kernel slides over an image"
WHOLE = f"The whole map: each cell of {names.symbol('z1')} is one window of x"
ONE = "One window, close up: each number times its weight, all nine added up, then the bias"


def sliding(x, w, b, z, products, total, at, padding=0, stride=1, focus=None, selected=None, limit=None):
    """Draw x ⋆ w1 + b1 = z1, and below it the window of one output cell, close up.

        window ⊙ w1 = products,   sum of products + b1 = z1[at]

    x (rows, columns) without its padding, w, z (rows, columns), b, products like w, total: their sum
    at: (i, j), the cell of z
    focus: (u, v) of one product, outlined with its factors, in x inside the window
    selected: (name, row, column), marked wherever it is;  limit: of the greys
    Axes of length 1 around them are allowed. Raises ValueError where `at` lies outside z.
    """
    x, w, b, z = (matrix.as_matrix(*one) for one in (("x", x), ("w1", w), ("b1", b), ("z1", z)))
    if not (0 <= at[0] < z.shape[0] and 0 <= at[1] < z.shape[1]):
        raise ValueError(f"at: got {at}; needs a row below {z.shape[0]} and a column below {z.shape[1]}")
    products = matrix.as_matrix("products", products)
    corner = at[0] * stride - padding, at[1] * stride - padding
    limit = matrix.largest([x, w, b, z, products, np.asarray(total)]) if limit is None else limit
    window = Window(x, w, b, z, products, float(total), at, corner, padding, focus, selected, limit)
    top, below = whole(window), close_up(window)
    tall, close = (x.shape[0] + 2 * BORDER) * matrix.SMALL, w.shape[0] * matrix.CLOSE
    low = HEAD + tall + BETWEEN
    placed, signs = place(top, widths(x, w), HEAD, tall)
    placed = [(one, left + (shift(x, one, w) if one in (top[0], top[-1]) else 0), y)
              for one, left, y in placed]
    placed_below, signs_below = place(below, close_widths(w), low, close)
    heads = node("text", WHOLE, x=MARGIN, y=18), node("text", ONE, x=MARGIN, y=low - 36)
    does = [*words_below(top, widths(x, w), HEAD + tall / 2),
            *words_below(below, close_widths(w), low + close / 2)]
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE),
             together([*signs, *signs_below]), small_print(does),
             *cells.draw_all([*placed, *placed_below]))
    return Picture(2 * MARGIN + max(sum(widths(x, w)), sum(close_widths(w))), low + close + 26, nodes, TITLE,
                   caption(window), lambda: words.tables((*top[::2], *below[::2])))


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
    limit: float

    def panel(self, name, values, **options):
        """A matrix in the greys of this picture, with its symbol but for what the options say."""
        return matrix.make(name, values, limit=self.limit, **{"label": names.label(name), **options})

    def one_number(self, name, value, text, **options):
        """A single cell that prints this text, smaller if longer than −0.075; outlined if selected."""
        chosen = [(0, 0)] if (name, 0, 0) == self.selected else ()
        return self.panel(name, value, text=text, size=12 if len(text) < 7 else 9, note="",
                          **{"outline": chosen, **options})

    def covered(self):
        """The cells of the window in x, by their place in the kernel; outside x where the padding is."""
        return {(u, v): (self.corner[0] + u, self.corner[1] + v) for u, v in np.ndindex(self.w.shape)}

    def looked_at(self):
        """The cell of x that is outlined alone: the selected one, the one that is multiplied, or None."""
        if self.selected and self.selected[0] == "x":
            return self.selected[1:]
        return self.covered()[tuple(self.focus)] if self.focus else None


def whole(window):
    """The first row: image with its padding, kernel, bias, map."""
    x, p, alone = window.x, window.padding, window.looked_at()
    padded = np.pad(x, p)
    border = frozenset((row, column) for row, column in np.ndindex(padded.shape)
                       if outside((row - p, column - p), x))
    note = f"{size(x)}, with its padding {size(padded)}" if p else size(x)
    image = window.panel("x", padded, cell=matrix.SMALL, corner=(-p, -p), padding=border, note=note,
                         outline=[(row + p, column + p) for row, column in window.covered().values()],
                         focus=((alone[0] + p, alone[1] + p),) if alone else ())
    kernel = window.panel("w1", window.w, cell=matrix.SMALL,
                          outline=[window.focus] if window.focus else list(window.covered()))
    bias = window.panel("b1", window.b, cell=matrix.SMALL, note="", outline=() if window.focus else [(0, 0)])
    made = window.panel("z1", window.z, cell=matrix.SMALL, outline=[window.at])
    return image, "⋆", kernel, "+", bias, "=", made


def close_up(window):
    """The second row: the window and the kernel, their products, the sum, the bias, one cell of the map."""
    chosen = [window.focus] if window.focus else ()
    border = frozenset(place for place, source in window.covered().items() if outside(source, window.x))
    seen = np.array([0.0 if place in border else window.x[source]
                     for place, source in window.covered().items()])
    added, bias, made = sums(window.total, window.b.item(), float(window.z[window.at]))
    label = names.after(names.label("z1"), f"[{window.at[0]}, {window.at[1]}]")
    return (window.panel("x", seen.reshape(window.w.shape), label="window of x", corner=window.corner,
                         padding=border, outline=chosen), "⊙",
            window.panel("w1", window.w, outline=chosen), "=",
            window.panel("products", window.products, label="products", outline=chosen), "→",
            window.one_number("sum", window.total, added, label="sum"), "+",
            window.one_number("b1", window.b, bias), "=",
            window.one_number("z1", window.z[window.at], made, label=label, corner=window.at,
                              outline=[(0, 0)]))


def widths(x, w):
    """Room for the items of the first row; the map's is that of the widest padding, so that nothing jumps."""
    image, kernel = x.shape[1] + 2 * BORDER, w.shape[1]
    return [image * matrix.SMALL + 16, GAP, kernel * matrix.SMALL + 16, GAP, matrix.SMALL + 16, GAP,
            (image - kernel + 1) * matrix.SMALL]


def close_widths(w):
    """Room for the items of the second row."""
    kernel, cell = w.shape[1] * matrix.CLOSE + 16, matrix.CLOSE + 16
    return [kernel, GAP, kernel, GAP, kernel, GAP + 12, cell, GAP, cell, GAP, cell + 24]


def outside(cell, x):
    """Whether (row, column) lies outside the image."""
    return not (0 <= cell[0] < x.shape[0] and 0 <= cell[1] < x.shape[1])


def shift(x, panel, w):
    """Pixels that centre image and map in their room, so that padding grows around a still image."""
    room = x.shape[1] + 2 * BORDER - (w.shape[1] - 1) * (panel.name == "z1")
    return (room * matrix.SMALL - panel.width) // 2


def caption(window):
    """One sentence: where the window lies and what comes of it."""
    (row, column), (i, j) = window.corner, window.at
    border = f" (padding {window.padding} put 0 around the image)" if window.padding else ""
    return (f"The window whose upper left cell is row {row}, column {column} of x{border} "
            f"gives nine products that add up to {plain(window.total)}; "
            f"with the bias {plain(window.b.item())} this is "
            f"{names.symbol('z1')}[{i}, {j}] = {plain(window.z[i, j])}, one of {window.z.size} windows.")
