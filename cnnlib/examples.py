"""The examples of the lessons: small networks with weights one can compute by hand, and real digits."""

from functools import lru_cache
from operator import index
from pathlib import Path

import numpy as np

from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network

DIGITS = Path(__file__).parent / "data" / "digits.npz"
INK = 16               # the darkest value a pixel can have: a block of 4 x 4 scanned points, all inked
TRAIN = 1347           # three quarters of the 1,797 digits
AN_EIGHT = 1423        # its place in data/digits.npz


def eight_by_eight():
    """Return net, params, x, y of the running example: a handwritten 8, and a network of 20 parameters.

    The kernel answers to the left edge of a stroke: paper on its left, ink on its right.
    The dense weights look for such edges on the left, in the middle and below, where an 8 has one and a 3 has
    none. That tells more than nine in ten threes and eights apart, but here a3 = 0.40: a 3, says the network,
    and is wrong.
    No pool window ties, no z1 is near 0 and no weight is 0.

    x (1, 8, 8, 1) in sixteenths,  y (1, 1) is 1 for an 8, 0 for a 3
    """
    net = Network((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    w1 = [[-0.8, 0.4, 0.8],
          [-0.7, 0.4, 0.5],
          [-0.2, 0.6, 0.2]]
    w3 = [[0.3, -0.3,  0.4],
          [1.0, -0.3,  0.3],
          [0.9, -0.4, -0.5]]
    images, _ = _stored()
    return net, _params(w1, -0.2, w3, -1.7), images[AN_EIGHT:AN_EIGHT + 1, :, :, None] / INK, np.ones((1, 1))


def six_by_six():
    """Return net, params, x, y of the 15-parameter network: a drawn 7 in whole numbers, to work out on paper.

    The kernel answers to a stroke that rises to the right. Every z1 is a whole number and a half, so none is
    near 0; each of the four pool windows has one winner, each in another corner; z3 is -0.5.

    x (1, 6, 6, 1) of 0, 1 and 2,  y (1, 1) is 1
    """
    net = Network((6, 6, 1), [Conv(1, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    x = [[0, 0, 0, 0, 0, 0],
         [0, 2, 2, 2, 2, 0],
         [0, 0, 0, 1, 2, 0],
         [0, 0, 1, 2, 0, 0],
         [0, 0, 2, 1, 0, 0],
         [0, 0, 2, 0, 0, 0]]
    w1 = [[ 1.0, -1.0, -1.0],
          [-1.0, -1.0,  2.0],
          [ 2.0,  1.0, -1.0]]
    w3 = [[-0.1, -0.3],
          [ 0.2,  0.4]]
    return net, _params(w1, 0.5, w3, 0.1), np.array(x, float).reshape(1, 6, 6, 1), np.ones((1, 1))


def two_channels():
    """Return net, params, x, y: two channels in, two filters, pooled, three classes; 45 parameters, whole numbers.

    Every z is a whole number and none is 0; each pool window has one winner above 0, in most windows another one in
    the second example. No kernel and no picture is like any turn or reflection of itself. The first example is
    said to be class 1 and is class 0; the second is said to be class 1 and is.

    x (2, 5, 5, 2) from 0 to 3,  y (2, 3) one-hot
    """
    net = Network((5, 5, 2), [Conv(2, 2), ReLU(), MaxPool(2), Flatten(), Dense(3), Softmax()])
    x = [[[[3, 3, 2, 1, 2], [1, 0, 3, 3, 1], [0, 0, 1, 1, 2], [1, 1, 3, 0, 0], [0, 3, 0, 2, 3]],
          [[1, 0, 1, 2, 2], [1, 0, 2, 0, 3], [2, 0, 1, 0, 2], [0, 1, 0, 1, 1], [0, 1, 1, 0, 1]]],
         [[[3, 2, 0, 2, 2], [3, 0, 1, 0, 3], [3, 0, 3, 2, 2], [0, 1, 2, 3, 0], [2, 1, 1, 3, 3]],
          [[0, 2, 0, 0, 0], [3, 1, 0, 1, 3], [0, 1, 1, 0, 2], [1, 0, 0, 0, 0], [0, 2, 0, 1, 0]]]]
    w1 = [[[[-2, 2], [-2, 1]], [[-1, 2], [-2, 2]]],
          [[[2, -1], [1, -2]], [[1, -1], [1, -2]]]]
    w3 = [[-1, 1, 1], [1, -1, -1], [-1, 1, 1], [1, -2, -1], [1, 2, 1], [-1, -1, 1], [1, 1, -1], [-1, -1, -2]]
    params = {"w1": _kernels(w1), "b1": [-1, 2], "w3": w3, "b3": [1, -1, 2]}
    return net, _floats(params), _pictures(x), np.eye(3)[[0, 1]]


def two_convolutions():
    """Return net, params, x, y for two convolutions in a row, two channels throughout: 55 parameters, whole numbers.

    Every z is a whole number and none is 0; in each map some gates are open and some shut. No kernel and no picture
    is like any turn or reflection of itself. Both examples have the label 1; only the second is said to have it.

    x (2, 5, 5, 2) from 0 to 2,  y (2, 1)
    """
    net = Network((5, 5, 2), [Conv(2, 2), ReLU(), Conv(2, 2), ReLU(), Flatten(), Dense(1), Sigmoid()])
    x = [[[[0, 2, 0, 1, 0], [2, 0, 1, 2, 0], [1, 0, 0, 0, 2], [2, 0, 2, 0, 0], [1, 0, 0, 0, 1]],
          [[2, 2, 0, 0, 1], [0, 2, 1, 0, 2], [0, 1, 0, 0, 1], [0, 0, 1, 1, 0], [2, 2, 1, 2, 0]]],
         [[[0, 0, 0, 0, 2], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [2, 0, 1, 1, 0], [1, 0, 0, 0, 2]],
          [[2, 0, 0, 1, 0], [0, 0, 1, 0, 2], [0, 2, 0, 2, 0], [0, 0, 1, 0, 0], [1, 2, 0, 1, 0]]]]
    w1 = [[[[-2, -1], [1, 2]], [[1, -2], [1, 2]]],
          [[[1, 2], [-2, -1]], [[-2, -1], [-2, 2]]]]
    w2 = [[[[2, -1], [-2, -2]], [[2, 2], [-2, 1]]],
          [[[2, -1], [2, -2]], [[-2, 2], [-1, 1]]]]
    w3 = np.reshape([1, 1, -1, 1, 1, -1, 1, -1, 1, -1, 1, 1, 1, -1, -1, 1, 1, 1], (-1, 1))
    params = {"w1": _kernels(w1), "b1": [-1, 1], "w2": _kernels(w2), "b2": [1, -1], "w3": w3, "b3": [3]}
    return net, _floats(params), _pictures(x), np.ones((2, 1))


def ten_digits():
    """Return net, params, x, y of a network for all ten digits: two convolutions, softmax, 1,898 parameters.

    params are drawn with seed 0 and not trained; x (32, 8, 8, 1) and y (32, 10) are the first of the training
    digits of digits(classes=None).
    """
    net = Network((8, 8, 1), [Conv(8, 3, padding=1), ReLU(), MaxPool(2),
                              Conv(16, 3, padding=1), ReLU(), MaxPool(2),
                              Flatten(), Dense(10), Softmax()])
    (x, y), _ = digits(classes=None)
    return net, net.init(np.random.default_rng(0)), x[:32], y[:32]


def digits(classes=(3, 8)):
    """Return (x_train, y_train), (x_test, y_test): real handwritten digits, 8 x 8 pixels, in a fixed order.

        x (m, 8, 8, 1) from 0 (paper) to 1 (ink),  y (m, 1) is 1 for the second of the two classes
        classes=None:  all ten digits,  y (m, 10) one-hot

    All 1,797 digits are shuffled once (seed 0); the first 1,347 are for training, the other 450 for testing.
    Two classes are picked afterwards, so a digit never changes sides.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI 1998,
    doi 10.24432/C50P49, CC BY 4.0 (see data/README.md).
    Raises ValueError unless classes is None or two different digits from 0 to 9.
    """
    classes = _two_digits(classes)
    images, labels = _stored()
    order = np.random.default_rng(0).permutation(len(labels))
    return _pick(images, labels, order[:TRAIN], classes), _pick(images, labels, order[TRAIN:], classes)


def _pick(images, labels, rows, classes):
    """Return x and y of the given rows, of the two classes alone when there are two."""
    if classes is None:
        y = labels[rows, None] == np.arange(10)
    else:
        rows = rows[np.isin(labels[rows], classes)]
        y = labels[rows, None] == classes[1]
    return images[rows, :, :, None] / INK, y.astype(np.float64)


def _params(w1, b1, w3, b3):
    """Give hand-written weights the shapes of the tensors; w3 is written as the map it reads."""
    return {"w1": np.reshape(w1, (3, 3, 1, 1)), "b1": np.array([b1]),
            "w3": np.reshape(w3, (-1, 1)), "b3": np.array([b3])}


def _kernels(w):
    """Give kernels, written as filters of channels, the shape (rows, columns, channels, filters)."""
    return np.transpose(w, (2, 3, 1, 0))


def _pictures(x):
    """Give pictures, written as examples of channels, the shape (m, rows, columns, channels)."""
    return np.transpose(np.array(x, float), (0, 2, 3, 1))


def _floats(params):
    return {name: np.array(values, float) for name, values in params.items()}


@lru_cache(maxsize=1)
def _stored():
    with np.load(DIGITS, allow_pickle=False) as stored:
        return stored["images"], stored["labels"]


def _two_digits(classes):
    if classes is None:
        return None
    try:
        pair = tuple(index(digit) for digit in classes)
    except TypeError:
        pair = ()
    if len(pair) != 2 or pair[0] == pair[1] or not all(0 <= digit <= 9 for digit in pair):
        raise ValueError(f"classes is {classes!r}; "
                         "it needs two different digits from 0 to 9, or None for all ten")
    return pair
