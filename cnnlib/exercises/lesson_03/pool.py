"""Write max pooling for any window and stride, without padding. Only whole windows count."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes

WINDOW = "a[:, r:r + size, c:c + size]"
LOW = f"{WINDOW}.min((1, 2))"
PLACES = "(height - size) // stride + 1, (width - size) // stride + 1"


def arguments(draw, m, rows, columns, channels, size, stride):
    return (draw(m, rows, columns, channels), size, stride) if size <= min(rows, columns) else None


@function(
    stars=2, gives=("out",),
    says="Return what leaves the pooling, of shape (m, places down, places across, channels).",
    takes="a (m, rows, columns, channels);  size: a window has size × size cells of one channel of one "
          "example",
    arguments=arguments,
    sizes=((2, 6, 8, 3, 2, 2), (3, 6, 5, 2, 3, 2), (2, 6, 8, 2, 2, 3), (1, 6, 7, 1, 3, 1)),
    small=sizes((1, 2), (2, 3), (2, 3), (1, 2), (1, 2), (1, 2)),
    hints=("Each window gives one number for each example and each channel. How many places are there?",
           "(height − size) // stride + 1 places down. Window (i, j) starts at row i · stride, column j · stride.",
           "out[:, i, j] = a[:, r:r + size, c:c + size].max(axis=(1, 2)) takes all examples and channels at once."),
    edits=(Edit("smallest for largest", ".max(", ".min("),
           Edit("mean for largest", ".max(", ".mean("),
           Edit("starting from 0", "axis=(1, 2)", "axis=(1, 2), initial=0"),
           Edit("largest size", WINDOW, f"np.abs({WINDOW})"),
           Edit("largest size", f"{WINDOW}.max(axis=(1, 2))",
                f"np.where({WINDOW}.max((1, 2)) >= -{LOW}, {WINDOW}.max((1, 2)), {LOW})"),
           Edit("size for stride", "    out = np", "    stride = size\n    out = np"),
           Edit("stride left out", "i * stride, j * stride", "i, j"),
           Edit("stride left out", "    out = np", "    stride = 1\n    out = np"),
           Edit("stride for size", WINDOW, "a[:, r:r + stride, c:c + stride]"),
           Edit("sum for largest", ".max(", ".sum("),
           Edit("the corner of the window", f"{WINDOW}.max(axis=(1, 2))", "a[:, r, c]"),
           Edit("all mixed", ".max(axis=(1, 2))", ".max()"),
           Edit("channels mixed", ".max(axis=(1, 2))", ".max(axis=(1, 2, 3))[:, None]"),
           Edit("examples mixed", ".max(axis=(1, 2))", ".max(axis=(0, 1, 2))"),
           Edit("one window too few", PLACES, "(height - size) // stride, (width - size) // stride"),
           Edit("rounded up", PLACES, "-((size - height) // stride) + 1, -((size - width) // stride) + 1"),
           Edit("windows over the edge", PLACES, "-(-height // stride), -(-width // stride)"),
           after("transposed", lambda g: g.swapaxes(1, 2))))
def pool(a, size, stride):
    m, height, width, channels = a.shape
    out = np.zeros((m, (height - size) // stride + 1, (width - size) // stride + 1, channels))
    for i, j in np.ndindex(out.shape[1:3]):
        r, c = i * stride, j * stride
        out[:, i, j] = a[:, r:r + size, c:c + size].max(axis=(1, 2))
    return out
