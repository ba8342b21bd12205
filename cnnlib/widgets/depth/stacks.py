"""Ten equal layers in a row, dense ones of 64 units or convolutions of 8 filters: what they read and start from."""

from dataclasses import dataclass
from functools import lru_cache
from math import prod, sqrt

import numpy as np

from cnnlib.layers import Conv, Dense, Flatten, ReLU, Sigmoid
from cnnlib.network import Network

LAYERS, WHITE = 10, 255                            # hidden layers; a white pixel, where black is 0
RELU, SIGMOID, NONE = ACTIVATIONS = "ReLU", "sigmoid", "none"
RANDOM, EQUAL, ZERO = STARTS = "at random", "all equal", "all 0"
DENSE, CONV = STACKS = "dense", "convolution"
KINDS = {RELU: (ReLU(),), SIGMOID: (Sigmoid(),), NONE: ()}


@dataclass(frozen=True)
class Stack:
    """One kind of layer, ten times.

    layer: which;  input_shape: of one example, the same for every layer;  examples: how many
    things: what makes the channels of a layer
    """

    layer: object
    input_shape: tuple
    examples: int
    things: str

    @property
    def width(self):
        """Units or filters of a layer."""
        return self.input_shape[-1]

    @property
    def fan_in(self):
        """How many numbers a unit or one window of a filter reads."""
        return prod(self.layer.weight_shapes(self.input_shape)[0][:-1])


KINDS_OF_STACK = {DENSE: Stack(Dense(64), (64,), 16, "units"),
                  CONV: Stack(Conv(8, 3, padding=1), (8, 8, 8), 4, "filters")}


@lru_cache(maxsize=len(STACKS) * len(ACTIVATIONS))
def network(stack, activation):
    """Ten layers with their activations, then one sigmoid that decides."""
    kind = KINDS_OF_STACK[stack]
    flatten = [Flatten()] if len(kind.input_shape) == 3 else []
    return Network(kind.input_shape, [*(kind.layer, *KINDS[activation]) * LAYERS, *flatten, Dense(1), Sigmoid()])


@lru_cache(maxsize=len(STACKS))
def data(stack):
    """Inputs from 0 to 1 and labels, and for every weight a number drawn with standard deviation 1; seed 0."""
    kind, rng = KINDS_OF_STACK[stack], np.random.default_rng(0)
    x = rng.uniform(0, 1, (kind.examples, *kind.input_shape))
    y = 1.0 * (np.arange(kind.examples).reshape(-1, 1) % 4 == 0)       # not half of them: their errors would cancel
    shapes = network(stack, NONE).param_shapes
    return x, y, {name: rng.normal(size=shape) for name, shape in shapes.items()}


def parameters(stack, start, scale):
    """The starting weights, standard deviation times root of fan in being the scale; biases are 0."""
    made = {}
    for name, drawn in data(stack)[2].items():
        size = scale / sqrt(prod(drawn.shape[:-1]))
        pattern = {RANDOM: drawn, EQUAL: np.ones(drawn.shape), ZERO: np.zeros(drawn.shape)}[start]
        made[name] = size * pattern if name.startswith("w") else np.zeros(drawn.shape)
    return made


def run(stack, activation, start, scale, pixels):
    """One pass forward and backward.  pixels: whether inputs are from 0 to 255"""
    x, y, _ = data(stack)
    return network(stack, activation).run(parameters(stack, start, scale), WHITE * x if pixels else x, y)
