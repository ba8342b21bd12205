r"""On paper: work out $\partial L/\partial w^{(1)}[0, 0]$ from the pictures above.
The winners are the coloured cells of $\partial L/\partial z^{(1)}$."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂w1[0, 0]",
    hints=("The weight [0, 0] meets x[i, j] in window (i, j).",
           "Only the nine winners send anything back, and four of the nine pixels are 0.",
           "Windows (1, 3), (1, 4), (2, 4), (3, 2) and (5, 4) meet the pixels 0.5, 0.625, 0.125, 0.625 and 0.0625."),
    edits=(Edit("another cell", "return upstream @ pixels", "return -0.25825"),
           Edit("averaged", "return upstream @ pixels", "return upstream @ pixels / 9"),
           Edit("mean over positions", "return upstream @ pixels", "return upstream @ pixels / 36"),
           Edit("upstream left out", "return upstream @ pixels", "return pixels.sum()"),
           Edit("no signs", "return upstream @ pixels", "return abs(upstream) @ pixels"),
           Edit("dw flipped", "return upstream @ pixels", "return -0.902")))
def one_weight():
    # windows (1, 3), (1, 4), (2, 4), (3, 2), (5, 4):
    # upstream times the pixel that [0, 0] meets there
    upstream = np.array([0.1797, -0.2395, -0.1797, 0.1797, 0.2994])
    pixels = np.array([0.5, 0.625, 0.125, 0.625, 0.0625])
    return upstream @ pixels
