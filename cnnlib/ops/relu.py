"""ReLU: keep what is positive, shut off the rest."""

import numpy as np

from . import _check


def forward(z, leak=0.0):
    """Keep positive numbers and multiply the others by the leak.

        a = z   where z > 0,   leak * z   elsewhere

    z any shape  ->  a of the same shape; raises ValueError unless 0 <= leak <= 1
    """
    z, leak = _check.real_array(z, "z"), _checked(leak)
    a = np.maximum(z, 0)
    return a + leak * np.minimum(z, 0) if leak else a


def backward(dL_da, z, leak=0.0):
    """Let the gradient through where z is positive; elsewhere only the leak of it.

        dL/dz = dL/da * da/dz      da/dz = leak where z <= 0, at z = 0 too,  1 elsewhere

    dL_da, z the same shape  ->  dL_dz of that shape;  raises ValueError when they differ
    or unless 0 <= leak <= 1
    """
    z, dL_da, leak = _check.real_array(z, "z"), _check.real_array(dL_da, "dL_da"), _checked(leak)
    _check.shape(dL_da, "dL_da", z.shape, "that of z")
    return np.where(z <= 0, leak * dL_da if leak else 0.0, dL_da)


def _checked(leak):
    if type(leak) is float and 0 <= leak <= 1:            # the quick look
        return leak
    number = isinstance(leak, (int, float, np.integer, np.floating)) and not isinstance(leak, bool)
    if not number or not 0 <= leak <= 1:
        raise ValueError(f"leak is {leak!r}; it needs a number from 0 to 1")
    return float(leak)
