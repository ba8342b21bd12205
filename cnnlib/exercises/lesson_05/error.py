"""Write what leaves loss and sigmoid together, for a batch: the gradient of the *mean* binary cross-entropy for the
scores."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, far):
    return far * draw(m, 1), draw.labels(m, 1)       # far out the slopes, multiplied one by one, are infinite and 0


@function(
    stars=2, gives=("dL_dz",),
    says="Return dL_dz, of shape (m, 1).",
    takes="z, y (m, 1): scores, also very large ones, and labels 0 or 1;  the sigmoid is 1 / (1 + np.exp(-z))",
    arguments=arguments, sizes=((4, 1), (3, 2), (1, 1), (7, 900)), small=sizes((1, 2), (1, 900)),
    hints=("The cross-entropy's denominator cancels the sigmoid's slope. What is left?",
           "Prediction minus label, for each example.",
           "The loss is a mean over m examples, so each has a share of 1/m."),
    edits=(after("sign of a - y", lambda g: -g),
           Edit("sigmoid's slope twice", "(a - y)", "(a - y) * a * (1 - a)"),
           Edit("1/m forgotten", " / len(z)", ""),
           Edit("1/m twice", " / len(z)", " / len(z) ** 2"),
           Edit("squared error", "(a - y)", "2 * (a - y) * a * (1 - a)"),
           Edit("labels exchanged", "(a - y)", "(a - 1 + y)"),
           Edit("score for prediction", "(a - y)", "(z - y)"),
           Edit("not times the slope", "(a - y)", "(a - y) / (a * (1 - a))"),
           Edit("one sum for all", "(a - y)", "(a - y).sum() + 0 * z"),
           Edit("only label 1", "(a - y)", "y * (a - 1)"),
           Edit("answer for prediction", "(a - y)", "((a > 0.5) - y)"),
           Edit("sigmoid twice", "(a - y)", "(1 / (1 + np.exp(-a)) - y)"),
           Edit("minus in the exponent", "np.exp(-z)", "np.exp(z)"),
           Edit("two slopes apart", "(a - y)", "((1 - y) / (1 - a) - y / a) * (a * (1 - a))"),
           Edit("exp overflows", "1 / (1 + np.exp(-z))", "np.exp(z) / (1 + np.exp(z))")))
def error(z, y):
    a = 1 / (1 + np.exp(-z))
    return (a - y) / len(z)
