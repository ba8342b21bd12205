"""Another processor: every computed number some units in its last place away, up or down."""

import re
from dataclasses import replace

import numpy as np

LONG_COORDINATE = re.compile(r"=['\"][^'\"]*\d\.\d{3}[^'\"]*['\"]")   # a raw number, written without a format
LONG_NUMBER = re.compile(r"\d\.\d{7}")
APART = 2.0**-46                  # of a number's size: so far off are sums in another order, where some terms cancel
PROCESSORS = (0.0, APART, -APART)


def moved(values, by):
    """Move every number by the share `by` of its size, up or down as a hash of its bits says; −by turns each around.

    0, ∞ and nan stay. Equal numbers move alike, and so do x and −x in size. What is within some last bits of 1 stays:
    "0.99…" tells it from 1 on purpose.
    """
    values = np.asarray(values, dtype=float)
    size = np.abs(values)
    with np.errstate(over="ignore"):
        mixed = size.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    way = np.where((mixed >> np.uint64(40)) % np.uint64(2), by, -by)
    stays = (np.abs(size - 1) < 8 * APART) | ~np.isfinite(size)
    result = values * np.where(stays, 1.0, 1 + way)
    return result[()]


def moved_run(run, by):
    """A run of which everything that was computed has moved."""
    trace, grads = ({name: moved(values, by) for name, values in part.items()}
                    for part in (run.trace, run.grads))
    return replace(run, trace=trace, grads=grads, L=moved(run.L, by))


def too_long(svg, words):
    """The raw numbers in a picture or its words: coordinates of three decimals, numbers of seven."""
    return LONG_COORDINATE.findall(svg) + LONG_NUMBER.findall(words)


def moving(function, by):
    """A function whose results, one or several, have moved."""
    def other(*arguments, **options):
        results = function(*arguments, **options)
        if isinstance(results, tuple):
            return tuple(moved(one, by) for one in results)
        return moved(results, by)
    return other
