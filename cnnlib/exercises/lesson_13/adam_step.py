r"""Write one step of Adam: $\beta_1 = 0.9$, $\beta_2 = 0.999$, and $\varepsilon = 10^{-8}$ is added to the square
root."""

import numpy as np

from ..edits import Edit, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, n, t):
    return draw(n), draw(n) + 0.3, draw(n) / 2, draw(n) ** 2 + 0.1, t, 0.01


def exchanged(w, g, v, s, t, lr):
    v, s = 0.999 * v + 0.001 * g, 0.9 * s + 0.1 * g ** 2
    return w - lr * v / (1 - 0.999 ** t) / (np.sqrt(s / (1 - 0.9 ** t)) + 1e-8), v, s


@function(
    stars=3, gives=("w", "v", "s"),
    says="Return w, v, s after step number t = 1, 2, …",
    takes="v, s: the fading means of the gradients and of their squares;  g: the gradient;  lr: the rate",
    arguments=arguments, sizes=((4, 1), (3, 2), (5, 7), (1, 30)), small=sizes((1,), (1, 2)),
    hints=("First the means: 0.9 of the old one and 0.1 of the gradient, 0.999 and 0.001 for the squares.",
           "Both start from 0; v / (1 − 0.9 ** t) and s / (1 − 0.999 ** t) undo that, for this step alone.",
           "w − lr · corrected v / (√(corrected s) + ε)."),
    edits=(Edit("no correction", " / (1 - 0.9 ** t) / (np.sqrt(s / (1 - 0.999 ** t)) + 1e-8)",
                " / (np.sqrt(s) + 1e-8)"),
           Edit("no correction", " / (1 - 0.9 ** t)", ""),                          # of one mean alone
           Edit("no correction", "s / (1 - 0.999 ** t)", "s"),
           Edit("step counted from 0", "lr * v / (1 - 0.9 ** t) / (np.sqrt(s / (1 - 0.999 ** t))",
                "lr * v / (1 - 0.9 ** (t - 1)) / (np.sqrt(s / (1 - 0.999 ** (t - 1)))"),
           Edit("not squared", "0.001 * g ** 2", "0.001 * g"),
           Edit("no square root", "np.sqrt(s / (1 - 0.999 ** t))", "(s / (1 - 0.999 ** t))"),
           Edit("uphill", "w - lr", "w + lr"),
           instead("betas exchanged", exchanged),
           Edit("added whole", "0.1 * g", "g"),
           Edit("the old mean", "lr * v", "lr * (v - 0.1 * g) / 0.9"),
           Edit("gradient for its mean", "lr * v / (1 - 0.9 ** t)", "lr * g"),
           Edit("correction kept", "    return w", "    v = v / (1 - 0.9 ** t)\n    return w")))
def adam_step(w, g, v, s, t, lr):
    v = 0.9 * v + 0.1 * g
    s = 0.999 * s + 0.001 * g ** 2
    w = w - lr * v / (1 - 0.9 ** t) / (np.sqrt(s / (1 - 0.999 ** t)) + 1e-8)
    return w, v, s
