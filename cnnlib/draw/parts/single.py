"""A number that is read closely: alone in a large cell, in three large digits, its old value above."""

from functools import lru_cache

from ..ink import colour, names, number
from ..ink.number import MINUS
from ..ink.svg import move, node, px
from . import cells, matrix

LARGE, SMALL, GHOST = 14, 12.5, 11      # pixels of type
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"                   # the end of a power of ten
LEAST = 0.01                            # a scaled number below it has no third digit


def draw(item, x, y, cell, power=None, before=None, at=(), places=None, marks=()):
    """Draw the one number of an item with its upper left corner at (x, y).

    power: of ten, which it is divided by, by default its own;  at: its place in its matrix
    marks: of which channel, filter and example, where there are several, as a Panel has them
    places: decimals, where they are those of a sum;  by default three digits
    before: what it was before the last change, struck through above where it prints as another number
    and in this power of ten
    """
    value = item.values.item()
    power = own(value) if power is None else power
    text = digits(value, power, places)
    panel = matrix.make(item.name, item.values, cell, limit=item.limit, outline=item.outline, text=text,
                        size=size(text, cell), corner=tuple(at) or (0, 0), marks=marks)
    drawn = (cells.piece if at else cells.draw)(panel, x, y, power)
    old = "" if before is None else digits(before, power, places)
    fill = colour.fill(number.tidy(value), panel.limit, names.is_gradient(panel.name))
    comparable = not old.startswith(("<", ">")) and old[-1:] not in RAISED
    shown = old != text and len(old) <= cells.LONGEST and comparable
    return drawn._replace(children=(*drawn.children, ghost(old if shown else "", cell, fill)))


def own(value):
    """The power of ten in the label of a number: none for one with a digit right after its point."""
    power = number.exponent([value])
    return -2 if not power and 0 < abs(number.tidy(value)) < 0.1 else power


def digits(value, power=0, places=None):
    """Three digits of a number over 10**power, or so many places, with no zero before the point: −.401.

    Of one that needs a factor of its own, only its power of ten: there is no room for more.
    """
    if places is not None:
        return unzeroed(number.short(value, places))
    scaled = number.tidy(value / 10.0**power)
    small = number.cell(scaled, 2, True) if 0 < abs(scaled) < LEAST else ""
    text = small or (not power and number.nearly(value)) or number.plain(scaled)
    factor = text.partition("×")[2]
    return MINUS * text.startswith(MINUS) + factor if factor else unzeroed(text)


def unzeroed(text):
    """A printed number with no zero before its point."""
    return text.replace("0.", ".", 1) if text.startswith(("0.", f"{MINUS}0.")) else text


def size(text, cell):
    """The size of type in which a text fits a cell, None for the largest."""
    found = max(SMALL, min(LARGE, int(2 * (cell - 6) / matrix.ems(text)) / 2))
    return found if found < LARGE else None


@lru_cache(maxsize=2_000)
def ghost(text, cell, fill, y=12, struck=True):
    """An old number, small and struck through above the new one; nothing where the text is empty.

    fill: of its cell;  y: the line on which it stands, in pixels below the top
    struck: False for what is no old number
    """
    half = min(GHOST * matrix.ems(text), cell - 4) / 2
    ink = colour.text_on(fill)
    strike = node("path", d=f"M-{px(half)} -4h{px(2 * half)}" if text and struck else "M0 0", stroke=ink,
                  stroke_width="1", fill="none")
    return node("g", (node("text", text, stroke="none", fill=ink), strike), font_size=GHOST,
                transform=move(cell // 2, y))
