"""The whole network on one board: values left to right above, each gradient under its own variable."""

from collections import namedtuple
from functools import lru_cache
from math import ceil

import numpy as np

from .ink import colour, given, names, words
from .ink.number import plain
from .ink.svg import Picture, move, node
from .parts import cells, matrix
from .parts.signs import sign, stroke, together
from .parts.view import BIAS, KERNEL, UNITS, WEIGHTS, first, view_of

HEADS = {"Conv": "convolution", "Dense": "dense", "ReLU": "ReLU", "Sigmoid": "sigmoid", "Softmax": "softmax",
         "MaxPool": "max pool", "AvgPool": "average pool"}
LEARNS = {"Conv": "kernel, bias", "Dense": "weights, bias"}
BEFORE = {"Conv": "⋆", "Dense": "·"}     # the sign before the weights of a layer; before all else an arrow
Size = namedtuple("Size", ("wide", "tall", "note", "below"))     # pixels; note: wide, below: its further lines
MARGIN, HEAD, GAP, NARROW, ROOM = 10, 44, 12, 82, 44   # pixels; NARROW: a label, ROOM: between matrices


def board(run, shown=None, winners=None, outline=None, limits="row", cell=matrix.SMALL):
    """Draw a network forward above and backward below, the first example, channel and filter of each tensor.

    run: what `Network.run` returns;  shown: names already computed (the rest stays blank), by default all
    winners: boolean mask like the map that max pooling reads first, such as a1, ringed in both rows
    outline: name -> list of (row, column)
    limits: "row" (shared, so a vanishing gradient looks faint), "own" or a pair, |value| and |gradient| in
    full colour;  cell: pixels
    Raises ValueError where `limits` is none of these, a name is not on the board and for what is no run.
    """
    if not hasattr(getattr(run, "net", None), "steps"):
        raise ValueError(f"run: got {run!r}; needs what Network.run returns")
    pair = isinstance(limits, tuple) and len(limits) == 2
    if not pair and not (isinstance(limits, str) and limits in ("row", "own")):
        raise ValueError(f'limits: got {limits!r}; needs "row", "own" or a pair (of values, of gradients)')
    values = tensors(run)
    outline = given.marks(outline, "outline")
    given.known(() if shown is None else shown, values, "shown")
    given.known(outline, values, "outline")
    shared = {"row": row_limits(arrays(run)), "own": (None, None)}.get(limits, limits)
    ringed = rings(run, masks(run, winners), shown, views(run.net, len(run.y)))
    shows = views(run.net, len(run.y))
    panels = {name: prepare(name, one, shown, ringed.get(name, ()), outline,
                            shared[names.is_gradient(name)], cell, shows[name])
              for name, one in values.items()}
    sizes = tuple((name, one.width, one.height, *note_size(one)) for name, one in panels.items())
    places, width, height, furniture = layout(sizes, run.net, heads_of(run.net))
    nodes = cells.draw_all([(panels[name], *at) for name, at in places.items()])
    return Picture(width, height, (*furniture, *nodes),
                   "The network forward (grey) and backward (colour)", caption(run, panels),
                   lambda: words.tables(panels[name] for name in places))


def heads_of(net):
    """What each column does, in words."""
    return tuple(", ".join(dict.fromkeys(head(net, name) for name in column)) for column in columns_of(net))


def head(net, name):
    """What makes a value, in words."""
    if name == "L":
        return "loss"
    if name in net.param_shapes:
        return LEARNS[type(net.user[name].layer).__name__]
    if name not in net.maker:
        return "image" if len(net.shapes[name]) == 3 else "inputs"
    layer, is_end = net.maker[name].layer, name in (net.steps[-1].input, net.steps[-1].output)
    if is_end and net.shapes[name] == (1,):
        return "score" if name == net.steps[-1].input else "σ"
    return "leaky ReLU" if getattr(layer, "leak", 0) else HEADS[type(layer).__name__]


@lru_cache(maxsize=16)
def columns_of(net):
    """The names in each column of the board: the image, weights before what they make, the score last.

    A single number, such as the prediction, stands below the one that it is made from; L is the last.
    """
    columns = [(net.steps[0].input,)]
    for step in net.steps:
        columns += [step.weights] * bool(step.weights)
        if step.input in columns[-1] and net.shapes[step.input] == (1,):
            columns[-1] += (step.output,)
        else:
            columns.append((step.output,))
    return (*columns[:-1], (*columns[-1], "L"))


def signs_of(net):
    """The sign before each column of values but the first."""
    before = {step.weights: BEFORE[type(step.layer).__name__] for step in net.steps if step.weights}
    return [before.get(column, "→") for column in columns_of(net)[1:]]


@lru_cache(maxsize=16)
def views(net, m=1):
    """{name: View} of every value and gradient on the board of a network with m examples, L with them."""
    order = [name for column in columns_of(net) for name in column]
    found = {name: layout_of(net, name, m) for name in order}
    return found | {f"dL_d{name}": found[name] for name in order if name != "L"}


def layout_of(net, name, m):
    """How one value is drawn: units one below the other, their weights in the shape of what they read."""
    if name == "L":
        return view_of(name, ())
    shape = net.shapes[name]
    if name not in net.param_shapes:
        return view_of(name, (m, *shape)) if len(shape) == 3 else first((m, *shape), UNITS, (m, *shape, 1))
    if len(shape) == 1:
        return first(shape, BIAS, (*shape, 1, 1))
    if len(shape) == 4:
        return view_of(name, shape)
    reads = net.shapes[net.user[name].input]
    return first(shape, KERNEL, (*reads, shape[1])) if len(reads) == 3 else first(shape, WEIGHTS,
                                                                                 (shape[0], 1, shape[1]))


def arrays(run):
    """{name: array} of everything on the board."""
    return {**run.trace, **run.params, "L": np.asarray(run.L), **run.grads}


def tensors(run, shown=None):
    """{name: (rows, columns)} of every value and gradient of the run, as far as it is in focus.

    shown: {name: View}, by default the first example, channel and filter of each
    """
    raw = arrays(run)
    return {name: view.values(raw[name]) for name, view in (shown or views(run.net, len(run.y))).items()}


def row_limits(values):
    """The colour limits of the two rows, of values and of gradients, which single numbers do not stretch."""
    rows = [[v for name, v in values.items() if names.is_gradient(name) == gradient and v.size > 1]
            for gradient in (False, True)]
    return tuple(map(matrix.largest, rows))


def rings(run, winners, shown, views):
    """{name: winners} of the maps that are pooled and of their gradients, known once pooling has been done.

    winners: {name: mask} for each map that is pooled
    """
    found = {}
    for name, mask in winners.items():
        ringed = tuple(map(tuple, np.argwhere(views[name].values(mask)).tolist()))
        known = {name: run.net.user[name].output, f"dL_d{name}": f"dL_d{name}"}
        found |= {one: ringed for one, needed in known.items() if shown is None or needed in shown}
    return found


def looked_at(net):
    """The map whose gradient the caption describes: what is pooled first, else what the first layer makes."""
    pools = (step.input for step in net.steps if type(step.layer).__name__ in ("MaxPool", "AvgPool"))
    return next(pools, net.steps[0].output)


def prepare(name, values, shown, rings, outline, limit, cell, view):
    """One panel of the board; its colour limit is its own where none is given."""
    blank, outline = shown is not None and name not in shown, tuple(outline.get(name, ()))
    return matrix.make(name, values, cell, limit=limit, rings=rings, outline=outline, blank=blank,
                       marks=tuple(view.marks.items()), shape=stacked(values, view))


def stacked(values, view):
    """What stands below a matrix of which there are several: its shape, then which it is of how many."""
    marks = [f"{axis} {view.marks[axis]} of {count}" for axis, count in view.stacks.items()
             if axis != "example"]
    return "\n".join(filter(None, [matrix.size(values), *marks])) if marks else None


def note_size(panel):
    """Pixels from left to right of the note below a matrix, and down of its lines after the first."""
    lines = (matrix.note(panel) or "").split("\n")
    return 6.3 * max(map(len, lines)), matrix.LINE * (len(lines) - 1)


def masks(run, winners):
    """{name: mask} of the winners in the map that is pooled; raises ValueError for another shape."""
    if winners is None:
        return {}
    name = looked_at(run.net)
    found, shape = given.array(winners), np.shape(run.trace[name])
    if found is None or [n for n in found.shape if n > 1] != [n for n in shape if n > 1]:
        raise ValueError(f"winners: got {winners!r}; needs a boolean mask like {name}, "
                         f"{tuple(n for n in shape if n > 1)}")
    return {name: found.reshape(shape)}


@lru_cache(maxsize=16)          # the same for every picture of one network
def layout(sizes, net, heads):
    """Place every matrix: (name, width, height) of each and of its note -> {name: (x, y)}, width, height, heads
    and arrows.

    heads: the words above the columns
    """
    size = {name: Size(*rest) for name, *rest in sizes}
    places, x, columns = {}, MARGIN, columns_of(net)
    row = max(sum(size[name].tall + size[name].below + ROOM for name in column) - ROOM for column in columns)
    for column in columns:
        for prefix, top in (("", HEAD), ("dL_d", HEAD + row + ROOM)):
            y = top
            for name in (prefix + n for n in column if prefix + n in size):
                places[name] = (x, y)
                y += size[name].tall + size[name].below + ROOM
        x += max(NARROW, *(max(size[n].wide, ceil(size[n].note)) for n in column)) + GAP
    furniture = (above(places, columns, heads), together(arrows(places, size, net)))
    lanes = [lane(places, size, f"dL_d{step.weights[-1]}") + 4 for step in net.steps if step.weights]
    return places, x - GAP + MARGIN, max(HEAD + 2 * row + ROOM + matrix.BELOW, *lanes), furniture


def above(places, columns, heads):
    """What each column does, in words, above its symbol."""
    texts = (node("text", head, x=places[column[0]][0]) for column, head in zip(columns, heads, strict=True))
    return node("g", tuple(texts), transform=move(0, 14), font_size="10", fill=colour.NOTE)


def arrows(places, size, net):
    """Signs and solid arrows in the forward row; dashed arrows to the left in the backward row."""
    columns, learning = columns_of(net), [step for step in net.steps if step.weights]
    level = size[learning[0].weights[0]].tall // 2
    forward = [(mark, column[0]) for column, mark in zip(columns[1:], signs_of(net), strict=True)]
    backward = [("←", f"dL_d{column[0]}") for column in columns[1:] if len(column) == 1 or "L" in column]
    straight = [sign(mark, places[name][0] - GAP / 2, places[name][1] + level, GAP - 2)
                for mark, name in (*forward, *backward)]
    around = [[f"dL_d{name}" for name in (step.output, step.weights[-1], step.input)] for step in learning]
    return (*straight, *(detour(places, size, level, *stops) for stops in around))


def lane(places, size, under):
    """Where a path lies that passes under the gradient of a bias."""
    return places[under][1] + size[under].tall + matrix.BELOW + 4


def detour(places, size, level, start, under, end):
    """A dashed path from one gradient to the next that passes under those of the kernel or the weights."""
    x, y = places[start][0] - 5, places[start][1] + level + 8
    low, one = lane(places, size, under), size[end]
    left, bottom = places[end][0] + one.wide, places[end][1] + one.tall
    if low < bottom:
        turn, head = f"H{left + 4}", f"M{left + 9} {low - 4}L{left + 4} {low}L{left + 9} {low + 4}"
    else:
        crossed = bool(one.below) and one.note > one.wide - 20            # the tip stays below the words
        x1, y1 = left - 14, bottom + 4 + crossed * (matrix.BELOW + one.below)
        turn, head = f"H{x1}V{y1}", f"M{x1 - 4} {y1 + 5}L{x1} {y1}L{x1 + 4} {y1 + 5}"
    return stroke(f"M{x} {y}V{low}{turn}", head, backward=True)


def caption(run, panels, example=0):
    """One sentence on the forward row and one on the backward row, from what is shown of the data."""
    known = [name for name, one in panels.items() if not one.blank]
    gradients = [name for name in known if names.is_gradient(name)]
    return f"{forward(run, known, example)} {backward(run, panels, gradients)}"


def forward(run, known, example):
    """What the network says of the example in focus, once the loss is there."""
    if "L" not in known:
        return f"Forward, in grey, the loss is not there yet: known are {listing(known) or 'no values'}."
    said, wanted = run.trace[run.net.steps[-1].output][example], run.y[example]
    says = (f"gives the label's class {plain(said[words.peak(wanted)])}" if len(said) > 1 else
            f"says {plain(said[0])} where the label is {plain(wanted[0])}")
    if len(run.y) > 1:
        return (f"Forward, in grey: for example {example} the network {says}; "
                f"the loss over all {len(run.y)} is {plain(run.L)}.")
    return f"Forward, in grey: the network {says}, so the loss is {plain(run.L)}."


def backward(run, panels, known):
    """How a gradient looks, once it is there: that of the map that is pooled first."""
    name = f"dL_d{looked_at(run.net)}"
    gradient = panels[name]
    if not known:
        return "Backward has not run yet, so its matrices are blank."
    if gradient.blank:
        return f"Backward, in colour, has come to {listing(known)}."
    zeros, at = words.zeros(gradient.values), words.peak(gradient.values)
    where = "".join(f", {axis} {place}" for axis, place in gradient.marks)
    return (f"Backward, in colour: {zeros} of the {gradient.values.size} cells of "
            f"{names.symbol(name)}{where} are exactly 0; "
            f"the largest in size, {plain(gradient.values[at])}, is at {words.place(at)}.")


def listing(known):
    """Code names as symbols in a sentence."""
    return words.listing(map(names.symbol, known)) if known else ""
