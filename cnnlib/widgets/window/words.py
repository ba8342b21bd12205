"""What WindowExplorer says: the window's cell of z1 as a sum, or one of its products;
how large z1 is and why."""

from math import prod

import numpy as np

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import filled, lines
from cnnlib.draw.ink.number import fixed, sums
from cnnlib.draw.ink.words import join, which
from cnnlib.ops import windows

from .numbers import is_padding

WIDE = 104      # characters a line


def words(now):
    """Everything below the picture."""
    return "\n".join(filter(None, (one_cell(now), in_focus(now), size_of_map(now))))


def one_cell(now):
    """The window's cell of z1 as a sum, after who reads the pixel that is selected; or one product."""
    if now.selected[0] == "products":
        return product(now, *now.selected[1])
    *text, total = lines(now.cell, {name: np.shape(array) for name, array in now.matrices.items()})
    first = next(k for k, line in enumerate(text) if line.startswith("   = "))
    formula, numbers = text[:first], text[first:]
    if len(now.channels) > 1:
        formula, (*numbers, total) = formula[:1], channel_by_channel(now)
    if now.selected[0] == "x":
        left = formula[0].partition(" = ")[0]
        formula, numbers = [readers(now)], [left + numbers[0][2:], *numbers[1:]]
    return "\n".join((*formula, *filled(numbers, total[2:], on_padding(now))))


def channel_by_channel(now):
    """The sum in numbers: the products of the channel in focus, those of all others, the bias; its total."""
    channel, size = now.views["x"].focus[3], now.views["w1"].size
    rest = sum(one for k, one in enumerate(now.channels) if k != channel)
    bias, few = float(now.matrices["b1"][now.views["b1"].focus[0]]), size[0] * size[1]
    *parts, total = sums(now.channels[channel], rest, bias, now.cell.total)
    return (f"   = {join('sum', parts)}", f"   = {total}: {few} products of channel {channel}, the "
            f"{now.matrices['products'].size - few} of all others, {symbol('b1')}")


def on_padding(now):
    """How many products lie on padding."""
    size = now.matrices["products"].size
    absent = size + 1 - len(now.cell.terms)
    if size == absent == 1:
        return "   (it lies on padding: 0)"
    return f"   ({absent} of the {size} lie{'s' * (absent == 1)} on padding: 0)" if absent else ""


def readers(now):
    """How many windows read the selected pixel, and which."""
    _, row, column = now.spot
    rows, columns = now.views["z1"].size
    count, all_windows, z1 = len(now.readers), rows * columns, symbol("z1")
    if not count:
        return f"No window reads x[{row}, {column}]."
    places = [sorted(set(axis)) for axis in zip(*now.readers, strict=True)]
    where = ", ".join(f"{axis[0]}…{axis[-1]}" if len(axis) > 1 else str(axis[0]) for axis in places)
    if all_windows == 1:
        return f"The only window reads x[{row}, {column}]: {z1}[{where}]."
    reads = "windows read" + "s" * (count == 1)
    return f"{count} of the {all_windows} {reads} x[{row}, {column}]: {z1}[{where}]."


def product(now, u, v, channel):
    """One product with its factors."""
    x, row, column = now.matrices["x"], now.corner[0] + u, now.corner[1] + v
    outside = is_padding(x, row, column)
    pixel = 0.0 if outside else x[now.views["x"].focus[0], row, column, channel]
    weight = now.matrices["w1"][u, v, channel, now.views["w1"].focus[3]]
    left = "padding" if outside else f"x[{row}, {column}]"
    return (f"products[{u}, {v}] = {left} · {symbol('w1')}[{u}, {v}]\n"
            f"   = {bracket(pixel)} · {bracket(weight)} = {plain(pixel * weight)}")


def in_focus(now):
    """Which example, channel and filter is close up, where there are several."""
    where = which(now.places)
    return where and f"Close up: {where}."


def size_of_map(now):
    """How the size of z1 comes about, and what no window reads."""
    (rows, columns), (high, wide), p = now.views["x"].size, now.views["w1"].size, now.padding
    down, across = (along(*each, p, now.stride) for each in ((rows, high), (columns, wide)))
    between = gaps(now) if now.stride > min(high, wide) else ""
    if (rows, high) == (columns, wide):
        many = plural(down)
        return " ".join(filter(None, (f"{symbol('z1')} has {down[0]} row{many} and column{many}.", between or unread(
            down[1], p, "row, column", "rows, columns"))))
    said = [f"{symbol('z1')} has {down[0]} row{plural(down)}", f"and {across[0]} column{plural(across)}."]
    left = [unread(rest, p, one, f"{one}s") for (_, rest), one in ((down, "row"), (across, "column"))]
    left = [between] if between else left
    lines = [" ".join(said)] if sum(map(len, said)) < WIDE else said
    return "\n".join([*lines, *([" ".join(filter(None, left))] if any(left) else [])])


def plural(count):
    """An s, but for one row or column."""
    return "s" * (not count[0].endswith("= 1"))


def along(cells, size, p, s):
    """How many windows lie along one direction, as a sum in words; how many cells are left over."""
    steps, rest = divmod(cells + 2 * p - size, s)
    sum_of = f"({cells} + 2 · {p} − {size}) / {s}"
    chain = f"⌊{sum_of}⌋ + 1 = ⌊{fixed((cells + 2 * p - size) / s, 2)}⌋ + 1" if rest else f"{sum_of} + 1"
    return f"{chain} = {steps + 1}", rest


def gaps(now):
    """How many pixels no window reads where windows lie apart; nothing where all are read."""
    image = now.views["x"].size
    axes = windows.axes(windows.grid(image, now.views["w1"].size, now.stride, now.padding))
    cells, read = prod(image), prod(len(axis.read()) for axis in axes)
    return f"No window reads {cells - read} of the {cells} pixels." if read < cells else ""


def unread(rest, padding, one, many):
    """What the last `rest` rows or columns are, which no window reads."""
    beyond = rest - padding
    if not rest:
        return ""
    if beyond <= 0:
        return "Unread: padding alone, no pixel."
    return f"Unread: last {f'{beyond} {many}' if beyond > 1 else one} of x."
