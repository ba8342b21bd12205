"""What ImageGradient shows of a state:
dL_dx three ways, and what meets in the pixel or the output that is open."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

from cnnlib.draw.parts import matrix
from cnnlib.ops import conv, windows

from . import ways
from .plane import Plane, State, plane, planes

ROUNDING = 1e-12   # of the largest gradient: what sums in another order may differ by


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    state: the Plane in focus;  whole: the State with all examples, channels and filters
    rest: what the other filters add to dL_dx, None where there is one alone
    example: whether dL_dz1 holds example values;  arrays: every matrix in full, by the way of the state
    close: the two factors and the products of the pixel, or the stamp of the selected output,
    as draw takes them;  products: all of them
    met: {place of a product of the pixel: (the output, the weight that meet in it)}
    error: how far the three ways lie from conv.backward at most, cell by cell
    wrong: the cells in which too far
    limit: of the colours, which holds for every way
    """

    state: Plane
    whole: State
    rest: np.ndarray | None
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
        """{name: array} of what can be selected; of dL_dx the example and channel in focus."""
        n, c, _ = self.whole.focus
        dL_dx = np.zeros((len(self.whole.dL_dz1), *self.state.image, self.whole.w1.shape[2]))
        dL_dx[n, :, :, c] = self.arrays["dL_dx"]
        return {"dL_dx": dL_dx, "w1": self.whole.w1, "dL_dz1": self.whole.dL_dz1, "products": self.products}

    @property
    def maps(self):
        """{name: (rows, columns, channels)} of what has a bar of channels, of the example in focus."""
        n, whole = self.whole.focus[0], self.whole
        found, channels = {"dL_dz1": whole.dL_dz1[n]}, whole.w1.shape[2]
        if channels > 1:
            x, grid = np.zeros((1, *self.state.image, channels)), (whole.stride, whole.padding)
            found["dL_dx"] = conv.backward(whole.dL_dz1[n:n + 1], x, whole.w1, *grid)[0][0]
        return found

    @property
    def stamping(self):
        """Whether the close-up shows the stamp of one output."""
        return stamping(self.state)


def numbers(whole, example):
    """Compute what a State shows. example: whether its gradient of the outputs is one"""
    state, every = plane(whole), planes(whole)
    problem = problem_of(state)
    each = [three(one) for one in every]
    found = {way: sum(one[way] for one in each) for way in each[0]}
    right = sum(ways.right(*problem_of(one)) for one in every)
    rest = found[state.way] - three(state)[state.way] if len(every) > 1 else None
    error = np.max([np.abs(one - right) for one in found.values()], axis=0)
    wrong = list(map(tuple, np.argwhere(error > residue(state)).tolist()))
    arrays, met = in_full(state, found[state.way]), meetings(state)
    limit = matrix.largest([right, ways.gather(*problem, rotated=False), whole.dL_dz1])
    if stamping(state):
        close = stamp_close_up(state, every[:whole.focus[2]], whole.dL_dz1[0].size)
        arrays, products = arrays | {"so far": close["so far"]}, close["products"]
    else:
        *_, products = factors = factors_of(state, met)
        close = close_up(state, factors, met) | {"total": arrays["dL_dx"][state.pixel]}
        close |= {"right total": cleared(state, right)[state.pixel], "was": pixel_before(state, close),
                  "rest": None if rest is None else float(rest[state.pixel])}
    return Numbers(state, whole, rest, example, arrays, close, products, met, error, wrong, limit)


def problem_of(state):
    """What every way is given."""
    return state.dL_dz1, state.w1, state.stride, state.padding, state.image


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
    grid = state.stride, state.padding, state.image
    return {"dL_dx": cleared(state, dL_dx), "w1": state.w1, "dL_dz1": state.dL_dz1,
            "rotated": state.w1[::-1, ::-1] if state.rotated else state.w1,
            "spread": ways.spread_out(state.dL_dz1, state.w1.shape, *grid),
            "M": ways.matrix(state.w1, *grid, state.dL_dz1.shape)}


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
    down, across = state.w1.shape
    left, right, products = (one[row:row + down, column:column + across] for one in factors)
    return {"cell": state.pixel, "left": left, "right": right, "products": products, "corner": corner,
            "total": cleared(state, factors[2].sum()), "column": state.pixel[0] * state.image[1] + state.pixel[1]}


def corner_of(state, met):
    """The first of the products shown: of the transpose, which has one an output, of those that meet."""
    if state.way != "transpose":
        return 0, 0
    meeting = [at for at, pair in met.items() if None not in pair] or [(0, 0)]
    first, size = np.min(meeting, axis=0), np.array(state.w1.shape)
    if state.selected[0] == "products":                   # the picture follows whoever walks beyond
        place = np.array(state.selected[1])
        first = np.clip(first, place - size + 1, place)
    return tuple(np.clip(first, 0, np.maximum(np.array(state.dL_dz1.shape) - size, 0)).tolist())


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


def stamp_close_up(state, earlier, stamps):
    """The stamp of the selected output, what the outputs before it laid there, and what lies there then.

    earlier: the Plane of each filter before this one, whose outputs have all been laid
    stamps: how many there are of all filters
    """
    output = state.selected[1]
    count = output[0] * state.dL_dz1.shape[1] + output[1] + 1
    over = tuple(slice(n + state.padding, n + state.padding + k)
                 for n, k in zip(corner(state), state.w1.shape, strict=True))
    before = sum(ways.stamped(*problem_of(one), one.dL_dz1.size) for one in earlier)
    under, after = (before + ways.stamped(*problem_of(state), laid) for laid in (count - 1, count))
    slope, old = state.dL_dz1[output], comparable(state) or state
    inside = tuple(slice(state.padding, state.padding + n) for n in state.image)
    return {"output": output, "left": state.w1, "products": slope * state.w1, "total": slope,
            "count": len(earlier) * state.dL_dz1.size + count, "stamps": stamps,
            "under": cleared(state, under[over]), "after": cleared(state, after[over]),
            "so far": cleared(state, after[inside]),
            "was": {"left": old.w1, "products": old.dL_dz1[output] * old.w1}}


def corner(state):
    """Row and column of the image at which the selected output's window begins, below 0 in the padding."""
    return tuple(axis.first(i) for axis, i in zip(axes(state), state.selected[1], strict=True))


def meetings(state):
    """{place of a product of the pixel: (the output, the weight that meet in it)}, None for a missing one."""
    outputs, (p, q) = outputs_by_weight(state), (n - 1 for n in state.w1.shape)
    if state.way == "transpose":
        weights = {output: weight for weight, output in outputs.items()}
        return {at: (at, weights.get(at)) for at in np.ndindex(state.dL_dz1.shape)}
    if state.way == "stamp":
        return {at: (outputs.get(at), at) for at in np.ndindex(state.w1.shape)}
    return {(a, b): (outputs.get((p - a, q - b)), (p - a, q - b) if state.rotated else (a, b))
            for a, b in np.ndindex(state.w1.shape)}


def outputs_by_weight(state):
    """{weight (u, v): the output (i, j) that sees the pixel with it}."""
    over = (axis.windows(k) for axis, k in zip(axes(state), state.pixel, strict=True))
    return {(u, v): (i, j) for (i, u), (j, v) in product(*over)}


def axes(state):
    """The windows downwards and across."""
    return windows.axes(windows.grid(state.image, state.w1.shape, state.stride, state.padding))
