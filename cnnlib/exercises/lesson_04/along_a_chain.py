"""Walk back along a chain of stations, each with one local slope."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, n, upstream, whole):
    return (draw.tied if whole else draw)(n), upstream


@function(
    stars=2, gives=("back",),
    says="Return back, of shape (n,): the slope of L for the input of each station, first to last.",
    takes="slopes (n,): the local slopes, first to last;  upstream: dL/d(output) of the last station",
    arguments=arguments, sizes=((5, 0.7, False), (4, -1.3, False), (6, 0.6, True), (1, 1.7, False)),
    small=sizes((1, 2, 3), (2, 3), (True,)),
    hints=("Start at the end: what does the last station send back, when it gets `upstream`?",
           "Each station multiplies what arrives by its own slope, and sends the product on to the one before.",
           "for k in reversed(range(len(slopes))): multiply by slopes[k], then write the product into back[k]."),
    edits=(Edit("from the front", "reversed(range(len(slopes)))", "range(len(slopes))"),
           Edit("upstream left out", "    back = np", "    upstream = 1\n    back = np"),
           Edit("added, not multiplied", "upstream * slopes", "upstream + slopes"),
           after("read from the end", lambda g: g[::-1]),
           Edit("own slope left out", "        upstream = upstream * slopes[k]\n        back[k] = upstream\n",
                "        back[k] = upstream\n        upstream = upstream * slopes[k]\n"),
           Edit("each station by itself", "        upstream = upstream * slopes[k]\n        back[k] = upstream\n",
                "        back[k] = upstream * slopes[k]\n"),
           instead("the next one's slope", lambda slopes, upstream: np.cumprod(
               [upstream * slopes[-1], *slopes[1:][::-1]])[::-1]),
           after("the first left out", lambda g: np.r_[0, g[1:]]),
           after("one product for all", lambda g: np.full(g.shape, g[0])),
           instead("the end, too", lambda slopes, upstream: np.cumprod([upstream, *slopes[::-1]])[::-1]),
           after("sign", lambda g: -g)))
def along_a_chain(slopes, upstream):
    back = np.zeros(len(slopes))
    for k in reversed(range(len(slopes))):
        upstream = upstream * slopes[k]
        back[k] = upstream
    return back
