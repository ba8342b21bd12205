"""What f returned, as one number."""

import math

import numpy as np

from cnnlib import inputs

NEEDED = "gradient checking needs one number"


def number(value):
    """Return what f returned as a float; raises ValueError for anything but one finite real number."""
    if type(value) in (float, np.float64) and math.isfinite(value):         # the quick look
        return float(value)
    if value is None:
        raise ValueError(f"f returned None; {NEEDED}: does f end with return?")
    if isinstance(value, tuple | list | dict):
        first = '["loss"]' if isinstance(value, dict) else "[0]"
        raise ValueError(f"f returned a {type(value).__name__} of {len(value)}; {NEEDED}: "
                         f"if the loss is one of them, write lambda v: f(v){first}")
    array = inputs.real(value, "f(x)")
    if array.size != 1:
        raise ValueError(f"f returned an array of shape {array.shape}; {NEEDED}: "
                         "with an upstream gradient of that shape, write lambda v: (upstream * f(v)).sum()")
    if np.asarray(value).dtype.kind == "b":
        raise ValueError(f"f returned {value}, true or false; {NEEDED}")
    if not np.isfinite(array).all():
        raise ValueError(f"f returned {array.item()}; {NEEDED} that is finite, "
                         "at x and wherever x is nudged to")
    return float(array.item())
