"""What ImageGradient shows of a state:
dL_dx three ways, and what meets in the pixel or the output that is open."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product

import numpy as np

from cnnlib import examples
from cnnlib.draw.parts import matrix
from cnnlib.ops import windows

from . import ways

IMAGE = (8, 8)
ROUNDING = 1e-12   # of the largest gradient: what sums in another order may differ by


@dataclass(frozen=True, eq=False)
class State:
    """Kernel and gradient of the outputs; the way; whether the gather rotates the kernel;
    stride and padding; the pixel that is open; the selected cell; the state before the last change."""

    w1: np.ndarray
    dL_dz1: np.ndarray
    way: str = "gather"
    rotated: bool = True
    stride: int = 1
    padding: int = 0
    pixel: tuple = (3, 4)
    selected: tuple = ("dL_dx", (3, 4))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    example: whether dL_dz1 holds example values;  arrays: every matrix in full, by the way of the state
    close: the two factors and the products of the pixel, or the stamp of the selected output,
    as draw takes them;  products: all of them
    met: {place of a product of the pixel: (the output, the weight that meet in it)}
    error: how far the three ways lie from conv.backward at most, cell by cell
    wrong: the cells in which too far
    limit: of the colours, which holds for every way
    """

    state: State
    example: bool
    arrays: dict
    close: dict
    products: np.ndarray
    met: dict
    error: np.ndarray
    wrong: list
    limit: float

    @cached_property
    def matrices(self):
        """{name: array} of what can be selected."""
        shown = {name: self.arrays[name] for name in ("dL_dx", "w1", "dL_dz1")}
        return shown | {"products": self.products}

    @property
    def stamping(self):
        """Whether the close-up shows the stamp of one output."""
        return stamping(self.state)


def numbers(state):
    """Compute what a state shows."""
    problem = problem_of(state)
    found, right = three(state), ways.right(*problem)
    error = np.max([np.abs(one - right) for one in found.values()], axis=0)
    wrong = list(map(tuple, np.argwhere(error > residue(state)).tolist()))
    arrays, met = in_full(state, found[state.way]), meetings(state)
    limit = matrix.largest([right, ways.gather(*problem, rotated=False), state.dL_dz1])
    if stamping(state):
        close = stamp_close_up(state)
        arrays, products = arrays | {"so far": close["so far"]}, close["products"]
    else:
        *_, products = factors = factors_of(state, met)
        close = close_up(state, factors, met) | {"total": arrays["dL_dx"][state.pixel]}
        close |= {"right total": cleared(state, right)[state.pixel], "was": pixel_before(state, close)}
    return Numbers(state, is_example(state), arrays, close, products, met, error, wrong, limit)


def problem_of(state):
    """What every way is given."""
    return state.dL_dz1, state.w1, state.stride, state.padding, IMAGE


def is_example(state):
    """Whether the gradient of the outputs is not that of the running example, whose windows are others."""
    return (state.stride, state.padding) != (1, 0)


def stamping(state):
    """Whether the close-up shows the stamp of one output."""
    return state.way == "stamp" and state.selected[0] == "dL_dz1"


def three(state):
    """{way: dL_dx}, each computed on its own;
    a gather that does not rotate the kernel goes wrong only as the way."""
    problem = problem_of(state)
    rotated = state.rotated or state.way != "gather"
    return {"stamp": ways.stamp(*problem), "gather": ways.gather(*problem, rotated=rotated),
            "transpose": ways.transpose(*problem)}


def in_full(state, dL_dx):
    """Every matrix of the picture in full; in the sums of dL_dx what cancels to a rounding residue is 0."""
    stride, padding = state.stride, state.padding
    return {"dL_dx": cleared(state, dL_dx), "w1": state.w1, "dL_dz1": state.dL_dz1,
            "rotated": state.w1[::-1, ::-1] if state.rotated else state.w1,
            "spread": ways.spread_out(state.dL_dz1, len(state.w1), stride, padding, IMAGE),
            "M": ways.matrix(state.w1, stride, padding, IMAGE, state.dL_dz1.shape)}


def cleared(state, sums):
    """Sums without what rounding left of those that cancel."""
    return np.where(np.abs(sums) < residue(state), 0.0, sums)


def residue(state):
    """What rounding may leave of a sum."""
    return ROUNDING * np.abs(state.dL_dz1).max() * np.abs(state.w1).max()


# What is close up

def factors_of(state, met):
    """The two factors of every product of the pixel, in the order of the way, and the products."""
    shape = state.dL_dz1.shape if state.way == "transpose" else state.w1.shape
    slopes = np.reshape([state.dL_dz1[output] if output else 0.0 for output, _ in met.values()], shape)
    weights = np.reshape([state.w1[weight] if weight else 0.0 for _, weight in met.values()], shape)
    left, right = (slopes, weights) if state.way == "gather" else (weights, slopes)
    return left, right, left * right


def close_up(state, factors, met):
    """The part of the factors and products that the picture shows, and their sum."""
    row, column = corner = corner_of(state, met)
    size = len(state.w1)
    left, right, products = (one[row:row + size, column:column + size] for one in factors)
    return {"cell": state.pixel, "left": left, "right": right, "products": products, "corner": corner,
            "total": cleared(state, factors[2].sum()), "column": state.pixel[0] * IMAGE[1] + state.pixel[1]}


def corner_of(state, met):
    """The first of the products shown: of the transpose, which has one an output, of those that meet."""
    if state.way != "transpose":
        return 0, 0
    meeting = [at for at, pair in met.items() if None not in pair] or [(0, 0)]
    first, size = np.min(meeting, axis=0), len(state.w1)
    if state.selected[0] == "products":                   # the picture follows whoever walks beyond
        place = np.array(state.selected[1])
        first = np.clip(first, place - size + 1, place)
    return tuple(np.clip(first, 0, np.array(state.dL_dz1.shape) - size).tolist())


def pixel_before(state, close):
    """The same close-up before the last change; that of now where it showed other windows."""
    old = comparable(state)
    if old is None:
        return close
    met = meetings(old)
    return close_up(old, factors_of(old, met), met)


def comparable(state):
    """The state before the last change, with the cell selected now; None where way or windows were others."""
    old = state.before
    if old is None or (old.way, old.stride, old.padding) != (state.way, state.stride, state.padding):
        return None
    return replace(old, pixel=state.pixel, selected=state.selected)


def stamp_close_up(state):
    """The stamp of the selected output, what the outputs before it laid there, and what lies there then."""
    output = state.selected[1]
    count = output[0] * state.dL_dz1.shape[1] + output[1] + 1
    over = tuple(slice(n + state.padding, n + state.padding + len(state.w1)) for n in corner(state))
    under, after = (ways.stamped(*problem_of(state), laid) for laid in (count - 1, count))
    slope, old = state.dL_dz1[output], comparable(state) or state
    inside = slice(state.padding, state.padding + IMAGE[0]), slice(state.padding, state.padding + IMAGE[1])
    return {"output": output, "left": state.w1, "products": slope * state.w1, "total": slope, "count": count,
            "under": cleared(state, under[over]), "after": cleared(state, after[over]),
            "so far": cleared(state, after[inside]),
            "was": {"left": old.w1, "products": old.dL_dz1[output] * old.w1}}


def corner(state):
    """Row and column of the image at which the selected output's window begins, below 0 in the padding."""
    return tuple(axis.first(i) for axis, i in zip(axes(state), state.selected[1], strict=True))


def meetings(state):
    """{place of a product of the pixel: (the output, the weight that meet in it)}, None for a missing one."""
    outputs, k = outputs_by_weight(state), len(state.w1) - 1
    if state.way == "transpose":
        weights = {output: weight for weight, output in outputs.items()}
        return {at: (at, weights.get(at)) for at in np.ndindex(state.dL_dz1.shape)}
    if state.way == "stamp":
        return {at: (outputs.get(at), at) for at in np.ndindex(state.w1.shape)}
    return {(a, b): (outputs.get((k - a, k - b)), (k - a, k - b) if state.rotated else (a, b))
            for a, b in np.ndindex(state.w1.shape)}


def outputs_by_weight(state):
    """{weight (u, v): the output (i, j) that sees the pixel with it}."""
    over = (axis.windows(k) for axis, k in zip(axes(state), state.pixel, strict=True))
    return {(u, v): (i, j) for (i, u), (j, v) in product(*over)}


def axes(state):
    """The windows downwards and across."""
    return windows.axes(windows.grid(IMAGE, state.w1.shape, state.stride, state.padding))


# What it opens with

@lru_cache(maxsize=1)
def opening():
    """Kernel and gradient of the outputs of the running example."""
    net, params, x, y = examples.eight_by_eight()
    return State(params["w1"][:, :, 0, 0], net.run(params, x, y).grads["dL_dz1"][0, :, :, 0])


def with_fitting_gradient(state):
    """A state with a gradient of the outputs that fits stride and padding: the real one, or example values.

    example values: tenths from -0.9 to 0.9, drawn with a seed of its own for each stride and padding
    """
    if not is_example(state):
        return replace(state, dL_dz1=opening().dL_dz1)
    rows, columns = ((n + 2 * state.padding - len(state.w1)) // state.stride + 1 for n in IMAGE)
    dice = np.random.default_rng(10 * state.stride + state.padding)
    return replace(state, dL_dz1=dice.integers(-9, 10, (rows, columns)) / 10)


def laid(state):
    """How many stamps lie on the image: those up to the selected output, or all."""
    rows, columns = state.dL_dz1.shape
    row, column = state.selected[1]
    return row * columns + column + 1 if stamping(state) else rows * columns


def with_laid(state, count):
    """A state that shows the last of so many stamps."""
    return replace(state, way="stamp", selected=("dL_dz1", divmod(count - 1, state.dL_dz1.shape[1])))


def steady(state):
    """A selected cell of dL_dx is the pixel; a cell that is no longer there gives way to the pixel."""
    matrix, (row, column) = state.selected
    if matrix == "dL_dx":
        return replace(state, pixel=(row, column))
    folded = state.dL_dz1 if state.way == "transpose" else state.w1
    rows, columns = {"w1": state.w1, "dL_dz1": state.dL_dz1, "products": folded}[matrix].shape
    return state if row < rows and column < columns else replace(state, selected=("dL_dx", state.pixel))
