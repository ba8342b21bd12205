"""What travels in KernelGradient: all products of one weight, or those of one output to every weight."""

import numpy as np

from cnnlib import explain
from cnnlib.explain import Factor, Traveller


def travellers(now):
    """The products that the view shows, each on its way to the gradient that it is added to."""
    state = now.state
    if state.view == "output":
        return stamped(now)
    name, index = ("dL_db1", (0,)) if state.weight is None else ("dL_dw1", (*state.weight, 0, 0))
    return explain.travellers(explain.cell(now.run, name, index))


def stamped(now):
    """The gradient of one output, times each pixel of its window, on its way to the weight there."""
    i, j = now.state.output
    slope, window = now.grads["dL_dz1"].item(0, i, j, 0), now.windows[i, j]
    made = []
    for (u, v), pixel in np.ndenumerate(window):
        product, met = slope * float(pixel), Factor(float(pixel), "x", (0, i + u, j + v, 0), "x")
        made.append(Traveller(("dL_dz1", (0, i, j, 0)), ("dL_dw1", (u, v, 0, 0)), slope, (met,), product,
                              product != 0))
    return made
