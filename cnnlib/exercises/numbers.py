"""What cases are made of: random numbers for the check, whole ones for the smallest case."""

from itertools import product

import numpy as np


class Draw:
    """Random arrays of any shape.

    whole: numbers −2 to 3 in place of a normal distribution's
    """

    def __init__(self, rng, whole=False):
        self.rng, self.is_whole = rng, whole

    def __call__(self, *shape):
        return self.whole(*shape) if self.is_whole else self.rng.normal(size=shape)

    def whole(self, *shape):
        """Whole numbers from −2 to 3: many tie, and some are 0."""
        return self.rng.integers(-2, 4, shape).astype(float)

    def labels(self, *shape):
        """Zeros and ones."""
        return self.rng.integers(0, 2, shape).astype(float)


class Given:
    """An array that hands out the numbers of a list in order, as Draw does random ones."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def __call__(self, *shape):
        return np.array([next(self.numbers) for _ in range(int(np.prod(shape)))], float).reshape(shape)

    whole = labels = __call__




def arrays(arguments):
    """The numbers of the arguments that are arrays."""
    return [one for one in arguments if isinstance(one, np.ndarray)]


def cells(arguments):
    """How many numbers the arrays among the arguments hold."""
    return sum(one.size for one in arrays(arguments))


def sizes(*ranges):
    """All combinations of sizes."""
    return tuple(product(*ranges))
