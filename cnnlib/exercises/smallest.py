"""The smallest whole-number input on which a function differs from the right one."""

import math
import time
from itertools import product

import numpy as np

from .numbers import Draw, Given, arrays, cells

SECONDS, DRAWS, FEW = 0.7, 4, 5       # up to FEW numbers, all patterns of 0 and 1 are tried


def smallest(differs, arguments, small, clock=time.monotonic):
    """Return the first arguments of the search space that differ, made as small as can be; None where none do.

    differs: arguments -> bool
    arguments: (draw, *sizes) -> a tuple;  small: tuples of sizes, in the order in which they are tried
    The space, in order: sizes by the count of their numbers; for each, patterns of 0 and 1 or draws from −2 to 3.
    Then numbers shrink to 0, to 1, towards 0, one at a time, as long as it still differs.
    """
    end = clock() + SECONDS
    found = first(differs, arguments, small, end, clock)
    return None if found is None else shrunk(differs, found, end, clock)


def first(differs, arguments, small, end=math.inf, clock=time.monotonic):
    """Return the first arguments of the search space that differ, None where none do in time."""
    for each in small:
        for given in candidates(arguments, each):
            if differs(given):
                return given
        if clock() > end:
            return None
    return None


def ordered(arguments, small):
    """The sizes that fit, those with the fewest numbers first."""
    blank = {each: arguments(Draw(np.random.default_rng(0), whole=True), *each) for each in small}
    return sorted((each for each in blank if blank[each] is not None), key=lambda each: (cells(blank[each]), each))


def candidates(arguments, each):
    """Inputs of one size: every pattern of 0 and 1, the fewest ones first, where they are few; random ones."""
    draw = Draw(np.random.default_rng(0), whole=True)
    arguments(draw, *each)
    if draw.count <= FEW:
        yield from (arguments(Given(numbers), *each)
                    for numbers in sorted(product((0, 1), repeat=draw.count), key=sum))
    yield from (arguments(Draw(np.random.default_rng(seed), whole=True), *each) for seed in range(DRAWS))


def shrunk(differs, given, end, clock):
    """Make number after number smaller as long as the function still differs."""
    again = True
    while again and clock() < end:
        again = False
        for k, cell in [(k, cell) for k, one in enumerate(given) if isinstance(one, np.ndarray)
                        for cell in np.ndindex(one.shape)]:
            for value in smaller(given[k][cell]):
                tried = replaced(given, k, cell, value)
                if differs(tried):
                    given, again = tried, True
                    break
    return given


def smaller(value):
    """The numbers that are simpler than one, the simplest first."""
    return [simple for simple in (0.0, 1.0, -1.0, 2.0) if abs(simple) < abs(value) or simple == -value == 1.0]


def replaced(given, k, cell, value):
    """The same arguments with another number in one cell of the k-th."""
    copy = given[k].copy()
    copy[cell] = value
    return (*given[:k], copy, *given[k + 1:])


def size(given):
    """What a smaller input has less of: numbers, then their sum without signs."""
    return cells(given), sum(float(np.abs(one).sum()) for one in arrays(given))
