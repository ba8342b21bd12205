"""Which cells compete: equal cells at kinks whose nudges do not add up."""

import numpy as np


def groups(nudges, spans):
    """Return the groups of tied cells, each a tuple in reading order.

    spans: {cell at a kink: how far slopes hold}
    """
    found, values = {}, nudges.x.ravel().tolist()                    # {value: groups of cells that hold it}
    for cell, span in spans.items():
        equal = found.setdefault(values[cell], [])
        partners = _partners(nudges, cell, span, _nearest_first(nudges.x.shape, cell, equal))
        merged = _united([(cell,), *partners])
        found[values[cell]] = [group for group in equal if group not in partners] + [merged]
    return sorted(group for equal in found.values() for group in equal if len(group) > 1)


def _united(groups):
    return tuple(sorted(cell for group in groups for cell in group))


def _nearest_first(shape, cell, groups):
    """Sort groups by the distance of their nearest cell: competitors are neighbours, as a rule."""
    if len(groups) < 2:
        return groups
    places = np.stack(np.unravel_index([c for group in groups for c in group], shape), axis=1)
    far = np.abs(places - np.unravel_index(cell, shape)).sum(axis=1)
    nearest = np.minimum.reduceat(far, np.cumsum([0, *map(len, groups[:-1])]))
    return [groups[i] for i in np.argsort(nearest, kind="stable")]


def _partners(nudges, cell, nudge, near):
    """Return the groups that compete with a cell: ask all, then the nearest, twice as many, and so on."""
    found, block = [], 1
    while near and _compete(nudges, cell, nudge, near):
        found += _search(nudges, cell, nudge, near[:block])
        near, block = near[block:], 2 * block
    return found


def _search(nudges, cell, nudge, near):
    if not _compete(nudges, cell, nudge, near):
        return []
    half = len(near) // 2
    halves = (near[:half], near[half:]) if half else ()
    return [group for part in halves for group in _search(nudges, cell, nudge, part)] if half else near


def _compete(nudges, cell, nudge, others):
    """Tell whether the slope of a cell and groups, all together, differs from the sum of their own."""
    union = _united(others)
    everyone = _united([union, (cell,)])
    for way in (nudge, -nudge):                                 # up shows a tied maximum, down a tied minimum
        own = nudges.side((cell,), way)
        known = nudges.known(union, way)                        # the last cell's "everyone", as a rule
        apart = own + (sum(nudges.side(group, way) for group in others) if known is None else known)
        doubt = len(others) ** 0.5 * nudges.rounding(nudge, apart) + 1e-3 * abs(own)
        if abs(nudges.side(everyone, way) - apart) > doubt:
            return True
    return False
