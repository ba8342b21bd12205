"""One cell opened, large: the cells that were multiplied, their products, what they add up to."""

from functools import lru_cache
from math import ceil, prod

import numpy as np

from ..ink import names, number
from ..ink.svg import node
from ..ink.words import count
from . import matrix
from .matrix import FOCUS, SMALL
from .signs import sign

MOST, FEW = 12, 6       # products that are shown one by one, and where so many would be small
READ = 36               # pixels of a cell whose number is read with ease
GAP, AFTER, CHARACTER = 30, 8, 6.9      # pixels: for a sign, after a matrix, a character of a label
SMALLER = 6.4                           # pixels: a character of a remark
LEAST = SMALL           # pixels: a cell at least, for its number and the one before it
BELOW = 10              # pixels of a remark that the room for the cells gives up
ACROSS, NARROW = 4, 3   # rows or columns of one block; columns where words are few
FUNCTIONS = {"relu": "ReLU", "sigmoid": "σ"}


def lens(cell, old, views, limits, x, y, wide, tall):
    """Place what makes a cell, factors ⊙ factors = products, Σ + the rest = the cell -> [(panel, x, y)],
    signs.

    cell, old: what `explain.cell` returns, now and before the last change
    views: {name: View}, where pictures show a tensor;  limits: (of values, of gradients)
    x, y: upper left corner of the cells;  wide, tall: room for them in pixels
    """
    (line, size, rooms), placed, signs = fitted(cell, old, views, limits, wide, tall), [], []
    for item, room in zip(line, rooms, strict=True):
        if isinstance(item, str):
            signs.append(sign(item, x + room / 2 - AFTER / 2, y + tall / 2))
        else:
            one = item._replace(cell=size)
            placed.append((one, x, y + (tall - one.height) // 2))
        x += room
    return placed, signs


def fitted(cell, old, views, limits, wide, tall):
    """The line of a cell, the size of its cells, the room of each part: in few words where it is long, with few
    of many products where they would be small."""
    line, size, rooms = worded(cell, old, views, limits, wide, tall, MOST)
    if size < READ and len(cell.terms) > MOST:
        fewer = worded(cell, old, views, limits, wide, tall, FEW)
        line, size, rooms = fewer if fewer[1] > size else (line, size, rooms)
    return line, size or LEAST, rooms


def worded(cell, old, views, limits, wide, tall, most):
    """The same with at most so many of many products; the size is 0 where even few words leave no room."""
    for brief in (False, True):
        line = line_of(cell, old, Look(views, limits, brief, most))
        size, rooms = fitting(line, wide, tall)
        if size:
            break
    return line, size, rooms


def fitting(line, wide, tall):
    """The size of a cell with which a line fits: FOCUS, or less where terms are many or a remark is below; 0
    where none does; and the room that each part takes."""
    matrices, needed = [item for item in line if not isinstance(item, str)], [needs(item) for item in line]
    highest = min((tall - 2 * BELOW * bool(item.note)) // item.values.shape[0] for item in matrices)
    for size in range(max(LEAST, min(FOCUS, highest)), LEAST - 1, -1):
        rooms = [max(columns * size + AFTER, least) for columns, least in needed]
        if sum(rooms) <= wide:
            return size, rooms
    return 0, rooms


def needs(item):
    """Columns of cells, and pixels at least, of a sign, or a matrix and the label above it."""
    if isinstance(item, str):
        return 0, GAP + 9 * max(0, len(item) - 1)
    label = spoken(item.label) + number.times_ten(matrix.power(item))
    words = max(round(CHARACTER * len(label)), round(SMALLER * len(spoken(item.note))))
    return item.values.shape[1], words + AFTER


class Look:
    """How the matrices of a lens look: limits of greys and colours, where their cells stand.

    Its terms are pairs: a term now and before the last change.
    brief: whether words are few and blocks narrow;  most: how many of more than MOST products are shown
    """

    def __init__(self, views, limits, brief=False, most=MOST):
        self.views, self.limits, self.brief, self.most = views, number.tidied(limits), brief, most
        self.deep = {name for name, view in views.items() if view.stacks}

    def panel(self, name, values, before, **options):
        """One matrix with the values of before the last change."""
        look = {"limit": self.limits[names.is_gradient(name)], "source": None, "note": "", **options}
        return matrix.Panel(name, np.atleast_2d(values), before=matrix.earlier(before), **look)

    def result(self, cell, old):
        """The cell itself, outlined."""
        place = self.place(cell.name, cell.index)
        note = remark(str(list(place))) if self.brief and place else ""
        return self.panel(cell.name, cell.total, [old.total], outline=((0, 0),), note=note,
                          label=names.symbols(cell.name, () if note else place),
                          **self.address(cell.name, [cell.index], (1, 1)))

    def factors(self, terms, k, shape):
        """The k-th factor of every term."""
        found, scales = [visible(term)[k] for term, _ in terms], signs_of(terms, k)
        name, source = found[0].name, found[0].source
        kind = name if names.is_gradient(name) else source
        values = filled([scale * f.value for f, scale in zip(found, scales, strict=True)], shape)
        old = [visible(before)[k].value for _, before in terms]
        before = filled([scale * value for value, scale in zip(old, scales, strict=True)], shape)
        alike = {f.name for f in found}
        label = names.label(name) if len(alike) == 1 else ", ".join(
            signed(f.name, scale) for f, scale in zip(found, scales, strict=True))
        address, words = self.standing(found, shape, k) if name == source else ({}, "")
        return self.panel(kind, values, before, padding=empty(len(found), shape), **self.said(label, words),
                          **address)

    def said(self, label, words):
        """Words behind a label, or, where these are few, below the cells."""
        if self.brief or not words:
            return {"label": label, "note": remark(words) if words else ""}
        return {"label": names.after(label, f", {words}")}

    def standing(self, factors, shape, k):
        """Whose cells the k-th factors are, where they stand side by side; in a word, how else they stand."""
        source, indices = factors[0].source, [f.index for f in factors]
        address = self.address(source, indices, shape)
        if address or len(indices) < 2 or source not in self.views:
            return address, ""
        turned = self.address(source, indices[::-1], shape)
        return {}, "turned 180°" if turned else "listed" if k == 0 else ""

    def products(self, terms, shape, like, zeros):
        """The product of every term. zeros: how many more are 0"""
        values, before = (filled([term.value for term in which], shape) for which in zip(*terms, strict=True))
        words = f"{'and ' * self.brief}{count(zeros, 'zero')}" if zeros else ""
        return self.panel(like, values, before, padding=empty(len(terms), shape),
                          **self.said(count(len(terms), "product"), words))

    def rest(self, terms, like):
        """What many terms come to that are not shown one by one."""
        value, before = (sum(term.value for term in which) for which in zip(*terms, strict=True))
        return self.panel(like, value, [before], label=f"{len(terms)} more")

    def is_near(self, term):
        """Whether every factor of a term lies in the example, channel and filter in focus."""
        return all(self.views[f.source].cell(f.index) is not None for f in term.factors
                   if f.source in self.deep)

    def address(self, name, indices, shape):
        """Whose cells these are, where they stand side by side as in their matrix."""
        if name not in self.views:
            return {}
        view = self.views[name].showing(indices[0]) if name in self.deep else self.views[name]
        places = [view.cell(index) for index in indices]
        row, column = places[0]
        here = [(row + r, column + c) for r, c in cells(shape)]
        if places != here:
            return {}
        return {"source": name, "corner": places[0], "marks": tuple(view.marks.items())}

    def place(self, name, index):
        """Row and column of a cell as a picture shows it, of several channels its whole index; nothing for a
        number that stands alone."""
        view = self.views.get(name)
        if name in self.deep:
            return tuple(i for i, n in zip(index, view.shape, strict=True) if n > 1)
        return view.cell(index) if view and view.size != (1, 1) else ()

    def shape(self, terms):
        """Rows and columns for some terms: as their cells stand, or as square as they go."""
        for k in (1, 0):
            found = [visible(term)[k] for term, _ in terms]
            if all(f.source in self.views for f in found):
                places = {self.views[f.source].showing(f.index).cell(f.index) for f in found}
                rows, columns = ({place[axis] for place in places} for axis in (0, 1))
                whole = len(places) == len(terms) == len(rows) * len(columns)
                if whole and len(rows) <= ACROSS and len(columns) <= (NARROW if self.brief else ACROSS):
                    return len(rows), len(columns)
        narrow = self.brief or len(terms) % 4 and len(terms) < 10
        columns = len(terms) if len(terms) < 4 else 3 if narrow else 4
        return ceil(len(terms) / columns), columns


def line_of(cell, old, look):
    """The matrices and signs of a cell's equation, from left to right."""
    terms, result = list(zip(cell.terms, old.terms, strict=True)), look.result(cell, old)
    if not terms:
        return [result]
    if cell.op != "sum":
        return [inputs(largest(terms, look.most), look), FUNCTIONS.get(cell.op, cell.op), result]
    products, alone = [], []
    for one in terms:
        (products if len(visible(one[0])) > 1 else alone).append(one)
    shown, zeros, more = chosen(products or alone, look)
    line = multiplied(cell, shown, zeros, look) if products else added(shown, look)
    behind = [look.rest(more, cell.name)] if more else []
    behind += [look.factors([one], 0, (1, 1)) for one in alone if products]
    block = len(shown) > (1 if products else 2)             # whose cells are still to be added up
    for k, one in enumerate(behind):
        line += ["Σ +" if block and k == 0 else "+", one]
    return [*line, "Σ =" if block and not behind else "=", result]


def chosen(terms, look):
    """The terms that are shown one by one, where they stand; how many of the others are 0; the others.

    Those in focus come first, of many the largest.
    """
    alive = {id(one) for one in terms if one[0].value != 0}
    near = [one for one in terms if look.is_near(one[0])] if look.deep else terms
    few = [one for one in near if id(one) in alive] if len(near) > MOST else near
    shown = largest(few, look.most) or terms[:1]
    known = set(map(id, shown))
    more = [one for one in terms if id(one) in alive - known]
    return shown, len(terms) - len(alive | known), more


def largest(terms, most):
    """Of more than MOST terms those largest in size, where they stand."""
    if len(terms) <= MOST:
        return terms
    sizes = number.tidied([abs(term.value) for term, _ in terms])
    return [terms[k] for k in sorted(sorted(range(len(terms)), key=sizes.__getitem__, reverse=True)[:most])]


def multiplied(cell, terms, zeros, look):
    """Factors, factors and their products; a single product is the sum itself."""
    shape = look.shape(terms)
    line = [look.factors(terms, 0, shape), "⊙" if len(terms) > 1 else "·", look.factors(terms, 1, shape)]
    scale = {constant(term) for term, _ in terms}
    if scale != {1.0} and len(scale) == 1:
        line.append(f"· {number.plain(scale.pop())}")
    if len(cell.terms) > 1:
        line += ["=", look.products(terms, shape, cell.name, zeros)]
    return line


def added(terms, look):
    """Numbers that are added as they are, two with their signs, many in a block."""
    if len(terms) > 2:
        return [inputs(terms, look)]
    first, *rest = terms
    line, share = [look.factors([first], 0, (1, 1))], abs(constant(first[0]))   # share: of one example of several
    for one in rest:
        line += [number.MINUS if constant(one[0]) < 0 else "+", look.factors([one], 0, (1, 1))]
    return line if share == 1 else ["(", *line, f") · {number.plain(share)}"]


def inputs(terms, look):
    """The single factors of some terms."""
    places = len(terms) ** 0.5
    few = (1, len(terms)) if len(terms) < 4 else None
    shape = (int(places), int(places)) if places == int(places) else few
    return look.factors(terms, 0, shape or (ceil(len(terms) / 4), 4))


def remark(text):
    """Words below a matrix, large enough to be read."""
    return (node("tspan", text, font_size="12"),)


def spoken(label):
    """The characters of a label, whatever runs it is made of."""
    runs = (label,) if isinstance(label, str) else label
    return "".join(run if isinstance(run, str) else run.children for run in runs)


def signs_of(terms, k):
    """The constant of each term, where they differ: it goes into the first factor."""
    scales = [constant(term) for term, _ in terms] if k == 0 else ()
    return scales if len({*scales}) > 1 else [1.0] * len(terms)


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


def filled(values, shape):
    """Values in rows, zeros where there are too few."""
    return np.array([*values, *[0.0] * (prod(shape) - len(values))]).reshape(shape)


def empty(count, shape):
    """The places that hold no value of their own."""
    return frozenset(cells(shape)[count:])


@lru_cache
def cells(shape):
    """The places of a matrix of this shape, in reading order."""
    return tuple(np.ndindex(shape))
