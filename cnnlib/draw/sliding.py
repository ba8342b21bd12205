"""A kernel slides over an image: the whole map above, the nine products of one window below."""

from itertools import product as pairs

import numpy as np

from .ink import colour, names, words
from .ink.number import plain, sums
from .ink.svg import Picture, node
from .parts import matrix
from .parts.part import Part, after, draw_all, size
from .parts.signs import MARGIN, place, small_print, together, words_below

BORDER = 2                   # the widest padding the picture keeps room for
HEAD, BETWEEN, GAP = 52, 76, 40   # pixels: above the first row, between the rows, for a sign
TITLE = "A kernel slides over an image"


def sliding(x, w, b, z, products, total, at, padding=0, stride=1, focus=None, selected=None, limit=None):
    """Draw x ⋆ w1 + b1 = z1, and below it the window of one output cell, close up.

        window ⊙ w1 = products,   sum of products + b1 = z1[at]

    x (rows, columns) without its padding, w (rows, columns), b, z (rows, columns), products like w, total: their sum
    at: (i, j), the cell of z;  focus: (u, v) of one product, outlined with its two factors, in x inside the window
    selected: (name, row, column), marked wherever it is;  limit: of the greys
    Axes of length 1 around them are allowed. Raises ValueError where `at` lies outside z.
    """
    x, w, b, z = (matrix.as_matrix(*one) for one in (("x", x), ("w1", w), ("b1", b), ("z1", z)))
    if not (0 <= at[0] < z.shape[0] and 0 <= at[1] < z.shape[1]):
        raise ValueError(f"at: got {at}; needs a row below {z.shape[0]} and a column below {z.shape[1]}")
    corner = at[0] * stride - padding, at[1] * stride - padding
    greys = {"limit": matrix.largest([x, w, b, z, products, np.asarray(total)]) if limit is None else limit}
    top = whole(x, w, b, z, at, corner, padding, focus, selected, greys)
    below = close_up(x, w, b, z, matrix.as_matrix("products", products), total, at, corner, focus, selected, greys)
    tall = (x.shape[0] + 2 * BORDER) * matrix.SMALL
    placed, signs = place(top, widths(x, w), HEAD, tall)
    placed = [(one, left + (shift(x, one, w) if one in (top[0], top[-1]) else 0), y) for one, left, y in placed]
    low = HEAD + tall + BETWEEN
    close, between = place(below, close_widths(w), low, w.shape[0] * matrix.CLOSE)
    heads = (head(f"The whole map: each cell of {names.symbol('z1')} is one window of x", 18),
             head("One window, close up: each number times its weight, all nine added up, then the bias", low - 36))
    width = 2 * MARGIN + max(sum(widths(x, w)), sum(close_widths(w)))
    words_under = small_print([*words_below(top, widths(x, w), HEAD + tall / 2),
                               *words_below(below, close_widths(w), low + w.shape[0] * matrix.CLOSE / 2)])
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE), together([*signs, *between]), words_under,
             *draw_all([*placed, *close]))
    return Picture(width, low + w.shape[0] * matrix.CLOSE + 26, nodes, TITLE,
                   caption(z, at, corner, padding, total, b),
                   lambda: words.tables(one.panel for one in (*top[::2], *below[::2])))


def whole(x, w, b, z, at, corner, padding, focus, selected, greys):
    """The first row: image with its padding, kernel, bias, map."""
    seen = {(at[0], at[1]) for at in pairs(range(w.shape[0]), range(w.shape[1]))}
    window = [(corner[0] + padding + u, corner[1] + padding + v) for u, v in sorted(seen)]
    chosen = selected[1:] if selected and selected[0] == "x" else \
        (corner[0] + focus[0], corner[1] + focus[1]) if focus else None
    alone = ((chosen[0] + padding, chosen[1] + padding),) if chosen else ()
    look = {"cell": matrix.SMALL, **greys}
    padded = np.pad(x, padding)
    image = matrix.make("x", padded, outline=window, **look)
    border = frozenset(cell for cell in np.ndindex(padded.shape) if outside((cell[0] - padding, cell[1] - padding), x))
    note = f"{size(x)}, with its padding {size(padded)}" if padding else size(x)
    kernel = matrix.make("w1", w, outline=[focus] if focus else seen, **look)
    bias = matrix.make("b1", b, outline=() if focus else [(0, 0)], **look)
    return (Part(image, names.label("x"), note, "x", (-padding, -padding), border, alone), "⋆",
            Part(kernel, names.label("w1"), size(w), "w1"), "+", Part(bias, names.label("b1"), "", "b1"), "=",
            Part(matrix.make("z1", z, outline=[at], **look), names.label("z1"), size(z), "z1"))


def close_up(x, w, b, z, products, total, at, corner, focus, selected, greys):
    """The second row: the window and the kernel, their products, the sum, the bias, one cell of the map."""
    chosen = {"outline": [focus] if focus else (), **greys}
    single = {name: {"outline": [(0, 0)] if (name, 0, 0) == selected else (), **greys} for name in ("sum", "b1")}
    seen = {(u, v): (corner[0] + u, corner[1] + v) for u, v in np.ndindex(w.shape)}
    border = frozenset(cell for cell, source in seen.items() if outside(source, x))
    window = np.array([[0.0 if (u, v) in border else x[seen[u, v]] for v in range(w.shape[1])]
                       for u in range(w.shape[0])])
    cell = matrix.make("z1", z[at].reshape(1, 1), outline=[(0, 0)], **greys)
    label = after(names.label("z1"), f"[{at[0]}, {at[1]}]")
    added, bias, made = sums(float(total), b.item(), float(z[at]))
    return (Part(matrix.make("x", window, **chosen), "window of x", size(w), "x", corner, border), "⊙",
            Part(matrix.make("w1", w, **chosen), names.label("w1"), size(w), "w1"), "=",
            Part(matrix.make("products", products, **chosen), "products", size(w), "products"), "→",
            Part(matrix.make("sum", total, **single["sum"]), "sum", "", "sum", text=added), "+",
            Part(matrix.make("b1", b, **single["b1"]), names.label("b1"), "", "b1", text=bias), "=",
            Part(cell, label, "", "z1", at, text=made))


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


def shift(x, part, w):
    """Pixels that centre image and map in their room, so that padding grows around an image that stands still."""
    room = x.shape[1] + 2 * BORDER - (w.shape[1] - 1) * (part.name == "z1")
    return (room * matrix.SMALL - part.panel.width) // 2


def head(text, y):
    """A line of words above a row."""
    return node("text", text, x=MARGIN, y=y)


def caption(z, at, corner, padding, total, b):
    """One sentence: where the window lies and what comes of it."""
    border = f" (padding {padding} put 0 around the image)" if padding else ""
    return (f"The window whose upper left cell is row {corner[0]}, column {corner[1]} of x{border} gives nine products "
            f"that add up to {plain(float(total))}; with the bias {plain(b.item())} this is "
            f"{names.symbol('z1')}[{at[0]}, {at[1]}] = {plain(z[at])}, one of {z.size} windows.")
