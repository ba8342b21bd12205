"""Matrices side by side with signs between them: x ⋆ w = z, before -> after; a second row for the gradients."""

from dataclasses import replace

from .ink import given, number, words
from .ink.names import is_gradient, symbol
from .ink.svg import Picture
from .parts import cells
from .parts import matrix as panel
from .parts.signs import GAP, MARGIN, place, together


def matrix(name, values, **options):
    """Draw one matrix.

    name: its code name;  values: up to two axes longer than 1;  options: cell=50 or 28, limit, outline, rings, shape
    """
    return row((name, values, options))


def row(*items, below=(), caption=None, title=None, cell=panel.CLOSE):
    """Draw matrices and signs from left to right; with `below`, a second row under them for the gradients.

    An item is a sign ("⋆", "=", "→", "←") or (name, values) or (name, values, options of one matrix).
    Matrices of one row share their colour limit; its gradients of like size share their factor too. A gradient
    stands under its variable when both rows list as many items. caption: one sentence; by default it is computed
    from the last matrix.
    Raises ValueError where a row holds no matrix.
    """
    second = not isinstance(below, tuple | list) or below
    rows = [prepare("items", items, cell)] + ([prepare("below", below, cell)] if second else [])
    widths = [max(width(line[k]) for line in rows if k < len(line)) for k in range(max(map(len, rows)))]
    placed, signs, y = [], [], MARGIN + panel.ABOVE
    for line in rows:
        tall = max(item.height for item in line if isinstance(item, panel.Panel))
        matrices, drawn = place(line, widths, y, tall)
        placed, signs = placed + matrices, signs + drawn
        y += tall + panel.BELOW + panel.ABOVE + MARGIN
    panels = [one for one, _, _ in placed]
    return Picture(max(sum(widths) + 2 * MARGIN, 120), y - panel.ABOVE, (together(signs), *cells.draw_all(placed)),
                   title or "Matrices: " + words.listing(symbol(p.name) for p in panels),
                   caption or words.summary(panels[-1]), lambda: words.tables(panels))


def prepare(argument, items, cell):
    """Turn (name, values, options) into panels that share one colour limit; signs stay text."""
    if not isinstance(items, tuple | list) or all(isinstance(item, str) for item in items):
        raise ValueError(f"{argument}: got {items!r}; needs at least one (name, values)")
    for item in items:
        if not isinstance(item, str):
            given.item(item, argument)
    arrays = [panel.as_matrix(item[0], item[1]) for item in items if not isinstance(item, str)]
    shared = panel.largest(arrays)
    return like_factors(
        [item if isinstance(item, str)
         else panel.make(item[0], item[1], **{"cell": cell, "limit": shared, **(item[2] if len(item) > 2 else {})})
         for item in items])


def like_factors(line):
    """Give the gradients of a row one power of ten, unless the smallest is below a tenth of the largest."""
    sizes = {item: panel.largest([item.values]) for item in line
             if isinstance(item, panel.Panel) and is_gradient(item.name) and not item.blank and item.values.any()}
    if not sizes or min(sizes.values()) < max(sizes.values()) / 10:
        return line
    power = number.exponent(sizes.values())
    return [replace(item, power=power) if item in sizes else item for item in line]


def width(item):
    """Room in pixels for one item: a matrix with its label, or a sign."""
    return GAP if isinstance(item, str) else max(item.width, 64, round(panel.label_width(item)) - 12) + GAP // 2
