import numpy as np
import pytest
import shapes
import theirs
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.ops import avg_pool, max_pool

pytestmark = pytest.mark.oracle


def generic(rng, shape):
    return rng.normal(size=shape)


def distinct(rng, shape):
    """No two cells are equal."""
    return rng.permutation(np.prod(shape)).reshape(shape) * 0.1 - 3


def tied(rng, shape):
    """Most windows hold their maximum several times."""
    return rng.integers(-2, 2, shape).astype(float)


def with_infinities(rng, shape):
    """Many cells, whole windows of them, are -inf."""
    return np.where(rng.random(shape) < 0.7, -np.inf, rng.integers(-2, 2, shape))


def with_one_nan(rng, shape):
    """One NaN in each channel: PyTorch has no fixed order among several."""
    a = tied(rng, shape)
    for e, k in np.ndindex(shape[0], shape[3]):
        a[e, rng.integers(shape[1]), rng.integers(shape[2]), k] = np.nan
    return a


def check_max_pool(a, geometry, op, ties="first"):
    p = max_pool.forward(a, **geometry)
    dL_dp = shapes.upstream(p)
    dL_da = max_pool.backward(dL_dp, a, **geometry, ties=ties)
    expected, gradient = theirs.both_ways(lambda a: op(a, **geometry), dL_dp, a)
    shapes.agree([dL_da], [gradient])
    if ties != "all":                        # the sum of the winners is not the maximum
        shapes.agree([p], [expected])


@shapes.HUNDREDS
@given(shapes.poolings(distinct), st.data())
def test_max_pooling_without_ties(case, data):
    a, geometry = case
    geometry["padding"] = data.draw(shapes.smaller_than(geometry["size"]))
    check_max_pool(a, geometry, theirs.max_pool)


@pytest.mark.parametrize("ties, op", [("first", theirs.max_pool), ("split", theirs.max_pool_split),
                                      ("all", theirs.max_pool_all)])
@shapes.HUNDREDS
@given(case=shapes.poolings(tied), data=st.data())
def test_max_pooling_with_many_ties(ties, op, case, data):
    a, geometry = case
    geometry["padding"] = data.draw(shapes.smaller_than(geometry["size"]))
    check_max_pool(a, geometry, op, ties)


@pytest.mark.parametrize("numbers", [with_infinities, with_one_nan])
@shapes.HUNDREDS
@given(data=st.data())
def test_max_pooling_of_minus_infinity_and_nan_never_sends_a_gradient_to_the_padding(numbers, data):
    a, geometry = data.draw(shapes.poolings(numbers))
    geometry["padding"] = data.draw(shapes.half_of(geometry["size"]))
    check_max_pool(a, geometry, theirs.max_pool_unpadded)


@shapes.HUNDREDS
@given(shapes.poolings(generic), st.data())
def test_average_pooling_counts_padded_cells_as_zeros(case, data):
    a, geometry = case
    geometry["padding"] = data.draw(shapes.smaller_than(geometry["size"]))
    p = avg_pool.forward(a, **geometry)
    dL_dp = shapes.upstream(p)
    ours = [p, avg_pool.backward(dL_dp, a, **geometry)]
    shapes.agree(ours, theirs.both_ways(lambda a: theirs.avg_pool(a, **geometry), dL_dp, a))
