"""One weight of a kernel: its products, some of them opened, add up to its gradient."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .ink import names, number
from .ink.number import plain
from .parts import cells, closeup, matrix
from .parts.closeup import sign
from .parts.correlated import LEFT, ROWS, TALL, TOTAL, Arrays, Lens, cell_label, headline, picture, shifted
from .parts.matrix import FOCUS

HEAT, PITCH = 22, 50                    # pixels: a cell of all products; from one opened to the next
TITLES, TABLE, SUM = 178, 286, 742      # the names of the rows, their cells, their sum


def one_weight(values, grads, part, products, weight, picked, at=None, selected=None, limit=None,
               before=None):
    """Draw x ⋆ dL_dz1 = dL_dw1 as a map, and below it what makes one cell of dL_dw1.

        part ⊙ dL_dz1 = products,   sum of products = dL_dw1[weight]

    values: {"x", "w1", "b1"}, grads: {"dL_dz1", "dL_dw1", "dL_db1"}, each with up to two axes longer than 1
    part, products: like dL_dz1;  weight: (u, v), or None for the bias, whose part is all ones
    picked: [(i, j)] of the products that are opened;  at: (i, j) of one, outlined with its two factors
    selected: (name, row, column), marked wherever it is
    limit: of the colours, by default that of all gradients
    before: {"dL_dz1", "part", "products": arrays, "total": number} as they were, where they were others
    """
    arrays = Arrays(values, grads, [products], limit)
    everywhere, chosen = list(np.ndindex(arrays["dL_dz1"].shape)), [at] if at else []
    marks = {"dL_dz1": chosen or everywhere}
    if weight:
        marks |= {"x": shifted(everywhere, weight), "dL_dw1": [weight]}
    else:
        marks |= {"x": [], "dL_db1": [(0, 0)]}
    old = {name: matrix.as_matrix(name, array) for name, array in (before or {}).items()}
    opened = Opened(arrays, part, products, weight, picked, chosen, old)
    alone = shifted(chosen, weight) if weight else []
    return picture(arrays, marks, alone, selected, weight_lens(opened), weight_headline(opened),
                   weight_caption(products, arrays, weight))


@dataclass(frozen=True, eq=False)
class Opened:
    """One cell of the kernel's gradient, or the bias's: its products and which of them are opened."""

    arrays: dict
    part: np.ndarray
    products: np.ndarray
    weight: tuple | None
    picked: list
    chosen: list
    before: dict

    @property
    def name(self):
        return "dL_dw1" if self.weight else "dL_db1"

    @property
    def total(self):
        return self.arrays[self.name][self.weight or (0, 0)].item()

    @property
    def total_then(self):
        return self.before["total"].item() if self.before else self.total

    @property
    def label(self):
        return cell_label(self.name, self.weight)


def weight_lens(opened):
    """All products without digits; some opened, with the gradient and the pixel they come from; the sum."""
    arrays, products, places = opened.arrays, opened.products, list(enumerate(opened.picked))
    heat = arrays.panel("dL_dz1", products, label=f"{products.size} products", source="products", cell=HEAT,
                        outline=opened.chosen, power=0)
    columns = [one for k, place in places for one in column(opened, place, TABLE + PITCH * k)]
    middles = [TABLE + PITCH * k + FOCUS // 2 for k, _ in places]
    heads = [(f"[{i}, {j}]", middle, ROWS - 24)
             for (i, j), middle in zip(opened.picked, middles, strict=True)]
    met = [f"x[{r}, {c}]" for r, c in shifted(opened.picked, opened.weight or (0, 0))]
    pixels = [(text if opened.weight else "", middle, ROWS - 8)
              for text, middle in zip(met, middles, strict=True)]
    factor = number.times_ten(arrays.power)
    product = names.after("product", f" {factor}", font_size="11") if factor else "product"
    rows = (names.label("dL_dz1", arrays.power), "· pixel it met" if opened.weight else "· 1",
            product)
    titles = [(row, TITLES, ROWS + PITCH * k + FOCUS // 2 + 5) for k, row in enumerate(rows)]
    floor = ROWS + TALL
    placed = [(heat, LEFT, floor - heat.height), (total(opened), SUM + 38, floor - TOTAL)]
    return Lens(placed, [sign("Σ =", SUM + 14, floor - FOCUS // 2)],
                (cells.together(tuple(columns)), closeup.writing(heads, "12.5", anchor="middle"),
                 closeup.writing(pixels, "11", anchor="middle"),
                 closeup.writing(titles, "13", "#000", style="italic"),
                 closeup.writing([("output", TITLES, ROWS - 24), ("pixel" if opened.weight else "", TITLES, ROWS - 8)],
                                 "12.5"),
                 closeup.writing(zip(ledger(opened), (SUM, SUM), (ROWS + 2, ROWS + 22), strict=True), "13")))


def column(opened, place, x):
    """One product below its two factors."""
    arrays, weight = opened.arrays, opened.weight
    met = ("x", *shifted([place], weight)) if weight else (None, place)
    rows = (("dL_dz1", "dL_dz1", arrays["dL_dz1"], ("dL_dz1", place)), ("part", "x", opened.part, met),
            ("products", "dL_dz1", opened.products, ("products", place)))
    for k, (key, name, array, owner) in enumerate(rows):
        old, power = opened.before.get(key, array), arrays.power if names.is_gradient(name) else 0
        yield number_alone(name, float(array[place]), float(old[place]), *owner, place in opened.chosen,
                           arrays.limit(name), power, x, ROWS + PITCH * k)


@lru_cache(maxsize=2_000)       # most numbers stay where they are while a weight is chosen
def number_alone(name, value, old, source, corner, chosen, limit, power, x, y):
    """One cell of the lens, with its own address."""
    panel = matrix.make(name, value, FOCUS, limit=limit, before=old, source=source, corner=corner,
                        outline=[(0, 0)] if chosen else ())
    return cells.piece(panel, x, y, power)


def total(opened):
    """The sum of all products, in large type."""
    return opened.arrays.single(opened.name, opened.total, opened.total_then,
                                label=opened.label, corner=opened.weight or (0, 0))


def ledger(opened):
    """What the opened products and the others add up to."""
    some = sum(opened.products[place] for place in opened.picked)
    others, count = opened.total - some, opened.products.size - len(opened.picked)
    rest = 0.0 if abs(others) < 1e-9 * opened.arrays.hue else others
    values = some, rest, opened.total
    added, left, _ = map(plain, values) if opened.arrays.power else number.sums(*values)
    return f"these {len(opened.picked)}: {added}", f"other {count}: {left}"


def weight_headline(opened):
    """The gradient of the weight in large type, what it was, and how many products count."""
    size, counted = opened.products.size, np.count_nonzero(opened.products)
    return headline(opened.label, opened.total, opened.total_then, f"{counted} of {size} products are not 0",
                    opened.arrays)


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
