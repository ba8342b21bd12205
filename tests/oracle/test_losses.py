import numpy as np
import pytest
import shapes
import theirs
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.ops import losses

pytestmark = pytest.mark.oracle

SCALES = (1, 30, 1000)                       # of the scores; the fused losses stay finite at all of them
NEAR = 1e-11                                 # PyTorch bends the slope of its loss nearer to 0 and 1
COLUMNS, CLASSES = st.integers(1, 6), st.integers(2, 6)


def scores(columns):
    return st.builds(lambda z, scale: scale * z, shapes.matrices(columns), st.sampled_from(SCALES))


def hard(rng, size):
    """Labels 0 and 1."""
    return rng.integers(0, 2, size).astype(float)


def soft(rng, size):
    """Labels anywhere from 0 to 1."""
    return rng.random(size)


def labels(kind, like, seed):
    return kind(np.random.default_rng(seed), like.shape)


def one_hot(rng, shape):
    return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]


def shares(rng, shape):
    """Rows that sum to 1."""
    return rng.dirichlet(np.ones(shape[1]), shape[0])


def check(name, reference, given, y):
    L, gradient = getattr(losses, name)(given, y), getattr(losses, f"{name}_backward")(given, y)
    shapes.agree([np.array(L), gradient], theirs.both_ways(lambda z: reference(z, y), 1.0, given))


@shapes.HUNDREDS
@given(scores(COLUMNS), st.sampled_from([hard, soft]), shapes.SEEDS)
def test_fused_binary_cross_entropy(z, kind, seed):
    check("sigmoid_binary_cross_entropy", theirs.sigmoid_binary_cross_entropy, z, labels(kind, z, seed))


@shapes.HUNDREDS
@given(scores(CLASSES), st.sampled_from([one_hot, shares]), shapes.SEEDS)
def test_fused_cross_entropy(z, kind, seed):
    check("softmax_cross_entropy", theirs.softmax_cross_entropy, z, labels(kind, z, seed))


@shapes.HUNDREDS
@given(shapes.matrices(COLUMNS, soft), st.sampled_from([hard, soft]), shapes.SEEDS)
def test_binary_cross_entropy_of_predictions(a, kind, seed):
    check("binary_cross_entropy", theirs.binary_cross_entropy, a.clip(NEAR, 1 - NEAR), labels(kind, a, seed))


@shapes.HUNDREDS
@given(shapes.matrices(COLUMNS, hard), shapes.SEEDS)
def test_binary_cross_entropy_of_certain_predictions_is_0_or_infinite(a, seed):
    check("binary_cross_entropy", theirs.certain_binary_cross_entropy, a, labels(hard, a, seed))


@shapes.HUNDREDS
@given(shapes.matrices(CLASSES), st.sampled_from([one_hot, shares]), shapes.SEEDS)
def test_cross_entropy_of_shares(z, kind, seed):
    a = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    check("cross_entropy", theirs.cross_entropy, a, labels(kind, a, seed))


@shapes.HUNDREDS
@given(CLASSES, st.integers(1, 6), shapes.SEEDS)
def test_cross_entropy_of_certain_shares_is_0_or_infinite(classes, m, seed):
    rng = np.random.default_rng(seed)
    check("cross_entropy", theirs.certain_cross_entropy, one_hot(rng, (m, classes)), one_hot(rng, (m, classes)))
