r"""Write one step of Adam: $\beta_1 = 0.9$, $\beta_2 = 0.999$, and $\varepsilon = 10^{-8}$ is added to the square
root."""

import numpy as np

from ..edits import Edit, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, n, t, lr):
    w, g, m, v = draw(n), draw(n) + 0.3, draw(n) / 2, draw(n) ** 2 + 0.1
    if n > 2:                   # a weight without a gradient, and one whose gradients are of the size of ε
        g[:2], m[:2], v[:2] = (0, 2e-8), (0, 1e-8), (0, 1e-16)
    return w, g, m, v, t, lr


def exchanged(w, g, m, v, t, lr):
    m, v = 0.999 * m + 0.001 * g, 0.9 * v + 0.1 * g ** 2
    return w - lr * m / (1 - 0.999 ** t) / (np.sqrt(v / (1 - 0.9 ** t)) + 1e-8), m, v


@function(
    stars=3, gives=("w", "m", "v"),
    says="Return w, m, v after step number t = 1, 2, …",
    takes="m, v: the fading means of the gradients and of their squares;  g: the gradient;  lr: the rate",
    arguments=arguments, sizes=((4, 1, 0.01), (3, 2, 0.1), (5, 7, 0.03), (1, 30, 0.2)),
    small=sizes((1, 2), (1, 2), (1.0,)),
    hints=("First the means: 0.9 of the old one and 0.1 of the gradient, 0.999 and 0.001 for the squares.",
           "Both start from 0; m / (1 − 0.9 ** t) and v / (1 − 0.999 ** t) undo that, for this step alone.",
           "w − lr · corrected m / (√(corrected v) + ε)."),
    edits=(Edit("no correction", " / (1 - 0.9 ** t) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)",
                " / (np.sqrt(v) + 1e-8)"),
           Edit("no correction", " / (1 - 0.9 ** t)", ""),                          # of one mean alone
           Edit("no correction", "v / (1 - 0.999 ** t)", "v"),
           Edit("step counted from 0", "lr * m / (1 - 0.9 ** t) / (np.sqrt(v / (1 - 0.999 ** t))",
                "lr * m / (1 - 0.9 ** (t - 1)) / (np.sqrt(v / (1 - 0.999 ** (t - 1)))"),
           Edit("not squared", "0.001 * g ** 2", "0.001 * g"),
           Edit("no square root", "np.sqrt(v / (1 - 0.999 ** t))", "(v / (1 - 0.999 ** t))"),
           Edit("ε inside the root", "(np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)", "np.sqrt(v / (1 - 0.999 ** t) + 1e-8)"),
           Edit("no ε", " + 1e-8)", ")"),
           *(Edit("another ε", "1e-8", other) for other in ("1e-5", "1e-6", "1e-7")),
           Edit("uphill", "w - lr", "w + lr"),
           Edit("rate left out", "lr * m", "m"),
           instead("betas exchanged", exchanged),
           Edit("old and new exchanged", "0.9 * m + 0.1 * g", "0.1 * m + 0.9 * g"),
           Edit("added whole", "0.1 * g", "g"),
           Edit("added whole", "0.001 * g ** 2", "g ** 2"),
           Edit("the old mean", "lr * m", "lr * (m - 0.1 * g) / 0.9"),
           Edit("gradient for its mean", "lr * m / (1 - 0.9 ** t)", "lr * g"),
           Edit("correction kept", "    return w", "    m = m / (1 - 0.9 ** t)\n    return w"),
           Edit("correction kept", "return w, m, v", "return w, m, v / (1 - 0.999 ** t)")))
def adam_step(w, g, m, v, t, lr):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    w = w - lr * m / (1 - 0.9 ** t) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
    return w, m, v
