"""The picture of SoftmaxExplorer: scores, shares, labels and errors one below the other; beside them the long way."""

import numpy as np

from cnnlib.draw.ink import colour, names, number, words
from cnnlib.draw.ink.svg import Picture, node
from cnnlib.draw.parts import cells, closeup, legend, matrix, tiles
from cnnlib.draw.parts.signs import sign, together

from .bars import LEFT as RIGHT
from .bars import bars
from .numbers import BATCH, LONG, WRONG
from .words import blame, long_way

CELL, LEFT, APART = 40, 56, 18                  # pixels; left edge of the batch; from a row to what it adds to
TOPS = dict(zip(BATCH, (44, 142, 240, 338), strict=True))
LONG_TOP, TILE, TOTAL = 200, 60, 812            # top of the long way; side and left edge of what it comes to
ALARM = "#A30016"
MEANING = legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES, legend.OUR_PATH
LABELS = {"z": "scores z", "p": "shares p = softmax(z)", "y": "labels y"}


def picture(now):
    """The batch on the left; on the right bars, or the tempting shares, above the long way."""
    batch, beside, long = batch_of(now), beside_of(now), long_of(now)
    above = tempting(now) if now.state.tempting else bars(now)
    drawn, *texts = cells.draw_all([*batch, *beside, *long])
    caption = f"{blame(now)} {long_way(now)}".replace("\n", " ")
    nodes = (drawn, *texts, *above, *heads(now), *result(now), closeup.meaning(14, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, "Softmax shares out the blame", caption,
                   lambda: words.tables([one for one, *_ in (*batch, *long)]))


def limits(now):
    """{name: the |value| in full grey or colour}: 1/m for what comes back to scores."""
    most = 1 / len(now["y"])
    return {"z": matrix.largest([now["z"]]), "dL_dz": most, "dL_dz products": most, "dL_dz long": most,
            "dL_dp": matrix.largest([now["dL_dp"]])}


def panel(now, name, label, **options):
    """One matrix with its marks and its old numbers."""
    return matrix.make(name, now[name], CELL, limit=limits(now).get(name, 1.0), label=label, note="",
                       outline=now.marked.get(name, ()), before=now.before.get(name), **options)


def batch_of(now):
    """Scores, shares, labels and errors, class under class."""
    labels = {**LABELS, "dL_dz": f"∂L/∂z = (p − y)/{len(now['y'])}"}
    return [(panel(now, name, labels[name], power=0), LEFT, TOPS[name]) for name in BATCH]


def beside_of(now):
    """What a row adds to, its largest score, its loss: no cells of a matrix."""
    x = LEFT + now.state.classes * CELL + APART
    found = (("z", now.top, "largest"), ("p", now.sums["p"], "Σ"), ("y", now.losses, "loss"),
             ("dL_dz", now.sums["dL_dz"], "Σ"))
    lone = {"y": matrix.largest([now.losses])} | {name: limits(now).get(name, 1.0) for name in ("z", "p", "dL_dz")}
    return [(matrix.make(name if names.is_gradient(name) else "sum", values.reshape(-1, 1), CELL, limit=lone[name],
                         label=label, note="", power=0, source=None), x, TOPS[name])
            for name, values, label in found]


def long_of(now):
    """The slopes of the shares, the gradient of the shares, their products for the score in focus."""
    state = now.state
    wide = state.classes * CELL
    x = RIGHT + 24
    places = {"dp_dz": x, "dL_dp": x + wide + 34, "dL_dz products": x + wide + 144}
    labels = {"dp_dz": "∂p/∂z", "dL_dp": "∂L/∂p", "dL_dz products": "products"}
    return [(panel(now, name, labels[name]), places[name], LONG_TOP) for name in LONG[:3]]


def result(now):
    """What the products add to, and below it what p − y is."""
    name, (e, of) = "dL_dz long", (now.state.example, now.state.of)
    long, fused, limit = float(now[name][0, 0]), float(now.back[of]), limits(now)[name]
    old = {each: float(now.before[each][at]) if now.before else value
           for each, at, value in ((name, (0, 0), long), ("dL_dz", (e, of), fused))}
    middle = LONG_TOP + TILE + 14
    drawn = (tiles.tile(name, long, TOTAL, LONG_TOP, TILE, (0, 0), old[name], limit),
             tiles.on_path((0, 0) if name in now.marked else None, TILE, TOTAL, LONG_TOP),
             tiles.tile("dL_dz", fused, TOTAL, middle + 28, TILE, (e, of), old["dL_dz"], limit),
             tiles.on_path((0, 0) if now.state.selected[0] == "dL_dz" else None, TILE, TOTAL, middle + 28))
    alike = number.tidy(long) == number.tidy(fused)
    x = RIGHT + 24 + now.state.classes * CELL
    signs = [sign("⊙", x + 17, LONG_TOP + 20), sign("=", x + 109, LONG_TOP + 20),
             sign("Σ =", TOTAL - 24, LONG_TOP + TILE / 2), sign("=" if alike else "≠", TOTAL + TILE / 2, middle)]
    captions = [(f"∂L/∂z[{e}, {of}]", TOTAL + TILE / 2, LONG_TOP - 8),
                (f"(p − y)/{len(now['y'])}", TOTAL + TILE / 2, middle + 28 + TILE + 18)]
    return (together(signs), cells.together(drawn), closeup.writing(captions, "13", "#000", "middle", "italic"))


def heads(now):
    """Classes above the batch, examples beside it, classes around the slopes; what the long way is."""
    state = now.state
    classes, slopes, top = range(state.classes), RIGHT + 24, LONG_TOP - 26
    over = [(str(k), LEFT + CELL * k + CELL // 2, 17) for k in classes]
    over += [(str(e), LEFT - 12, TOPS[name] + CELL * e + 25) for name in BATCH for e in range(len(now["y"]))]
    over += [(str(i), slopes - 12, LONG_TOP + CELL * i + 25) for i in classes]
    lead = [("class", 8, 17), (f"The long way, for z[{state.example}, {state.of}]: column {state.of} of the slopes "
                               "⊙ what comes back to the shares, added", RIGHT, top)]
    return closeup.writing(over, "12.5", anchor="middle"), closeup.writing(lead, "13", colour.NOTE)


def tempting(now):
    """The softmax over the examples, crossed out, with what its rows and columns add to."""
    top, x = 52, RIGHT + 24
    one = panel(now, WRONG, "")
    rows = matrix.make("sum", now.sums[WRONG].reshape(-1, 1), CELL, label="Σ", note="", power=0, source=None)
    drawn, *texts = cells.draw_all([(one, x, top), (rows, x + one.width + APART, top)])
    crossed = drawn.children[0]._replace(children=(*drawn.children[0].children, cross(now)))
    below = [(f"Σ {number.plain(value)}", x + CELL * k + CELL // 2, top + 2 * CELL + 16)
             for k, value in enumerate(now.columns.tolist())]
    said = [("Tempting: softmax over the examples, axis 0", RIGHT, 20)]
    return (drawn._replace(children=(crossed, drawn.children[1])), *texts,
            closeup.writing(below, "12.5", "#000", "middle"), closeup.writing(said, "13", ALARM))


def cross(now):
    """Cells of the tempting version crossed out that are other than the right ones, clear of the number."""
    apart = [at for at in np.ndindex(now["p"].shape) if number.tidy(now[WRONG][at]) != number.tidy(now["p"][at])]
    far = CELL - 3
    drawn = "".join(f"M{x + 3} {y + 3}l7 7M{x + far} {y + 3}l-7 7M{x + 3} {y + far}l7-7M{x + far} {y + far}l-7-7"
                    for y, x in ((r * CELL, c * CELL) for r, c in apart))
    return node("path", d=drawn or "M0 0", fill="none", stroke=ALARM, stroke_width="2")
