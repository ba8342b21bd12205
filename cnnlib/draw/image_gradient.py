"""The image's gradient from that of the outputs: both in full, the kernel between them, one cell close up."""

from dataclasses import dataclass

import numpy as np

from .ink import colour, names, number, words
from .ink.svg import Picture, move, node, path
from .parts import cells, matrix
from .parts.signs import MARGIN, sign, small_print, together, words_of

HEAD, GAP, BETWEEN, VERDICT, WIDTH = 48, 44, 74, 30, 976   # pixels; VERDICT: height of its band
KERNELS = MARGIN + 8 * matrix.SMALL + GAP                # left edge of the kernels
OUTPUTS = KERNELS + 3 * matrix.SMALL + GAP               # of the outputs' gradient
ASIDE = OUTPUTS + 8 * matrix.SMALL + GAP                 # of what a way makes of them
ROTATED = HEAD + 156                                     # top of the kernel below the kernel
NARROW, SUM = 190, 70                                    # room of a close-up at least, for Σ = before the sum
TALL = {"stamp": (8 * matrix.SMALL, 3 * matrix.CLOSE), "gather": (10 * matrix.SMALL, 3 * matrix.CLOSE),
        "transpose": (10 * matrix.SMALL, 8 * matrix.SMALL)}   # of the two rows, whatever stride and padding
DOT, SEEN = 4, "#8A8A8A"                                 # one entry of the matrix M, in pixels
ALARM = "#A30016"
WHOLE = "The whole: gradients go from right to left, through the kernel"
HEADS = {"stamp": "each weight, times the gradient of the output whose stamp laid it on this pixel",
         "gather": "nine neighbours in the padded gradient, times the kernel",
         "transpose": "one column of M, folded like the outputs (the kernel stands in it rotated), "
                      "and their gradients"}


def image_gradient(way, arrays, close, marks, verdict, limit, empty=None, rotated=True, made=""):
    """Draw dL_dx, the kernel and dL_dz1 in full and, below, what makes one cell, or one output's stamp.

    way: "stamp", "gather" or "transpose"
    arrays: {"dL_dx", "w1", "dL_dz1"}, for the gather "rotated" and "spread",
    for the transpose "M" (outputs, pixels)
    close: {"cell" or "output": its place, "left", "right", "products": matrices, "total": a number}
    marks: {name: cells to outline};  empty: {name: cells that hold no number of their own}
    verdict: (whether the way is right, the sentence that says so);  limit: of the colours
    made: where dL_dz1 comes from, written below it
    """
    turned = "rotated" if rotated else "not rotated"
    look = Look(matrix.largest([arrays["w1"]]), limit, marks, empty or {}, turned)
    line = HEAD + TALL[way][0] + BETWEEN
    below = one_stamp(close, look, line) if "output" in close else one_cell(way, close, look, line)
    placed = whole(way, arrays, look, made)
    matrix_m = dots(arrays["M"], close.get("column"), ASIDE, HEAD) if way == "transpose" else ()
    bottom = line + TALL[way][1] + 26
    heads = (node("text", WHOLE, x=MARGIN, y=18), node("text", below.head, x=MARGIN, y=line - 36))
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE), together((*arrows(way), *below.signs)),
             small_print(below.words), *matrix_m,
             *cells.draw_all([*placed, *below.placed], number.exponent([limit])), band(*verdict, bottom))
    return Picture(WIDTH, bottom + VERDICT + 12, nodes, "The image's gradient, three ways",
                   f"{below.head}. {verdict[1]}", lambda: words.tables([one for one, _, _ in placed]))


@dataclass(frozen=True, eq=False)
class Look:
    """How the matrices of the picture look: limits of greys and colours, outlines, cells without a number.

    marks, empty: {name, or place in the picture: cells};  turned: what is said of the kernel that gathers
    """

    grey: float
    hue: float
    marks: dict
    empty: dict
    turned: str

    def panel(self, name, values, place=None, cell=matrix.SMALL, source=None, **options):
        """One matrix with its symbol and its size, but for what the options say.

        place: the key of its marks, where a matrix stands twice;  source: the matrix its cells belong to
        """
        key, array = place or name, matrix.as_matrix(name, values)
        look = {"limit": self.hue if names.is_gradient(name) else self.grey, "label": names.label(name),
                "note": matrix.size(array), "outline": self.marks.get(key, ()),
                "padding": frozenset(self.empty.get(key, ()))}
        return matrix.make(name, array, cell, source=source, **{**look, **options})


@dataclass(frozen=True, eq=False)
class CloseUp:
    """The lower row: words above it, [(panel, x, y)], drawn signs and the words below them."""

    head: str
    placed: list
    signs: list
    words: list


def whole(way, arrays, look, made):
    """The upper row: the image's gradient, the kernel, the outputs' gradient, what the gather needs."""
    note = ", ".join(filter(None, (matrix.size(np.asarray(arrays["dL_dz1"])), made)))
    placed = [(look.panel("dL_dx", arrays["dL_dx"], source="dL_dx"), MARGIN, HEAD),
              (look.panel("w1", arrays["w1"], source="w1"), KERNELS, HEAD),
              (look.panel("dL_dz1", arrays["dL_dz1"], source="dL_dz1", note=note), OUTPUTS, HEAD)]
    if way == "gather":
        spread = names.after(names.label("dL_dz1"), " spread, padded")
        placed += [(look.panel("w1", arrays["rotated"], "rotated", label=look.turned), KERNELS, ROTATED),
                   (look.panel("dL_dz1", arrays["spread"], "spread", label=spread), ASIDE, HEAD)]
    return placed


def arrows(way):
    """The dashed arrows of the upper row and, for the gather, the rotation of the kernel."""
    level, down = HEAD + 1.5 * matrix.SMALL, f"M{KERNELS + 42} {ROTATED - 50}v20m-4 -5l4 5l4 -5"
    return (sign("←", KERNELS - GAP / 2, level), sign("←", OUTPUTS - GAP / 2, level),
            *path(down if way == "gather" else ""))


def one_cell(way, close, look, line):
    """The lower row: two matrices, their products, and the sum that is the cell."""
    big = matrix.SMALL if way == "transpose" else matrix.CLOSE
    wide = close["products"].shape[1] * big
    room = max(wide, NARROW) + GAP
    first, second = ("dL_dz1", "w1") if way == "gather" else ("w1", "dL_dz1")
    left, right = factors(way, close, look)
    panels = [look.panel(first, close["left"], "left", big, label=left),
              look.panel(second, close["right"], "right", big, label=right),
              look.panel("dL_dz1", close["products"], "products", big, "products", label="their products")]
    xs = [MARGIN + k * room for k in range(3)] + [MARGIN + 2 * room + wide + SUM]
    level = line + panels[0].height / 2
    middles = [*(x - (room - wide) / 2 for x in xs[1:3]), xs[3] - SUM / 2]
    between = list(zip(("⊙", "=", "Σ ="), middles, strict=True))
    total = single(look, "dL_dx", close["total"], close["cell"], "their sum")
    return CloseUp(f"One cell, close up: {HEADS[way]}",
                   [*((one, x, line) for one, x in zip(panels, xs, strict=False)),
                    (total, xs[3], level - matrix.CLOSE / 2)],
                   [sign(text, x, level) for text, x in between],
                   [below for text, x in between for below in words_of(text, x, level)])


def factors(way, close, look):
    """Labels of the two factors of a close-up."""
    kernel, slope = names.label("w1"), names.label("dL_dz1")
    if way == "stamp":
        return kernel, names.after(slope, " that brought it")
    if way == "gather":
        return names.after(slope, ", a padded window"), names.after(kernel, f" {look.turned}")
    return f"column {close['column']} of M, folded", slope


def one_stamp(close, look, line):
    """The lower row: the gradient of one output times the kernel is its stamp."""
    wide = 3 * matrix.CLOSE
    kernel_x = MARGIN + matrix.CLOSE + 90
    stamp_x = kernel_x + wide + GAP + 30
    level, into = line + wide / 2, names.symbol("dL_dx")
    output = single(look, "dL_dz1", close["total"], close["output"], "")
    kernel = look.panel("w1", close["left"], "left", matrix.CLOSE)
    stamp = look.panel("dL_dz1", close["products"], "products", matrix.CLOSE, "products", label="its stamp")
    return CloseUp(f"One output, close up: its stamp is added onto the outlined cells of {into}",
                   [(output, MARGIN, level - matrix.CLOSE / 2), (kernel, kernel_x, line),
                    (stamp, stamp_x, line)],
                   [sign("·", kernel_x - 45, level), sign("=", stamp_x - GAP / 2 - 15, level)], [])


def single(look, name, value, at, note):
    """One number of a matrix, outlined, with its place."""
    label = names.after(names.label(name), f"[{at[0]}, {at[1]}]")
    return look.panel(name, value, "total", matrix.CLOSE, label=label, note=note, outline=[(0, 0)])


def dots(entries, column, x, y):
    """The matrix M in small: a dot where a weight stands, an outline around the selected pixel's column."""
    places = np.argwhere(entries != 0).tolist()
    rows, columns = (DOT * n for n in entries.shape)
    dark = "".join(f"M{c * DOT} {r * DOT}h{DOT}v{DOT}h-{DOT}z" for r, c in places)
    frame = node("path", d=f"M0 0h{columns}v{rows}H0z", fill="none", stroke=colour.FRAME, stroke_width="1.4")
    here = node("path", d=f"M{(column or 0) * DOT - 1} -4h{DOT + 2}v{rows + 8}h-{DOT + 2}z", fill="none",
                stroke=colour.OUTLINE, stroke_width="2" if column is not None else "0")
    label = node("text", "M: a row per output, a column per pixel", y=-10, font_size="11")
    note = node("text", "{}×{}; a dot is a weight, white is 0".format(*entries.shape), y=rows + 18,
                font_size="10", fill=colour.NOTE)
    rule = node("text", names.symbol("z1 = M · x + b1, so dL_dx = Mᵀ · dL_dz1"), y=-28, font_size="12")
    return (node("g", (*path(dark, f'fill="{SEEN}"'), frame, here, rule, label, note), transform=move(x, y)),)


def band(right, sentence, y):
    """The verdict in words on a band: black on white with ✓, white on red with ✗."""
    card = node("rect", x=MARGIN, y=y, width=WIDTH - 2 * MARGIN, height=VERDICT, rx=4, stroke_width="1.5",
                stroke=colour.FRAME if right else ALARM, fill="#FFFFFF" if right else ALARM)
    return node("g", (card, node("text", sentence, x=MARGIN + 12, y=y + 20, font_size="13",
                                 fill="#000" if right else "#FFF")))
