r"""A chain of small steps has the local slopes `slopes`, a row of n numbers from the first step to the last, and
`upstream` is the slope of the loss for what comes out at the end. Return the slope of the loss for what goes *into*
each step: n numbers, the first step's first."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, n):
    return draw(n), 1.5


@function(
    stars=2, gives=("gradients",), says="Return the n gradients, first to last.",
    arguments=arguments, sizes=((4,), (6,), (1,), (2,)), small=sizes((1, 2, 3)),
    hints=("Begin at the loss: what goes into the last step has upstream times the last slope.",
           "Go back one step at a time; what has arrived is multiplied by the next slope.",
           "for k in reversed(range(len(slopes))): and put each result in its place."),
    edits=(Edit("from the front", "reversed(range(len(slopes)))", "range(len(slopes))"),
           Edit("upstream left out", "len(slopes)), upstream", "len(slopes)), 1.0"),
           Edit("added, not multiplied", "arrived *= slopes[k]", "arrived += slopes[k]"),
           Edit("one place late", "arrived *= slopes[k]\n        gradients[k] = arrived",
                "gradients[k] = arrived\n        arrived *= slopes[k]"),
           Edit("a step alone", "arrived *= slopes[k]", "arrived = upstream * slopes[k]"),
           Edit("read from the end", "return gradients", "return gradients[::-1]"),
           Edit("divided, not multiplied", "arrived *= slopes[k]", "arrived /= slopes[k]")))
def along_a_chain(slopes, upstream):
    gradients, arrived = np.zeros(len(slopes)), upstream
    for k in reversed(range(len(slopes))):
        arrived *= slopes[k]
        gradients[k] = arrived
    return gradients
