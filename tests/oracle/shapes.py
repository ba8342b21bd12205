"""Random shapes and numbers: rectangles, every way to write a stride, a padding and a dilation, ties on request."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

HUNDREDS = settings(max_examples=300, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)


def agree(ours, theirs):
    """Compare lists of arrays: same shapes, every number within 1e-10, of itself where it is above 1."""
    for got, expected in zip(ours, theirs, strict=True):
        assert got.shape == expected.shape
        assert_allclose(got, expected, rtol=1e-10, atol=1e-10)


def pairs(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high))


def whole_or_pair(low, high):
    return st.one_of(st.integers(low, high), pairs(low, high))


def paddings(high):
    """A padding in each of its three ways, the third one asymmetric."""
    return st.one_of(whole_or_pair(0, high), st.tuples(pairs(0, high), pairs(0, high)))


@st.composite
def convolutions(draw, least=0, most=6):
    """x, w, b and the geometry of a convolution; the image is `least` to `most` cells larger than one window."""
    size, dilation = draw(pairs(1, 4)), draw(whole_or_pair(1, 3))
    spans = [d * (k - 1) + 1 for k, d in zip(size, np.broadcast_to(dilation, 2).tolist(), strict=True)]
    rows, columns = (span + draw(st.integers(least, most)) for span in spans)
    channels, filters, rng = draw(st.integers(1, 6)), draw(st.integers(1, 5)), np.random.default_rng(draw(SEEDS))
    x = rng.normal(size=(draw(st.integers(1, 4)), rows, columns, channels))
    w, b = rng.normal(size=(*size, channels, filters)), rng.normal(size=filters)
    return x, w, b, {"stride": draw(whole_or_pair(1, 4)), "padding": draw(paddings(4)), "dilation": dilation}


@st.composite
def poolings(draw, numbers):
    """a and the geometry of a pooling; numbers(rng, shape) makes the cells of a."""
    size, stride = draw(whole_or_pair(1, 4)), draw(st.one_of(st.none(), whole_or_pair(1, 5)))
    rows, columns = (k + draw(st.integers(0, 6)) for k in np.broadcast_to(size, 2).tolist())
    shape = draw(st.integers(1, 4)), rows, columns, draw(st.integers(1, 5))
    return numbers(np.random.default_rng(draw(SEEDS)), shape), {"size": size, "stride": stride}


def smaller_than(size):
    """Paddings that a window of this size allows."""
    rows, columns = np.broadcast_to(size, 2).tolist()
    below = lambda n: st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    return st.one_of(st.integers(0, min(rows, columns) - 1), st.tuples(below(rows), below(columns)))


def half_of(size):
    """Paddings that PyTorch's own pooling allows: the same on both sides, at most half of the window."""
    rows, columns = np.broadcast_to(size, 2).tolist()
    return st.tuples(st.integers(0, rows // 2), st.integers(0, columns // 2))


def matrices(columns, numbers=np.random.Generator.normal):
    """Random (m, columns), a few of each."""
    return st.builds(lambda m, n, seed: numbers(np.random.default_rng(seed), size=(m, n)), st.integers(1, 6), columns,
                     SEEDS)


def upstream(output, seed=0):
    """A random gradient for an output."""
    return np.random.default_rng(seed).normal(size=output.shape)
