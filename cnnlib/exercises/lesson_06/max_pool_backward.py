"""Write the backward pass of max pooling for any window and stride. The first winner in reading order gets it all."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, channels, high, wide, stride):
    places = [(n - k) // stride + 1 for n, k in ((rows, high), (columns, wide))]
    if min(places) < 1:
        return None
    return draw(m, *places, channels), draw.tied(m, rows, columns, channels) - 3 * (m == 1), (high, wide), stride


@function(
    stars=3, gives=("dL_da",),
    says="Return dL_da, of the shape of a.",
    takes="a (m, rows, columns, channels);  size (rows, columns) of a window;  dL_dp: one gradient for each "
          "window",
    arguments=arguments,
    sizes=((2, 4, 5, 2, 2, 3, 1), (2, 5, 6, 2, 3, 2, 2), (1, 6, 6, 2, 3, 3, 2), (2, 7, 8, 1, 2, 1, 3)),
    small=sizes((1, 2), (1, 2, 3), (1, 2, 3), (1, 2), (1, 2), (1, 2, 3), (1, 2)),
    hints=("Window (i, j) starts at row i · stride, column j · stride. How many there are, dL_dp.shape knows.",
           "window.argmax() counts cells in reading order; divmod by the window's columns makes row and column of it.",
           "Windows overlap where the stride is small: add with +=."),
    edits=(Edit("= for += at a winner", "+= dL_dp", "= dL_dp"),
           Edit("every tie paid", "dL_da[e, r + down, c + right, k] +=",
                "dL_da[e, r:r + size[0], c:c + size[1], k] += (window == window.max()) *"),
           Edit("the tie shared", "dL_da[e, r + down, c + right, k] += dL_dp[e, i, j, k]",
                "wins = window == window.max()\n"
                "        dL_da[e, r:r + size[0], c:c + size[1], k] += wins * dL_dp[e, i, j, k] / wins.sum()"),
           Edit("return too deep", "    return dL_da", "        return dL_da"),
           Edit("row and column exchanged", "divmod(window.argmax(), size[1])", "divmod(window.argmax(), size[0])"),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           Edit("size for stride", "i * stride, j * stride", "i * size[0], j * size[1]"),
           Edit("the last of a tie", "window.argmax()", "window.size - 1 - window.ravel()[::-1].argmax()"),
           Edit("first by columns", "divmod(window.argmax(), size[1])", "divmod(window.T.argmax(), size[0])[::-1]"),
           Edit("starting from 0", "+= dL_dp[e, i, j, k]", "+= dL_dp[e, i, j, k] * (window.max() > 0)"),
           Edit("index 0 throughout", "+= dL_dp[e, i, j, k]", "+= (e == k == 0) * dL_dp[e, i, j, k]"),
           Edit("smallest for largest", "window.argmax()", "window.argmin()"),
           Edit("largest size", "window.argmax()", "abs(window).argmax()"),
           Edit("channels mixed", "c:c + size[1], k]\n", "c:c + size[1], 0]\n"),
           Edit("mean for largest", "dL_da[e, r + down, c + right, k] += dL_dp[e, i, j, k]",
                "dL_da[e, r:r + size[0], c:c + size[1], k] += dL_dp[e, i, j, k] / window.size"),
           Edit("every cell paid", "dL_da[e, r + down, c + right, k]", "dL_da[e, r:r + size[0], c:c + size[1], k]"),
           Edit("times the winner", "+= dL_dp[e, i, j, k]", "+= dL_dp[e, i, j, k] * window.max()"),
           Edit("place in the window", "r + down, c + right", "down, right")))
def max_pool_backward(dL_dp, a, size, stride):
    dL_da = np.zeros(a.shape)
    for e, i, j, k in np.ndindex(dL_dp.shape):
        r, c = i * stride, j * stride
        window = a[e, r:r + size[0], c:c + size[1], k]
        down, right = divmod(window.argmax(), size[1])
        dL_da[e, r + down, c + right, k] += dL_dp[e, i, j, k]
    return dL_da
