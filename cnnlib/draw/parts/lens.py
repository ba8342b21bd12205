"""One cell opened, large: the cells that were multiplied, their products, what they add up to."""

from dataclasses import replace
from math import ceil, prod

import numpy as np

from ..ink import names, number
from ..ink.words import count
from . import matrix
from .matrix import FOCUS
from .signs import sign

MOST = 12               # products that are shown one by one
GAP, AFTER, CHARACTER = 30, 8, 6.9      # pixels: for a sign, after a matrix, a character of a label
LEAST = 16              # pixels: a cell at least
ACROSS = 4              # rows or columns of one block
FUNCTIONS = {"relu": "ReLU", "sigmoid": "σ"}


def lens(cell, old, views, limits, x, y, wide, tall):
    """Place what makes a cell, factors ⊙ factors = products, Σ + the rest = the cell -> [(panel, x, y)],
    signs.

    cell, old: what `explain.cell` returns, now and before the last change
    views: {name: View}, where pictures show a tensor;  limits: (of values, of gradients)
    x, y: upper left corner of the cells;  wide, tall: room for them in pixels
    """
    line, placed, signs = line_of(cell, Look(old, views, limits)), [], []
    size = fitting(line, wide, tall)
    for item in line:
        if isinstance(item, str):
            signs.append(sign(item, x + room(item, size) / 2 - AFTER / 2, y + tall / 2))
        else:
            one = replace(item, cell=size)
            placed.append((one, x, y + (tall - one.height) // 2))
        x += room(item, size)
    return placed, signs


def fitting(line, wide, tall):
    """The size of a cell with which a line fits: FOCUS, or less where the terms are many."""
    rows = max(item.values.shape[0] for item in line if not isinstance(item, str))
    sizes = range(min(FOCUS, tall // rows), LEAST - 1, -1)
    return next((size for size in sizes if sum(room(item, size) for item in line) <= wide), LEAST)


def room(item, size):
    """Pixels that a sign takes, or a matrix with cells of a size and the label above it."""
    if isinstance(item, str):
        return GAP + 9 * max(0, len(item) - 1)
    return max(item.values.shape[1] * size, round(CHARACTER * len(spoken(item.label)))) + AFTER


class Look:
    """How the matrices of a lens look: limits of greys and colours, old values, where their cells stand."""

    def __init__(self, old, views, limits):
        self.views, self.limits = views, limits
        self.was = {key(f): f.value for term in old.terms for f in term.factors}
        self.made = {key(old): old.total, **{keys(term): term.value for term in old.terms}}

    def panel(self, name, values, before, **options):
        """One matrix with the values of before the last change."""
        limit = self.limits[names.is_gradient(name)]
        look = {"source": None, "note": "", **options}
        return matrix.make(name, values, limit=limit, before=before, **look)

    def result(self, cell):
        """The cell itself, outlined."""
        label = names.symbols(cell.name, self.place(cell.name, cell.index))
        return self.panel(cell.name, cell.total, [self.made.get(key(cell), cell.total)], label=label,
                          outline=[(0, 0)], **self.address(cell.name, [cell.index], (1, 1)))

    def factors(self, terms, k, shape):
        """The k-th factor of every term."""
        found, scales = [visible(term)[k] for term in terms], signs_of(terms, k)
        name, source = found[0].name, found[0].source
        kind = name if names.is_gradient(name) else source
        values = filled([scale * f.value for f, scale in zip(found, scales, strict=True)], shape)
        before = filled([scale * self.was.get(key(f), f.value)
                         for f, scale in zip(found, scales, strict=True)], shape)
        alike = {f.name for f in found}
        label = names.label(name) if len(alike) == 1 else ", ".join(
            signed(f.name, scale) for f, scale in zip(found, scales, strict=True))
        address = self.address(source, [f.index for f in found], shape) if name == source else {}
        return self.panel(kind, values, before, label=label, padding=empty(len(found), shape), **address)

    def products(self, terms, shape, like, left):
        """The product of every term."""
        values = filled([term.value for term in terms], shape)
        before = filled([self.made.get(keys(term), term.value) for term in terms], shape)
        zeros = f", {left} are 0" if left else ""
        return self.panel(like, values, before, label=f"{count(len(terms), 'product')}{zeros}",
                          padding=empty(len(terms), shape))

    def address(self, name, indices, shape):
        """Whose cells these are, where they stand side by side as in their matrix."""
        if name not in self.views:
            return {}
        places = [self.views[name].cell(index) for index in indices]
        row, column = places[0]
        here = [(row + r, column + c) for r, c in np.ndindex(shape)]
        return {"source": name, "corner": places[0]} if places == here else {}

    def place(self, name, index):
        """Row and column of a cell as a picture shows it; nothing for a number that stands alone."""
        view = self.views.get(name)
        return view.cell(index) if view and view.size != (1, 1) else ()

    def shape(self, terms):
        """Rows and columns for some terms: as their cells stand, or as square as they go."""
        for k in (1, 0):
            found = [visible(term)[k] for term in terms]
            if all(f.source in self.views for f in found):
                places = {self.views[f.source].cell(f.index) for f in found}
                rows, columns = ({place[axis] for place in places} for axis in (0, 1))
                whole = len(places) == len(terms) == len(rows) * len(columns)
                if whole and max(len(rows), len(columns)) <= ACROSS:
                    return len(rows), len(columns)
        columns = len(terms) if len(terms) < 4 else 3 if len(terms) % 4 else 4
        return ceil(len(terms) / columns), columns


def line_of(cell, look):
    """The matrices and signs of a cell's equation, from left to right."""
    if not cell.terms:
        return [look.result(cell)]
    if cell.op != "sum":
        return [inputs(cell.terms, look), FUNCTIONS.get(cell.op, cell.op), look.result(cell)]
    pairs, alone = ([term for term in cell.terms if (len(visible(term)) > 1) == paired]
                    for paired in (True, False))
    line = multiplied(cell, pairs, look) if pairs else added(alone, look)
    for term in alone if pairs else ():
        line += ["Σ +" if len(pairs) > 1 else "+", look.factors([term], 0, (1, 1))]
    several = len(pairs) > 1 and not alone or len(alone) > 2 and not pairs
    return [*line, "Σ =" if several else "=", look.result(cell)]


def multiplied(cell, terms, look):
    """Factors, factors and their products; a single product is the sum itself. Of many only those not 0."""
    kept = terms if len(terms) <= MOST else [term for term in terms if term.value != 0] or terms[:1]
    kept = sorted(sorted(kept, key=lambda t: -number.tidy(abs(t.value)))[:MOST], key=terms.index)
    shape = look.shape(kept)
    line = [look.factors(kept, 0, shape), "⊙" if len(kept) > 1 else "·", look.factors(kept, 1, shape)]
    scale = {prod(f.value for f in term.factors if not f.source) for term in kept}
    if scale != {1.0} and len(scale) == 1:
        line.append(f"· {number.plain(scale.pop())}")
    if len(terms) > 1:
        line += ["=", look.products(kept, shape, cell.name, len(terms) - len(kept))]
    return line


def added(terms, look):
    """Numbers that are added as they are, two with their signs, many in a block."""
    if len(terms) > 2:
        return [inputs(terms, look)]
    first, *rest = terms
    line = [look.factors([first], 0, (1, 1))]
    for term in rest:
        line += [number.MINUS if is_subtracted(term) else "+", look.factors([term], 0, (1, 1))]
    return line


def inputs(terms, look):
    """The single factors of some terms; of many those that are not 0."""
    kept = terms if len(terms) <= MOST else [term for term in terms if term.value != 0][:MOST] or terms[:1]
    places = len(kept) ** 0.5
    shape = (int(places), int(places)) if places == int(places) else (1, len(kept)) if len(kept) < 4 else None
    return look.factors(kept, 0, shape or (ceil(len(kept) / 4), 4))


def spoken(label):
    """The characters of a label, whatever runs it is made of."""
    runs = (label,) if isinstance(label, str) else label
    return "".join(run if isinstance(run, str) else run.children for run in runs)


def signs_of(terms, k):
    """The constant of each term, where they differ: it goes into the first factor."""
    scales = [prod(f.value for f in term.factors if not f.source) for term in terms]
    return scales if k == 0 and len({*scales}) > 1 else [1.0] * len(terms)


def signed(name, scale):
    """A factor's symbol with its sign; a difference in brackets."""
    text = names.symbol(name)
    bracketed = f"({text})" if scale < 0 and f" {number.MINUS} " in text else text
    return number.MINUS * (scale < 0) + bracketed


def visible(term):
    """The factors of a term that are cells, or come from one."""
    return [f for f in term.factors if f.source] or list(term.factors)


def is_subtracted(term):
    """Whether a constant factor turns the sign of a term."""
    return prod(f.value for f in term.factors if not f.source) < 0


def key(one):
    """What tells a factor, or a cell, from others."""
    return one.name, tuple(one.index)


def keys(term):
    """What tells a term from others."""
    return tuple(map(key, term.factors))


def filled(values, shape):
    """Values in rows, zeros where there are too few."""
    return np.reshape([*values, *[0.0] * (prod(shape) - len(values))], shape)


def empty(count, shape):
    """The places that hold no value of their own."""
    return frozenset(list(np.ndindex(shape))[count:])
