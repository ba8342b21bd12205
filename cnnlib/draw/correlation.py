"""A kernel's gradient is a correlation: the products of one weight, or the stamp of one output."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .ink import colour, names, number, words
from .ink.number import plain
from .ink.svg import Picture
from .parts import cells, legend, lens, matrix
from .parts.matrix import FOCUS
from .parts.signs import sign, together

CELL, HEAT, STAMP, TOTAL = 20, 22, 48, 80   # pixels: a cell of the map, of all products, of a stamp; the sum
LEFT, HIGH, BETWEEN, SIDE = 34, 32, 40, 96  # of the map; between w1 and its gradient; from w1 to b1
LOW, FLOOR, ROWS, PITCH = 216, 414, 260, 50     # the lens, its top and bottom; its first row; to the next
TITLES, TABLE, SUM, ASIDE = 182, 278, 736, 600  # the names of the rows, their cells, their sum; the large number
TITLE = "A kernel's gradient is a correlation"
MEANING = legend.VALUE, legend.FALLS, legend.RISES, legend.OUR_PATH


def one_weight(values, grads, part, products, weight, picked, at=None, selected=None, limit=None, before=None):
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
    heads = [(f"[{i}, {j}]", TABLE + PITCH * k + FOCUS // 2, ROWS - 8) for k, (i, j) in places]
    factor = f" {number.times_ten(arrays.power)}".rstrip()
    rows = [names.label("dL_dz1", arrays.power), "· pixel it met" if opened.weight else "· 1", "= product" + factor]
    titles = [(row, TITLES, ROWS + PITCH * k + FOCUS // 2 + 5) for k, row in enumerate(rows)]
    floor = ROWS + 2 * PITCH + FOCUS
    placed = [(heat, LEFT, floor - heat.height), (total(opened), SUM + 38, floor - TOTAL)]
    return Lens(placed, [sign("Σ =", SUM + 14, floor - FOCUS // 2)],
                (cells.together(tuple(columns)), lens.writing(heads, "12.5", anchor="middle"),
                 lens.writing(titles, "13", "#000", style="italic"),
                 lens.writing([("output", TITLES, ROWS - 8)], "12.5"),
                 lens.writing(zip(ledger(opened), (SUM, SUM), (ROWS + 2, ROWS + 22), strict=True), "13")))


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
    factor = 10.0**opened.arrays.power
    added, left, _ = number.sums(some / factor, rest / factor, opened.total / factor)
    return f"these {len(opened.picked)}: {added}", f"the other {count}: {left}"


def weight_headline(opened):
    """The gradient of the weight in large type, what it was, and how many products count."""
    size, counted = opened.products.size, np.count_nonzero(opened.products)
    return lens.headline(ASIDE, HIGH + 30, opened.label, plain(opened.total),
                         was(opened.total_then, opened.total),
                         [f"{counted} of {size} products are not 0", reaching(opened.arrays)],
                         ink(opened.total))


def reaching(arrays):
    """How many outputs get a gradient."""
    slopes = arrays["dL_dz1"]
    return f"{np.count_nonzero(slopes)} of {slopes.size} outputs get a gradient"


def was(old, new):
    """What a number was, "" where it prints the same."""
    texts = plain(old), plain(new)
    return texts[0] if texts[0] != texts[1] else ""


def ink(value):
    """The colour in which a gradient is written: that of its sign."""
    return colour.mix(colour.BELOW if value < 0 else colour.ABOVE, 1.0) if value else "#000"


def one_output(values, grads, window, products, so_far, at, weight=None, selected=None, limit=None,
               before=None):
    """Draw x ⋆ dL_dz1 = dL_dw1 as a map, and below it the stamp of one output.

        dL_dz1[at] · window = products,   what lay there + products = so_far

    values, grads: as in one_weight;  window, products: like dL_dw1;  at: (i, j) of dL_dz1
    so_far: the sum of the stamps of all outputs up to `at` in reading order
    weight: (u, v) of one product, outlined
    before: {"dL_dz1", "window", "products", "so_far": arrays} as they were, where they were others
    """
    arrays = Arrays(values, grads, [products, so_far], limit)
    everywhere, chosen = list(np.ndindex(arrays["dL_dw1"].shape)), [weight] if weight else []
    marks = {"x": shifted(everywhere, at), "dL_dz1": [at], "dL_dw1": chosen or everywhere, "dL_db1": [(0, 0)]}
    (_, columns), outputs = arrays["dL_dz1"].shape, arrays["dL_dz1"].size
    count, slope = at[0] * columns + at[1] + 1, arrays["dL_dz1"][at].item()
    old = {"dL_dz1": arrays["dL_dz1"], "window": window, "products": products, "so_far": so_far, **(before or {})}
    line = output_line(arrays, window, products, so_far, at, chosen, old)
    old_slope = matrix.as_matrix("dL_dz1", old["dL_dz1"])[at].item()
    large = lens.headline(ASIDE, HIGH + 30, cell_label("dL_dz1", at), plain(slope), was(old_slope, slope),
                          [f"stamp {count} of {outputs}", reaching(arrays)], ink(slope))
    left = (lens.WIDTH - sum(room for _, room in line)) // 2
    placed, signs, does = lens.line_up(line, left, (ROWS + ROWS + 2 * PITCH + FOCUS) // 2)
    return picture(arrays, marks, shifted(chosen, at), selected,
                   Lens(placed, signs, (lens.writing(does, "11", anchor="middle"),)), large,
                   output_caption(arrays, at, count))


def output_line(arrays, window, products, so_far, at, chosen, old):
    """The gradient of one output, its window, their products, what lay there, what lies there then."""
    slopes, wide = arrays["dL_dz1"], STAMP * products.shape[1]
    lay, lay_then = (earlier(so_far, products), earlier(old["so_far"], old["products"]))
    label = names.after(names.label("dL_dw1"), " so far")
    slope, slope_then = slopes[at].item(), matrix.as_matrix("dL_dz1", old["dL_dz1"])[at].item()
    large = {"cell": STAMP, "outline": chosen}
    return ((arrays.single("dL_dz1", slope, slope_then, label=cell_label("dL_dz1", at), corner=at), TOTAL),
            ("·", 34),
            (arrays.panel("x", window, label="its window of x", corner=at, before=old["window"], **large), wide),
            ("=", 34),
            (arrays.panel("dL_dz1", products, label="its stamp", source="stamp", before=old["products"],
                          **large), wide), ("+", 34),
            (arrays.panel("dL_dw1", lay, label="what lay there", source=None, before=lay_then, **large), wide),
            ("=", 34),
            (arrays.panel("dL_dw1", so_far, label=label, source=None, before=old["so_far"], **large), wide))


def earlier(so_far, stamp):
    """What lay there before the stamp; a residue of rounding is 0."""
    lay = np.asarray(so_far) - np.asarray(stamp)
    return np.where(np.abs(lay) < 1e-9 * matrix.largest([so_far, stamp]), 0.0, lay)


class Arrays(dict):
    """Values and gradients as matrices, by their names, and the limits of their greys and colours."""

    def __init__(self, values, grads, others, limit):
        super().__init__({name: matrix.as_matrix(name, array) for name, array in {**values, **grads}.items()})
        self.pixels = matrix.largest([self["x"]])
        self.weights = matrix.largest([self[name] for name in values if name != "x"])
        self.hue = matrix.largest([*(self[name] for name in grads), *others]) if limit is None else limit
        self.power = number.exponent([self.hue])

    def limit(self, name):
        """The |value| in full grey or colour."""
        return self.hue if names.is_gradient(name) else self.pixels if name == "x" else self.weights

    def panel(self, name, values, **options):
        """A matrix in the limits of this picture, with its symbol but for what the options say."""
        look = {"limit": self.limit(name), "label": names.label(name), "note": ""}
        return matrix.make(name, values, **{**look, **options})

    def single(self, name, value, before, **options):
        """One gradient in large type, our path."""
        text = plain(value)
        return self.panel(name, value, cell=TOTAL, text=text, size=lens.fitting(text, TOTAL - 14, 20),
                          before=before, outline=[(0, 0)], **options)


@dataclass(frozen=True, eq=False)
class Lens:
    """The lower half: matrices [(panel, x, y)], signs, and what else is drawn."""

    placed: list
    signs: list
    others: tuple


def picture(arrays, marks, alone, selected, close, large, caption):
    """The map with w1 and b1 above their gradients, the large number beside it, the lens below.

    marks: {name: outlined cells};  alone: cells of x outlined inside the outline of many
    """
    one = {selected[0]: [selected[1:]]} if selected else {}
    panels = {name: arrays.panel(name, array, cell=CELL, outline=marks.get(name, one.get(name, ())), power=0,
                                 focus=tuple(one.get("x", alone)) if name == "x" else ())
              for name, array in arrays.items()}
    (placed, signs), tall = the_map(panels), panels["x"].height
    shapes = [(matrix.size(panels[one.name].values), x, y + one.height + 14) for one, x, y in placed]
    nodes = (lens.frame(LOW, FLOOR), together([*signs, *close.signs]),
             lens.writing([("slide", LEFT + tall + 22, HIGH + tall / 2 + 26),
                           ("over", LEFT + tall + 22, HIGH + tall / 2 + 38)], "11", anchor="middle"),
             *cells.draw_all([*placed, *close.placed], arrays.power), lens.writing(shapes, "11"),
             *close.others, *large, legend.legend(LEFT, lens.HEIGHT - 9, *MEANING))
    return Picture(lens.WIDTH, lens.HEIGHT, nodes, TITLE, caption, lambda: words.tables(panels.values()))


def the_map(panels):
    """x ⋆ dL_dz1 = dL_dw1, w1 and b1 above their gradients -> [(panel, x, y)], signs."""
    x, slopes, w1 = (panels[name] for name in ("x", "dL_dz1", "w1"))
    placed, signs, _ = lens.line_up(((x, x.width), ("⋆", 44), (slopes, slopes.width)), LEFT, HIGH + x.height // 2)
    left, low = LEFT + x.width + slopes.width + 92, HIGH + w1.height + BETWEEN
    for name, at in (("w1", left), ("b1", left + SIDE)):
        placed += [(panels[name], at, HIGH), (panels[f"dL_d{name}"], at, low)]
    return placed, [*signs, sign("=", left - 24, low + w1.height // 2)]


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
