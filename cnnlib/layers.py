"""The layers a network is built from: what each is called, its options and the op it runs."""

from dataclasses import dataclass

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

    def weight_shapes(self, shape):
        filters = _count(self.filters, "filters")
        return (*windows.pair(self.size, "size"), shape[-1], filters), (filters,)

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

    def grid(self, image):
        """Return the Grid of windows on an image (rows, columns)."""
        return windows.pool_grid(image, self.size, self.stride, self.padding)

    def forward(self, a):
        return max_pool.forward(a, self.size, self.stride, self.padding)

    def backward(self, dL_dp, a):
        return max_pool.backward(dL_dp, a, self.size, self.stride, self.padding)


@dataclass(frozen=True)
class AvgPool:
    """p = the mean of each window; cells outside the image count as 0."""

    size: int | tuple
    stride: int | tuple | None = None
    padding: int | tuple = 0

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

    def forward(self, z):
        return relu.forward(z, self.leak)

    def backward(self, dL_da, z):
        return relu.backward(dL_da, z, self.leak)


@dataclass(frozen=True)
class Flatten:
    """Says that the Dense after it reads the map as one row; it opens no number and makes no tensor."""


@dataclass(frozen=True)
class Dense:
    """z = flatten(a) w + b;  w (inputs, units), b (units,)."""

    units: int

    def weight_shapes(self, shape):
        units = _count(self.units, "units")
        return (int(np.prod(shape)), units), (units,)

    def forward(self, a, w, b):
        return dense.forward(a.reshape(len(a), -1), w, b)

    def backward(self, dL_dz, a, w):
        dL_df, dL_dw, dL_db = dense.backward(dL_dz, a.reshape(len(a), -1), w)
        return dL_df.reshape(a.shape), dL_dw, dL_db


@dataclass(frozen=True)
class Sigmoid:
    """a = σ(z); as the last layer it brings the binary cross-entropy."""

    def forward(self, z):
        return sigmoid.forward(z)

    def backward(self, dL_da, z):
        return sigmoid.backward(dL_da, z)

    def loss(self, z, y):
        return losses.sigmoid_binary_cross_entropy(z, y)

    def loss_backward(self, a, y):
        """Return dL_da, and dL_dz = (a − y)/m without the detour through dL_da."""
        return losses.binary_cross_entropy_backward(a, y), (a - y) / len(a)


@dataclass(frozen=True)
class Softmax:
    """a = exp z / sum of exp z over the classes; the last layer, with the categorical cross-entropy."""

    def forward(self, z):
        return softmax.forward(z)

    def loss(self, z, y):
        return losses.softmax_cross_entropy(z, y)

    def loss_backward(self, a, y):
        """Return dL_da, and dL_dz = (a − y)/m without the detour through dL_da."""
        return losses.cross_entropy_backward(a, y), (a - y) / len(a)


MAPS = (Conv, MaxPool, AvgPool)          # these read and make maps (rows, columns, channels)
ACTIVATIONS = (ReLU, Sigmoid, Softmax)
LAYERS = (*MAPS, Flatten, Dense, *ACTIVATIONS)


def _count(value, name):
    if not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} must be a whole number from 1 up, got {value!r}")
    return int(value)
