"""A network to be worked out with a pencil, on one sheet of paper: what is given, boxes for the rest, the rules."""

import numpy as np

from .ink import colour, names, number, words
from .ink.given import array
from .ink.svg import Picture, node, tenth
from .parts import cells, matrix

WIDTH, HEIGHT, ON_PAPER = 930, 636, 277      # pixels; millimetres that the width takes on A4, lying, in its margins
CELL, ALONE = 40, 64                         # pixels: of a map, of a number that stands alone
LEFTS = 6, 266, 406, 586, 766, 860          # of the columns
TOPS = 56, 364                               # of the two rows of boxes
GIVEN = {"x": (6, 6), "w1": (3, 3), "b1": (1, 1), "w3": (2, 2), "b3": (1, 1)}
MADE = {"z1": (4, 4), "a1": (4, 4), "a2": (2, 2), "z3": (1, 1), "a3": (1, 1), "L": (1, 1)}
COLUMNS = ("x",), ("w1", "b1"), ("z1",), ("a1",), ("a2", "w3", "b3"), ("z3", "a3", "L")
BACK = (*(tuple(f"dL_d{name}" for name in column) for column in COLUMNS[:5]), ("dL_dz3", "t"))
BETWEEN = 28                                 # pixels from one box to the next below it
ROW, AHEAD, BEHIND = 15, TOPS[0] + 182, TOPS[1] + 176         # of a line of rules, the first lines
RULES = (("z1 = x ⋆ w1 + b1: nine products, and the bias", "a1 = z1 where it is above 0, else 0",
          "a2: the largest of each 2×2 window; ring it in a1", "z3 = a2 · w3, four products, + b3"),
         ("dL_dz3 = a3 − y;  t: a tenth of its size, to 4 digits", "dL_dw3 = dL_dz3 · a2,  dL_db3 = dL_dz3",
          "dL_da2 = dL_dz3 · w3", "dL_da1: to the ringed cell, 0 to the others",
          "dL_dz1 = dL_da1 where z1 is above 0, else 0",
          "dL_dw1 = Σ dL_dz1 · its window of x,  dL_db1 = Σ dL_dz1", "dL_dx = Σ dL_dz1 · w1, laid on its window"))
STEP = "one step, on the back: w1 − lr · (number · t), and so on"


def sheet(run, filled=True):
    """Draw the 6×6 network forward above and backward below, each rule beside its boxes; for A4, lying.

    The gradients stand in units of t, a tenth of the size of the error: with weights in tenths and
    whole numbers elsewhere they are whole numbers, but those of w3 and b3, which are of a2 and 1.
    run: what `Network.run` returns for a network like that of `examples.six_by_six()`, one example
    filled=False: the given numbers alone, and empty boxes
    Raises ValueError for another network, and where the error is 0.
    """
    values, t = tensors(run), abs(float(run.grads["dL_dz3"].item())) / 10 if is_ours(run) else 0
    if not t:
        raise ValueError(f"run: got {run!r}; needs Network.run of a network like examples.six_by_six(), "
                         "with one example and an error that is not 0")
    ringed = rings(run) if filled else ()
    placed = [one for names_of, top in zip((COLUMNS, BACK), TOPS, strict=True)
              for one in columns(names_of, top, values, t, filled, ringed)]
    y = float(run.y.item())
    nodes = (*head(y), *cells.draw_all(placed), rules())
    says = (f"forward to the loss {number.plain(run.L)}, backward to the image, gradients in units of "
            f"t = {number.plain(t, 4)}" if filled else "what is given is printed; "
            f"the other {sum(one.values.size for one, _, _ in placed if one.blank)} boxes are empty")
    return Picture(WIDTH, HEIGHT, nodes, f"A sheet to fill in by hand, {'filled' if filled else 'blank'}",
                   f"One sheet of paper for the whole network: {says}.",
                   lambda: words.tables([one for one, _, _ in placed]))


def head(y):
    """The first line: the title, the label, and the two rules that no map has room for."""
    told = ((LEFTS[0], 20, "Do it all by hand"), (LEFTS[1], 14, f"y = {number.plain(y)}"),
            (LEFTS[2], 14, "a⁽³⁾ = 1 / (1 + e⁻ᶻ) with z = z⁽³⁾"),
            (LEFTS[4] - 60, 14, f"L = −ln {'a⁽³⁾' if y else '(1 − a⁽³⁾)'}"))
    return [node("text", said, x=x, y=22, font_size=size) for x, size, said in told]


def on_paper(picture):
    """The picture as SVG text that takes its true size on paper."""
    tall = ON_PAPER * picture.height / picture.width
    return picture.svg.replace(f"width='{WIDTH}' height='{HEIGHT}'",
                               f"width='{ON_PAPER}mm' height='{tenth(tall)}mm'", 1)


def is_ours(run):
    """Whether a run is of one example through the chain for which there are boxes."""
    values = tensors(run)
    return values.keys() >= GIVEN.keys() | MADE.keys() and all(
        array(values[name]) is not None and np.size(values[name]) == rows * columns
        for name, (rows, columns) in (GIVEN | MADE).items())


def tensors(run):
    """{name: array} of everything that a run holds."""
    if not isinstance(getattr(run, "trace", None), dict):
        return {}
    return {**run.trace, **run.params, "L": run.L, **run.grads}


def rings(run):
    """The winners of max pooling, as places."""
    mask = run.net.user["a1"].layer.winners(run.trace["a1"])
    return tuple(map(tuple, np.argwhere(mask.reshape(MADE["a1"])).tolist()))


def columns(names_of, top, values, t, filled, ringed):
    """The boxes of one row, column by column -> [(panel, x, y)]."""
    shown = {name: numbers(name, values, t) for column in names_of for name in column}
    limit, placed = matrix.largest(shown.values()), []
    for left, column in zip(LEFTS, names_of, strict=True):
        y = top
        for name in column:
            placed.append((box(name, shown[name], limit, filled, ringed), left, y))
            y += placed[-1][0].height + BETWEEN
    return placed


def numbers(name, values, t):
    """What a box holds, as rows and columns; a gradient in units of t."""
    if name == "t":
        return np.array([[t]])
    return np.reshape(values[name], (GIVEN | MADE)[name.removeprefix("dL_d")]) / (t if names.is_gradient(name) else 1)


def box(name, shown, limit, filled, ringed):
    """One matrix of the sheet; single numbers share the colour limit of their row, as do all values."""
    back, of = names.is_gradient(name), name.removeprefix("dL_d")
    alone = name == "t" or of in COLUMNS[5]
    one = matrix.make(name, shown, ALONE if alone else CELL, limit=None if back and shown.size > 1 else limit,
                      note="", power=0, blank=not filled and name not in GIVEN, rings=ringed if of == "a1" else (),
                      label=names.after(names.label(name), "\u00a0in t", font_size="11") if back else None)
    return one._replace(text=number.plain(shown.item(), 4)) if alone and not one.blank else one


def rules():
    """The rules, line by line, in the room under the maps."""
    lines = [node("text", names.symbol(rule), x=LEFTS[2], y=top + ROW * k)
             for top, block in zip((AHEAD, BEHIND), RULES, strict=True) for k, rule in enumerate(block)]
    step = node("text", names.symbol(STEP), x=LEFTS[0], y=HEIGHT - 8)
    return node("g", (*lines, step), font_size="12", fill=colour.NOTE)
