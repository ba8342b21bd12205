"""What cases are made of: random numbers for the check, whole ones for the smallest case."""

from itertools import product

import numpy as np


class Draw:
    """Random arrays of any shape.

    whole: numbers −2 to 3 in place of a normal distribution's
    """

    def __init__(self, rng, whole=False):
        self.rng, self.is_whole, self.count = rng, whole, 0

    def __call__(self, *shape):
        return self.tied(*shape) if self.is_whole else self.counted(self.rng.normal(size=shape))

    def tied(self, *shape):
        """Whole numbers from −2 to 3, for the check some of them a twentieth: many tie, some nearly, some are 0."""
        numbers = self.rng.integers(-2, 4, shape).astype(float)
        return self.counted(numbers if self.is_whole else numbers * self.rng.choice([1, 1, 0.05], shape))

    def labels(self, *shape):
        """Zeros and ones."""
        return self.counted(self.rng.integers(0, 2, shape).astype(float))

    def counted(self, numbers):
        """Note how many numbers were drawn."""
        self.count += numbers.size
        return numbers


class Given:
    """An array that hands out the numbers of a list in order, as Draw does random ones."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def __call__(self, *shape):
        return np.array([next(self.numbers) for _ in range(int(np.prod(shape)))], float).reshape(shape)

    tied = labels = __call__




def arrays(arguments):
    """The arrays among the arguments, and in lists among them."""
    lists = [one if isinstance(one, list) else [one] for one in arguments]
    return [one for each in lists for one in each if isinstance(one, np.ndarray)]


def cells(arguments):
    """How many numbers the arrays among the arguments hold."""
    return sum(one.size for one in arrays(arguments))


def sizes(*ranges):
    """All combinations of sizes."""
    return tuple(product(*ranges))
