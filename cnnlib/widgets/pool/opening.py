"""What PoolRouter opens with: the map of the running example, and what comes back to the pooled maps."""

from functools import lru_cache

import numpy as np

from cnnlib import examples
from cnnlib.ops import windows

from ..own import example_values

DECIMALS = 5          # of a number in the map; the last bit of a sum would break a tie
OWN = 2, 2            # size and stride in the running example
BRIGHTEST = 2.0       # the slider's end, and the value that gets the full grey


def opening_map():
    """a1 of the running example, freed from the last bits of its sums, so that equal numbers are equal."""
    return np.round(example().trace["a1"], DECIMALS)


@lru_cache(maxsize=1)
def example():
    net, params, x, y = examples.eight_by_eight()
    return net.run(params, x, y)


def ours():
    """{(size, stride): gradient}: that of the running example belongs to its own windows."""
    return {OWN: example().grads["dL_da2"]}


def is_read(shape, size, stride):
    """Which cells of a map of this shape a window reads, as a mask."""
    along = (np.isin(np.arange(axis.inputs), [*axis.read()])
             for axis in windows.axes(windows.pool_grid(shape, size, stride, 0)))
    return np.logical_and.outer(*along)


def upstream(state, size, stride, given):
    """What comes back to the pooled maps: what was given for these windows, or example values."""
    if (size, stride) in given:
        return given[size, stride]
    rows, columns = windows.pool_grid(state.a1.shape[1:3], size, stride, 0).outputs
    return example_values((state.a1.shape[0], rows, columns, state.a1.shape[3]))
