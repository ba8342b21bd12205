"""The error of a nudged slope over the nudge, both by powers of ten; beside it the numbers it comes from."""

from functools import lru_cache

import numpy as np

from .ink import colour, number
from .ink.svg import Picture, node, tenth
from .parts import cells, matrix, single
from .parts.axes import LEFT, TOP, Axes
from .parts.item import item

WIDE, TALL, CELL = 900, 440, matrix.FOCUS          # pixels
AXES = Axes(-15.0, -1.0, -13.0, 0.0, 410, 312)     # powers of ten
LENS, ROW, AFTER, HALF = 500, 58, 10, 200          # left edge of the numbers; a row; cell to words; half a row
LOOKS = {(True, False): {}, (False, False): {"stroke_dasharray": "7 3"},
         (True, True): {"stroke_dasharray": "1 3"}, (False, True): {"stroke_dasharray": "7 3 1 3"}}
KEYS = (((True, False), "central, float64"), ((False, False), "one-sided, float64"),
        ((True, True), "central, float32"), ((False, True), "one-sided, float32"))

GUIDES = "broad: truncation falls, round-off rises"


def error_curve(eps, lines, chosen, guides, rows, told, kink=None, before=None, caption=""):
    """Draw the relative errors of four ways to nudge, and the numbers of one nudge.

    eps (n,), rising, from 1e-15 to 1e-1;  lines: {(central, single): errors (n,)}
    chosen: ((central, single), (eps, error)) of now
    guides: ((words, errors (n,)), …), what the error is at most;  kink: a distance that is marked, or None
    rows: lists of one or two (draw.matrix(name, number), label, (digits shared, digits that differ))
    told: lines below them;  before: {name: number} before the last change
    """
    x = np.log10(eps)
    way, (at, error) = chosen
    drawn = tuple(AXES.line(x, powers(errors), stroke=colour.OUTLINE if one == way else colour.NOTE,
                            stroke_width="2.6" if one == way else "1", **LOOKS[one])
                  for one, errors in lines.items())
    bounds = tuple(AXES.line(x, within(errors), stroke=colour.GRID, stroke_width="5") for _, errors in guides)
    strokes = node("g", (*bounds, wall(kink), *drawn), fill="none")
    return Picture(WIDE, TALL, (decades(), strokes, point(at, error), words_on(guides), legend(),
                                *lens(rows, before or {}), below(told)),
                   "The error of a nudged slope over the nudge", caption, lambda: caption)


def powers(errors):
    """The powers of ten of errors; none is smaller than the axis shows."""
    return np.log10(np.maximum(errors, 10.0**AXES.least))


def within(errors):
    """The powers of ten of errors, NaN below the axis: a bound ends there."""
    return np.where(errors < 10.0**AXES.least, np.nan, powers(errors))


@lru_cache(maxsize=1)
def decades():
    """Both axes, a line for every third power of ten, their names."""
    across = [(power, float(AXES.place(power, 0)[0])) for power in range(-15, 0, 2)]
    up = [(power, float(AXES.place(-1, power)[1])) for power in range(0, -13, -3)]
    low, right = TOP + AXES.tall, LEFT + AXES.wide
    d = "".join([*(f"M{tenth(x)} {TOP}V{low}" for _, x in across),
                 *(f"M{LEFT} {tenth(y)}H{right}" for _, y in up)])
    ticks = (*(node("text", ten(power), x=x, y=low + 18, text_anchor="middle") for power, x in across),
             *(node("text", ten(power), x=LEFT - 7, y=y + 5, text_anchor="end") for power, y in up))
    names = (node("text", "relative error", x=LEFT, y=TOP - 14),
             node("text", "eps, how far the number is nudged", x=LEFT + AXES.wide / 2, y=low + 38,
                  text_anchor="middle"))
    return node("g", (node("path", d=d, stroke=colour.GRID, stroke_width=".8"),
                      node("g", ticks, font_size="12.5", fill=colour.NOTE),
                      node("g", names, font_size="13", fill="#000")))


def ten(power):
    """A power of ten; 1 for the zeroth."""
    return number.times_ten(power).removeprefix("×") or "1"


def wall(kink):
    """A line where the nudge reaches the kink; an empty one where there is none."""
    across = AXES.place(np.log10(kink), 0)[0] if kink else None
    d = f"M{tenth(across)} {TOP}V{TOP + AXES.tall}" if kink else "M0 0"
    return node("path", d=d, stroke=colour.FRAME, stroke_width="1.4", stroke_dasharray="3 3")


def point(at, error):
    """The point of now, with lines to both axes."""
    across, up = AXES.place(np.log10(at), powers(error))
    lines = f"M{tenth(across)} {TOP + AXES.tall}V{tenth(up)}H{LEFT}"
    dot = f"M{tenth(across - 6)} {tenth(up)}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0"
    return node("g", (node("path", d=lines, stroke=colour.NOTE, stroke_width="1", stroke_dasharray="2 3",
                           fill="none"),
                      node("path", d=dot, stroke=colour.OUTLINE, stroke_width="2", fill="#FFF")))


def words_on(guides):
    """What the broad lines are, above the axes, right."""
    texts = tuple(node("text", words, x=LEFT + AXES.wide, y=TOP - 14, text_anchor="end")
                  for words, _ in guides[:1])
    return node("g", texts or (node("text", "", x=0, y=0),), font_size="12.5", fill=colour.NOTE)


@lru_cache(maxsize=1)
def legend():
    """How each way is drawn, two and two."""
    places = [(LEFT + 205 * (k // 2), TALL - 28 + 18 * (k % 2)) for k in range(4)]
    parts = [part for (way, words), (x, y) in zip(KEYS, places, strict=True)
             for part in (node("path", d=f"M{x} {y - 4}h34", stroke=colour.FRAME, stroke_width="1.6",
                               **LOOKS[way]), node("text", words, x=x + 42, y=y))]
    return node("g", tuple(parts), font_size="12.5", fill=colour.NOTE)


def lens(rows, before):
    """Each number as a cell in three digits; beside it what it is, and all its digits."""
    placed = [(item(one, "rows"), label, digits, LENS + HALF * column, 14 + ROW * k)
              for k, row in enumerate(rows) for column, (one, label, digits) in enumerate(row)]
    drawn = tuple(single.draw(one, x, y, CELL, before=before.get(one.name)) for one, _, _, x, y in placed)
    labels = tuple(node("text", f"{label} {number.times_ten(single.own(one.values.item()))}".strip(),
                        x=x + CELL + AFTER, y=y + 17) for one, label, _, x, y in placed)
    digits = tuple(node("text", (node("tspan", alike, fill=cells.PADDING), node("tspan", apart)),
                        x=x + CELL + AFTER, y=y + 38) for _, _, (alike, apart), x, y in placed)
    return (cells.together(drawn), node("g", labels, font_size="13", fill=colour.NOTE),
            node("g", digits, font_size="15", fill="#000"))


def below(told):
    """The errors, in large type."""
    first = TALL - 10 - 22 * (len(told) - 1)
    return node("g", tuple(node("text", line, x=LENS, y=first + 22 * k) for k, line in enumerate(told)),
                font_size="15", fill="#000")
