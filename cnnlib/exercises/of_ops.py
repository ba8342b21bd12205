"""What examine() asks of a backward function: cases and mistakes for every op."""

from functools import cache, partial, wraps
from itertools import product

import numpy as np

from cnnlib.mistakes import MISTAKES
from cnnlib.ops import avg_pool, conv, dense, losses, max_pool, relu, sigmoid, softmax

from .edits import after, instead
from .more import MORE
from .numbers import Draw
from .question import Question


def conv_backward(dL_dz, x, w, stride=1, padding=0):
    return conv.backward(dL_dz, x, w, stride, padding)


def max_pool_backward(dL_dp, a, size=2, stride=2):
    return max_pool.backward(dL_dp, a, size, stride)


def avg_pool_backward(dL_dp, a, size=2, stride=2):
    return avg_pool.backward(dL_dp, a, size, stride)


def relu_backward(dL_da, z):
    return relu.backward(dL_da, z)


def sigmoid_backward(dL_da, z):
    return sigmoid.backward(dL_da, z)


def softmax_backward(dL_da, z):
    return softmax.backward(dL_da, z)


def dense_backward(dL_dz, a, w):
    return dense.backward(dL_dz, a, w)


def sigmoid_binary_cross_entropy_backward(z, y):
    return losses.sigmoid_binary_cross_entropy_backward(z, y)


def softmax_cross_entropy_backward(z, y):
    return losses.softmax_cross_entropy_backward(z, y)


def conv_arguments(draw, m, height, width, rows, columns, channels, filters, stride=1, padding=0):
    places = [(n + 2 * padding - k) // stride + 1 for n, k in ((height, rows), (width, columns))]
    if min(places) < 1:
        return None
    return (draw(m, *places, filters), draw(m, height, width, channels), draw(rows, columns, channels, filters), stride,
            padding)


def pool_arguments(draw, m, height, width, channels, size, stride):
    places = [(n - size) // stride + 1 for n in (height, width)]
    if min(places) < 1:
        return None
    return draw(m, *places, channels), draw.tied(m, height, width, channels), size, stride


def gate_arguments(draw, m, height, width, channels):
    return draw(m, height, width, channels), draw.tied(m, height, width, channels)


def row_arguments(draw, m, units):
    return draw(m, units), draw(m, units)


def dense_arguments(draw, m, inputs, units):
    return draw(m, units), draw(m, inputs), draw(inputs, units)


def score_arguments(draw, m, units):
    return draw(m, units), draw.labels(m, units)


def class_arguments(draw, m, classes):
    return draw(m, classes), np.eye(classes)[np.arange(m) % classes]


CONV = ((2, 5, 7, 2, 3, 3, 2, 1, 0), (3, 6, 5, 3, 3, 2, 2, 1, 0), (1, 5, 4, 2, 2, 1, 1, 1, 0),
        (1, 5, 7, 2, 3, 3, 2, 1, 0), (1, 6, 5, 3, 3, 2, 2, 1, 0), (1, 6, 4, 3, 2, 1, 1, 1, 0),
        (2, 5, 8, 2, 3, 3, 4, 2, 1), (2, 6, 7, 3, 3, 2, 2, 2, 0), (1, 4, 5, 3, 2, 1, 1, 1, 1),
        (1, 7, 6, 2, 3, 1, 1, 2, 1))
POOL = ((2, 6, 4, 3, 2, 2), (1, 4, 6, 1, 2, 2), (1, 6, 9, 2, 3, 3), (2, 5, 7, 2, 2, 2), (1, 7, 6, 1, 3, 2),
        (2, 6, 5, 2, 2, 1), (1, 6, 7, 1, 2, 1))
IMAGES = ((2, 3, 4, 2), (1, 4, 3, 1), (3, 2, 2, 3))
ROWS = ((3, 4), (2, 2), (1, 3))
LAYERS = ((3, 4, 2), (2, 3, 3), (1, 2, 4))
FEW = (1, 2)
OPS = {                 # op: (right, gives, arguments, sizes, small)
    "conv.backward": (conv_backward, ("dL_dx", "dL_dw", "dL_db"), conv_arguments, CONV,
                      tuple(product(FEW, (1, 2, 3), (1, 2, 3), FEW, FEW, FEW, FEW, FEW, (0, 1)))),
    "max_pool.backward": (max_pool_backward, ("dL_da",), pool_arguments, POOL,
                          tuple(product(FEW, (2, 3, 4), (2, 3, 4), FEW, (2, 3), FEW))),
    "avg_pool.backward": (avg_pool_backward, ("dL_da",), pool_arguments, POOL,
                          tuple(product(FEW, (2, 3, 4), (2, 3, 4), FEW, (2, 3), FEW))),
    "relu.backward": (relu_backward, ("dL_dz",), gate_arguments, IMAGES, tuple(product(FEW, FEW, FEW, FEW))),
    "sigmoid.backward": (sigmoid_backward, ("dL_dz",), row_arguments, ROWS, tuple(product(FEW, FEW))),
    "softmax.backward": (softmax_backward, ("dL_dz",), row_arguments, ROWS, tuple(product(FEW, (2, 3)))),
    "dense.backward": (dense_backward, ("dL_da", "dL_dw", "dL_db"), dense_arguments, LAYERS,
                       tuple(product(FEW, FEW, FEW))),
    "losses.sigmoid_binary_cross_entropy_backward": (sigmoid_binary_cross_entropy_backward, ("dL_dz",), score_arguments,
                                                     ROWS, tuple(product(FEW, FEW))),
    "losses.softmax_cross_entropy_backward": (softmax_cross_entropy_backward, ("dL_dz",), class_arguments, ROWS,
                                              tuple(product(FEW, (2, 3)))),
}


ALSO = {                # what a function may take besides: {op: {name: ours -> value}}
    "conv.backward": {"b": lambda ours: np.zeros(ours["w"].shape[-1])},
    "dense.backward": {"b": lambda ours: np.zeros(ours["w"].shape[-1])},
    "relu.backward": {"a": lambda ours: relu.forward(ours["z"])},
    "sigmoid.backward": {"a": lambda ours: sigmoid.forward(ours["z"])},
    "softmax.backward": {"a": lambda ours: softmax.forward(ours["z"])},
    "losses.sigmoid_binary_cross_entropy_backward": {"a": lambda ours: sigmoid.forward(ours["z"])},
    "losses.softmax_cross_entropy_backward": {"a": lambda ours: softmax.forward(ours["z"]),
                                              "labels": lambda ours: ours["y"].argmax(axis=1)},
}
CONVENTIONS = {"mask >= 0", "the tie shared", "the last of a tie"}       # nudging cannot refuse these


@cache
def question(op, gives, single_example=False, single_channel=False, without=()):
    """Return the question on an op.

    gives: the outputs that are asked for;  without: the arguments that the function does not take
    """
    right, every, arguments, sizes, small = OPS[op]
    picked = [every.index(name) for name in gives]
    fits = partial(fitting, arguments, single_example, single_channel, without)
    known = [instead(name, partial(pick, wrong, picked)) for name, wrong in mistakes(op)]
    asked = wraps(right)(partial(pick, right, picked))
    return Question(asked, "", gives, arguments, tuple(filter(fits, sizes)), tuple(filter(fits, small)),
                    (*known, *general(gives, {each.name for each in known})))


def fitting(arguments, single_example, single_channel, without, sizes):
    """Whether a case has no more examples and channels than a layout has room for, and only the usual stride, padding
    and size where a function takes none."""
    given = arguments(Draw(np.random.default_rng(0)), *sizes)
    if given is None:
        return False
    images = [one for one in given if isinstance(one, np.ndarray) and one.ndim == 4]
    if single_example and len(given[0]) > 1 or single_channel and any(one.shape[3] > 1 for one in images):
        return False
    return all(usual(given, name) for name in without)


def usual(given, name):
    """Whether a case can be told without this argument."""
    if name == "padding":
        return given[-1] == 0
    if name == "size":
        return given[-2] == 2
    if name == "stride" and len(given) == 4:            # a pooling: its windows side by side, nothing left over
        return given[-1] == given[-2] and all(n % given[-1] == 0 for n in given[1].shape[1:3])
    return name != "stride" or given[-2] == 1


def mistakes(op):
    """Yield (name, mistaken function) of what is known of an op."""
    yield from ((each.name, each.wrong) for each in MISTAKES.values() if each.op == op)
    right, gives = OPS[op][:2]
    for k, name in enumerate(gives):
        for said, change in MORE.get(op, {}).get(name, ()):
            yield said, partial(instead_of, right, k, change)


def instead_of(right, k, change, *given):
    """The right outputs, the k-th replaced by what a mistake makes of them all."""
    found = right(*given)
    if not isinstance(found, tuple):
        return change(found, *given)
    return tuple(change(one, *given) if n == k else one for n, one in enumerate(found))


def pick(function, picked, *given):
    """The outputs that are asked for."""
    found = function(*given)
    every = found if isinstance(found, tuple) else (found,)
    return every[picked[0]] if len(picked) == 1 else tuple(every[k] for k in picked)


def general(gives, named):
    """Mistakes that every op can have, output by output, unless the op has a name of its own for them."""
    for k, name in enumerate(gives):
        if "sign of a - y" not in named:
            yield after("sign", partial(changed, k, len(gives), lambda g: -g))
        if name == "dL_dw" and "dw transposed" not in named:
            yield after("transposed", partial(changed, k, len(gives), lambda g: g.swapaxes(0, 1)))


def changed(k, count, change, found):
    """Change the k-th output."""
    if count == 1:
        return change(found)
    return tuple(change(one) if n == k else one for n, one in enumerate(found))
