r"""A probe without a nudge: for a linear step, such as a convolution without its bias, $\sum$ forward(x) · h is
$\sum$ x · back(h), whatever x and h."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, inputs, outputs, right):
    matrix = np.linspace(-1, 2, inputs * outputs).reshape(outputs, inputs) ** 3
    turned = matrix.T if right else matrix.T[::-1]
    return lambda x: matrix @ x, lambda h: turned @ h, draw(inputs), draw(outputs)


@function(
    stars=3, gives=("gap",),
    says="Return the first sum minus the second: 0 where nothing was found.",
    takes="forward, back: functions of one array;  x: goes into forward;  h: an upstream, goes into back",
    arguments=arguments,
    sizes=((3, 2, 0), (2, 4, 0), (4, 4, 0), (3, 5, 1), (1, 2, 0)), small=sizes((1, 2), (1, 2), (0, 1)),
    hints=("Run both functions once.",
           "forward(x) has the shape of h, back(h) the shape of x: multiply number by number.",
           "(forward(x) * h).sum() − (x * back(h)).sum()."),
    edits=(Edit("averaged", "(forward(x) * h).sum()", "(forward(x) * h).mean()"),
           Edit("added, not subtracted", " - (x", " + (x"),
           Edit("h left out", "(forward(x) * h)", "forward(x)"),
           Edit("x left out", "(x * back(h))", "back(h)"),
           Edit("the second alone", "(forward(x) * h).sum() - ", ""),
           Edit("the first alone", " - (x * back(h)).sum()", ""),
           Edit("back of the forward pass", "back(h)", "back(forward(x))"),
           Edit("sign", "return (forward", "return -(forward")))
def dot_test(forward, back, x, h):
    return (forward(x) * h).sum() - (x * back(h)).sum()
