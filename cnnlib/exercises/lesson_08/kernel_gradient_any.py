"""Now with a stride and a padding, the same for rows and columns."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, height, width, rows, columns, channels, filters, stride, padding):
    places = [(n + 2 * padding - k) // stride + 1 for n, k in ((height, rows), (width, columns))]
    if min(places) < 1:
        return None
    return draw(m, *places, filters), draw(m, height, width, channels), rows, columns, stride, padding


@function(
    stars=3, gives=("dL_dw",),
    says="Return dL_dw, of shape (rows, columns, channels, filters).",
    takes="padding: rings of zeros around the rows and columns of x",
    arguments=arguments, sizes=((2, 5, 8, 2, 3, 3, 4, 2, 1), (3, 6, 5, 3, 3, 2, 2, 1, 2), (2, 7, 6, 3, 2, 2, 2, 3, 0)),
    small=sizes((1, 2), (1, 2, 3), (1, 2, 3), (1, 2), (1, 2), (1,), (1,), (1, 2), (0, 1)),
    hints=("np.pad puts zeros around rows and columns alone: ((0, 0), (padding, padding), (padding, padding), (0, 0)).",
           "Window (i, j) starts at row i · stride, column j · stride of the padded image.",
           "The rest is as before; how many windows there are, dL_dz.shape knows."),
    edits=(Edit("stride forgotten", "i * stride, j * stride", "i, j"),
           Edit("size for stride", "i * stride, j * stride", "i * rows, j * columns"),
           Edit("padding on one side", "[(padding, padding)] * 2", "[(2 * padding, 0)] * 2"),
           Edit("padding left out", "x = np.pad(x, [(0, 0)] + [(padding, padding)] * 2 + [(0, 0)])",
                "x = np.pad(x, [(0, 0)] + [(0, 2 * padding)] * 2 + [(0, 0)])"),
           Edit("= where += is needed", "+= dL_dz", "= dL_dz"),
           after("dw flipped", lambda g: g[::-1, ::-1]),
           Edit("mean over positions", "return dL_dw", "return dL_dw / dL_dz[0, :, :, 0].size"),
           Edit("1/m in the layer, too", "+= dL_dz[e, i, j, k] *", "+= dL_dz[e, i, j, k] / len(x) *"),
           Edit("index 0 throughout", "x[e, r", "x[0, r"),
           Edit("only the first example", "+= dL_dz[e, i, j, k] *", "+= (e == 0) * dL_dz[e, i, j, k] *"),
           Edit("upstream left out", "dL_dz[e, i, j, k] *", "1 *"),
           Edit("padding of ones", "padding)] * 2 + [(0, 0)])", "padding)] * 2 + [(0, 0)], constant_values=1)"),
           Edit("stride for rows alone", "i * stride, j * stride", "i * stride, j"),
           after("sign", lambda g: -g)))
def kernel_gradient_any(dL_dz, x, rows, columns, stride, padding):
    x = np.pad(x, [(0, 0)] + [(padding, padding)] * 2 + [(0, 0)])
    dL_dw = np.zeros((rows, columns, x.shape[3], dL_dz.shape[3]))
    for e, i, j, k in np.ndindex(dL_dz.shape):
        r, c = i * stride, j * stride
        dL_dw[:, :, :, k] += dL_dz[e, i, j, k] * x[e, r:r + rows, c:c + columns, :]
    return dL_dw
