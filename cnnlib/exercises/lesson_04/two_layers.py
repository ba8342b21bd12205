"""Each of n inputs feeds all of h numbers in between, and each of these all of o outputs. Let the paths add."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, n, h, o):
    return draw(n, h), draw(h, o), draw(o)


def paths(first, second, upstream):
    return (first[:, :, None] * second * upstream).reshape(len(first), -1)


def strongest(first, second, upstream):
    every = paths(first, second, upstream)
    return every[np.arange(len(first)), np.abs(every).argmax(axis=1)]


@function(
    stars=3, gives=("back",),
    says="Return back, of shape (n,): the slope of L for each input.",
    takes="first (n, h): of each number in between for each input;  second (h, o): of each output for each "
          "number in between;  upstream (o,): of L for each output",
    arguments=arguments, sizes=((2, 3, 4), (4, 2, 3), (3, 3, 3), (1, 4, 2)), small=sizes((1, 2), (1, 2), (1, 2)),
    hints=("From one input to L there are h · o paths: through each number in between, then each output.",
           "Along one path three slopes multiply. Where the paths meet again, at the input, they add.",
           "Loop over all i, k, j: back[i] += first[i, k] * second[k, j] * upstream[j]."),
    edits=(Edit("last path alone", "+= first", "= first"),
           instead("first path alone", lambda *given: paths(*given)[:, 0]),
           instead("strongest path alone", strongest),
           instead("= where += is needed", lambda first, second, upstream: first @ (second[:, -1] * upstream[-1])),
           instead("= where += is needed", lambda first, second, upstream: first[:, -1] * (second @ upstream)[-1]),
           Edit("upstream left out", " * upstream[j]", ""),
           Edit("one layer left out", "first[i, k] * ", ""),
           Edit("one layer left out", "second[k, j] * ", ""),
           Edit("averaged", "return back", "return back / second.size"),
           Edit("averaged", "return back", "return back / len(second)"),
           Edit("added, not multiplied", "first[i, k] * second[k, j] * up", "first[i, k] + second[k, j] + up"),
           Edit("transposed", "second[k, j]", "second[j, k]"),
           instead("transposed", lambda first, second, upstream: first @ (upstream @ second)),
           after("one sum for all", lambda g: np.full(g.shape, g.sum())),
           after("sign", lambda g: -g)))
def two_layers(first, second, upstream):
    back = np.zeros(len(first))
    for i, k, j in np.ndindex(*first.shape, len(upstream)):
        back[i] += first[i, k] * second[k, j] * upstream[j]
    return back
