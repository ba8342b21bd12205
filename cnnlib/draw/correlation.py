"""A kernel's gradient is a correlation: the 36 products of one weight, or the stamp of one output."""

import numpy as np

from .ink import colour, names, number, words
from .ink.number import plain
from .ink.svg import Picture, node
from .parts import matrix
from .parts.part import Part, after, draw_all, size
from .parts.signs import MARGIN, place, sign, small_print, together, words_below

HEAD, BETWEEN, GAP, OUTER = 52, 76, 40, 40   # pixels; OUTER: between a variable and its gradient below
X, Z, W, B = "x", "dL_dz1", "dL_dw1", "dL_db1"


def one_weight(values, grads, part, products, weight, at=None, selected=None, limit=None):
    """Draw x ⋆ dL_dz1 = dL_dw1, and below it what makes one cell of dL_dw1: part ⊙ dL_dz1 = products, and their sum.

    values: {"x", "w1", "b1"}, grads: {"dL_dz1", "dL_dw1", "dL_db1"}, each with up to two axes longer than 1
    part, products: like dL_dz1;  weight: (u, v), or None for the bias, whose part is all ones
    at: (i, j) of one product, outlined with its two factors, in x inside the part;  selected: (name, row, column),
    marked wherever it is
    limit: of the colours, by default that of all gradients
    """
    values, grads = matrices(values), matrices(grads)
    look = looks(values, grads, [products], limit)
    everywhere, chosen = list(np.ndindex(grads[Z].shape)), [at] if at else []
    marks = {X: shifted(everywhere, weight) if weight else [], Z: chosen or everywhere,
             W if weight else B: [weight or (0, 0)]}
    alone = shifted(chosen, weight) if weight else []
    what = f"weight [{weight[0]}, {weight[1]}]" if weight else "the bias"
    text = f"One cell, close up: the {products.size} products of {what}, and all of them added up"
    room = [grads[Z].shape[1] * matrix.SMALL + 16, GAP] * 3
    return scene(values, grads, look, marks, alone, selected, weight_row(grads, part, products, weight, chosen, look),
                 [*room[:-1], GAP + 12, 120], text, weight_caption(products, grads, weight))


def weight_row(grads, part, products, weight, chosen, look):
    """What one weight saw, the gradients it met there, their products and the sum; of a bias, ones."""
    ink, hue, _ = look
    small, name, corner = {"cell": matrix.SMALL, "outline": chosen}, W if weight else B, weight or (0, 0)
    label = after(names.label(W), f"[{weight[0]}, {weight[1]}]") if weight else names.label(B)
    total = matrix.make(name, grads[name][corner], outline=[(0, 0)], **hue)
    return (Part(matrix.make(X, part, **small, **ink), "the part of x it saw" if weight else "the bias sees 1",
                 size(part), X if weight else None, corner), "⊙",
            Part(matrix.make(Z, grads[Z], **small, **hue), names.label(Z), size(grads[Z]), Z), "=",
            Part(matrix.make(Z, products, **small, **hue), f"{products.size} products", size(products), "products"),
            "Σ =", Part(total, label, "their sum", name, corner))


def one_output(values, grads, window, products, so_far, at, weight=None, selected=None, limit=None):
    """Draw x ⋆ dL_dz1 = dL_dw1, and below it the stamp of one output: dL_dz1[at] · window = products.

    values, grads: as in one_weight;  window, products: like dL_dw1;  at: (i, j) of dL_dz1
    so_far: the sum of the stamps of all outputs up to `at` in reading order;  weight: (u, v) of one product, outlined
    """
    values, grads = matrices(values), matrices(grads)
    look = looks(values, grads, [products, so_far], limit)
    everywhere, chosen = list(np.ndindex(grads[W].shape)), [weight] if weight else []
    marks = {X: shifted(everywhere, at), Z: [at], W: chosen or everywhere, B: [(0, 0)]}
    count = at[0] * grads[Z].shape[1] + at[1] + 1
    text = f"One output, close up: its gradient times its window is one of {grads[Z].size} stamps that add up"
    wide = grads[W].shape[1] * matrix.CLOSE + 16
    return scene(values, grads, look, marks, shifted(chosen, at), selected,
                 output_row(grads, window, products, so_far, at, chosen, count, look),
                 [matrix.CLOSE + 40, GAP, wide, GAP, wide, GAP + 40, wide + 40], text, output_caption(grads, at, count))


def output_row(grads, window, products, so_far, at, chosen, count, look):
    """The gradient of one output, its window, their products, and all stamps up to here."""
    ink, hue, _ = look
    cell = matrix.make(Z, grads[Z][at], outline=[(0, 0)], **hue)
    return (Part(cell, after(names.label(Z), f"[{at[0]}, {at[1]}]"), "", Z, at), "·",
            Part(matrix.make(X, window, outline=chosen, **ink), "its window of x", size(window), X, at), "=",
            Part(matrix.make(Z, products, outline=chosen, **hue), "its stamp", size(products), "stamp"), "+ … =",
            Part(matrix.make(W, so_far, **hue), after(names.label(W), " so far"), f"{count} of {grads[Z].size} stamps"))


def scene(values, grads, look, marks, alone, selected, below, room, text, caption):
    """Both rows: the correlation as a whole, with w1 and b1 above their gradients, and a close-up."""
    ink, hue, power = look
    one = {selected[0]: [selected[1:]]} if selected else {}
    parts = {name: Part(matrix.make(name, array, cell=matrix.SMALL, outline=marks.get(name, one.get(name, ())),
                                   **(hue if name in grads else ink)), names.label(name), size(array), name,
                        focus=tuple(one.get(X, alone)) if name == X else ())
             for name, array in {**values, **grads}.items()}
    first = [parts[X].panel.width + 16, GAP, parts[Z].panel.width + 16, GAP]
    placed, signs = place((parts[X], "⋆", parts[Z]), first, HEAD, parts[X].height)
    left, low = MARGIN + sum(first), HEAD + parts["w1"].height + OUTER
    for name, x in (("w1", left), ("b1", left + 150)):
        placed += [(parts[name], x, HEAD), (parts[f"dL_d{name}"], x, low)]
    signs.append(sign("=", left - GAP / 2 - 4, low + parts[W].height / 2))
    line = HEAD + parts[X].height + BETWEEN
    tall = max(parts[Z].height, grads[W].shape[0] * matrix.CLOSE)   # of both close-ups, so that no page jumps
    close, between = place(below, room, line, tall)
    words_under = small_print([*words_below((parts[X], "⋆"), first, HEAD + parts[X].height / 2),
                               *words_below(below, room, line + tall / 2)])
    whole = f"The whole gradient: x correlated with {names.symbol(Z)}; the bias takes the plain sum"
    heads = tuple(node("text", said, x=MARGIN, y=y) for said, y in ((whole, 18), (text, line - 36)))
    nodes = (node("g", heads, font_size="12", fill=colour.NOTE), together([*signs, *between]), words_under,
             *draw_all([*placed, *close], power))
    return Picture(max(MARGIN + sum(room), left + 300), line + tall + 26, nodes,
                   "A kernel's gradient is a correlation", caption,
                   lambda: words.tables([one.panel for one in parts.values()]))


def matrices(arrays):
    """Every array as a matrix."""
    return {name: matrix.as_matrix(name, values) for name, values in arrays.items()}


def looks(values, grads, others, limit):
    """Limits of the greys and of the colours, and the power of ten that all gradients share."""
    ink = {"limit": matrix.largest(values.values())}
    hue = {"limit": matrix.largest([*grads.values(), *others]) if limit is None else limit}
    return ink, hue, number.exponent([hue["limit"]])


def shifted(cells, by):
    """(row, column) cells moved by (rows, columns)."""
    return [(row + by[0], column + by[1]) for row, column in cells]


def weight_caption(products, grads, weight):
    """One sentence: how many products count, and what they come to."""
    zeros = int(np.sum(products == 0))
    if weight is None:
        return (f"The bias is added in all {products.size} windows, so {names.symbol(B)} is the plain sum of "
                f"{names.symbol(Z)}: {plain(grads[B].item())}.")
    return (f"Weight [{weight[0]}, {weight[1]}] takes part in all {products.size} windows; {products.size - zeros} of "
            f"its products are not 0, and they add up to {names.symbol(W)}[{weight[0]}, {weight[1]}] = "
            f"{plain(grads[W][weight])}.")


def output_caption(grads, at, count):
    """One sentence: what the output's gradient does with its window."""
    slope = grads[Z][at]
    left = f"{names.symbol(Z)}[{at[0]}, {at[1]}]"
    if slope == 0:
        return f"{left} is 0, so its window adds nothing to {names.symbol(W)}."
    return (f"{left} = {plain(slope)} times its window is stamped onto {names.symbol(W)}: stamp {count} of "
            f"{grads[Z].size}.")
