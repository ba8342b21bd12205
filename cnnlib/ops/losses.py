"""Losses: one number for how wrong the predictions are, and where it pushes.

Every loss is a mean over the m examples; 1/m enters here and nowhere else. The separate losses take the
activation a and may reach infinity (1 - a is exactly 0 in float64 from z = 37 on); the fused ones take the
score z and stay finite.
"""

from math import isfinite

import numpy as np

from . import _check, sigmoid, softmax


def binary_cross_entropy(a, y):
    """Measure how surprised the predictions are by the labels.

        L = -(1/m) * sum of  y * log(a) + (1 - y) * log(1 - a)          a term with factor 0 counts as 0

    a (m, units) from 0 to 1,  y the same shape, 0 or 1  ->  L (); infinite where a is exactly wrong.
    Raises ValueError when the shapes differ or a value lies outside 0 to 1.
    """
    a = _probabilities(a)
    y = _labels(a, y, "a")
    with np.errstate(divide="ignore"):                    # log(0) is -inf
        right, wrong = np.log(a), np.log1p(-a)            # log(1 - a), to the last digit where a is tiny
    total = (_times(y, right) + _times(1 - y, wrong)).sum()
    return (0 - total) / len(a)                           # 0 - x, as -x would make -0.0 of 0


def binary_cross_entropy_backward(a, y):
    """Slope of the binary cross-entropy with respect to the predictions.

        dL/da = ((1 - y) / (1 - a)  -  y / a) / m                        a term with numerator 0 counts as 0

    a (m, units),  y the same shape  ->  dL_da (m, units); infinite where a is exactly wrong.
    Raises ValueError when the shapes differ or a value lies outside 0 to 1.
    """
    a = _probabilities(a)
    y = _labels(a, y, "a")
    m = len(a)
    with np.errstate(divide="ignore", over="ignore"):     # y / a may overflow before / m makes it small
        return _over((1 - y) / m, 1 - a) - _over(y / m, a)


def sigmoid_binary_cross_entropy(z, y):
    """Binary cross-entropy of a = sigmoid(z), written so that no finite score overflows.

        L = (1/m) * sum of  log(1 + e^z) - z * y  =  (1/m) * sum of  log(e^(-z * y) + e^(z * (1 - y)))

    The right form is the one computed: nothing cancels in it, and it is exact where z is infinite.

    z (m, units),  y the same shape, 0 or 1  ->  L (); raises ValueError for other shapes or labels
    """
    z = _check.tensor(z, "z", ("m", "units"))
    y = _labels(z, y, "z")
    times = np.multiply if isfinite(np.vdot(z, z)) else _times    # vdot is a quick look for infinity
    return np.logaddexp(times(y, -z), times(1 - y, z)).sum() / len(z)


def sigmoid_binary_cross_entropy_backward(z, y):
    """The error is prediction minus label.

        dL/dz = (a - y) / m          a = sigmoid(z)

    z (m, units),  y the same shape  ->  dL_dz (m, units); raises ValueError for other shapes or labels
    """
    z = _check.tensor(z, "z", ("m", "units"))
    return (sigmoid.forward(z) - _labels(z, y, "z")) / len(z)


def cross_entropy(a, y):
    """Measure how surprised the predicted shares are by the true class.

        L = -(1/m) * sum over e, k of  y[e, k] * log(a[e, k])            a term with y = 0 counts as 0

    a (m, classes) from 0 to 1,  y one-hot (m, classes)  ->  L (); infinite where the true class has share 0.
    Raises ValueError when the shapes differ, a value lies outside 0 to 1 or a row of y does not sum to 1.
    """
    a = _probabilities(a)
    y = _one_hot(a, y, "a")
    with np.errstate(divide="ignore"):                    # log(0) is -inf
        return (0 - _times(y, np.log(a)).sum()) / len(a)


def cross_entropy_backward(a, y):
    """Slope of the cross-entropy with respect to the predicted shares.

        dL/da[e, k] = -y[e, k] / a[e, k] / m                             a term with y = 0 counts as 0

    a (m, classes),  y one-hot (m, classes)  ->  dL_da (m, classes);  infinite where the true class
    has share 0. Raises ValueError when the shapes differ, a value lies outside 0 to 1 or a row of y does not
    sum to 1.
    """
    a = _probabilities(a)
    y = _one_hot(a, y, "a")
    with np.errstate(divide="ignore", over="ignore"):
        return 0 - _over(y / len(a), a)


def softmax_cross_entropy(z, y):
    """Cross-entropy of a = softmax(z), written so that no finite score overflows.

        L = (1/m) * sum over e, k of  y[e, k] * (log(sum over n of e^z[e, n]) - z[e, k])

    A class with z = -inf has the share 0; z = +inf gives NaN.

    z (m, classes),  y one-hot (m, classes)  ->  L (); raises ValueError for other shapes or labels
    """
    z = _check.tensor(z, "z", ("m", "classes"))
    y = _one_hot(z, y, "z")
    z = z - z.max(axis=1, keepdims=True)
    return _times(y, np.log(np.exp(z).sum(axis=1, keepdims=True)) - z).sum() / len(z)


def softmax_cross_entropy_backward(z, y):
    """The error is prediction minus label, class by class.

        dL/dz = (a - y) / m          a = softmax(z)

    z (m, classes),  y one-hot (m, classes)  ->  dL_dz (m, classes);  raises ValueError for other shapes
    or labels
    """
    z = _check.tensor(z, "z", ("m", "classes"))
    return (softmax.forward(z) - _one_hot(z, y, "z")) / len(z)


def _probabilities(a):
    a = _check.tensor(a, "a", ("m", "units"))
    if not 0 <= a.min() <= a.max() <= 1:
        raise ValueError(f"a runs from {a.min():g} to {a.max():g}; it needs numbers from 0 to 1")
    return a


def _labels(z, y, name):
    y = _check.real_array(y, "y")
    if y.shape != z.shape and y.size == len(z):
        fits = "y.reshape(-1, 1)" if z.shape[1] == 1 else f"np.eye({z.shape[1]})[y]"
        raise ValueError(f"y has shape {y.shape}; it needs {z.shape}, that of {name}: {fits}")
    _check.shape(y, "y", z.shape, f"that of {name}")
    if not 0 <= y.min() <= y.max() <= 1:
        raise ValueError(f"y runs from {y.min():g} to {y.max():g}; it needs labels from 0 to 1")
    return y.astype(z.dtype, copy=False)                  # labels never widen float32 scores


def _one_hot(z, y, name):
    y = _labels(z, y, name)
    if not np.abs(y.sum(axis=1) - 1).max() <= 1e-6:
        raise ValueError(f"y has rows that sum to {y.sum(axis=1)}; it needs one-hot rows, which sum to 1")
    return y


def _times(factor, x):
    """Multiply; a term with factor 0 counts as 0, even if x is infinite."""
    with np.errstate(invalid="ignore"):
        return np.where(factor == 0, 0, factor * x)


def _over(numerator, a):
    """Divide; a term with numerator 0 counts as 0, even if a is 0: it becomes 0/1."""
    return numerator / (a + (numerator == 0))
