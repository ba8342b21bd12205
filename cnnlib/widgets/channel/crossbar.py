"""The map of ChannelExplorer: channels are rows, filters columns, and where two cross stands the kernel of the pair.

Forward all that stands in one column adds up; backward all that stands in one row.
"""

import numpy as np

from cnnlib.draw.ink import colour, names
from cnnlib.draw.ink.svg import node
from cnnlib.draw.parts import cells, closeup, matrix
from cnnlib.draw.parts.signs import together
from cnnlib.draw.parts.view import View

from .places import AXES, views

CELL, KERNEL = 18, 22                   # pixels of a cell: of a map, of a kernel; none holds digits
LEFT, COLUMN, ACROSS = 14, 142, 86      # left edge of the image, of the first column, from one column to the next
TOP, DOWN, BIAS, OUTPUT = 66, 124, 292, 342     # top of the first row, from one row to the next, of bias and output
PARTS = range(3)        # of the line down a column
ALARM = "#A30016"


def crossbar(now):
    """The map: lines, then matrices, then words."""
    placed = panels(now)
    drawn = tuple(piece(now, *one) for one in placed)
    labels = tuple(cells.text(names.label(one.name), x, y - 6) for one, x, y, _ in placed
                   if not names.is_bias(one.name))
    image, _, bias, _ = now.sum.shown
    heads = [(f"filter {k}", across(k) + 36, 24) for k in range(2)]
    sides = [(f"channel {n}", LEFT + 30, row(n) - 6) for n in range(2)]
    aside = node("text", names.label(bias), x=COLUMN - 14, y=BIAS + 16, font_size="13", font_style="italic",
                 text_anchor="end")
    return (*wires(now), cells.together(drawn), node("g", labels, font_size="13", font_style="italic"), aside,
            closeup.writing(heads, "13", anchor="middle"),
            closeup.writing([(words, x + 14 * names.is_gradient(image), y) for words, x, y in sides], "12"),
            closeup.writing([(f"example {now.state.focus[0]}", LEFT, 24)], "13"))


def row(n):
    """Top of the maps of a channel."""
    return TOP + n * DOWN


def across(k):
    """Left edge of the maps of a filter."""
    return COLUMN + k * ACROSS


def panels(now):
    """[(panel, x, y, {axis: place})] of everything on the map."""
    image, kernel, bias, output = now.sum.shown
    found = [(image, CELL, LEFT, row(n), {"channel": n}) for n in range(2)]
    found += [(kernel, KERNEL, across(k) + 14, row(n) + 23, {"channel": n, "filter": k})
              for n, k in np.ndindex(2, 2)]
    found += [(bias, KERNEL, across(k) + 25, BIAS, {"filter": k}) for k in range(2)]
    found += [(output, CELL, across(k), OUTPUT, {"filter": k}) for k in range(2)]
    return [(panel(now, name, cell, places), x, y, places) for name, cell, x, y, places in found]


def panel(now, name, cell, places, **options):
    """One matrix of one example, channel and filter, with what feeds the open cell outlined."""
    view = shown(now, name, places)
    feeding = [at for index in now.cell.sources.get(name, ()) if (at := view.cell(index)) is not None]
    own = view.cell(now.cell.index) if name == now.cell.name else None
    chosen = view.cell(now.state.selected[1]) if name == now.state.selected[0] else None
    return matrix.make(name, view.values(now.matrices[name]), cell, limit=now.limits[name], power=0, note="", label="",
                       outline=[own] if own else feeding, focus=(chosen,) if chosen else (),
                       marks=tuple(view.marks.items()), **options)


def shown(now, name, places):
    """The View of one example, channel and filter alone."""
    focus = tuple(places.get(axis, old) for axis, old in zip(AXES, now.state.focus, strict=True))
    return views({name: now.matrices[name].shape}, focus, View)[name]


def piece(now, one, x, y, places):
    """A matrix of the map, its cells crossed out where the tempting version makes other numbers."""
    wrong = now.apart if now.state.tempting and one.name == now.state.sum else ()
    view = shown(now, one.name, places)
    crossed = [at for index in wrong if (at := view.cell(index)) is not None]
    return cells.piece(one, x, y, 0, (cross(crossed, one.cell),))


def cross(places, cell):
    """Cells without digits crossed out."""
    far = cell - 8
    drawn = "".join(f"M{c * cell + 4} {r * cell + 4}l{far} {far}m0-{far}l-{far} {far}" for r, c in places)
    return node("path", d=drawn or "M0 0", fill="none", stroke=ALARM, stroke_width="1.5")


# The lines between them

def wires(now):
    """The lines of the crossbar, those by which numbers come to the open cell dark and with a head."""
    active = on_the_way(now)
    lines = {**{("row", n, k): horizontal(n, k) for n, k in np.ndindex(2, 2)},
             **{("column", k, part): vertical(k, part) for k in range(2) for part in PARTS}}
    idle = "".join(line for key, line in lines.items() if key not in active)
    busy = "".join(line for key, line in lines.items() if key in active)
    dashed = "4 3" if names.is_gradient(now.state.sum) else None
    return (node("path", d=idle or "M0 0", fill="none", stroke=colour.GRID, stroke_width="1.5"),
            node("path", d=busy or "M0 0", fill="none", stroke=colour.FRAME, stroke_width="1.8",
                 stroke_dasharray=dashed),
            together([node("path", d=head(now), stroke_width="1.8")]))


def horizontal(n, k):
    """From the image, or from the kernel before, to a kernel."""
    start = LEFT + 5 * CELL + 4 if k == 0 else across(k - 1) + 62
    return f"M{start} {row(n) + 45}H{across(k) + 10}"


def vertical(k, part):
    """One of three pieces of a column: from kernel to kernel, on to the bias, on to the output."""
    x = across(k) + 36
    start, end = ((row(0) + 70, row(1) + 4), (row(1) + 70, BIAS - 4), (BIAS + 25, OUTPUT - 18))[part]
    return f"M{x} {start}V{end}"


def on_the_way(now):
    """The pieces of the crossbar on which numbers travel."""
    (_, channel, number), name = now.state.focus, now.state.sum
    up_to = {("column", number, part) for part in PARTS[channel:]}
    return {"z1": {("row", n, k) for n in range(2) for k in range(number + 1)}
            | {("column", number, part) for part in PARTS},
            "dL_dx": {("row", channel, k) for k in range(2)}
            | {("column", k, part) for k in range(2) for part in PARTS[channel:]},
            "dL_dw1": {("row", channel, k) for k in range(number + 1)} | up_to,
            "dL_db1": {("column", number, PARTS[-1])}}[name]


def head(now):
    """The head of an arrow where numbers arrive."""
    (_, channel, number), name = now.state.focus, now.state.sum
    x, y = across(number) + 36, row(channel) + 45
    if name == "z1":
        return f"M{x - 4} {OUTPUT - 23}l4 5l4-5"
    if name == "dL_dx":
        return f"M{LEFT + 5 * CELL + 9} {y - 4}l-5 4l5 4"
    if name == "dL_db1":
        return f"M{x - 4} {BIAS + 30}l4-5l4 5"
    return f"M{across(number) + 5} {y - 4}l5 4l-5 4M{x - 4} {row(channel) + 75}l4-5l4 5"

