"""A network as a map of where one is: values left to right above, each gradient under its own variable, in
cells so small that they hold colour alone. Of many channels one is shown; a bar below picks it."""

from functools import lru_cache
from math import ceil

from .board import columns_of, signs_of
from .ink import colour, names, number
from .ink.svg import node
from .parts import matrix
from .parts.signs import sign, stroke, together
from .parts.squares import SQUARE, squares

HIGH, MOST, ONE = 96, 16, 34         # pixels: a row, a cell at most, a number that stands alone
FINE = 16                            # parts of a pixel, exact in binary: hundreds of units still make a column
DOES = {"ReLU": "ReLU", "MaxPool": "max", "AvgPool": "mean", "Sigmoid": "σ", "Softmax": "soft-\nmax"}
SIZES = (*range(MOST, 2, -1), *(k / FINE for k in range(2 * FINE, 0, -1)))     # of a cell that can be had
APART, CLOSE, UNDER = 40, 22, 22     # between columns, where there are many, between the matrices of one
LEAST = 44                           # pixels: a column, for the symbol of a gradient
WORD = 11                            # pixels: a line of a word
ACROSS, DOWN = 6, 5                  # squares side by side in the bar that picks a channel, at least; rows at most


def cell_size(columns, size, bars, wide, high):
    """The size of a cell in pixels with which the highest column fits the row, and all columns the width."""
    def fits(cell):
        tall = max(sum(height(name, size, cell) for name in column) + UNDER * (len(column) - 1)
                   for column in columns)
        return tall <= high and sum(width(column, size, cell, bars) for column in columns) <= wide

    return next((cell for cell in SIZES if fits(cell)), SIZES[-1])


@lru_cache(maxsize=16)          # the same for every picture of one network
def layout(net, shapes, stacks, left, top, wide):
    """Place every matrix of a network: {name: (x, y, cell)}; its signs, arrows and words; the whole width.

    shapes: ((name, rows, columns), …) of what the board shows;  stacks: {…} of how many channels each has
    """
    size, bars = {name: (rows, columns) for name, rows, columns in shapes}, dict(stacks)
    columns = list(split(columns_of(net)))
    apart = APART if len(columns) * (LEAST + APART) <= wide else CLOSE
    least = sum(width(column, size, 0, bars) for column in columns)
    room = max(wide - apart * (len(columns) - 1), least)                    # a long chain is drawn smaller
    high = HIGH - max((bar_height(count) for count in bars.values()), default=0)
    cell, low = cell_size(columns, size, bars, room, high), top + HIGH + 24
    places, signs, does, x = {}, [], [], left
    for column, mark in zip(columns, marks(net), strict=True):
        tall = sum(height(name, size, cell) for name in column) + UNDER * (len(column) - 1)
        for prefix, start in (("", top), ("dL_d", low)):
            y = start + (high - tall) // 2
            for name in column:
                if prefix + name in size:
                    places[prefix + name] = (x, y, cell_of(name, size, cell))
                y += height(name, size, cell) + UNDER
        if mark:
            signs.append(sign(mark, x - apart / 2, top + high / 2, max(apart - 14, 12)))
            words = done(net, column[0]).split("\n") if apart == APART else ()
            does += [node("text", word, x=x - apart / 2, y=top + high / 2 - 8 - WORD * k)
                     for k, word in enumerate(reversed(words)) if word]
        x += width(column, size, cell, bars) + apart
    does = node("g", tuple(does), font_size="11", fill=colour.NOTE, text_anchor="middle")
    lines = together((*signs, *backward(net, places, size, low, high, apart)))
    return places, (lines, does), x - apart - left


def split(columns):
    """The columns of a board, those that end with the loss one by one."""
    for column in columns:
        yield from ([(name,) for name in column] if "L" in column else [column])


def marks(net):
    """The sign before each of the columns that `split` makes."""
    for column, mark in zip(columns_of(net), ["", *signs_of(net)], strict=True):
        yield from (mark, *("→" for _ in column[1:])) if "L" in column else (mark,)


def done(net, name):
    """What is done on the way to a tensor, in a word of one line or two; nothing where a sign says it."""
    if name not in net.maker:
        return "loss" if name == "L" else ""
    return DOES.get(type(net.maker[name].layer).__name__, "")


def cell_of(name, size, cell):
    """Pixels of a cell: a value that stands alone is large enough for its digits, a bias is not alone."""
    return ONE if size[name] == (1, 1) and not names.is_bias(name) else cell


def height(name, size, cell):
    return size[name][0] * cell_of(name, size, cell)


def width(column, size, cell, bars):
    """Pixels that a column takes, at least those of its gradients' symbols."""
    return max(LEAST, *(max(size[name][1] * cell_of(name, size, cell), bar_width(bars.get(name, 0)))
                        for name in column))


def across(count):
    """How many of the squares of so many channels stand side by side."""
    return max(ACROSS, ceil(count / DOWN))


def bar_height(count):
    """Pixels that a bar of so many channels takes below a map."""
    return 5 + SQUARE * ceil(count / across(count))


def bar_width(count):
    """Pixels that a bar of so many channels takes from left to right."""
    return SQUARE * ceil(count / ceil(count / across(count))) if count else 0


def backward(net, places, size, low, high, apart):
    """Dashed arrows to the left: from each gradient to the one before it, past those of kernel or weights."""
    for step in net.steps:
        start, end = (f"dL_d{name}" for name in (step.output, step.input))
        if start not in places or end not in places:
            continue
        yield sign("←", places[start][0] - apart / 2, low + high / 2, max(apart - 14, 12))
        if step.weights:
            yield around(places, size, start, end, low + HIGH + 9)


def around(places, size, start, end, lane):
    """An arrow below the gradients of kernel or weights."""
    (x, y, cell), (left, top, wide) = places[start], places[end]
    down, tip = x + 6, left + size[end][1] * wide - 6
    bottom = top + size[end][0] * wide + 3
    line = f"M{down} {y + size[start][0] * cell + 3}V{lane}H{tip}V{bottom}"
    return stroke(line, f"M{tip - 4} {bottom + 5}L{tip} {bottom}L{tip + 4} {bottom + 5}", backward=True)


def panels(values, places, limits, outline, rings, blank, views):
    """[(panel, x, y)] of every matrix in its place, in the order of the map.

    values: {name: (rows, columns)};  limits: (of values, of gradients) or {name: each its own}
    outline, rings: {name: cells};  blank: names that are not shown yet;  views: {name: View}
    """
    placed, each = [], limits_of(places, limits)
    for name, (x, y, cell) in places.items():
        one = matrix.Panel(name, values[name], cell, each[name], tuple(outline.get(name, ())),
                           rings=rings.get(name, ()), note="", blank=name in blank, source=name,
                           power=None if cell == ONE else 0,       # where no digits stand, no factor does
                           marks=tuple(views[name].marks.items()))
        placed.append((one, x, y))
    return placed


def limits_of(named, limits):
    """{name: |value| in full colour}, from one for each or from a pair (of values, of gradients)."""
    if isinstance(limits, dict):
        return limits
    pair = number.tidied(limits)
    return {name: pair[names.is_gradient(name)] for name in named}


def bars(arrays, places, limits, blank, views):
    """[(panel, x, y)] of the squares below each map of several channels: the strongest number of each.

    arrays: {name: array};  the rest as `panels` takes it
    """
    each = limits_of(places, limits)
    for name, (x, y, cell) in places.items():
        view, count = views[name], views[name].stacks.get("channel", 0)
        if count and view.axes[0] == "example":
            yield squares(name, arrays[name][view.focus[0]], view, each[name], across(count),
                          name in blank), x, (y + view.size[0] * cell + 5)
