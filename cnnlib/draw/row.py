"""Matrices side by side with signs between them: x ⋆ w = z, before -> after; below, the gradients."""

from functools import cached_property

from .ink import number, words
from .ink.names import is_gradient, symbol
from .ink.shown import Shown
from .ink.svg import Picture
from .parts import cells
from .parts.item import Item, items
from .parts.matrix import ABOVE, BELOW, CLOSE, Panel, label_width, largest
from .parts.signs import GAP, MARGIN, place, together

OF_A_PICTURE = {"width", "height", "nodes", "title", "caption", "words", "root", "svg", "element", "bundle",
                "_repr_svg_"}


class Matrix(Item, Shown):
    """A matrix that a row, a column or a calculation of a picture holds, and that alone is a picture, too."""

    @cached_property
    def picture(self):
        return row(self)

    def __getattr__(self, name):
        if name in OF_A_PICTURE:
            return getattr(self.picture, name)
        raise AttributeError(f"a matrix has no {name!r}")

    def __repr__(self):
        return repr(self.picture)


def matrix(name, values, **options):
    """A matrix: an item of `row`, `bars` and `maps`, and a picture of its own.

    name: its code name
    values: up to two axes longer than 1, or None with shape=(rows, columns) for what is not computed yet
    options: cell=50 or 28, limit: the |value| in full colour, by default both as in the picture that holds it
    outline, rings: (row, column) of cells;  shape: words below in the place of its size
    padding: (row, column) of cells that are put in or cut away: dotted, pale
    blank=True: known but not shown
    Raises ValueError for anything else and where a marked cell lies outside.
    """
    return Matrix.of(name, values, **options)


def row(*things, below=(), caption=None, title=None, cell=CLOSE):
    """Draw matrices and signs from left to right; with `below`, a second row under them for the gradients.

    An item is draw.matrix(name, values), a sign ("⋆", "=", "→", "←") or draw.space, an empty place.
    Matrices of one row share their colour limit; its gradients of like size share their factor too.
    A gradient stands under its variable when both rows list as many items.
    caption: one sentence; by default it is computed from the last matrix
    Raises ValueError where a row holds no matrix.
    """
    second = not isinstance(below, tuple | list) or below
    rows = [prepare("items", things, cell)] + ([prepare("below", below, cell)] if second else [])
    widths = [max(width(line[k]) for line in rows if k < len(line)) for k in range(max(map(len, rows)))]
    placed, signs, y = [], [], MARGIN + ABOVE
    for line in rows:
        tall = max(item.height for item in line if isinstance(item, Panel))
        matrices, drawn = place(line, widths, y, tall)
        placed, signs = placed + matrices, signs + drawn
        y += tall + BELOW + ABOVE + MARGIN
    panels = [one for one, _, _ in placed]
    return Picture(max(sum(widths) + 2 * MARGIN, 120), y - ABOVE, (together(signs), *cells.draw_all(placed)),
                   title or "Matrices: " + words.listing(dict.fromkeys(symbol(p.name) for p in panels)),
                   caption or words.summary(panels[-1]), lambda: words.tables(panels))


def prepare(argument, things, cell):
    """Turn the items of a row into panels that share one colour limit; signs stay text."""
    if not isinstance(things, tuple | list) or all(isinstance(thing, str) for thing in things):
        raise ValueError(f"{argument}: got {things!r}; needs at least one draw.matrix(name, values)")
    line = items(things, argument)
    shared = largest([one.values for one in line if isinstance(one, Item)])
    return like_factors([one.panel(cell, shared) if isinstance(one, Item) else one for one in line])


def like_factors(line):
    """Give the gradients of a row one power of ten, unless the smallest is below a tenth of the largest."""
    sizes = {k: largest([item.values]) for k, item in enumerate(line)
             if isinstance(item, Panel) and is_gradient(item.name) and not item.blank and item.values.any()}
    if not sizes or min(sizes.values()) < max(sizes.values()) / 10:
        return line
    power = number.exponent(sizes.values())
    return [item._replace(power=power) if k in sizes else item for k, item in enumerate(line)]


def width(item):
    """Room in pixels for one item: a matrix with its label, or a sign."""
    return GAP if isinstance(item, str) else max(item.width, 64, round(label_width(item)) - 12) + GAP // 2
