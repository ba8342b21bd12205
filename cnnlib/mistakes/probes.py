"""Probes for a backward pass: small cases on which it is run and compared with nudging.

    PROBES        {name: Probe}, the quickest first
    probed        what a probe says of a backward function
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnlib import gradcheck, ops

PASSES, WRONG, SHAPE, CRASH, ABSENT = "passes", "wrong numbers", "wrong shape", "crash", ""
LOSS = "losses.sigmoid_binary_cross_entropy_backward"
CRASHES = ValueError, IndexError, TypeError


@dataclass(frozen=True)
class Case:
    """What a backward function is called with: the upstream, the inputs of its forward function but a bias,
    options."""

    upstream: np.ndarray
    inputs: tuple
    options: dict


@dataclass(frozen=True)
class Probe:
    """A way to look at a backward pass.

    says: what it does;  cases: {op: () -> Case}, the ops it can look at;  numbers: False compares shapes alone
    """

    name: str
    says: str
    cases: dict
    numbers: bool = True


def probed(probe, op, backward):
    """Return what a probe says of a function that claims to be the backward one of an op.

    "passes", "wrong numbers", "wrong shape", "crash", or "" where the probe has no case for the op
    """
    if op not in probe.cases:
        return ABSENT
    case = probe.cases[op]()
    nudges = nudged(op, case)
    try:
        found = claims(op, backward, case)
    except CRASHES:
        return CRASH
    if [np.shape(one) for one in found] != [value.shape for value, _ in nudges]:
        return SHAPE
    if not probe.numbers:
        return PASSES
    agree = all(gradcheck.check(f, value, one) for one, (value, f) in zip(found, nudges, strict=True))
    return PASSES if agree else WRONG


def claims(op, backward, case):
    """Return the gradients that a function claims, as a tuple."""
    first = () if op == LOSS else (case.upstream,)
    found = backward(*first, *case.inputs, **case.options)
    return found if isinstance(found, tuple) else (found,)


def nudged(op, case):
    """Return (value, f) of everything that gets a gradient: f(value) is the number that is watched."""
    if op == LOSS:
        z, y = case.inputs
        return [(z, lambda z: ops.losses.sigmoid_binary_cross_entropy(z, y))]
    forward, given = getattr(ops, op.split(".")[0]).forward, list(case.inputs)
    if op in ("conv.backward", "dense.backward"):
        given.append(np.zeros(given[1].shape[-1]))

    def watched(n):
        return lambda value: float(np.sum(case.upstream * forward(*given[:n], value, *given[n + 1:],
                                                                  **case.options)))
    return [(value, watched(n)) for n, value in enumerate(given)]


def normal(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


def upstream(shape, ones):
    return np.ones(shape) if ones else normal(*shape, seed=2)


def conv(m=1, image=(5, 5), kernel=(3, 3), channels=1, filters=1, ones=False, **options):
    x, w = normal(m, *image, channels), normal(*kernel, channels, filters, seed=3)
    z = ops.conv.forward(x, w, np.zeros(filters), **options)
    return Case(upstream(z.shape, ones), (x, w), options)


def pool(m=1, image=(4, 4), channels=1, ones=False, tied=False, **options):
    a = np.random.default_rng(4).permutation(m * image[0] * image[1] * channels).reshape(m, *image, channels) / 4.0
    if tied:
        a = np.tile([[1.0, 0.25], [0.5, 1.0]], (2, 2)).reshape(1, 4, 4, 1)
    return Case(upstream(ops.max_pool.forward(a, **options).shape, ones), (a,), options)


def gate(*shape, ones=False):
    return Case(upstream(shape, ones), (normal(*shape),), {})


def tied_gate():
    return Case(upstream((1, 2, 2, 1), False), (np.array([0.0, 1.0, -1.0, 0.0]).reshape(1, 2, 2, 1),), {})


def dense(m=1, inputs=3, units=3, ones=False):
    return Case(upstream((m, units), ones), (normal(m, inputs), normal(inputs, units, seed=3)), {})


def flat(*shape, ones=False):
    return Case(upstream((shape[0], int(np.prod(shape[1:]))), ones), (normal(*shape),), {})


def loss(m=1, units=1):
    return Case(np.ones(()), (normal(m, units), np.arange(m * units).reshape(m, units) % 2 * 1.0), {})


def cases(conv=None, pool=None, gate=None, dense=None, flat=None, loss=None) -> dict[str, Callable]:
    """Name the ops of cases, and leave out those there are none for."""
    named = {"conv.backward": conv, "max_pool.backward": pool, "relu.backward": gate, "dense.backward": dense,
             "flatten.backward": flat, LOSS: loss}
    return {op: case for op, case in named.items() if case}


FULL = {"padding": 2}      # each cell of the image meets each cell of the kernel
UNEVEN = cases(lambda: conv(2, (5, 7), (2, 3), 2, 3, stride=(1, 2), padding=((0, 1), (1, 0))),
               lambda: pool(2, (5, 7), 2, size=(2, 3), stride=(1, 2)), lambda: gate(2, 3, 4, 2),
               lambda: dense(2, 4, 3), lambda: flat(2, 3, 4, 2), lambda: loss(3, 2))

PROBES = {one.name: one for one in (
    Probe("shapes", "Do the gradients have the shapes of what they belong to? On a rectangular case.", UNEVEN,
          numbers=False),
    Probe("upstream of ones", "Nudge every cell of a small square case, and watch the plain sum of the outputs.",
          cases(lambda: conv(**FULL, ones=True), lambda: pool(ones=True), lambda: gate(1, 3, 3, 1, ones=True),
                lambda: dense(ones=True), lambda: flat(1, 2, 2, 1, ones=True), loss)),
    Probe("random upstream", "The same case; each output counts with a random number of its own.",
          cases(lambda: conv(**FULL), pool, lambda: gate(1, 3, 3, 1), dense, lambda: flat(1, 2, 2, 1))),
    Probe("batch of 2", "The same with two examples.",
          cases(lambda: conv(2, **FULL), lambda: pool(2), lambda: gate(2, 3, 3, 1), lambda: dense(2),
                lambda: flat(2, 2, 2, 1), lambda: loss(2))),
    Probe("padding 0", "The same without a border.", cases(conv)),
    Probe("stride 2, overlap", "Windows of 3 × 3 move by two cells: some cells are used twice.",
          cases(lambda: conv(stride=2, padding=1), lambda: pool(image=(7, 7), size=3, stride=2))),
    Probe("tied cells together", "Cells that tie are nudged one by one, and together.",
          cases(pool=lambda: pool(tied=True), gate=tied_gate)),
    Probe("rectangular", "All at once: two examples, two channels, nothing square, a random upstream.", UNEVEN),
)}
