import numpy as np
import pytest
import shapes
import theirs
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.ops import dense, flatten, relu, sigmoid, softmax

pytestmark = pytest.mark.oracle


def with_zeros(rng, size):
    """Numbers of both signs, a third of them exactly 0."""
    return rng.integers(-1, 2, size) * rng.random(size)


def extreme(rng, size):
    """Scores from -1000 to 1000, most of them saturated."""
    return rng.uniform(-1000, 1000, size)


def check(op, reference, z, **options):
    a = op.forward(z, **options)
    dL_da = shapes.upstream(a)
    ours = [a, op.backward(dL_da, z, **options)]
    shapes.agree(ours, theirs.both_ways(lambda z: reference(z, **options), dL_da, z))


@shapes.HUNDREDS
@given(shapes.matrices(st.integers(1, 20)), st.integers(1, 6), shapes.SEEDS)
def test_dense_and_its_three_gradients(a, units, seed):
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=(a.shape[1], units)), rng.normal(size=units)
    z = dense.forward(a, w, b)
    dL_dz = shapes.upstream(z)
    shapes.agree([z, *dense.backward(dL_dz, a, w)], theirs.both_ways(theirs.dense, dL_dz, a, w, b))


@shapes.HUNDREDS
@given(st.tuples(*[st.integers(1, 5)] * 4), shapes.SEEDS)
def test_flatten_keeps_the_reading_order(shape, seed):
    check(flatten, theirs.flatten, np.random.default_rng(seed).normal(size=shape))


@shapes.HUNDREDS
@given(shapes.matrices(st.integers(1, 30), with_zeros), st.sampled_from([0.0, 0.01, 0.3, 1.0]))
def test_relu_at_zero_too_and_with_a_leak(z, leak):
    check(relu, theirs.relu, z, leak=leak)


@shapes.HUNDREDS
@given(st.one_of(shapes.matrices(st.integers(1, 30)), shapes.matrices(st.integers(1, 30), extreme)))
def test_sigmoid_to_its_ends(z):
    check(sigmoid, theirs.sigmoid, z)


@shapes.HUNDREDS
@given(st.one_of(shapes.matrices(st.integers(1, 12)), shapes.matrices(st.integers(1, 12), extreme)))
def test_softmax_to_its_ends(z):
    check(softmax, theirs.softmax, z)
