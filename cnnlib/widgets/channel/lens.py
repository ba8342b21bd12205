"""The lens of ChannelExplorer: a row for each share of the open cell, what meets in it, and what it comes to."""

import numpy as np

from cnnlib.draw.ink import colour, names, number
from cnnlib.draw.ink.svg import node
from cnnlib.draw.parts import cells, closeup, matrix, single, tiles
from cnnlib.draw.parts.signs import sign, together

from .crossbar import ALARM, shown

LEFT, SECOND, SHARE, TOTAL = 310, 508, 728, 812     # left edges: of what meets, of the share, of the sum
TOP, DOWN, SIDE = 30, 200, 176          # top of a row, from one row to the next, side of what meets
SMALL, LARGE = 44, 60                   # pixels of a cell: of a map, of a kernel and its window
TILE, WHOLE, SLIP = 56, 74, 50          # pixels: of a share, of the sum, of a tempting number
MIDDLE = TOP + DOWN // 2 + SIDE // 2    # between the rows


def lens(now):
    """The rows, the sum, and the words beside them."""
    placed, pieces, signs = [], [], [sign("+", SHARE + TILE / 2, MIDDLE), sign("=", 798, MIDDLE)]
    for place in range(2):
        row = TOP + place * DOWN
        left, right, turned = meeting(now, place)
        placed += [(one, x + (SIDE - one.width) // 2, row + (SIDE - one.height) // 2)
                   for one, x in ((left, LEFT), (right, SECOND)) if one]
        pieces += turned_kernel(now, place, row) if turned else []
        signs += [sign("⊙", SECOND - 11, row + SIDE / 2)] * bool(left)
        signs.append(sign("Σ =", SHARE - 22, row + SIDE / 2))
    drawn, *texts = cells.draw_all(placed)
    numbers = [*pieces, *shares(now), *total(now)]
    return (together(signs), drawn, *texts, cells.together(tuple(numbers)), *captions(now))


# What meets in one share

def meeting(now, place):
    """The two matrices of a row, None for what is not there, and whether a turned kernel is drawn apart."""
    name, (_, channel, filter_) = now.state.sum, now.state.focus
    if name == "z1":
        at = {"channel": place, "filter": filter_}
        window = part(now, "x", at, now.state.output, (2, 2), LARGE)
        return window, part(now, "w1", at, (0, 0), (2, 2), LARGE), False
    if name == "dL_dx":
        corner = tuple(k - 1 for k in now.state.pixel)
        return part(now, "dL_dz1", {"filter": place}, corner, (2, 2), LARGE), None, True
    at = {"example": place, "channel": channel, "filter": filter_}
    image = part(now, "x", at, now.state.weight, (4, 4), SMALL) if name == "dL_dw1" else None
    return image, part(now, "dL_dz1", at, (0, 0), (4, 4), SMALL), False


def part(now, name, places, corner, size, cell):
    """A part of a matrix, large, its own places in brackets above; what lies beyond the matrix is dotted."""
    view = shown(now, name, places)
    values, outside = cut(view.values(now.matrices[name]), corner, size)
    old = cut(view.values(now.before.matrices[name]), corner, size)[0] if now.before else values
    at = view.cell(now.state.selected[1]) if now.state.selected[0] == name else None
    inside = at and tuple(k - first for k, first in zip(at, corner, strict=True))
    chosen = [place for place in np.ndindex(*size) if place == inside]
    return matrix.make(name, values, cell, limit=now.limits[name], label=label(name, view), note="", before=old,
                       corner=corner, padding=outside, outline=chosen, marks=tuple(view.marks.items()))


def cut(values, corner, size):
    """A part of a matrix, 0 where it lies beyond, and the cells that do."""
    found, outside = np.zeros(size), set()
    for at in np.ndindex(*size):
        there = tuple(k + first for k, first in zip(at, corner, strict=True))
        if all(0 <= k < n for k, n in zip(there, values.shape, strict=True)):
            found[at] = values[there]
        else:
            outside.add(at)
    return found, frozenset(outside)


def label(name, view, behind=""):
    """The symbol of a matrix with its places in brackets: x[0, :, :, 1]."""
    places = ", ".join(":" if at is None else str(at) for at in view.focus)
    return names.after(names.label(name), f"[{places}]{behind}")


def turned_kernel(now, place, row):
    """The kernel turned by 180 degrees, cell by cell, so that each is the weight it shows."""
    view = shown(now, "w1", {"filter": place})
    values = view.values(now.matrices["w1"])
    old = view.values(now.before.matrices["w1"]) if now.before else values
    x, y = SECOND + (SIDE - 2 * LARGE) // 2, row + (SIDE - 2 * LARGE) // 2
    chosen = view.cell(now.state.selected[1]) if now.state.selected[0] == "w1" else None
    drawn = [tiles.tile("w1", float(values[u, v]), x + (1 - v) * LARGE, y + (1 - u) * LARGE, LARGE, (u, v),
                        float(old[u, v]), now.limits["w1"], marks=tuple(view.marks.items()))
             for u, v in np.ndindex(2, 2)]
    return [*drawn, tiles.on_path(chosen and tuple(1 - k for k in chosen), LARGE, x, y)]


# What it comes to

def shares(now):
    """What each place adds, and what it adds in the tempting version, crossed out."""
    name, limit = now.state.sum, now.limits[now.state.sum]
    old = now.before.parts if now.before else now.parts
    for place, (value, wrong, was) in enumerate(zip(now.parts, now.wrong_parts, old, strict=True)):
        row = TOP + place * DOWN
        yield nameless(name, value, SHARE, row + 48, TILE, limit, was)
        if now.state.tempting:
            yield crossed(nameless(name, wrong, SHARE + 3, row + 126, SLIP, limit, wrong), SLIP)


def total(now):
    """The open cell, the bias above it, and the tempting number below it, crossed out."""
    name, index, limit = now.cell.name, now.cell.index, now.limits[now.cell.name]
    view = now.views[name].showing(index)
    was = float(now.before.matrices[name][index]) if now.before else now.cell.total
    yield tiles.tile(name, now.cell.total, TOTAL, MIDDLE - WHOLE // 2, WHOLE, view.cell(index), was, limit,
                     marks=tuple(view.marks.items()))
    yield tiles.on_path((0, 0), WHOLE, TOTAL, MIDDLE - WHOLE // 2)
    if now.bias is not None:
        view, old = shown(now, "b1", {}), now.before.bias if now.before else now.bias
        yield tiles.tile("b1", now.bias, TOTAL + 12, TOP + 10, SLIP, (0, 0), old, now.limits["b1"],
                         marks=tuple(view.marks.items()))
    if now.state.tempting:
        wrong = now.wrong_total
        yield crossed(nameless(name, wrong, TOTAL + 9, MIDDLE + 76, TILE, limit, wrong), TILE)


def nameless(name, value, x, y, cell, limit, before):
    """A number that is no cell of a tensor, as a tile."""
    text, old = number.figures(value), number.figures(before)
    panel = matrix.make(name, np.full((1, 1), value), cell, limit=limit, text=text, size=tiles.fitting(text, cell),
                        source=None)
    fill = colour.fill(number.tidy(value), limit, names.is_gradient(name))
    above = single.ghost("" if old == text else old, cell, fill, cell // 2 - 10)
    drawn = cells.draw(panel, x, y, 0)
    return drawn._replace(children=(*drawn.children, above))


def crossed(tile, cell):
    """A tile crossed out from its corners, clear of the number."""
    far = cell - 3
    line = f"M3 3l9 9M{far} 3l-9 9M3 {far}l9-9M{far} {far}l-9-9"
    over = node("path", d=line, fill="none", stroke=ALARM, stroke_width="2.2")
    return tile._replace(children=(*tile.children, over))


def captions(now):
    """The words beside the numbers."""
    middle, centre = SHARE + TILE / 2, TOTAL + WHOLE / 2
    above = [(f"{now.sum.over} {place}", middle, TOP + 40 + place * DOWN) for place in range(2)]
    place = f"[{', '.join(map(str, now.cell.index))}]"
    name = [(words, centre, MIDDLE - 63 + 17 * k) for k, words in enumerate((names.label(now.cell.name), place))]
    yield closeup.writing(above, "12.5", "#000", "middle")
    yield closeup.writing(name, "13", "#000", "middle", "italic")
    if now.state.tempting:
        wrong = [(now.sum.instead, middle, TOP + 122 + place * DOWN) for place in range(2)]
        yield closeup.writing([*wrong, ("tempting", centre, MIDDLE + 71)], "12", ALARM, "middle")
    yield from OWN.get(now.state.sum, lambda _: ())(now)


def of_outputs(now):
    """What is said of the bias, which is added to the shares."""
    centre, bias = TOTAL + WHOLE / 2, names.symbols("b1", (now.state.focus[2],))
    yield closeup.writing([(bias, centre, TOP + 2)], "13", "#000", "middle", "italic")
    yield together([sign("+", centre, TOP + 80)])


def of_image(now):
    """What is said of the kernels, which are drawn cell by cell."""
    turned = [(label("w1", shown(now, "w1", {"filter": place}), ", turned"), SECOND + (SIDE - 2 * LARGE) // 2,
               TOP + 20 + place * DOWN) for place in range(2)]
    yield closeup.writing(turned, "13", "#000", style="italic")


def of_biases(_):
    """Why nothing meets the gradients."""
    lines = "no x and no w:", "the bias is added as", "it is in every window"
    yield closeup.writing([(line, LEFT, TOP + SIDE / 2 + 18 * k) for k, line in enumerate(lines)], "13")


OWN = {"z1": of_outputs, "dL_dx": of_image, "dL_db1": of_biases}      # what one sum alone says
