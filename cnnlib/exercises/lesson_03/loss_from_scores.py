r"""Write the mean binary cross-entropy from scores: $\log(1 + e^{-z})$ for the label 1, $\log(1 + e^{z})$ for the
label 0. It must stay finite and right for scores such as 800 and −800."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes

CUTS = 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15


def arguments(draw, m, scale):
    z, y = scale * draw(m, 1), draw.labels(m, 1)
    if scale > 30:          # large scores of both signs, with both labels
        z = np.resize([scale, -scale, -scale, scale], (m, 1)) + draw(m, 1)
        y = np.resize([1.0, 1.0, 0.0, 0.0], (m, 1))
    return z, y


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def surprise(a, y):
    return -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean()


# where inf or nan comes out, there are no numbers to draw: these mistakes have no picture
@function(
    stars=3, gives=("L",),
    says="Return L, the mean of the losses: a number.",
    takes="z, y (m, 1): scores, and labels 0 or 1",
    arguments=arguments, sizes=((8, 1), (5, 80), (7, 800), (1, 2)), small=sizes((1, 2), (1, 30)),
    hints=("For a large z, log(1 + e^z) is nearly z itself. Can you take z out, so that e gets no large exponent?",
           "log(1 + e^z) = max(z, 0) + log(1 + e^−|z|). And log(1 + e^−z) is that, minus z.",
           "The mean of np.maximum(z, 0) − y * z + np.log1p(np.exp(−np.abs(z)))."),
    edits=(instead("log of what underflows", lambda z, y: surprise(sigmoid(z), y)),
           instead("log of what underflows",
                   lambda z, y: np.where(y == 1, -np.log(sigmoid(z)), -np.log(1 - sigmoid(z))).mean()),
           Edit("exp overflows", "np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))",
                "np.log(1 + np.exp(z)) - y * z"),
           Edit("exp overflows", "np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))",
                "y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z))"),
           *(instead("clipped", lambda z, y, cut=cut: surprise(np.clip(sigmoid(z), cut, 1 - cut), y)) for cut in CUTS),
           *(instead("clipped", lambda z, y, most=most: surprise(sigmoid(np.clip(z, -most, most)), y))
             for most in (10, 20, 30)),
           *(instead("clipped", lambda z, y, cut=cut: -(y * np.log(sigmoid(z) + cut)
                                                        + (1 - y) * np.log(1 - sigmoid(z) + cut)).mean())
             for cut in CUTS),
           Edit("sizes left out", "-np.abs(z)", "-z"),
           instead("axes mixed", lambda z, y: (np.maximum(z, 0) - y.ravel() * z + np.log1p(np.exp(-np.abs(z)))).mean()),
           Edit("labels exchanged", "y * z", "(1 - y) * z"),
           Edit("summed", ".mean()", ".sum()"),
           after("sign", lambda loss: -loss),
           instead("squared error for surprise", lambda z, y: ((sigmoid(z) - y) ** 2).mean()),
           Edit("sigmoid twice", "    losses", "    z = 1 / (1 + np.exp(-z))\n    losses"),
           Edit("only label 1", "losses.mean()", "(y * losses).mean()"),
           Edit("examples kept apart", ".mean()", ""),
           after("in coin tosses", lambda loss: loss / np.log(2))))
def loss_from_scores(z, y):
    losses = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
    return losses.mean()
