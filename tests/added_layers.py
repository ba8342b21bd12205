"""A layer that somebody adds: the tests of layers and of explain take it in."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tanh:
    opens, learns, reads = False, (), "any"

    def forward(self, z):
        return np.tanh(z)

    def backward(self, dL_da, z):
        return dL_da * (1 - np.tanh(z) ** 2)
