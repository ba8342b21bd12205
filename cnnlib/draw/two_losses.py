"""Two losses over the steps of a training, one with a bug; beside them what the bug is, and a list of findings."""

import textwrap

import numpy as np

from .ink import colour
from .ink.svg import Picture, node, tenth
from .parts import cells, matrix, single
from .parts.axes import LEFT, TOP, Axes, frame
from .parts.item import Item

WIDE, TALL, CELL = 900, 416, matrix.FOCUS          # pixels
SIDE, LINES, LETTERS, ROWS, ROW = 546, 4, 50, 218, 24   # left edge; lines of words, letters of one; findings
HIGH, HIGHEST = 310, 1.2                                       # pixels of the axes; the highest loss drawn
LOOKS = {"stroke": colour.NOTE, "stroke_width": "1.8", "stroke_dasharray": "6 3"}, {
    "stroke": colour.OUTLINE, "stroke_width": "2.8"}


def two_losses(steps, at, losses, names, level, head, says, findings, selected=None, caption=""):
    """Draw a loss without a bug, dashed, and one with it, and mark the step `at`.

    steps: of the whole training;  losses: two of (t,), one number for each step made, or () for none
    names: (name, words) of the two;  level: (loss, words), a line to compare with
    head, says: what stands beside the axes, a sentence of at most 200 letters
    findings: ((words, words), …), a row each;  selected: which of the two numbers is outlined
    """
    axes = Axes(0.0, float(steps), 0.0, HIGHEST, 430, HIGH)
    strokes = (ruler(axes, level), *(trail(axes, values, look) for values, look in zip(losses, LOOKS, strict=True)),
               *(point(axes, min(at, len(values) - 1), values) for values in losses))
    nodes = (node("g", (frame(axes, "L", "steps", ""), *strokes), fill="none"), key(names, level),
             *numbers(names, losses, at, selected), sentences(head, says), table(findings))
    return Picture(WIDE, TALL, nodes, "The loss with a bug and without", caption,
                   lambda: "\n".join([head, says, *(f"{name}: {said}" for name, said in findings)]))


def trail(axes, values, look):
    """A loss as far as it is known; nothing where there is none."""
    values = np.array(values, float)
    return axes.line(np.arange(len(values), dtype=float), values, **look)


def point(axes, at, values):
    """A ring round the loss of now; nothing where there is none."""
    x, y = axes.place(at, values[at]) if len(values) else (0.0, 0.0)
    d = f"M{tenth(x - 5)} {tenth(y)}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0" if len(values) else "M0 0"
    return node("path", d=d, stroke=colour.OUTLINE, stroke_width="2", fill="#FFF")


def ruler(axes, level):
    """The line to compare with."""
    return axes.line(np.array([axes.left, axes.right]), np.full(2, level[0]), stroke=colour.GRID, stroke_width="1.2",
                     stroke_dasharray="2 3")


def key(names, level):
    """How the two are drawn, below the axes; what the line is, on it."""
    low = TALL - 14
    parts = [part for k, ((_, words), look) in enumerate(zip(names, LOOKS, strict=True))
             for part in (node("path", d=f"M{LEFT + 190 * k} {low - 4}h34", fill="none", **look),
                          node("text", words, x=LEFT + 190 * k + 42, y=low))]
    height = TOP + HIGH * (1 - level[0] / HIGHEST) - 5
    return node("g", (*parts, node("text", level[1], x=LEFT + 426, y=height, text_anchor="end", fill=colour.NOTE)),
                font_size="12.5", fill="#000")


def numbers(names, losses, at, selected):
    """The loss of now of each, in a cell, blank where there is none."""
    drawn, labels = [], []
    for k, ((name, words), values) in enumerate(zip(names, losses, strict=True)):
        x, outline = SIDE + 174 * k, [(0, 0)] if name == selected else ()
        here = None if not len(values) else np.array([[values[min(at, len(values) - 1)]]])
        one = Item.of(name, here, shape=(1, 1) if here is None else None, outline=outline, limit=HIGHEST)
        drawn.append(cells.draw(one.panel(CELL), x, 134, 0) if one.blank else single.draw(one, x, 134, CELL, 0))
        labels += [node("text", "loss", x=x + CELL + 10, y=152), node("text", words, x=x + CELL + 10, y=169)]
    return cells.together(tuple(drawn)), node("g", tuple(labels), font_size="13", fill="#000")


def sentences(head, says):
    """The name of the bug, and what it is, in lines."""
    lines = textwrap.wrap(says, LETTERS)[:LINES]
    lines += [""] * (LINES - len(lines))
    return node("g", (node("text", head, x=SIDE, y=30, font_size="17"),
                      *(node("text", line, x=SIDE, y=54 + 19 * k) for k, line in enumerate(lines))),
                font_size="13.5", fill="#000")


def table(findings):
    """A row for each finding."""
    texts = [node("text", text, x=x, y=ROWS + ROW * k) for k, row in enumerate(findings)
             for x, text in zip((SIDE, SIDE + 170), row, strict=True)]
    return node("g", tuple(texts), font_size="13.5", fill="#000")
