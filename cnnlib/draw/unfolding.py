"""A convolution as one matrix product: windows unfolded, times a column, folded; and the way back."""

import numpy as np

from .ink import names, words
from .ink.svg import Picture, node
from .parts import cells, closeup, legend, matrix
from .parts.signs import sign, stroke, together

CELL, LEFT, TOP, TALL = 40, 14, 40, 320         # pixels; TALL: eight windows
BETWEEN, SIGN, ARROW = 62, 26, 52               # from one matrix to the one below, for a sign, for an arrow
ALARM = "#A30016"
MEANING = legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES, legend.OUR_PATH


def unfolding(left, line, right, arrays, labels, notes, marks, alone, limits, before, crossed, said, caption):
    """Draw what goes in one below the other, the matrix product, and what it folds to above what is right.

    left, right: names;  line: names and signs;  arrays, labels, notes: {name: values, words above, words below}
    marks, alone: {name: outlined cells}, {name: those outlined inside of these}
    limits: {name: the |value| in full grey or colour};  before: {name: values before the last change}
    crossed: {name: cells crossed out};  said: words over the two arrows
    """
    panels = {name: panel(name, arrays, labels, marks, alone, limits, before) for name in arrays}
    ahead = LEFT + max(panels[name].width for name in left)
    product, signs, behind = multiplied(line, panels, ahead + ARROW)
    placed = [*stacked(left, panels, LEFT), *product, *stacked(right, panels, behind + ARROW)]
    signs += arrows((ahead, behind), (product[0][0], panels[right[0]]))
    drawn, *texts = cells.draw_all(placed)
    over = tuple(one._replace(children=(*one.children, cross(crossed.get(each.name, ()))))
                 for one, (each, _, _) in zip(drawn.children, placed, strict=True))
    below = [(notes[one.name], x, y + one.height + 16) for one, x, y in placed]
    above = [(word, x + ARROW / 2, TOP + TALL / 2 - 12) for word, x in zip(said, (ahead, behind), strict=True)]
    nodes = (together(signs), drawn._replace(children=over), *texts, closeup.writing(below, "12"),
             closeup.writing(above, "12", anchor="middle"), closeup.meaning(LEFT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, "A convolution as one matrix product", caption,
                   lambda: words.tables(panels.values()))


def multiplied(line, panels, x):
    """Matrices and signs from x on, on one middle -> [(panel, x, y)], [sign], where they end."""
    placed, signs = [], []
    for name in line:
        if name in panels:
            placed.append((panels[name], x, TOP + (TALL - panels[name].height) // 2))
            x += panels[name].width
        else:
            signs.append(sign(name, x + SIGN / 2, TOP + TALL / 2))
            x += SIGN
    return placed, signs, x


def panel(name, arrays, labels, marks, alone, limits, before):
    """One matrix of the picture."""
    return matrix.make(name, arrays[name], CELL, limit=limits[name], label=labels[name], note="",
                       outline=marks.get(name, ()), focus=tuple(alone.get(name, ())), before=before[name])


def stacked(wanted, panels, x):
    """Matrices one below the other -> [(panel, x, y)]."""
    placed, y = [], TOP
    for name in wanted:
        placed.append((panels[name], x, y))
        y += panels[name].height + BETWEEN
    return placed


def arrows(lefts, ends):
    """The arrows to the product and to what is folded, dashed where that is a gradient."""
    return [arrow(x + 9, x + ARROW - 9, TOP + TALL // 2, names.is_gradient(end.name))
            for x, end in zip(lefts, ends, strict=True)]


def arrow(left, right, y, dashed):
    """An arrow to the right."""
    return stroke(f"M{left} {y}H{right}", f"M{right - 5} {y - 4}l5 4-5 4", dashed)


def cross(places):
    """Cells crossed out from their corners, clear of the number."""
    far = CELL - 3
    drawn = "".join(f"M{x + 3} {y + 3}l7 7M{x + far} {y + 3}l-7 7M{x + 3} {y + far}l7-7M{x + far} {y + far}l-7-7"
                    for y, x in ((r * CELL, c * CELL) for r, c in places))
    return node("path", d=drawn or "M0 0", fill="none", stroke=ALARM, stroke_width="2")


def limit(*arrays):
    """The largest |value| of several matrices: what they have in full grey or colour."""
    return matrix.largest(list(map(np.asarray, arrays)))
