"""The same by stamps, now with a stride."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, high, wide, channels, filters, stride):
    places = [(n - k) // stride + 1 for n, k in ((rows, high), (columns, wide))]
    if min(places) < 1:
        return None
    return draw(m, *places, filters), draw(high, wide, channels, filters), rows, columns, stride


@function(
    stars=3, gives=("dL_dx",),
    says="Return dL_dx, of shape (m, rows, columns, channels).",
    takes="rows, columns: of the image, which windows need not fill;  dL_dz and w as before",
    arguments=arguments,
    sizes=((2, 6, 8, 3, 2, 2, 3, 2), (2, 5, 4, 3, 3, 2, 2, 1), (1, 8, 7, 2, 3, 1, 1, 3),
           (2, 6, 6, 2, 2, 3, 3, 2)),
    small=sizes((1, 2), (1, 2, 3), (1, 2, 3), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("Loop with np.ndindex(dL_dz.shape): example, row, column, filter.",
           "The window of output (i, j) starts at row i · stride, column j · stride; the kernel is not turned.",
           "dL_dx[e, r:r + high, c:c + wide] += dL_dz[e, i, j, k] * w[:, :, :, k]."),
    edits=(Edit("= for +=", "+= dL_dz", "= dL_dz"),
           Edit("= where += is needed", "dL_dx[e, r:r + high, c:c + wide] += dL_dz[e, i, j, k] * w[:, :, :, k]",
                "dL_dx[e, r:r + high, c:c + wide] = w @ dL_dz[e, i, j]"),
           Edit("only the first filter", "dL_dz[e, i, j, k] *", "(k == 0) * dL_dz[e, i, j, k] *"),
           Edit("1/m in the layer, too", "return dL_dx", "return dL_dx / len(dL_dz)"),
           Edit("stride for rows alone", "i * stride, j * stride", "i * stride, j"),
           Edit("stride forgotten", "i * stride, j * stride", "i, j"),
           Edit("size for stride", "i * stride, j * stride", "i * high, j * wide"),
           Edit("stamp turned", "* w[:, :, :, k]", "* w[::-1, ::-1, :, k]"),
           Edit("transposed", "* w[:, :, :, k]", "* w.swapaxes(0, 1)[:, :, :, k]"),
           Edit("channels not swapped", "* w[:, :, :, k]", "* w[:, :, k, :]"),
           Edit("the first filter for all", "* w[:, :, :, k]", "* w[:, :, :, 0]"),
           Edit("only the first example", "dL_dz[e, i, j, k] *", "(e == 0) * dL_dz[e, i, j, k] *"),
           Edit("examples mixed", "dL_dx[e, r", "dL_dx[:, r"),
           Edit("index 0 throughout", "dL_dz[e, i, j, k] *",
                "(e == k == 0) * (np.arange(channels) == 0) * dL_dz[e, i, j, k] *"),
           Edit("one sum for all", "dL_dz[e, i, j, k] *", "dL_dz[e, i, j].sum() *"),
           Edit("the rest left out", "rows, columns, channels))",
                "*((n - 1) * stride + k for n, k in zip(dL_dz.shape[1:], w.shape[:2])), channels))"),
           Edit("upstream left out", "dL_dz[e, i, j, k] *", "1 *"),
           Edit("channels mixed", "* w[:, :, :, k]", "* w[:, :, :, k].sum(axis=2, keepdims=True)"),
           after("sign", lambda g: -g)))
def stamp(dL_dz, w, rows, columns, stride):
    high, wide, channels, _ = w.shape
    dL_dx = np.zeros((len(dL_dz), rows, columns, channels))
    for e, i, j, k in np.ndindex(dL_dz.shape):
        r, c = i * stride, j * stride
        dL_dx[e, r:r + high, c:c + wide] += dL_dz[e, i, j, k] * w[:, :, :, k]
    return dL_dx
