"""What WindowExplorer says: the window's cell of z1 as a sum, or one of its products;
how large z1 is and why."""

import numpy as np

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import filled, lines
from cnnlib.draw.ink.number import fixed

from ..stage.address import spot
from .numbers import is_padding


def words(now):
    """Everything below the picture."""
    return f"{one_cell(now)}\n{size_of_map(now)}"


def one_cell(now):
    """The window's cell of z1 as a sum, after who reads the pixel that is selected; or one product."""
    if now.selected[0] == "products":
        return product(now, *now.selected[1])
    *text, total = lines(now.cell, {name: np.shape(array) for name, array in now.matrices.items()})
    first = next(k for k, line in enumerate(text) if line.startswith("   = "))
    formula, numbers = text[:first], text[first:]
    if now.selected[0] == "x":
        left = formula[0].partition(" = ")[0]
        formula, numbers = [readers(now)], [left + numbers[0][2:], *numbers[1:]]
    return "\n".join((*formula, *filled(numbers, total[2:], on_padding(now))))


def on_padding(now):
    """How many products lie on padding."""
    size = now.matrices["w1"].size
    absent = size + 1 - len(now.cell.terms)
    return f"   ({absent} of the {size} lie on padding: 0)" if absent else ""


def readers(now):
    """How many windows read the selected pixel, and which."""
    _, row, column = spot(now.selected)
    count, all_windows, z1 = len(now.readers), now.matrices["z1"].size, symbol("z1")
    if not count:
        return f"No window reads x[{row}, {column}]."
    places = [sorted(set(axis)) for axis in zip(*now.readers, strict=True)]
    where = ", ".join(f"{axis[0]}…{axis[-1]}" if len(axis) > 1 else str(axis[0]) for axis in places)
    reads = "windows read" + "s" * (count == 1)
    return f"{count} of the {all_windows} {reads} x[{row}, {column}]: {z1}[{where}]."


def product(now, u, v):
    """One product with its factors."""
    x, row, column = now.matrices["x"], now.corner[0] + u, now.corner[1] + v
    outside = is_padding(x, row, column)
    pixel, weight = 0.0 if outside else x[0, row, column, 0], now.matrices["w1"][u, v, 0, 0]
    left = "padding" if outside else f"x[{row}, {column}]"
    return (f"products[{u}, {v}] = {left} · {symbol('w1')}[{u}, {v}]\n"
            f"   = {bracket(pixel)} · {bracket(weight)} = {plain(pixel * weight)}")


def size_of_map(now):
    """How the size of z1 comes about, and what no window reads."""
    rows, size, p, s = now.matrices["x"].shape[1], now.matrices["w1"].shape[0], now.padding, now.stride
    steps, rest = divmod(rows + 2 * p - size, s)
    sum_of = f"({rows} + 2 · {p} − {size}) / {s}"
    chain = f"⌊{sum_of}⌋ + 1 = ⌊{fixed((rows + 2 * p - size) / s, 2)}⌋ + 1" if rest else f"{sum_of} + 1"
    text = f"{symbol('z1')} has {chain} = {steps + 1} rows and columns."
    return f"{text} {unread(rest, p)}" if rest else text


def unread(rest, padding):
    """What the last `rest` rows and columns are, which no window reads."""
    beyond = rest - padding
    if beyond <= 0:
        return "Unread: padding alone, no pixel."
    return f"Unread: last {f'{beyond} rows, columns' if beyond > 1 else 'row, column'} of x."
