r"""On paper: a window of $z^{(1)}$ holds −0.05, 0.92, 0.17 and 1.21. What leaves ReLU and the max pooling?
What does it add to the score with the weight 0.9? And what is the loss of a prediction of 1/16 when the label is 1?
Four coin tosses of $\ln 2 = 0.6931$ each may help. Type three numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="pooled, its part of the score, loss",
    hints=("ReLU keeps what is positive, pooling the largest. The loss asks only for the probability of the label.",
           "The dense layer multiplies by the weight. And 1/16 is the chance of four coin tosses in a row.",
           "The second is 1.21 · 0.9; the third is −log(1/16) = 4 · 0.6931."),
    edits=(Edit("mean for largest", "max(0, 0.92, 0.17, 1.21)", "(0 + 0.92 + 0.17 + 1.21) / 4"),
           Edit("smallest for largest", "max(", "min("),
           Edit("sum for largest", "max(0, 0.92, 0.17, 1.21)", "(0 + 0.92 + 0.17 + 1.21)"),
           Edit("weight added", "pooled * 0.9", "pooled + 0.9"),
           Edit("off by the bias", "pooled * 0.9", "pooled * 0.9 - 1.7"),
           Edit("minus forgotten", "-np.log", "np.log"),
           Edit("in coin tosses", "np.log(", "np.log2("),
           Edit("decimal logarithm", "np.log(", "np.log10("),
           Edit("labels exchanged", "(1 / 16)", "(1 - 1 / 16)")))
def through_the_pool():
    # ReLU makes −0.05 a 0; the largest leaves the pooling
    pooled = max(0, 0.92, 0.17, 1.21)
    # the label is 1, so the loss is −log of the prediction itself: four times ln 2
    return pooled, pooled * 0.9, -np.log(1 / 16)
