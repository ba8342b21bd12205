"""The test of a slope: nudge one number, go forward again,
compare the change of the loss with slope · nudge."""

from math import isfinite

import numpy as np

from cnnlib.draw.equation import place, shapes_of
from cnnlib.draw.ink.number import magnitude, tidy
from cnnlib.layers import MaxPool, ReLU, Softmax
from cnnlib.ops import losses, windows

FAR = 1.5      # the largest nudge
PARTS = 8      # of a nudge, between which is looked
EDGE = 0.01    # how near to 0 or 1 a nudge may bring the prediction


def bounds(run, start):
    """The least and the largest nudge: for the prediction, such that it stays a probability."""
    name, index = start
    if name != run.net.steps[-1].output:
        return -FAR, FAR
    a = float(run.trace[name][index])
    return max(-FAR, min(0.0, EDGE - a)), min(FAR, max(0.0, 1 - EDGE - a))


def clipped(run, start, nudge):
    """The nudge as far as it can go."""
    least, most = bounds(run, start)
    return float(min(max(nudge, least), most))


def numbers(run, start, nudge):
    """The two calculations: slope · nudge = predicted change, loss after − L = real change."""
    name, index = start
    slope = float(run.grads[f"dL_d{name}"][index])
    after = loss_again(run, start, nudge) if nudge else float(run.L)
    return {f"dL_d{name}": slope, "nudge": nudge, "dL_predicted": slope * nudge if nudge else 0.0,
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


def steps_after(net, name):
    """The steps that a nudge of this tensor or parameter goes through."""
    return net.steps[net.steps.index(net.user[name]):] if name in net.user else ()


def forward_again(run, start, nudge):
    """The trace after one number was nudged: every step from the first that reads it is done again."""
    name, index = start
    values = {**run.trace, **run.params}
    values[name] = values[name].copy()
    values[name][index] += nudge
    for step in steps_after(run.net, name):
        weights = (values[name] for name in step.weights)
        values[step.output] = step.layer.forward(values[step.input], *weights)
    return values


def loss_again(run, start, nudge):
    """The loss after the nudge; from the score, or from the prediction where that itself is nudged."""
    values, last = forward_again(run, start, nudge), run.net.steps[-1]
    if start[0] == last.output:
        return float(of_prediction(last.layer)(values[last.output], run.y))
    return float(last.layer.loss(values[last.input], run.y))


def of_prediction(layer):
    """The loss as a function of the prediction."""
    return losses.cross_entropy if isinstance(layer, Softmax) else losses.binary_cross_entropy


def can_bend(net, name):
    """Whether the loss may have a kink on the way from this tensor or parameter."""
    return any(isinstance(step.layer, ReLU | MaxPool) for step in steps_after(net, name))


def kinks(run, start, nudge):
    """Sentences on the kinks that the nudge crosses; on those that it crosses back, too, if there are no others."""
    return changed(run, start, nudge) or turned_back(run, start, nudge)


def changed(run, start, nudge):
    """Sentences on every winner and every gate that the nudge changes and through which a gradient comes."""
    before, after, said = run.trace, forward_again(run, start, nudge), []
    params = {name: after[name] for name in run.params}
    back = run.net.backward(params, {name: after[name] for name in run.trace}, run.y)
    shapes = shapes_of(run)
    for step in steps_after(run.net, start[0]):
        felt = (run.grads[f"dL_d{step.output}"] != 0) | (back[f"dL_d{step.output}"] != 0)
        values = before[step.input], after[step.input]
        if isinstance(step.layer, ReLU):
            said += gates(step, *values, felt, shapes)
        elif isinstance(step.layer, MaxPool):
            said += moves(step, *values, felt, shapes)
    return said


def turned_back(run, start, nudge):
    """Sentences on a winner or a gate that changes on the way of the nudge and is back at its end.

    None can where one layer bends, or a ReLU and the pooling right behind it.
    """
    bends = [k for k, step in enumerate(steps_after(run.net, start[0])) if isinstance(step.layer, ReLU | MaxPool)]
    if bends[-1] - bends[0] <= 1:
        return []
    between = (changed(run, start, nudge * k / PARTS) for k in range(1, PARTS))
    return [f"{one}, then turns back" for one in next(filter(None, between), [])]


def gates(step, before, after, felt, shapes):
    """A sentence on each gate that opens or shuts."""
    changed = np.argwhere(((before > 0) != (after > 0)) & felt).tolist()
    return [f"the gate of {place(step.input, at, shapes)} {'opens' if after[tuple(at)] > 0 else 'shuts'}"
            for at in changed]


def moves(step, before, after, felt, shapes):
    """A sentence on each window whose winner moves."""
    axes = windows.axes(step.layer.grid(before.shape[1:3]))
    won, wins = (step.layer.backward(marks(felt.shape), values) for values in (before, after))
    said = []
    for n, i, j, k in touched(axes, won != wins, felt):
        cells = windows.covered(axes, (i, j))
        old, new = (max(cells, key=lambda at: values[n, *at, k]) for values in (before, after))
        if old != new:
            old, new = (place(step.input, (n, *at, k), shapes) for at in (old, new))
            window = place(step.output, (n, i, j, k), shapes)
            said.append(f"the winner of window {window} moves from {old} to {new}")
    return said


def marks(shape):
    """Another number for every window, so that each winner is told by what it gets."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def touched(axes, moved, felt):
    """The windows, in reading order, that cover a cell that gets another gradient, where one is felt."""
    rows, columns = axes
    found = {(n, i, j, k) for n, r, c, k in np.argwhere(moved).tolist()
             for i, _ in rows.windows(r) for j, _ in columns.windows(c)}
    return sorted(at for at in found if felt[at])
