"""What travels in ImageGradient: what meets in one pixel, or the stamp of one output."""

import numpy as np

from cnnlib.explain import Factor, Traveller

from .marked import outside
from .numbers import corner


def travellers(now):
    """Gradients of outputs, times weights, on their way to the pixels that they are added to."""
    state = now.state
    if now.stamping:
        output, beyond = state.selected[1], set(outside(state))
        landed = (weight for weight in np.ndindex(state.w1.shape) if weight not in beyond)
        return [traveller(now, output, weight, pixel(state, weight)) for weight in landed]
    return [traveller(now, output, weight, state.pixel) for output, weight in now.met.values()
            if None not in (output, weight)]


def pixel(state, weight):
    """The pixel under a weight of the selected output's window."""
    return tuple(first + n for first, n in zip(corner(state), weight, strict=True))


def traveller(now, output, weight, end):
    """One product on its way."""
    slope, factor = float(now.state.dL_dz1[output]), float(now.state.w1[weight])
    return Traveller(("dL_dz1", output), ("dL_dx", end), slope, (Factor(factor, "w1", weight, "w1"),),
                     slope * factor, slope * factor != 0)
