"""What WindowExplorer says: the window's cell of z1 as a sum, or one of its products;
how large z1 is and why."""

import numpy as np

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import lines
from cnnlib.draw.ink.number import fixed

from .numbers import is_padding


def words(now):
    """Everything below the picture."""
    return f"{one_cell(now)}\n{size_of_map(now)}"


def one_cell(now):
    """The equation of the window's cell of z1, or of the one product that is selected."""
    if now.selected[0] == "products":
        return product(now, *now.selected[1:])
    size = now.matrices["w1"].size
    absent = size + 1 - len(now.cell.terms)
    text = "\n".join(lines(now.cell, {name: np.shape(array) for name, array in now.matrices.items()}))
    return f"{text}   ({absent} of the {size} products lie on padding: 0)" if absent else text


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
    rounded = f" = {fixed((rows + 2 * p - size) / s, 2)}, rounded down {steps}," if rest else ""
    steps_text = f"({rows} + 2 · {p} − {size}) / {s}{rounded}"
    text = f"Rows of {symbol('z1')}: {steps_text} + 1 = {steps + 1}; columns alike."
    return f"{text} {unread(rest, p)}" if rest else text


def unread(rest, padding):
    """What the last `rest` rows and columns are, which no window reads."""
    beyond = rest - padding
    if beyond <= 0:
        return "What no window reads at the far edge is padding alone."
    last = "row and column" if beyond == 1 else f"{beyond} rows and columns"
    return f"No window reads the last {last} of x."
