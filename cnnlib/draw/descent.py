"""Paths over the contours of a function of two numbers; beside them one step, a row for each number of it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .ink import colour, names, number
from .ink.svg import Picture, node, tenth
from .parts import cells, matrix
from .parts.axes import LEFT, TOP, Axes, frame

UNIT, WIDE, TALL = 60, 900, 440                 # pixels of 1 on both axes;  of the picture
SIDE, NUMBERS, POWERS, ROWS, CELL = 646, 752, 838, 114, 40       # left edges;  top of rows;  a cell
LOOKS = {"stroke_dasharray": None}, {"stroke_dasharray": "7 3"}, {"stroke_dasharray": "2 3"}
MARKS = "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0", "m-5-5h10v10h-10z", "m0-8l7 12h-14z"
HEADS = 2, 46                                   # pixels from NUMBERS to the names of the columns
APART = 13                                      # pixels between two labels of contours
CLEAR = 62                                      # from the top to the words of the flat part: few paths cross


@dataclass(frozen=True, eq=False)
class Surface:
    """A function of two numbers: their names, x (n,) and y (k,) rising, values (k, n), levels of contours.

    edge: the x at and left of which it is flat;  flat: the lines of words there
    """

    names: tuple
    x: np.ndarray
    y: np.ndarray
    values: np.ndarray
    levels: tuple
    edge: float
    flat: tuple


@dataclass(frozen=True, eq=False)
class Path:
    """The points (t, 2) that one optimizer comes through, and what is said of it."""

    name: str
    points: np.ndarray
    said: str


def descent(surface, paths, focus, head, rows, selected, limits, caption):
    """Draw contours with paths over them, one unit as long on both axes, and the numbers of one step.

    focus: the name of the path whose step it is;  head: what stands above the step
    rows: {name: (label, values (2,))};  selected: (name, which of the two)
    limits: (of values, of gradients)
    """
    axes = axes_of(surface)
    drawn = [way(axes, path, LOOKS[k], path.name == focus) for k, path in enumerate(paths)]
    drawn += [end(axes, path, MARKS[k]) for k, path in enumerate(paths)]
    table = [row(k, name, *one, selected, limits) for k, (name, one) in enumerate(rows.items())]
    labels = node("g", tuple(text for _, texts in table for text in texts), font_size="13", fill="#000")
    nodes = (ground(surface), node("g", tuple(drawn), fill="none"), *told(paths, focus, head, surface.names),
             cells.together(tuple(one for one, _ in table)), labels)
    return Picture(WIDE, TALL, nodes, "Three ways down the same loss", caption, lambda: words(paths, rows))


def axes_of(surface):
    """Axes on which 1 is UNIT pixels both ways."""
    (left, right), (least, most) = surface.x[[0, -1]].tolist(), surface.y[[0, -1]].tolist()
    return Axes(left, right, least, most, round(UNIT * (right - left)), round(UNIT * (most - least)))


@lru_cache(maxsize=2)
def ground(surface):
    """The axes, the contours with their levels, and where the function is flat."""
    axes, (over, name) = axes_of(surface), surface.names
    lines = {level: contour(surface, level) for level in surface.levels}
    strokes = tuple(node("path", d="".join(map(joined, (axes.place(*line.T) for line in found))) or "M0 0")
                    for found in lines.values())
    shore = float(axes.place(surface.edge, 0.0)[0])
    words = tuple(node("text", text, x=(LEFT + shore) / 2, y=TOP + CLEAR + 15 * k)
                  for k, text in enumerate(surface.flat))
    flat = node("path", d=f"M{tenth(shore)} {TOP}v{axes.tall}H{LEFT}v-{axes.tall}z", stroke=colour.GRID,
                stroke_width="1", fill="#F1EEEA")
    return node("g", (flat, frame(axes, name, over, "lines of equal loss; both axes to the same scale"),
                      node("g", strokes, stroke="#A8A29A", stroke_width="1", fill="none"),
                      node("g", tuple(levels(axes, lines)), font_size="11", fill=colour.NOTE),
                      node("g", words, font_size="11.5", text_anchor="middle", fill=colour.NOTE)),
                fill="none")


def contour(surface, level):
    """The lines [(n, 2)] along which the function has a value."""
    from contourpy import contour_generator  # it comes with matplotlib, and is loaded as late
    return contour_generator(surface.x, surface.y, surface.values).lines(level)


def joined(places):
    """The path of a line through pixels."""
    return "M" + "L".join(f"{tenth(x)} {tenth(y)}" for x, y in zip(*places, strict=True))


def levels(axes, lines):
    """The level of each line that comes to the right end, from the lowest level on, none over another."""
    used = []
    for level, found in lines.items():
        ends = [float(end[1]) for line in found for end in line[[0, -1]] if end[0] >= axes.right - 1e-9]
        for height in (float(axes.place(axes.right, end)[1]) for end in ends):
            if all(abs(height - other) >= APART for other in used):
                used.append(height)
                yield node("text", number.plain(level), x=LEFT + axes.wide + 4, y=height + 4)


def way(axes, path, look, ours):
    """A path with a dot after each step; the one in focus is yellow between black."""
    d = "".join(f"M{tenth(a)} {tenth(b)}L{tenth(c)} {tenth(e)}" for a, b, c, e in inside(axes, path.points))
    seen = [axes.place(*point) for point in path.points if within(axes, point)]
    dots = "".join(f"M{tenth(x - 2)} {tenth(y)}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0" for x, y in seen)
    strokes = ((colour.OUTLINE, "5.4", {}), (colour.PATH, "2.2", {})) if ours else (
        ("#FFF", "4", {}), (colour.OUTLINE, "1.6", look))
    lines = [node("path", d=d or "M0 0", stroke=ink, stroke_width=width, **more)
             for ink, width, more in strokes]
    return node("g", (*lines, node("path", d=dots or "M0 0", fill=colour.OUTLINE)))


def within(axes, point):
    """Whether a point lies inside the axes."""
    return axes.left <= point[0] <= axes.right and axes.least <= point[1] <= axes.most


def inside(axes, points):
    """The parts (x0, y0, x1, y1) in pixels of the steps from point to point that lie inside the axes."""
    low, high = np.array([axes.left, axes.least]), np.array([axes.right, axes.most])
    for old, new in zip(points[:-1], points[1:], strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = np.sort([(low - old) / (new - old), (high - old) / (new - old)], axis=0)
        first, last = max(0.0, *np.nan_to_num(ends[0], nan=0.0)), min(1.0, *np.nan_to_num(ends[1], nan=1.0))
        if first < last:
            yield (*axes.place(*(old + first * (new - old))), *axes.place(*(old + last * (new - old))))


def end(axes, path, mark):
    """The mark of a path at its last point; nothing where it lies outside."""
    d = at(mark, *axes.place(*path.points[-1])) if within(axes, path.points[-1]) else "M0 0"
    return ring(d)


def ring(d):
    """A mark, drawn."""
    return node("path", d=d, stroke=colour.OUTLINE, stroke_width="1.4", fill="#FFF")


def at(mark, x, y):
    """A mark round a point."""
    return f"M{tenth(x)} {tenth(y)}{mark}"


def told(paths, focus, head, columns):
    """What is said of each path beside a piece of its line; the heads of the step."""
    texts, strokes = [], []
    for k, path in enumerate(paths):
        y = 20 + 21 * k
        texts.append(node("text", f"{path.name}: {path.said}", x=SIDE + 44, y=y, font_size="13"))
        ours = path.name == focus
        line = f"M{SIDE} {y - 4}h36"
        strokes.append(node("path", d=line, stroke=colour.OUTLINE, stroke_width="5.4" if ours else "1.6",
                            **({} if ours else LOOKS[k])))
        strokes.append(node("path", d=line if ours else "M0 0", stroke=colour.PATH, stroke_width="2.2"))
        strokes.append(ring(at(MARKS[k], SIDE + 18, y - 4)))
    texts.append(node("text", head, x=SIDE, y=ROWS - 28, font_size="13"))
    texts += [node("text", name, x=NUMBERS + HEADS[k], y=ROWS - 8, font_size="12")
              for k, name in enumerate(columns)]
    return node("g", tuple(strokes), fill="none"), node("g", tuple(texts), fill="#000")


def row(k, name, label, values, selected, limits):
    """One number of the step for both weights -> its cells, and the texts left and right of them."""
    y, gradient = ROWS + CELL * k, names.is_gradient(name)
    power = number.exponent(values.tolist())
    panel = matrix.make(name, values, CELL, limit=limits[gradient],
                        outline=[(0, selected[1])] if name == selected[0] else ())
    drawn = cells.draw(panel, NUMBERS, y, power)
    middle = y + CELL / 2 + 5
    return drawn, (node("text", label, x=SIDE, y=middle),
                   node("text", number.times_ten(power), x=POWERS, y=middle))


def words(paths, rows):
    """Every number as text."""
    lines = [f"{path.name}: {path.said}" for path in paths]
    return "\n".join([*lines, *(f"{name} = {', '.join(map(number.plain, values.tolist()))}"
                                for name, (_, values) in rows.items())])
