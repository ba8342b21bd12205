"""What travels in ImageGradient: what meets in one pixel, or the stamp of one output."""

from dataclasses import replace

import numpy as np

from cnnlib.explain import Factor, Traveller

from .marked import outside
from .numbers import corner
from .plane import address


def travellers(now):
    """Gradients of outputs, times weights, on their way to the pixels that they are added to."""
    state = now.state
    if now.stamping:
        output, beyond = state.selected[1], set(outside(state))
        landed = (weight for weight in np.ndindex(state.w1.shape) if weight not in beyond)
        return [traveller(now, output, weight, pixel(state, weight), now.whole.focus[2]) for weight in landed]
    return [traveller(now, output, weight, state.pixel, number) for number in in_turn(now)
            for output, weight in now.met.values() if None not in (output, weight)]


def in_turn(now):
    """Every filter, the one in focus first: what they send to a pixel adds up."""
    here = now.whole.focus[2]
    return [here, *(k for k in range(now.whole.w1.shape[3]) if k != here)]


def pixel(state, weight):
    """The pixel under a weight of the selected output's window."""
    return tuple(first + n for first, n in zip(corner(state), weight, strict=True))


def traveller(now, output, weight, end, number):
    """One product of a filter on its way."""
    there = replace(now.whole, focus=(*now.whole.focus[:2], number))
    start, (_, met), goal = (address(there, *one)
                             for one in (("dL_dz1", output), ("w1", weight), ("dL_dx", end)))
    slope, factor = float(there.dL_dz1[start[1]]), float(there.w1[met])
    return Traveller(start, goal, slope, (Factor(factor, "w1", met, "w1"),), slope * factor, slope * factor != 0)
