"""What ChannelExplorer shows of a state: the four sums, the shares that add up to each, the tempting versions."""

from dataclasses import dataclass, replace

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.ink import names
from cnnlib.draw.parts import matrix
from cnnlib.layers import Conv
from cnnlib.network import Step

from .places import opened, views
from .sums import SUMS, right

GIVEN = "x", "w1", "b1", "dL_dz1"
STEP = Step(Conv(2, 2), 1, "x", "z1", ("w1", "b1"))
NINE_DIGITS = 1e-9       # as far as numbers are shown
ROUNDING = 1e-12        # of the largest term: what rounding may leave of a sum that cancels


@dataclass(frozen=True, eq=False)
class State:
    """Image, kernels, biases; the upstream, None for that of the network; the sum that is looked at; which of its
    cells is open: the output (i, j), pixel (r, c) or weight (u, v), and the example, channel and filter in focus;
    whether the tempting version is shown; the selected cell; the state before the last change of a number."""

    x: np.ndarray
    w1: np.ndarray
    b1: np.ndarray
    upstream: np.ndarray | None = None
    sum: str = "z1"
    output: tuple = (1, 1)
    pixel: tuple = (1, 2)
    weight: tuple = (0, 0)
    focus: tuple = (0, 0, 0)
    tempting: bool = False
    selected: tuple = ("z1", (0, 1, 1, 0))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array} of what is given and of the four sums;  views: {name: View}
    shares, wrong_shares: what each place of the axis that is summed adds to the sum that is looked at
    wrong: the sum in the tempting version;  apart: the cells (full index) in which it is another number
    cell: the open cell with its terms;  limits: {name: the |value| in full grey or colour}
    before: the numbers of the same cell before the last change of a number, None where there was none
    """

    state: State
    matrices: dict
    views: dict
    shares: list
    wrong_shares: list
    wrong: np.ndarray
    apart: list
    cell: explain.Cell
    limits: dict
    before: "Numbers" = None

    @property
    def sum(self):
        """The sum that is looked at."""
        return SUMS[self.state.sum]

    @property
    def parts(self):
        """What each place adds to the open cell."""
        return [float(one[self.cell.index]) for one in self.shares]

    @property
    def wrong_parts(self):
        """The same in the tempting version."""
        return [float(one[self.cell.index]) for one in self.wrong_shares]

    @property
    def wrong_total(self):
        """What the tempting version makes of the open cell."""
        return float(self.wrong[self.cell.index])

    @property
    def bias(self):
        """What is added to the shares, None where it is nothing."""
        return float(self.matrices["b1"][self.cell.index[3]]) if self.state.sum == "z1" else None


def opening():
    """The state to open with: the first layer of examples.two_channels()."""
    _, params, x, _ = examples.two_channels()
    return State(x, params["w1"], params["b1"])


def numbers(state):
    """Compute what a state shows."""
    made, one = every(state), SUMS[state.sum]
    places = range(counts(state)[one.over])
    shares, wrong_shares = ([cleared(made, one, way(made, place)) for place in places]
                            for way in (one.share, one.wrong))
    wrong = cleared(made, one, sum(wrong_shares))
    shapes = {name: array.shape for name, array in made.items()}
    return Numbers(state, made, views(shapes, state.focus), shares, wrong_shares, wrong,
                   differing(made[state.sum], wrong), explain.step_cell(STEP, made, *opened(state)),
                   limits(state, made, [*shares, *wrong_shares, wrong]), lately(state))


def every(state):
    """{name: array} of what is given and of the four sums."""
    t = {"x": state.x, "w1": state.w1, "b1": state.b1, "dL_dz1": upstream(state)}
    made = right(t)
    return t | {name: cleared(t, one, made[name]) for name, one in SUMS.items()}


def upstream(state):
    """The gradient of the outputs: one that was typed, or the network's."""
    if state.upstream is not None:
        return state.upstream
    net, params, _, y = examples.two_channels()
    return net.run({**params, "w1": state.w1, "b1": state.b1}, state.x, y).grads["dL_dz1"]


def cleared(t, one, values):
    """Values of a sum without what rounding left of those that cancel."""
    least = ROUNDING * np.prod([np.abs(t[name]).max() for name in one.factors])
    return np.where(np.abs(values) < least, 0.0, values)


def differing(values, others):
    """The indices at which two arrays hold other numbers; what rounding leaves of a sum that cancels is none."""
    alike = np.isclose(values, others, rtol=NINE_DIGITS, atol=NINE_DIGITS * np.abs(values).max())
    return [tuple(map(int, index)) for index in np.argwhere(~alike)]


def counts(state):
    """{axis: how many places it has}."""
    return {"example": len(state.x), "channel": state.w1.shape[2], "filter": state.w1.shape[3]}


def limits(state, made, parts):
    """{name: the |value| in full grey or colour}: one for all gradients of the picture."""
    own = {name: [made[name], *(parts if name == state.sum else ())] for name in made}
    hues = [each for name in SUMS[state.sum].shown if names.is_gradient(name) for each in own[name]]
    return {name: matrix.largest(hues if names.is_gradient(name) else own[name]) for name in made}


def lately(state):
    """The numbers of the same cell before the last change of a number."""
    old = state.before
    if old is None:
        return None
    return numbers(replace(state, x=old.x, w1=old.w1, b1=old.b1, upstream=old.upstream, before=None))
