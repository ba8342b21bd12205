r"""Write the convolution with a stride and a padding: `x` and `w` are matrices, `b` is a number, and `stride` and
`padding` hold for rows and columns. Return the map, computed window by window."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, high, wide, stride, padding):
    if rows + 2 * padding < high or columns + 2 * padding < wide:
        return None
    return draw(rows, columns), draw(high, wide), 0.5, stride, padding


@function(
    stars=2, gives=("z",), says="Return the map z, a matrix.",
    arguments=arguments, sizes=((6, 8, 3, 2, 1, 0), (5, 7, 2, 3, 2, 1), (7, 6, 3, 3, 3, 2), (6, 6, 2, 2, 1, 1)),
    small=sizes((1, 2, 3), (1, 2, 3), (1, 2), (1, 2), (1, 2), (0, 1)),
    hints=("np.pad(x, padding) puts zeros all around a matrix.",
           "n cells, padding p, kernel k, stride s: (n + 2p − k) // s + 1 windows.",
           "Window (i, j) starts at row i · stride, column j · stride of the padded image; the bias is added once."),
    edits=(Edit("kernel flipped", "window * w", "window * w[::-1, ::-1]"),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           Edit("size for stride", "i * stride, j * stride", "i * high, j * wide"),
           Edit("padding on one side", "np.pad(x, padding)", "np.pad(x, ((padding, 0), (padding, 0)))"),
           Edit("padding behind alone", "np.pad(x, padding)", "np.pad(x, (0, 2 * padding))"),
           Edit("padding repeats the border", "np.pad(x, padding)", 'np.pad(x, padding, mode="edge")'),
           Edit("off by the bias", ".sum() + b", ".sum()"),
           Edit("bias in every product", "(window * w).sum() + b", "(window * w + b).sum()"),
           Edit("transposed", "window * w", "window * np.resize(w.T, w.shape)"),
           Edit("one window too few", "// stride + 1 for", "// stride for"),
           Edit("averaged", "(window * w).sum()", "(window * w).mean()")))
def correlate_any(x, w, b, stride, padding):
    high, wide = w.shape
    x = np.pad(x, padding)
    z = np.zeros([(n - k) // stride + 1 for n, k in zip(x.shape, w.shape)])
    for i, j in np.ndindex(z.shape):
        r, c = i * stride, j * stride
        window = x[r:r + high, c:c + wide]
        z[i, j] = (window * w).sum() + b
    return z
