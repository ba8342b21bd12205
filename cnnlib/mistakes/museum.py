"""The network of the bug museum, trained with a mistake and without one, and what a stored table says of both."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from cnnlib import examples, optim
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network

from .every import MISTAKES
from .mistaken import Mistaken, can

TABLE = Path(__file__).parent.parent / "data" / "museum.json"
NET = Network((8, 8, 1), [Conv(4, 3, padding=1), ReLU(), MaxPool(2, stride=1), Conv(4, 3, stride=2), ReLU(),
                          Flatten(), Dense(1), Sigmoid()])
RATE, BATCH, STEPS, SEEDS = 0.2, 32, 80, 20
LEARNED = 0.35         # half of what a coin toss costs, ln 2: a loss below it counts as learned
DIGITS = 9             # decimals that a step leaves of a parameter: no last bit of another processor goes on
BUGS = {name: one for name, one in MISTAKES.items() if any(can(step, NET.steps, one) for step in NET.steps)}
CRASHES = ValueError, IndexError


def course(mistake=None, seed=0):
    """Yield the mean loss over all 281 training digits before each step, and after the last.

    The first weights and the batches follow from the seed alone. It ends early where a step crashes, or leads
    to what is not a finite number; then the last thing it yields is "crash" or "not a number".
    """
    net, optimizer = NET if mistake is None else Mistaken(NET, mistake), optim.SGD(RATE)
    x, y = digits()
    rng = np.random.default_rng(seed)
    params = NET.init(rng)
    yield loss(params)
    for _ in range(STEPS):
        batch = rng.permutation(len(x))[:BATCH]
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                params = optimizer.step(params, net.run(params, x[batch], y[batch]).grads)
        except CRASHES:
            yield "crash"
            return
        params = {name: np.round(values, DIGITS) for name, values in params.items()}
        L = loss(params) if all(np.isfinite(values).all() for values in params.values()) else np.nan
        if not np.isfinite(L):
            yield "not a number"
            return
        yield L


def loss(params):
    """Return the mean loss over all training digits."""
    x, y = digits()
    with np.errstate(over="ignore", invalid="ignore"):
        return float(NET.loss(NET.forward(params, x), y))


@lru_cache(maxsize=1)
def digits():
    """Return x (281, 8, 8, 1), y (281, 1): the threes and eights that the network learns from."""
    return examples.digits()[0]


def learned(end):
    """Whether the end of a course is a loss that counts as learned."""
    return not isinstance(end, str) and end < LEARNED


@lru_cache(maxsize=1)
def table():
    """Return {name: {"learns": of 20 seeds, "ends": a loss or words, "probes": {probe: verdict}}}, "" without a bug.

    Made by tools/museum.py; ends is the median loss of 20 seeds after the last step, to two decimals.
    """
    return json.loads(TABLE.read_text(encoding="utf-8"))
