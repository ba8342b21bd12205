"""What the colours of a picture mean, in the picture: one line of little cells with words."""

from ..ink import colour
from ..ink.svg import Node, node, path

SWATCH, CHARACTER, APART = 11, 6.1, 18     # pixels: a little cell, a character of the words, between two
VALUE = "a value", colour.mix(colour.INK, 0.6), ""
NEGATIVE = "hatched: below 0", colour.mix(colour.INK, 0.35), "M0 4l4-4M0 11l11-11M7 11l4-4"
FALLS = "gradient < 0: raise it and the loss falls", colour.mix(colour.BELOW, 0.8), ""
RISES = "> 0: the loss rises", colour.mix(colour.ABOVE, 0.8), ""
OUR_PATH = "selected, and what feeds it", "#FFF", ""


def legend(x, y, *entries):
    """Draw entries from x on; y: the line on which the words stand."""
    nodes = []
    for words, fill, strokes in entries:
        nodes += [node("rect", x=x, y=y - 10, width=SWATCH, height=SWATCH, stroke=colour.FRAME,
                       stroke_width="1", fill=fill), *path(strokes and moved(strokes, x, y - 10), LINES),
                  *(framed(x, y) if words == OUR_PATH[0] else ()),
                  node("text", words, x=x + SWATCH + 6, y=y)]
        x += SWATCH + 6 + round(CHARACTER * len(words)) + APART
    return node("g", tuple(nodes), font_size="11", fill=colour.NOTE)


LINES = f'stroke="{colour.FRAME}" stroke-width=".8" fill="none"'


def moved(strokes, x, y):
    """A path in a swatch, moved to where the swatch stands."""
    pieces = (piece.split("l") for piece in strokes.split("M")[1:])
    return "".join(f"M{x + int(start.split()[0])} {y + int(start.split()[1])}l{by}" for start, by in pieces)


def framed(x, y):
    """The double line of our path around a swatch."""
    box = f'd="M{x} {y - 10}h{SWATCH}v{SWATCH}h-{SWATCH}z" fill="none"'
    return (Node("path", f'{box} stroke="{colour.OUTLINE}" stroke-width="4"'),
            Node("path", f'{box} stroke="{colour.PATH}" stroke-width="1.8"'))
