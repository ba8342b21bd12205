"""One cell opened, large: the cells that were multiplied, their products, what they add up to."""

from functools import lru_cache
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
    line, placed, signs = line_of(cell, old, Look(views, limits)), [], []
    size, rooms = fitting(line, wide, tall)
    for item, room in zip(line, rooms, strict=True):
        if isinstance(item, str):
            signs.append(sign(item, x + room / 2 - AFTER / 2, y + tall / 2))
        else:
            one = item._replace(cell=size)
            placed.append((one, x, y + (tall - one.height) // 2))
        x += room
    return placed, signs


def fitting(line, wide, tall):
    """The size of a cell with which a line fits, FOCUS, or less where the terms are many, and each room."""
    rows = max(item.values.shape[0] for item in line if not isinstance(item, str))
    needed = [needs(item) for item in line]
    for size in range(max(LEAST, min(FOCUS, tall // rows)), LEAST - 1, -1):
        rooms = [max(columns * size + AFTER, least) for columns, least in needed]
        if sum(rooms) <= wide:
            break
    return size, rooms


def needs(item):
    """Columns of cells, and pixels at least, of a sign, or a matrix and the label above it."""
    if isinstance(item, str):
        return 0, GAP + 9 * max(0, len(item) - 1)
    return item.values.shape[1], round(CHARACTER * len(spoken(item.label))) + AFTER


class Look:
    """How the matrices of a lens look: limits of greys and colours, where their cells stand.

    Its terms are pairs: a term now and before the last change.
    """

    def __init__(self, views, limits):
        self.views, self.limits = views, limits

    def panel(self, name, values, before, **options):
        """One matrix with the values of before the last change."""
        limit = self.limits[names.is_gradient(name)]
        look = {"source": None, "note": "", **options}
        return matrix.make(name, values, limit=limit, before=before, **look)

    def result(self, cell, old):
        """The cell itself, outlined."""
        label = names.symbols(cell.name, self.place(cell.name, cell.index))
        return self.panel(cell.name, cell.total, [old.total], label=label,
                          outline=[(0, 0)], **self.address(cell.name, [cell.index], (1, 1)))

    def factors(self, terms, k, shape):
        """The k-th factor of every term."""
        found, scales = [visible(term)[k] for term, _ in terms], signs_of(terms, k)
        name, source = found[0].name, found[0].source
        kind = name if names.is_gradient(name) else source
        was = {key(f): f.value for _, before in terms for f in before.factors}
        values = filled([scale * f.value for f, scale in zip(found, scales, strict=True)], shape)
        before = filled([scale * was[key(f)] for f, scale in zip(found, scales, strict=True)], shape)
        alike = {f.name for f in found}
        label = names.label(name) if len(alike) == 1 else ", ".join(
            signed(f.name, scale) for f, scale in zip(found, scales, strict=True))
        address = self.address(source, [f.index for f in found], shape) if name == source else {}
        return self.panel(kind, values, before, label=label, padding=empty(len(found), shape), **address)

    def products(self, terms, shape, like, left):
        """The product of every term."""
        values, before = (filled([term.value for term in which], shape) for which in zip(*terms, strict=True))
        zeros = f", {left} are 0" if left else ""
        return self.panel(like, values, before, label=f"{count(len(terms), 'product')}{zeros}",
                          padding=empty(len(terms), shape))

    def address(self, name, indices, shape):
        """Whose cells these are, where they stand side by side as in their matrix."""
        if name not in self.views:
            return {}
        places = [self.views[name].cell(index) for index in indices]
        row, column = places[0]
        here = [(row + r, column + c) for r, c in cells(shape)]
        return {"source": name, "corner": places[0]} if places == here else {}

    def place(self, name, index):
        """Row and column of a cell as a picture shows it; nothing for a number that stands alone."""
        view = self.views.get(name)
        return view.cell(index) if view and view.size != (1, 1) else ()

    def shape(self, terms):
        """Rows and columns for some terms: as their cells stand, or as square as they go."""
        for k in (1, 0):
            found = [visible(term)[k] for term, _ in terms]
            if all(f.source in self.views for f in found):
                places = {self.views[f.source].cell(f.index) for f in found}
                rows, columns = ({place[axis] for place in places} for axis in (0, 1))
                whole = len(places) == len(terms) == len(rows) * len(columns)
                if whole and max(len(rows), len(columns)) <= ACROSS:
                    return len(rows), len(columns)
        columns = len(terms) if len(terms) < 4 else 3 if len(terms) % 4 else 4
        return ceil(len(terms) / columns), columns


def line_of(cell, old, look):
    """The matrices and signs of a cell's equation, from left to right."""
    terms, result = list(zip(cell.terms, old.terms, strict=True)), look.result(cell, old)
    if not terms:
        return [result]
    if cell.op != "sum":
        return [inputs(terms, look), FUNCTIONS.get(cell.op, cell.op), result]
    products, alone = [], []
    for one in terms:
        (products if len(visible(one[0])) > 1 else alone).append(one)
    line = multiplied(cell, products, look) if products else added(alone, look)
    for one in alone if products else ():
        line += ["Σ +" if len(products) > 1 else "+", look.factors([one], 0, (1, 1))]
    several = len(products) > 1 and not alone or len(alone) > 2 and not products
    return [*line, "Σ =" if several else "=", result]


def multiplied(cell, terms, look):
    """Factors, factors and their products; a single product is the sum itself. Of many only those not 0."""
    kept = largest(terms)
    shape = look.shape(kept)
    line = [look.factors(kept, 0, shape), "⊙" if len(kept) > 1 else "·", look.factors(kept, 1, shape)]
    scale = {constant(term) for term, _ in kept}
    if scale != {1.0} and len(scale) == 1:
        line.append(f"· {number.plain(scale.pop())}")
    if len(terms) > 1:
        line += ["=", look.products(kept, shape, cell.name, len(terms) - len(kept))]
    return line


def largest(terms):
    """Of many terms those not 0, at most MOST, where they stand."""
    if len(terms) <= MOST:
        return terms
    sizes = {k: number.tidy(abs(term.value)) for k, (term, _) in enumerate(terms) if term.value != 0}
    kept = sorted(sizes, key=sizes.get, reverse=True)[:MOST] or [0]
    return [terms[k] for k in sorted(kept)]


def added(terms, look):
    """Numbers that are added as they are, two with their signs, many in a block."""
    if len(terms) > 2:
        return [inputs(terms, look)]
    first, *rest = terms
    line = [look.factors([first], 0, (1, 1))]
    for one in rest:
        line += [number.MINUS if constant(one[0]) < 0 else "+", look.factors([one], 0, (1, 1))]
    return line


def inputs(terms, look):
    """The single factors of some terms; of many those that are not 0."""
    kept = terms if len(terms) <= MOST else [one for one in terms if one[0].value != 0][:MOST] or terms[:1]
    places = len(kept) ** 0.5
    shape = (int(places), int(places)) if places == int(places) else (1, len(kept)) if len(kept) < 4 else None
    return look.factors(kept, 0, shape or (ceil(len(kept) / 4), 4))


def spoken(label):
    """The characters of a label, whatever runs it is made of."""
    runs = (label,) if isinstance(label, str) else label
    return "".join(run if isinstance(run, str) else run.children for run in runs)


def signs_of(terms, k):
    """The constant of each term, where they differ: it goes into the first factor."""
    scales = [constant(term) for term, _ in terms]
    return scales if k == 0 and len({*scales}) > 1 else [1.0] * len(terms)


def signed(name, scale):
    """A factor's symbol with its sign; a difference in brackets."""
    text = names.symbol(name)
    bracketed = f"({text})" if scale < 0 and f" {number.MINUS} " in text else text
    return number.MINUS * (scale < 0) + bracketed


def visible(term):
    """The factors of a term that are cells, or come from one."""
    return [f for f in term.factors if f.source] or list(term.factors)


def constant(term):
    """The product of the factors that are numbers, such as 1/m and −1."""
    return prod(f.value for f in term.factors if not f.source)


def key(factor):
    """What tells a factor from others."""
    return factor.name, factor.index


def filled(values, shape):
    """Values in rows, zeros where there are too few."""
    return np.reshape([*values, *[0.0] * (prod(shape) - len(values))], shape)


def empty(count, shape):
    """The places that hold no value of their own."""
    return frozenset(cells(shape)[count:])


@lru_cache
def cells(shape):
    """The places of a matrix of this shape, in reading order."""
    return tuple(np.ndindex(shape))
