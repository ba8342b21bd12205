r"""On paper: a window of $z^{(1)}$ holds −0.05, 0.92, 0.17 and 1.21. What leaves the pooling after ReLU, what does it
add to the score with the weight 0.9, and what does a prediction of 1/16 cost when the label is 1?
Type three numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="pooled, added, cost",
    hints=("ReLU makes one of the four 0; pooling lets one of them through.",
           "What goes on is multiplied by its weight.",
           "1/16 is one half four times over: four coin tosses, each of them costs ln 2 = 0.693."),
    edits=(Edit("mean for largest", "max(window)", "np.mean(window)"),
           Edit("smallest for largest", "max(window)", "min(window)"),
           Edit("added, not multiplied", "0.9 * pooled", "0.9 + pooled"),
           Edit("the other class", "-np.log(1 / 16)", "-np.log(15 / 16)"),
           Edit("log to base 2", "-np.log(1 / 16)", "-np.log2(1 / 16)")))
def through_the_pool():
    window = [0, 0.92, 0.17, 1.21]          # after ReLU
    pooled = max(window)
    return pooled, 0.9 * pooled, -np.log(1 / 16)
