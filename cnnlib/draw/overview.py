"""A network as a map of where one is: values left to right above, each gradient under its own variable, in
cells so small that they hold colour alone."""

from functools import lru_cache

from .board import columns_of, signs_of
from .ink import colour, names, number
from .ink.svg import node
from .parts import matrix
from .parts.signs import sign, stroke, together

HIGH, MOST, ONE = 96, 16, 34         # pixels: a row, a cell at most, a number that stands alone
DOES = {"ReLU": "ReLU", "MaxPool": "max", "AvgPool": "mean", "Sigmoid": "σ"}
APART, UNDER = 40, 22                # between columns, between the matrices of one


def cell_size(columns, size):
    """The size of a cell in pixels with which the highest column of a board fits its row."""
    stacked = [[size[name][0] for name in column] for column in columns
               if any(size[name] != (1, 1) for name in column)]
    return max(2, min(MOST, *((HIGH - UNDER * (len(rows) - 1)) // sum(rows) for rows in stacked)))


@lru_cache(maxsize=16)          # the same for every picture of one network
def layout(net, shapes, left, top):
    """Place every matrix of a network: {name: (x, y, cell)}, and its signs, arrows and words.

    shapes: ((name, rows, columns), …) of what the board shows
    """
    size = {name: (rows, columns) for name, rows, columns in shapes}
    cell = cell_size(columns_of(net), size)
    low = top + HIGH + 24
    places, signs, does, x, marks = {}, [], [], left, ["", *signs_of(net)]
    for column, mark in zip(split(columns_of(net), size), spread(columns_of(net), marks, size), strict=True):
        wide = max(room(name, size, cell) for name in column)
        tall = sum(height(name, size, cell) for name in column) + UNDER * (len(column) - 1)
        for prefix, start in (("", top), ("dL_d", low)):
            y = start + (HIGH - tall) // 2
            for name in column:
                if prefix + name in size:
                    places[prefix + name] = (x, y, cell_of(name, size, cell))
                y += height(name, size, cell) + UNDER
        if mark:
            signs.append(sign(mark, x - APART / 2, top + HIGH / 2, APART - 14))
            does += [node("text", word, x=x - APART / 2, y=top + HIGH / 2 - 8)
                     for word in filter(None, [done(net, column[0])])]
        x += wide + APART
    words = node("g", tuple(does), font_size="11", fill=colour.NOTE, text_anchor="middle")
    return places, (together((*signs, *backward(net, places, size, low))), words)


def done(net, name):
    """What is done on the way to a tensor, in a word; nothing where a sign says it."""
    if name not in net.maker:
        return "loss" if name == "L" else ""
    return DOES.get(type(net.maker[name].layer).__name__, "")


def split(columns, size):
    """The columns of a board, those of single numbers one by one."""
    for column in columns:
        alone = all(size[name] == (1, 1) for name in column)
        yield from ([(name,) for name in column] if alone else [column])


def spread(columns, marks, size):
    """The sign before each of the columns that `split` makes."""
    for column, mark in zip(columns, marks, strict=True):
        parts = len(column) if all(size[name] == (1, 1) for name in column) else 1
        yield from (mark, *("→" for _ in range(parts - 1)))


def cell_of(name, size, cell):
    """Pixels of a cell: a value that stands alone is large enough for its digits, a bias is not alone."""
    return ONE if size[name] == (1, 1) and not name.removeprefix("dL_d").startswith("b") else cell


def height(name, size, cell):
    return size[name][0] * cell_of(name, size, cell)


def room(name, size, cell):
    """Pixels that a matrix takes, at least those of its gradient's symbol."""
    return max(size[name][1] * cell_of(name, size, cell), 44)


def backward(net, places, size, low):
    """Dashed arrows to the left: from each gradient to the one before it, past those of kernel or weights."""
    for step in net.steps:
        start, end = (f"dL_d{name}" for name in (step.output, step.input))
        if start not in places or end not in places:
            continue
        yield sign("←", places[start][0] - APART / 2, low + HIGH / 2, APART - 14)
        if step.weights:
            yield around(places, size, start, end, low + HIGH + 9)


def around(places, size, start, end, lane):
    """An arrow below the gradients of kernel or weights."""
    (x, y, cell), (left, top, wide) = places[start], places[end]
    down, tip = x + 6, left + size[end][1] * wide - 6
    bottom = top + size[end][0] * wide + 3
    line = f"M{down} {y + size[start][0] * cell + 3}V{lane}H{tip}V{bottom}"
    return stroke(line, f"M{tip - 4} {bottom + 5}L{tip} {bottom}L{tip + 4} {bottom + 5}", backward=True)


def panels(values, places, limits, outline, rings, blank):
    """[(panel, x, y)] of every matrix in its place, in the order of the map.

    values: {name: (rows, columns)};  limits: (of values, of gradients), None for each its own
    outline, rings: {name: cells};  blank: names that are not shown yet
    """
    placed = []
    for name, (x, y, cell) in places.items():
        limit = number.tidy(limits[names.is_gradient(name)] or matrix.largest([values[name]]))
        one = matrix.Panel(name, values[name], cell, limit, tuple(outline.get(name, ())),
                           rings=rings.get(name, ()), note="", blank=name in blank, source=name,
                           power=None if cell == ONE else 0)       # where no digits stand, no factor does
        placed.append((one, x, y))
    return placed
