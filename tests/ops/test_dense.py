import numpy as np
import plain_loops
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import dense


def test_by_hand():
    a, w, b = np.array([[1, 2], [3, 4], [0, 5]]), np.array([[1, 0, 2], [-1, 3, 1]]), np.array([10, 20, 30])
    assert_array_equal(dense.forward(a, w, b), [[9, 26, 34], [9, 32, 40], [5, 35, 35]])
    dL_da, dL_dw, dL_db = dense.backward(np.array([[1, 0, 2], [0, 1, 0], [3, 0, 0]]), a, w)
    assert_array_equal(dL_da, [[5, 1], [0, 3], [3, -3]])
    assert_array_equal(dL_dw, [[1, 3, 2], [17, 4, 4]])
    assert_array_equal(dL_db, [4, 1, 2])


def test_backward_matches_nudging_and_is_the_adjoint():
    rng = np.random.default_rng(0)
    a, w, b, dL_dz = (rng.normal(size=shape) for shape in [(4, 5), (5, 3), (3,), (4, 3)])
    dL_da, dL_dw, dL_db = dense.backward(dL_dz, a, w)
    assert_allclose(dL_da, plain_loops.slope(lambda a: dense.forward(a, w, b), a, dL_dz), atol=1e-7)
    assert_allclose(dL_dw, plain_loops.slope(lambda w: dense.forward(a, w, b), w, dL_dz), atol=1e-7)
    assert_allclose(dL_db, plain_loops.slope(lambda b: dense.forward(a, w, b), b, dL_dz), atol=1e-7)
    through = np.sum(dL_dz * dense.forward(a, w, 0 * b))
    assert abs(np.sum(dL_da * a) - through) <= 1e-12 * abs(through)
    assert abs(np.sum(dL_dw * w) - through) <= 1e-12 * abs(through)


def test_a_float32_bias_gradient_keeps_its_digits_over_half_a_million_examples():
    dL_dz = np.full((500_000, 2), 0.1, np.float32)
    dL_db = dense.backward(dL_dz, np.ones((500_000, 1), np.float32), np.ones((1, 2), np.float32))[2]
    assert dL_db.dtype == np.float32
    assert_allclose(dL_db, 500_000 * float(np.float32(0.1)), rtol=1e-7)
