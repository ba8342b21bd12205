"""Sigmoid: squash a score into a probability."""

import numpy as np

from . import _check


def forward(z):
    """Turn each score into a number from 0 to 1.

        a = 1 / (1 + e^(-z))

    z any shape  ->  a of the same shape
    """
    z = _check.real_array(z, "z")
    with np.errstate(over="ignore"):      # e^(-z) may reach infinity, and 1 / infinity is the 0 we want
        return 1 / (1 + np.exp(-z))


def backward(dL_da, z):
    """Multiply the gradient by the slope, which is largest at z = 0 and vanishes on both sides.

        dL/dz = dL/da * da/dz         da/dz = a * (1 - a)

    dL_da, z the same shape  ->  dL_dz of that shape, NaN where an infinite dL_da meets a slope of exactly 0;
    raises ValueError when they differ
    """
    z, dL_da = _check.real_array(z, "z"), _check.real_array(dL_da, "dL_da")
    _check.shape(dL_da, "dL_da", z.shape, "that of z")
    a = forward(z)
    with np.errstate(invalid="ignore"):   # infinity * 0, where a is exactly 0 or 1, is NaN
        return dL_da * (a * (1 - a))
