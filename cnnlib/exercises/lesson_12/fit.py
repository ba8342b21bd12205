"""Train one dense unit without a bias by gradient descent on the mean binary cross-entropy, each step with all
examples."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, n, steps, lr):
    return draw(n, 1), draw(m, n), draw.labels(m, 1), lr, steps


@function(
    stars=3, gives=("w",),
    says="Return the weights after the last step, of shape (n, 1); w itself stays.",
    takes="w (n, 1);  x (m, n);  y (m, 1): labels 0 or 1;  lr: the rate;  steps: how many",
    arguments=arguments, sizes=((6, 3, 4, 0.3), (5, 2, 1, 2.0), (1, 3, 3, 0.7), (8, 4, 7, 0.5)),
    small=sizes((1, 2), (1, 2), (1, 2), (2.0,)),
    hints=("In each step: scores, probabilities, the error, the weights' gradient, the step.",
           "The error of the mean is (a − y) / m; the dense layer's gradient is x.T @ error.",
           "w = w − lr * x.T @ ((a − y) / len(x)), with a worked out anew in each step."),
    edits=(Edit("uphill", "w = w - lr", "w = w + lr"),
           Edit("1/m forgotten", " / len(x)", ""),
           Edit("1/m twice", " / len(x)", " / len(x) ** 2"),
           Edit("gradient once", "    for _ in range(steps):\n        a = 1 / (1 + np.exp(-x @ w))\n",
                "    a = 1 / (1 + np.exp(-x @ w))\n    for _ in range(steps):\n"),
           Edit("one step too few", "range(steps)", "range(steps - 1)"),
           Edit("one step too many", "range(steps)", "range(steps + 1)"),
           Edit("rate twice", "w - lr *", "w - lr * lr *"),
           Edit("rate left out", "w - lr *", "w -"),
           Edit("sigmoid's slope twice", "(a - y)", "((a - y) * a * (1 - a))"),
           Edit("squared error", "(a - y)", "(2 * (a - y) * a * (1 - a))"),
           Edit("only the first example", "x.T @ (a - y) / len(x)", "x[:1].T @ (a - y)[:1]"),
           Edit("score for prediction", "(a - y)", "(x @ w - y)"),
           Edit("labels exchanged", "(a - y)", "(a - 1 + y)"),
           Edit("score for prediction, squared", "(a - y)", "(2 * (x @ w - y))"),
           Edit("halved", " / len(x)", " / (2 * len(x))"),
           Edit("minus in the exponent", "np.exp(-x @ w)", "np.exp(x @ w)"),
           Edit("answer for prediction", "(a - y)", "((a > 0.5) - y)"),
           Edit("divided by the inputs", " / len(x)", " / x.shape[1]"),
           Edit("only one step", "range(steps)", "range(1)"),
           Edit("a step for each example",
                "        a = 1 / (1 + np.exp(-x @ w))\n        w = w - lr * x.T @ (a - y) / len(x)\n",
                "        for one, label in zip(x, y):\n"
                "            a = 1 / (1 + np.exp(-one @ w))\n            w = w - lr * one[:, None] * (a - label)\n"),
           after("sign", lambda w: -w)))
def fit(w, x, y, lr, steps):
    for _ in range(steps):
        a = 1 / (1 + np.exp(-x @ w))
        w = w - lr * x.T @ (a - y) / len(x)
    return w
