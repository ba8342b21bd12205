"""One cell opened into its terms: the formula with its places, the numbers, the total."""

from functools import lru_cache

import numpy as np

from .ink import colour, number
from .ink.names import is_gradient, spelled
from .ink.number import MINUS
from .ink.svg import Picture, node
from .ink.words import bracket, join, shorten, wrap

LONG, MOST = 10, 16   # terms that are listed with their zeros; that are listed at all
WIDE = 105  # characters a line below an explorer
LINE, MARGIN, CHARACTER = 20, 16, 7.6   # pixels


def equation(cell, run):
    """Draw the equation of one cell: its symbol, its terms with their places, then with numbers, its total.

    cell: what `explain.cell` returns
    run: what `Network.run` returns, for the shapes: axes of length 1 go unsaid
    Raises ValueError for anything else.
    """
    if not hasattr(cell, "terms") or not isinstance(getattr(run, "trace", None), dict):
        raise ValueError(f"cell, run: got a {type(cell).__name__} and a {type(run).__name__}; "
                         "needs what explain.cell and Network.run return")
    shapes = shapes_of(run)
    text = lines(cell, shapes)
    signed = is_gradient(cell.name) and cell.total != 0
    nodes = [line_node(line, k, signed and k == len(text) - 1) for k, line in enumerate(text)]
    width = 2 * MARGIN + CHARACTER * max(map(len, text))
    return Picture(round(width), MARGIN + LINE * len(text) + 8, (node("g", tuple(nodes), font_size="13"),),
                   f"How {place(cell.name, cell.index, shapes)} is made", summary(cell, shapes),
                   lambda: "\n".join(text))


def shapes_of(run):
    """{name: shape} of every tensor of a run."""
    return {name: np.shape(array) for name, array in
            {**run.trace, **run.params, **run.grads, "y": run.y}.items()}


def line_node(text, k, coloured):
    """One line; the total of a gradient is written in the colour of its sign."""
    ink = colour.BELOW if MINUS in text else colour.ABOVE
    indent = CHARACTER / 2 * (len(text) - len(text.lstrip()))
    return node("text", text.strip(), x=MARGIN + indent, y=MARGIN + LINE * (k + 1) - 8,
                fill=colour.mix(ink, 1.0) if coloured else None)


def lines(cell, shapes):
    """The equation as text: formula, numbers, total; in a long sum zero terms are counted, not listed."""
    if cell.op == "leaf" or not cell.terms:
        return formula(cell, shapes)
    below = numbers(cell, listed(cell))
    return [*formula(cell, shapes, len(below)), *below, f"   = {number.plain(cell.total)}"]


def listed(cell):
    """The terms that are listed one by one: of many those that are not 0."""
    return cell.terms if len(cell.terms) <= LONG else [term for term in cell.terms if term.value != 0]


def formula(cell, shapes, below=2):
    """The first lines of the equation, with its places; a number that nothing feeds is all there is.

    below: how many lines of numbers follow; five lines in all are too many
    """
    left, terms = place(cell.name, cell.index, shapes), listed(cell)
    if cell.op == "leaf" or not cell.terms:
        return [f"{left} = {number.plain(cell.total)}"]
    text = symbols_of(left, cell.op, shorten(terms or cell.terms), shapes)
    if len(text) > 1 and len(terms) > 2 and below > 1:
        return symbols_of(left, cell.op, [terms[0], None, terms[-1]], shapes)
    return text


def numbers(cell, terms):
    """The lines of the equation in numbers: the terms that are listed, and how many others there are."""
    zeros = len(cell.terms) - len(terms)
    note = f"   (and {zeros} term{'s that are' if zeros > 1 else ' that is'} 0)" if zeros else ""
    return wrap(f"   = {join(cell.op, parts(cell.op, terms) or ['0'])}{note}")


def parts(op, terms):
    """Terms in numbers; of a sum of very many the first ones, and what all others come to."""
    if op != "sum" or len(terms) <= MOST:
        return [in_numbers(term) for term in terms]
    rest = terms[LONG:]
    together = f"({len(rest)} more: {number.plain(sum(term.value for term in rest))})"
    return [*(in_numbers(term) for term in terms[:LONG]), together]


def symbols_of(left, op, terms, shapes):
    """The formula with its places; None stands for terms that are left out."""
    return wrap(f"{left} = {join(op, [in_symbols(term, shapes) if term else '…' for term in terms])}")


def filled(text, *pieces):
    """Lines of text with more behind them, on a line of its own where it does not fit."""
    *text, last = text
    for piece in pieces:
        if len(last) + len(piece) > WIDE:
            text, last = [*text, last], "    "
        last += piece
    return [*text, last]


def in_symbols(term, shapes):
    """A term in symbols, each factor with its place; a sum as a factor, such as 1 − y, in brackets."""
    names = (place(f.name, f.index, shapes, f.source) for f in visible(term))
    return sign(term) + " · ".join(f"({n})" if f" {MINUS} " in n and "(" not in n else n for n in names)


def in_numbers(term):
    """A term in numbers."""
    return sign(term) + " · ".join(bracket(f.value) for f in visible(term))


def sign(term):
    """A constant factor −1 is written as a minus sign before its term."""
    return MINUS * any(f.value == -1 and not f.source for f in term.factors)


def visible(term):
    """The factors of a term without the constants 1 (1/m for a single example) and −1 (its sign)."""
    return [f for f in term.factors if f.source or abs(f.value) != 1] or term.factors


def place(name, index, shapes, source=None):
    """A cell as the code addresses it, z⁽¹⁾[1, 2]; axes of length 1 go unsaid."""
    return in_shape(name, tuple(index), shapes.get(source or name, ()))


@lru_cache(maxsize=10_000)      # a slider asks for the same cells at every step
def in_shape(name, index, shape):
    """A cell of a tensor of this shape."""
    return spelled(name, [i for i, n in zip(index, shape, strict=True) if n > 1])


def summary(cell, shapes):
    """One sentence for the caption: how many terms there are and what they come to."""
    left = place(cell.name, cell.index, shapes)
    zeros = int(np.sum([term.value == 0 for term in cell.terms]))
    terms = f"{len(cell.terms)} term{'s' * (len(cell.terms) != 1)}"
    terms += f", {zeros} of them 0" if zeros else ""
    return f"{left} comes to {number.plain(cell.total)} from {terms}."
