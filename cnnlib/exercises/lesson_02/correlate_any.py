"""Write the correlation with a stride and a padding, both the same for rows and columns."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, height, width, rows, columns, b, stride, padding):
    if rows > height or columns > width:
        return None
    return draw(height, width), draw(rows, columns), b, stride, padding


@function(
    stars=2, gives=("z",),
    says="Return z, a matrix with one number for each place of the window.",
    takes="x, w: one image and one kernel, matrices;  b: a number;  padding: rings of zeros around x",
    arguments=arguments,
    sizes=((7, 6, 3, 3, -0.7, 2, 1), (5, 8, 3, 2, 0.4, 1, 2), (9, 7, 2, 2, 1.3, 3, 0), (4, 5, 1, 3, 0.6, 2, 2)),
    small=sizes((2, 3), (2, 3), (1, 2), (1, 2), (1,), (1, 2), (0, 1)),
    hints=("np.pad(x, padding) puts the zeros around. What is left is to know where each window starts.",
           "n rows with the zeros, k of the kernel: (n − k) // stride + 1 places. Window (i, j) starts at i · stride.",
           "z[i, j] = b + (x[r:r + rows, c:c + columns] * w).sum(), with r = i * stride and c = j * stride."),
    edits=(Edit("kernel flipped", "* w)", "* w[::-1, ::-1])"),
           Edit("row and column exchanged in the kernel", "* w)", "* w.T)"),
           Edit("row and column exchanged in the kernel", "(x[r:r + w.shape[0], c:c + w.shape[1]] * w).sum()",
                "sum(x[r + u, c + v] * w[v, u] for u, v in np.ndindex(w.shape))"),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           Edit("stride left out", "    x = np", "    stride = 1\n    x = np"),
           Edit("size for stride", "    x = np", "    stride = len(w)\n    x = np"),
           Edit("padding on one side", "padding)\n", "[(padding, 0)] * 2)\n"),
           Edit("padding on one side", "padding)\n", "[(2 * padding, 0)] * 2)\n"),
           Edit("padding left out", "padding)\n", "0)\n"),
           Edit("padding left out", "padding)\n", "[(0, 2 * padding)] * 2)\n"),
           Edit("no bias", "float(b)", "0.0"),
           Edit("sign of the bias", "float(b)", "-float(b)"),
           Edit("padding repeats the border", "padding)\n", 'padding, mode="edge")\n'),
           Edit("= where += is needed", "z[i, j] += (x[r:r + w.shape[0], c:c + w.shape[1]] * w).sum()",
                "z[i, j] = x[r + w.shape[0] - 1, c + w.shape[1] - 1] * w[-1, -1]"),
           Edit("bias in every product", "+= (", "+= b * (w.size - 1) + ("),
           Edit("one window too few", "// stride + 1", "// stride"),
           Edit("rounded up", "(n - k) // stride + 1", "-((k - n) // stride) + 1")))
def correlate_any(x, w, b, stride, padding):
    x = np.pad(x, padding)
    rows, columns = [(n - k) // stride + 1 for n, k in zip(x.shape, w.shape, strict=True)]
    z = np.full((rows, columns), float(b))
    for i, j in np.ndindex(z.shape):
        r, c = i * stride, j * stride
        z[i, j] += (x[r:r + w.shape[0], c:c + w.shape[1]] * w).sum()
    return z
