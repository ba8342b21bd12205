"""One output of a convolution: its gradient times its window is stamped onto the kernel's gradient."""

import numpy as np

from .ink import names
from .ink.number import plain
from .parts import closeup, matrix
from .parts.correlated import ROWS, TALL, Arrays, Lens, cell_label, headline, picture

STAMP, SIGN = 48, 34        # pixels: a cell, room for a sign


def one_output(values, grads, window, products, so_far, at, weight=None, selected=None, limit=None,
               before=None, shown=None):
    """Draw x ⋆ dL_dz1 = dL_dw1 as a map, and below it the stamp of one output.

        dL_dz1[at] · window = products,   what lay there + products = so_far

    values, grads: as in one_weight;  window, products: like dL_dw1;  at: (i, j) of dL_dz1
    so_far: the sum of the stamps of all outputs up to `at` in reading order
    weight: (u, v) of one product, outlined
    before: {"dL_dz1", "window", "products", "so_far": arrays} as they were, where they were others
    shown: as in one_weight
    """
    arrays = Arrays(values, grads, [products, so_far], limit, shown)
    everywhere, chosen = list(np.ndindex(arrays["dL_dw1"].shape)), [weight] if weight else []
    marks = {"x": stamped(arrays, everywhere, at), "dL_dz1": [at], "dL_dw1": chosen or everywhere,
             "dL_db1": [(0, 0)]}
    example, several = arrays.part.example
    columns, outputs = arrays["dL_dz1"].shape[1], arrays["dL_dz1"].size * several
    count = arrays["dL_dz1"].size * example + at[0] * columns + at[1] + 1
    slope = arrays["dL_dz1"][at].item()
    now = {"dL_dz1": arrays["dL_dz1"], "window": window, "products": products, "so_far": so_far}
    old = {name: matrix.as_matrix(name, array) for name, array in {**now, **(before or {})}.items()}
    line = output_line(arrays, window, products, so_far, at, chosen, old)
    large = headline(cell_label("dL_dz1", at), slope, old["dL_dz1"][at], f"stamp {count} of {outputs}",
                     arrays)
    left = (closeup.WIDTH - sum(room for _, room in line)) // 2
    placed, signs, does = closeup.line_up(line, left, ROWS + TALL // 2)
    return picture(arrays, marks, stamped(arrays, chosen, at), selected,
                   Lens(placed, signs, (closeup.writing(does, "11", anchor="middle"),)), large,
                   output_caption(arrays, at, count, outputs))


def output_line(arrays, window, products, so_far, at, chosen, old):
    """The gradient of one output, its window, their products, what lay there, what lies there then."""
    label = names.after(names.label("dL_dw1"), " so far")
    large = {"cell": STAMP, "outline": arrays.part.inside(chosen)}
    part, begin = arrays.part, arrays.part.begin
    covered = {weight: part.met([at], weight)[0] for weight in np.ndindex(np.shape(window))}
    beyond = frozenset(part.inside([weight for weight, cell in covered.items() if arrays.outside(cell)]))
    window, products, so_far = map(part.large, (window, products, so_far))
    old = {name: array if name == "dL_dz1" else part.large(array) for name, array in old.items()}
    slope = arrays.single("dL_dz1", arrays["dL_dz1"][at], old["dL_dz1"][at], label=cell_label("dL_dz1", at),
                          corner=at)
    seen = arrays.panel("x", window, label="its window of x", corner=covered[begin], padding=beyond,
                        before=old["window"], **large)
    stamp = arrays.panel("dL_dz1", products, label="its stamp", source="stamp", before=old["products"],
                         corner=begin, marks=(), **large)
    lay = arrays.panel("dL_dw1", earlier(so_far, products), label="what lay there", source=None,
                       before=earlier(old["so_far"], old["products"]), **large)
    then = arrays.panel("dL_dw1", so_far, label=label, source=None, before=old["so_far"], **large)
    line = slope, "·", seen, "=", stamp, "+", lay, "=", then
    return [(one, SIGN if isinstance(one, str) else room(one)) for one in line]


def room(panel):
    """The room of a matrix: that of its label where it has but one column."""
    return panel.width if panel.width > STAMP else 2 * STAMP


def stamped(arrays, weights, at):
    """The cells of x that some weights meet in the window of one output."""
    return [arrays.part.met([at], weight)[0] for weight in weights]


def earlier(so_far, stamp):
    """What lay there before the stamp; a residue of rounding is 0."""
    lay = np.asarray(so_far) - np.asarray(stamp)
    return np.where(np.abs(lay) < 1e-9 * matrix.largest([so_far, stamp]), 0.0, lay)


def output_caption(grads, at, count, outputs):
    """One sentence: what the output's gradient does with its window."""
    slope, left = grads["dL_dz1"][at], f"{names.symbol('dL_dz1')}[{at[0]}, {at[1]}]"
    if slope == 0:
        return f"{left} is 0, so its window adds nothing to {names.symbol('dL_dw1')}."
    return (f"{left} = {plain(slope)} times its window is stamped onto {names.symbol('dL_dw1')}: "
            f"stamp {count} of {outputs}.")
