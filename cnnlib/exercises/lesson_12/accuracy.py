"""How many answers are right? The network says 1 where its score is above 0."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, m):
    return draw.tied(m, 1) / 4, draw.labels(m, 1)         # scores of 0, too, some near it and some up to 0.5


@function(
    stars=2, gives=("share",),
    says="Return the share of right answers, a number.",
    takes="z, y (m, 1): scores, and labels 0 or 1",
    arguments=arguments, sizes=((20,), (17,), (1,), (30,)), small=sizes((1, 2, 3)),
    hints=("At which score is the probability one half?",
           "(z > 0) is True where the network says 1.",
           "Compare that with y, and take the mean of what is True."),
    edits=(Edit("threshold 0.5 on scores", "z > 0", "z > 0.5"),
           Edit("0 said to be 1", "z > 0", "z >= 0"),
           Edit("counted, not shared", "np.mean(", "np.sum("),
           Edit("the other class", "(z > 0) == y", "(z > 0) != y"),
           Edit("ones alone", "(z > 0) == y", "(z > 0) * y"),
           Edit("says for is right", "(z > 0) == y", "z > 0"),
           Edit("labels for answers", "(z > 0) == y", "y"),
           Edit("in percent", "return np", "return 100 * np"),
           Edit("axes mixed", "(z > 0) == y", "(z > 0) == y.T")))
def accuracy(z, y):
    return np.mean((z > 0) == y)
