"""What a slope predicts of a nudge, and what comes of it: both changes as bars on one scale."""

from functools import lru_cache
from math import isfinite

from .ink import colour, number, words
from .ink.names import after, label, spelled, symbols
from .ink.number import MINUS
from .ink.svg import Picture, node, tenth
from .parts import cells, matrix, single
from .parts.bar import across, clip
from .parts.item import item
from .parts.signs import sign

CELL, ROWS, WIDE, TALL = 48, (16, 72), 900, 136       # pixels; ROWS: the tops of both calculations
COLUMNS, SIGNS = (118, 282, 456), (184, 345)          # left edges of the cells; middles of the signs
MOST = 32                                             # characters of the gap
SHORT = 9                                             # characters of a place that has room beside its symbol
ZERO, HALF, BAR = 706, 174, 34                        # of the bars: where zero is, the longest, their height


def nudge(predicted, real, place, limit=None, before=None, kinked=False, caption=None):
    """Draw slope · nudge = predicted change and loss after − loss before = real change.

    predicted, real: three draw.matrix(name, number) each;  place: (name, index) of what is nudged
    limit: the |change| of a full bar;  before: {name: number} before the last change
    kinked: whether a corner of the loss lies on the way
    """
    rows = [[item(one, "predicted, real") for one in row] for row in (predicted, real)]
    values = [[one.values.item() for one in row] for row in rows]
    changes = [row[-1] for row in values]
    limit, powers = limit or matrix.largest([changes]), powers_of(values)
    drawn = tuple(single.draw(one, x, y, CELL, power, (before or {}).get(one.name), (), at)
                  for row, y, line, at in zip(rows, ROWS, powers, (None, decimals(values[1])), strict=True)
                  for one, x, power in zip(row, COLUMNS, line, strict=True))
    return Picture(WIDE, TALL, (cells.together(drawn), signs(), *labels(place, powers),
                                *scale(limit), said(values, kinked), *bars(rows, changes, limit)),
                   "What the slope predicts and what comes", caption or summary(changes),
                   lambda: words.listing(f"{one.name} = {number.plain(value)}" for row, line in
                                         zip(rows, values, strict=True)
                                         for one, value in zip(row, line, strict=True)))


def powers_of(values):
    """The power of ten of each number: both losses share one, and both changes."""
    (slope, by, predicted), (later, loss, real) = values
    losses, changes = number.exponent([later, loss]), number.exponent([predicted, real])
    small = single.own(by) if 0 < abs(by) < single.LEAST else 0      # others stand as they are typed
    return (single.own(slope), small, changes), (losses, losses, changes)


def decimals(losses):
    """The decimals of loss after − loss before = real change, as many for all;
    None where one is so small that it has a power of ten."""
    after, before, change = map(abs, losses)
    if not isfinite(after) or max(after, before) < 0.1 or 0 < change < 0.095:
        return None
    return number.common(losses)


@lru_cache(maxsize=1)
def signs():
    """slope · nudge = predicted change, loss after − loss before = real change."""
    middles = [y + CELL / 2 for y in ROWS]
    texts = (("·", "="), (MINUS, "="))
    return node("g", tuple(sign(text, x, y) for pair, y in zip(texts, middles, strict=True)
                           for text, x in zip(pair, SIGNS, strict=True)))


def labels(place, powers):
    """Two lines left of each cell: what it is, and of what, with its power of ten."""
    name, index = place
    of = [[number.times_ten(power) for power in line] for line in powers]
    lines = ((called("slope", f"dL_d{name}", index, of[0][0]), called("nudge", name, index, of[0][1] or "of"),
              ("predicted", "change " + of[0][2])),
             (("loss after", of[1][0] or "the nudge"), ("loss", of[1][1] or "before"),
              ("real", "change " + of[1][2])))
    texts = [node("text", text if type(text) is tuple else text.strip(), x=x - 7, y=y + 20 + 17 * k)
             for row, y in zip(lines, ROWS, strict=True)
             for pair, x in zip(row, COLUMNS, strict=True) for k, text in enumerate(pair)]
    return (node("g", tuple(texts), font_size="12.5", text_anchor="end", fill="#000"),)


def called(what, name, index, more):
    """What a number is, and of which cell: two lines, of which a long place takes one."""
    if len(where := spelled("", index)) <= SHORT:
        return f"{what} {more}", symbols(name, index)
    return after(label(name), f" {more}") if more not in ("", "of") else label(name), where


@lru_cache(maxsize=8)
def scale(limit):
    """The line at zero, and what a full bar to either side stands for."""
    low = ROWS[1] + BAR + 6
    most = number.plain(limit)
    right = min(ZERO + HALF, WIDE - 4 - 4 * len(most))               # a long number ends inside
    ends = ((ZERO - HALF, number.plain(-limit)), (ZERO, "0"), (ZERO + HALF, most))
    lines = "".join(f"M{x} {ROWS[0] + 8 if x == ZERO else low - 6}V{low}" for x, _ in ends)
    return (node("path", d=lines, stroke=colour.FRAME, stroke_width="1"),
            node("g", tuple(node("text", text, x=min(x, right), y=low + 14) for x, text in ends),
                 font_size="12.5", text_anchor="middle", fill=colour.NOTE))


def said(values, kinked):
    """Above the bars, in large type: the loss before and after, and how far both changes are apart."""
    (_, _, predicted), (later, loss, real) = values
    gap = abs(number.tidy(real - predicted))
    share = f" = {number.fixed(100 * gap / abs(real), 0)} % of real" if gap and abs(real) > gap / 10 else ""
    at = decimals(values[1])
    ends = [number.plain(one) if at is None else number.short(one, at) for one in (loss, later)]
    texts = f"loss {' → '.join(ends)}", f"gap {number.plain(gap)}{share}" + " · kink" * kinked
    if len(texts[1]) > MOST:
        texts = texts[0], texts[1].replace(" of real", "")
    return node("g", tuple(node("text", text, x=x, y=ROWS[0] + 4) for x, text in
                           zip((ZERO - HALF // 2, ZERO + HALF // 2), texts, strict=True)),
                font_size=type_for(sum(map(len, texts))), text_anchor="middle", fill="#000")


def type_for(characters):
    """The size of type in which so many fit above the bars."""
    return "16" if characters <= 40 else "14" if characters <= 45 else "12.5"


def bars(rows, changes, limit):
    """Both changes, close together, and a line down from where the predicted one ends."""
    tops = ROWS[0] + CELL - BAR, ROWS[1]
    drawn = [across(row[-1].name, change, limit, ZERO, HALF, top, BAR) for row, change, top in
             zip(rows, changes, tops, strict=True)]
    end = ZERO + HALF * clip(number.tidy(changes[0]) / limit)
    line = node("path", d=f"M{tenth(end)} {tops[0]}V{tops[1] + BAR + 6}", stroke=colour.OUTLINE,
                stroke_width="1.2", stroke_dasharray="3 3", fill="none")
    return (*drawn, line)


def summary(changes):
    """One sentence: both changes."""
    predicted, real = map(number.plain, changes)
    return f"The slope predicts a change of {predicted}; the real one is {real}."
