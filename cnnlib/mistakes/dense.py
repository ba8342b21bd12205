"""Mistakes in the backward pass of a dense layer, and of the flatten before it."""

from cnnlib.ops import dense

from .mistake import Mistake, Source


def _over_m_again(dL_dz, a, w):
    dL_da, dL_dw, dL_db = dense.backward(dL_dz, a, w)
    return dL_da, dL_dw / len(a), dL_db                                            # dL_dw is right


def _dw_transposed(dL_dz, a, w):
    dL_da, dL_dw, dL_db = dense.backward(dL_dz, a, w)
    return dL_da, dL_dw.T, dL_db                                                   # dL_dw is right


def _another_order(dL_df, a):
    m, rows, columns, channels = a.shape
    return dL_df.reshape(m, channels, rows, columns).transpose(0, 2, 3, 1)         # reshape(a.shape) is right


MISTAKES = (
    Mistake("1/m in the layer, too", "dense.backward",
            "The weights' gradient is divided by the number of examples, which the loss has done already.",
            "Textbooks write 1/m in the layer where their loss has none; with one example both agree.",
            _over_m_again, "one example",
            Source("https://github.com/apache/mxnet/issues/2427",
                   "A reader of a dense layer's code asks why its gradient is not divided by the batch "
                   "size.")),
    Mistake("dw transposed", "dense.backward",
            "The weights' gradient has rows and columns exchanged.",
            "There are four ways to multiply the two arrays, and on square weights none complains.",
            _dw_transposed, "one input and one unit",
            Source("https://github.com/iamtrask/Grokking-Deep-Learning/pull/22",
                   "In a book's notebook the weights' changes stood in columns where rows belong, so that "
                   "the wrong weights were moved.")),
    Mistake("another order of cells", "flatten.backward",
            "The row is put back channel by channel, though it was laid out cell by cell.",
            "The number of cells is right, and each library has its own order.",
            _another_order, "one channel",
            Source("https://github.com/keras-team/keras/pull/9696",
                   "A network trained with channels first predicts something else with channels last, as "
                   "flatten takes no notice of the order.")),
)
