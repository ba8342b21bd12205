"""A curve over one variable with the point of now marked: two ways to compute it, one behind the other."""

import numpy as np

from .ink import colour, given, names, number
from .ink.names import symbol
from .ink.svg import Picture, node, tenth
from .parts import cells, matrix
from .parts.axes import LEFT, TOP, Axes, check_rising, frame, reach
from .parts.item import Item, item

WIDE, TALL, RIGHT, LOW, SIDE = 360, 112, 98, 38, 20   # pixels inside and around the axes


def curve(name, values, over, x, at, behind=None, limits=None, cell=None, legend="", caption=None, size=None):
    """Draw values over x, solid in ink, or dashed in colour for a gradient, and mark the point `at`.

    name: code name of the values, over: of x;  values, x (n,), x rising
    at: (x, value), the value may not be finite
    behind: the same computed in another way (n,), a broad grey line that ends where it is not finite
    limits: (least, most) of the vertical axis, by default those of the values
    legend: what the line and the grey line are
    cell: the draw.matrix with the value of now, beside the axes; by default that of `at`
    size: (width, height) in pixels of a picture without that cell
    Raises ValueError where shapes differ or x does not rise.
    """
    x, values, at = given.numbers(x, "x"), given.numbers(values, name), given.point(at, "at")
    behind = values if behind is None else given.numbers(behind, "behind")
    check(x, values, behind)
    limits = limits or (np.nanmin(values), np.nanmax(values))
    wide, tall = (size[0] - LEFT - SIDE, size[1] - TOP - LOW) if size else (WIDE, TALL)
    axes = Axes(float(x[0]), float(x[-1]), *reach(*limits), wide, tall)
    parts = (frame(axes, name, over, legend), axes.line(x, behind, stroke="#CFCFCF", stroke_width="7"),
             *strokes(axes, name, x, values), *ends(axes, x, behind, values), point(axes, at))
    beside = () if size else now(axes, Item.of(name, at[1]) if cell is None else item(cell, "cell"))
    caption = caption or summary(name, values, over, at)
    return Picture(LEFT + wide + (SIDE if size else RIGHT), TOP + tall + LOW,
                   (node("g", parts, fill="none"), *beside),
                   f"{symbol(name)} over {symbol(over)}", caption, lambda: caption)


def check(x, values, behind):
    """Raise ValueError unless x rises and both curves have one value for each x."""
    check_rising(x)
    for argument, got in (("values", values), ("behind", behind)):
        if got.shape != x.shape:
            raise ValueError(f"{argument}: got shape {got.shape}; needs {x.shape}, that of x")


def strokes(axes, name, x, values):
    """The curve: one line in ink; of a gradient one each for what is above 0, below 0 and exactly 0."""
    if not names.is_gradient(name):
        return (axes.line(x, values, stroke=colour.OUTLINE, stroke_width="2"),)
    look = {"stroke_width": "2.4", "stroke_dasharray": "6 3"}
    inks = ((values > 0, colour.mix(colour.ABOVE, 1.0)), (values < 0, colour.mix(colour.BELOW, 1.0)),
            (values == 0, colour.FRAME))
    return tuple(axes.line(x, np.where(part, values, np.nan), stroke=ink, **look) for part, ink in inks)


def ends(axes, x, behind, values):
    """A cross where the curve behind stops being a number while the one before goes on."""
    broken = np.flatnonzero(~np.isfinite(behind) & np.isfinite(values))
    if not broken.size:
        return (node("path", d="M0 0"), node("text", "", x=0, y=0, font_size="11"))
    across, up = axes.place(x[broken[0]], values[broken[0]])
    cross = node("path", d=f"M{tenth(across - 6)} {tenth(up - 6)}l12 12m0 -12l-12 12", stroke=colour.OUTLINE,
                 stroke_width="2")
    words = node("text", "grey ends at ×", x=LEFT + axes.wide - 4, y=TOP + axes.tall - 7,
                 font_size="11", text_anchor="end", fill=colour.NOTE)
    return cross, words


def point(axes, at):
    """The point of now with lines to both axes; where there is no number, the line alone."""
    x, value = at
    across, up = axes.place(x, value if np.isfinite(value) else axes.least)
    known = np.isfinite(value)
    low = TOP + axes.tall
    line = f"M{tenth(across)} {low}V{tenth(up)}H{LEFT}" if known else f"M{tenth(across)} {TOP}V{low}"
    dot = f"M{tenth(across - 5)} {tenth(up)}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0" if known else "M0 0"
    return node("g", (node("path", d=line, stroke=colour.NOTE, stroke_width="1", stroke_dasharray="2 3"),
                      node("path", d=dot, stroke=colour.OUTLINE, stroke_width="2", fill="#FFF")))


def now(axes, cell):
    """The cell with the value of now, right of the axes, by default in the limit of their larger end."""
    one = cell.panel(limit=max(abs(axes.least), abs(axes.most)))
    power, x, y = number.exponent(one.values.ravel().tolist()), LEFT + axes.wide + 18, TOP + 24
    label = " ".join(filter(None, ("now", number.times_ten(power))))
    return (cells.together((cells.draw(matrix.printed(one, power), x, y, 0),)),
            node("text", label, x=x, y=y - 8, font_size="12"))


def summary(name, values, over, at):
    """One sentence: how far the curve runs and where the point lies."""
    least, most = (number.plain(v) for v in (np.nanmin(values), np.nanmax(values)))
    return (f"{symbol(name)} runs from {least} to {most}; at {symbol(over)} = {number.plain(at[0])} it is "
            f"{number.plain(at[1])}.")
