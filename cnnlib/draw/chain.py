"""One path of the chain rule: values above, local slopes between them, gradients below, all with bars."""

from dataclasses import dataclass

from .ink import colour, number, words
from .ink.names import spelled, symbols
from .ink.svg import Picture, node
from .parts import cells, matrix
from .parts.bar import upright
from .parts.signs import arrow, together

LEFT, TOP, PITCH, APART, COLUMNS = 84, 30, 136, 42, 7   # pixels; APART: between the three rows
SHARE = "path's share"


@dataclass(frozen=True)
class Link:
    """A number of the chain: its code name, its value, its place in its matrix, what stands below it.

    index: its place in the code where the matrix is drawn in another shape
    marks: of which channel, filter and example it is, where there are several
    A name such as "dL_dw1 path" is the share that one path has in a gradient.
    """

    name: str
    value: float
    at: tuple = ()
    note: str = ""
    index: tuple = ()
    marks: tuple = ()

    @property
    def address(self):
        """How a sentence calls it: w⁽³⁾[3]."""
        return SHARE if self.name.endswith(" path") else spelled(self.name, self.index or self.at)


def chain(nodes, slopes, gradients, outline=None, limits=None, columns=COLUMNS, caption=None):
    """Draw a path from a quantity (left) to the loss (right).

    nodes: Links from the quantity to L;  slopes: one Link between each two nodes but the last two
    gradients: one Link under each node but L;  outline: name -> list of (row, column)
    Each may be a dict instead: {name: number}, or {name: (number, (row, column))} for one cell of a matrix.
    limits: (of the values, of the gradients), by default the largest of each
    columns: room for so many nodes
    Raises ValueError where there are not one gradient and, before the last, one slope fewer than nodes.
    """
    nodes, slopes, gradients = map(links_of, (nodes, slopes, gradients))
    if not len(nodes) == len(gradients) + 1 == len(slopes) + 2 <= columns:
        raise ValueError(f"nodes, slopes, gradients: got {len(nodes)}, {len(slopes)}, {len(gradients)}; "
                         f"needs n, n − 2, n − 1 with n at most {columns}")
    ink, limit = map(number.tidy, limits or (matrix.largest([link.value for link in links])
                                             for links in (nodes, gradients)))
    first = LEFT + (columns - len(nodes)) * PITCH
    y = [TOP + k * (matrix.CLOSE + APART) for k in range(3)]
    bands = (band(nodes, first, y[0], outline or {}, ink),
             band(slopes, first + PITCH // 2, y[1], outline or {}, 1.0, bar=1.0),
             band(gradients, first, y[2], outline or {}, limit, bar=limit))
    height = y[2] + matrix.CLOSE + matrix.BELOW + 6
    return Picture(LEFT + (columns - 1) * PITCH + matrix.CLOSE + 24, height,
                   (heads(y), flow(first, y, len(nodes)), products(first, y[2], slopes), *sum(bands, ())),
                   "One path of the chain rule", caption or summary(gradients),
                   lambda: "\n".join(f"{link.address} = {number.plain(link.value)}"
                                     for link in (*nodes, *slopes, *gradients)))


def links_of(links):
    """Links as they are; those that stand in a dict as {name: number} or {name: (number, place)}."""
    if not isinstance(links, dict):
        return links
    return [Link(name, *each) if isinstance(each, tuple) else Link(name, each) for name, each in links.items()]


def band(links, x, y, outline, limit, bar=None):
    """One row of cells with labels above, notes below and, for slopes and gradients, bars beside them."""
    drawn, labels, notes, beside = [], [], [], []
    for k, link in enumerate(links):
        left = x + k * PITCH
        one, power = cell(link, outline, limit), number.exponent([link.value])
        drawn.append((cells.piece if link.at else cells.draw)(matrix.printed(one, power), left, y, 0))
        labels.append(node("text", label(link, power), x=left, y=y - 8))
        notes.append(node("text", link.note, x=left, y=y + matrix.CLOSE + 12))
        if bar:
            beside.append(upright(link.name, link.value, left + matrix.CLOSE + 7, y, matrix.CLOSE, bar))
    return (cells.together(tuple(drawn)), node("g", tuple(labels), font_size="13", font_style="italic"),
            node("g", tuple(notes), font_size="10", fill=colour.NOTE), node("g", tuple(beside), fill="none"))


def label(link, power):
    """What stands above a cell: its symbol, or words for the share of one path, with its power of ten."""
    if link.name.endswith(" path"):
        return " ".join(filter(None, (SHARE, number.times_ten(power))))
    return symbols(link.name, link.index or link.at, power)


def cell(link, outline, limit):
    """The panel of one number; it is outlined where its place in its matrix is."""
    marked = ((0, 0),) if (link.at or (0, 0)) in outline.get(link.name, ()) else ()
    return matrix.make(link.name, link.value, outline=marked, limit=limit, corner=tuple(link.at) or (0, 0))


def heads(y):
    """What each row holds, in words."""
    texts = (("values,", "forward"), ("slope of", "each step"), ("gradient,", "backward"))
    lines = tuple(node("text", line, x=10, y=top + 22 + 13 * k) for top, pair in zip(y, texts, strict=True)
                  for k, line in enumerate(pair))
    return node("g", lines, font_size="11", fill=colour.NOTE)


def flow(first, y, count):
    """Solid arrows to the right between values, dashed ones to the left between gradients."""
    middle, parts = matrix.CLOSE / 2, []
    for k in range(count - 1):
        left, right = first + k * PITCH + matrix.CLOSE, first + (k + 1) * PITCH
        parts.append(arrow(left + 8, right - 8, y[0] + middle, False))
        if k < count - 2:
            parts.append(arrow(left + 32, right - 8, y[2] + middle, True))
    return together(parts)


def products(first, y, slopes):
    """By what each dashed arrow multiplies: the slope above it."""
    texts = tuple(node("text", f"· {factor(link.value)}", x=first + k * PITCH + 103,
                       y=y + matrix.CLOSE // 2 - 7) for k, link in enumerate(slopes))
    return node("g", texts, font_size="10", fill=colour.NOTE, text_anchor="middle")


def factor(value):
    """A slope as its cell prints it; with a power of ten there is room for two digits."""
    return number.plain(value, 2) if number.exponent([value]) else number.figures(value)


def summary(gradients):
    """One sentence: the product of the slopes, gradient by gradient from the loss backward."""
    steps = (f"{link.address} = {number.plain(link.value)}" for link in reversed(gradients))
    return f"Backward, slope by slope: {words.listing(steps)}."
