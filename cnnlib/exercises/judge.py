"""Which of several known answers an answer is: the right one, that of a mistake, of two, or of none."""

import math
import time
from itertools import permutations

import numpy as np

SAME, CLOSE = 1e-7, 1e-3         # relative to the largest number of the right answer
NOTHING = 1e-12                  # what rounding leaves of a 0
FOR_PAIRS = 0.8                  # seconds


def same(one, other, within=SAME):
    """Whether two outputs agree: in shape, and in every number, relative to the largest."""
    if one is None or other is None or one.shape != other.shape:
        return False
    if one.dtype == bool or other.dtype == bool:
        return one.dtype == other.dtype and np.array_equal(one, other)
    size = np.abs(other[np.isfinite(other)]).max(initial=0) if other.size else 0
    return np.allclose(one, other, rtol=within, atol=within * size + NOTHING, equal_nan=True)


def column(attempts, k):
    """The k-th output of every case; an exception's class where it raised one."""
    return [one.outputs[k] if one.outputs is not None else one.error for one in attempts]


def agree(one, other):
    """Whether two columns are the same in every case, and not by raising alone."""
    both = list(zip(one, other, strict=True))
    return (any(isinstance(a, np.ndarray) for a, _ in both)
            and all(a is b if isinstance(a, type) or isinstance(b, type) else same(a, b) for a, b in both))


def tells(mine, right):
    """Whether a column has other numbers than the right ones, and not errors alone."""
    return any(isinstance(one, np.ndarray) and not same(one, other) for one, other in zip(mine, right, strict=True))


def named(mine, right, outcomes, edits, end=math.inf):
    """Return the mistakes that give a column of outputs, each a tuple of one or, where no single one does, of two.

    outcomes: tuple of edits -> column, None where they cannot be made together
    end: when to stop looking for pairs, by time.monotonic
    What is right wherever it gives numbers has none; of a pair that can be made in both orders one is enough.
    """
    if not tells(mine, right):
        return ()
    singles = {(edit,): outcomes((edit,)) for edit in edits}
    hit = [key for key, found in singles.items() if found and agree(mine, found)]
    if hit or not any(np.any(one) for one in mine if isinstance(one, np.ndarray)):
        return tuple(hit)               # zeros alone name no pair: too many make them
    for pair in permutations(edits, 2):
        if time.monotonic() > end:
            break
        found = pair[0].name != pair[1].name and pair[::-1] not in hit and outcomes(pair)
        if found and agree(mine, found):
            hit.append(pair)
    return tuple(hit)


def first_difference(one, right):
    """Return the index of the first cell in which two outputs of one shape differ, None where none does."""
    size = np.abs(right[np.isfinite(right)]).max(initial=0) if right.size else 0
    if right.dtype == bool or one.dtype == bool:
        apart = one != right
    else:
        apart = ~np.isclose(one, right, rtol=SAME, atol=SAME * size + NOTHING)
    return tuple(int(n) for n in np.argwhere(apart)[0]) if apart.any() else None
