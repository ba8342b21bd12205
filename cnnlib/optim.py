"""Optimizers: the same gradient, a different step."""

import math
from numbers import Real

import numpy as np

from cnnlib import inputs


class SGD:
    """Go straight down the slope.

        w <- w - lr * dL_dw

    Raises ValueError when lr is not a positive number.
    """

    def __init__(self, lr):
        self.lr = _positive("lr", lr)

    def step(self, params, grads):
        """Return new params; the given arrays stay as they are. grads["dL_dw1"] belongs to params["w1"]."""
        return {name: w - self.lr * g for name, (w, g) in _pairs(params, grads).items()}


class Momentum:
    """Keep rolling: the velocity is a fading sum of all gradients so far (Polyak, 1964).

        v <- beta * v + dL_dw
        w <- w - lr * v

    Raises ValueError when lr is not a positive number or beta is not in [0, 1).
    """

    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = _positive("lr", lr), _fraction("beta", beta)
        self.v = {}

    def step(self, params, grads):
        """Return new params; the given arrays stay as they are. The velocities are remembered."""
        pairs = _pairs(params, grads)
        v = {name: self.beta * _moment(self.v, name, g) + g for name, (_, g) in pairs.items()}
        new = {name: w - self.lr * v[name] for name, (w, _) in pairs.items()}
        self.v = v
        return new


class Adam:
    """Divide a fading mean of the gradient by the root of a fading mean of its square.

        m <- beta1 * m + (1 - beta1) * dL_dw            m_hat = m / (1 - beta1**t)
        v <- beta2 * v + (1 - beta2) * dL_dw**2         v_hat = v / (1 - beta2**t)
        w <- w - lr * m_hat / (sqrt(v_hat) + eps)

    t counts the steps from 1. Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
    algorithm 1. Raises ValueError when lr or eps is not a positive number or a beta is not in [0, 1).
    """

    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.eps = _positive("lr", lr), _positive("eps", eps)
        self.beta1, self.beta2 = _fraction("beta1", beta1), _fraction("beta2", beta2)
        self.t, self.m, self.v = 0, {}, {}

    def step(self, params, grads):
        """Return new params; the given arrays stay as they are. The moments and t are remembered."""
        pairs = _pairs(params, grads)
        m = {k: self.beta1 * _moment(self.m, k, g) + (1 - self.beta1) * g for k, (_, g) in pairs.items()}
        v = {k: self.beta2 * _moment(self.v, k, g) + (1 - self.beta2) * g * g for k, (_, g) in pairs.items()}
        t = self.t + 1
        # Dividing by the two corrections as plain numbers saves two arrays per parameter.
        step_size, root = self.lr / (1 - self.beta1**t), 1 / math.sqrt(1 - self.beta2**t)
        new = {k: w - step_size * m[k] / (root * np.sqrt(v[k]) + self.eps) for k, (w, _) in pairs.items()}
        self.t, self.m, self.v = t, m, v
        return new


def _pairs(params, grads):
    """Return {name: (w, dL_dw)} as floating arrays;
    ValueError where a gradient is missing or of another shape."""
    for name, given in (("params", params), ("grads", grads)):
        if not isinstance(given, dict):
            raise ValueError(f"{name} is a {type(given).__name__}; "
                             "it needs a dict of arrays, as a Network makes it")
    pairs = {}
    for name, value in params.items():
        if f"dL_d{name}" not in grads:
            raise ValueError(f"grads has no 'dL_d{name}', which params[{name!r}] needs; it has {list(grads)}")
        w = inputs.real(value, f"params[{name!r}]")
        g = inputs.real(grads[f"dL_d{name}"], f"grads['dL_d{name}']")
        if g.shape != w.shape:
            raise ValueError(f"grads['dL_d{name}'] has shape {g.shape}; params[{name!r}] needs {w.shape}")
        pairs[name] = w, g
    return pairs


def _moment(moments, name, dL_dw):
    """Return what a parameter's past has left, 0 before its first step; ValueError for a changed shape."""
    old = moments.get(name)
    if old is None:
        return 0.0
    if old.shape != dL_dw.shape:
        raise ValueError(f"params[{name!r}] has shape {dL_dw.shape}; this optimizer remembers {old.shape}: "
                         "a new network needs a new optimizer")
    return old


def _positive(name, value):
    if not isinstance(value, Real) or value is True or not 0 < value < math.inf:
        raise ValueError(f"{name} is {value!r}; it needs to be a positive, finite number")
    return float(value)


def _fraction(name, value):
    if not isinstance(value, Real) or value is False or not 0 <= value < 1:
        raise ValueError(f"{name} is {value!r}; it needs to be at least 0 and below 1")
    return float(value)
