"""The layers a network is built from: what each is called, its options and the op it runs.

A kind of layer stands in LAYERS and says of itself what it is:

    opens      whether it opens a number, as convolution, pooling and dense do; an activation shares one
    learns     the letters of its parameters, ("w", "b") or (); "b" is a bias, which backward does not need
    reads      "map" (rows, columns, channels), "row" (inputs,) or "any" shape
    forward, backward                     the op: backward(upstream, input, *parameters but the bias)
    weight_shapes, init                   if it learns: the shapes of its parameters, and what they start from
    loss, loss_backward, check_units      if it can be the last; without backward it can be nothing else
    grid                                  if it has windows: where they lie on an image
"""

from dataclasses import dataclass, is_dataclass
from math import sqrt

import numpy as np

from cnnlib.ops import avg_pool, conv, dense, losses, max_pool, relu, sigmoid, softmax, windows


@dataclass(frozen=True)
class Conv:
    """z = a ⋆ w + b;  a (m, rows, columns, channels), w (*size, channels, filters), b (filters,).

    padding="same" gives z ceil(rows / stride) rows, and as many columns; "valid" means 0.
    """

    filters: int
    size: int | tuple
    stride: int | tuple = 1
    padding: int | tuple | str = 0
    dilation: int | tuple = 1
    opens, learns, reads = True, ("w", "b"), "map"

    def weight_shapes(self, shape):
        filters = _count(self.filters, "filters")
        return (*windows.pair(self.size, "size"), shape[-1], filters), (filters,)

    def init(self, rng, shapes, activation):
        return _draw(rng, *shapes, isinstance(activation, ReLU))

    def grid(self, image):
        """Return the Grid of windows on an image (rows, columns)."""
        return windows.grid(image, windows.pair(self.size, "size"), self.stride, self.padding, self.dilation)

    def forward(self, a, w, b):
        return conv.forward(a, w, b, self.stride, self.padding, self.dilation)

    def backward(self, dL_dz, a, w):
        return conv.backward(dL_dz, a, w, self.stride, self.padding, self.dilation)


@dataclass(frozen=True)
class MaxPool:
    """p = the largest value of each window; in a tie the first in reading order gets the gradient."""

    size: int | tuple
    stride: int | tuple | None = None
    padding: int | tuple = 0
    opens, learns, reads = True, (), "map"

    def grid(self, image):
        """Return the Grid of windows on an image (rows, columns)."""
        return windows.pool_grid(image, self.size, self.stride, self.padding)

    def forward(self, a):
        return max_pool.forward(a, self.size, self.stride, self.padding)

    def backward(self, dL_dp, a):
        return max_pool.backward(dL_dp, a, self.size, self.stride, self.padding)

    def winners(self, a):
        """Mark the cells that win a window."""
        return max_pool.winners(a, self.size, self.stride, self.padding)


@dataclass(frozen=True)
class AvgPool:
    """p = the mean of each window; cells outside the image count as 0."""

    size: int | tuple
    stride: int | tuple | None = None
    padding: int | tuple = 0
    opens, learns, reads = True, (), "map"

    def grid(self, image):
        """Return the Grid of windows on an image (rows, columns)."""
        return windows.pool_grid(image, self.size, self.stride, self.padding)

    def forward(self, a):
        return avg_pool.forward(a, self.size, self.stride, self.padding)

    def backward(self, dL_dp, a):
        return avg_pool.backward(dL_dp, a, self.size, self.stride, self.padding)


@dataclass(frozen=True)
class ReLU:
    """a = z where z > 0, else leak z."""

    leak: float = 0.0
    opens, learns, reads = False, (), "any"

    def forward(self, z):
        return relu.forward(z, self.leak)

    def backward(self, dL_da, z):
        return relu.backward(dL_da, z, self.leak)


@dataclass(frozen=True)
class Flatten:
    """Says that the Dense after it reads the map as one row; it opens no number and makes no tensor."""

    opens, learns, reads = False, (), "any"


@dataclass(frozen=True)
class Dense:
    """z = flatten(a) w + b;  w (inputs, units), b (units,)."""

    units: int
    opens, learns, reads = True, ("w", "b"), "row"

    def weight_shapes(self, shape):
        units = _count(self.units, "units")
        return (int(np.prod(shape)), units), (units,)

    def init(self, rng, shapes, activation):
        return _draw(rng, *shapes, isinstance(activation, ReLU))

    def forward(self, a, w, b):
        return dense.forward(a.reshape(len(a), -1), w, b)

    def backward(self, dL_dz, a, w):
        dL_df, dL_dw, dL_db = dense.backward(dL_dz, a.reshape(len(a), -1), w)
        return dL_df.reshape(a.shape), dL_dw, dL_db


@dataclass(frozen=True)
class Sigmoid:
    """a = σ(z); as the last layer it brings the binary cross-entropy."""

    opens, learns, reads = False, (), "any"

    def forward(self, z):
        return sigmoid.forward(z)

    def backward(self, dL_da, z):
        return sigmoid.backward(dL_da, z)

    def loss(self, z, y):
        return losses.sigmoid_binary_cross_entropy(z, y)

    def loss_backward(self, a, y):
        """Return dL_da, and dL_dz = (a − y)/m without the detour through dL_da."""
        return losses.binary_cross_entropy_backward(a, y), (a - y) / len(a)

    def check_units(self, units):
        if units != 1:
            raise ValueError(f"the Dense before the last Sigmoid must have 1 unit, got {units}")


@dataclass(frozen=True)
class Softmax:
    """a = exp z / sum of exp z over the classes; the last layer, with the categorical cross-entropy."""

    opens, learns, reads = False, (), "any"

    def forward(self, z):
        return softmax.forward(z)

    def loss(self, z, y):
        return losses.softmax_cross_entropy(z, y)

    def loss_backward(self, a, y):
        """Return dL_da, and dL_dz = (a − y)/m without the detour through dL_da."""
        return losses.cross_entropy_backward(a, y), (a - y) / len(a)

    def check_units(self, units):
        if units < 2:
            raise ValueError(f"the Dense before Softmax must have 2 units or more, got {units}")


LAYERS = (Conv, MaxPool, AvgPool, Flatten, Dense, ReLU, Sigmoid, Softmax)


def last_kinds():
    """Return the names of the kinds that bring a loss."""
    return [kind.__name__ for kind in LAYERS if hasattr(kind, "loss")]


def check(layer, place):
    """Raise ValueError, naming the place, unless a layer is of a kind in LAYERS and that kind is complete."""
    if not isinstance(layer, LAYERS):
        known = ", ".join(kind.__name__ for kind in LAYERS)
        raise ValueError(f"{place} must be one of {known}, with its brackets; got {layer!r}")
    lacks = _lacks(layer)
    if lacks:
        raise ValueError(f"{place}, {layer!r}, cannot be used yet: "
                         f"{type(layer).__name__} lacks {', '.join(lacks)}; "
                         "cnnlib/layers.py says at its top what a layer needs")
    if layer.learns and not layer.opens:
        raise ValueError(f"{place}, {layer!r}, learns {', '.join(layer.learns)}; it needs opens = True, "
                         "as parameters are named with a number of their own")


def _lacks(layer):
    """Return the names of what a layer needs and does not have."""
    needs = ["opens", "learns", "reads"]
    if not isinstance(layer, Flatten):
        needs += ["forward", *(("loss_backward", "check_units") if hasattr(layer, "loss") else ("backward",))]
    if getattr(layer, "learns", None):
        needs += ["weight_shapes", "init"]
    return ["@dataclass"] * (not is_dataclass(layer)) + [name for name in needs if not hasattr(layer, name)]


def _draw(rng, w_shape, b_shape, before_relu):
    """Draw weights (..., inputs, outputs), a kernel's cells counted in both; biases are 0."""
    cells = int(np.prod(w_shape[:-2]))
    inputs, outputs = cells * w_shape[-2], cells * w_shape[-1]
    scale = sqrt(2 / inputs) if before_relu else sqrt(2 / (inputs + outputs))
    return rng.normal(0.0, scale, w_shape), np.zeros(b_shape)


def _count(value, name):
    if not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} must be a whole number from 1 up, got {value!r}")
    return int(value)
