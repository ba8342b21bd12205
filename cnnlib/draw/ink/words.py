"""Pictures in words, computed from the same arrays: what is largest, where, how much is 0; sums in full."""

import numpy as np

from . import number
from .names import symbol
from .number import MINUS

WIDE = 96   # characters a line
FUNCTIONS = {"relu": "ReLU", "sigmoid": "σ"}   # others are called what explain calls them


def place(at):
    """Where a cell is, counted from 0 as in the code."""
    return f"row {at[0]}, column {at[1]}"


def count(n, thing):
    """1 step, 2 steps."""
    return f"{n} {thing}{'' if n == 1 else 's'}"


def listing(cells):
    """A list in a sentence: A, B and C."""
    cells = list(cells)
    return cells[0] if len(cells) == 1 else ", ".join(cells[:-1]) + f" and {cells[-1]}"


def which(places):
    """Which of several is in focus: example 0 of 2, channel 1 of 3.

    places: {axis: (place, how many)}
    """
    return ", ".join(f"{axis} {at} of {several}" for axis, (at, several) in places.items())


def peak(values):
    """The index of the value that is largest in size, the first of those that agree to 9 digits."""
    sizes = [abs(v) if v == v else 0.0 for v in number.settled(values.ravel().tolist())]
    return tuple(map(int, np.unravel_index(sizes.index(max(sizes)), values.shape)))


def zeros(values):
    """How many cells of a matrix are 0, as it is drawn: a residue of rounding is."""
    return number.settled(values.ravel().tolist()).count(0)


def summary(panel):
    """One sentence on a matrix: its size, its largest value in size with its place, how many cells are 0."""
    name = symbol(panel.name)
    if panel.blank:
        return f"{name}: not computed yet."
    values = panel.values
    if values.size == 1:
        return f"{name} is {number.plain(values.item())}."
    at = peak(values)
    none = zeros(values)
    if none == values.size:
        return f"{name}: all {none} cells are 0."
    rest = f"; {none} of {values.size} cells {'is' if none == 1 else 'are'} 0" if none else ""
    return f"{name}: the largest in size is {number.plain(values[at])}, at {place(at)}{rest}."


def tables(panels):
    """The numbers of several matrices as lines of text."""
    return "\n".join(map(table, panels))


def table(panel):
    """The numbers of a matrix as lines of text, three decimals at most, columns aligned."""
    if panel.blank:
        return f"{symbol(panel.name)}: not computed yet"
    power = number.exponent(panel.values.ravel().tolist()) if panel.power is None else panel.power
    columns, settled = panel.values.shape[1], number.settled(panel.values.ravel().tolist())
    texts = [short(v / 10**power or v) for v in settled]
    rows = [texts[k:k + columns] for k in range(0, len(texts), columns)]
    width = max(len(text) for row in rows for text in row)
    lines = ["  " + " ".join(text.rjust(width) for text in row) for row in rows]
    factor = f" ({number.times_ten(power)})" if power else ""
    return "\n".join([f"{symbol(panel.name)}{factor}", *lines])


def short(value):
    """A number with at most three decimals, trailing zeros dropped; never a non-zero as 0."""
    text = number.trimmed(number.fixed(value, 3))
    return number.signed("0" if value == 0 else text if text not in ("0", "-0") else number.plain(value))


def shorten(terms):
    """Keep the first two terms and the last of a long sum; None stands for those between."""
    return terms if len(terms) <= 4 else [*terms[:2], None, terms[-1]]


def join(op, parts):
    """Write op(parts): a sum with its signs, everything else as a function."""
    if op != "sum":
        return f"{FUNCTIONS.get(op, op)}({parts[0].strip('()') if len(parts) == 1 else ', '.join(parts)})"
    return " + ".join(parts).replace(f"+ {MINUS}", f"{MINUS} ")


def bracket(value, write=number.plain):
    """A number in a product; negative ones in brackets."""
    text = write(value)
    return f"({text})" if text.startswith(MINUS) else text


def wrap(text):
    """Break a long line at its plus signs or commas."""
    rows, row = [], ""
    for word in text.replace(" + ", "\0+ ").replace("), ", "),\0").split("\0"):
        if row and len(row) + len(word) + 1 > WIDE:
            rows.append(row)
            row = "     " + word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row]
