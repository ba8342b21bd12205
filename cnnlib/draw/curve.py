"""A curve over one variable with the point of now marked: two ways to compute it, one behind the other."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .ink import colour, given, names, number
from .ink.names import symbol
from .ink.svg import Picture, node, px, tenth
from .parts import cells, matrix

LEFT, TOP, WIDE, TALL, RIGHT, LOW = 56, 34, 360, 112, 98, 34   # pixels around and inside the axes


def curve(name, values, over, x, at, behind=None, limits=None, cell=None, legend="", caption=None):
    """Draw values over x, solid in ink, or dashed in colour where they are a gradient, and mark the point `at`.

    name: code name of the values, over: of x;  values, x (n,), x rising;  at: (x, value), the value may not be finite
    behind: the same computed in another way (n,), a broad grey line that ends where it is not finite
    limits: (least, most) of the vertical axis, by default those of the values
    legend: what the line and the grey line are
    cell: options of the matrix with the value of now, beside the axes, with its name: {"name": "L", "outline": ()}
    Raises ValueError where shapes differ or x does not rise.
    """
    x, values, at = given.numbers(x, "x"), given.numbers(values, name), given.point(at, "at")
    behind = values if behind is None else given.numbers(behind, "behind")
    check(x, values, behind)
    axes = frame_of(x, limits or (np.nanmin(values), np.nanmax(values)))
    parts = (frame(axes, name, over, legend), axes.line(x, behind, stroke="#CFCFCF", stroke_width="7"),
             *strokes(axes, name, x, values), *ends(axes, x, behind, values), point(axes, at))
    said = caption or summary(name, values, over, at)
    return Picture(LEFT + WIDE + RIGHT, TOP + TALL + LOW,
                   (node("g", parts, fill="none"), *now(axes, at, **(cell or {"name": name}))),
                   f"{symbol(name)} over {symbol(over)}", said, lambda: said)


def check(x, values, behind):
    """Raise ValueError unless x rises and both curves have one value for each x."""
    if x.ndim != 1 or len(x) < 2 or not np.all(np.diff(x) > 0):
        raise ValueError(f"x: got shape {x.shape}; needs at least two numbers that rise")
    for argument, got in (("values", values), ("behind", behind)):
        if got.shape != x.shape:
            raise ValueError(f"{argument}: got shape {got.shape}; needs {x.shape}, that of x")


def frame_of(x, limits):
    """Axes from the least to the most, one unit high where both are the same."""
    least, most = map(number.tidy, limits)
    return Axes(float(x[0]), float(x[-1]), least, most if most > least else least + 1.0)


@dataclass(frozen=True)
class Axes:
    """Where a number lies in pixels."""

    left: float
    right: float
    least: float
    most: float

    def place(self, x, value):
        """Pixels of a point; beyond the axes it lies on their edge."""
        across = np.clip((x - self.left) / (self.right - self.left), 0, 1)
        up = np.clip((value - self.least) / (self.most - self.least), 0, 1)
        return LEFT + WIDE * across, TOP + TALL * (1 - up)

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


def strokes(axes, name, x, values):
    """The curve: one line in ink, or one for the positive and one for the negative part of a gradient."""
    if not names.is_gradient(name):
        return (axes.line(x, values, stroke=colour.OUTLINE, stroke_width="2"),)
    look = {"stroke_width": "2.4", "stroke_dasharray": "6 3"}
    return (axes.line(x, np.where(values >= 0, values, np.nan), stroke=colour.mix(colour.ABOVE, 1.0), **look),
            axes.line(x, np.where(values <= 0, values, np.nan), stroke=colour.mix(colour.BELOW, 1.0), **look))


def ends(axes, x, behind, values):
    """A cross where the curve behind stops being a number while the one before goes on."""
    broken = np.flatnonzero(~np.isfinite(behind) & np.isfinite(values))
    if not broken.size:
        return (node("path", d="M0 0"), node("text", "", x=0, y=0, font_size="10"))
    across, up = axes.place(x[broken[0]], values[broken[0]])
    cross = node("path", d=f"M{tenth(across - 6)} {tenth(up - 6)}l12 12m0 -12l-12 12", stroke=colour.OUTLINE,
                 stroke_width="2")
    said = node("text", "grey ends at ×", x=LEFT + WIDE - 4, y=TOP + TALL - 7,
                font_size="10", text_anchor="end", fill=colour.NOTE)
    return cross, said


def point(axes, at):
    """The point of now with lines to both axes; where there is no number, the line alone."""
    x, value = at
    across, up = axes.place(x, value if np.isfinite(value) else axes.least)
    known = np.isfinite(value)
    line = f"M{tenth(across)} {TOP + TALL}V{tenth(up)}H{LEFT}" if known else f"M{tenth(across)} {TOP}v{TALL}"
    dot = f"M{tenth(across - 5)} {tenth(up)}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0" if known else "M0 0"
    return node("g", (node("path", d=line, stroke=colour.NOTE, stroke_width="1", stroke_dasharray="2 3"),
                      node("path", d=dot, stroke=colour.OUTLINE, stroke_width="2", fill="#FFF")))


def now(axes, at, name, outline=(), limit=None):
    """The cell with the value of now, right of the axes; by default the largest end of its axis has the full colour."""
    one = matrix.make(name, at[1], limit=limit or max(abs(axes.least), abs(axes.most)), outline=outline)
    power, x, y = number.exponent([at[1]]), LEFT + WIDE + 18, TOP + 24
    said = " ".join(filter(None, ("now", number.times_ten(power))))
    return (cells.together((cells.draw(matrix.printed(one, power), x, y, 0),)),
            node("text", said, x=x, y=y - 8, font_size="12"))


@lru_cache(maxsize=16)
def frame(axes, name, over, legend):
    """Both axes with their ends and zero, the name of the values above, of the variable below."""
    (x0, y0), (x1, y1) = axes.place(axes.left, axes.least), axes.place(axes.right, axes.most)
    (left, low), (right, high), (across, up) = (map(px, at) for at in ((x0, y0), (x1, y1), axes.place(0.0, 0.0)))
    d = f"M{left} {high}V{low}H{right}M{left} {up}H{right}M{across} {low}V{high}"
    lines = node("path", d=d, stroke=colour.GRID, stroke_width="1")
    return node("g", (lines, node("g", (*ticks(axes, y0),), font_size="10", fill=colour.NOTE),
                      node("text", names.label(name), x=LEFT, y=TOP - 14, font_size="13", font_style="italic",
                           fill="#000"),
                      node("text", legend, x=LEFT + WIDE, y=TOP - 14, font_size="11", text_anchor="end",
                           fill=colour.NOTE),
                      node("text", names.label(over), x=float(x0 + x1) / 2 + 46, y=float(y0) + 28, font_size="13",
                           font_style="italic", fill="#000")))


def ticks(axes, low):
    """Numbers at the ends of both axes, and zero where it lies between."""
    across = sorted({axes.left, axes.right} | ({0.0} if axes.left < 0 < axes.right else set()))
    up = sorted({axes.least, axes.most} | ({0.0} if axes.least < 0 < axes.most else set()))
    for x in across:
        yield node("text", number.plain(x), x=float(axes.place(x, 0)[0]), y=float(low) + 15, text_anchor="middle")
    for value in up:
        yield node("text", number.plain(value), x=LEFT - 7, y=float(axes.place(0, value)[1]) + 4, text_anchor="end")


def summary(name, values, over, at):
    """One sentence: how far the curve runs and where the point lies."""
    least, most = (number.plain(v) for v in (np.nanmin(values), np.nanmax(values)))
    return (f"{symbol(name)} runs from {least} to {most}; at {symbol(over)} = {number.plain(at[0])} it is "
            f"{number.plain(at[1])}.")
