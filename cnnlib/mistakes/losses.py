"""Mistakes where the loss starts the way back."""

from cnnlib.ops import losses, sigmoid

from .mistake import Mistake, Source

OP = "losses.sigmoid_binary_cross_entropy_backward"


def _sign(z, y):
    return -losses.sigmoid_binary_cross_entropy_backward(z, y)                     # a - y is right


def _slope_twice(z, y):
    a = sigmoid.forward(z)
    return losses.sigmoid_binary_cross_entropy_backward(z, y) * a * (1 - a)        # once is right


def _over_m_twice(z, y):
    return losses.sigmoid_binary_cross_entropy_backward(z, y) / len(z)             # once is right


def _over_m_never(z, y):
    return losses.sigmoid_binary_cross_entropy_backward(z, y) * len(z)             # once is right


MISTAKES = (
    Mistake("sign of a - y", OP,
            "The error is label minus prediction.",
            "Many texts write y - a and add the step; with a step that is subtracted, the loss climbs.",
            _sign, "",
            Source("https://github.com/dennybritz/nn-from-scratch/issues/11",
                   "A tutorial's formula has label minus prediction while its code has prediction minus "
                   "label, as a reader notes.")),
    Mistake("sigmoid's slope twice", OP,
            "a - y, which holds the sigmoid's slope already, is multiplied by a (1 - a) once more.",
            "With a squared error it belongs there, and the loss goes down with it, only slowly.",
            _slope_twice, "",
            Source("https://github.com/rasbt/python-machine-learning-book-2nd-edition/issues/54",
                   "A reader of a book misses the slope in a - y; the author shows that it cancels with "
                   "the cross-entropy's, and that it would stay with a squared error.")),
    Mistake("1/m twice", OP,
            "The error is divided by the number of examples twice.",
            "The direction is right; only the learning rate seems to be too small, the more the larger the "
            "batch.",
            _over_m_twice, "one example",
            Source("https://github.com/felipecode/coiltraine/issues/37",
                   "One part of a loss is divided by the batch size twice; the author says yes, and that "
                   "the published results depend on it.")),
    Mistake("1/m forgotten", OP,
            "The loss is a mean over the examples, its gradient a sum.",
            "With one example both agree, and a smaller learning rate hides it until the batch grows.",
            _over_m_never, "one example",
            Source("https://github.com/jxgu1016/MNIST_center_loss_pytorch/issues/9",
                   "A loss written by hand did not divide its gradient by the batch size; a reader does, "
                   "and the picture of the classes changes.")),
)
