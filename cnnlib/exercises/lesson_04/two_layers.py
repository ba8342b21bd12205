r"""Paths add. `first[i, j]` is the local slope of hidden number j for input i, `second[j, k]` that of output k for
hidden number j, and `upstream[k]` the slope of the loss for output k. Return the slope of the loss for each input, in one
walk backward."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, inputs, hidden, outputs):
    return draw(inputs, hidden), draw(hidden, outputs), draw(outputs)


@function(
    stars=3, gives=("gradients",), says="Return one gradient for each input.",
    arguments=arguments, sizes=((4, 3, 2), (2, 5, 3), (1, 2, 4), (3, 3, 3)), small=sizes((1, 2), (1, 2), (1, 2)),
    hints=("First the hidden numbers: each hears from all outputs.",
           "A hidden number's slope is the sum over k of second[j, k] · upstream[k].",
           "Then the same once more with first and what the hidden numbers have got."),
    edits=(Edit("last path alone", "hidden[j] += second[j, k] * upstream[k]", "hidden[j] = second[j, k] * upstream[k]"),
           Edit("= where += is needed", "gradients[i] += first[i, j] * hidden[j]",
                "gradients[i] = first[i, j] * hidden[j]"),
           Edit("upstream left out", "second[j, k] * upstream[k]", "second[j, k]"),
           Edit("a factor is missing", "first[i, j] * hidden[j]", "hidden[j]"),
           Edit("added, not multiplied", "second[j, k] * upstream[k]", "second[j, k] + upstream[k]"),
           Edit("averaged", "return gradients", "return gradients / len(upstream)"),
           Edit("no signs", "return gradients", "return abs(gradients)"),
           Edit("sign", "gradients[i] +=", "gradients[i] -=")))
def two_layers(first, second, upstream):
    hidden, gradients = np.zeros(len(second)), np.zeros(len(first))
    for j, k in np.ndindex(second.shape):
        hidden[j] += second[j, k] * upstream[k]
    for i, j in np.ndindex(first.shape):
        gradients[i] += first[i, j] * hidden[j]
    return gradients
