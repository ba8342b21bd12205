"""What travels in KernelGradient: all products of one weight, or those of one output to every weight."""

import numpy as np

from cnnlib import explain
from cnnlib.explain import Factor, Traveller


def travellers(now):
    """The products that the view shows, each on its way to the gradient that it is added to."""
    state = now.state
    if state.view == "output":
        return stamped(now)
    return explain.travellers(now.cell)


def stamped(now):
    """The gradient of one output, times each pixel of its window, on its way to the weight there."""
    (i, j), (n, channel, number) = now.state.output, now.state.focus
    slope, window, begin = now.grads["dL_dz1"].item(n, i, j, number), now.windows[i, j], now.begin((i, j))
    made = []
    for (u, v), pixel in np.ndenumerate(window):
        product, at = slope * float(pixel), (begin[0] + u, begin[1] + v)
        if not now.is_padding(at):
            met = Factor(float(pixel), "x", (n, *at, channel), "x")
            made.append(Traveller(("dL_dz1", (n, i, j, number)), ("dL_dw1", (u, v, channel, number)), slope,
                                  (met,), product, product != 0))
    return made
