"""A kernel's gradient is a correlation: the 36 products of one weight, or the stamp of one output."""

from dataclasses import dataclass

import numpy as np

from .ink import colour, names, number, words
from .ink.number import plain
from .ink.svg import Picture, node
from .parts import cells, matrix
from .parts.signs import MARGIN, place, sign, small_print, together, words_below

HEAD, BETWEEN, GAP, OUTER = 52, 76, 40, 40   # pixels; OUTER: between a variable and its gradient below
RIGHT = 150                                  # from w1 to b1
WHOLE = f"The whole gradient: x correlated with {names.symbol('dL_dz1')}; the bias takes the plain sum"


def one_weight(values, grads, part, products, weight, at=None, selected=None, limit=None):
    """Draw x ⋆ dL_dz1 = dL_dw1, and below it what makes one cell of dL_dw1.

        part ⊙ dL_dz1 = products,   sum of products = dL_dw1[weight]

    values: {"x", "w1", "b1"}, grads: {"dL_dz1", "dL_dw1", "dL_db1"}, each with up to two axes longer than 1
    part, products: like dL_dz1;  weight: (u, v), or None for the bias, whose part is all ones
    at: (i, j) of one product, outlined with its two factors, in x inside the part
    selected: (name, row, column), marked wherever it is
    limit: of the colours, by default that of all gradients
    """
    arrays = Arrays(values, grads, [products], limit)
    everywhere, chosen = list(np.ndindex(arrays["dL_dz1"].shape)), [at] if at else []
    marks = {"dL_dz1": chosen or everywhere}
    if weight:
        marks |= {"x": shifted(everywhere, weight), "dL_dw1": [weight]}
    else:
        marks |= {"x": [], "dL_db1": [(0, 0)]}
    what = f"weight [{weight[0]}, {weight[1]}]" if weight else "the bias"
    wide = arrays["dL_dz1"].shape[1] * matrix.SMALL + 16
    below = CloseUp(f"One cell, close up: the {products.size} products of {what}, and all of them added up",
                    weight_row(arrays, part, products, weight, chosen),
                    (wide, GAP, wide, GAP, wide, GAP + 12, 120))
    alone = shifted(chosen, weight) if weight else []
    return picture(arrays, marks, alone, selected, below, weight_caption(products, arrays, weight))


def weight_row(arrays, part, products, weight, chosen):
    """What one weight saw, the gradients it met there, their products and the sum; of a bias, ones."""
    small = {"cell": matrix.SMALL, "outline": chosen}
    total, corner = ("dL_dw1", weight) if weight else ("dL_db1", (0, 0))
    return (arrays.panel("x", part, label="the part of x it saw" if weight else "the bias sees 1",
                         source="x" if weight else None, corner=corner, **small), "⊙",
            arrays.panel("dL_dz1", arrays["dL_dz1"], **small), "=",
            arrays.panel("dL_dz1", products, label=f"{products.size} products", source="products", **small),
            "Σ =",
            arrays.panel(total, arrays[total][corner], label=cell_label(total, weight), note="their sum",
                         corner=corner, outline=[(0, 0)]))


def one_output(values, grads, window, products, so_far, at, weight=None, selected=None, limit=None):
    """Draw x ⋆ dL_dz1 = dL_dw1, and below it the stamp of one output: dL_dz1[at] · window = products.

    values, grads: as in one_weight;  window, products: like dL_dw1;  at: (i, j) of dL_dz1
    so_far: the sum of the stamps of all outputs up to `at` in reading order
    weight: (u, v) of one product, outlined
    """
    arrays = Arrays(values, grads, [products, so_far], limit)
    everywhere, chosen = list(np.ndindex(arrays["dL_dw1"].shape)), [weight] if weight else []
    marks = {"x": shifted(everywhere, at), "dL_dz1": [at], "dL_dw1": chosen or everywhere, "dL_db1": [(0, 0)]}
    (_, columns), outputs = arrays["dL_dz1"].shape, arrays["dL_dz1"].size
    count, wide = at[0] * columns + at[1] + 1, arrays["dL_dw1"].shape[1] * matrix.CLOSE + 16
    below = CloseUp("One output, close up: its gradient times its window "
                    f"is one of {outputs} stamps that add up",
                    output_row(arrays, window, products, so_far, at, chosen, count),
                    (matrix.CLOSE + 40, GAP, wide, GAP, wide, GAP + 40, wide + 40))
    return picture(arrays, marks, shifted(chosen, at), selected, below, output_caption(arrays, at, count))


def output_row(arrays, window, products, so_far, at, chosen, count):
    """The gradient of one output, its window, their products, and all stamps up to here."""
    so_far_label = names.after(names.label("dL_dw1"), " so far")
    return (arrays.panel("dL_dz1", arrays["dL_dz1"][at], label=cell_label("dL_dz1", at), corner=at,
                         outline=[(0, 0)]), "·",
            arrays.panel("x", window, label="its window of x", corner=at, outline=chosen), "=",
            arrays.panel("dL_dz1", products, label="its stamp", source="stamp", outline=chosen), "+ … =",
            arrays.panel("dL_dw1", so_far, label=so_far_label, source=None,
                         note=f"{count} of {arrays['dL_dz1'].size} stamps"))


class Arrays(dict):
    """Values and gradients as matrices, by their names, and the limits of their greys and colours."""

    def __init__(self, values, grads, others, limit):
        super().__init__({name: matrix.as_matrix(name, array) for name, array in {**values, **grads}.items()})
        self.grey = matrix.largest([self[name] for name in values])
        self.hue = matrix.largest([*(self[name] for name in grads), *others]) if limit is None else limit

    def panel(self, name, values, **options):
        """A matrix in the limits of this picture, with its symbol and size but for what the options say."""
        look = {"limit": self.hue if names.is_gradient(name) else self.grey, "label": names.label(name),
                "note": matrix.size(np.asarray(values))}
        return matrix.make(name, values, **{**look, **options})


@dataclass(frozen=True, eq=False)
class CloseUp:
    """The lower row: words above it, its matrices and signs, room for each."""

    head: str
    line: tuple
    room: tuple


def picture(arrays, marks, alone, selected, below, caption):
    """Both rows: the correlation as a whole, with w1 and b1 above their gradients, and a close-up.

    marks: {name: outlined cells};  alone: cells of x outlined inside the outline of many
    """
    one = {selected[0]: [selected[1:]]} if selected else {}
    panels = {name: arrays.panel(name, array, cell=matrix.SMALL, outline=marks.get(name, one.get(name, ())),
                                 focus=tuple(one.get("x", alone)) if name == "x" else ())
              for name, array in arrays.items()}
    x, dL_dz1 = panels["x"], panels["dL_dz1"]
    above, room = (x, "⋆", dL_dz1), (x.width + 16, GAP, dL_dz1.width + 16, GAP)
    placed, signs = place(above, room, HEAD, x.height)
    left, low = MARGIN + sum(room), HEAD + panels["w1"].height + OUTER
    for name, at in (("w1", left), ("b1", left + RIGHT)):
        placed += [(panels[name], at, HEAD), (panels[f"dL_d{name}"], at, low)]
    signs.append(sign("=", left - GAP / 2 - 4, low + panels["dL_dw1"].height / 2))
    line = HEAD + x.height + BETWEEN
    tall = max(dL_dz1.height, arrays["dL_dw1"].shape[0] * matrix.CLOSE)   # of both, so that no page jumps
    close, between = place(below.line, below.room, line, tall)
    does = [*words_below(above, room, HEAD + x.height / 2),
            *words_below(below.line, below.room, line + tall / 2)]
    heads = tuple(node("text", text, x=MARGIN, y=y) for text, y in ((WHOLE, 18), (below.head, line - 36)))
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE),
             together([*signs, *between]), small_print(does),
             *cells.draw_all([*placed, *close], number.exponent([arrays.hue])))
    return Picture(max(MARGIN + sum(below.room), left + 300), line + tall + 26, nodes,
                   "A kernel's gradient is a correlation", caption, lambda: words.tables(panels.values()))


def cell_label(name, at):
    """The label of one cell of a matrix; of the only one without its place."""
    return names.after(names.label(name), f"[{at[0]}, {at[1]}]") if at else names.label(name)


def shifted(places, by):
    """(row, column) cells moved by (rows, columns)."""
    return [(row + by[0], column + by[1]) for row, column in places]


def weight_caption(products, grads, weight):
    """One sentence: how many products count, and what they come to."""
    zeros = int(np.sum(products == 0))
    if weight is None:
        return (f"The bias is added in all {products.size} windows, "
                f"so {names.symbol('dL_db1')} is the plain sum of {names.symbol('dL_dz1')}: "
                f"{plain(grads['dL_db1'].item())}.")
    place = f"[{weight[0]}, {weight[1]}]"
    return (f"Weight {place} takes part in all {products.size} windows; "
            f"{products.size - zeros} of its products are not 0, "
            f"and they add up to {names.symbol('dL_dw1')}{place} = {plain(grads['dL_dw1'][weight])}.")


def output_caption(grads, at, count):
    """One sentence: what the output's gradient does with its window."""
    slope, left = grads["dL_dz1"][at], f"{names.symbol('dL_dz1')}[{at[0]}, {at[1]}]"
    if slope == 0:
        return f"{left} is 0, so its window adds nothing to {names.symbol('dL_dw1')}."
    return (f"{left} = {plain(slope)} times its window is stamped onto {names.symbol('dL_dw1')}: "
            f"stamp {count} of {grads['dL_dz1'].size}.")
