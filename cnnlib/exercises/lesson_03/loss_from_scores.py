r"""For $y = 1$ the loss of one score is $\log(1 + e^{-z})$. Write the mean binary cross-entropy of scores `z` and
labels `y` (both of shape (m, 1), labels 0 or 1) so that it stays finite for scores like ±800. NumPy's
`np.logaddexp(p, q)` is $\log(e^p + e^q)$ without an overflow."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, m, scale):
    return scale * draw(m, 1), draw.labels(m, 1)


@function(
    stars=3, gives=("loss",), says="Return the mean loss, a number.",
    arguments=arguments, sizes=((5, 1), (4, 3), (1, 1), (7, 800)), small=sizes((1, 2), (1, 800)),
    hints=("For y = 0 the prediction that counts is 1 − a. What does that do to the sign of z?",
           "1 = e^0, so log(1 + e^(−z)) is np.logaddexp(0, −z).",
           "(1 − 2y) is +1 for the label 0 and −1 for the label 1."),
    edits=(Edit("log of what underflows", "np.logaddexp(0, (1 - 2 * y) * z)", "np.log(1 + np.exp((1 - 2 * y) * z))"),
           Edit("labels exchanged", "(1 - 2 * y)", "(2 * y - 1)"),
           Edit("ones alone", "(1 - 2 * y) * z", "-z"),
           Edit("summed", ".mean()", ".sum()"),
           Edit("squared error", "np.logaddexp(0, (1 - 2 * y) * z)", "((1 / (1 + np.exp(-z)) - y) ** 2)"),
           Edit("log to base 2", "np.logaddexp(0, (1 - 2 * y) * z)", "np.logaddexp(0, (1 - 2 * y) * z) / np.log(2)"),
           Edit("sigmoid twice", "(1 - 2 * y) * z", "(1 - 2 * y) / (1 + np.exp(-z))"),
           Edit("half forgotten", "np.logaddexp(0, (1 - 2 * y) * z)", "y * np.logaddexp(0, -z)"),
           Edit("sign", "return np", "return -np")))
def loss_from_scores(z, y):
    return np.logaddexp(0, (1 - 2 * y) * z).mean()
