"""One weight of a kernel: its products, some of them opened, add up to its gradient."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .ink import names, number
from .ink.number import plain
from .parts import cells, closeup, matrix
from .parts.closeup import sign
from .parts.correlated import LEFT, ROWS, TALL, TOTAL, Arrays, Lens, cell_label, headline, picture
from .parts.matrix import FOCUS

HEAT, PITCH = 22, 50                    # pixels: a cell of all products; from one opened to the next
WIDEST = 144                            # of all products
TITLES, TABLE, SUM = 178, 286, 742      # the names of the rows, their cells, their sum


def one_weight(values, grads, part, products, weight, picked, at=None, selected=None, limit=None,
               before=None, shown=None):
    """Draw x ⋆ dL_dz1 = dL_dw1 as a map, and below it what makes one cell of dL_dw1.

        part ⊙ dL_dz1 = products,   sum of products = dL_dw1[weight]

    values: {"x", "w1", "b1"}, grads: {"dL_dz1", "dL_dw1", "dL_db1"}, each with up to two axes longer than 1
    part, products: like dL_dz1;  weight: (u, v), or None for the bias, whose part is all ones
    picked: [(i, j)] of the products that are opened;  at: (i, j) of one, outlined with its two factors
    selected: (name, row, column), marked wherever it is
    limit: of the colours, by default that of all gradients
    before: {"dL_dz1", "part", "products": arrays, "total": number} as they were, where they were others
    shown: the Part of all that is shown, by default all there is
    """
    arrays = Arrays(values, grads, [products], limit, shown)
    everywhere, chosen = list(np.ndindex(arrays["dL_dz1"].shape)), [at] if at else []
    marks = {"dL_dz1": chosen or everywhere}
    if weight:
        marks |= {"x": arrays.part.met(everywhere, weight), "dL_dw1": [weight]}
    else:
        marks |= {"x": [], "dL_db1": [(0, 0)]}
    old = {name: matrix.as_matrix(name, array) for name, array in (before or {}).items()}
    opened = Opened(arrays, part, products, weight, picked, chosen, old)
    alone = arrays.part.met(chosen, weight) if weight else []
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
    heat = arrays.panel("dL_dz1", products, label=f"{products.size} products", source="products",
                        cell=min(HEAT, WIDEST // max(products.shape)), outline=opened.chosen, power=0,
                        marks=())
    columns = [one for k, place in places for one in column(opened, place, TABLE + PITCH * k)]
    middles = [TABLE + PITCH * k + FOCUS // 2 for k, _ in places]
    heads = [(at_place(place), middle, ROWS - 24)
             for place, middle in zip(opened.picked, middles, strict=True)]
    met = ["padding" if arrays.outside(at) else f"x{at_place(at)}"
           for at in arrays.part.met(opened.picked, opened.weight or (0, 0))]
    pixels = [(text if opened.weight else "", middle, ROWS - 8)
              for text, middle in zip(met, middles, strict=True)]
    factor = number.times_ten(arrays.power)
    product = names.after("product", f" {factor}", font_size="11") if factor else "product"
    rows = (names.label("dL_dz1", arrays.power), "· pixel it met" if opened.weight else "· 1",
            product)
    titles = [(row, TITLES, ROWS + PITCH * k + FOCUS // 2 + 5) for k, row in enumerate(rows)]
    floor, said = ROWS + TALL, ledger(opened)[::-1]
    placed = [(heat, LEFT, floor - heat.height), (total(opened), SUM + 38, floor - TOTAL)]
    return Lens(placed, [sign("Σ =", SUM + 14, floor - FOCUS // 2)],
                (cells.together(tuple(columns)), closeup.writing(heads, "12.5", anchor="middle"),
                 closeup.writing(pixels, "11", anchor="middle"),
                 closeup.writing(titles, "13", "#000", style="italic"),
                 closeup.writing([("output", TITLES, ROWS - 24),
                                  ("pixel" if opened.weight else "", TITLES, ROWS - 8)], "12.5"),
                 closeup.writing([(text, SUM, ROWS + 22 - 20 * k) for k, text in enumerate(said)][::-1],
                                 "13")))


def column(opened, place, x):
    """One product below its two factors."""
    arrays, weight = opened.arrays, opened.weight
    met = pixel(arrays, place, weight)
    rows = (("dL_dz1", "dL_dz1", arrays["dL_dz1"], ("dL_dz1", place)), ("part", "x", opened.part, met),
            ("products", "dL_dz1", opened.products, ("products", place)))
    for k, (key, name, array, owner) in enumerate(rows):
        old, power = opened.before.get(key, array), arrays.power if names.is_gradient(name) else 0
        yield number_alone(name, float(array[place]), float(old[place]), *owner, place in opened.chosen,
                           arrays.limit(name), power, x, ROWS + PITCH * k, arrays.marks(owner[0]))


@lru_cache(maxsize=2_000)       # most numbers stay where they are while a weight is chosen
def number_alone(name, value, old, source, corner, chosen, limit, power, x, y, marks):
    """One cell of the lens, with its own address."""
    panel = matrix.make(name, value, FOCUS, limit=limit, before=old, source=source, corner=corner,
                        marks=marks, outline=[(0, 0)] if chosen else ())
    return cells.piece(panel, x, y, power)


def total(opened):
    """The sum of all products, in large type."""
    return opened.arrays.single(opened.name, opened.total, opened.total_then,
                                label=opened.label, corner=opened.weight or (0, 0))


def pixel(arrays, place, weight):
    """Whose cell the pixel of a product is: one of x, or none of padding and of the bias."""
    at = arrays.part.met([place], weight)[0] if weight else place
    return ("x", at) if weight and not arrays.outside(at) else (None, at)


def at_place(place):
    """[row, column], closer together where both are long."""
    return f"[{place[0]},{place[1]}]" if sum(place) > 18 else f"[{place[0]}, {place[1]}]"


def ledger(opened):
    """What the opened products and the others add up to, and what other examples add."""
    some, here = sum(opened.products[place] for place in opened.picked), opened.products.sum()
    (example, several), count = opened.arrays.part.example, opened.products.size - len(opened.picked)
    more = several - 1
    apart = [opened.total - here] * (more > 0)
    rest = [0.0 if abs(one) < 1e-9 * opened.arrays.hue else one
            for one in (here - some if more else opened.total - some, *apart)]
    values = some, *rest, opened.total
    texts = list(map(plain, values)) if opened.arrays.power else number.sums(*values)
    heads = (f"these {len(opened.picked)}", f"other {count}",
             f"example {1 - example}" if more == 1 else f"+ {more} examples")
    return [f"{head}: {text}" for head, text in zip(heads, texts[:-1], strict=False)]


def weight_headline(opened):
    """The gradient of the weight in large type, what it was, and how many products count."""
    size, counted = opened.products.size, np.count_nonzero(opened.products)
    return headline(opened.label, opened.total, opened.total_then, f"{counted} of {size} products are not 0",
                    opened.arrays, f" gives {plain(float(opened.products.sum()))}")


def weight_caption(products, grads, weight):
    """One sentence: how many products count, and what they come to."""
    zeros, (example, several) = int(np.sum(products == 0)), grads.part.example
    here = f" in example {example} of {several}" if several > 1 else ""
    whole = f"{plain(float(products.sum()))}; all {several} examples give " if several > 1 else ""
    if weight is None:
        return (f"The bias is added in all {products.size} windows{here}, "
                f"so {names.symbol('dL_db1')} is the plain sum of {names.symbol('dL_dz1')}: "
                f"{whole}{plain(grads['dL_db1'].item())}.")
    place = f"[{weight[0]}, {weight[1]}]"
    return (f"Weight {place} takes part in all {products.size} windows{here}; "
            f"{products.size - zeros} of its products are not 0, and they add up to "
            f"{whole}{names.symbol('dL_dw1')}{place} = {plain(grads['dL_dw1'][weight])}.")
