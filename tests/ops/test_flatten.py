import numpy as np
from numpy.testing import assert_array_equal

from cnnlib.ops import flatten


def test_forward_reads_row_by_row_with_the_channel_fastest():
    a = np.array([[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]])
    assert_array_equal(flatten.forward(a), [range(1, 13)])


def test_backward_undoes_forward_and_is_its_adjoint():
    rng = np.random.default_rng(0)
    a, dL_df = rng.normal(size=(3, 2, 4, 5)), rng.normal(size=(3, 40))
    dL_da = flatten.backward(dL_df, a)
    assert dL_da.shape == a.shape
    assert_array_equal(flatten.forward(dL_da), dL_df)
    through = np.sum(dL_df * flatten.forward(a))
    assert abs(np.sum(dL_da * a) - through) <= 1e-12 * abs(through)
