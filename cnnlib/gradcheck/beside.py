"""What kinks hide at x and show a small step beside it, where they come one after the other."""

import numpy as np

PACES = np.array([*-(2.0 ** -np.arange(7)), 0, *2.0 ** -np.arange(6, -1, -1)])     # -1, -1/2, -1/4 … 1/2, 1


def hidden(nudges, cells, central, span, tolerance):
    """Find the cells, of those that look smooth, on kinks that cancel:
    b in max(a, b) - max(b, c) where a = b = c.

    From a point beside x all the cells are nudged at once. Where f is smooth, their slopes add up;
    where they do not, the cells are halved until those are found that the kinks touch.
    With nothing to find it takes four calls of f.
    """
    found = []
    for seed in (1, 2):                              # beside x, too, two kinks can cancel, but not everywhere
        bends = _bends(nudges, np.random.default_rng(seed), central, span, tolerance)
        found += _search([cell for cell in cells if cell not in found], bends)
    return found


def slopes(nudges, cells, span):
    """Yield the slope along the cells, and its doubt, at two points beside x where no two cells are equal.

    At one the cells fall in reading order, and of tied cells the first is the largest;
    at the other they rise. Half as far from x the slope has changed half as much:
    what it changed is taken off once more.
    """
    room = _room(nudges, cells, span)
    ramp, nudge = 0.05 * room * np.arange(1, room.size + 1).reshape(room.shape), 0.002 * span
    for way in (-1, 1):
        (far, _), (near, rounding) = (nudges.side_from(way * scale * ramp, cells, nudge)
                                      for scale in (1, 0.5))
        yield 2 * near - far, 4 * rounding + abs(far - near)


def turns(nudges, cells, slope, walks):
    """Yield how much the slope turns up, or down if that is less,
    on walks along the cells past x, a step aside.

    Each stretch of a walk has its slope: where it grows, f bends up, where it falls, f bends down.
    """
    rng, room = np.random.default_rng(3), _room(nudges, cells, slope.span)
    unseen = nudges.rounding(slope.span / 8, slope.left, slope.right)
    for walk in range(walks):
        far = (0.1, 0.5)[walk % 2]                                        # far kinks stand out of rounding
        aside = far * rng.uniform(-1, 1, room.shape) * room
        points = [nudges.moved(aside, cells, pace * slope.span) for pace in PACES]
        steps = np.diff([float(point.flat[cells[0]]) for point in points])
        steps = np.maximum(steps, np.spacing(np.abs(nudges.x.flat[cells[0]])))
        along = np.diff([nudges.value(point) for point in points]) / steps
        turn = np.diff([slope.left, *along, slope.right])
        step = np.minimum([*steps, np.inf], [np.inf, *steps])
        turn[np.abs(turn) < 2 * nudges.rounding(step, slope.left, slope.right)] = 0.0
        yield min(turn[turn > 0].sum(), -turn[turn < 0].sum()) + unseen


def _room(nudges, cells, span):
    """Return how far each cell may move where the given ones move by span."""
    return nudges.reach * span / nudges.reach.flat[cells[0]]


def _bends(nudges, rng, central, span, tolerance):
    """Return a test of cells: does f bend where they move, beside x?"""
    aside = 0.7 * rng.uniform(-1, 1, span.shape) * span
    along = rng.uniform(0.5, 1, span.shape) * rng.choice([-1, 1], span.shape) * span

    def misfit(cells, scale):
        """Return how much f's change differs from that of the single cells,
        and how much rounding could do."""
        move = np.zeros(span.shape)
        move.flat[cells] = along.flat[cells]
        up, down = nudges.moved(scale * (aside + move)), nudges.moved(scale * (aside - move))
        steps = up.ravel()[cells].astype(float) - down.ravel()[cells]
        high, low = nudges.value(up), nudges.value(down)
        doubt = 2 * nudges.slack(max(abs(high), abs(low))) + np.linalg.norm(tolerance.ravel()[cells] * steps)
        return abs(high - low - central.ravel()[cells] @ steps) / scale, doubt / scale

    def bends(cells):
        coarse, doubt = misfit(cells, 1)
        if coarse <= doubt:
            return False
        fine, doubt = misfit(cells, 0.1)
        return fine > max(doubt, coarse / 2)                            # a tenth of it where f is smooth

    return bends


def _search(cells, bends):
    if not cells or not bends(cells):
        return []
    half = len(cells) // 2
    return _search(cells[:half], bends) + _search(cells[half:], bends) if half else cells
