"""What UnfoldExplorer says: how the selected cell is made or where it stands, and what the product comes to."""

from cnnlib.draw import bracket, listing, plain, symbol
from cnnlib.draw.ink.words import join

from .places import OUTPUTS, PIXELS, WEIGHTS, plane
from .ways import LINE, OPS, RIGHT, SHORT, spoken

MOST = 8        # products that are written one by one


def words(now):
    """Everything below the picture."""
    return f"{selected(now)}\n{product(now)}"


def selected(now):
    """How the selected cell is made, or in which rows its pixel stands."""
    name, index = now.state.selected
    said = f"{address(now, name, index)} = {made(now)}"
    if name in PIXELS and not now.places.of(plane(name, index)):
        return f"{said}: no window reads this pixel, it stands in no row."
    return f"{said}{of_what(now, name, index)}"


def address(now, name, index):
    """A cell in a sentence: of a column as it is reshaped."""
    at = plane(name, index)
    if name in OUTPUTS:
        at = now.places.cell("z1", now.places.window(name, index), 0)
    elif name in WEIGHTS:
        at = now.places.cell("w1", 0, now.places.weight(name, index))
    symbols = symbol(SHORT[name]) if name in SHORT else spoken(name)
    return f"{symbols}[{at[0]}, {at[1]}]"


def made(now):
    """The number of the selected cell, after the sum that makes it."""
    terms, total = now.cell.terms, plain(now.cell.total)
    if not terms or len(terms) == len(terms[0].factors) == 1 or len(terms) > MOST:
        return total
    alone = len(terms[0].factors) == 1
    parts = [plain(term.value) if alone else " · ".join(bracket(factor.value) for factor in term.factors)
             for term in terms]
    return f"{join('sum', parts)} = {total}"


def of_what(now, name, index):
    """Behind a number: where it stands, or what it is made of."""
    where = now.places
    if name in OPS:
        return f", says {OPS[name]}."
    if name in PIXELS:
        return pixel(now, name, [k for k, _ in where.of(plane(name, index))])
    if name in ("unfolded", "unfolded_T"):
        k, q = index if name == "unfolded" else index[::-1]
        row, column = where.pixel(k, q)
        return f": x[{row}, {column}], cell {q} of window {k}."
    if name == "dL_dunfolded":
        return f": the gradient of output {index[0]} · weight {index[1]}."
    if name in OUTPUTS:
        k = where.window(name, index)
        return f": row {k} of the matrix times the column." if name == "z_column" else f": window {k}."
    if name == "dL_dw_column":
        return "."
    return f": weight {where.weight(name, index)} of {where.pixels.shape[1]}, in reading order."


def pixel(now, name, rows):
    """Behind the number of a pixel: its rows in the unfolded matrix."""
    which = f"row{'s' * (len(rows) > 1)} {listing(map(str, rows))}"
    if name == "x":
        return f" stands in {len(rows)} of the {now.places.windows} rows of the matrix: {which}."
    if name == "counts":
        return f": this pixel stands in {which}."
    return f": what stands for this pixel in {which}{', added' * (len(rows) > 1)}."


def product(now):
    """The shapes of the product, and whether it gives what the ops say."""
    (name, apart), = now.wrong.items()
    array, way = now.arrays[name], now.state.way
    if way == "fold":
        return folding(now.state, len(apart), array.size)
    left, right, result = (str(now.arrays[each].shape) for each in LINE[way])
    lead = f"{left} · {right} = {result}"
    if now.state.misread:
        return (f"{lead}: the shapes fit, but the columns stand in another order than the weights.\n"
                f"{len(apart)} of {array.size} numbers are other than {OPS[RIGHT[way][1]]} says.")
    how = "folded by adding" if way == "image" else "reshaped"
    sizes = "×".join(map(str, array.shape))
    return f"{lead}, {how} to {sizes}: one matrix product, equal to {OPS[RIGHT[way][1]]}."


def folding(state, apart, size):
    """What folding makes of what was unfolded."""
    order = "\nThe order does not matter here: fold reads the columns as unfold wrote them." if state.misread else ""
    return f"fold(unfold(x)) = x ⊙ counts: other than x in {apart} of {size} pixels.{order}"
