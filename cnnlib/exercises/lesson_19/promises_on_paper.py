r"""On paper: pixels [[0.05, 0.85], [0.1, 0.5]], gradient $g = \partial L/\partial x$ = [[3, −5], [−1, 1]]. Type four
promises: how $L$ changes when pixel $[0, 1]$ grows by 0.1; how far it falls by a step of length 0.3 along $-g$; how far
when every pixel moves by 0.2, each so that $L$ falls; what is left of this last fall when pixels stop at 0 and 1."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="change by [0, 1], fall along −g, fall when all move, what is left of it",
    hints=("A pixel that moves by d changes L by d times its number in the gradient; several add up.",
           "Along −g the fall is the step's length times that of g, √(9 + 25 + 1 + 1). When all pixels move by 0.2, it "
           "is 0.2 · Σ|g|.",
           "Pixels with g > 0 go down, those with g < 0 up: 0.85 can grow by 0.15 only, and 0.05 fall by 0.05 only."),
    edits=(Edit("the other direction", "0.1 * g[0, 1]", "-0.1 * g[0, 1]"),
           Edit("row and column of the pixel exchanged", "g[0, 1]", "g[1, 0]"),
           Edit("another cell", "g[0, 1]", "g[0, 0]"),
           Edit("not times the nudge", "0.1 * g[0, 1]", "g[0, 1]"),
           Edit("where the pixel is then", "0.1 * g[0, 1]", "(x[0, 1] + 0.1) * g[0, 1]"),
           Edit("change for fall", "return nudged, along, signs, clipped", "return nudged, -along, -signs, -clipped"),
           Edit("change for fall", "along, signs,", "-along, -signs,"),
           Edit("not divided by the length", "np.sqrt((g ** 2).sum())", "(g ** 2).sum()"),
           Edit("sizes for lengths", "np.sqrt((g ** 2).sum())", "abs(g).sum()"),
           Edit("largest for length", "np.sqrt((g ** 2).sum())", "abs(g).max()"),
           Edit("signs added up", "np.sqrt((g ** 2).sum())", "-g.sum()"),
           Edit("rate left out", "0.3 * np.sqrt", "np.sqrt"),
           Edit("halved", "0.3 * np.sqrt", "0.15 * np.sqrt"),
           Edit("length for sizes", "0.2 * abs(g).sum()", "0.2 * np.sqrt((g ** 2).sum())"),
           Edit("signs added up", "0.2 * abs(g).sum()", "0.2 * -g.sum()"),
           Edit("signs added up", "0.2 * abs(g).sum()", "0.2 * g.sum()"),
           Edit("averaged", "0.2 * abs(g).sum()", "0.2 * abs(g).mean()"),
           Edit("a step of that length", "0.2 * abs(g).sum()", "0.4 * np.sqrt((g ** 2).sum())"),
           Edit("not clipped", "np.clip(x - 0.2 * np.sign(g), 0, 1)", "(x - 0.2 * np.sign(g))"),
           Edit("moved against the fall", "clipped = ((x - np.clip(x - 0.2 * np.sign(g), 0, 1)) * g).sum()",
                "clipped = ((np.clip(x + 0.2 * np.sign(g), 0, 1) - x) * g).sum()"),
           Edit("clipped pixels left out", "(x - np.clip(x - 0.2 * np.sign(g), 0, 1))", "[[0, 0], [-0.2, 0.2]]"),
           Edit("clipped pixels alone", "(x - np.clip(x - 0.2 * np.sign(g), 0, 1))", "[[0.05, -0.15], [0, 0]]"),
           Edit("what clipping takes", "signs, clipped", "signs, signs - clipped"),
           Edit("clipped above alone", "0.2 * np.sign(g), 0, 1)", "0.2 * np.sign(g), -1, 1)"),
           Edit("clipped below alone", "0.2 * np.sign(g), 0, 1)", "0.2 * np.sign(g), 0, 2)"),
           Edit("change clipped", "(x - np.clip(x - 0.2 * np.sign(g), 0, 1))", "np.clip(0.2 * np.sign(g), 0, 1)"),
           Edit("change clipped", "(x - np.clip(x - 0.2 * np.sign(g), 0, 1))", "-np.clip(-0.2 * np.sign(g), 0, 1)"),
           Edit("pixels, not how far they move", "(x - np.clip(x - 0.2 * np.sign(g), 0, 1))",
                "np.clip(x - 0.2 * np.sign(g), 0, 1)")))
def promises_on_paper():
    x = np.array([[0.05, 0.85], [0.1, 0.5]])
    g = np.array([[3, -5], [-1, 1]])
    nudged = 0.1 * g[0, 1]
    # the best that a step of this length can do
    along = 0.3 * np.sqrt((g ** 2).sum())
    signs = 0.2 * abs(g).sum()
    # up to 1 there is only 0.15 of the 0.2, down to 0 only 0.05
    clipped = ((x - np.clip(x - 0.2 * np.sign(g), 0, 1)) * g).sum()
    return nudged, along, signs, clipped
