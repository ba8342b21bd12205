"""Travellers as the front end moves them: from one place of the picture to another, with words on the way."""

from math import isfinite, prod

from cnnlib.draw.ink import colour, names
from cnnlib.draw.ink.number import MINUS, plain

MOST = 64       # tokens at once
STRENGTH = 0.5  # of a token's colour


def moves(travellers, views):
    """[{from, via, to, start, by, end, lands, sum, fill}] of some travellers, as far as tokens can show them.

    views: {tensor: View} of the picture
    sum: what has come together at the end so far, where several arrive there, in the order of the list;
    what sets out from nowhere on the picture, such as another example, is there from the first
    """
    shown = [one for one in travellers if is_shown(one.start, views) and is_shown(one.end, views)][:MOST]
    sums, alone = hidden_sums(travellers, shown), [one.end for one in shown]
    made = []
    for one in shown:
        rest = sums.get(one.end, 0.0)
        sums[one.end] = rest + (one.arrives if one.lands else 0.0)
        if alone.count(one.end) > 1:
            made.append(move(one, views) | ({"sum": plain(sums[one.end])} if adds(one) else {}))
        else:
            made.append(move(one, views, rest))
    return made


def is_shown(address, views):
    """Whether the picture shows a cell: its matrix, and of that its example, channel and filter."""
    name, index = address
    return name in views and views[name].cell(index) is not None


def hidden_sums(travellers, shown):
    """{address: what comes to it that the picture does not show}."""
    known, sums = set(map(id, shown)), {}
    for one in travellers:
        if id(one) not in known and one.lands and adds(one):
            sums[one.end] = sums.get(one.end, 0.0) + one.arrives
    return sums


def adds(one):
    """Whether what arrives is the product of what leaves and what it meets, so that several add up."""
    product = one.leaves * prod(factor.value for factor in one.by)
    return not isfinite(product) or abs(product - one.arrives) <= 1e-9 * max(abs(product), 1.0)


def move(one, views, rest=0.0):
    """One token: its places, its words, its colour.

    rest: what is added to the only number of a sum that the picture shows
    """
    arrives = one.arrives + rest
    ink = colour.INK if not names.is_gradient(one.end[0]) else colour.BELOW if arrives < 0 else colour.ABOVE
    by = "".join(f"· {plain(factor.value)} " for factor in one.by if factor.value != 1)
    more = f"{MINUS if rest < 0 else '+'} {plain(abs(rest))}" if rest else ""
    met = next((factor for factor in one.by if factor.name == factor.source in views), None)
    via = {"via": place((met.source, met.index), views)} if met else {}
    return {"from": place(one.start, views), **via, "to": place(one.end, views), "start": plain(one.leaves),
            "by": f"{by}{more}".strip(), "end": plain(arrives), "lands": one.lands,
            "fill": colour.mix(ink, STRENGTH if arrives else 0.0)}


def place(address, views):
    """Where a cell stands: {matrix, row, column} and which example, channel, filter that is."""
    name, index = address
    view = views[name].showing(index)
    row, column = view.cell(index)
    return {"matrix": name, "row": row, "column": column, **view.marks}
