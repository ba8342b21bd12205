"""The image's gradient from that of the outputs: both in full with the kernel between them, one cell close up."""

import numpy as np

from .ink import colour, names, number, words
from .ink.svg import Picture, move, node
from .parts import matrix
from .parts.part import Part, after, draw_all, size
from .parts.signs import MARGIN, sign, small_print, together, words_of

X, W, Z = "dL_dx", "w1", "dL_dz1"
HEAD, GAP, BETWEEN, CHECK, WIDTH = 48, 44, 74, 30, 976   # pixels
MIDDLE = MARGIN + 8 * matrix.SMALL + GAP                  # left edge of the kernels
TALL = {"stamp": (8 * matrix.SMALL, 3 * matrix.CLOSE), "gather": (10 * matrix.SMALL, 3 * matrix.CLOSE),
        "transpose": (10 * matrix.SMALL, 8 * matrix.SMALL)}   # of the two rows, whatever stride and padding
DOT, SEEN = 4, "#8A8A8A"                                 # one entry of the matrix M, in pixels
ALARM = "#A30016"
HEADS = {"stamp": "each weight, times the gradient of the output whose stamp laid it on this pixel",
         "gather": "nine neighbours in the padded gradient, times the kernel",
         "transpose": "one column of M, folded like the outputs (the kernel stands in it rotated), and their gradients"}


def image_gradient(way, arrays, close, marks, verdict, limit, empty=None, rotated=True, made=""):
    """Draw dL_dx, the kernel and dL_dz1 in full and, below, the products that make one cell, or one output's stamp.

    way: "stamp", "gather" or "transpose"
    arrays: {"dL_dx", "w1", "dL_dz1"}; for the gather "rotated" and "spread", for the transpose "M" (outputs, pixels)
    close: {"cell" or "output": its place, "left", "right", "products", "total"}, matrices but for the number `total`
    marks: {name: cells to outline};  empty: {name: cells that hold no number of their own}
    verdict: (whether the way is right, the sentence that says so);  limit: of the colours
    made: where dL_dz1 comes from, written below it
    """
    look = {"ink": {"limit": matrix.largest([arrays[W]])}, "hue": {"limit": limit}, "marks": marks,
            "empty": empty or {}, "rotated": rotated, "made": made}
    line = HEAD + TALL[way][0] + BETWEEN
    below, signs, told, head = one_stamp(close, look, line) if "output" in close else one_cell(way, close, look, line)
    placed, extra = whole(way, arrays, close, look)
    bottom = line + TALL[way][1] + 26
    heads = (node("text", "The whole: gradients go from right to left, through the kernel", x=MARGIN, y=18),
             node("text", head, x=MARGIN, y=line - 36))
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE), together((*arrows(way), *signs)), small_print(told),
             *extra,
             *draw_all([*placed, *below], number.exponent([limit])), check(*verdict, bottom))
    return Picture(WIDTH, bottom + CHECK + 12, nodes, "The image's gradient, three ways", f"{head}. {verdict[1]}",
                   lambda: words.tables([one.panel for one, _, _ in placed]))


def part(name, values, look, label, note=None, cell=matrix.SMALL, at=None, place=None):
    """One matrix with its words; `place` is the key of its outline where the matrix stands twice."""
    tint = look["hue"] if names.is_gradient(name) else look["ink"]
    key = place or name
    drawn = matrix.make(name, values, cell=cell, outline=look["marks"].get(key, ()), **tint)
    return Part(drawn, label, size(drawn.values) if note is None else note, at,
                padding=frozenset(look["empty"].get(key, ())))


def whole(way, arrays, close, look):
    """The upper row: the image's gradient, the kernel, the outputs' gradient, and what the way makes of them."""
    right = MIDDLE + 3 * matrix.SMALL + GAP
    far = right + 8 * matrix.SMALL + GAP
    placed = [(part(X, arrays[X], look, names.label(X), at=X), MARGIN, HEAD),
              (part(W, arrays[W], look, names.label(W), at=W), MIDDLE, HEAD),
              (part(Z, arrays[Z], look, names.label(Z), note=", ".join(filter(None, (size(arrays[Z]), look["made"]))),
                    at=Z), right, HEAD)]
    if way == "gather":
        label = "rotated" if look["rotated"] else "not rotated"
        wide = after(names.label(Z), " spread, padded")
        placed += [(part(W, arrays["rotated"], look, label, place="rotated"), MIDDLE, HEAD + 156),
                   (part(Z, arrays["spread"], look, wide, place="spread"), far, HEAD)]
    return placed, dots(arrays["M"], close.get("column"), far, HEAD) if way == "transpose" else ()


def arrows(way):
    """The dashed arrows of the upper row and, for the gather, the rotation of the kernel."""
    level = HEAD + 1.5 * matrix.SMALL
    left, right = MIDDLE - GAP / 2, MIDDLE + 3 * matrix.SMALL + GAP / 2
    down = f"M{MIDDLE + 42} {HEAD + 106}v20m-4 -5l4 5l4 -5"
    return (sign("←", left, level), sign("←", right, level), *matrix.path(down if way == "gather" else ""))


def one_cell(way, close, look, line):
    """The lower row: two matrices, their products, and the sum that is the cell."""
    big, texts = matrix.SMALL if way == "transpose" else matrix.CLOSE, factors(way, close, look)
    wide = close["products"].shape[1] * big
    room = max(wide, 190) + GAP
    first, second = (Z, W) if way == "gather" else (W, Z)
    parts = [part(first, close["left"], look, texts[0], cell=big, place="left"),
             part(second, close["right"], look, texts[1], cell=big, place="right"),
             part(Z, close["products"], look, "their products", cell=big, at="products", place="products")]
    total = part(X, close["total"], {**look, "marks": {"total": [(0, 0)]}},
                 after(names.label(X), "[{}, {}]".format(*close["cell"])), "their sum", matrix.CLOSE, place="total")
    xs = [MARGIN + k * room for k in range(3)] + [MARGIN + 2 * room + wide + 70]
    level = line + parts[0].height / 2
    where = list(zip(("⊙", "=", "Σ ="), [*(x - (room - wide) / 2 for x in xs[1:3]), xs[3] - 35], strict=True))
    signs = [sign(text, x, level) for text, x in where]
    told = [one for text, x in where for one in words_of(text, x, level)]
    placed = [(one, x, line) for one, x in zip(parts, xs, strict=False)]
    return [*placed, (total, xs[3], level - matrix.CLOSE / 2)], signs, told, f"One cell, close up: {HEADS[way]}"


def factors(way, close, look):
    """Labels of the two factors of a close-up."""
    slope = names.label(Z)
    if way == "stamp":
        return names.label(W), after(slope, " that brought it")
    if way == "gather":
        return (after(slope, ", a padded window"),
                after(names.label(W), " rotated" if look["rotated"] else " not rotated"))
    return f"column {close['column']} of M, folded", slope


def one_stamp(close, look, line):
    """The lower row: the gradient of one output times the kernel is its stamp."""
    place = "[{}, {}]".format(*close["output"])
    wide = 3 * matrix.CLOSE
    xs = [MARGIN, MARGIN + matrix.CLOSE + 90, MARGIN + matrix.CLOSE + 90 + wide + GAP + 30]
    parts = [part(Z, close["total"], {**look, "marks": {"total": [(0, 0)]}}, after(names.label(Z), place), "",
                  matrix.CLOSE, place="total"),
             part(W, close["left"], look, names.label(W), cell=matrix.CLOSE, place="left"),
             part(Z, close["products"], look, "its stamp", cell=matrix.CLOSE, at="products", place="products")]
    level = line + wide / 2
    placed = [(parts[0], xs[0], level - matrix.CLOSE / 2), *((one, x, line) for one, x in zip(parts[1:], xs[1:],
                                                                                         strict=True))]
    signs = [sign(text, x, level) for text, x in (("·", xs[1] - 45), ("=", xs[2] - GAP / 2 - 15))]
    return placed, signs, (), f"One output, close up: its stamp is added onto the outlined cells of {names.symbol(X)}"


def dots(entries, column, x, y):
    """The matrix M in small: a dot where a weight stands, an outline around the column of the selected pixel."""
    places = np.argwhere(entries != 0).tolist()
    rows, columns = (DOT * n for n in entries.shape)
    dark = "".join(f"M{c * DOT} {r * DOT}h{DOT}v{DOT}h-{DOT}z" for r, c in places)
    frame = node("path", d=f"M0 0h{columns}v{rows}H0z", fill="none", stroke=colour.FRAME, stroke_width="1.4")
    here = node("path", d=f"M{(column or 0) * DOT - 1} -4h{DOT + 2}v{rows + 8}h-{DOT + 2}z", fill="none",
                stroke=colour.OUTLINE, stroke_width="2" if column is not None else "0")
    label = node("text", "M: a row per output, a column per pixel", y=-10, font_size="11")
    note = node("text", "{}×{}; a dot is a weight, white is 0".format(*entries.shape), y=rows + 18, font_size="10",
                fill=colour.NOTE)
    rule = node("text", names.symbol("z1 = M · x + b1, so dL_dx = Mᵀ · dL_dz1"), y=-28, font_size="12")
    return (node("g", (*matrix.path(dark, f'fill="{SEEN}"'), frame, here, rule, label, note), transform=move(x, y)),)


def check(right, sentence, y):
    """The verdict in words on a band: black on white with ✓, white on red with ✗."""
    band = node("rect", x=MARGIN, y=y, width=WIDTH - 2 * MARGIN, height=CHECK, rx=4, stroke_width="1.5",
                stroke=colour.FRAME if right else ALARM, fill="#FFFFFF" if right else ALARM)
    return node("g", (band, node("text", sentence, x=MARGIN + 12, y=y + 20, font_size="13",
                                 fill="#000" if right else "#FFF")))
