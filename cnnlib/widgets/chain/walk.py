"""The numbers of one path: its values, the local slope of each step, the gradients, as Links."""

from dataclasses import dataclass

import numpy as np

from cnnlib.draw import Link, symbol
from cnnlib.draw.board import views
from cnnlib.draw.ink.number import tidy
from cnnlib.layers import AvgPool, MaxPool, ReLU, Sigmoid

from .paths import steps, web

MOST = 9        # values that are shown one by one


@dataclass(frozen=True, eq=False)
class Walk:
    """A path with its numbers: values, slopes and gradients as Links, left to right; L is the last value, but
    where nothing reads a cell, there the path ends.

    sources: the addresses of the values on the path and of every weight or value that is a slope on it
    """

    run: object
    path: tuple
    nodes: tuple
    slopes: tuple
    gradients: tuple
    sources: tuple

    @property
    def start(self):
        """The name of the tensor where the path begins."""
        return self.path[0][0]

    @property
    def links(self):
        """Every number of the path."""
        return *self.nodes, *self.slopes, *self.gradients

    @property
    def example(self):
        """Which example the path leads through."""
        name, index = self.path[-1]
        return index[0] if name in self.run.trace else 0


def walk(run, path):
    """Find the numbers of a path; of a long one some steps are taken together."""
    taken, shown = steps(run, path), kept(run.net, path)
    nodes = [value(run, path[k]) for k in shown] + [Link("L", tidy(run.L))] * web(run).ends(path[-1][0])
    shares = shares_of(run, path, taken)
    slopes = [slope(run, path, taken, *pair) for pair in zip(shown, shown[1:], strict=False)]
    met = tuple((one.source, one.index) for each in taken for one in each.factors if one.name == one.source)
    return Walk(run, path, tuple(nodes), tuple(slopes), tuple(shares[k] for k in shown), (*path, *met))


def kept(net, path):
    """Which places of a path are shown: of too many those before activations and poolings give way first."""
    hidden = sorted(range(1, len(path) - 2), key=lambda k: bool(net.user[path[k][0]].weights))
    hidden = hidden[:max(len(path) + 1 - MOST, 0)]
    return [k for k in range(len(path)) if k not in hidden]


def value(run, address):
    """A value on the path; weights that are drawn as the map they multiply have their place there, too."""
    name, index = address
    view = views(run.net, len(run.y))[name].showing(index)
    cell = view.cell(index)
    number = float({**run.trace, **run.params}[name][index])
    if name != run.net.steps[-1].output:
        number = tidy(number)                              # a sum may miss 1 by a last bit
    return Link(name, number, cell if view.size != (1, 1) else (),
                f"row {cell[0]},\ncolumn {cell[1]}" if view.reshaped else "", place(run, address),
                tuple(view.marks.items()))


def place(run, address):
    """The index of a cell without axes of length 1 and without the example, the same all along the path."""
    name, index = address
    shape = run.net.shapes[name]
    return tuple(k for k, n in zip(index[len(index) - len(shape):], shape, strict=True) if n > 1)


def shares_of(run, path, taken):
    """The gradient of L along the path; where several paths go on, what comes back along this one."""
    ways, back = web(run), []
    share = ways.gradient(path[-1])
    for address, step in zip(reversed(path), (None, *reversed(taken)), strict=True):
        alone = ways.count(address) <= 1
        share = ways.gradient(address) if alone else share * step.slope
        back.append(Link(f"dL_d{address[0]}" + " path" * (not alone), share))
    return back[::-1]


def slope(run, path, taken, low, high):
    """The local slope from one place of a path to another: one step, or the product of several."""
    name = f"d{path[high][0]}_d{path[low][0]}"
    if high - low > 1:
        product = float(np.prod([one.slope for one in taken[low:high]]))
        return Link(name, product, note=f"{high - low} steps\nin one")
    return Link(name, taken[low].slope, note=note(run, taken[low]))


def note(run, step):
    """What a local slope is, in two lines."""
    if not step.factors:
        return "added\nas it is"
    factor, = step.factors
    if factor.name == factor.source:
        return met(run, factor)
    layer = run.net.maker[step.to[0]].layer
    return NOTES.get(type(layer), lambda *_: "local\nslope")(symbol(step.to[0]), factor.value)


def met(run, factor):
    """The number that a step multiplies by: a weight, a pixel, an activation."""
    at = place(run, (factor.name, factor.index))
    where = symbol(factor.name) + (f"[{', '.join(map(str, at))}]" if at else "")
    if factor.name in run.params:
        return f"the weight\n{where}"
    if factor.name == run.net.steps[0].input:
        return f"the {'pixel' if len(run.net.input_shape) == 3 else 'input'}\n{where}"
    return f"the activa-\ntion {symbol(factor.name)}"


def gate(_, slope):
    """What ReLU does with a gradient."""
    return "gate\nopen" if slope == 1 else "gate\nleaks" if slope else "gate\nshut"


NOTES = {ReLU: gate, MaxPool: lambda _, slope: "wins its\nwindow" if slope else "loses its\nwindow",
         AvgPool: lambda _, slope: f"mean of\n{round(1 / slope)} cells",
         Sigmoid: lambda a, _: f"{a} times\n1 − {a}"}
