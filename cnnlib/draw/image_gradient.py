"""The image's gradient from that of the outputs: both in full with the kernel between them, one cell close up."""

import numpy as np

from . import colour, names, number, panel, words
from .part import Part, after, draw_all, size
from .row import MARGIN, sign, together
from .svg import Picture, move, node

X, W, Z = "dL_dx", "w1", "dL_dz1"
HEAD, GAP, BETWEEN, CHECK, WIDTH = 48, 44, 82, 30, 950   # pixels
MIDDLE = MARGIN + 8 * panel.SMALL + GAP                  # left edge of the kernels
DOT, SEEN = 4, "#8A8A8A"                                 # one entry of the matrix M, in pixels
ALARM = "#A30016"
HEADS = {"stamp": "each weight, times the gradient of the output whose stamp laid it on this pixel",
         "gather": "nine neighbours in the padded gradient, times the kernel",
         "transpose": "one column of M, folded into the shape of the outputs, times their gradients"}


def image_gradient(way, arrays, close, marks, verdict, limit, empty=None, column=0, turned=True):
    """Draw dL_dx, the kernel and dL_dz1 in full and, below, the products that make one cell or one stamp.

    way: "stamp", "gather" or "transpose";  arrays: {"dL_dx", "w1", "dL_dz1"}, the gather's "turned" and "spread", too,
    or the transpose's "M" (outputs, pixels), whose `column` is folded
    close: {"at", "left", "right", "products"}: the cell (row, column) of dL_dx and its factors, or one output's stamp
    marks: {name: cells to outline};  empty: {name: cells that hold no number of their own}
    verdict: (whether all ways agree, the sentence that says so);  limit: of the colours
    """
    look = {"ink": {"limit": panel.largest([arrays[W]])}, "hue": {"limit": limit}, "marks": marks,
            "empty": empty or {}, "turned": turned}
    power = number.exponent([limit])
    placed, extra = whole(way, arrays, look, column)
    line = HEAD + 10 * panel.SMALL + BETWEEN
    below, signs, head = one_stamp(close, look, line) if way == "one stamp" else one_cell(way, close, look, line, column)
    bottom = line + 6 * panel.SMALL + 34
    heads = (node("text", "The whole: gradients go from right to left, through the kernel", x=MARGIN, y=18),
             node("text", head, x=MARGIN, y=line - 36))
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE), together((*arrows(way, line), *signs)), *extra,
             *draw_all([*placed, *below], power), check(*verdict, bottom))
    return Picture(WIDTH, bottom + CHECK + 12, nodes, "The image's gradient, three ways", f"{head}. {verdict[1]}",
                   lambda: words.tables([one.panel for one, _, _ in placed]))


def part(name, values, look, label, note=None, cell=panel.SMALL, at=None, place=None):
    """One matrix with its words; `place` is the key of its outline where the matrix stands twice."""
    tint = look["hue"] if names.is_gradient(name) else look["ink"]
    key = place or name
    drawn = panel.make(name, values, cell=cell, outline=look["marks"].get(key, ()), **tint)
    return Part(drawn, label, size(drawn.values) if note is None else note, at,
                padding=frozenset(look["empty"].get(key, ())))


def whole(way, arrays, look, column):
    """The upper row: the image's gradient, the kernel, the outputs' gradient, and what the way makes of them."""
    right, top = MIDDLE + 3 * panel.SMALL + GAP, HEAD
    placed = [(part(X, arrays[X], look, names.label(X), at=X), MARGIN, top),
              (part(W, arrays[W], look, names.label(W), at=W), MIDDLE, top),
              (part(Z, arrays[Z], look, names.label(Z), at=Z), right, top)]
    if way == "gather":
        far = right + 8 * panel.SMALL + GAP
        label = "turned by 180°" if look["turned"] else "not turned"
        placed += [(part(W, arrays["turned"], look, label, place="turned"), MIDDLE, top + 150),
                   (part(Z, arrays["spread"], look, after(names.label(Z), " spread and padded"), place="spread"),
                    far, top)]
    extra = dots(arrays["M"], column, right + 8 * panel.SMALL + GAP, top) if way == "transpose" else ()
    return placed, extra


def arrows(way, line):
    """The dashed arrows of the upper row and, for the gather, the half turn of the kernel."""
    level = HEAD + 1.5 * panel.SMALL
    left, right = MIDDLE - GAP / 2, MIDDLE + 3 * panel.SMALL + GAP / 2
    turn = (node("path", d=f"M{MIDDLE + 42:g} {HEAD + 104}v16m-4 -5l4 5l4 -5"),) if way == "gather" else ()
    return sign("←", left, level), sign("←", right, level), *turn


def one_cell(way, close, look, line, column):
    """The lower row: two matrices, their products, and the sum that is the cell."""
    big = panel.SMALL if way == "transpose" else panel.CLOSE
    label = names.label(Z)
    texts = {"stamp": (names.label(W), after(label, " it was stamped with")),
             "gather": (after(label, ", nine of the padded"),
                        after(names.label(W), " turned by 180°" if look["turned"] else " not turned")),
             "transpose": (f"column {column} of M, folded", label)}[way]
    first = (Z, W) if way == "gather" else (W, Z)
    wide = close["products"].shape[1] * big
    room = max(wide, 150) + GAP + 14
    total = part(X, close["total"], {**look, "marks": {X: [(0, 0)]}},
                 after(names.label(X), f"[{close['at'][0]}, {close['at'][1]}]"), "their sum", panel.CLOSE)
    parts = [part(first[0], close["left"], look, texts[0], cell=big, place="left"),
             part(first[1], close["right"], look, texts[1], cell=big, place="right"),
             part(Z, close["products"], look, "products", cell=big, at="products", place="products")]
    xs = [MARGIN + k * room for k in range(4)]
    level = line + parts[0].height / 2
    signs = [sign(text, x - (room - wide) / 2, level) for text, x in zip(("⊙", "=", "Σ ="), xs[1:], strict=True)]
    placed = [(one, x, line) for one, x in zip(parts, xs, strict=False)]
    return [*placed, (total, xs[3], line + (parts[0].height - panel.CLOSE) // 2)], signs, \
        f"One cell, close up: {HEADS[way]}"
