"""The whole network on one board: values left to right above, each gradient under its own variable."""

from functools import lru_cache
from itertools import zip_longest

import numpy as np

from .ink import colour, given, names, words
from .ink.number import plain
from .ink.svg import Picture, move, node
from .parts import cells, matrix
from .parts.signs import sign, stroke, together

COLUMNS = (("x",), ("w1", "b1"), ("z1",), ("a1",), ("a2",), ("w3", "b3"), ("z3", "a3", "L"))
CHAIN = ("Conv",), ("ReLU", "Sigmoid"), ("MaxPool", "AvgPool"), ("Flatten",), ("Dense",), ("Sigmoid",)
CHAIN_IN_WORDS = "Conv, ReLU, MaxPool, Flatten, Dense, Sigmoid (AvgPool and a hidden Sigmoid, too)"
HEADS = {"ReLU": "ReLU", "Sigmoid": "sigmoid", "MaxPool": "max pool", "AvgPool": "average pool"}
SIGNS = ("⋆", "→", "→", "→", "·", "→")   # between the columns of the forward row
MARGIN, HEAD, GAP, NARROW, ROOM = 10, 44, 12, 82, 44   # pixels; NARROW: a label, ROOM: between matrices


def board(run, shown=None, winners=None, outline=None, limits="row", cell=matrix.SMALL):
    """Draw the 8×8 (or 6×6) network forward above and backward below.

    run: what `Network.run` returns;  shown: names already computed (the rest stays blank), by default all
    winners: boolean mask like a1, ringed in both rows;  outline: name -> list of (row, column)
    limits: "row" (shared, so a vanishing gradient looks faint), "own" or a pair, |value| and |gradient| in full
    colour;  cell: pixels
    Raises ValueError where `limits` is none of these, a name is not on the board and for another network.
    """
    steps = heads_of(getattr(run, "net", None))
    pair = isinstance(limits, tuple) and len(limits) == 2
    if not pair and not (isinstance(limits, str) and limits in ("row", "own")):
        raise ValueError(f'limits: got {limits!r}; needs "row", "own" or a pair (of values, of gradients)')
    values = tensors(run)
    outline = given.marks(outline, "outline")
    given.known(() if shown is None else shown, values, "shown")
    given.known(outline, values, "outline")
    shared = {"row": row_limits(values), "own": (None, None)}.get(limits, limits)
    panels = {name: prepare(name, values, shown, winners, outline, shared[names.is_gradient(name)], cell)
              for name in values}
    sizes = tuple((name, one.width, one.height) for name, one in panels.items())
    places, width, height, furniture = layout(sizes, steps)
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


def tensors(run):
    """Every value and gradient of the run as a matrix; w3 gets the shape of the pooled map it multiplies."""
    raw = {**run.trace, **run.params, "L": run.L, **run.grads}
    pooled = matrix.as_matrix("a2", raw["a2"]).shape
    fold = {"w3": pooled, "dL_dw3": pooled}
    order = [*(n for column in COLUMNS for n in column)]
    wanted = order + [f"dL_d{name}" for name in order if name != "L"]
    return {name: matrix.as_matrix(name, np.reshape(raw[name], fold[name]) if name in fold else raw[name])
            for name in wanted}


def row_limits(values):
    """The colour limits of the two rows, of values and of gradients, which single numbers do not stretch."""
    rows = [[v for name, v in values.items() if names.is_gradient(name) == gradient and v.size > 1]
            for gradient in (False, True)]
    return tuple(map(matrix.largest, rows))


def prepare(name, values, shown, winners, outline, limit, cell):
    """One panel of the board; its colour limit is its own where none is given."""
    ringed = {"a1": "a2", "dL_da1": "dL_da1"}.get(name)      # a winner is known once pooling has been done
    rings = ()
    if winners is not None and ringed and (shown is None or ringed in shown):
        rings = tuple(map(tuple, np.argwhere(mask(winners, values[name].shape)).tolist()))
    blank, outline = shown is not None and name not in shown, tuple(outline.get(name, ()))
    return matrix.make(name, values[name], cell, limit=limit, rings=rings, outline=outline, blank=blank)


def mask(winners, shape):
    """The winners as a matrix like a1; raises ValueError where they have another shape."""
    found = given.array(winners)
    if found is None or [n for n in found.shape if n > 1] != [n for n in shape if n > 1]:
        raise ValueError(f"winners: got {winners!r}; needs a boolean mask like a1, {shape}")
    return found.reshape(shape)


@lru_cache(maxsize=16)          # the same for every picture of one network
def layout(sizes, steps):
    """Place every matrix: (name, width, height) of each -> {name: (x, y)}, width, height, heads and arrows.

    steps: the words above the columns
    """
    wide, tall = {n: w for n, w, _ in sizes}, {n: h for n, _, h in sizes}
    places, x = {}, MARGIN
    row = max(sum(tall[name] + ROOM for name in column) - ROOM for column in COLUMNS)
    for column in COLUMNS:
        for prefix, top in (("", HEAD), ("dL_d", HEAD + row + ROOM)):
            y = top
            for name in (prefix + n for n in column if prefix + n in tall):
                places[name] = (x, y)
                y += tall[name] + ROOM
        x += max(NARROW, *(wide[n] for n in column)) + GAP
    furniture = (*heads(places, steps), together(arrows(places, wide, tall)))
    return places, x - GAP + MARGIN, HEAD + 2 * row + ROOM + matrix.BELOW, furniture


def heads(places, steps):
    """What each column does, in words, above its symbol."""
    texts = (node("text", step, x=places[column[0]][0]) for column, step in zip(COLUMNS, steps, strict=True))
    return (node("g", tuple(texts), transform=move(0, 14), font_size="10", fill=colour.NOTE),)


def arrows(places, wide, tall):
    """Signs and solid arrows in the forward row; dashed arrows to the left in the backward row."""
    level = tall["w1"] // 2
    forward = [sign(mark, places[right[0]][0] - GAP / 2, places[right[0]][1] + level, GAP - 2)
               for right, mark in zip(COLUMNS[1:], SIGNS, strict=True)]
    backward = [sign("←", places[f"dL_d{name}"][0] - GAP / 2, places[f"dL_d{name}"][1] + level, GAP - 2)
                for name in ("z1", "a1", "a2", "z3")]
    return (*forward, *backward, detour(places, wide, tall, "dL_dz1", "dL_db1", "dL_dx"),
            detour(places, wide, tall, "dL_dz3", "dL_db3", "dL_da2"))


def detour(places, wide, tall, start, under, end):
    """A dashed path from one gradient to the next that passes under those of the kernel or the weights."""
    x, y = places[start][0] - 5, places[start][1] + tall["w1"] // 2 + 8
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
    return f"{forward(run, known)} {backward(panels['dL_da1'], [n for n in known if names.is_gradient(n)])}"


def forward(run, known):
    """What the network says, once the loss is there."""
    if "L" not in known:
        return f"Forward, in grey, the loss is not there yet: known are {listing(known) or 'no values'}."
    a3, y = np.ravel(run.trace["a3"])[0], np.ravel(run.y)[0]
    prediction, label, loss = map(plain, (a3, y, run.L))
    return (f"Forward, in grey: the network says {prediction} where the label is {label}, "
            f"so the loss is {loss}.")


def backward(gradient, known):
    """How the gradient of a1 looks, once it is there."""
    if not known:
        return "Backward has not run yet, so its matrices are blank."
    if gradient.blank:
        return f"Backward, in colour, has come to {listing(known)}."
    zeros, at = int(np.sum(gradient.values == 0)), words.peak(gradient.values)
    return (f"Backward, in colour: {zeros} of the {gradient.values.size} cells of ∂L/∂a⁽¹⁾ are exactly 0; "
            f"the largest in size, {plain(gradient.values[at])}, is at {words.place(at)}.")


def listing(known):
    """Code names as symbols in a sentence."""
    return words.listing(map(names.symbol, known)) if known else ""
