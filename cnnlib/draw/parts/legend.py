"""What the colours of a picture mean, in the picture: little cells with words."""

from ..ink import colour
from ..ink.svg import Node, node, path

SWATCH, CHARACTER, APART, LINE = 11, 6.1, 14, 19     # pixels: a little cell, a character, gaps
LINES = 'stroke="#000" stroke-width=".8" fill="none"'
VALUE = "a value", colour.mix(colour.INK, 0.6)
NEGATIVE = "hatched: below 0", colour.mix(colour.INK, 0.35)
FALLS = "gradient < 0: raise it, the loss falls", colour.mix(colour.BELOW, 0.8)
RISES = "> 0: the loss rises", colour.mix(colour.ABOVE, 0.8)
OUR_PATH = "selected, and its path", "#FFF"
WINNER = "ringed: wins its window", "#FFF"


def legend(x, y, *entries):
    """Draw entries in a line from x on; y: the line on which the words stand."""
    return entered(places(x, y, entries))


def column(x, y, *entries):
    """Draw entries one below the other; y: the line of the first."""
    return entered((entry, x, y + LINE * k) for k, entry in enumerate(entries))


def places(x, y, entries):
    """Each entry with its place in a line."""
    for entry in entries:
        yield entry, x, y
        x += SWATCH + 6 + round(CHARACTER * len(entry[0])) + APART


def entered(placed):
    """One group with the little cells and the words of entries (entry, x, y)."""
    nodes = tuple(part for (words, fill), x, y in placed for part in (
        *swatch(words, fill, x, y - 10), node("text", words, x=x + SWATCH + 6, y=y)))
    return node("g", nodes, font_size="11", fill=colour.NOTE)


def swatch(words, fill, x, y):
    """One little cell: hatched, or framed as our path is."""
    box = f"M{x} {y}h{SWATCH}v{SWATCH}h-{SWATCH}z"
    yield node("path", d=box, stroke=colour.FRAME, stroke_width="1", fill=fill)
    if words == NEGATIVE[0]:
        yield from path(f"M{x} {y + 4}l4-4M{x} {y + 11}l11-11M{x + 7} {y + 11}l4-4", LINES)
    if words == WINNER[0]:
        yield node("path", d=f"M{x + 3} {y + 1}h5l2 2v5l-2 2h-5l-2-2v-5z", stroke=colour.FRAME, stroke_width="1.4",
                   fill="none")
    if words == OUR_PATH[0]:
        yield Node("path", f'd="{box}" fill="none" stroke="{colour.OUTLINE}" stroke-width="4"')
        yield Node("path", f'd="{box}" fill="none" stroke="{colour.PATH}" stroke-width="1.8"')
