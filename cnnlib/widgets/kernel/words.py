"""What KernelGradient says: the gradient of a weight as a sum, the stamp of an output, or one product."""

import numpy as np

from cnnlib import explain
from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import filled, lines
from cnnlib.draw.ink.number import sums

from .numbers import CLOSE


def words(now):
    """Everything below the picture."""
    if now.state.selected[0] in CLOSE:
        return product(now)
    return stamp(now) if now.state.view == "output" else gradient(now)


def gradient(now):
    """The gradient of the weight or of the bias: the rule, its products or what they come to, their sum."""
    weight = now.state.weight
    if weight is None:
        name, index, pixel = "dL_db1", (0,), "1"
    else:
        name, index, pixel = "dL_dw1", (*weight, 0, 0), met(*weight)
    left = symbol(name) + (f"[{weight[0]}, {weight[1]}]" if weight else "")
    rule = f"{left} = Σ {symbol('dL_dz1')}[i, j] · {pixel} over all {now.products.size} windows"
    if (now.products != 0).sum() > len(now.picked):
        return f"{rule}\n   = {in_two(now)} = {plain(now.total)}"
    shapes = {one: np.shape(array) for one, array in {**now.values, **now.grads}.items()}
    *text, total = lines(explain.cell(now.run, name, index), shapes)
    first = next(k for k, line in enumerate(text) if line.startswith("   = "))
    return "\n".join((rule, *filled(text[first:], total[2:])))


def met(u, v):
    """The pixel that weight (u, v) meets in window (i, j)."""
    return f"x[i{f' + {u}' * (u > 0)}, j{f' + {v}' * (v > 0)}]"


def in_two(now):
    """The products that the lens opens and all others, each added up, where they are too many to list."""
    some = sum(now.products[place] for place in now.picked)
    few, many, _ = sums(some, now.total - some, now.total)
    count, size, opened = int((now.products != 0).sum()), now.products.size, len(now.picked)
    return (f"{few} from the {opened} largest gradients + {bracket(many, str)} from the other {size - opened}"
            f"   ({count} of {size} are not 0)")


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
    row, column = (f"{k} + {name}" if k else name for k, name in ((i, "u"), (j, "v")))
    return (f"{symbol('dL_dw1')}[u, v] += {left} · x[{row}, {column}]   for all nine u, v\n"
            f"   = {bracket(slope)} · its window of x\n"
            f"{symbol('dL_db1')} += {left} · 1 = {plain(slope)}")
