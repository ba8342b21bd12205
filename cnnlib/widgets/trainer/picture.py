"""The picture of a Trainer: its 20 parameters, and below each the gradient of the last step."""

import numpy as np

from cnnlib import draw
from cnnlib.draw.parts import matrix as panel

WEIGHTS = ("w1", "b1", "w3", "b3")
MAP = (3, 3)             # w3 is drawn as the pooled map that it multiplies
LIMITS = 3.0, 0.3        # of the colours of weights and of gradients


def parameters(now, selected, caption):
    """Draw the parameters of a training.State above their gradients, which are blank before the first step."""
    grads = now.grads or {f"dL_d{name}": np.zeros_like(now.params[name]) for name in WEIGHTS}
    above, below = ([(name, as_map(name, values[name]), {"limit": limit, "outline": outlined(selected, name)})
                     for name in names] for names, values, limit in (
                         (WEIGHTS, now.params, LIMITS[0]), ([f"dL_d{name}" for name in WEIGHTS], grads, LIMITS[1])))
    for *_, options in below:
        options["blank"] = now.grads is None
    return draw.row(*above, below=below, cell=panel.SMALL, caption=caption,
                    title="The 20 parameters, and below each the gradient of the last step")


def as_map(name, values):
    """A parameter or its gradient as a matrix; w3 in the shape of the pooled map that it multiplies."""
    return values.reshape(MAP) if name.endswith(("w1", "w3")) else values.reshape(1, 1)


def outlined(selected, name):
    """The selected cell, in the matrix and in the one above or below it."""
    matrix, row, column = selected
    return ((row, column),) if name.removeprefix("dL_d") == matrix.removeprefix("dL_d") else ()
