"""Training, step by step: the state of a run goes in, the next comes out, and numbers tell how it went."""

import csv
import io
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from operator import index

import numpy as np

from cnnlib import inputs, slices
from cnnlib.layers import ReLU
from cnnlib.network import Network

WHOLE = ("step", "epoch")     # the columns that hold whole numbers


@dataclass(frozen=True, eq=False)
class Setup:
    """What stays the same during a run: the network, the images and the seed of everything random.

    train, held_out: (x, y), as `examples.digits` returns them, kept as copies
    seed: draws the first weights and shuffles the images
    Raises ValueError for images and labels that do not fit the network
    and for a seed that is no whole number from 0.
    """

    net: Network
    train: tuple = field(repr=False)
    held_out: tuple = field(repr=False)
    seed: int = 0

    def __post_init__(self):
        inputs.of_kind(self.net, Network, "net")
        object.__setattr__(self, "seed", whole("seed", self.seed, 0))
        for name in ("train", "held_out"):
            try:
                object.__setattr__(self, name, _pair(self.net, getattr(self, name)))
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error


@dataclass(frozen=True, eq=False)
class State:
    """Where a run stands.

    params: the parameters now;  step, epoch: steps and whole epochs done
    used: images used of the present epoch
    before, grads, L: of the step that led here, its parameters, gradients and the loss of its batch;
    None at step 0
    """

    params: dict
    step: int = 0
    epoch: int = 0
    used: int = 0
    before: dict | None = None
    grads: dict | None = None
    L: float | None = None


def start(setup, params=None):
    """Return the state before the first step; without params the seed draws them, others are copied."""
    inputs.of_kind(setup, Setup, "setup")
    if params is None:
        return State(setup.net.init(np.random.default_rng(setup.seed)))
    return State(inputs.parameters(params, setup.net.param_shapes))


def step(setup, state, optimizer, batch=32):
    """Return the state after one step on the next images of the epoch; the last batch may be smaller.

    The order of the images is drawn anew for every epoch, from the seed and the number of the epoch.
    Raises ValueError unless batch is a whole number from 1, for an optimizer that is none,
    and when a parameter leaves the range of numbers.
    """
    return slices.finished(stepping(setup, state, optimizer, batch))


def stepping(setup, state, optimizer, batch=32):
    """Do what `step` does in parts: a generator that yields after each, and returns the state."""
    batch = whole("batch", batch, 1)
    inputs.of_kind(setup, Setup, "setup")
    inputs.of_kind(state, State, "state")
    _check_optimizer(optimizer)
    x, y = setup.train
    rows = order(setup.seed, state.epoch, len(x))[state.used:state.used + batch]
    L, grads = yield from slices.gradients(setup.net, state.params, x[rows], y[rows])
    params = slices.quietly(optimizer.step, state.params, grads)
    _check_finite(params, state.step + 1)
    used = state.used + len(rows)
    ends = used == len(x)
    return State(params, state.step + 1, state.epoch + ends, 0 if ends else used, state.params, grads, L)


@lru_cache(maxsize=4)     # an epoch takes its order once for every batch
def order(seed, epoch, m):
    """The order in which one epoch takes m images:
    the same seed gives the same order, whatever came before."""
    rng = np.random.default_rng([whole("seed", seed, 0), whole("epoch", epoch, 0)])
    rows = rng.permutation(whole("m", m, 1))
    rows.flags.writeable = False                   # it is remembered, and every run with this seed reads it
    return rows


def run(setup, optimizer, batch=32, steps=100, params=None):
    """Train from the start -> the last state, and the records of all steps with step 0 first.

    The optimizer stays as it is: a copy remembers its moments,
    so that the same call gives the same run again.
    Raises ValueError as `step` does, and unless steps is a whole number from 0.
    """
    _check_optimizer(optimizer)
    steps, optimizer, state = whole("steps", steps, 0), deepcopy(optimizer), start(setup, params)
    history = [record(setup, state)]
    for _ in range(steps):
        state = step(setup, state, optimizer, batch)
        history.append(record(setup, state))
    return state, history


def record(setup, state):
    """Return the numbers of one step as {column: number}, None where step 0 has nothing to say.

    L_batch             loss of the batch, before the step;  all others: after it
    L, L_held_out       loss of all training images, of all held-out images
    accuracy …          share of right answers, among the same two
    gradient_1 …        sqrt(sum of dL_dw**2 and dL_db**2) of each layer that learns
    ratio_w1 …          |w_new - w_old| / |w_old|; biases begin at 0 and have none.
                        About 1e-3 is often healthy:
                        A. Karpathy, CS231n, "Neural Networks Part 3", cs231n.github.io
    dead_filters        share of filters of ReLUs without a leak with z <= 0 on every training image at every position
    dead_cells          share of cells after ReLU that are 0 on every training image
    """
    return slices.finished(recording(setup, state))


def recording(setup, state, most=None):
    """Do what `record` does in parts: a generator that yields after each, and returns the record.

    most: only so many images of each kind, the first, are asked
    """
    inputs.of_kind(setup, Setup, "setup")
    inputs.of_kind(state, State, "state")
    net = setup.net
    L, right, shut = yield from _results(net, state.params, *(one[:most] for one in setup.train))
    L_held_out, right_held_out, _ = yield from _results(net, state.params,
                                                        *(one[:most] for one in setup.held_out))
    cells, filters = slices.shares(shut)
    return {"step": state.step, "epoch": state.epoch, "L_batch": state.L, "L": L, "L_held_out": L_held_out,
            "accuracy": right, "accuracy_held_out": right_held_out,
            **slices.quietly(_norms, net, state), **slices.quietly(_ratios, net, state),
            "dead_filters": filters, "dead_cells": cells}


def accuracy(a, y):
    """Return the share of right answers: a > 0.5 where one unit decides, else the class with the largest a.

    a (m, 1), y (m, 1) of 0 and 1;  a (m, classes), y (m, classes) one-hot
    Raises ValueError for other shapes, for predictions that do not lie from 0 to 1
    and for labels that are none.
    """
    a = inputs.real(a, "a")
    if a.ndim != 2 or not a.size:
        raise ValueError(f"a has shape {a.shape}; it needs predictions (m, 1), or (m, classes)")
    if not 0 <= a.min() <= a.max() <= 1:
        raise ValueError(f"a runs from {a.min():g} to {a.max():g}; it needs predictions, from 0 to 1")
    return float(np.mean(_right(a, _answers(y, a.shape))))


def dead(net, trace):
    """Return the shares of cells and of filters that no image of the trace brings above 0, over all ReLUs.

    Raises ValueError for a trace in which what a ReLU reads is missing.
    """
    inputs.of_kind(net, Network, "net")
    read = [step.input for step in net.steps if isinstance(step.layer, ReLU)]
    if not isinstance(trace, dict) or not set(read) <= trace.keys():
        raise ValueError(f"trace must be the dict that net.forward returns, with {', '.join(read)}")
    return slices.shares(slices.shut(net, {name: inputs.real(trace[name], f"trace[{name!r}]") for name in read}))


def wrong(setup, params):
    """Return the places of the held-out images that the network gets wrong, its surest mistake first."""
    inputs.of_kind(setup, Setup, "setup")
    x, y = setup.held_out
    return mistaken(slices.finished(slices.passed(setup.net, params, x))[1], y)


def mistaken(a, y):
    """Return the places where a prediction is wrong, the surest mistake first."""
    one_unit = a.shape[1] == 1
    share = np.where(y == 1, a, 1 - a)[:, 0] if one_unit else np.sum(a * y, axis=1)   # of the right class
    places = np.flatnonzero(~_right(a, y))
    return places[np.argsort(share[places], kind="stable")]


def to_csv(history):
    """Write records as CSV text that loses no digit, one line a step; None is an empty field.

    Raises ValueError for anything but a list of records.
    """
    inputs.records(history, "history")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(history[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(history)
    return text.getvalue()


def from_csv(text):
    """Read what `to_csv` wrote; raises ValueError for anything but text."""
    inputs.of_kind(text, str, "text")
    rows = csv.DictReader(io.StringIO(text))
    return [{name: _number(name, value) for name, value in row.items()} for row in rows]


def _results(net, params, x, y):
    """The loss, the accuracy and what stays shut in every ReLU, of all images, in parts."""
    z, a, shut = yield from slices.passed(net, params, x)
    loss = slices.quietly(net.steps[-1].layer.loss, z, y.astype(a.dtype, copy=False))
    return float(loss), float(np.mean(_right(a, y))), shut


def _right(a, y):
    """Whether each example is answered right (m,)."""
    return ((a > 0.5) == y)[:, 0] if a.shape[1] == 1 else a.argmax(axis=1) == y.argmax(axis=1)


def _pair(net, images):
    """The images and labels that a network can learn from, as copies; ValueError where they are none."""
    if not isinstance(images, tuple | list) or len(images) != 2:
        raise ValueError(f"got a {type(images).__name__}; it needs a pair (x, y), images and labels")
    x = inputs.images(images[0], net.input_shape)
    return x, _answers(images[1], (len(x), net.layers[-2].units))


def _answers(y, shape):
    """Labels of this shape of which each names one answer; ValueError for any other."""
    y = inputs.labels(y, shape)
    known = (y == 0) | (y == 1) if shape[1] == 1 else np.abs(y.sum(axis=1, keepdims=True) - 1) <= 1e-6
    if not known.all():
        needed = "labels 0 and 1" if shape[1] == 1 else "one-hot rows, which sum to 1"
        raise ValueError(f"y holds {y[~known[:, 0]][0].tolist()}; it needs {needed}")
    return y


def _norms(net, state):
    """The norm of the gradient of each layer, weights and bias together."""
    learning = [step for step in net.steps if step.weights]
    return {f"gradient_{step.number}":
            None if state.grads is None else _norm(*(state.grads[f"dL_d{name}"] for name in step.weights))
            for step in learning}


def _ratios(net, state):
    """How far the last step moved each weight matrix, as a share of its norm."""
    return {f"ratio_{w}": None if state.before is None else _ratio(state.before[w], state.params[w])
            for w, _ in (step.weights for step in net.steps if step.weights)}


def _norm(*arrays):
    return float(np.sqrt(sum(np.vdot(a, a) for a in arrays)))


def _ratio(before, after):
    """|after - before| / |before|, None where the weights were all 0."""
    size = _norm(before)
    return _norm(after - before) / size if size else None


def _check_optimizer(optimizer):
    if not callable(getattr(optimizer, "step", None)) or isinstance(optimizer, type):
        raise ValueError(f"optimizer is {optimizer!r}; "
                         "it needs one with its brackets, such as optim.SGD(0.5)")


def _check_finite(params, step):
    for name, value in params.items():
        if not np.all(np.isfinite(value)):
            raise ValueError(f"step {step} takes {name} out of the range of numbers: "
                             "the learning rate is too large")


def whole(name, value, least):
    """Return value; ValueError unless it is a whole number of at least this size."""
    try:
        number = index(value)
    except TypeError:
        number = least - 1
    if number < least or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}; it needs to be a whole number from {least}")
    return number


def _number(name, text):
    if text == "":
        return None
    return int(text) if name in WHOLE else float(text)
