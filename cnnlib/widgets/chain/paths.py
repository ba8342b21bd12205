"""One path through the 8×8 network, from a quantity to the loss:
its places, its local slopes, its gradients."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw import Link
from cnnlib.draw.board import views as views_of
from cnnlib.draw.ink.names import is_gradient
from cnnlib.draw.ink.number import tidy
from cnnlib.layers import Conv, MaxPool
from cnnlib.ops import windows

NET = examples.eight_by_eight()[0]
CHAIN = (*NET.maker, "L")
ENTERS = {name: step.output
          for step in NET.steps
          for name in (step.input, *step.weights) if name not in NET.maker}
GIVEN = tuple(ENTERS)                                  # what is made by no layer enters the chain there
CONV, POOL = (next(step for step in NET.steps if isinstance(step.layer, kind))
              for kind in (Conv, MaxPool))
SHARED = (CONV.input, *CONV.weights)                   # more than one path leads from these to L


@lru_cache(maxsize=2)
def axes(step):
    """The windows of a step downwards and across."""
    return windows.axes(step.layer.grid(NET.shapes[step.input][:2]))


@dataclass(frozen=True)
class Path:
    """A quantity (matrix, row, column) and the cell of z1 through which its path leads."""

    start: tuple
    at: tuple

    @property
    def names(self):
        """The quantity and everything after it, L last."""
        name = self.start[0]
        if name in CHAIN:
            return CHAIN[CHAIN.index(name):]
        return (name, *CHAIN[CHAIN.index(ENTERS[name]):])

    def cell(self, name):
        """The (row, column) of the path in a matrix, () in those of one cell."""
        if name == self.start[0] and size(name) != (1, 1):
            return self.start[1:]
        if name == POOL.output:
            return tuple(axis.windows(k)[0][0] for axis, k in zip(axes(POOL), self.at, strict=True))
        return self.at if name in (CONV.output, POOL.input) else ()


@dataclass(frozen=True, eq=False)
class Walk:
    """A path with its numbers: values, slopes and gradients as Links, left to right."""

    run: object
    path: Path
    nodes: tuple
    slopes: tuple
    gradients: tuple

    @property
    def links(self):
        """Every number of the path."""
        return *self.nodes, *self.slopes, *self.gradients

    @property
    def rings(self):
        """{matrix: [(row, column)]} of every value on the path
        and of the weight or pixel that is a slope on it."""
        cells = {name: [self.path.cell(name) or (0, 0)] for name in self.path.names if name != "L"}
        (name, row, column), (i, j) = self.path.start, self.path.at
        if "a2" in cells:
            cells["w3"] = cells["a2"]
        beside = {"w1": ("x", (i + row, j + column)), "x": ("w1", (row - i, column - j)),
                  "w3": ("a2", (row, column))}
        return cells | ({beside[name][0]: [beside[name][1]]} if name in beside else {})


def walk(run, path):
    """Find the numbers of a path."""
    values = {**run.trace, **run.params, "L": np.asarray(run.L)}
    nodes = (link(name, values[name], path.cell(name)) for name in path.names)
    return Walk(run, path, tuple(nodes), tuple(slopes(run, path)), tuple(gradients(run, path)))


def link(name, values, cell):
    """A value on the path; w3, nine numbers in a row, is shown as the map it multiplies."""
    place = index(name, cell)
    shown = {"note": f"row {cell[0]},\ncolumn {cell[1]}", "index": place[:1]} if name == "w3" else {}
    value = float(values[place])
    if name != "a3":
        value = tidy(value)                                # a sum may miss 1 by a last bit
    return Link(name, value, cell, **shown)


def views():
    """{tensor: View} of the network of 20 parameters, whose w3 is drawn as the map it multiplies."""
    return views_of(NET)


def size(name):
    """Rows and columns of a matrix in the picture, where a gradient stands for its cell on the path alone."""
    view = None if is_gradient(name) else views().get(name)
    return view.size if view else (1, 1)


def index(name, cell):
    """The index in its tensor of a cell of a matrix."""
    return views()[name].index(*(cell or (0, 0)))


def address(start):
    """The address of a quantity (matrix, row, column)."""
    name, *cell = start
    return name, index(name, cell)


def covers(start, at):
    """Whether a path from the quantity leads through this cell of z1:
    a pixel meets only the windows over it."""
    name, row, column = start
    places = zip(axes(CONV), at, (row, column), strict=True)
    return name != CONV.input or all(k in [r for _, r in axis.cells(i)] for axis, i, k in places)


def paths(start, shape):
    """Every cell of z1 through which a path from the quantity leads, in reading order."""
    return [at for at in np.ndindex(shape) if covers(start, at)]


def slopes(run, path):
    """The local slope of each step of the path but the last,
    with the words that explain it, left to right."""
    names = path.names[:-1]
    return [slope(run, path, above, below) for below, above in zip(names, names[1:], strict=False)]


def slope(run, path, above, below):
    """How much `above` changes per unit of `below`, on the path."""
    value = explain.slope(run, above, index(above, path.cell(above)),
                          below, index(below, path.cell(below)))
    return Link(f"d{above}_d{below}", value, note=NOTES[above](path, below, value))


def map_note(path, below, value):
    """∂z1/∂w1 is the pixel under the weight, ∂z1/∂x the weight over the pixel."""
    (i, j), (row, column) = path.at, path.start[1:]
    return {"b1": "added\nas it is", "w1": f"the pixel\nx[{i + row}, {j + column}]",
            "x": f"the weight\nw⁽¹⁾[{row - i}, {column - j}]"}[below]


def score_note(path, below, value):
    """∂z3/∂a2 is the weight of its place, ∂z3/∂w3 the activation there."""
    if below == "a2":
        return f"the weight\nw⁽³⁾[{index('w3', path.cell('a2'))[0]}]"
    return {"b3": "added\nas it is", "w3": "the activa-\ntion a⁽²⁾"}[below]


NOTES = {"z1": map_note, "z3": score_note,
         "a1": lambda path, below, value: "gate\nopen" if value == 1 else "gate\nshut",
         "a2": lambda path, below, value: "wins its\nwindow" if value else "loses its\nwindow",
         "a3": lambda path, below, value: "a⁽³⁾ times\n1 − a⁽³⁾"}


def gradients(run, path):
    """The gradient of L along the path, left to right;
    a quantity with several paths gets this path's share first."""
    names = path.names[:-1]
    links = [Link(f"dL_d{name}", float(run.grads[f"dL_d{name}"][index(name, path.cell(name))]))
             for name in names]
    if names[0] in SHARED:
        share = links[1].value * slope(run, path, "z1", names[0]).value
        links[0] = Link(f"dL_d{names[0]} path", share)
    return links
