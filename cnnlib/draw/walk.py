"""One path in close-up: values forward, what each step multiplies by, gradients backward."""

from .chain import label
from .ink import colour, number
from .ink.svg import Picture, node
from .parts import cells, matrix, single
from .parts.item import Item
from .parts.signs import arrow, together

CELL, PITCH, LEFT, COLUMNS, WIDE, TALL = matrix.FOCUS, 122, 88, 7, 900, 188     # pixels
VALUES, SLOPES, GRADIENTS = 20, 70, 138         # tops of the rows: slopes stand between the values' columns
SHIFT = 16                                      # of the long words over a path's share
HEADS = ("values,", "forward"), ("slope of", "each step"), ("gradient,", "backward")


def walk(nodes, slopes, gradients, outline=None, before=None, caption=None, note=""):
    """Draw a path from a quantity (left) to the loss (right), at most seven nodes.

    nodes, slopes, gradients: as draw.chain takes them, a note of two lines having a line break in it
    outline: name -> list of (row, column);  before: {name: number} before the last change
    note: below "values, forward", what they are
    """
    outline, before = outline or {}, before or {}
    first = LEFT + (COLUMNS - len(nodes)) * PITCH
    rows = ((nodes, first, VALUES, matrix.largest([link.value for link in nodes])),
            (slopes, first + PITCH // 2, SLOPES, 1.0),
            (gradients, first, GRADIENTS, matrix.largest([link.value for link in gradients])))
    drawn = tuple(number_of(link, x + k * PITCH, y, limit, outline, before)
                  for links, x, y, limit in rows for k, link in enumerate(links))
    texts = tuple(node("text", label(link, 0 if y == SLOPES else single.own(link.value)),
                       x=x + k * PITCH - SHIFT * link.name.endswith(" path"), y=y - 6)
                  for links, x, y, _ in rows for k, link in enumerate(links))
    return Picture(WIDE, TALL, (heads(note), flow(first, len(nodes)), cells.together(drawn),
                                node("g", texts, font_size="12.5", font_style="italic"),
                                notes(nodes, slopes, first), *factors(slopes, first)),
                   "One path of the chain rule", caption or "A path forward and backward.",
                   lambda: "\n".join(f"{link.address} = {number.plain(link.value)}"
                                     for link in (*nodes, *slopes, *gradients)))


def number_of(link, x, y, limit, outline, before):
    """The cell of one link, outlined where its place in its matrix is."""
    marked = ((0, 0),) if (link.at or (0, 0)) in outline.get(link.name, ()) else ()
    return single.draw(Item.of(link.name, link.value, limit=limit, outline=marked), x, y, CELL,
                       before=before.get(link.name), at=link.at)


def heads(note=""):
    """What each row holds, in words."""
    said = (*HEADS[0], note), *HEADS[1:]
    lines = tuple(node("text", line, x=14, y=top + 19 + 14 * k)
                  for top, each in zip((VALUES, SLOPES, GRADIENTS), said, strict=True)
                  for k, line in enumerate(each))
    return node("g", lines, font_size="11", fill=colour.NOTE)


def flow(first, count):
    """Solid arrows to the right between values, dashed ones to the left between gradients."""
    parts = []
    for k in range(count - 1):
        left, right = first + k * PITCH + CELL + 7, first + (k + 1) * PITCH - 7
        parts.append(arrow(left, right, VALUES + CELL / 2, False))
        if k < count - 2:
            parts.append(arrow(left, right, GRADIENTS + CELL / 2, True))
    return together(parts)


def notes(nodes, slopes, first):
    """Below a value its place on the map, right of a slope what it is, in two lines."""
    below = VALUES + CELL + 13
    places = [*((link.note, first + k * PITCH, below) for k, link in enumerate(nodes) if link.note),
              *((link.note, first + PITCH // 2 + k * PITCH + CELL + 7, SLOPES + 14)
                for k, link in enumerate(slopes))]
    texts = (node("text", line, x=x, y=y + 14 * k)
             for note, x, y in places for k, line in enumerate((note + "\n").split("\n")[:2]))
    return node("g", tuple(texts), font_size="11", fill=colour.NOTE)


def factors(slopes, first):
    """Right of each slope its power of ten, and by what each dashed arrow multiplies where there is none."""
    powers = [single.own(link.value) for link in slopes]
    left = first + PITCH // 2 + CELL + 7
    beside = (node("text", number.times_ten(power), x=left + k * PITCH, y=SLOPES + 45)
              for k, power in enumerate(powers))
    texts = (node("text", f"· {'' if power else single.digits(link.value)}".strip(),
                  x=first + k * PITCH + CELL + 42, y=GRADIENTS + CELL // 2 - 7)
             for k, (link, power) in enumerate(zip(slopes, powers, strict=True)))
    return (node("g", tuple(beside), font_size="12.5", fill="#000"),
            node("g", tuple(texts), font_size="12.5", text_anchor="middle", fill=colour.NOTE))
