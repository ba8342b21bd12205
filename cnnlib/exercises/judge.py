"""Which of several known answers an answer is: the right one, that of a mistake, of two, or of none."""

import time
from itertools import permutations
from typing import NamedTuple

import numpy as np

SAME, CLOSE = 1e-7, 1e-3         # relative to the largest number of the right answer
NOTHING = 1e-12                  # what rounding leaves of a 0
FOR_PAIRS = 1.0                  # seconds


class Found(NamedTuple):
    """What an output is: sets of mistakes that give just these numbers, each a tuple of one or two."""

    names: tuple

    def __bool__(self):
        return bool(self.names)


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


def named(mine, right, outcomes, edits, clock=time.monotonic):
    """Name what gave a column of outputs: all singles that give it, else all pairs, as far as time allows.

    outcomes: tuple of edits -> column, None where they cannot be made together
    A single or a pair that gives the right numbers is none; nor is a pair that gives those of a single.
    """
    singles = {(edit,): outcomes((edit,)) for edit in edits}
    singles = {key: found for key, found in singles.items() if found and not agree(found, right)}
    hit = tuple(key for key, found in singles.items() if agree(mine, found))
    if hit:
        return Found(hit)
    end, hit = clock() + FOR_PAIRS, []
    for pair in permutations(edits, 2):
        if clock() > end:
            break
        found = outcomes(pair)
        if found and agree(mine, found) and not set(pair[::-1]) <= set().union(*map(set, hit), set()):
            hit.append(pair)
    return Found(tuple(hit))


def first_difference(one, right):
    """Return the index of the first cell in which two outputs of one shape differ, None where none does."""
    size = np.abs(right[np.isfinite(right)]).max(initial=0) if right.size else 0
    if right.dtype == bool or one.dtype == bool:
        apart = one != right
    else:
        apart = ~np.isclose(one, right, rtol=SAME, atol=SAME * size + NOTHING)
    return tuple(int(n) for n in np.argwhere(apart)[0]) if apart.any() else None
