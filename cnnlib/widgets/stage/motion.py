"""Travellers as the front end moves them: from one place of the picture to another, with words on the way."""

from math import isfinite, prod

from cnnlib.draw.ink import colour, names
from cnnlib.draw.ink.number import plain

MOST = 64       # tokens at once
STRENGTH = 0.5  # of a token's colour


def moves(travellers, views):
    """[{from, via, to, start, by, end, lands, sum, fill}] of some travellers, as far as tokens can show them.

    views: {tensor: View} of the picture
    sum: what has come together at the end so far, where several arrive there, in the order of the list
    """
    shown = [one for one in travellers if {one.start[0], one.end[0]} <= views.keys()][:MOST]
    several = {one.end for k, one in enumerate(shown) if any(other.end == one.end for other in shown[:k])}
    sums, made = {}, []
    for one in shown:
        sums[one.end] = sums.get(one.end, 0.0) + (one.arrives if one.lands else 0.0)
        made.append(move(one, views) | ({"sum": plain(sums[one.end])} if one.end in several and adds(one) else {}))
    return made


def adds(one):
    """Whether what arrives is the product of what leaves and what it meets, so that several add up."""
    product = one.leaves * prod(factor.value for factor in one.by)
    return not isfinite(product) or abs(product - one.arrives) <= 1e-9 * max(abs(product), 1.0)


def move(one, views):
    """One token: its places, its words, its colour."""
    gradient = names.is_gradient(one.end[0])
    ink = colour.INK if not gradient else colour.BELOW if one.arrives < 0 else colour.ABOVE
    by = " · ".join(plain(factor.value) for factor in one.by if factor.value != 1)
    met = next((factor for factor in one.by if factor.name == factor.source in views), None)
    via = {"via": place((met.source, met.index), views)} if met else {}
    return {"from": place(one.start, views), **via, "to": place(one.end, views), "start": plain(one.leaves),
            "by": f"· {by}" if by else "", "end": plain(one.arrives), "lands": one.lands,
            "fill": colour.mix(ink, STRENGTH if one.arrives else 0.0)}


def place(address, views):
    """Where a cell stands: {matrix, row, column} and which example, channel, filter that is."""
    name, index = address
    view = views[name].showing(index)
    row, column = view.cell(index)
    return {"matrix": name, "row": row, "column": column, **view.marks}
