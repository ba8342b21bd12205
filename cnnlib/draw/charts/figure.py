"""Charts of a training, drawn by matplotlib: loss, accuracy, gradient norms and update ratios over the steps.

matplotlib is loaded with the first chart, used without pyplot,
only under LOCK: it is not safe on two threads.
"""

import base64
import gc
import threading
from dataclasses import dataclass
from math import log
from xml.sax.saxutils import quoteattr

import numpy as np

from cnnlib import inputs

from ..ink import colour, given
from ..ink.shown import Shown
from .axes import DASHES, INKS, Axis, Line, axes_of, limits, stacked, steps_between, thinned, tick, width_of
from .pixels import inked, png, put, stamped
from .words import caption, comparison, title, words

LOCK = threading.RLock()           # one for the process
WIDE, TALL, BELOW = 9.6, 4.4, 0.36 # inches of 100 pixels: a chart with digits; room for the steps
STRIP = 0.8                        # inches of the row of digits
BEFORE, BEHIND = 46, 84            # pixels: room for the numbers left of axes, for the names right of them
DIGIT, DIGITS, APART = 6, 8, 112   # pixels of an eighth of a digit; digits in a row, from one to the next
HEADING = "mistakes"                # above the row of digits, whose labels say what it takes them for
NUMBERED = 48                      # pixels that a numbered step needs at least
DOTTED = ("color", colour.NOTE), ("linestyle", (0, (2, 3))), ("linewidth", 0.8)    # what to compare with
SHARP = 1.5                        # zoom of a stored chart
LOOK = {"font.family": "DejaVu Sans", "font.size": 9, "text.color": "#000", "axes.edgecolor": colour.FRAME,
        "xtick.color": colour.NOTE, "ytick.color": colour.NOTE, "path.simplify": True}


class Chart:
    """A kept figure. What does not move is drawn when the heights change; lines and labels in every frame.

    update(history, digits) -> PNG bytes;  history: records, as `training.record` makes them, step 0 first
    digits: (label, image (rows, columns) from 0 to 1) in a row below;  columns: axes side by side at most
    """

    def __init__(self, axes, digits=True, zoom=1.0, wide=WIDE, tall=TALL, columns=2):
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        with LOCK, rc_context(LOOK):
            self.axes, self.zoom = axes, zoom
            size = wide, tall if digits else tall - STRIP
            self.figure = Figure(figsize=size, dpi=100 * zoom, facecolor="#FFF")
            below = (BELOW + STRIP if digits else BELOW) / self.figure.get_figheight()
            self.canvas = FigureCanvasAgg(self.figure)
            columns = min(len(axes), columns)
            frames = self.figure.subplots(-(-len(axes) // columns), columns, squeeze=False).ravel()
            self.figure.subplots_adjust(**across(100 * wide, columns), top=1 - 0.35 / size[1], bottom=below,
                                        hspace=0.5)
            for frame in frames[-columns:]:
                frame.set_xlabel("step", loc="right", labelpad=16, color=colour.NOTE)
            pairs = zip(axes, frames, strict=True)
            self.lines = [line for axis, frame in pairs for line in prepare(axis, frame)]
            self.frames, self.stamps, self.heights, self.width = frames, {}, None, None

    def update(self, history, digits=()):
        """Draw a history and return the picture as a PNG."""
        rows = thinned(history)
        with LOCK:
            self.fit([limits(axis, rows) for axis in self.axes], width_of(rows[-1]["step"]))
            self.canvas.restore_region(self.ground)
            labels = [*(self.draw(line, rows) for line in self.lines),
                      *map(self.marked, self.axes, self.frames)]
            pixels = np.array(self.canvas.buffer_rgba())
        self.place(pixels, labels)
        self.number_steps(pixels)
        self.strip(pixels, digits)
        return png(pixels)

    def fit(self, heights, width):
        """Move the ends of the axes; what stands on them is drawn once for each set of heights."""
        from matplotlib import rc_context
        if self.width != width:
            self.width = width
            for frame in self.frames:
                frame.set_xlim(0, width)
        if self.heights != heights:
            self.heights = heights
            for frame, (low, high) in zip(self.frames, heights, strict=True):
                frame.set_ylim(low, high)
            with rc_context(LOOK):                   # ticks are made while they are drawn
                self.canvas.draw()
            self.ground = self.canvas.copy_from_bbox(self.figure.bbox)

    def draw(self, line, rows):
        """Draw one line -> axes, name, where it ends in pixels from the upper left; None without a value."""
        artist, line = line
        values = np.array([np.nan if row[line.column] is None else row[line.column] for row in rows])
        low, high = artist.axes.get_ylim()
        values = np.clip(values, low, high)      # what is beyond runs along the edge
        steps = np.array([row["step"] for row in rows])
        artist.set_data(steps, values)
        artist.draw(self.canvas.get_renderer())
        known = np.flatnonzero(~np.isnan(values))
        if not known.size:
            return None
        right, up = artist.axes.transData.transform((steps[known[-1]], values[known[-1]]))
        if known.size == 1:                      # no line yet: inside the axes its key would look like one
            right = artist.axes.bbox.x1
        x, y = round(right + 4 * self.zoom), self.figure.bbox.height - up
        return artist.axes, (line.label, line.look), x, y

    def marked(self, axis, frame):
        """Where the name of the value to compare with stands; None without one."""
        if not axis.mark:
            return None
        right, up = frame.transAxes.transform((1, 0))[0], frame.transData.transform((0, axis.mark[0]))[1]
        return frame, (axis.mark[1], DOTTED), round(right + 4 * self.zoom), self.figure.bbox.height - up

    def place(self, pixels, labels):
        """Write each label beside the end of its line, none over another, none below the axes."""
        for frame in self.frames:
            found = sorted((one for one in labels if one and one[0] is frame), key=lambda one: one[-1])
            stamps = [self.stamp(*words) for _, words, _, _ in found]
            tops = stacked([y - len(stamp) / 2 for (*_, y), stamp in zip(found, stamps, strict=True)],
                           [len(stamp) for stamp in stamps], self.figure.bbox.height - frame.bbox.y0)
            for (_, _, x, _), stamp, top in zip(found, stamps, tops, strict=True):
                put(pixels, stamp, x, top)

    def number_steps(self, pixels):
        """Ticks and numbers under the axes, put together from digits: they change with every few steps."""
        tick = np.full((round(4 * self.zoom), 1, 4), (0x44, 0x44, 0x44, 255), np.uint8)
        for frame in self.frames:
            low = round(self.figure.bbox.height - frame.bbox.y0)
            room = int(frame.bbox.width / self.zoom / NUMBERED)
            for step in steps_between(self.width, max(1, min(5, room))):
                x = round(frame.bbox.x0 + frame.bbox.width * step / self.width)
                stamp = np.hstack([self.stamp(digit) for digit in str(step)])
                put(pixels, tick, x, low)
                put(pixels, stamp, x - stamp.shape[1] // 2, low + round(6 * self.zoom))

    def strip(self, pixels, digits):
        """The digits in a row at the bottom, what they are above them, each with its label below."""
        side, left = 8 * round(DIGIT * self.zoom), round(BEFORE * self.zoom)
        top, apart = pixels.shape[0] - round(66 * self.zoom), round(APART * self.zoom)
        if digits:
            head = self.stamp(HEADING)
            put(pixels, head, left, top - len(head) - round(3 * self.zoom))
        room = 1 + (pixels.shape[1] - left - apart // 2) // apart
        for k, (label, image) in enumerate(digits[:min(DIGITS, room)]):
            x = left + k * apart
            put(pixels, inked(image, side), x, top)
            put(pixels, self.stamp(label), x, top + side + 2)

    def stamp(self, text, look=()):
        """The pixels of a text, drawn once: matplotlib needs milliseconds for a word."""
        if (text, look) not in self.stamps:
            with LOCK:
                self.stamps[text, look] = stamped(text, dict(look), self.zoom)
        return self.stamps[text, look]


def across(wide, columns):
    """Where axes stand from left to right, as shares of a width: room for numbers and names."""
    room = (wide - columns * (BEFORE + BEHIND)) / columns
    return {"left": BEFORE / wide, "right": 1 - BEHIND / wide, "wspace": (BEFORE + BEHIND) / room}


def prepare(axis, frame):
    """Title, scale, ticks and mark of one pair of axes; yields each of its lines, without data."""
    frame.set_autoscale_on(False)
    frame.set_title(axis.title, loc="left", fontsize=10)
    frame.set_ylim(*axis.limits)
    frame.set_yscale("log" if axis.log else "linear")
    if not axis.log:
        frame.yaxis.set_major_formatter(lambda value, _: tick(value))
    frame.tick_params(bottom=False, labelbottom=False, which="both", axis="x")
    frame.spines[["top", "right"]].set_visible(False)
    frame.grid(axis="y", color="#E6E6E6", linewidth=0.7)
    frame.set_axisbelow(True)
    for value, _ in [axis.mark] if axis.mark else ():
        frame.axhline(value, **dict(DOTTED))
    for line in axis.lines:
        yield frame.plot([], [], animated=True, **dict(line.look))[0], line


@dataclass(frozen=True, eq=False)
class Plot(Shown):
    """A chart that stands still: in a notebook it shows itself, its caption below."""

    png: bytes
    size: tuple          # width and height on the page, in pixels
    title: str
    caption: str
    words: str

    def __repr__(self):
        return f"{self.title}\n{self.words}"

    @property
    def alt(self):
        """Title and caption, in place of the picture."""
        return f"{self.title}. {self.caption}"

    def bundle(self):
        """What a notebook stores: the pixels, title and words as plain text; "alt" for who reads it."""
        width, height = self.size
        return ({"image/png": base64.b64encode(self.png).decode(), "text/plain": repr(self)},
                {"image/png": {"width": width, "height": height, "alt": self.alt}})

    def element(self):
        """The chart inside a page."""
        width, height = self.size
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode()}"
        return f'<img width="{width}" height="{height}" alt={quoteattr(self.alt)} src="{source}"/>'

    def _repr_png_(self):
        return self.png


def curves(history, digits=(), images="digits", classes=2):
    """Draw loss, accuracy, gradient norms and update ratios of a history, and digits in a row below.

    history: records, as `training.record` makes them, step 0 first
    digits: (label, image (rows, columns) from 0 to 1);  images: what they are called;  classes: how many there are
    """
    inputs.records(history, "history")
    for label, image in digits:
        given.shades(image, f"digit {label!r}")
    return plotted(Chart(axes_of(history[-1], classes), bool(digits), SHARP), history, digits,
                 title(history), caption(history, images, classes), words(history, digits, images))


def compare(histories, title, column="L"):
    """Draw one column of several histories, {label: history}, in one pair of axes; each has its own look.

    Raises ValueError for more than six, which nobody could tell apart.
    """
    if not isinstance(histories, dict) or not 0 < len(histories) <= 6:
        got = len(histories) if isinstance(histories, dict) else type(histories).__name__
        raise ValueError(f"histories: got {got}; needs one to six in a dict")
    for label, history in histories.items():
        inputs.records(history, f"histories[{label!r}]")
    steps = max(len(history) for history in histories.values())
    padded = {label: [*history, *[{}] * (steps - len(history))] for label, history in histories.items()}
    rows = tuple({"step": k, **{label: padded[label][k].get(column) for label in padded}}
                 for k in range(steps))
    lines = tuple(Line(label, label, INKS[k % 2], DASHES[k % 4], 1.2 + 0.6 * (k // 2))
                  for k, label in enumerate(histories))
    axis = Axis(title, lines, (0, 1), mark=(log(2), "ln 2"))
    texts = title, *comparison(rows, tuple(histories), column)
    return plotted(Chart((axis,), False, SHARP, 7.0, 3.6), rows, (), *texts)


def plotted(chart, history, digits, *texts):
    """Draw once and let go of the figure."""
    size = tuple(round(side * 100) for side in chart.figure.get_size_inches())
    png = chart.update(history, digits)
    del chart
    gc.collect()          # a figure is full of cycles: ten megabytes would stay for long, and Binder has 450
    return Plot(png, size, *texts)
