"""Which cells ImageGradient outlines, and which hold no number of their own."""

import numpy as np

from cnnlib.ops import windows

from . import ways
from .numbers import axes, corner


def empty(now):
    """{matrix: cells that hold no number of their own}:
    padding, spreading, weights of windows that do not reach."""
    state = now.state
    kernel = state.w1.shape
    outputs = np.ones([n + k - 1 for n, k in zip(state.image, kernel, strict=True)])
    outputs[ways.places(state.dL_dz1.shape, kernel, state.stride, state.padding)] = 0
    found = {"spread": list(map(tuple, np.argwhere(outputs).tolist()))}
    if now.stamping:
        return found | dict.fromkeys(("under", "after"), outside(state))
    alone = [at for at, pair in now.met.items() if None in pair]
    return found | {"right" if state.way == "stamp" else "left": shown(now, alone)}


def outside(state):
    """The cells of the selected output's window that lie beyond the image."""
    row, column = corner(state)
    rows, columns = state.image
    return [(u, v) for u, v in np.ndindex(state.w1.shape)
            if not (0 <= row + u < rows and 0 <= column + v < columns)]


def shown(now, products):
    """Where products stand in the close-up, those that it shows."""
    row, column = now.close["corner"]
    rows, columns = now.close["products"].shape
    moved = [(r - row, c - column) for r, c in products]
    return [(r, c) for r, c in moved if 0 <= r < rows and 0 <= c < columns]


def marked_cells(now):
    """{matrix: cells to outline}: the selected cell and all that feed it."""
    state, (matrix, at) = now.state, now.state.selected
    pixel = {"dL_dx": [state.pixel]}
    if matrix == "dL_dz1":
        chosen = {"dL_dz1": [at], "dL_dx": under(state, at), "spread": [spread_place(state, at)]}
        meeting = [place for place, pair in now.met.items() if pair[0] == at]
        return chosen if now.stamping else chosen | focus(now, meeting)
    if matrix == "w1":
        meeting = [place for place, pair in now.met.items() if pair[1] == at]
        return {"w1": [at]} | pixel | focus(now, meeting)
    if matrix == "products":
        return pixel | feeding(now, [at]) | focus(now, [at])
    return pixel | feeding(now, list(now.met))


def feeding(now, products):
    """Where the factors of some products stand in the upper row."""
    r, c = now.state.pixel
    pairs = [now.met[at] for at in products if None not in now.met[at]]
    shown = {"w1": [weight for _, weight in pairs], "dL_dz1": [output for output, _ in pairs]}
    if now.state.way == "gather":
        shown |= {"rotated": products, "spread": [(r + a, c + b) for a, b in products]}
    return shown


def focus(now, products):
    """The same products and their factors in the close-up, and in the rotated kernel."""
    close = dict.fromkeys(("left", "right", "products"), shown(now, products))
    return close | ({"rotated": products} if now.state.way == "gather" else {})


def under(state, output):
    """The pixels that the window of an output covers."""
    return windows.covered(axes(state), output)


def spread_place(state, output):
    """Where an output stands in the spread gradient."""
    return tuple(k - 1 - state.padding + n * state.stride for k, n in zip(state.w1.shape, output, strict=True))
