"""Write the stamp loop for any number of examples, channels and filters; stride 1, no padding.
With several channels, filter k reads channel n with `w[:, :, n, k]` and adds up over the channels (lesson 14).
So `dL_dw[:, :, n, k]` pairs channel n with the upstream of filter k.
"""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import places, sizes


def arguments(draw, m, height, width, rows, columns, channels, filters):
    outputs = places((height, width), (rows, columns))
    return outputs and (draw(m, *outputs, filters), draw(m, height, width, channels), rows, columns)


def overwritten(dL_dz, x, rows, columns, total=lambda every: every[-1]):
    """The last example alone, of its windows the last or their total."""
    down, across = dL_dz.shape[1:3]
    return total([np.einsum("uvn,k->uvnk", x[-1, i:i + rows, j:j + columns], dL_dz[-1, i, j])
                  for i, j in np.ndindex(down, across)])


@function(
    stars=2, gives=("dL_dw",),
    says="Return dL_dw, of shape (rows, columns, channels, filters).",
    takes="dL_dz (m, windows down, windows across, filters);  x (m, height, width, channels)",
    arguments=arguments, sizes=((2, 5, 7, 2, 3, 3, 4), (3, 6, 5, 3, 3, 2, 2), (1, 4, 4, 3, 2, 1, 1)),
    small=sizes((1, 2), (1, 2), (1, 2, 3), (1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("Each output [e, i, j, k] has read one window of x: rows i to i + rows, columns j to j + columns.",
           "It stamps that window, times its own gradient, into filter k: all channels at once.",
           "Loop with np.ndindex(dL_dz.shape), start from zeros, and add with +=."),
    edits=(Edit("= where += is needed", "+= dL_dz", "= dL_dz"),
           after("dw flipped", lambda g: g[::-1, ::-1]),
           Edit("mean over positions", "return dL_dw", "return dL_dw / dL_dz[0, :, :, 0].size"),
           Edit("1/m in the layer, too", "+= dL_dz[e, i, j, k] *", "+= dL_dz[e, i, j, k] / len(x) *"),
           Edit("index 0 throughout", "x[e, i", "x[0, i"),
           Edit("only the first example", "+= dL_dz[e, i, j, k] *", "+= (e == 0) * dL_dz[e, i, j, k] *"),
           Edit("upstream left out", "dL_dz[e, i, j, k] *", "1 *"),
           instead("= where += is needed", overwritten),
           instead("only the last example", lambda dL_dz, x, rows, columns: overwritten(dL_dz, x, rows, columns, sum)),
           after("sign", lambda g: -g),
           Edit("channels mixed", "columns, :]", "columns, :].sum(axis=2, keepdims=True)"),
           Edit("one sum for all", "dL_dz[e, i, j, k] *", "dL_dz[e, i, j].sum() *"),
           after("channels and filters exchanged", lambda g: g.swapaxes(2, 3)),
           after("transposed", lambda g: g.swapaxes(0, 1))))
def kernel_gradient(dL_dz, x, rows, columns):
    dL_dw = np.zeros((rows, columns, x.shape[3], dL_dz.shape[3]))
    for e, i, j, k in np.ndindex(dL_dz.shape):
        dL_dw[:, :, :, k] += dL_dz[e, i, j, k] * x[e, i:i + rows, j:j + columns, :]
    return dL_dw
