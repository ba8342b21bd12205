r"""A probe without a nudge: for a linear step, such as a convolution without its bias, $\sum$ forward(x) · h is
$\sum$ x · back(h), whatever x and h."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, inputs, outputs, columns, back):
    # whole numbers alone: where back is right, the gap is 0, and no round-off that hangs on the order of adding
    matrix = np.arange(1.0, inputs * outputs + 1).reshape(outputs, inputs) ** 2 % 7 - 4
    turned = {"right": matrix.T, "turned": matrix.T[::-1], "scaled": matrix.T / 2, "sign": -matrix.T}[back]
    return lambda x: matrix @ x, lambda h: turned @ h, draw.tied(inputs, columns), draw.tied(outputs, columns)


@function(
    stars=3, gives=("gap",),
    says="Return the first sum minus the second: 0 where nothing was found.",
    takes="forward, back: functions of one array;  x: goes into forward;  h: an upstream, goes into back",
    arguments=arguments,
    sizes=((3, 2, 2, "turned"), (2, 4, 3, "scaled"), (4, 4, 1, "sign"), (3, 5, 2, "right"), (1, 2, 1, "scaled")),
    small=sizes((1, 2), (1, 2), (1,), ("right", "turned", "scaled")),
    hints=("Run both functions once.",
           "forward(x) has the shape of h, back(h) the shape of x: multiply number by number.",
           "(forward(x) * h).sum() − (x * back(h)).sum()."),
    edits=(Edit("averaged", "(forward(x) * h).sum()", "(forward(x) * h).mean()"),
           instead("averaged", lambda forward, back, x, h: (forward(x) * h).mean() - (x * back(h)).mean()),
           after("size of the gap", abs),
           Edit("added, not subtracted", " - (x", " + (x"),
           Edit("h left out", "(forward(x) * h)", "forward(x)"),
           Edit("x left out", "(x * back(h))", "back(h)"),
           Edit("the second alone", "(forward(x) * h).sum() - ", ""),
           Edit("the first alone", " - (x * back(h)).sum()", ""),
           Edit("back of the forward pass", "back(h)", "back(forward(x))"),
           instead("h left out", lambda forward, back, x, h: forward(x).sum() - (x * back(0 * h + 1)).sum()),
           after("sign", lambda gap: -gap)))
def dot_test(forward, back, x, h):
    return (forward(x) * h).sum() - (x * back(h)).sum()
