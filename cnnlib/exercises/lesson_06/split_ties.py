"""In a tie, give every winner of a window an equal share of its gradient."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, m, down, across, channels):
    return draw(m, down, across, channels), draw.tied(m, 2 * down, 2 * across, channels)


@function(
    stars=2, gives=("dL_da",),
    says="Return dL_da, of the shape of a.",
    takes="a (m, rows, columns, channels), its windows of 2×2 side by side;  dL_dp: one gradient for each "
          "window",
    arguments=arguments, sizes=((2, 3, 4, 2), (3, 2, 3, 1), (1, 4, 2, 3)), small=sizes((1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("Who wins in a window? All cells that equal its largest.",
           "Count the winners, and divide the window's gradient by that.",
           "window = a[e, 2i:2i + 2, 2j:2j + 2, k]; wins = window == window.max()."),
    edits=(Edit("every tie paid", " / wins.sum()", ""),
           instead("a quarter for every cell", lambda dL_dp, a: dL_dp.repeat(2, 1).repeat(2, 2) / 4),
           instead("every cell paid", lambda dL_dp, a: dL_dp.repeat(2, 1).repeat(2, 2)),
           Edit("a quarter each", " / wins.sum()", " / 4"),
           Edit("only the first of a tie", "wins = window == window.max()",
                "wins = (np.arange(4) == window.argmax()).reshape(2, 2)"),
           Edit("only the last of a tie", "wins = window == window.max()",
                "wins = (np.arange(4) == 3 - window.ravel()[::-1].argmax()).reshape(2, 2)"),
           Edit("smallest for largest", "window.max()", "window.min()"),
           Edit("examples mixed", "window = a[e", "window = a[0"),
           Edit("channels mixed", "c:c + 2, k]\n", "c:c + 2, 0]\n"),
           Edit("channels mixed",
                "window.max()\n        dL_da[e, r:r + 2, c:c + 2, k] = wins * dL_dp[e, i, j, k] / wins.sum()",
                "a[e, r:r + 2, c:c + 2].max()\n        dL_da[e, r:r + 2, c:c + 2, k] = wins * dL_dp[e, i, j, k] / "
                "(a[e, r:r + 2, c:c + 2] == a[e, r:r + 2, c:c + 2].max()).sum()"),
           Edit("index 0 throughout", "dL_dp[e, i, j, k]", "(e == k == 0) * dL_dp[e, i, j, k]"),
           Edit("times the winner", "dL_dp[e, i, j, k]", "dL_dp[e, i, j, k] * window.max()"),
           Edit("largest size", "window == window.max()", "abs(window) == abs(window).max()"),
           Edit("stride left out", "2 * i, 2 * j", "i, j"),
           after("sign", lambda g: -g)))
def split_ties(dL_dp, a):
    dL_da = np.zeros(a.shape)
    for e, i, j, k in np.ndindex(dL_dp.shape):
        r, c = 2 * i, 2 * j
        window = a[e, r:r + 2, c:c + 2, k]
        wins = window == window.max()
        dL_da[e, r:r + 2, c:c + 2, k] = wins * dL_dp[e, i, j, k] / wins.sum()
    return dL_da
