"""The test of a slope: nudge one number, go forward again,
compare the change of the loss with slope · nudge."""

from math import isfinite

import numpy as np

from cnnlib.draw.ink.number import magnitude, tidy
from cnnlib.ops import losses, windows

from .paths import POOL, axes, index

FAR = 1.5      # the largest nudge
EDGE = 0.01    # how near to 0 or 1 a nudge may bring the prediction


def bounds(run, start):
    """The least and the largest nudge: for the prediction, such that it stays a probability."""
    if start[0] != "a3":
        return -FAR, FAR
    a = float(run.trace["a3"][0, 0])
    return max(-FAR, min(0.0, EDGE - a)), min(FAR, max(0.0, 1 - EDGE - a))


def clipped(run, start, nudge):
    """The nudge as far as it can go."""
    least, most = bounds(run, start)
    return float(min(max(nudge, least), most))


def numbers(run, start, nudge):
    """The two calculations: slope · nudge = predicted change, loss after − L = real change."""
    total = f"dL_d{start[0]}"
    slope = float(run.grads[total][index(start[0], start[1:])])
    after = loss_again(run, start, nudge) if nudge else float(run.L)
    return {total: slope, "nudge": nudge, "dL_predicted": slope * nudge if nudge else 0.0,
            "L nudged": after, "L": float(run.L), "real": after - float(run.L)}


def reach(run, start):
    """A round number that neither change of the loss exceeds at either end of the slider."""
    ends = [numbers(run, start, nudge) for nudge in bounds(run, start)]
    sizes = [abs(end[name]) for end in ends for name in ("dL_predicted", "real") if isfinite(end[name])]
    return round_up(max([*sizes, 1e-3]))


def round_up(size):
    """The first of 1, 1.5, 2, 3, 4, 5, 6, 8 and 10 times a power of ten that is not below a size."""
    size = tidy(size)
    rounded = (tidy(step * 10.0 ** magnitude(size)) for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10))
    return next(one for one in rounded if one >= size)


def forward_again(run, start, nudge):
    """The trace after one number was nudged: every step from the first that reads it is done again."""
    name, place = start[0], index(start[0], start[1:])
    values = {**run.trace, **run.params}
    values[name] = values[name].copy()
    values[name][place] += nudge
    steps = run.net.steps
    first = steps.index(run.net.user[name]) if name in run.net.user else len(steps)
    for step in steps[first:]:
        weights = (values[name] for name in step.weights)
        values[step.output] = step.layer.forward(values[step.input], *weights)
    return values


def loss_again(run, start, nudge):
    """The loss after the nudge; from the score, or from the prediction where that itself is nudged."""
    values = forward_again(run, start, nudge)
    if start[0] == "a3":
        return float(losses.binary_cross_entropy(values["a3"], run.y))
    return float(losses.sigmoid_binary_cross_entropy(values["z3"], run.y))


def kinks(run, start, nudge):
    """Sentences on every winner and every open or shut gate of a winner that the nudge changes."""
    before, after = run.trace, forward_again(run, start, nudge)
    won, wins = (POOL.layer.winners(trace[POOL.input])[0, :, :, 0] for trace in (before, after))
    gates = (before["z1"] > 0) != (after["z1"] > 0)
    changed = [f"the gate of z⁽¹⁾[{i}, {j}] {'opens' if after['z1'][0, i, j, 0] > 0 else 'shuts'}"
               for i, j in np.argwhere(gates[0, :, :, 0] & (won | wins)).tolist()]
    alive = (before["a2"] > 0) | (after["a2"] > 0)
    for i, j in np.argwhere(alive[0, :, :, 0]).tolist():
        old, new = (winner(mask, i, j) for mask in (won, wins))
        if old != new:
            changed.append(f"the winner of window a⁽²⁾[{i}, {j}] "
                           f"moves from a⁽¹⁾[{old[0]}, {old[1]}] "
                           f"to a⁽¹⁾[{new[0]}, {new[1]}]")
    return changed


def winner(mask, i, j):
    """The cell of window (i, j) that a mask of winners marks."""
    return next(cell for cell in windows.covered(axes(POOL), (i, j)) if mask[cell])
