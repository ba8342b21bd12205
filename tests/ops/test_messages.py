"""What every op says about an argument that does not fit: the argument, what came, what is needed and why."""

import re

import numpy as np
import pytest

from cnnlib.ops import avg_pool, conv, dense, flatten, losses, max_pool, relu, sigmoid, softmax

IMAGE, LINE = np.ones((2, 5, 6, 3)), np.ones((2, 4))
KERNELS, WEIGHTS = np.ones((2, 3, 3, 7)), np.ones((4, 5))
A = "(m, rows, columns, channels)"
PAIR = (0.5 * np.ones((2, 3)), np.eye(3)[:2])          # shares and one-hot labels

# op, arguments, the place of the one with an axis too many, its name and the axes it needs
AXES = [
    (conv.forward, (IMAGE, KERNELS, np.ones(7)), 0, "x", A),
    (conv.forward, (IMAGE, KERNELS, np.ones(7)), 1, "w", "(rows, columns, channels, filters)"),
    (conv.forward, (IMAGE, KERNELS, np.ones(7)), 2, "b", "(filters)"),
    (conv.backward, (np.ones((2, 4, 4, 7)), IMAGE, KERNELS), 0, "dL_dz", "(m, rows, columns, filters)"),
    (max_pool.forward, (IMAGE,), 0, "a", A),
    (max_pool.backward, (np.ones((2, 2, 3, 3)), IMAGE), 0, "dL_dp", A),
    (avg_pool.forward, (IMAGE,), 0, "a", A),
    (avg_pool.backward, (np.ones((2, 2, 3, 3)), IMAGE), 0, "dL_dp", A),
    (flatten.forward, (IMAGE,), 0, "a", A),
    (flatten.backward, (np.ones((2, 90)), IMAGE), 0, "dL_df", "(m, cells)"),
    (flatten.backward, (np.ones((2, 90)), IMAGE), 1, "a", A),
    (dense.forward, (LINE, WEIGHTS, np.ones(5)), 0, "a", "(m, inputs)"),
    (dense.forward, (LINE, WEIGHTS, np.ones(5)), 1, "w", "(inputs, units)"),
    (dense.forward, (LINE, WEIGHTS, np.ones(5)), 2, "b", "(units)"),
    (dense.backward, (np.ones((2, 5)), LINE, WEIGHTS), 0, "dL_dz", "(m, units)"),
    (softmax.forward, (LINE,), 0, "z", "(m, classes)"),
    (softmax.backward, (LINE, LINE), 0, "dL_da", "(m, classes)"),
    (losses.binary_cross_entropy, PAIR, 0, "a", "(m, units)"),
    (losses.sigmoid_binary_cross_entropy, PAIR, 0, "z", "(m, units)"),
    (losses.sigmoid_binary_cross_entropy_backward, PAIR, 0, "z", "(m, units)"),
    (losses.softmax_cross_entropy, PAIR, 0, "z", "(m, classes)"),
    (losses.softmax_cross_entropy_backward, PAIR, 0, "z", "(m, classes)"),
]
SHAPES = [              # op, arguments, what it says
    (conv.forward, (IMAGE, np.ones((2, 3, 2, 7)), np.ones(7)),
     "w has shape (2, 3, 2, 7), 2 channels; it needs 3, as many as x"),
    (conv.forward, (IMAGE, KERNELS, np.ones(6)),
     "b has shape (6,); it needs (7,), one number per filter of w"),
    (conv.backward, (np.ones((2, 4, 5, 7)), IMAGE, KERNELS),
     "dL_dz has shape (2, 4, 5, 7); it needs (2, 4, 4, 7), that of z"),
    (conv.forward, (np.ones((2, 1, 6, 3)), KERNELS, np.ones(7)),
     "w covers (2, 3) cells; it needs a size that fits (1, 6), the image with its padding"),
    (max_pool.backward, (np.ones((2, 2, 2, 3)), IMAGE),
     "dL_dp has shape (2, 2, 2, 3); it needs (2, 2, 3, 3), that of p"),
    (avg_pool.backward, (np.ones((2, 2, 2, 3)), IMAGE),
     "dL_dp has shape (2, 2, 2, 3); it needs (2, 2, 3, 3), that of p"),
    (flatten.backward, (np.ones((2, 91)), IMAGE),
     "dL_df has shape (2, 91); it needs (2, 90), that of a, flattened"),
    (dense.forward, (LINE, np.ones((3, 5)), np.ones(5)),
     "w has shape (3, 5); it needs (4, 5), one row per input of a"),
    (dense.forward, (LINE, WEIGHTS, np.ones(4)), "b has shape (4,); it needs (5,), one per unit of w"),
    (dense.backward, (np.ones((2, 4)), LINE, WEIGHTS),
     "dL_dz has shape (2, 4); it needs (2, 5), one row per example, one column per unit"),
    (relu.backward, (np.ones(3), np.ones(2)), "dL_da has shape (3,); it needs (2,), that of z"),
    (sigmoid.backward, (np.ones(3), np.ones(2)), "dL_da has shape (3,); it needs (2,), that of z"),
    (softmax.backward, (np.ones((2, 3)), LINE), "dL_da has shape (2, 3); it needs (2, 4), that of z"),
]
SHAPES += [(op, (PAIR[0], np.eye(4)[:2]), f"y has shape (2, 4); it needs (2, 3), that of {x}")
           for op, x in [(losses.binary_cross_entropy, "a"), (losses.binary_cross_entropy_backward, "a"),
                         (losses.cross_entropy, "a"), (losses.cross_entropy_backward, "a"),
                         (losses.sigmoid_binary_cross_entropy, "z"),
                         (losses.sigmoid_binary_cross_entropy_backward, "z"),
                         (losses.softmax_cross_entropy, "z"), (losses.softmax_cross_entropy_backward, "z")]]


def refusal(op, arguments):
    with pytest.raises(ValueError) as error:
        op(*arguments)
    return str(error.value)


def named(value):
    return f"{value.__module__.rpartition('.')[2]}.{value.__name__}" if callable(value) else None


@pytest.mark.parametrize(("op", "arguments", "place", "name", "axes"), AXES, ids=named)
def test_the_axes_of_each_argument_are_named(op, arguments, place, name, axes):
    wrong = [value[None] if k == place else value for k, value in enumerate(arguments)]
    assert refusal(op, wrong) == f"{name} has shape {wrong[place].shape}; it needs {axes}, none of them 0"


@pytest.mark.parametrize(("op", "arguments", "sentence"), SHAPES, ids=named)
def test_a_shape_that_does_not_belong_to_the_others_is_told_with_the_reason(op, arguments, sentence):
    assert refusal(op, arguments) == sentence


@pytest.mark.parametrize(("op", "arguments", "place", "name", "axes"), AXES, ids=named)
def test_each_argument_that_holds_no_numbers_is_named(op, arguments, place, name, axes):
    wrong = [value.astype(str) if k == place else value for k, value in enumerate(arguments)]
    assert re.match(rf"{name} holds text; it needs real numbers", refusal(op, wrong))


@pytest.mark.parametrize("op", [relu.backward, sigmoid.backward])
def test_each_argument_of_a_gate_that_holds_no_numbers_is_named(op):
    assert re.match("z holds text; it needs real numbers", refusal(op, (np.ones(2), np.array(["a", "b"]))))
    assert re.match("dL_da holds text; it needs real numbers",
                    refusal(op, (np.array(["a", "b"]), np.ones(2))))
