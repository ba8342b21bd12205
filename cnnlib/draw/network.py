"""A network on one screen: what it says, a map of all its tensors, one cell opened large."""

from dataclasses import replace

from .board import arrays, caption, row_limits
from .ink import words
from .ink.svg import Picture, node, px
from .overview import bars, layout, panels
from .parts import cells, legend, matrix
from .parts.gauge import gauge, silent
from .parts.lens import lens
from .parts.signs import MARGIN, together

ROOM = 660                                # for the lens, beside the legend
WIDE, TALL = 900, 450                     # pixels, whatever is shown
SAYS, MAP, OPEN, HIGH = 22, 68, 312, 132  # the lines of the gauge, of the map, of the lens; its height
TITLE = "A network, and one of its cells opened"
LEGEND = legend.column(WIDE - 218, OPEN + 18, legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES,
                       legend.WINNER, legend.OUR_PATH)


def network(run, values, said, cell, old, views, outline, rings, limits, blank=(), example=0):
    """Draw a gauge, the map of a network with gradients under their variables, and one cell opened.

    run: what `Network.run` returns;  values: {name: (rows, columns)} of what the board shows
    said: (question, share of 1, loss, the first two before or None, a note), what the gauge says
    cell, old: what makes the opened cell now and before;  views: {name: View}
    outline, rings: {name: cells};  limits: "own" or (of values, of gradients);  blank: names not shown yet
    example: which one is in focus
    """
    shapes = tuple((name, *one.shape) for name, one in values.items())
    stacks = tuple((name, count) for name, view in views.items() if (count := view.stacks.get("channel")))
    places, furniture, wide = layout(run.net, shapes, stacks, MARGIN, MAP, WIDE - 2 * MARGIN)
    every = {name: one for name, one in arrays(run).items() if name in values}
    shared = {name: matrix.largest([one]) for name, one in every.items()} if limits == "own" else limits
    placed = panels(values, places, shared, outline, rings, blank, views)
    large = row_limits(every) if limits == "own" else limits
    hidden = cell.name in blank
    now, before = emptied(cell, old) if hidden else (cell, old)
    opened, between = lens(now, before, views, large, MARGIN, OPEN, ROOM, HIGH)
    opened = [(one._replace(blank=hidden), *at) for one, *at in opened]
    says = gauge(MARGIN, SAYS, *said) if said else silent(MARGIN, SAYS)
    drawn = (*furniture, *cells.draw_all([*placed, *bars(every, places, shared, blank, views)]))
    lines = node("g", (together(between), *cells.draw_all(opened)))   # apart: the map stays as it is
    return Picture(WIDE, TALL, (*says, *fitted(drawn, wide), lines, LEGEND),
                   TITLE, caption(run, {one.name: one for one, *_ in placed}, example),
                   lambda: words.tables(one for one, _, _ in placed))


def emptied(*cells):
    """Cells without what makes them, which would give them away before they are computed."""
    return tuple(replace(cell, terms=(), total=0.0) for cell in cells)


def fitted(drawn, wide):
    """A map as it is, or, where a long chain makes it wider than the picture, as small as it must be."""
    percent = 100 * (WIDE - 2 * MARGIN) // wide
    if percent >= 100:
        return drawn
    x, y = (px(place * (100 - percent) / 100) for place in (MARGIN, MAP))
    return (node("g", drawn, transform=f"translate({x} {y}) scale({px(percent / 100)})"),)
