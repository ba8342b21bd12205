r"""On paper: two examples, three classes. The scores are $z = (0, \ln 3, \ln 4)$, true class 2, and
$z = (\ln 6, \ln 2, \ln 8)$, true class 1. Work out the shares, the mean cross-entropy $L$ and
$\partial L/\partial z$. Type $L$ as a decimal ($\ln 2 = 0.693$), then the six gradients, row by row; fractions
will do."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="L, ∂L/∂z",
    hints=("e to the power of ln 3 is 3. A share is a power divided by the sum of its row.",
           "The powers 1, 3, 4 add up to 8, and 6, 2, 8 to 16. The true classes have 4/8 and 2/16: −ln of these, and "
           "their mean.",
           "ln 2 for the first example, ln 8 = 3 ln 2 for the second. The gradient is (p − y)/m with m = 2: the first "
           "row is 1/16, 3/16, …"),
    edits=(Edit("1/m left out", "(p - y) / m", "p - y"),
           Edit("1/m twice", "(p - y) / m", "(p - y) / m ** 2"),
           Edit("summed", "np.log(p[y == 1]).sum() / m", "np.log(p[y == 1]).sum()"),
           Edit("no mean at all", "m = 2", "m = 1"),
           Edit("divided by the classes", "m = 2", "m = 6"),
           Edit("classes for examples", "m = 2", "m = 3"),
           Edit("label minus share", "(p - y)", "(y - p)"),
           Edit("labels left out", "(p - y)", "p"),
           Edit("shares for gradients", "(p - y) / m", "p"),
           Edit("only the true class", "(p - y)", "y * (p - 1)"),
           Edit("slope of the softmax twice", "(p - y)", "p * (1 - p) * (p - y)"),
           Edit("minus forgotten", "-np.log(p[y == 1])", "np.log(p[y == 1])"),
           Edit("decimal logarithm", "np.log(p[y", "np.log10(p[y"),
           Edit("in coin tosses", "np.log(p[y", "np.log2(p[y"),
           Edit("every class asked", "p[y == 1]", "p"),
           Edit("examples compete", "axis=1", "axis=0"),
           Edit("one softmax for all examples", "powers.sum(axis=1, keepdims=True)", "powers.sum()"),
           # the share of ln 1 = 0 is 0, but it is no true class
           Edit("scores for powers", "powers = np.array([[1, 3, 4], [6, 2, 8]])",
                "powers = np.log([[1, 3, 4], [6, 2, 8]])"),
           Edit("the other example's class", "[[0, 0, 1], [0, 1, 0]]", "[[0, 1, 0], [0, 0, 1]]"),
           Edit("counted from 1", "[[0, 0, 1], [0, 1, 0]]", "[[0, 1, 0], [1, 0, 0]]")))
def softmax_on_paper():
    powers = np.array([[1, 3, 4], [6, 2, 8]])
    y = np.array([[0, 0, 1], [0, 1, 0]])
    p = powers / powers.sum(axis=1, keepdims=True)
    m = 2
    # of the shares 4/8 and 2/16 of the true classes: (ln 2 + ln 8) / 2 = 2 ln 2
    L = -np.log(p[y == 1]).sum() / m
    dL_dz = (p - y) / m
    return L, *dL_dz.ravel()
