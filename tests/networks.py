"""Networks beside the running example: any chain of layers, channels, filters and classes."""

import numpy as np

from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network

TAIL = Flatten(), Dense(1), Sigmoid()
HEAD = Conv(1, 3), ReLU(), MaxPool(2)
NETWORKS = {   # name: (shape of the image, layers)
    "as in the lessons": ((8, 8, 1), [*HEAD, *TAIL]),
    "six by six": ((6, 6, 1), [*HEAD, *TAIL]),
    "average pooling": ((8, 8, 1), [Conv(1, 3), ReLU(), AvgPool(2), *TAIL]),
    "a window of nine": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(3), *TAIL]),
    "overlap and padding": ((7, 6, 1), [Conv(1, (2, 3)), ReLU(), MaxPool(3, 2, 1), *TAIL]),
    "a leak": ((8, 8, 1), [Conv(1, 3), ReLU(0.1), MaxPool(2), *TAIL]),
    "a hidden sigmoid": ((8, 8, 1), [Conv(1, 3), Sigmoid(), MaxPool(2), *TAIL]),
    "a kernel of 25": ((8, 8, 1), [Conv(1, 5), ReLU(), MaxPool(2), *TAIL]),
    "an even kernel": ((8, 8, 1), [Conv(1, 2), ReLU(), MaxPool(2), *TAIL]),
    "stride and padding": ((8, 8, 1), [Conv(1, 3, stride=2, padding=1), ReLU(), MaxPool(2), *TAIL]),
    "dilation": ((8, 8, 1), [Conv(1, 2, dilation=3), ReLU(), MaxPool(2), *TAIL]),
    "a kernel of one column": ((8, 8, 1), [Conv(1, (3, 1)), ReLU(), MaxPool(2), *TAIL]),
    "a kernel as high as the image": ((8, 8, 1), [Conv(1, (8, 3)), ReLU(), MaxPool((1, 2)), *TAIL]),
    "a map of one column": ((8, 8, 1), [Conv(1, (1, 8)), ReLU(), MaxPool((2, 1)), *TAIL]),
    "two convolutions": ((8, 8, 1), [Conv(1, 3), ReLU(), *HEAD, *TAIL]),
    "no ReLU": ((8, 8, 1), [Conv(1, 3), MaxPool(2), *TAIL]),
    "no pooling": ((8, 8, 1), [Conv(1, 3), ReLU(), *TAIL]),
    "two filters": ((8, 8, 1), [Conv(2, 3), ReLU(), MaxPool(2), *TAIL]),
    "colour": ((8, 8, 3), [*HEAD, *TAIL]),
    "three classes": ((8, 8, 1), [*HEAD, Flatten(), Dense(3), Softmax()]),
    "two dense layers": ((8, 8, 1), [*HEAD, Flatten(), Dense(2), ReLU(), Dense(1), Sigmoid()]),
    "a flat row": ((8,), [Dense(2), ReLU(), Dense(1), Sigmoid()]),
    "stacked channels": ((5, 5, 2), [Conv(2, 2), ReLU(), Conv(3, 2), ReLU(), *TAIL]),
    "sixteen filters": ((28, 28, 1), [Conv(16, 5, stride=2), ReLU(), MaxPool(2), Flatten(), Dense(10), Softmax()]),
    "sigmoids all the way": ((6, 6, 1), [Conv(2, 3), Sigmoid(), AvgPool(2), Flatten(), Dense(3), Sigmoid(),
                                         Dense(2), Softmax()]),
}


def network(name, m=1):
    """A network of the table with parameters, m examples and their labels."""
    shape, layers = NETWORKS[name]
    net, rng = Network(shape, layers), np.random.default_rng(7)
    params = {name: value + rng.normal(0, 0.2, value.shape) for name, value in net.init(rng).items()}
    units = net.layers[-2].units
    y = np.ones((m, 1)) if units == 1 else np.eye(units)[np.arange(m) % units]
    return net, params, rng.random((m, *shape)), y
