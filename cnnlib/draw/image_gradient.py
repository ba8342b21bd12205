"""The image's gradient from that of the outputs: a map of the way, and one cell or one stamp close up."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .ink import colour, names, number, words
from .ink.svg import Picture, move, node, px
from .parts import cells, legend, matrix
from .parts.signs import arrow, sign, stroke, together
from .parts.squares import Stack, bar

WIDTH, HEIGHT, LEFT = 900, 440, 16                       # pixels
MAP, TOP, LENS = 15, 76, 258                             # a cell of the map at most; top of it, of the close-up
ROOM = {"dL_dx": 120, "dL_dz1": 120, "spread": 150, "w1": 75}      # for a matrix of the map, either way
DOTTED = 1500                                            # dots of M that are drawn at most
KERNEL, ASIDE, OUTPUTS, BESIDE = 186, 276, 512, 656      # left edges; ASIDE: of what a way makes of them
ALONE, TURNED = 290, TOP + 95                            # left edge of a kernel alone, top of a rotated one
PART = 3 * matrix.CLOSE                                  # side of a part close up
DOTS = 192, 150                                          # room of the matrix M
SEEN, ALARM = "#8A8A8A", "#A30016"
RULES = {"stamp": ("Stamp", "Each output lays the kernel, times", "its own gradient, on the window it",
                   "came from. Overlaps add up."),
         "gather": ("Gather", "Each pixel lays the kernel on the", "gradients, spread out and padded",
                    "with zeros, and adds up."),
         "transpose": ("Transpose", "z⁽¹⁾ = M · x + b⁽¹⁾, with a row of M", "per output, a column per pixel,",
                       "so ∂L/∂x = Mᵀ · ∂L/∂z⁽¹⁾.", "Below: the outlined part, folded.")}
MEANING = legend.legend(LEFT, HEIGHT - 9, legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES,
                        legend.OUR_PATH)


def image_gradient(way, arrays, close, marks, verdict, limit, empty=None, rotated=True, made="", wrong=(),
                   views=None, maps=None):
    """Draw the map dL_dx <- kernel <- dL_dz1 and, below, what makes one cell, or one output's stamp.

    way: "stamp", "gather" or "transpose"
    arrays: {"dL_dx", "w1", "dL_dz1"}, for the gather "rotated" and "spread",
    for the transpose "M" (outputs, pixels), for a stamp "so far"
    close: {"cell": its place, "left", "right", "products": 3×3, "total": a number, "was": the four before},
    or {"output": its place, "left", "products", "total", "was", "under", "after": 3×3, "count": stamps laid,
    "stamps": all there are}
    marks: {name: cells to outline};  empty: {name: cells that hold no number of their own}
    verdict: (whether the way is right, the sentence that says so);  limit: of the colours
    made: where dL_dz1 comes from;  wrong: cells of dL_dx, crossed out
    views: {name: View};  maps: {name: (rows, columns, channels)} of what has several channels
    """
    views, maps = views or {}, maps or {}
    look = Look(matrix.largest([arrays["w1"]]), limit, number.exponent([limit]), marks, empty or {},
                "rotated" if rotated else "not rotated", views)
    below = one_stamp(close, look) if "output" in close else one_cell(way, close, look)
    placed = [*whole(way, arrays, close, look), *below.placed]
    matrices, *others = cells.draw_all(placed, look.power)
    image, *rest = matrices.children
    matrices = matrices._replace(children=(crossed(image, wrong, placed[0][0].cell), *rest))
    bars = [node for one, x, y in placed[:3] if one.name in maps
            for node in bar(one.name, Stack(views[one.name].marks, views[one.name], maps[one.name]), limit, x,
                            y + one.height + 5)]
    nodes = (band(*verdict), together((*arrows(way), *below.signs)),
             rule(way, "" if rotated else ", not rotated", made),
             dots(arrays["M"], close["column"]) if way == "transpose" else node("g"),
             matrices, *others, *bars, *below.words, MEANING)
    return Picture(WIDTH, HEIGHT, nodes, "The image's gradient, three ways",
                   f"{below.head}. {verdict[1]}", lambda: words.tables([one for one, _, _ in placed]))


@dataclass(frozen=True, eq=False)
class Look:
    """How the matrices of the picture look: limits of greys and colours, the power of ten of all gradients.

    marks, empty: {name, or place in the picture: cells};  turned: what is said of the kernel that gathers
    """

    grey: float
    hue: float
    power: int
    marks: dict
    empty: dict
    turned: str
    views: dict

    def panel(self, name, values, place=None, cell=None, source=None, **options):
        """One matrix with its symbol and its size, but for what the options say.

        place: the key of its marks, where a matrix stands twice;  source: the matrix its cells belong to
        """
        key, array = place or name, matrix.as_matrix(name, values)
        cell = cell or min(MAP, ROOM.get(key, ROOM[name]) // max(array.shape))
        look = {"limit": self.hue if names.is_gradient(name) else self.grey, "note": "",
                "label": sized(names.label(name), array), "outline": self.marks.get(key, ()),
                "padding": frozenset(self.empty.get(key, ())),
                "marks": tuple(self.views[source].marks.items()) if source in self.views else ()}
        return matrix.make(name, array, cell, source=source, **{**look, **options})


@dataclass(frozen=True, eq=False)
class CloseUp:
    """The lower half: what it shows, [(panel, x, y)], drawn signs and words."""

    head: str
    placed: list
    signs: list
    words: list


def sized(label, array):
    """A label with the size of its matrix behind it."""
    return names.after(label, f"\u00a0\u00a0{matrix.size(array)}", font_size="11")


def whole(way, arrays, close, look):
    """The map: the image's gradient, the kernel, the outputs' gradient, what the gather needs."""
    image = {"values": arrays["dL_dx"]}
    if "output" in close:
        laid = f"\u00a0\u00a0after stamp {close['count']} of {close['stamps']}"
        image = {"values": arrays["so far"], "label": names.after(names.label("dL_dx"), laid, font_size="12")}
    kernel = (ALONE, TOP + 60 - 22) if way == "stamp" else (KERNEL, TOP)
    placed = [(look.panel("dL_dx", source="dL_dx", **image), LEFT, TOP),
              (look.panel("w1", arrays["w1"], source="w1"), *kernel),
              (look.panel("dL_dz1", arrays["dL_dz1"], source="dL_dz1"), OUTPUTS, TOP)]
    if way == "gather":
        spread = names.after(names.label("dL_dz1"), "\u00a0 spread, padded", font_size="12")
        placed += [(look.panel("w1", arrays["rotated"], "rotated", label=look.turned), KERNEL, TURNED),
                   (look.panel("dL_dz1", arrays["spread"], "spread", label=spread), ASIDE, TOP)]
    return placed


@lru_cache(maxsize=3)
def arrows(way):
    """The dashed arrows of the map, from the outputs to the image; for the gather, how the kernel turns."""
    level = TOP + 60
    if way == "stamp":
        return arrow(150, ALONE - 14, level, True), arrow(ALONE + 59, OUTPUTS - 14, level, True)
    x, low = KERNEL + 22, TURNED + 22
    if way == "gather":
        return (arrow(150, KERNEL - 12, low, True), sign("⋆", (KERNEL + 45 + ASIDE) / 2, low),
                arrow(ASIDE + 160, OUTPUTS - 12, level, True),
                stroke(f"M{x} {TOP + 52}v18", f"M{x - 4} {TOP + 65}l4 5l4 -5", False))
    return (arrow(150, ASIDE - 12, level + 16, True), arrow(KERNEL + 55, ASIDE - 10, TOP + 22, False),
            arrow(ASIDE + 204, OUTPUTS - 12, level + 16, True))


def one_cell(way, close, look):
    """The lower half: two matrices, their products, and the sum that is the cell."""
    first, second = ("dL_dz1", "w1") if way == "gather" else ("w1", "dL_dz1")
    left, right = factors(way, close, look)
    big, was, corner = {"cell": large(close)}, close["was"], close.get("corner", (0, 0))
    panels = [look.panel(first, close["left"], "left", label=left, before=was["left"], **big),
              look.panel(second, close["right"], "right", label=right, before=was["right"], **big),
              look.panel("dL_dz1", close["products"], "products", source="products", label="their products",
                         before=was["products"], corner=corner, **big)]
    xs, level = (LEFT, 228, 440), LENS + PART / 2
    between = [sign("⊙", 197, level), sign("=", 409, level), sign("Σ =", 632, level)]
    total = single(look, "dL_dx", close["total"], close["cell"], 84)
    told = changed(close["total"], was["total"], close["right total"])
    told = told._replace(children=(*told.children, *filters(close["total"], close.get("rest"))))
    return CloseUp(f"One cell, close up: {names.read(left)} ⊙ {names.read(right)}, summed",
                   [*((one, x, top(one)) for one, x in zip(panels, xs, strict=True)),
                    (total, 674, LENS + 33)],
                   between, [told])


def large(close):
    """Pixels of a cell of the close-up."""
    return PART // max(3, *np.shape(close["products"]))


def top(panel):
    """The upper edge of a matrix in the close-up."""
    return LENS + (PART - panel.height) // 2


def filters(total, rest):
    """What the filter in focus and the others add to a cell; nothing where there is one filter."""
    if rest is not None:
        here, others, _ = number.sums(total - rest, rest, total)
        yield node("text", f"= {here} + {others} of other filters".replace(f"+ {number.MINUS}", f"{number.MINUS} "),
                   x=640, y=LENS + 138, fill="#000")


def factors(way, close, look):
    """Labels of the two factors of a close-up."""
    kernel, slope = names.label("w1"), names.label("dL_dz1")
    if way == "stamp":
        return kernel, names.after(slope, " that brought it, turned")
    if way == "gather":
        return names.after(slope, ", a padded window"), names.after(kernel, f" {look.turned}")
    return f"column {close['column']} of M, folded", names.after(slope, " of the same outputs")


def changed(total, was, right):
    """Beside the sum: what it was before the last change, and what it should be where it is wrong."""
    texts = [number.plain(value) for value in (was, total, right)]
    old = f"it was {texts[0]}" if texts[0] != texts[1] else ""
    due = ("conv.backward", f"says {texts[2]}") if texts[2] != texts[1] else ("", "")
    return node("g", (node("text", old, x=774, y=LENS + 50, fill=colour.NOTE),
                      *(node("text", text, x=774, y=LENS + 84 + 18 * k, fill=ALARM)
                        for k, text in enumerate(due))),
                font_size="13.5")


def one_stamp(close, look):
    """The lower half: one output's gradient times the kernel is its stamp; it is added to what lay there."""
    big, was = {"cell": large(close)}, close["was"]
    into = names.label("dL_dx")
    output = single(look, "dL_dz1", close["total"], close["output"], 70)
    panels = [output._replace(label=names.symbols("dL_dz1", close["output"])),
              look.panel("w1", close["left"], "left", label=names.label("w1"), before=was["left"], **big),
              look.panel("dL_dz1", close["products"], "products", source="products", label="its stamp",
                         before=was["products"], **big),
              look.panel("dL_dx", close["under"], "under", label="what lay there", before=close["under"],
                         **big),
              look.panel("dL_dx", close["after"], "after", label=names.after(into, "\u00a0 there now"),
                         before=close["after"], **big)]
    xs, level = (LEFT, 134, 328, 522, 716), LENS + PART / 2
    signs = [sign(text, x, level) for text, x in zip("·=+=", (110, 306, 500, 694), strict=True)]
    tops = (level - 35, *map(top, panels[1:]))
    factor = node("g", (node("text", number.times_ten(look.power), x=LEFT, y=level + 54),), font_size="13")
    return CloseUp("One output, close up: its stamp is added onto the outlined cells of "
                   f"{names.symbol('dL_dx')}", list(zip(panels, xs, tops, strict=True)), signs, [factor])


def single(look, name, value, at, side):
    """One number of a matrix in large type, outlined, with its place."""
    one = look.panel(name, value, "total", side, label=names.symbols(name, at, look.power), outline=[(0, 0)])
    text = number.figures(float(value), look.power)
    ems = matrix.ems(text)
    return one._replace(text=text, size=min(22, int((side - 8) / ems)))


def crossed(image, wrong, cell):
    """The image's gradient with its wrong cells, of so many pixels, crossed out."""
    side = cell // 2
    crosses = "".join(f"M{c * cell + side // 2 + 1} {r * cell + side // 2 + 1}l{side} {side}m0 -{side}l-{side} {side}"
                      for r, c in wrong)
    over = node("path", d=crosses or "M0 0", fill="none", stroke=ALARM, stroke_width="1.6")
    return image._replace(children=(*image.children, over))


@lru_cache(maxsize=16)
def rule(way, turned, made):
    """What the way does, in words, and where the outputs' gradient comes from."""
    title, *lines = RULES[way]
    return node("g", (node("text", title + turned, x=BESIDE, y=TOP + 14, font_size="17", fill="#000"),
                      *(node("text", line, x=BESIDE, y=TOP + 40 + 19 * k) for k, line in enumerate(lines)),
                      node("text", made, x=OUTPUTS, y=TOP + 138, font_size="11.5")),
                font_size="12.5", fill=colour.NOTE)


def dots(entries, column):
    """The matrix M in small: a dot where a weight stands, an outline around the selected pixel's column."""
    rows, columns = entries.shape
    if np.count_nonzero(entries) > DOTTED:
        return node("text", f"M\u00a0\u00a0{rows}×{columns}, too large to be drawn", x=ASIDE, y=TOP - 8,
                    font_size="12", font_style="italic")
    across, down = dot(rows, columns)
    still = weights((entries != 0).tobytes(), entries.shape)
    around = f"M{column * across - 1} -4h{across + 2}v{px(rows * down + 8)}h-{across + 2}z"
    here = [node("path", d=around, fill="none", stroke=line, stroke_width=width)
            for line, width in ((colour.OUTLINE, "4.4"), (colour.PATH, "2"))]
    return node("g", (*still, *here), transform=move(ASIDE, TOP))


def dot(rows, columns):
    """How wide and how tall an entry of M is drawn, so that it fits its room."""
    across = max(DOTS[0] // columns, 1)
    return across, min(across, DOTS[1] / rows)


@lru_cache(maxsize=16)          # they stand still while another pixel is opened
def weights(filled, shape):
    """The dots, frame and label of M; filled: whether an entry holds a weight, as bytes."""
    rows, columns = shape
    across, down = dot(rows, columns)
    places = np.argwhere(np.frombuffer(filled, bool).reshape(shape)).tolist()
    dark = "".join(f"M{c * across} {px(r * down)}h{across}v{px(down)}h-{across}z" for r, c in places)
    frame = node("path", d=f"M0 0h{columns * across}v{px(rows * down)}H0z", fill="none", stroke=colour.FRAME,
                 stroke_width="1.4")
    label = node("text", f"M\u00a0\u00a0{rows}×{columns}, a dot is a weight", y=-8, font_size="12",
                 font_style="italic")
    return node("path", d=dark or "M0 0", fill=SEEN), frame, label


@lru_cache(maxsize=64)
def band(right, sentence):
    """The verdict in words on a band: black on white with ✓, white on red with ✗."""
    card = node("rect", x=LEFT, y=6, width=WIDTH - 2 * LEFT, height=34, rx=4, stroke_width="1.5",
                stroke=colour.FRAME if right else ALARM, fill="#FFFFFF" if right else ALARM)
    return node("g", (card, node("text", sentence, x=LEFT + 12, y=29, font_size="15.5",
                                 fill="#000" if right else "#FFF")))
