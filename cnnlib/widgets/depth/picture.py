"""The picture of DepthExplorer: where the scale stands, and a row of bars on a log scale forward and one backward."""

from functools import lru_cache
from math import log10

from cnnlib.draw import plain
from cnnlib.draw.ink import colour, names, number
from cnnlib.draw.ink.svg import Picture, move, node, path, px, tenth
from cnnlib.draw.parts import cells, closeup

from .numbers import GLOROT, HALVES, HE
from .stacks import LAYERS, RELU, SIGMOID
from .words import SCALES, caption, deviation, named, table

WIDTH, HEIGHT = 900, 440
LEFT, PITCH, CELL = 128, 70, 50           # left edge of the columns;  from one to the next;  a tile
BARS, THICK = 2 * CELL, 30                # height and width of a full bar; a press finds it by two squares
DECADES = 8                               # powers of ten above and below 1 that a bar shows
FORWARD, BACKWARD, COUNTS = 74, 248, 417  # tops of the two rows of bars; the first line of counts
TRACK, STOP = 28, 38                      # height of the scale's line; from stop to stop
PLACES = range(LAYERS + 1)
HEADS = {"a": ("forward:", "rms of the", "activations"), "dL_da": ("backward:", "norm of their", "gradients")}
EMPTY = "M0 0"


def picture(now):
    """The scale, ten layers forward, the same backward, and how many units are of use."""
    rows = (*row(now, "a", FORWARD), *row(now, "dL_da", BACKWARD))
    return Picture(WIDTH, HEIGHT, (ground(), *scale(now), *rows, *counts(now)),
                   f"Ten layers whose weights start at scale {SCALES[now.state.half]}", caption(now),
                   lambda: table(now))


# The scale

def scale(now):
    """Where the scale stands, and what that is as a standard deviation."""
    x = at(now.state.half)
    mark = node("path", d=f"M{x} {TRACK}l-6-12h12z", fill=colour.OUTLINE)       # points; a dot looks like a handle
    return mark, closeup.writing([(deviation(now), LEFT + STOP * len(HALVES) + 6, TRACK + 5)], "13", "#000")


def at(half):
    """Pixels from the left of a stop of the scale."""
    return LEFT + STOP * (half - HALVES[0])


@lru_cache(maxsize=1)
def ground():
    """What stays: the line of the scale with the marks of He and Glorot, the heads of both rows."""
    ticks = "".join(f"M{at(half)} {TRACK}v{5 if half % 2 else 8}" for half in HALVES)
    line = node("path", d=f"M{at(HALVES[0])} {TRACK}H{at(HALVES[-1])}{ticks}", stroke=colour.FRAME,
                stroke_width="1.4", fill="none")
    whole = [(SCALES[half], at(half), TRACK + 20) for half in HALVES if not half % 2]
    known = [(word, at(half), TRACK - 13) for word, half in (("Glorot", GLOROT), ("He", HE))]
    heads = [(word, 10, top + 44 + 17 * k) for name, top in (("a", FORWARD), ("dL_da", BACKWARD))
             for k, word in enumerate(HEADS[name])]
    return node("g", (line, closeup.writing(whole, "12", colour.NOTE, "middle"),
                      closeup.writing(known, "12.5", "#000", "middle"),
                      closeup.writing([("scale", 10, TRACK + 5)], "13", "#000"),
                      closeup.writing(heads, "13", "#000")))


@lru_cache(maxsize=2)
def axis(top):
    """The lines of a row at 10⁻⁸, 1 and 10⁸, with their numbers."""
    heights = [(power, top + BARS * (DECADES - power) / (2 * DECADES)) for power in (DECADES, 0, -DECADES)]
    lines = "".join(f"M{LEFT - 6} {px(y)}H{LEFT + PITCH * LAYERS + CELL}" for _, y in heights)
    labels = [(number.times_ten(power).removeprefix("×") or "1", LEFT - 9, y + 4) for power, y in heights]
    return node("g", (node("path", d=lines, stroke=colour.GRID, stroke_width="1", fill="none"),
                      closeup.writing(labels, "11.5", colour.NOTE, "end")))


# Bars and numbers

def row(now, name, top):
    """The bars of a row, the names above them and the numbers below."""
    values, chosen = now.matrices[name].tolist(), fed(now.state.selected)
    labels = tuple(node("text", names.label(named(now.state, name, k)), x=left(k) + CELL // 2, y=top - 7)
                   for k in PLACES)
    yield node("g", labels, font_size="13", font_style="italic", text_anchor="middle", fill="#000")
    yield cells.together(tuple(half(name, k, top + CELL * lower, 2 * height(value) - 1 + lower)
                               for k, value in enumerate(values) for lower in (0, 1)))
    yield axis(top)
    yield node("g", tuple(edge(name, left(k) + CELL // 2, top + BARS, height(value))
                          for k, value in enumerate(values)), stroke=colour.FRAME, stroke_width="1.2", fill="none")
    yield cells.together(tuple(tile(name, value, k, top + BARS + 2, (name, k) in chosen)
                               for k, value in enumerate(values)))


def left(place):
    """The left edge of the column of the input or a layer."""
    return LEFT + PITCH * place


def fed(selected):
    """The selected number and the one that feeds it: of the layer before on the way there, after on the way back."""
    name, (k,) = selected
    return {(name, k), (name, k - 1 if name == "a" else k + 1)}


def height(value):
    """The height of a bar as a share of the scale from 10⁻⁸ to 10⁸; 0 for 0 and for what lies below it."""
    size = number.tidy(value)
    return max(0.0, number.tidy((log10(size) + DECADES) / (2 * DECADES))) if size else 0.0


def half(name, place, top, share):
    """The upper or lower half of a bar, in a square of its own: a press on it selects the number."""
    d = f"M{(CELL - THICK) // 2} {CELL}h{THICK}V{tenth(CELL * (1 - min(share, 1.0)))}h-{THICK}z" if share > 0 else EMPTY
    ink = colour.mix(colour.ABOVE if names.is_gradient(name) else colour.INK, 1.0)
    return node("g", (square(), node("path", d=d, stroke="none", fill=ink)), **whose(name, place),
                transform=move(left(place), top))


@lru_cache(maxsize=1)
def square():
    """The one cell of a group, without lines."""
    return node("g", (node("path", d="M0 0h1v1H0", stroke="none"),), transform=f"scale({CELL})")


def whose(name, place):
    """Whose cell this is."""
    return {"data_name": name, "data_row": 0, "data_column": place}


def edge(name, middle, low, share):
    """The line around a bar, dashed for a gradient, and a tip where it is beyond the scale."""
    start, top = middle - THICK // 2, tenth(low - BARS * min(share, 1.0))
    tip = f"M{start} {top}h{THICK}l-{THICK // 2}-5z" if share > 1 else EMPTY
    return node("g", (node("path", d=f"M{start} {low}V{top}h{THICK}V{low}z" if share else EMPTY,
                           stroke_dasharray="4 3" if names.is_gradient(name) else None),
                      node("path", d=tip, stroke="none", fill=colour.OUTLINE)))


@lru_cache(maxsize=1_000)
def tile(name, value, place, top, chosen):
    """A number as a cell, a power of ten on a line of its own; outlined where it is on our path."""
    first, second = printed(value)
    dash = 'stroke-dasharray="4 3"' * names.is_gradient(name)
    outline = f"M0 0h{CELL}v{CELL}H0z"
    lines = (*path(outline, dash), *(path(outline if chosen else EMPTY, look)[0]
                                     for look in (cells.SELECTED, cells.ON_PATH)))
    written_in = [line(text, size, y) for text, size, y in
                  ((first, 13, CELL // 2 - 3 if second else CELL // 2 + 5), (second, 12.5, CELL // 2 + 15))]
    return node("g", (square(), node("g", lines, fill="none", stroke=colour.FRAME, stroke_width="1.4"), *written_in),
                **whose(name, place), transform=move(left(place), top))


def line(text, size, y):
    """One line of a tile's number."""
    return node("g", (node("text", text),), font_size=size, stroke="none", transform=move(CELL // 2, y), fill="#000")


def printed(value):
    """A number in two lines: its digits, and ×10ⁿ where it is small or large."""
    size = number.tidy(value)
    power = number.magnitude(size) if size else 0
    if -2 < power < 3:
        return plain(size), ""
    digits = plain(size / 10.0**power)
    return ("1", number.times_ten(power + 1)) if digits.startswith("10") else (digits, number.times_ten(power))


# How many units are of use

def counts(now):
    """Below each layer how many units differ, and how many are dead or saturated."""
    many = [f"different, of {now.kind.width}", *map(str, now.different)]
    yield counted(many, COUNTS)
    stuck = [""] * (LAYERS + 1)
    if now.stuck is not None:
        stuck = [heading(now), *(share(now, one) for one in now.stuck)]
    yield counted(stuck, COUNTS + 16)


def heading(now):
    """What is counted as stuck."""
    return {RELU: f"dead ReLUs, of {now.of}", SIGMOID: "saturated σ"}[now.state.activation]


def share(now, count):
    """How many ReLUs are dead, or which share of the sigmoids is saturated."""
    if now.state.activation == RELU:
        return str(count)
    percent = number.fixed(100 * count / now.of, 0)
    return f"{'< 1' if percent == '0' and count else '> 99' if percent == '100' and count < now.of else percent} %"


def counted(texts_in_a_row, y):
    """One line of counts: what they are, then one for each layer."""
    first, *others = texts_in_a_row
    heads = (node("text", first, x=10, y=y),)
    each = tuple(node("text", text, x=left(k) + CELL // 2, y=y) for k, text in enumerate(others, start=1))
    return node("g", (node("g", heads), node("g", each, text_anchor="middle")), font_size="12.5", fill="#000")
