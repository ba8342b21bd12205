"""Softmax: turn the scores of each example into probabilities that sum to 1."""

import numpy as np

from . import _check


def forward(z):
    """Give each class its share of the exponentials, shifted by the largest score so that none overflows.

        a[e, k] = e^z[e, k]  /  sum over n of  e^z[e, n]

    z (m, classes)  ->  a (m, classes), every row sums to 1; raises ValueError for another number of axes
    """
    z = _check.tensor(z, "z", ("m", "classes"))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def backward(dL_da, z):
    """Send the gradient back to the scores; raising one share lowers all the others.

        dL/dz[e, k] = a[e, k] * (dL/da[e, k]  -  sum over n of  dL/da[e, n] * a[e, n])

    dL_da (m, classes),  z (m, classes)  ->  dL_dz (m, classes), NaN in rows where an infinite dL_da meets
    a share of exactly 0;  raises ValueError when the shapes differ
    """
    a = forward(z)
    dL_da = _check.tensor(dL_da, "dL_da", ("m", "classes"))
    _check.shape(dL_da, "dL_da", a.shape, "that of z")
    with np.errstate(invalid="ignore"):   # infinity * 0, where a share is exactly 0, is NaN
        return a * (dL_da - (dL_da * a).sum(axis=1, keepdims=True))
