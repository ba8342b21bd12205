"""*Clipping* shortens a gradient whose length is over a limit, and keeps its direction. Write it for one array."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, most, length):
    g = draw(rows, columns)         # a length of 0 leaves the numbers as they are drawn
    return g * length / np.linalg.norm(g) if length else g, float(most)


@function(
    stars=2, gives=("shorter",),
    says="Return g, shortened to the length most where it is longer.",
    arguments=arguments,
    sizes=((3, 4, 1, 2.4), (2, 3, 9, 1.9), (2, 3, 2, 1.5), (5, 2, 2, 2.1), (4, 3, 0.8, 0.9),
           (3, 3, 1.2, 1.1), (2, 2, 1, 8),
           (3, 4, 2, 1.2)),
    small=sizes((1, 2), (1, 2), (1, 2, 3), (0,)),
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
           Edit("never shortened", "min(1, most / length)", "1"),
           Edit("the square compared", "min(1, most / length)", "(most / length if length ** 2 > most else 1)"),
           Edit("sizes compared", "min(1, most / length)", "(most / length if abs(g).sum() > most else 1)"),
           Edit("the largest compared", "min(1, most / length)", "(most / length if abs(g).max() > most else 1)"),
           Edit("the largest compared", "min(1, most / length)", "(most / length if g.max() > most else 1)"),
           Edit("lengthened, not shortened", "min(1", "max(1"),
           Edit("row by row", "np.linalg.norm(g)", "np.linalg.norm(g, axis=1).max()"),
           after("no signs", abs)))
def clipped(g, most):
    length = np.linalg.norm(g)
    return g * min(1, most / length)
