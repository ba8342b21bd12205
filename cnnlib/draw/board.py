"""The whole network on one board: values left to right above, each gradient under its own variable."""

from functools import lru_cache
from itertools import zip_longest

import numpy as np

from .ink import colour, given, names, words
from .ink.number import plain
from .ink.svg import Picture, move, node
from .parts import cells, matrix
from .parts.signs import sign, stroke, together

CHAIN = ("Conv",), ("ReLU", "Sigmoid"), ("MaxPool", "AvgPool"), ("Flatten",), ("Dense",), ("Sigmoid",)
CHAIN_IN_WORDS = "Conv, ReLU, MaxPool, Flatten, Dense, Sigmoid (AvgPool and a hidden Sigmoid, too)"
HEADS = {"ReLU": "ReLU", "Sigmoid": "sigmoid", "MaxPool": "max pool", "AvgPool": "average pool"}
BEFORE = {"Conv": "⋆", "Dense": "·"}     # the sign before the weights of a layer; before all else an arrow
MARGIN, HEAD, GAP, NARROW, ROOM = 10, 44, 12, 82, 44   # pixels; NARROW: a label, ROOM: between matrices


def board(run, shown=None, winners=None, outline=None, limits="row", cell=matrix.SMALL):
    """Draw the 8×8 (or 6×6) network forward above and backward below.

    run: what `Network.run` returns;  shown: names already computed (the rest stays blank), by default all
    winners: boolean mask like a1, ringed in both rows;  outline: name -> list of (row, column)
    limits: "row" (shared, so a vanishing gradient looks faint), "own" or a pair, |value| and |gradient| in
    full colour;  cell: pixels
    Raises ValueError where `limits` is none of these, a name is not on the board and for another network.
    """
    heads = heads_of(getattr(run, "net", None))
    pair = isinstance(limits, tuple) and len(limits) == 2
    if not pair and not (isinstance(limits, str) and limits in ("row", "own")):
        raise ValueError(f'limits: got {limits!r}; needs "row", "own" or a pair (of values, of gradients)')
    values = tensors(run)
    outline = given.marks(outline, "outline")
    given.known(() if shown is None else shown, values, "shown")
    given.known(outline, values, "outline")
    shared = {"row": row_limits(values), "own": (None, None)}.get(limits, limits)
    ringed = rings(run, winners, shown)
    panels = {name: prepare(name, one, shown, ringed.get(name, ()), outline,
                            shared[names.is_gradient(name)], cell) for name, one in values.items()}
    sizes = tuple((name, one.width, one.height) for name, one in panels.items())
    places, width, height, furniture = layout(sizes, run.net, heads)
    nodes = cells.draw_all([(panels[name], *at) for name, at in places.items()])
    return Picture(width, height, (*furniture, *nodes),
                   "The network forward (grey) and backward (colour)", caption(run, panels),
                   lambda: words.tables(panels[name] for name in places))


def heads_of(net):
    """What each column does, in words; raises ValueError, naming the layer, for a network without a board."""
    layers = getattr(net, "layers", None)
    if layers is None:
        raise ValueError(f"run: got a run of {net!r}; needs what Network.run returns")
    kinds = [type(layer).__name__ for layer in layers]
    for k, (needed, kind) in enumerate(zip_longest(CHAIN, kinds)):
        if needed is None or kind not in needed:
            found = f"layers[{k}] is {layers[k]}" if kind else "there is no layer after it"
            wanted = " or ".join(needed) if needed else "none after Dense and Sigmoid"
            raise ValueError(f"net: {found}; the board shows {CHAIN_IN_WORDS}, so it needs {wanted} there")
    if net.input_shape[2] != 1 or layers[0].filters != 1:
        raise ValueError(f"net: {layers[0]} reads {net.input_shape[2]} channels and has {layers[0].filters} "
                         "filters; the board shows one channel and one filter")
    act = "leaky ReLU" if getattr(layers[1], "leak", 0) else HEADS[kinds[1]]
    return "image", "kernel, bias", "convolution", act, HEADS[kinds[2]], "weights, bias", "score, σ, loss"


@lru_cache(maxsize=16)
def columns_of(net):
    """The names in each column of the board: the image, weights before what they make, the score last.

    A row of one number, such as the prediction, stands below the one that it is made from; L is the last.
    """
    columns = [(net.steps[0].input,)]
    for step in net.steps:
        columns += [step.weights] * bool(step.weights)
        if step.input in columns[-1] and len(net.shapes[step.input]) == 1:
            columns[-1] += (step.output,)
        else:
            columns.append((step.output,))
    return (*columns[:-1], (*columns[-1], "L"))


def signs_of(net):
    """The sign before each column of values but the first."""
    before = {step.weights: BEFORE[type(step.layer).__name__] for step in net.steps if step.weights}
    return [before.get(column, "→") for column in columns_of(net)[1:]]


@lru_cache(maxsize=16)
def folded(net):
    """{name: (rows, columns)} of what is drawn in another shape: dense weights, as the map that they read."""
    found = {}
    for step in net.steps:
        if type(step.layer).__name__ == "Dense":
            read = matrix.as_matrix(step.input, np.zeros((1, *net.shapes[step.input])))
            found |= dict.fromkeys((step.weights[0], f"dL_d{step.weights[0]}"), read.shape)
    return found


def tensors(run):
    """Every value and gradient of the run as a matrix; dense weights in the shape of the map they read."""
    raw, fold = {**run.trace, **run.params, "L": run.L, **run.grads}, folded(run.net)
    order = [name for column in columns_of(run.net) for name in column]
    wanted = order + [f"dL_d{name}" for name in order if name != "L"]
    return {name: matrix.as_matrix(name, np.reshape(raw[name], fold[name]) if name in fold else raw[name])
            for name in wanted}


def row_limits(values):
    """The colour limits of the two rows, of values and of gradients, which single numbers do not stretch."""
    rows = [[v for name, v in values.items() if names.is_gradient(name) == gradient and v.size > 1]
            for gradient in (False, True)]
    return tuple(map(matrix.largest, rows))


def rings(run, winners, shown):
    """{name: winners} of the map that is pooled and of its gradient, known once pooling has been done."""
    if winners is None:
        return {}
    pool = pooling(run.net)
    known = {pool.input: pool.output, f"dL_d{pool.input}": f"dL_d{pool.input}"}
    return {name: tuple(map(tuple, np.argwhere(mask(winners, pool.input, run.trace[pool.input])).tolist()))
            for name, needed in known.items() if shown is None or needed in shown}


def pooling(net):
    """The step that pools."""
    return next(step for step in net.steps if type(step.layer).__name__ in ("MaxPool", "AvgPool"))


def prepare(name, values, shown, rings, outline, limit, cell):
    """One panel of the board; its colour limit is its own where none is given."""
    blank, outline = shown is not None and name not in shown, tuple(outline.get(name, ()))
    return matrix.make(name, values, cell, limit=limit, rings=rings, outline=outline, blank=blank)


def mask(winners, name, values):
    """The winners as a matrix like the map that is pooled; raises ValueError for another shape."""
    found, shape = given.array(winners), matrix.as_matrix(name, values).shape
    if found is None or [n for n in found.shape if n > 1] != [n for n in shape if n > 1]:
        raise ValueError(f"winners: got {winners!r}; needs a boolean mask like {name}, {shape}")
    return found.reshape(shape)


@lru_cache(maxsize=16)          # the same for every picture of one network
def layout(sizes, net, heads):
    """Place every matrix: (name, width, height) of each -> {name: (x, y)}, width, height, heads and arrows.

    heads: the words above the columns
    """
    wide, tall = {n: w for n, w, _ in sizes}, {n: h for n, _, h in sizes}
    places, x, columns = {}, MARGIN, columns_of(net)
    row = max(sum(tall[name] + ROOM for name in column) - ROOM for column in columns)
    for column in columns:
        for prefix, top in (("", HEAD), ("dL_d", HEAD + row + ROOM)):
            y = top
            for name in (prefix + n for n in column if prefix + n in tall):
                places[name] = (x, y)
                y += tall[name] + ROOM
        x += max(NARROW, *(wide[n] for n in column)) + GAP
    furniture = (above(places, columns, heads), together(arrows(places, wide, tall, net)))
    return places, x - GAP + MARGIN, HEAD + 2 * row + ROOM + matrix.BELOW, furniture


def above(places, columns, heads):
    """What each column does, in words, above its symbol."""
    texts = (node("text", head, x=places[column[0]][0]) for column, head in zip(columns, heads, strict=True))
    return node("g", tuple(texts), transform=move(0, 14), font_size="10", fill=colour.NOTE)


def arrows(places, wide, tall, net):
    """Signs and solid arrows in the forward row; dashed arrows to the left in the backward row."""
    columns, learning = columns_of(net), [step for step in net.steps if step.weights]
    level = tall[learning[0].weights[0]] // 2
    forward = [(mark, column[0]) for column, mark in zip(columns[1:], signs_of(net), strict=True)]
    backward = [("←", f"dL_d{column[0]}") for column in columns[1:] if len(column) == 1 or "L" in column]
    straight = [sign(mark, places[name][0] - GAP / 2, places[name][1] + level, GAP - 2)
                for mark, name in (*forward, *backward)]
    around = [[f"dL_d{name}" for name in (step.output, step.weights[-1], step.input)] for step in learning]
    return (*straight, *(detour(places, wide, tall, level, *stops) for stops in around))


def detour(places, wide, tall, level, start, under, end):
    """A dashed path from one gradient to the next that passes under those of the kernel or the weights."""
    x, y = places[start][0] - 5, places[start][1] + level + 8
    low = places[under][1] + tall[under] + matrix.BELOW + 4
    left = places[end][0] + wide[end]
    if low < places[end][1] + tall[end]:
        turn, head = f"H{left + 4}", f"M{left + 9} {low - 4}L{left + 4} {low}L{left + 9} {low + 4}"
    else:
        x1, y1 = left - 14, places[end][1] + tall[end] + 4
        turn, head = f"H{x1}V{y1}", f"M{x1 - 4} {y1 + 5}L{x1} {y1}L{x1 + 4} {y1 + 5}"
    return stroke(f"M{x} {y}V{low}{turn}", head, backward=True)


def caption(run, panels):
    """One sentence on the forward row and one on the backward row, from what is shown of the data."""
    known = [name for name, one in panels.items() if not one.blank]
    gradients = [name for name in known if names.is_gradient(name)]
    return f"{forward(run, known)} {backward(run, panels, gradients)}"


def forward(run, known):
    """What the network says, once the loss is there."""
    if "L" not in known:
        return f"Forward, in grey, the loss is not there yet: known are {listing(known) or 'no values'}."
    last = run.trace[run.net.steps[-1].output]
    prediction, label, loss = map(plain, (last.item(0), run.y.item(0), run.L))
    return (f"Forward, in grey: the network says {prediction} where the label is {label}, "
            f"so the loss is {loss}.")


def backward(run, panels, known):
    """How the gradient of the map that is pooled looks, once it is there."""
    name = f"dL_d{pooling(run.net).input}"
    gradient = panels[name]
    if not known:
        return "Backward has not run yet, so its matrices are blank."
    if gradient.blank:
        return f"Backward, in colour, has come to {listing(known)}."
    zeros, at = np.count_nonzero(gradient.values == 0), words.peak(gradient.values)
    return (f"Backward, in colour: {zeros} of the {gradient.values.size} cells of {names.symbol(name)} "
            "are exactly 0; "
            f"the largest in size, {plain(gradient.values[at])}, is at {words.place(at)}.")


def listing(known):
    """Code names as symbols in a sentence."""
    return words.listing(map(names.symbol, known)) if known else ""
