"""What KernelGradient says: the gradient of a weight as a sum, the stamp of an output, or one product."""

from cnnlib import draw, explain
from cnnlib.draw import bracket, plain, symbol

from .numbers import CLOSE


def words(now):
    """Everything below the picture."""
    state = now.state
    if state.selected[0] in CLOSE:
        return product(now)
    if state.view == "output":
        return stamp(now)
    name, index = ("dL_db1", (0,)) if state.weight is None else ("dL_dw1", (*state.weight, 0, 0))
    return draw.equation(explain.cell(now.run, name, index), now.run).words()


def product(now):
    """The equation of one product."""
    state, one = now.state, now.focus
    (i, j), weight = (one, state.weight) if state.view == "weight" else (state.output, one)
    slope = now.grads["dL_dz1"][0, i, j, 0]
    pixel, right, sums = 1.0, "1", symbol("dL_db1")
    if weight is not None:
        (u, v), pixel = weight, now.windows[i, j, *weight]
        right, sums = f"x[{i + u}, {j + v}]", f"{symbol('dL_dw1')}[{u}, {v}]"
    return (f"{state.selected[0]}[{one[0]}, {one[1]}] = {symbol('dL_dz1')}[{i}, {j}] · {right}\n"
            f"   = {bracket(slope)} · {bracket(pixel)} = {plain(slope * pixel)}\n"
            f"   is one of the {now.products.size} numbers that add up to {sums}")


def stamp(now):
    """What one output adds to the gradient of the kernel and of the bias."""
    i, j = now.state.output
    slope = now.grads["dL_dz1"][0, i, j, 0]
    left = f"{symbol('dL_dz1')}[{i}, {j}]"
    if slope == 0:
        return f"{left} = 0: this output gets no gradient, so its window adds nothing to {symbol('dL_dw1')}."
    return (f"{symbol('dL_dw1')}[u, v] += {left} · x[{i} + u, {j} + v]   for all nine u, v\n"
            f"   = {bracket(slope)} · its window of x\n"
            f"{symbol('dL_db1')} += {left} · 1 = {plain(slope)}")
