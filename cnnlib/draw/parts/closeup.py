"""What a map with a lens below shares: the frame of the lens, single numbers in type that fits, captions."""

from functools import lru_cache

from ..ink import colour
from ..ink.svg import node
from . import cells, legend, matrix, signs
from .signs import DOES

WIDTH, HEIGHT = 900, 440        # pixels: one laptop screen holds it with its controls and words
LEAST = 12.5                    # the smallest type of a number
sign = lru_cache(signs.sign)    # a slider leaves them where they are


@lru_cache
def frame(top, bottom):
    """The rounded frame around the lens."""
    return node("rect", x=12, y=top, width=WIDTH - 24, height=bottom - top, rx=8, stroke=colour.GRID,
                stroke_width="1.2", fill="none")


@lru_cache
def meaning(x, *entries):
    """What the colours mean, at the bottom."""
    return legend.legend(x, HEIGHT - 9, *entries)


def fitting(text, room, most):
    """The size of type in which a text fills at most this many pixels."""
    return round(min(most, max(LEAST, room / matrix.ems(text))), 1)


def writing(texts, size, ink=colour.NOTE, anchor=None, style=None):
    """A group of texts of one size, given as (words, x, y)."""
    nodes = tuple(cells.text(*one) for one in texts)
    return node("g", nodes, font_size=size, text_anchor=anchor, font_style=style, fill=ink)


def line_up(items, x, middle):
    """Line up matrices and signs from x on -> [(panel, x, y)], [drawn sign], [(what it does, x, y)].

    items: (panel or sign, its room)
    """
    placed, drawn, does = [], [], []
    for item, room in items:
        if isinstance(item, str):
            at = x + room / 2
            drawn.append(sign(item, at, middle, room - 12))
            does += [(words, at, middle + 26 + 12 * k) for k, words in enumerate(DOES.get(item, ()))]
        else:
            placed.append((item, x + (room - item.width) // 2, middle - item.height // 2))
        x += room
    return placed, drawn, does


def headline(x, y, label, value, before, lines, ink="#000"):
    """One number in large type under its label, what it was before, and lines of text from there down.

    before: text, "" where the number is the same
    """
    return (writing([(label, x, y)], "18", "#000", style="italic"),
            writing([(value, x, y + 42)], "36", ink),
            writing([(before and f"before: {before}", x, y + 66)], "14"),
            writing([(line, x, y + 94 + 22 * k) for k, line in enumerate(lines)], "14", colour.FRAME))
