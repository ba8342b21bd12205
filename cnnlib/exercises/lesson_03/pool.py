r"""Write max pooling: `a` of shape (m, rows, columns, channels), windows of `size` × `size` cells that move by
`stride`, no padding. Each channel of each example is pooled by itself."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, channels, size, stride):
    return (draw(m, rows, columns, channels), size, stride) if size <= min(rows, columns) else None


@function(
    stars=2, gives=("p",), says="Return p, of shape (m, windows down, windows across, channels).",
    arguments=arguments, sizes=((2, 6, 8, 3, 2, 2), (3, 5, 7, 2, 3, 1), (1, 7, 6, 2, 2, 3), (2, 8, 5, 1, 3, 2)),
    small=sizes((1, 2), (1, 2, 3, 4), (1, 2, 3, 4), (1, 2), (2,), (1, 2)),
    hints=("How many windows are there? (rows − size) // stride + 1 down, and the same across.",
           "Window (i, j) starts at row i · stride, column j · stride.",
           "window = a[:, r:r + size, c:c + size, :]; its largest over axes 1 and 2."),
    edits=(Edit("smallest for largest", "window.max(", "window.min("),
           Edit("mean for largest", "window.max(", "window.mean("),
           Edit("starting from 0", "window.max(axis=(1, 2))", "window.max(axis=(1, 2)).clip(0)"),
           Edit("largest size", "window.max(", "abs(window).max("),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           Edit("size for stride", "i * stride, j * stride", "i * size, j * size"),
           Edit("channels mixed", "axis=(1, 2))", "axis=(1, 2, 3))[:, None]"),
           Edit("examples mixed", "axis=(1, 2))", "axis=(0, 1, 2))"),
           Edit("one window too few", "// stride + 1 for", "// stride for"),
           Edit("the corner of the window", "window.max(axis=(1, 2))", "window[:, 0, 0]")))
def pool(a, size, stride):
    m, rows, columns, channels = a.shape
    down, across = [(n - size) // stride + 1 for n in (rows, columns)]
    p = np.zeros((m, down, across, channels))
    for i, j in np.ndindex(down, across):
        r, c = i * stride, j * stride
        window = a[:, r:r + size, c:c + size, :]
        p[:, i, j, :] = window.max(axis=(1, 2))
    return p
