"""What a chart of a training shows, without a stroke drawn: lines and looks, limits, where labels go."""

from dataclasses import dataclass
from math import ceil, log, log10

from ..ink import colour, number
from .words import guess

POINTS = 240                       # of a line, at most
DASHES = "-", "--", ":", "-."
GRADIENT = colour.mix(colour.ABOVE, 1.0)
INKS = colour.OUTLINE, colour.NOTE, colour.GRID


@dataclass(frozen=True)
class Line:
    """One line of a chart: column of the records, label at its end, look."""

    column: str
    label: str
    colour: str = colour.OUTLINE
    dashes: str = "-"
    width: float = 1.6

    @property
    def look(self):
        """Its look as matplotlib names it, in pairs."""
        return ("color", self.colour), ("linestyle", self.dashes), ("linewidth", self.width)


@dataclass(frozen=True)
class Axis:
    """One pair of axes: its lines, its limits when nothing goes beyond, a line to compare with."""

    title: str
    lines: tuple
    limits: tuple
    log: bool = False
    mark: tuple = ()               # (value, what it is)


def axes_of(record, classes=2):
    """The four pairs of axes that show records with these columns, of so many classes."""
    named = {kind: [name for name in record if name.startswith(kind)] for kind in ("gradient_", "ratio_")}
    norms = tuple(Line(name, f"layer {name[9:]}", GRADIENT, DASHES[k % 4], 1.2)
                  for k, name in enumerate(named["gradient_"]))
    ratios = tuple(Line(name, number_up(name[6:]), INKS[k % 2], DASHES[k % 4], 1.2)
                   for k, name in enumerate(named["ratio_"]))
    return (Axis("Loss", (Line("L_batch", "batch", INKS[2], width=0.9), Line("L", "training"),
                          Line("L_held_out", "held-out", INKS[1], "--")),
                 (0, max(1, reach(log(classes)))), mark=(log(classes), f"ln {classes}")),
            Axis("Norm of the gradient", norms, (1e-3, 1), log=True),
            Axis("Accuracy", (Line("accuracy", "training"),
                              Line("accuracy_held_out", "held-out", INKS[1], "--")),
                 (0, 1), mark=(1 / classes, guess(classes))),
            Axis("Step size / weight size", ratios, (1e-4, 1), log=True, mark=(1e-3, "10⁻³")))


def number_up(name):
    """Write w1 as w⁽¹⁾."""
    letters, digits = name.rstrip("0123456789"), name.lstrip("abcdefghijklmnopqrstuvwxyz")
    return f"{letters}⁽{digits.translate(number.SUPERSCRIPT)}⁾"


def thinned(history):
    """At most POINTS records and the last: every second, fourth, … so that those once shown stay."""
    stride = 1
    while len(history) / stride > POINTS:
        stride *= 2
    rows = list(history[::stride])
    return rows if (len(history) - 1) % stride == 0 else [*rows, history[-1]]


def limits(axis, rows):
    """The limits of the vertical axis: the usual ones, wider where a finite value lies beyond."""
    low, high = axis.limits
    found = [v for row in rows for line in axis.lines
             if (v := row[line.column]) is not None and 0 < v < 1e300]
    if axis.log:
        least = max(min(found, default=low), 1e-8)
        most = number.tidy(max(found, default=high))
        return min(low, 10.0 ** number.magnitude(least)), max(high, 10.0 ** ceil(log10(most)))
    return low, max(high, reach(max(found, default=high)))


def reach(value):
    """A round number at or above a number, 1 for 0."""
    power = 10.0 ** number.magnitude(value) if value > 0 else 1.0
    return next(n * power for n in (1, 1.5, 2, 3, 4, 6, 8, 10) if n * power >= value * (1 - 1e-12))


def width_of(last):
    """The step at the right end of the axes."""
    return max(round(reach(last)), 10)


def steps_between(width, most=5):
    """The steps that are numbered: 0 and up to so many more, at round numbers."""
    apart = next(n * 10**power for power in range(12) for n in (1, 2, 5) if width // (n * 10**power) <= most)
    return range(0, width + 1, apart)


def tick(value):
    """The number at a tick of a height, short enough for the room beside the axes: 0.25, 1, 250, 2·10⁴."""
    if number.tidy(abs(value)) < 1000:
        return number.signed(number.trimmed(number.fixed(value, 2)))
    power = number.magnitude(value)
    factor = number.trimmed(number.fixed(value / 10.0**power, 1))
    return f"{'' if factor == '1' else f'{factor}·'}10{str(power).translate(number.SUPERSCRIPT)}"


def stacked(tops, heights, bottom):
    """Move labels apart so that none covers another: down, and up again those that stand out below."""
    placed, end = [], 0
    for top, height in zip(tops, heights, strict=True):
        placed.append(max(round(top), end))
        end = placed[-1] + height
    end = round(bottom)
    for k in reversed(range(len(placed))):
        placed[k] = end = min(placed[k], end - heights[k])
    return placed
