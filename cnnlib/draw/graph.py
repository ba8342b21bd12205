"""What a function does to numbers: one line or two over one variable, with named points on them."""

import numpy as np

from .ink import colour, given, number
from .ink.names import symbol
from .ink.svg import Picture, node, tenth
from .parts.axes import LEFT, TOP, Axes, check_rising, frame, reach

WIDE, TALL, RIGHT, LOW = 480, 190, 60, 40   # pixels inside and around the axes
INKS = ("#111", "#8C8C8C")                  # of the first and of the second line
ANCHORS = {"left": "end", "": "middle", "right": "start"}   # of a text at this side of its point


def graph(name, over, x, *lines, points=(), limits=None, caption=None):
    """Draw lines over x in ink with points on them.

    name: what the lines show, over: of what, code names or words;  x (n,) rising
    lines: (values (n,), text), one or two;  the text stands beside the highest end of its line
    points: (x, value), (x, value, text) or (x, value, text, corner): a point, its text at that corner,
    which is "above", "above left", "below right", "below left" or, by default, above right
    limits: (least, most) of the vertical axis
    Raises ValueError where there is no line or a third one, x does not rise or values do not fit x.
    """
    pairs = (isinstance(line, tuple | list) and len(line) == 2 and isinstance(line[1], str) for line in lines)
    if not all(pairs):
        raise ValueError(f"lines: got {lines!r}; needs pairs (values, text)")
    x, lines = given.numbers(x, "x"), [(given.numbers(values, "lines"), text) for values, text in lines]
    check(x, lines)
    points = checked(points)
    axes = Axes(*map(float, (x[0], x[-1], *(limits or ends(lines)))), WIDE, TALL)
    drawn = [part for ink, (values, text) in zip(INKS, lines, strict=False)
             for part in (axes.line(x, values, stroke=ink, stroke_width="2.4"),
                          beside(axes, x, values, text))]
    caption = caption or summary(name, over, x, lines, points)
    return Picture(LEFT + WIDE + RIGHT, TOP + TALL + LOW,
                   (node("g", (frame(axes, name, over, ""), *drawn, *(mark(axes, *one) for one in points)),
                         fill="none"),),
                   f"{symbol(name)} over {symbol(over)}", caption,
                   lambda: tables(name, over, x, lines, points))


def check(x, lines):
    """Raise ValueError unless x rises and one or two lines have one number for each x."""
    check_rising(x)
    if not 1 <= len(lines) <= len(INKS):
        raise ValueError(f"lines: got {len(lines)}; needs one or two")
    for values, _ in lines:
        if values.shape != x.shape or not np.isfinite(values).all():
            raise ValueError(f"lines: got shape {values.shape}; "
                             f"needs {x.shape}, that of x, and finite numbers")


def checked(points):
    """Return points with two floats first; raise ValueError unless each is one that `graph` takes."""
    if not isinstance(points, tuple | list) or not all(
            isinstance(one, tuple | list) and 2 <= len(one) <= 4
            and all(isinstance(text, str) for text in one[2:]) for one in points):
        raise ValueError(f"points: got {points!r}; "
                         "needs (x, value), (x, value, text) or (x, value, text, corner)")
    return [(*given.point(one[:2], "points"), *one[2:]) for one in points]


def ends(lines):
    """The least and the most of all lines, one apart where they agree."""
    values = [values for values, _ in lines]
    return reach(np.min(values), np.max(values))


def beside(axes, x, values, text):
    """The text of a line beside its highest end."""
    right = number.tidy(values[-1]) > number.tidy(values[0])
    across, up = map(float, axes.place(x[-1 if right else 0], values[-1 if right else 0]))
    return node("text", text, x=across - 24 if right else across + 24, y=up + 14, font_size="12",
                text_anchor="end" if right else "start", fill="#000")


def mark(axes, x, value, text="", corner="above right"):
    """A point; with a text also a line down to the axis."""
    across, up = map(float, axes.place(x, value))
    side = next((side for side in ("left", "right") if side in corner), "")
    x_text, y_text = across + {"left": -8, "": 0, "right": 8}[side], up + (16 if "below" in corner else -8)
    drop = f"M{tenth(across)} {TOP + TALL}V{tenth(up)}" if text else "M0 0"
    return node("g", (node("path", d=drop, stroke=colour.NOTE, stroke_width="1", stroke_dasharray="2 3"),
                      node("path", d=f"M{tenth(across - 4)} {tenth(up)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
                           stroke=colour.OUTLINE, stroke_width="1.5", fill="#FFF"),
                      node("text", text, x=x_text, y=y_text, font_size="12", text_anchor=ANCHORS[side],
                           fill="#000")))


def summary(name, over, x, lines, points):
    """One sentence: between what the lines run, and how many points are marked."""
    least, most = (number.plain(v) for v in ends(lines))
    first, last = (number.plain(v) for v in (x[0], x[-1]))
    marked = f"; {len(points)} point{'s' * (len(points) > 1)} marked" if points else ""
    return (f"{symbol(name)} runs from {least} to {most} "
            f"while {symbol(over)} goes from {first} to {last}{marked}.")


def tables(name, over, x, lines, points):
    """Each line at five places and each point, as lines of text."""
    some = np.linspace(0, len(x) - 1, 5).round().astype(int)
    head = (f"{symbol(name)} {text}".rstrip() + ": " + ", ".join(pair(over, x[k], values[k]) for k in some)
            for values, text in lines)
    marked = (f"{pair(over, *one[:2])} {one[2] if len(one) > 2 else ''}".rstrip() for one in points)
    return "\n".join([*head, *marked])


def pair(over, x, value):
    """One place on a line in words."""
    return f"{number.plain(value)} at {symbol(over)} = {number.plain(x)}"
