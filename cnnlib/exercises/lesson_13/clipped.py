"""*Clipping* shortens a gradient whose length is over a limit, and keeps its direction. Write it for one array."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, most):
    return draw(rows, columns), float(most)


@function(
    stars=2, gives=("shorter",),
    says="Return g, shortened to the length most where it is longer.",
    arguments=arguments, sizes=((3, 4, 1), (2, 3, 9), (1, 2, 2), (5, 2, 2)), small=sizes((1, 2), (1, 2), (1, 3)),
    hints=("np.linalg.norm(g) is the length of all numbers together.",
           "What factor makes a length into most?",
           "g * most / length where the length is over most, g elsewhere."),
    edits=(Edit("each number by itself", "return g * min(1, most / length)", "return np.clip(g, -most, most)"),
           Edit("always scaled", "min(1, most / length)", "(most / length)"),
           Edit("sizes for lengths", "np.linalg.norm(g)", "abs(g).sum()"),
           Edit("no square root", "np.linalg.norm(g)", "(g ** 2).sum()"),
           Edit("averaged", "np.linalg.norm(g)", "np.sqrt((g ** 2).mean())"),
           Edit("largest for length", "np.linalg.norm(g)", "abs(g).max()"),
           Edit("direction alone", "min(1, most / length)", "min(1, 1 / length)"),
           Edit("turned over", "most / length", "length / most"),
           Edit("nothing where it is too long", "min(1, most / length)", "(length <= most)"),
           Edit("row by row", "np.linalg.norm(g)", "np.linalg.norm(g, axis=1).max()"),
           after("no signs", abs)))
def clipped(g, most):
    length = np.linalg.norm(g)
    return g * min(1, most / length)
