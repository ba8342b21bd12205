"""A kernel's gradient as a correlation, the map that its close-ups share: x ⋆ dL_dz1 = dL_dw1."""

from dataclasses import dataclass

import numpy as np

from ..ink import colour, names, number, words
from ..ink.number import plain
from ..ink.svg import Picture
from . import cells, closeup, legend, matrix
from .closeup import sign
from .signs import together

CELL, TOTAL = 20, 80                # pixels: a cell of the map, one number in large type
LEFT, HIGH, ASIDE = 34, 32, 600     # the map, and the large number beside it
BETWEEN, SIDE = 40, 96              # between w1 and its gradient, from w1 to b1
LOW, FLOOR, ROWS, TALL = 216, 414, 260, 144     # the lens, its top and bottom; its cells, their height
TITLE = "A kernel's gradient is a correlation"
MEANING = legend.VALUE, legend.FALLS, legend.RISES, legend.OUR_PATH


class Arrays(dict):
    """Values and gradients as matrices, by their names, and the limits of their greys and colours."""

    def __init__(self, values, grads, others, limit):
        super().__init__({name: matrix.as_matrix(name, array) for name, array in {**values, **grads}.items()})
        self.pixels = matrix.largest([self["x"]])
        self.weights = matrix.largest([self[name] for name in values if name != "x"])
        self.hue = matrix.largest([*(self[name] for name in grads), *others]) if limit is None else limit
        self.power = number.exponent([self.hue])

    def limit(self, name):
        """The |value| in full grey or colour."""
        return self.hue if names.is_gradient(name) else self.pixels if name == "x" else self.weights

    def panel(self, name, values, **options):
        """A matrix in the limits of this picture, with its symbol but for what the options say."""
        look = {"limit": self.limit(name), "label": names.label(name), "note": ""}
        return matrix.make(name, values, **{**look, **options})

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
    panels = {name: arrays.panel(name, array, cell=CELL, outline=marks.get(name, one.get(name, ())), power=0,
                                 focus=tuple(one.get("x", alone)) if name == "x" else ())
              for name, array in arrays.items()}
    (placed, signs), tall = the_map(panels), panels["x"].height
    shapes = [(matrix.size(panels[one.name].values), x, y + one.height + 14) for one, x, y in placed]
    nodes = (closeup.frame(LOW, FLOOR), together([*signs, *close.signs]),
             closeup.writing([("slide", LEFT + tall + 22, HIGH + tall / 2 + 26),
                           ("over", LEFT + tall + 22, HIGH + tall / 2 + 38)], "11", anchor="middle"),
             *cells.draw_all([*placed, *close.placed], arrays.power), closeup.writing(shapes, "11"),
             *close.others, *large, closeup.meaning(LEFT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, TITLE, caption,
                   lambda: words.tables(panels.values()))


def the_map(panels):
    """x ⋆ dL_dz1 = dL_dw1, w1 and b1 above their gradients -> [(panel, x, y)], signs."""
    x, slopes, w1 = (panels[name] for name in ("x", "dL_dz1", "w1"))
    line = (x, x.width), ("⋆", 44), (slopes, slopes.width)
    placed, signs, _ = closeup.line_up(line, LEFT, HIGH + x.height // 2)
    left, low = LEFT + x.width + slopes.width + 92, HIGH + w1.height + BETWEEN
    for name, at in (("w1", left), ("b1", left + SIDE)):
        placed += [(panels[name], at, HIGH), (panels[f"dL_d{name}"], at, low)]
    return placed, [*signs, sign("=", left - 24, low + w1.height // 2)]


def headline(label, value, before, line, arrays):
    """A gradient in large type, what it was, a line about it, and how many outputs get a gradient."""
    slopes = arrays["dL_dz1"]
    reaching = f"{np.count_nonzero(slopes)} of {slopes.size} outputs get a gradient"
    return closeup.headline(ASIDE, HIGH + 30, label, plain(value), was(before, value), [line, reaching],
                            ink(value))


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
