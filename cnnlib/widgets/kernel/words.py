"""What KernelGradient says: the gradient of a weight as a sum, the stamp of an output, or one product."""

import numpy as np

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import filled, lines
from cnnlib.draw.ink.number import equals, sums
from cnnlib.draw.ink.words import which

from .numbers import CLOSE


def words(now):
    """Everything below the picture."""
    if now.state.selected[0] in CLOSE:
        return product(now)
    return stamp(now) if now.state.view == "output" else gradient(now)


def gradient(now):
    """The gradient of the weight or of the bias: the rule, its products or what they come to, their sum."""
    weight, state = now.state.weight, now.state
    name, pixel = ("dL_dw1", met(*weight, state)) if weight else ("dL_db1", "1")
    left = symbol(name) + (f"[{weight[0]}, {weight[1]}]" if weight else "")
    each = f" of each of {now.several} examples" if now.several > 1 else ""
    rule = (f"{left} = Σ {symbol('dL_dz1')}[i, j] · {pixel} over {every(now)}{each}"
            f"{of_which(now) if now.several == 1 else ''}")
    if now.several > 1 or (now.products != 0).sum() > len(now.picked):
        return f"{rule}\n   = {in_parts(now)}{counted(now)}"
    shapes = {one: np.shape(array) for one, array in {**now.values, **now.grads}.items()}
    *text, total = lines(now.cell, shapes)
    first = next(k for k, line in enumerate(text) if line.startswith("   = "))
    return "\n".join((rule, *filled(text[first:], total[2:])))


def every(now):
    """All windows, however many there are."""
    return f"all {now.products.size} windows" if now.products.size > 1 else "the only window"


def of_which(now):
    """Behind the rule, which channel and filter this is, where there are several."""
    inner = {axis: place for axis, place in now.places.items() if axis != "example"}
    return f"   ({which(inner)})" if inner else ""


def met(u, v, state):
    """The pixel that weight (u, v) meets in window (i, j)."""
    i, j = (letter if state.stride == 1 else f"{state.stride}{letter}" for letter in "ij")
    return f"x[{shifted(i, u - state.padding)}, {shifted(j, v - state.padding)}]"


def shifted(letter, by):
    """An index and how far it is moved: i, i + 2, i − 1."""
    return f"{letter} {'+' if by > 0 else '−'} {abs(by)}" if by else letter


def in_parts(now):
    """The products that the lens opens, all others, and those of other examples, each added up, and all together."""
    some, here = sum(now.products[place] for place in now.picked), float(now.products.sum())
    rest = (now.total if now.several == 1 else here) - some
    others = [now.total - here] * (now.several > 1)
    few, many, *apart, whole = sums(some, rest, *others, now.total)
    opened, left = len(now.picked), now.products.size - len(now.picked)
    more = f" + {bracket(many, str)} from the other {left}" if left else ""
    others = "the other example" if now.several == 2 else f"the other {now.several - 1} examples"
    gradients = " gradients" if now.several == 1 else ""      # or the line has no room
    largest = f"{opened} largest{gradients}" if opened > 1 else f"largest{gradients.removesuffix('s')}"
    said = f"{few} from the {largest}{more}" + "".join(f" + {bracket(one, str)} from {others}" for one in apart)
    shown = [few, *([many] if left else []), *apart]
    return f"{said} {equals(shown, whole)}"


def counted(now):
    """How many products are not 0; of several examples which is close up."""
    count, size = int((now.products != 0).sum()), now.products.size
    if now.several == 1:
        return f"   ({count} of {size} {'is' if count == 1 else 'are'} not 0)"
    return (f"\n   {which(now.places).capitalize()} gives {plain(float(now.products.sum()))}; "
            f"{count} of its {size} products {'is' if count == 1 else 'are'} not 0.")


def product(now):
    """The equation of one product."""
    state, one = now.state, now.focus
    (i, j), weight = (one, state.weight) if state.view == "weight" else (state.output, one)
    slope = now.in_focus("dL_dz1")[i, j]
    pixel, right, whole = 1.0, "1", symbol("dL_db1")
    if weight is not None:
        (u, v), pixel, (row, column) = weight, now.windows[i, j, *weight], now.begin((i, j))
        at = row + u, column + v
        right = "0 of the padding" if now.is_padding(at) else f"x[{at[0]}, {at[1]}]"
        whole = f"{symbol('dL_dw1')}[{u}, {v}]"
    return (f"{state.selected[0]}[{one[0]}, {one[1]}] = {symbol('dL_dz1')}[{i}, {j}] · {right}\n"
            f"   = {bracket(slope)} · {bracket(pixel)} = {plain(slope * pixel)}{everywhere(now)}\n"
            f"   is one of the {now.products.size * now.several} numbers that add up to {whole}")


def everywhere(now):
    """Which example, channel and filter this is, where there are several."""
    return f"   ({which(now.places)})" if now.places else ""


def stamp(now):
    """What one output adds to the gradient of the kernel and of the bias."""
    i, j = now.state.output
    slope = now.in_focus("dL_dz1")[i, j]
    left, rest = f"{symbol('dL_dz1')}[{i}, {j}]", everywhere(now)
    if slope == 0:
        return (f"{left} = 0: this output gets no gradient, "
                f"so its window adds nothing to {symbol('dL_dw1')}.{rest}")
    row, column = (index(begin, name) for begin, name in zip(now.begin((i, j)), "uv", strict=True))
    size = now.state.w1.shape[0] * now.state.w1.shape[1]
    return (f"{symbol('dL_dw1')}[u, v] += {left} · x[{row}, {column}]   "
            f"for all {'nine' if size == 9 else size} u, v\n"
            f"   = {bracket(slope)} · its window of x{rest}\n"
            f"{symbol('dL_db1')} += {left} · 1 = {plain(slope)}")


def index(begin, letter):
    """A place in a window that begins at a cell: u, 2 + u, u − 1 in the padding."""
    return letter if begin == 0 else f"{begin} + {letter}" if begin > 0 else f"{letter} − {-begin}"
