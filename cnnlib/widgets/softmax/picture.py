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

CELL, LEFT, APART = matrix.FOCUS, 44, 14        # pixels; left edge of the batch; from a row to what it adds to
TOPS = dict(zip(BATCH, (28, 135, 242, 349), strict=True))
SIZES = {3: 64, 4: 52, 5: 44}                   # of a cell of the long way, by the number of classes
LONG_TOP = 184                                  # top of the long way
SLOPES, SHARES, PRODUCTS = RIGHT + 16, 606, 704     # left edges of it
TILE, TOTAL = 60, 812                           # side and left edge of what it comes to
ALARM = "#A30016"
MEANING = legend.NEGATIVE, legend.FALLS, legend.RISES
BROKEN = "the long way breaks"
LABELS = {"z": ("scores z", "largest"), "p": ("p = softmax(z)", "Σ"), "y": ("labels y", "loss"),
          "dL_dz": ("∂L/∂z = (p − y)/m", "Σ")}


def picture(now):
    """The batch on the left; on the right bars, or the tempting shares, above the long way."""
    batch, beside, long = batch_of(now), beside_of(now), long_of(now)
    above = tempting(now) if now.state.tempting else bars(now)
    drawn, *texts = cells.draw_all([*batch, *beside, *long])
    caption = f"{blame(now)} {long_way(now)}".replace("\n", " ")
    nodes = (drawn, *texts, *above, *heads(now), *result(now), closeup.meaning(RIGHT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, "Softmax shares out the blame", caption,
                   lambda: words.tables([one for one, *_ in (*batch, *long)]))


def limits(now):
    """{name: the |value| in full grey or colour}: 1/m for what comes back to scores."""
    most = 1 / len(now["y"])
    return {"z": matrix.largest([now["z"]]), "dL_dz": most, "dL_dz products": most, "dL_dz long": most,
            "dL_dp": matrix.largest([now["dL_dp"]])}


def panel(now, name, label, cell=CELL, **options):
    """One matrix with its marks and its old numbers."""
    return matrix.make(name, now[name], cell, limit=limits(now).get(name, 1.0), label=label, note="",
                       outline=now.marked.get(name, ()), before=now.before.get(name), **options)


def batch_of(now):
    """Scores, shares, labels and errors, class under class."""
    return [(panel(now, name, "", power=0), LEFT, TOPS[name]) for name in BATCH]


def beside_of(now):
    """What a row adds to, its largest score, its loss: no cells of a matrix."""
    found = ("z", now.top), ("p", now.sums["p"]), ("y", now.losses), ("dL_dz", now.sums["dL_dz"])
    lone = {"y": matrix.largest([now.losses])} | {name: limits(now).get(name, 1.0) for name in ("z", "p", "dL_dz")}
    return [(matrix.make(name if names.is_gradient(name) else "sum", values.reshape(-1, 1), CELL, limit=lone[name],
                         label="", note="", power=0, source=None), beside(now), TOPS[name])
            for name, values in found]


def beside(now):
    """Left edge of what rows add to."""
    return LEFT + now.state.classes * CELL + APART


def long_of(now):
    """The slopes of the shares, the gradient of the shares, their products for the score in focus."""
    cell = SIZES[now.state.classes]
    found = zip(LONG[:3], ("∂p/∂z", "∂L/∂p", "products"), (SLOPES, SHARES, PRODUCTS), strict=True)
    return [(panel(now, name, label, cell, power=None if name == "dL_dp" else 0), x, LONG_TOP)
            for name, label, x in found]


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
    cell = SIZES[now.state.classes]
    first, centre = LONG_TOP + cell / 2, TOTAL + TILE / 2
    signs = [sign("⊙", (SLOPES + now.state.classes * cell + SHARES) / 2, first),
             sign("=", (SHARES + cell + PRODUCTS) / 2, first), sign("Σ =", (PRODUCTS + cell + TOTAL) / 2, first),
             sign("≠" if now.breaks else "=", centre, middle)]
    captions = [(f"∂L/∂z[{e}, {of}]", centre, LONG_TOP - 8),
                (f"(p − y)/{len(now['y'])}", centre, middle + 28 + TILE + 18)]
    return (together(signs), cells.together(drawn), column(now, cell),
            closeup.writing(captions, "13", "#000", "middle", "italic"),
            closeup.writing([(BROKEN if now.breaks else "", 890, 393)], "13", ALARM, "end"))


def column(now, cell):
    """The frame around the slopes by the score in focus."""
    return node("path", d=f"M{SLOPES + now.state.of * cell} {LONG_TOP}h{cell}v{cell * now.state.classes}h-{cell}z",
                fill="none", stroke=colour.OUTLINE, stroke_width="2.4")


def heads(now):
    """Classes above the batch, examples beside it, classes around the slopes; what the long way is."""
    state = now.state
    classes, cell = range(state.classes), SIZES[state.classes]
    over = [(str(k), LEFT + CELL * k + CELL // 2, 10) for k in classes]
    over += [(str(e), LEFT - 12, TOPS[name] + CELL * e + 27) for name in BATCH for e in range(len(now["y"]))]
    over += [(str(i), SLOPES - 12, LONG_TOP + cell * i + cell // 2 + 5) for i in classes]
    over += [(str(j), SLOPES + cell * j + cell // 2, LONG_TOP + cell * state.classes + 15) for j in classes]
    lead = [("class", 4, 10), (f"The long way to ∂L/∂z[{state.example}, {state.of}]: column {state.of} of the slopes "
                                "⊙ ∂L/∂p, added", RIGHT, LONG_TOP - 28)]
    return closeup.writing(over, "12.5", anchor="middle"), closeup.writing(lead, "13", "#000"), titles(now)


def titles(now):
    """What stands above the matrices of the batch and what their rows add to, close to them."""
    found = [(text.replace("/m", f"/{len(now['y'])}"), x, TOPS[name] - 5) for name, texts in LABELS.items()
             for text, x in zip(texts, (LEFT, beside(now)), strict=True)]
    return closeup.writing(found, "12.5", "#000", style="italic")


def tempting(now):
    """The softmax over the examples, crossed out, with what its rows and columns add to."""
    top, x = 40, RIGHT + 24
    one = panel(now, WRONG, "")
    rows = matrix.make("sum", now.sums[WRONG].reshape(-1, 1), CELL, label="Σ", note="", power=0, source=None)
    drawn, *texts = cells.draw_all([(one, x, top), (rows, x + one.width + APART, top)])
    crossed = drawn.children[0]._replace(children=(*drawn.children[0].children, cross(now)))
    below = [(f"Σ {number.plain(value)}", x + CELL * k + CELL // 2, top + 2 * CELL + 16)
             for k, value in enumerate(now.columns.tolist())]
    said = [("Tempting: softmax over the examples, axis 0", RIGHT, 18)]
    return (drawn._replace(children=(crossed, drawn.children[1])), *texts,
            closeup.writing(below, "12.5", "#000", "middle"), closeup.writing(said, "13", ALARM))


def cross(now):
    """Cells of the tempting version crossed out that are other than the right ones, clear of the number."""
    apart = np.argwhere(~np.isclose(now[WRONG], now["p"], rtol=1e-9, atol=1e-9)).tolist()
    far = CELL - 3
    drawn = "".join(f"M{x + 3} {y + 3}l7 7M{x + far} {y + 3}l-7 7M{x + 3} {y + far}l7-7M{x + far} {y + far}l-7-7"
                    for y, x in ((r * CELL, c * CELL) for r, c in apart))
    return node("path", d=drawn or "M0 0", fill="none", stroke=ALARM, stroke_width="2")
