"""A network that has learned to tell 3 from 8, and a picture that walks along its gradient to the other answer."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnnlib import examples, optim, training
from cnnlib.draw.ink.number import tidied

CLASSES = 3, 8
TRAINED, RATE, SEED = 200, 0.5, 0       # steps of training, its learning rate, its seed
STEPS, LENGTH = 32, 1 / 16              # of a walk: how many at most, how long each
GRADIENT, SIGN, RANDOM = WAYS = "gradient", "sign", "random"
RESIDUE = 1e-9                          # what is this small beside the rest is 0: its sign is rounding


@dataclass(frozen=True, eq=False)
class Walk:
    """A picture after 0, 1, … steps: pictures, each (1, 8, 8, 1), the prediction and the loss of each,
    and dL_dx there.

    target: the label 0 or 1 of the loss, the other one than what the network says first
    """

    target: int
    pictures: tuple
    predictions: tuple
    losses: tuple
    gradients: tuple

    @property
    def changed(self):
        """The first step after which the network says the target, None where there is none."""
        return next((k for k, a in enumerate(self.predictions) if says(a) == self.target), None)


@lru_cache(maxsize=1)
def trained():
    """The network of the running example and 20 parameters learned from the training digits, to three decimals."""
    net, _, _, _ = examples.eight_by_eight()
    setup, optimizer = training.Setup(net, *examples.digits(CLASSES), SEED), optim.SGD(RATE)
    state = training.start(setup)
    for _ in range(TRAINED):
        state = training.step(setup, state, optimizer)
    return net, {name: np.round(values, 3) for name, values in state.params.items()}


@lru_cache(maxsize=1)
def digits():
    """The digits nothing was learned from: x (m, 8, 8, 1), y (m, 1)."""
    return examples.digits(CLASSES)[1]


def says(prediction):
    """The label the network gives: 1 for an 8, 0 for a 3."""
    return int(prediction > 0.5)


def shifted(x, down, right):
    """Pictures moved by some pixels; what leaves is lost, paper comes in."""
    rows, columns = x.shape[1:3]
    padded = np.pad(x, ((0, 0), (abs(down),) * 2, (abs(right),) * 2, (0, 0)))
    top, left = abs(down) - down, abs(right) - right
    return padded[:, top:top + rows, left:left + columns]


def run_of(x, target):
    """One run of the network on a picture, with the label the walk goes to."""
    net, params = trained()
    return net.run(params, x, np.full((1, 1), float(target)))


@lru_cache(maxsize=64)
def walked(digit, down, right, way, clip):
    """The Walk of one digit."""
    x = shifted(digits()[0][digit:digit + 1], down, right)
    target = 1 - says(run_of(x, 0).trace["a3"].item())
    found = []
    for _ in range(STEPS + 1):
        run = run_of(x, target)
        found.append((x, run.trace["a3"].item(), run.L, settled(run.grads["dL_dx"])))
        x = step(x, found[-1][-1], way, clip)
    return Walk(target, *zip(*found, strict=True))


def step(x, dL_dx, way, clip):
    """The picture one step further, without last bits: no other processor's path parts from ours."""
    moved = x - by(dL_dx, way)
    moved = np.clip(moved, 0, 1) if clip else moved
    return np.reshape(tidied(moved.ravel().tolist()), x.shape)


def by(dL_dx, way):
    """What one step takes from the picture; no way is longer than LENGTH, and without a slope none is any."""
    each = LENGTH / np.sqrt(dL_dx.size)
    if way == RANDOM:
        return each * chances(dL_dx.shape)
    if way == SIGN:
        return each * np.sign(dL_dx)
    size = np.linalg.norm(dL_dx)
    return LENGTH * dL_dx / size if size else np.zeros_like(dL_dx)


@lru_cache(maxsize=1)
def chances(shape):
    """A sign for each pixel, drawn once."""
    return np.random.default_rng(0).choice([-1.0, 1.0], shape)


def settled(dL_dx):
    """A gradient to nine digits, 0 where it is only rounding."""
    least = RESIDUE * np.abs(dL_dx).max()
    return np.reshape(tidied([v if abs(v) > least else 0.0 for v in dL_dx.ravel().tolist()]), dL_dx.shape)
