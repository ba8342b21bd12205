"""What ChannelExplorer says: the open cell as its shares, the rule, what the last change moved."""

import numpy as np

from cnnlib.draw import plain, symbol
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import equals, sums, tidied
from cnnlib.draw.ink.words import join

from .numbers import GIVEN, counts
from .sums import SUMS

RULES = {
    "z1": "z[e, i, j, k] = sum over the channels n, and u, v, of x[e, i + u, j + v, n] · w[u, v, n, k], + b[k]",
    "dL_dx": "∂L/∂x[e, r, c, n] = sum over the filters k, and u, v, of ∂L/∂z[e, r − u, c − v, k] · w[u, v, n, k]",
    "dL_dw1": "∂L/∂w[u, v, n, k] = sum over the examples e, and i, j, of ∂L/∂z[e, i, j, k] · x[e, i + u, j + v, n]",
    "dL_db1": "∂L/∂b[k] = sum over the examples e, and i, j, of ∂L/∂z[e, i, j, k]"}
AXES = {"z1": (3, "filter"), "dL_dx": (3, "channel"), "dL_db1": (0, "filter")}      # of the maps that move or stay


def words(now):
    """Everything below the picture."""
    selected, index = now.state.selected
    first = f"{spelled(selected, index)} = {plain(float(now.matrices[selected][index]))}; type another number."
    rule = "" if selected in GIVEN or now.state.tempting else RULES[now.state.sum]
    lines = [first if selected in GIVEN else "", total(now), rule, tempting(now) if now.state.tempting else "",
             moved(now) if now.before else ""]
    return "\n".join(filter(None, lines))


def total(now):
    """The open cell as the sum of its shares, each with the place that it comes from."""
    values = [*now.parts, *([] if now.bias is None else [now.bias])]
    whose = [*(f"{now.sum.over} {place}" for place in range(len(now.parts))), "bias"]
    *texts, whole = sums(*values, now.cell.total)
    parts = [f"{text} ({one})" for text, one in zip(texts, whose, strict=False)]
    return f"{spelled(now.cell.name, now.cell.index)} = {join('sum', parts)} {equals(texts, whole)}"


def tempting(now):
    """What the tempting version makes of the same cell, and how often it is wrong."""
    *texts, whole = sums(*now.wrong_parts, now.wrong_total)
    mark = "✗ Tempting" if now.cell.index in now.apart else "✓ By chance"
    return (f"{mark}, {now.sum.slip}: {join('sum', texts)} {equals(texts, whole)}; "
            f"{len(now.apart)} of {now.wrong.size} of {symbol(now.state.sum)} wrong.")


def moved(now):
    """What the last change of a number moved, in all examples."""
    said = [f"{symbol(name)} of {which}" for name in SUMS if (which := where(now, name))]
    return f"Moved: {'; '.join(said)}." if said else "The last change moved none of the four sums."


def where(now, name):
    """Of which channels or filters a sum moved, "" where it stood still."""
    apart = changed(now.before.matrices[name], now.matrices[name])
    if not apart.any():
        return ""
    if name == "dL_dw1":
        return kernels(apart.any(axis=(0, 1)))
    axis, thing = AXES[name]
    places = [place for place in range(apart.shape[axis]) if apart.take(place, axis).any()]
    return f"{thing} {places[0]}" if len(places) < counts(now.state)[thing] else f"both {thing}s"


def kernels(apart):
    """Which kernels moved of a table (channels, filters)."""
    rows, columns = apart.any(axis=1), apart.any(axis=0)
    if not (apart == np.outer(rows, columns)).all():
        return f"{apart.sum()} kernels"
    said = [f"{thing} {int(np.flatnonzero(each)[0])}" for thing, each in (("channel", rows), ("filter", columns))
            if not each.all()]
    return ", ".join(said) or "all kernels"


def changed(old, new):
    """Which cells hold another number, last bits aside."""
    pairs = zip(tidied(old.ravel().tolist()), tidied(new.ravel().tolist()), strict=True)
    return np.reshape([one != other for one, other in pairs], new.shape)
