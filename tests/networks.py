"""Networks beside the running example, and what the board makes of each:
RIGHT, or the layer its refusal names."""

import numpy as np

from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network

RIGHT = "right"
TAIL = Flatten(), Dense(1), Sigmoid()
HEAD = Conv(1, 3), ReLU(), MaxPool(2)
NETWORKS = {   # name: (shape of the image, layers, the board's verdict)
    "as in the lessons": ((8, 8, 1), [*HEAD, *TAIL], RIGHT),
    "six by six": ((6, 6, 1), [*HEAD, *TAIL], RIGHT),
    "average pooling": ((8, 8, 1), [Conv(1, 3), ReLU(), AvgPool(2), *TAIL], RIGHT),
    "a window of nine": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(3), *TAIL], RIGHT),
    "overlap and padding": ((7, 6, 1), [Conv(1, (2, 3)), ReLU(), MaxPool(3, 2, 1), *TAIL], RIGHT),
    "a leak": ((8, 8, 1), [Conv(1, 3), ReLU(0.1), MaxPool(2), *TAIL], RIGHT),
    "a hidden sigmoid": ((8, 8, 1), [Conv(1, 3), Sigmoid(), MaxPool(2), *TAIL], RIGHT),
    "a kernel of 25": ((8, 8, 1), [Conv(1, 5), ReLU(), MaxPool(2), *TAIL], RIGHT),
    "an even kernel": ((8, 8, 1), [Conv(1, 2), ReLU(), MaxPool(2), *TAIL], RIGHT),
    "stride and padding": ((8, 8, 1), [Conv(1, 3, stride=2, padding=1), ReLU(), MaxPool(2), *TAIL], RIGHT),
    "dilation": ((8, 8, 1), [Conv(1, 2, dilation=3), ReLU(), MaxPool(2), *TAIL], RIGHT),
    "a kernel of one column": ((8, 8, 1), [Conv(1, (3, 1)), ReLU(), MaxPool(2), *TAIL], RIGHT),
    "a kernel as high as the image": ((8, 8, 1), [Conv(1, (8, 3)), ReLU(), MaxPool((1, 2)), *TAIL], RIGHT),
    "a map of one column": ((8, 8, 1), [Conv(1, (1, 8)), ReLU(), MaxPool((2, 1)), *TAIL], RIGHT),
    "two convolutions": ((8, 8, 1), [Conv(1, 3), ReLU(), *HEAD, *TAIL], r"layers\[2\] is Conv"),
    "no ReLU": ((8, 8, 1), [Conv(1, 3), MaxPool(2), *TAIL], r"layers\[1\] is MaxPool"),
    "no pooling": ((8, 8, 1), [Conv(1, 3), ReLU(), *TAIL], r"layers\[2\] is Flatten"),
    "two filters": ((8, 8, 1), [Conv(2, 3), ReLU(), MaxPool(2), *TAIL], r"Conv\(filters=2.*1 channels and has 2"),
    "colour": ((8, 8, 3), [*HEAD, *TAIL], r"Conv\(filters=1.*reads 3 channels"),
    "three classes": ((8, 8, 1), [*HEAD, Flatten(), Dense(3), Softmax()], r"layers\[5\] is Softmax"),
    "two dense layers": ((8, 8, 1), [*HEAD, Flatten(), Dense(2), ReLU(), Dense(1), Sigmoid()],
                         r"layers\[5\] is ReLU"),
    "a flat row": ((8,), [Dense(2), ReLU(), Dense(1), Sigmoid()], r"layers\[0\] is Dense"),
}


def network(name, m=1):
    """A network of the table with parameters, m examples and their labels."""
    shape, layers, _ = NETWORKS[name]
    net, rng = Network(shape, layers), np.random.default_rng(7)
    params = {name: value + rng.normal(0, 0.2, value.shape) for name, value in net.init(rng).items()}
    units = net.layers[-2].units
    y = np.ones((m, 1)) if units == 1 else np.eye(units)[np.arange(m) % units]
    return net, params, rng.random((m, *shape)), y
