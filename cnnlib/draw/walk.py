"""One path in close-up: values forward, what each step multiplies by, gradients backward."""

from typing import NamedTuple

from .chain import label
from .ink import colour, number
from .ink.svg import Picture, node
from .parts import cells, matrix, single
from .parts.item import Item
from .parts.signs import arrow, together

CELL, LEFT, COLUMNS, WIDE = matrix.FOCUS, 88, 7, 900      # pixels; COLUMNS: of the roomy layout
VALUES = 20                                     # top of the row of values
LONG = 15                                       # characters of a note
SHIFT = 16                                      # of the long words over a path's share
HEADS = ("values,", "forward"), ("slope of", "each step"), ("gradient,", "backward")


class Plan(NamedTuple):
    """Where a path stands: its first column, from one to the next, tops of the rows, height, size of type.

    roomy: whether notes find room beside the slopes, which then stand between the columns of the values;
    otherwise they stand below
    """

    first: int
    pitch: int
    slopes: int
    gradients: int
    tall: int
    type: str
    roomy: bool


def plan_of(count):
    """The Plan of a path of so many values."""
    if count <= COLUMNS:
        return Plan(LEFT + (COLUMNS - count) * 122, 122, 70, 138, 188, "12.5", True)
    return Plan(LEFT, (COLUMNS - 1) * 122 // (count - 1), 83, 161, 211, "11", False)


def walk(nodes, slopes, gradients, outline=None, before=None, caption=None, note="", end=()):
    """Draw a path from a quantity (left) to the loss (right), at most nine nodes.

    nodes, slopes, gradients: as draw.chain takes them, a note of two lines having a line break in it
    outline: name -> list of (row, column);  before: {name: number} before the last change
    note: below "values, forward", what they are;  end: lines on the last step, which has no slope of its own
    """
    outline, before, plan = outline or {}, before or {}, plan_of(len(nodes))
    between = plan.first + plan.pitch // 2
    rows = ((nodes, plan.first, VALUES, matrix.largest([link.value for link in nodes])),
            (slopes, between, plan.slopes, 1.0),
            (gradients, plan.first, plan.gradients, matrix.largest([link.value for link in gradients])))
    drawn = tuple(number_of(link, x + k * plan.pitch, y, limit, outline, before)
                  for links, x, y, limit in rows for k, link in enumerate(links))
    texts = (*above(nodes, plan.first, plan.pitch, VALUES, lambda link: power_of(link) * fits(link, plan)),
             *above(slopes, between, plan.pitch, plan.slopes, lambda link: 0),
             *above(gradients, plan.first, plan.pitch, plan.gradients, power_of))
    return Picture(WIDE, plan.tall, (heads(plan, note), flow(plan, len(nodes), len(gradients)),
                                     cells.together(drawn),
                                     node("g", texts, font_size=plan.type, font_style="italic"),
                                     notes(nodes, slopes, plan), *factors(nodes, slopes, plan),
                                     *last(end, between + len(slopes) * plan.pitch + 4, plan.slopes)),
                   "One path of the chain rule", caption or "A path forward and backward.",
                   lambda: "\n".join(f"{link.address} = {number.plain(link.value)}"
                                     for link in (*nodes, *slopes, *gradients)))


def number_of(link, x, y, limit, outline, before):
    """The cell of one link, outlined where its place in its matrix is."""
    marked = ((0, 0),) if (link.at or (0, 0)) in outline.get(link.name, ()) else ()
    return single.draw(Item.of(link.name, link.value, limit=limit, outline=marked), x, y, CELL,
                       before=before.get(link.name), at=link.at, marks=link.marks)


def above(links, x, pitch, y, power):
    """What stands above the cells of a row; of the shares of a path the first alone is called so in full."""
    for k, link in enumerate(links):
        share = link.name.endswith(" path")
        words = label(link, power(link))
        yield node("text", words.removeprefix("path's ") if share and k else words,
                   x=x + k * pitch - SHIFT * (share and not k), y=y - 6)


def power_of(link):
    """The power of ten by which the number of a link is divided."""
    return single.own(link.value)


def fits(link, plan):
    """Whether a power of ten finds room behind the symbol of a value, not right of its cell."""
    return plan.roomy and len(link.index or link.at) <= 2


def heads(plan, note=""):
    """What each row holds, in words."""
    said = (*HEADS[0], note), *HEADS[1:]
    lines = tuple(node("text", line, x=14, y=top + 19 + 14 * k)
                  for top, each in zip((VALUES, plan.slopes, plan.gradients), said, strict=True)
                  for k, line in enumerate(each))
    return node("g", lines, font_size="11", fill=colour.NOTE)


def flow(plan, values, gradients):
    """Solid arrows to the right between values, dashed ones to the left between gradients."""
    parts = []
    for k in range(values - 1):
        left, right = plan.first + k * plan.pitch + CELL + 7, plan.first + (k + 1) * plan.pitch - 7
        parts.append(arrow(left, right, VALUES + CELL / 2, False))
        if k < gradients - 1:
            parts.append(arrow(left, right, plan.gradients + CELL / 2, True))
    return together(parts)


def notes(nodes, slopes, plan):
    """Below a value its place on the map, right of a slope what it is, in two lines; or below it in one."""
    below, between = VALUES + CELL + 13, plan.first + plan.pitch // 2
    if plan.roomy:
        places = [*((link.note, plan.first + k * plan.pitch, below)
                    for k, link in enumerate(nodes) if link.note),
                  *((apart(link.note), between + k * plan.pitch + CELL + 7, plan.slopes + 14)
                    for k, link in enumerate(slopes))]
    else:
        places = [(shorter(link.note), between + k * plan.pitch, plan.slopes + CELL + 13)
                  for k, link in enumerate(slopes)]
    texts = (node("text", line, x=x, y=y + 14 * k)
             for note, x, y in places for k, line in enumerate((note + "\n").split("\n")[:1 + plan.roomy]))
    return node("g", tuple(texts), font_size="11", fill=colour.NOTE)


def apart(note):
    """A note in two lines; where the place in it is too long for one, that has the second."""
    last = note.split("\n")[-1]
    return last.replace("[", "\n[") if len(last) > LONG else note


def shorter(note):
    """A note of two lines in one: of a number that the step multiplies by, where that stands."""
    if "[" in note or "-\n" in note:
        last = note.split("\n")[-1].removeprefix("tion ")
        return last.replace(", ", ",") if len(last) > LONG else last
    return note.replace(" its\nwindow", "").replace("\n", " ")


def factors(nodes, slopes, plan):
    """Right of each slope, and of a value with a long symbol, its power of ten; by what each dashed arrow
    multiplies where the slope has none."""
    powers = [single.own(link.value) for link in slopes]
    left = plan.first + plan.pitch // 2 + CELL + 7
    beside = (node("text", number.times_ten(power), x=left + k * plan.pitch, y=plan.slopes + 45)
              for k, power in enumerate(powers))
    middle = plan.first + (plan.pitch + CELL) // 2
    over = (node("text", number.times_ten(power_of(link)), x=middle + k * plan.pitch,
                 y=VALUES + CELL // 2 - 7) for k, link in enumerate(nodes) if not fits(link, plan))
    texts = (node("text", f"· {'' if power else single.digits(link.value)}".strip(),
                  x=middle + k * plan.pitch + 3 * plan.roomy, y=plan.gradients + CELL // 2 - 7)
             for k, (link, power) in enumerate(zip(slopes, powers, strict=True)))
    return (node("g", tuple(beside), font_size="12.5", fill="#000"),
            node("g", (*texts, *over), font_size=plan.type, text_anchor="middle", fill=colour.NOTE))


def last(lines, x, y):
    """Words on the last step, one line below the other."""
    if not lines:
        return ()
    return (node("g", tuple(node("text", line, x=x, y=y + 14 + 14 * k) for k, line in enumerate(lines)),
                 font_size="11", fill=colour.NOTE),)
