"""What the loss and its slopes are made of: one small function per kind of loss.

Each takes t {name: array}, the name of the prediction and, for a slope, the index; it returns the terms.
"""

from math import inf

import numpy as np

from cnnlib.layers import Sigmoid, Softmax

from .terms import Factor, Term, at, everywhere, one_over, product_of

MINUS = Factor(-1.0, "-1")


def logs(run):
    """Return log a and, for a sigmoid, log(1 - a), computed from z so that they stay finite as L does."""
    last = run.net.steps[-1]
    z, a = run.trace[last.input], last.output
    if isinstance(last.layer, Sigmoid):
        return {f"log({a})": -np.logaddexp(0, -z), f"log(1 - {a})": -np.logaddexp(0, z)}
    z = z - z.max(axis=1, keepdims=True)
    return {f"log({a})": z - np.log(np.exp(z).sum(axis=1, keepdims=True))}


def log_argument(t, name, a, index):
    """Return the terms of a, or of 1 - a."""
    if name == f"log({a})":
        return [product_of(t, (a, index))]
    return [Term((Factor(1.0, "1"),)), Term((MINUS, at(t, a, index)))]


def _function_of(t, name, source, index):
    """Return the factor `name` that is stored like a tensor but comes from the cell of source."""
    return Factor(float(t[name][index]), name, index, source)


def _not_y(t, index):
    return Factor(1 - float(t["y"][index]), "1 - y", index, "y")


def _sigmoid_loss(t, a):
    """L = sum over the examples of  -y log(a) / m  and  -(1 - y) log(1 - a) / m."""
    terms, share = [], one_over(len(t["y"]), "1/m")
    for index in everywhere(t["y"].shape):
        terms.append(Term((MINUS, at(t, "y", index), _function_of(t, f"log({a})", a, index), share)))
        terms.append(Term((MINUS, _not_y(t, index), _function_of(t, f"log(1 - {a})", a, index), share)))
    return terms


def _softmax_loss(t, a):
    """L = sum over the examples and classes of  -y log(a) / m."""
    terms, share = [], one_over(len(t["y"]), "1/m")
    for index in everywhere(t["y"].shape):
        terms.append(Term((MINUS, at(t, "y", index), _function_of(t, f"log({a})", a, index), share)))
    return terms


def _sigmoid_loss_da(t, a, index):
    """dL/da = -y (1/a) / m  +  (1 - y) (1/(1 - a)) / m."""
    value, y, share = float(t[a][index]), at(t, "y", index), one_over(len(t["y"]), "1/m")
    right = Term((_not_y(t, index), Factor(_inverse(1 - value), f"1/(1 - {a})", index, a), share))
    return [Term((MINUS, y, Factor(_inverse(value), f"1/{a}", index, a), share)), right]


def _softmax_loss_da(t, a, index):
    """dL/da = -y (1/a) / m."""
    share = one_over(len(t["y"]), "1/m")
    inverse = Factor(_inverse(float(t[a][index])), f"1/{a}", index, a)
    return [Term((MINUS, at(t, "y", index), inverse, share))]


def _inverse(value):
    return 1 / value if value else inf


def error(t, a, index):
    """dL/dz = (a - y) / m, spelled as a/m and -y/m."""
    share = one_over(len(t["y"]), "1/m")
    return [Term((at(t, a, index), share)), Term((MINUS, at(t, "y", index), share))]


LOSS = {Sigmoid: _sigmoid_loss, Softmax: _softmax_loss}
LOSS_SLOPE = {Sigmoid: _sigmoid_loss_da, Softmax: _softmax_loss_da}
