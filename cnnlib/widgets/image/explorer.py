"""The image's gradient, three ways: stamp the kernel, gather with the rotated kernel, multiply by the transpose."""

from dataclasses import dataclass, replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import SUPERSCRIPT, bound, plain
from cnnlib.draw.ink.words import peak, place
from cnnlib.draw.parts import matrix as panel

from ..stage.address import with_number
from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import IntSlider
from . import ways
from .words import EXAMPLE, cell_name, product, shifted, total

WAYS = (("Stamp the kernel", "stamp"), ("Gather with the kernel", "gather"),
        ("Multiply by the transpose", "transpose"))
IMAGE = (8, 8)
ROUNDING = 1e-12   # of the largest gradient: what sums in another order may differ by


@dataclass(frozen=True, eq=False)
class State:
    """Kernel and gradient of the outputs; the way; whether the gather rotates the kernel; the pixel that is open."""

    w1: np.ndarray
    dL_dz1: np.ndarray
    way: str = "stamp"
    rotated: bool = True
    stride: int = 1
    padding: int = 0
    pixel: tuple = (3, 4)
    selected: tuple = ("dL_dx", 3, 4)


class ImageGradient(Explorer):
    """Compute dL_dx in three ways and open each of its cells into the products that make it.

    dL_dz1 is that of the running example for stride 1 and padding 0. For others it holds example values, and the
    picture and the status line say so.
    """

    editable = ("w1", "dL_dz1")

    def __init__(self):
        net, params, x, y = examples.eight_by_eight()
        self._real = net.run(params, x, y).grads["dL_dz1"][0, :, :, 0]
        self.way = self.follow(W.Dropdown(options=WAYS, description="Way", style=LABELS, layout=W.Layout(width="290px"),
                                          tooltip="How the gradient is carried back to the image"),
                               lambda state, way: replace(state, way=way))
        self.rotated = self.follow(W.Checkbox(value=True, description="Rotate the kernel by 180°", indent=False,
                                              tooltip="The gather needs it; see what happens without",
                                              layout=W.Layout(width="200px")),
                                   lambda state, rotated: replace(state, rotated=rotated))
        self.stride = self.slider("Stride", 1, 2, "Cells from one window to the next; each has a gradient of its own")
        self.padding = self.slider("Padding", 0, 1, "Rings of zeros around the image; each has a gradient of its own")
        super().__init__(State(params["w1"][:, :, 0, 0], self._real),
                         (self.way, self.rotated, self.stride, self.padding))

    def slider(self, name, least, most, tooltip):
        """A slider that changes the windows, and with them the gradient of the outputs."""
        made = IntSlider(min=least, max=most, description=name, tooltip=tooltip, style=LABELS,
                           layout=W.Layout(width="200px"))
        return self.follow(made, lambda state, value: self.fitted(replace(state, **{name.lower(): value})))

    def fitted(self, state):
        """A state with a gradient of the outputs that fits stride and padding: the real one, or example values.

        example values: tenths from -0.9 to 0.9, drawn with a seed of its own for each stride and padding
        """
        if not is_example(state):
            return replace(state, dL_dz1=self._real)
        rows, columns = ((n + 2 * state.padding - len(state.w1)) // state.stride + 1 for n in IMAGE)
        dice = np.random.default_rng(10 * state.stride + state.padding)
        return replace(state, dL_dz1=dice.integers(-9, 10, (rows, columns)) / 10)

    def steady(self, state):
        """A selected cell of dL_dx is the pixel; a cell that is no longer there gives way to the pixel."""
        matrix, row, column = state.selected
        if matrix == "dL_dx":
            return replace(state, pixel=(row, column))
        rows, columns = self.shapes(state)[matrix]
        return state if row < rows and column < columns else replace(state, selected=("dL_dx", *state.pixel))

    def remark(self, state):
        return EXAMPLE if is_example(state) else ""

    def picture(self, state):
        arrays, limit = worked(state)
        return draw.image_gradient(state.way, arrays, close_up(state), marks(state), verdict(state), limit,
                                   empty=empty(state), rotated=state.rotated,
                                   made="example values" if is_example(state) else "")

    def equation(self, state):
        if stamping(state):
            (i, j), slope = state.selected[1:], state.dL_dz1[state.selected[1:]]
            left = f"{symbol('dL_dz1')}[{i}, {j}]"
            row, column = (n * state.stride - state.padding for n in (i, j))
            return (f"{symbol('dL_dx')}[{shifted(row, 'u')}, {shifted(column, 'v')}] += {left} · {symbol('w1')}[u, v]"
                    f"   for each cell u, v of the kernel\n   {left} = {plain(slope)}")
        if state.selected[0] in self.editable:
            return f"{cell_name(*state.selected)} = {plain(self.value(state))}; type another number."
        if state.selected[0] == "products":
            return product(state, *meetings(state)[state.selected[1:]])
        pairs = [pair for pair in meetings(state).values() if None not in pair]
        return total(state, pairs, worked(state)[0]["dL_dx"][state.pixel])

    def value(self, state):
        matrix, row, column = state.selected
        array = close_up(state)["products"] if matrix == "products" else worked(state)[0][matrix]
        return float(array[row, column]) + 0.0   # -0.0 is said as 0

    def shapes(self, state):
        folded = state.dL_dz1.shape if state.way == "transpose" else state.w1.shape
        return {"dL_dx": IMAGE, "w1": state.w1.shape, "dL_dz1": state.dL_dz1.shape, "products": folded}

    def write(self, state, matrix, row, column, number):
        return replace(state, **{matrix: with_number(matrix, getattr(state, matrix), row, column, number)})

    def settle(self, state):
        self.way.value, self.rotated.value = state.way, state.rotated
        self.rotated.disabled = state.way != "gather"
        self.stride.value, self.padding.value = state.stride, state.padding


def is_example(state):
    """Whether the gradient of the outputs is not that of the running example, whose windows are others."""
    return (state.stride, state.padding) != (1, 0)


@lru_cache(maxsize=8)
def three(state):
    """{way: dL_dx}, each computed on its own; a gather that does not rotate the kernel goes wrong only as the way."""
    problem = state.dL_dz1, state.w1, state.stride, state.padding, IMAGE
    rotated = state.rotated or state.way != "gather"
    return {"stamp": ways.stamp(*problem), "gather": ways.gather(*problem, rotated=rotated),
            "transpose": ways.transpose(*problem)}


@lru_cache(maxsize=8)
def worked(state):
    """Every matrix in full, by the way of the state, and the limit of the colours, which holds for every way."""
    problem = state.dL_dz1, state.w1, state.stride, state.padding, IMAGE
    right, wrong = ways.right(*problem), ways.gather(*problem, rotated=False)
    arrays = {"dL_dx": settled(three(state)[state.way], state), "w1": state.w1, "dL_dz1": state.dL_dz1,
              "rotated": state.w1[::-1, ::-1] if state.rotated else state.w1,
              "spread": ways.spread_out(state.dL_dz1, len(state.w1), state.stride, state.padding, IMAGE),
              "M": ways.matrix(state.w1, state.stride, state.padding, IMAGE, state.dL_dz1.shape)}
    return arrays, panel.largest([right, wrong, state.dL_dz1])


def settled(sums, state):
    """Sums in which what cancels to a rounding residue is 0."""
    return np.where(np.abs(sums) < ROUNDING * np.abs(state.dL_dz1).max() * np.abs(state.w1).max(), 0.0, sums)


def meetings(state):
    """{place of a product of the pixel: (the output, the weight that meet in it)}; None where there is no such one."""
    size, k = state.w1.shape, len(state.w1) - 1
    if state.way == "transpose":
        reach = {at: weight_between(state, at) for at in np.ndindex(state.dL_dz1.shape)}
        return {at: (at, weight) for at, weight in reach.items()}
    if state.way == "stamp":
        return {at: (output_under(state, at), at) for at in np.ndindex(size)}
    return {(a, b): (output_under(state, (k - a, k - b)), (k - a, k - b) if state.rotated else (a, b))
            for a, b in np.ndindex(size)}


def weight_between(state, output):
    """The weight (u, v) with which an output sees the pixel, None where its window does not reach it."""
    u, v = (p + state.padding - n * state.stride for p, n in zip(state.pixel, output, strict=True))
    return (u, v) if 0 <= u < len(state.w1) and 0 <= v < len(state.w1) else None


def output_under(state, weight):
    """The output (i, j) that sees the pixel with this weight, None where there is none."""
    (i, rest), (j, over) = (divmod(p + state.padding - n, state.stride)
                            for p, n in zip(state.pixel, weight, strict=True))
    rows, columns = state.dL_dz1.shape
    return (i, j) if not rest and not over and 0 <= i < rows and 0 <= j < columns else None


def stamping(state):
    """Whether the close-up shows the stamp of one output."""
    return state.way == "stamp" and state.selected[0] == "dL_dz1"


def close_up(state):
    """The two factors and the products of the pixel, or the stamp of the selected output."""
    if stamping(state):
        slope = state.dL_dz1[state.selected[1:]]
        return {"output": state.selected[1:], "left": state.w1, "products": slope * state.w1, "total": slope}
    met = meetings(state)
    shape = state.dL_dz1.shape if state.way == "transpose" else state.w1.shape
    slopes = np.reshape([state.dL_dz1[output] if output else 0.0 for output, _ in met.values()], shape)
    weights = np.reshape([state.w1[weight] if weight else 0.0 for _, weight in met.values()], shape)
    left, right = (slopes, weights) if state.way == "gather" else (weights, slopes)
    return {"cell": state.pixel, "left": left, "right": right, "products": left * right,
            "total": worked(state)[0]["dL_dx"][state.pixel], "column": state.pixel[0] * IMAGE[1] + state.pixel[1]}


def empty(state):
    """{matrix: cells that hold no number of their own}: padding, spreading, weights of windows that do not reach."""
    outputs = np.ones([n + len(state.w1) - 1 for n in IMAGE])
    outputs[ways.places(state.dL_dz1.shape, len(state.w1), state.stride, state.padding)] = 0
    alone = [] if stamping(state) else [at for at, pair in meetings(state).items() if None in pair]
    return {"spread": list(map(tuple, np.argwhere(outputs).tolist())),
            "left" if state.way in ("gather", "transpose") else "right": alone}


def marks(state):
    """{matrix: cells to outline}: the selected cell and all that feed it."""
    matrix, at, met = state.selected[0], state.selected[1:], meetings(state)
    if matrix == "dL_dz1":
        chosen = {"dL_dz1": [at], "dL_dx": under(state, at), "spread": [spread_place(state, at)]}
        return chosen if stamping(state) else chosen | focus(state, [p for p, pair in met.items() if pair[0] == at])
    if matrix == "w1":
        return {"w1": [at], "dL_dx": [state.pixel]} | focus(state, [p for p, pair in met.items() if pair[1] == at])
    if matrix == "products":
        return {"dL_dx": [state.pixel]} | fed_by(state, [at]) | focus(state, [at])
    return {"dL_dx": [state.pixel]} | fed_by(state, list(met))


def fed_by(state, products):
    """Where the factors of some products stand in the upper row."""
    met, (r, c) = meetings(state), state.pixel
    pairs = [met[at] for at in products if None not in met[at]]
    shown = {"w1": [weight for _, weight in pairs], "dL_dz1": [output for output, _ in pairs]}
    if state.way == "gather":
        shown |= {"rotated": products, "spread": [(r + a, c + b) for a, b in products]}
    return shown


def focus(state, products):
    """The same products and their factors in the close-up, and in the rotated kernel."""
    close = dict.fromkeys(("left", "right", "products"), products)
    return close | ({"rotated": products} if state.way == "gather" else {})


def under(state, output):
    """The pixels that the window of an output covers."""
    first = [n * state.stride - state.padding for n in output]
    cells = ((first[0] + u, first[1] + v) for u, v in np.ndindex(state.w1.shape))
    return [(r, c) for r, c in cells if 0 <= r < IMAGE[0] and 0 <= c < IMAGE[1]]


def spread_place(state, output):
    """Where an output stands in the spread gradient."""
    return tuple(len(state.w1) - 1 - state.padding + n * state.stride for n in output)


def verdict(state):
    """Whether the way gives the numbers of conv.backward, and a sentence that says so."""
    right = ways.right(state.dL_dz1, state.w1, state.stride, state.padding, IMAGE)
    error = np.max([np.abs(found - right) for found in three(state).values()], axis=0)
    differ = int(np.sum(error > ROUNDING * np.abs(state.dL_dz1).max() * np.abs(state.w1).max()))
    if differ:
        at = peak(error)
        return False, (f"✗ Not rotated, the kernel meets the wrong gradients: {differ} of {error.size} cells differ "
                       f"from conv.backward, most at {place(at)}, by {plain(error[at])}.")
    if state.way == "gather" and not state.rotated:
        return True, "✓ Not rotated, and yet right: here the rotated kernel gives the same numbers."
    power = bound(error.max()).partition("e")[2].translate(SUPERSCRIPT)
    return True, (f"✓ All three ways give the same {error.size} numbers as conv.backward, "
                  f"up to rounding (below 10{power}).")
