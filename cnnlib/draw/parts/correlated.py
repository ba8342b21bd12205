"""A kernel's gradient as a correlation, the map that its close-ups share: x ⋆ dL_dz1 = dL_dw1."""

from dataclasses import dataclass, field

import numpy as np

from ..ink import colour, names, number, words
from ..ink.number import plain
from ..ink.svg import Picture
from . import cells, closeup, legend, matrix
from .closeup import sign
from .signs import together
from .squares import squares

CELL, TOTAL = 20, 80                # pixels: a cell of the map, one number in large type
ROOM, KERNEL = 160, (60, 80)        # for an image or a map, for a kernel (down, across)
ACROSS = 8                          # squares side by side that pick a channel, up to 16 of them
LEFT, HIGH, ASIDE = 34, 32, 600     # the map, and the large number beside it
BETWEEN, SIDE = 40, 96              # between w1 and its gradient, from w1 to b1
LOW, FLOOR, ROWS, TALL = 216, 414, 260, 144     # the lens, its top and bottom; its cells, their height
TITLE = "A kernel's gradient is a correlation"
MEANING = legend.VALUE, legend.FALLS, legend.RISES, legend.OUR_PATH


@dataclass(frozen=True, eq=False)
class Part:
    """What is shown of a convolution of many examples, channels and filters: one of each.

    stride, padding: of its windows;  begin, size: of what is close up of a large kernel
    views: {name: View};  arrays: {name: array} with all channels, of which squares pick one
    places: {axis: (place in focus, how many)};  example_values: whether the upstream holds ours
    """

    stride: int = 1
    padding: int = 0
    begin: tuple = (0, 0)
    size: tuple | None = None
    views: dict = field(default_factory=dict)
    arrays: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    example_values: bool = False

    @property
    def example(self):
        """(The example in focus, how many there are)."""
        return self.places.get("example", (0, 1))

    def met(self, outputs, weight):
        """The cells of x that a weight (u, v) meets in the windows of outputs (i, j)."""
        s, p = self.stride, self.padding
        return [(i * s + weight[0] - p, j * s + weight[1] - p) for i, j in outputs]

    def large(self, array):
        """What is close up of a matrix with a cell for each weight."""
        (u, v), (rows, columns) = self.begin, self.size or np.shape(array)
        return np.asarray(array)[u:u + rows, v:v + columns]

    def inside(self, weights):
        """Those of some (u, v) that are close up, counted from its first cell."""
        moved = shifted(weights, (-self.begin[0], -self.begin[1]))
        return [at for at in moved if self.size is None
                or all(0 <= k < n for k, n in zip(at, self.size, strict=True))]


class Arrays(dict):
    """Values and gradients as matrices, by their names, and the limits of their greys and colours.

    part: the Part of all that is shown
    """

    def __init__(self, values, grads, others, limit, part=None):
        super().__init__({name: matrix.as_matrix(name, array) for name, array in {**values, **grads}.items()})
        self.pixels = matrix.largest([self["x"]])
        self.weights = matrix.largest([self[name] for name in values if name != "x"])
        self.hue = matrix.largest([*(self[name] for name in grads), *others]) if limit is None else limit
        self.power = number.exponent([self.hue])
        self.part = part or Part()
        self.cell = min(CELL, ROOM // (max(*self["x"].shape, *self["dL_dz1"].shape) + 2 * self.part.padding))

    def limit(self, name):
        """The |value| in full grey or colour."""
        return self.hue if names.is_gradient(name) else self.pixels if name == "x" else self.weights

    def panel(self, name, values, **options):
        """A matrix in the limits of this picture, with its symbol but for what the options say."""
        look = {"limit": self.limit(name), "label": names.label(name), "note": "", "marks": self.marks(name)}
        return matrix.make(name, values, **{**look, **options})

    def marks(self, name):
        """Which example, channel and filter of a matrix is shown, where there are several."""
        return tuple(self.part.views[name].marks.items()) if name in self.part.views else ()

    def of_map(self, name, marks, one, alone):
        """A matrix of the map, with its cells outlined; the image with its padding."""
        options = {"power": 0, "outline": marks.get(name, one.get(name, ()))}
        if name != "x":
            room = min(k // n for k, n in zip(KERNEL, self["w1"].shape, strict=True))
            cell = min(CELL, room) if name.endswith("w1") else CELL if "b1" in name else self.cell
            return self.panel(name, self[name], cell=cell, **options)
        p = self.part.padding
        padded = np.pad(self["x"], p)
        beyond = frozenset(at for at in np.ndindex(padded.shape) if self.outside((at[0] - p, at[1] - p)))
        return self.panel(name, padded, cell=self.cell, **options | {
            "outline": shifted(options["outline"], (p, p)),
            "focus": tuple(shifted(one.get("x", alone), (p, p))),
            "padding": beyond, "corner": (-p, -p)})

    def outside(self, at):
        """Whether a place is none of x, but padding."""
        return not all(0 <= k < n for k, n in zip(at, self["x"].shape, strict=True))

    def single(self, name, value, before, **options):
        """One gradient in large type, our path."""
        text = plain(float(value))
        return self.panel(name, value, cell=TOTAL, text=text, size=closeup.fitting(text, TOTAL - 14, 20),
                          before=before, outline=[(0, 0)], **options)


@dataclass(frozen=True, eq=False)
class Lens:
    """The lower half: matrices [(panel, x, y)], signs, and what else is drawn."""

    placed: list
    signs: list
    others: tuple


def picture(arrays, marks, alone, selected, close, large, caption):
    """The map with w1 and b1 above their gradients, the large number beside it, the lens below.

    marks: {name: outlined cells};  alone: cells of x outlined inside the outline of many
    """
    one = {selected[0]: [selected[1:]]} if selected else {}
    panels = {name: arrays.of_map(name, marks, one, alone) for name in arrays}
    wide = {name: spare(arrays, panels[name]) for name in ("x", "dL_dz1")}
    placed, signs = the_map(panels, wide)
    middle, down = LEFT + panels["x"].width + 22 + wide["x"] // 2, panels["x"].height / 2
    shapes = [(shape_of(arrays, one.name), x, y + one.height + 14) for one, x, y in placed]
    nodes = (closeup.frame(LOW, FLOOR), together([*signs, *close.signs]),
             closeup.writing([("slide", middle, HIGH + down + 26), ("over", middle, HIGH + down + 38)], "11",
                             anchor="middle"),
             *cells.draw_all([*placed, *close.placed, *bars(arrays, placed)], arrays.power),
             closeup.writing(shapes, "11"),
             *close.others, *large, closeup.meaning(LEFT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, TITLE, caption,
                   lambda: words.tables(panels.values()))


def shape_of(arrays, name):
    """Rows and columns of a matrix, and what stands around it."""
    p = arrays.part.padding if name == "x" else 0
    more = f" + {p} around" if p else ""
    return matrix.size(arrays[name]) + more


def the_map(panels, wide):
    """x ⋆ dL_dz1 = dL_dw1, w1 and b1 above their gradients -> [(panel, x, y)], signs.

    wide: {name: pixels that the squares above a matrix need beside it}
    """
    x, slopes, w1 = (panels[name] for name in ("x", "dL_dz1", "w1"))
    line = (x, x.width), ("⋆", 44 + wide["x"]), (slopes, slopes.width)
    placed, signs, _ = closeup.line_up(line, LEFT, HIGH + x.height // 2)
    left = LEFT + x.width + slopes.width + 92 + wide["x"] + wide["dL_dz1"]
    low = HIGH + w1.height + BETWEEN
    for name, at in (("w1", left), ("b1", left + SIDE)):
        above = [(panels[name], at, HIGH)] if name in panels else []
        placed += [*above, (panels[f"dL_d{name}"], at, low)]
    return placed, [*signs, sign("=", left - 24, low + w1.height // 2)]


def bar(arrays, name):
    """The squares that pick a channel or a filter, where there are several: a panel, its left edge."""
    view, array = arrays.part.views.get(name), arrays.part.arrays.get(name)
    if view is None or "channel" not in view.stacks:
        return None
    count = view.stacks["channel"]
    rows = 1 if count <= ACROSS else 2 if count <= 2 * ACROSS else 3
    return squares(name, array[view.focus[0]], view, arrays.limit(name), -(-count // rows)), 12 + 12 * min(
        len(name), 6)


def spare(arrays, panel):
    """How far the squares above a matrix reach beyond it, in pixels."""
    found = bar(arrays, panel.name)
    return max(0, found[0].width + found[1] - panel.width) if found else 0


def bars(arrays, placed):
    """The squares above image and upstream, at their place."""
    for one, x, y in placed:
        if one.name in ("x", "dL_dz1") and (found := bar(arrays, one.name)):
            yield found[0], x + found[1], y - 4 - found[0].height


def headline(label, value, before, line, arrays, share=""):
    """A gradient in large type, what it was, a line about it, how many outputs get a gradient, which example,
    channel and filter it is of. share: what the example gives of it"""
    slopes, where = arrays["dL_dz1"], arrays.part.places
    what = "example gradients are not 0" if arrays.part.example_values else "outputs get a gradient"
    reaching = f"{np.count_nonzero(slopes)} of {slopes.size} {what}"
    inner = words.which({axis: where[axis] for axis in ("channel", "filter") if axis in where})
    outer = words.which({"example": where["example"]}) + share if "example" in where else ""
    lines = [line, reaching, *filter(None, (inner, outer))]
    return closeup.headline(ASIDE, HIGH + 30 - 22 * max(0, len(lines) - 2), label, plain(value),
                            was(before, value), lines, ink(value))


def was(old, new):
    """What a number was, "" where it prints the same."""
    texts = plain(old), plain(new)
    return texts[0] if texts[0] != texts[1] else ""


def ink(value):
    """The colour in which a gradient is written: that of its sign."""
    return colour.mix(colour.BELOW if value < 0 else colour.ABOVE, 1.0) if value else "#000"


def cell_label(name, at):
    """The label of one cell of a matrix; of the only one without its place."""
    return names.after(names.label(name), f"[{at[0]}, {at[1]}]") if at else names.label(name)


def shifted(places, by):
    """(row, column) cells moved by (rows, columns)."""
    return [(row + by[0], column + by[1]) for row, column in places]
