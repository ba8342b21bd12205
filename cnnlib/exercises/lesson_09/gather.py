"""Gather the image's gradient, for stride 1 and no padding, with any kernel.
With several channels, filter k reads channel n with `w[:, :, n, k]` and adds up over the channels (lesson 14).
So channel n of `dL_dx` adds up over the filters.
"""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, high, wide, channels, filters):
    return draw(m, rows, columns, filters), draw(high, wide, channels, filters)


def ringed(rings):
    """Gather with other zeros around: rings(high, wide) rows of them above and below, and columns beside."""
    def gathered(dL_dz, w):
        high, wide = w.shape[:2]
        down, across = rings(high, wide)
        padded = np.pad(dL_dz, [(0, 0), (down, down), (across, across), (0, 0)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (high, wide), axis=(1, 2))
        return np.einsum("eijkuv,uvck->eijc", windows, w[::-1, ::-1])
    return gathered


@function(
    stars=2, gives=("dL_dx",),
    says="Return dL_dx, of shape (m, rows, columns, channels) of the image.",
    takes="dL_dz (m, windows down, windows across, filters);  w (rows, columns, channels, filters)",
    arguments=arguments,
    sizes=((2, 4, 5, 3, 2, 2, 3), (3, 3, 4, 3, 3, 2, 2), (1, 4, 3, 2, 4, 1, 1), (2, 3, 3, 2, 2, 3, 3)),
    small=sizes((1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("A kernel of k rows reaches k − 1 rows over the border: so many rows of zeros above and below, and likewise "
           "columns.",
           "Turned by 180°: w[::-1, ::-1]. The image has one row more for each row of zeros on one side.",
           "For each pixel: (window[:, :, :, None, :] · turned).sum over rows, columns and filters; channels stay."),
    edits=(Edit("kernel not rotated", "w[::-1, ::-1]", "w"),
           Edit("transposed, not rotated", "w[::-1, ::-1]", "w.swapaxes(0, 1)"),
           Edit("rows turned alone", "w[::-1, ::-1]", "w[::-1]"),
           Edit("columns turned alone", "w[::-1, ::-1]", "w[:, ::-1]"),
           Edit("all axes turned", "w[::-1, ::-1]", "np.flip(w)"),
           Edit("zeros on one side", "[(high - 1,) * 2, (wide - 1,) * 2]", "[(2 * high - 2, 0), (2 * wide - 2, 0)]"),
           instead("zeros exchanged", ringed(lambda high, wide: (wide - 1, high - 1))),
           instead("one ring too many", ringed(lambda high, wide: (high, wide))),
           instead("two rings of zeros", ringed(lambda high, wide: (2, 2))),
           instead("padding left out", ringed(lambda high, wide: (0, 0))),
           Edit("channels not swapped", "np.einsum(\"euvk,uvck->ec\"", "np.einsum(\"euvk,uvkc->ec\""),
           Edit("only the first example", "padded[:, i", "padded[:1, i"),
           Edit("= where += is needed", "window, turned)", "window[..., -1:], turned[..., -1:])"),
           Edit("only the first filter", "window, turned)", "window[..., :1], turned[..., :1])"),
           Edit("index 0 throughout", "np.einsum(\"euvk,uvck->ec\", window, turned)",
                "np.outer(np.arange(m) == 0, np.arange(channels) == 0) * np.einsum(\"euv,uvc->ec\", window[..., 0], "
                "turned[..., 0])"),
           Edit("1/m in the layer, too", "return dL_dx", "return dL_dx / len(dL_dz)"),
           Edit("filters averaged", "return dL_dx", "return dL_dx / w.shape[3]"),
           Edit("one sum for all", "dL_dx[:, i, j] = np.einsum(\"euvk,uvck->ec\", window, turned)",
                "dL_dx[:, i, j] = np.einsum(\"euvk,uvck->e\", window, turned)[:, None]"),
           after("sign", lambda g: -g)))
def gather(dL_dz, w):
    high, wide, channels, _ = w.shape
    padded = np.pad(dL_dz, [(0, 0), *[(high - 1,) * 2, (wide - 1,) * 2], (0, 0)])
    turned = w[::-1, ::-1]
    m, rows, columns, _ = dL_dz.shape
    dL_dx = np.zeros((m, rows + high - 1, columns + wide - 1, channels))
    for i, j in np.ndindex(dL_dx.shape[1:3]):
        window = padded[:, i:i + high, j:j + wide]
        dL_dx[:, i, j] = np.einsum("euvk,uvck->ec", window, turned)
    return dL_dx
