"""A network on one screen: what it says, a map of all its tensors, one cell opened large."""

from .board import caption, row_limits
from .ink import words
from .ink.svg import Picture
from .overview import layout, panels
from .parts import cells, legend
from .parts.gauge import gauge, silent
from .parts.lens import lens
from .parts.signs import MARGIN, together

ROOM = 660                                # for the lens, beside the legend
WIDE, TALL = 900, 450                     # pixels, whatever is shown
SAYS, MAP, OPEN, HIGH = 22, 68, 312, 132  # the lines of the gauge, of the map, of the lens; its height
TITLE = "A network, and one of its cells opened"
LEGEND = legend.column(WIDE - 218, OPEN + 18, legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES,
                       legend.WINNER, legend.OUR_PATH)


def network(run, values, said, cell, old, views, outline, rings, limits, blank=()):
    """Draw a gauge, the map of a network with gradients under their variables, and one cell opened.

    run: what `Network.run` returns;  values: {name: (rows, columns)} of what the board shows
    said: (question, share of 1, loss, the first two before or None, a note), what the gauge says
    cell, old: what makes the opened cell now and before;  views: {name: View}
    outline, rings: {name: cells};  limits: "own" or (of values, of gradients);  blank: names not shown yet
    """
    shapes = tuple((name, *one.shape) for name, one in values.items())
    places, furniture = layout(run.net, shapes, MARGIN, MAP)
    shared = (None, None) if limits == "own" else limits
    placed = panels(values, places, shared, outline, rings, blank)
    large = row_limits(values) if limits == "own" else limits
    opened, between = lens(cell, old, views, large, MARGIN, OPEN, ROOM, HIGH)
    says = gauge(MARGIN, SAYS, *said) if said else silent(MARGIN, SAYS)
    drawn = cells.draw_all([*placed, *opened])
    return Picture(WIDE, TALL, (*says, *furniture, together(between), *drawn, LEGEND),
                   TITLE, caption(run, {one.name: one for one, *_ in placed}),
                   lambda: words.tables(one for one, _, _ in placed))
