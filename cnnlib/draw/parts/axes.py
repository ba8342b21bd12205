"""Axes of a picture over one variable: where a number lies, lines, ends and zero, names."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..ink import colour, names, number
from ..ink.svg import node, px, tenth

LEFT, TOP = 56, 34      # pixels left of the axes, above them


def check_rising(x):
    """Raise ValueError unless x holds at least two numbers that rise."""
    if x.ndim != 1 or len(x) < 2 or not np.all(np.diff(x) > 0):
        raise ValueError(f"x: got shape {x.shape}; needs at least two numbers that rise")


def reach(least, most):
    """Both ends of an axis, tidied, one unit apart where they agree."""
    least, most = number.tidy(least), number.tidy(most)
    return least, most if most > least else least + 1.0


@dataclass(frozen=True)
class Axes:
    """Where a number lies in pixels.

    left, right: ends of the horizontal axis;  least, most: of the vertical one;  wide, tall: pixels of both
    """

    left: float
    right: float
    least: float
    most: float
    wide: int
    tall: int

    def place(self, x, value):
        """Pixels of a point; beyond the axes it lies on their edge."""
        across = np.clip((x - self.left) / (self.right - self.left), 0, 1)
        up = np.clip((value - self.least) / (self.most - self.least), 0, 1)
        return LEFT + self.wide * across, TOP + self.tall * (1 - up)

    def line(self, x, values, **look):
        """A line through all finite values, interrupted where there is none."""
        return trail(self, x.tobytes(), values.tobytes(), tuple(look.items()))


@lru_cache(maxsize=32)
def trail(axes, x, values, look):
    """The path of a line, to a tenth of a pixel; kept, since a curve stays while its point moves."""
    x, values = np.frombuffer(x), np.frombuffer(values)
    parts, down = [], False
    for across, up, finite in zip(*axes.place(x, values), np.isfinite(values), strict=True):
        if finite:
            parts.append(f"{'L' if down else 'M'}{tenth(across)} {tenth(up)}")
        down = finite
    return node("path", d="".join(parts) or "M0 0", **dict(look))


@lru_cache(maxsize=16)
def frame(axes, name, over, legend):
    """Both axes with their ends and zero, the name of the values above, of the variable below."""
    (x0, y0), (x1, y1) = axes.place(axes.left, axes.least), axes.place(axes.right, axes.most)
    corners = (x0, y0), (x1, y1), axes.place(0.0, 0.0)
    (left, low), (right, high), (across, up) = (map(px, at) for at in corners)
    d = f"M{left} {high}V{low}H{right}M{left} {up}H{right}M{across} {low}V{high}"
    lines = node("path", d=d, stroke=colour.GRID, stroke_width="1")
    return node("g", (lines, node("g", (*ticks(axes, y0),), font_size="12.5", fill=colour.NOTE),
                      node("text", names.label(name), x=LEFT, y=TOP - 14, font_size="13", font_style="italic",
                           fill="#000"),
                      node("text", legend, x=LEFT + axes.wide, y=TOP - 14, font_size="11", text_anchor="end",
                           fill=colour.NOTE),
                      node("text", names.label(over), x=float(x0 + x1) / 2 + 46, y=float(y0) + 32,
                           font_size="13", font_style="italic", fill="#000")))


def ticks(axes, low):
    """Numbers at the ends of both axes, and zero where it lies between."""
    across = sorted({axes.left, axes.right} | ({0.0} if axes.left < 0 < axes.right else set()))
    up = sorted({axes.least, axes.most} | ({0.0} if axes.least < 0 < axes.most else set()))
    for x in across:
        left = float(axes.place(x, 0)[0])
        yield node("text", number.plain(x), x=left, y=float(low) + 18, text_anchor="middle")
    for value in up:
        level = float(axes.place(0, value)[1])
        yield node("text", number.plain(value), x=LEFT - 7, y=level + 5, text_anchor="end")
