r"""All by hand, forward and back. Kernel `w1` with bias `b1`, stride 1, no padding; ReLU; 2×2 max-pooling, whose windows
fit; the map flattened row by row; weights `w3`, bias `b3`; sigmoid; binary cross-entropy, a mean over the m examples.
Of several largest cells the first in reading order wins. Where $z^{(1)}$ is 0 the gate is shut."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, height, width, rows, columns, b1, b3, blank=0):
    """The rows above `blank` are paper: there windows tie."""
    down, across = height - rows + 1, width - columns + 1
    if min(down, across) < 2 or down % 2 or across % 2:
        return None
    x = draw.tied(m, height, width)
    x[:, :blank] = 0
    w1, w3 = draw(rows, columns), draw(down * across // 4)
    return x, draw.labels(m), w1, b1, w3, b3


def only(k, change):
    """A mistake in one of the five: the k-th."""
    return lambda found: (*found[:k], change(found[k]), *found[k + 1:])
