r"""All by hand, forward and back: kernel `w1` with bias `b1`, stride 1, no padding; ReLU; 2×2 max-pooling, whose
windows fit; the map flattened row by row; weights `w3`, bias `b3`; sigmoid; binary cross-entropy, a mean over the m
examples. Of several largest cells the first in reading order wins. Where $z^{(1)}$ is 0 the gate is shut."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes

LOOP = ("for (i, j), dL_da2 in zip(corners, dL_dz3 * w3, strict=True):\n"
        "            u, v = divmod(a1[i:i + 2, j:j + 2].argmax(), 2)\n")


def arguments(draw, m, height, width, rows, columns, b1, b3, scale):
    """Whole pixels and weights, so that scores tie and some are 0; scaled, or the sigmoid is at its ends."""
    down, across = height - rows + 1, width - columns + 1
    if min(down, across) < 2 or down % 2 or across % 2:
        return None
    x, w1 = (np.round(draw.tied(*shape)) for shape in ((m, height, width), (rows, columns)))
    return x, draw.labels(m), w1 * scale, b1, draw(down * across // 4), b3


def shares(corners, gradients, a1, weights):
    """Yield each window's corner, a part of its gradient, and the cell that gets this part: weights(window)."""
    for (i, j), gradient in zip(corners, gradients, strict=True):
        parts = weights(a1[i:i + 2, j:j + 2])
        yield from (((i, j), gradient * parts[u, v], u, v) for u, v in np.ndindex(2, 2) if parts[u, v])


def one(place):
    return np.array([n == place for n in range(4)], float).reshape(2, 2)


WEIGHTS = {             # who is paid
    "every tie paid": lambda pool: (pool == pool.max()) * 1.0,
    "every cell paid": lambda pool: np.ones((2, 2)),
    "a quarter for every cell": lambda pool: np.full((2, 2), 0.25),
    "the tie shared": lambda pool: (pool == pool.max()) / (pool == pool.max()).sum(),
    "the last of a tie": lambda pool: one(3 - pool.ravel()[::-1].argmax()),
    "smallest for largest": lambda pool: one(pool.argmin()),
    "the corner of the window": lambda pool: one(0),
}


def paid(name):
    return Edit(name, LOOP, f"for (i, j), dL_da2, u, v in shares(corners, dL_dz3 * w3, a1, WEIGHTS[{name!r}]):\n")


def in_a_row(x, y, w1, b1, w3, b3):
    """Windows by a reshape alone: cells that follow each other in reading order."""
    windows = np.lib.stride_tricks.sliding_window_view(x, w1.shape, axis=(1, 2))
    z1 = np.einsum("eijuv,uv->eij", windows, w1) + b1
    pools = np.maximum(z1, 0).reshape(len(x), -1, 4)
    a2 = pools.max(axis=2)
    dL_dz3 = (1 / (1 + np.exp(-(a2 @ w3 + b3))) - y) / len(x)
    dL_dz1 = (np.eye(4)[pools.argmax(axis=2)] * np.outer(dL_dz3, w3)[..., None]).reshape(z1.shape) * (z1 > 0)
    return np.einsum("eij,eijuv->uv", dL_dz1, windows), dL_dz1.sum(), dL_dz3 @ a2, dL_dz3.sum()


def only(k, change):
    """A mistake in one of the four: the k-th."""
    return lambda found: (*found[:k], change(found[k]), *found[k + 1:])


@function(
    stars=2, gives=("dL_dw1", "dL_db1", "dL_dw3", "dL_db3"),
    says="Return dL_dw1, dL_db1, dL_dw3, dL_db3, each in the shape of w1, b1, w3, b3.",
    takes="x (m, height, width);  y (m,): labels 0 or 1;  w1 (rows, columns);  w3 (n,): one for each of the n "
          "pool windows;  b1, b3: numbers",
    arguments=arguments,
    sizes=((2, 4, 7, 3, 2, 0.3, -0.2, 0.25), (3, 6, 5, 3, 2, -0.1, 0.4, 0.25), (1, 5, 4, 2, 3, 0.2, 0.1, 0.5),
           (3, 5, 5, 2, 2, 0.0, -0.5, 0.25), (2, 6, 8, 3, 3, 0.25, 0.3, 0.125)),
    small=(*sizes((1, 2), (2, 3), (2, 3), (1, 2), (1, 2), (0, 1), (0,), (1,)),
           *sizes((1,), (2, 4), (2, 4), (1,), (1,), (0,), (0, 1), (1,))),
    hints=("Forward, example by example: z1, a1, for each pool window its largest cell, then a3. Keep z1: the way back "
           "needs it.",
           "Back: dL_dz3 = (a3 − y) / m; times a2 it is dL_dw3, times w3 it arrives at the winners. A winner passes it "
           "on where its z1 is above 0.",
           "Each open winner [r, c] adds its gradient to dL_db1, and to dL_dw1 its gradient times "
           "x[e, r:r + rows, c:c + columns]."),
    # those that come together with others stand first: there is time for few pairs
    edits=(paid("every tie paid"),
           Edit("no gate", "(z1[i + u, j + v] > 0)", "1"),
           Edit("1/m forgotten", "(a3 - y[e]) / len(x)", "a3 - y[e]"),
           paid("every cell paid"),
           Edit("sigmoid's slope twice", "(a3 - y[e])", "(a3 - y[e]) * a3 * (1 - a3)"),
           Edit("sign of a - y", "a3 - y[e]", "y[e] - a3"),
           Edit("every cell paid, gates or not", LOOP + "            dL_dz1 = dL_da2 * (z1[i + u, j + v] > 0)\n",
                "for (i, j), dL_dz1, u, v in shares(corners, dL_dz3 * w3, a1, WEIGHTS[\"every cell paid\"]):\n"),
           Edit("ones alone", "a3 - y[e]", "y[e] * (a3 - 1)"),
           instead("four in a row", in_a_row),
           Edit("squared error", "(a3 - y[e])", "2 * (a3 - y[e]) * a3 * (1 - a3)"),
           Edit("own slope left out", "(a3 - y[e])", "(a3 - y[e]) / (a3 * (1 - a3))"),
           Edit("labels exchanged", "a3 - y[e]", "a3 - 1 + y[e]"),
           Edit("answer for prediction", "a3 - y[e]", "(a3 > 0.5) - y[e]"),
           Edit("score for prediction", "1 / (1 + np.exp(-(a2 @ w3 + b3)))", "a2 @ w3 + b3"),
           Edit("minus in the exponent", "np.exp(-(a2 @ w3 + b3))", "np.exp(a2 @ w3 + b3)"),
           Edit("1/m twice", " / len(x)", " / len(x) ** 2"),
           Edit("index 0 throughout", "y[e]", "y[0]"),
           Edit("only the first example", "range(len(x))", "range(1)"),
           Edit("only the last example", "range(len(x))", "[-1]"),
           Edit("kernel flipped", "windows, w1)", "windows, w1[::-1, ::-1])"),
           Edit("no bias", "w1) + b1", "w1)"),
           Edit("no bias", "w3 + b3", "w3"),
           Edit("ReLU left out", "np.maximum(z1, 0)", "z1"),
           Edit("mean for largest", "j:j + 2].max()", "j:j + 2].mean()"),
           Edit("flattened by columns", "for i in range(0, len(z1), 2) for j in range(0, len(z1[0]), 2)",
                "for j in range(0, len(z1[0]), 2) for i in range(0, len(z1), 2)"),
           Edit("another order back", "zip(corners,", "zip(sorted(corners, key=lambda corner: corner[::-1]),"),
           *map(paid, list(WEIGHTS)[2:]),
           Edit("place in the window", "divmod(a1[i:i + 2, j:j + 2].argmax(), 2)\n",
                "divmod(a1[i:i + 2, j:j + 2].argmax(), 2)\n            i = j = 0\n"),
           Edit("row and column of the winner exchanged", "u, v = divmod", "v, u = divmod"),
           Edit("pixels of the corner", "windows[i + u, j + v]", "windows[i, j]"),
           Edit("no gate", "a1[i:i + 2, j:j + 2].argmax(), 2)\n            dL_dz1 = dL_da2 * (z1[i + u, j + v] > 0)",
                "z1[i:i + 2, j:j + 2].argmax(), 2)\n            dL_dz1 = dL_da2"),
           Edit("open at 0", "j + v] > 0", "j + v] >= 0"),
           Edit("open at 0", "a1[i:i + 2, j:j + 2].argmax(), 2)\n            dL_dz1 = dL_da2 * (z1[i + u, j + v] > 0)",
                "z1[i:i + 2, j:j + 2].argmax(), 2)\n            dL_dz1 = dL_da2 * (z1[i + u, j + v] >= 0)"),
           Edit("gates exchanged", "j + v] > 0", "j + v] <= 0"),
           Edit("gate of the upstream", "z1[i + u, j + v] > 0", "dL_da2 > 0"),
           Edit("times z1", "dL_da2 * (z1[i + u, j + v] > 0)", "dL_da2 * a1[i + u, j + v]"),
           Edit("upstream left out", "+= dL_dz3 * a2", "+= a2"),
           Edit("w3 left out", "dL_dz3 * w3", "dL_dz3 + 0 * w3"),
           Edit("error left out", "dL_dz3 * w3", "w3"),
           Edit("the factor itself", "+= dL_dz3 * a2", "+= dL_dz3 * w3"),
           Edit("the factor itself", "zip(corners, dL_dz3 * w3", "zip(corners, dL_dz3 * a2"),
           Edit("= where += is needed", "dL_dw1 += dL_dz1", "dL_dw1 = dL_dz1"),
           Edit("= where += is needed", "dL_db1 += dL_dz1", "dL_db1 = dL_dz1"),
           after("dw flipped", only(0, lambda g: g[::-1, ::-1])),
           after("dw transposed", only(0, lambda g: g.T)),
           Edit("mean over positions", "windows[i + u, j + v]", "windows[i + u, j + v] / z1.size"),
           Edit("mean over positions", "windows[i + u, j + v]", "windows[i + u, j + v] / len(w3)"),
           Edit("bias averaged", "dL_db1 += dL_dz1", "dL_db1 += dL_dz1 / z1.size"),
           Edit("bias averaged", "dL_db1 += dL_dz1", "dL_db1 += dL_dz1 / len(w3)"),
           Edit("the kernel's sum for the bias", "return dL_dw1, dL_db1", "return dL_dw1, dL_dw1.sum()"),
           Edit("b3's gradient for b1", "return dL_dw1, dL_db1", "return dL_dw1, dL_db3")))
def by_hand(x, y, w1, b1, w3, b3):
    dL_dw1, dL_db1, dL_dw3, dL_db3 = np.zeros(w1.shape), 0, np.zeros(w3.shape), 0
    for e in range(len(x)):
        windows = np.lib.stride_tricks.sliding_window_view(x[e], w1.shape)
        z1 = np.einsum("ijuv,uv->ij", windows, w1) + b1
        a1 = np.maximum(z1, 0)
        corners = [(i, j) for i in range(0, len(z1), 2) for j in range(0, len(z1[0]), 2)]
        a2 = np.array([a1[i:i + 2, j:j + 2].max() for i, j in corners])
        a3 = 1 / (1 + np.exp(-(a2 @ w3 + b3)))
        dL_dz3 = (a3 - y[e]) / len(x)
        dL_dw3 += dL_dz3 * a2
        dL_db3 += dL_dz3
        for (i, j), dL_da2 in zip(corners, dL_dz3 * w3, strict=True):
            u, v = divmod(a1[i:i + 2, j:j + 2].argmax(), 2)
            dL_dz1 = dL_da2 * (z1[i + u, j + v] > 0)
            dL_dw1 += dL_dz1 * windows[i + u, j + v]
            dL_db1 += dL_dz1
    return dL_dw1, dL_db1, dL_dw3, dL_db3
