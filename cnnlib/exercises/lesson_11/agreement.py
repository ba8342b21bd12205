"""Does a wrong gradient still point downhill? Write the cosine of the angle between two gradients, over all their
numbers together."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, *counts):
    g = [draw(n, 2) for n in counts]
    return g, [draw(n, 2) + 0.7 * one for n, one in zip(counts, g)]


@function(
    stars=2, gives=("cosine",),
    says="Return a number: 1 for the same direction, above 0 as long as a step along h goes down.",
    takes="g, h: two gradients of a network, each a list of arrays, of the same shapes",
    arguments=arguments, sizes=((3, 2), (1, 4, 2), (5,), (2, 1)), small=sizes((1, 2), (1, 2)),
    hints=("Lay all numbers of a gradient in one long row: np.concatenate of one.ravel() for each array.",
           "The sum of the products of both rows says how much they agree.",
           "Divide it by the lengths of both: np.linalg.norm."),
    edits=(Edit("not divided by the lengths", " / (np.linalg.norm(g) * np.linalg.norm(h))", ""),
           Edit("one length alone", " / (np.linalg.norm(g) * np.linalg.norm(h))", " / np.linalg.norm(g)"),
           Edit("no square root", " / (np.linalg.norm(g) * np.linalg.norm(h))", " / ((g @ g) * (h @ h))"),
           Edit("only the first array", "np.concatenate([one.ravel() for one in each])", "each[0].ravel()"),
           Edit("averaged", "g @ h", "(g * h).mean()"),
           Edit("no signs", "g @ h", "abs(g) @ abs(h)"),
           Edit("sizes for lengths", "(np.linalg.norm(g) * np.linalg.norm(h))", "(abs(g).sum() * abs(h).sum())"),
           Edit("sign", "return g", "return -g")))
def agreement(g, h):
    g, h = [np.concatenate([one.ravel() for one in each]) for each in (g, h)]
    return g @ h / (np.linalg.norm(g) * np.linalg.norm(h))
