"""Does a wrong gradient still point downhill? Write the cosine of the angle between two gradients, over all their
numbers together."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, *counts):
    shapes = [(n, 2)[:1 + k % 2] for k, n in enumerate(counts, start=1)]      # as of weights and biases
    g = [draw(*shape) for shape in shapes]
    return g, [draw(*one.shape) + (-1) ** len(counts) * one for one in g]       # some point uphill


def number_by_number(g, h):
    return np.mean([(one * other).sum() / (np.linalg.norm(one) * np.linalg.norm(other)) for one, other in zip(g, h)])


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
           Edit("one length alone", " / (np.linalg.norm(g) * np.linalg.norm(h))", " / np.linalg.norm(h)"),
           instead("number by number", number_by_number),
           Edit("no square root", " / (np.linalg.norm(g) * np.linalg.norm(h))", " / ((g @ g) * (h @ h))"),
           Edit("only the first array", "np.concatenate([one.ravel() for one in each])", "each[0].ravel()"),
           Edit("averaged", "g @ h", "(g * h).mean()"),
           Edit("no signs", "g @ h", "abs(g) @ abs(h)"),
           Edit("sizes for lengths", "(np.linalg.norm(g) * np.linalg.norm(h))", "(abs(g).sum() * abs(h).sum())"),
           after("no signs", abs),
           after("nothing below 0", lambda cosine: max(0.0, cosine)),
           Edit("sign", "return g", "return -g")))
def agreement(g, h):
    g, h = [np.concatenate([one.ravel() for one in each]) for each in (g, h)]
    return g @ h / (np.linalg.norm(g) * np.linalg.norm(h))
