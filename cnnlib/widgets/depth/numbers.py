"""What DepthExplorer shows of a state: layer by layer how large the signal is, and the gradient that comes back."""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

from cnnlib.draw.ink.number import tidy

from .stacks import DENSE, EQUAL, KINDS_OF_STACK, LAYERS, NONE, RANDOM, RELU, SIGMOID, ZERO, run

HALVES = range(-6, 7)           # of powers of 2: the stops of the scale, 1/8 to 8
OPENING = -4                    # where nothing arrives: it looks harmless, as weights of 0.03
GLOROT, HE = 0, 1               # at which of them 2/(fan in + fan out) and 2/(fan in) stand
SATURATED = 0.01                # nearer than this to 0 or 1
ROUNDING = 1e-9                 # of the largest number: what is no difference
FEWER, MORE = 0.1, 10           # a gradient that goes beyond vanishes or explodes


@dataclass(frozen=True)
class State:
    """The scale of the starting weights in half powers of 2, the activation, how weights start, whether inputs
    are from 0 to 255, the kind of layer, the selected number."""

    half: int = OPENING
    activation: str = RELU
    start: str = RANDOM
    pixels: bool = False
    stack: str = DENSE
    selected: tuple = ("dL_da", (1,))


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state. Place 0 is the input, the others are the layers.

    matrices: {"a": (11,) root of the mean square of the activations, "dL_da": (11,) norm of their gradients}
    dL_dw: (11,) norms of the gradients of weights, that of the last layer too, from w1 on
    different: (10,) how many units compute numbers of their own;  learning: (10,) have gradients of their own
    stuck: (10,) dead ReLUs or saturated sigmoids, None where there is no activation;  of: among how many
    moving: the parameters whose gradient is not 0
    """

    state: State
    matrices: dict
    dL_dw: np.ndarray
    different: tuple
    learning: tuple
    stuck: tuple | None
    of: int
    moving: tuple

    @property
    def scale(self):
        """Standard deviation of the weights times the root of fan in."""
        return scale_of(self.state.half)

    @property
    def kind(self):
        """The kind of layer."""
        return KINDS_OF_STACK[self.state.stack]

    @property
    def arriving(self):
        """How much of the last layer's gradient is left at the first, None where there is none."""
        first, last = self.matrices["dL_da"][[1, LAYERS]].tolist()
        return tidy(first / last) if last else None

    @property
    def gains(self):
        """{row: what a layer multiplies it by, a geometric mean}, None where nothing goes in or comes out."""
        a, dL_da = (self.matrices[name].tolist() for name in ("a", "dL_da"))
        return {"a": gain(a[0], a[LAYERS], LAYERS), "dL_da": gain(dL_da[LAYERS], dL_da[1], LAYERS - 1)}

    @property
    def expected(self):
        """What a layer is expected to multiply both by; for sigmoids at most, on the way back."""
        adds_up = {RANDOM: 1.0, EQUAL: sqrt(self.kind.fan_in), ZERO: 0.0}[self.state.start]
        passes = {RELU: sqrt(0.5) if self.state.start == RANDOM else 1.0, SIGMOID: 0.25, NONE: 1.0}
        return self.scale * adds_up * passes[self.state.activation]


def scale_of(half):
    """The scale at a stop: 1/8 to 8."""
    return 2.0**(half / 2)


def gain(before, after, layers):
    """What each of some layers multiplies by, were it the same for all; None where it is nothing."""
    return float((after / before)**(1 / layers)) if before and after else None


def numbers(state):
    """Compute what a state shows."""
    return Numbers(state, *measured(state.half, state.activation, state.start, state.pixels, state.stack))


@lru_cache(maxsize=128)
def measured(half, activation, start, pixels, stack):
    """The numbers of one pass, as the fields of Numbers, in their order."""
    done = run(stack, activation, start, scale_of(half), pixels)
    letter, places = "z" if activation == NONE else "a", range(1, LAYERS + 1)
    names = ["x", *(f"{letter}{k}" for k in places)]
    matrices = {"a": np.array([rms(done.trace[name]) for name in names]),
                "dL_da": np.array([np.linalg.norm(done.grads[f"dL_d{name}"]) for name in names])}
    dL_dw = np.array([np.linalg.norm(done.grads[f"dL_dw{k}"]) for k in (*places, LAYERS + 1)])
    stuck, of = counted(activation, [done.trace[name] for name in names[1:]])
    return (matrices, dL_dw, tuple(different(done.trace[f"z{k}"]) for k in places),
            tuple(different(done.grads[f"dL_dw{k}"]) for k in places), stuck, of,
            tuple(name for name in done.params if done.grads[f"dL_d{name}"].any()))


def rms(values):
    """The root of the mean square."""
    return float(np.sqrt(np.mean(values**2)))


def different(values):
    """How many columns (…, units) differ from all others by more than rounding."""
    columns = values.reshape(-1, values.shape[-1])
    mixed = np.sort(np.random.default_rng(1).normal(size=len(columns)) @ columns)   # equal columns mix to one number
    return 1 + int(np.sum(np.diff(mixed) > ROUNDING * np.abs(mixed).max()))


def counted(activation, maps):
    """For each layer the dead ReLUs, shut for all examples, or the saturated sigmoids; and among how many."""
    if activation == RELU:
        return tuple(int(np.sum(~a.reshape(-1, a.shape[-1]).any(axis=0))) for a in maps), maps[0].shape[-1]
    if activation == SIGMOID:
        return tuple(int(np.sum(np.minimum(a, 1 - a) < SATURATED)) for a in maps), maps[0].size
    return None, maps[0].shape[-1]
