import numpy as np
import plain_loops
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import _conv_unrolled, _conv_windows, conv, windows

GEOMETRIES = {
    "plain": {},
    "stride that does not divide": {"stride": (2, 3)},
    "stride beyond the kernel": {"stride": 4},
    "padding": {"padding": 1},
    "padding per axis": {"padding": (0, 2)},
    "asymmetric padding": {"padding": ((1, 0), (0, 3))},
    "padding beyond the kernel": {"padding": ((4, 0), (0, 5))},
    "dilation": {"dilation": (1, 2)},
    "all at once": {"stride": (2, 1), "padding": ((0, 2), (1, 0)), "dilation": (2, 3)},
}
WAYS = {"unrolled": _conv_unrolled, "windows": _conv_windows}


@pytest.fixture(params=GEOMETRIES.values(), ids=GEOMETRIES.keys())
def geometry(request):
    return request.param


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def way(request, monkeypatch):
    monkeypatch.setattr(conv, "_way", lambda w, grid: request.param)
    return request.param


def case(geometry, m=2, image=(7, 9), size=(2, 3), channels=3, filters=4, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(m, *image, channels))
    w, b = rng.normal(size=(*size, channels, filters)), rng.normal(size=filters)
    z_shape = conv.forward(x, w, b, **geometry).shape
    return x, w, b, rng.normal(size=z_shape)


def test_forward_by_hand_does_not_turn_the_kernel(way):
    x = np.array([[1, 2, 0, 1], [0, 1, 3, 2], [2, 0, 1, 5]]).reshape(1, 3, 4, 1)
    w = np.array([[1, -1], [2, 3]]).reshape(2, 2, 1, 1)
    z = conv.forward(x, w, np.array([10]))
    assert_array_equal(z[0, :, :, 0], [[12, 23, 21], [13, 11, 28]])


def test_backward_by_hand_adds_up_where_windows_overlap(way):
    x = np.array([[1, 2, 0], [0, 1, 3]]).reshape(1, 2, 3, 1)
    w = np.array([[1, -1], [2, 3]]).reshape(2, 2, 1, 1)
    dL_dx, dL_dw, dL_db = conv.backward(np.array([10, 100]).reshape(1, 1, 2, 1), x, w)
    assert_array_equal(dL_dx[0, :, :, 0], [[10, -10 + 100, -100], [20, 30 + 200, 300]])
    assert_array_equal(dL_dw[:, :, 0, 0], [[10 * 1 + 100 * 2, 10 * 2], [100 * 1, 10 * 1 + 100 * 3]])
    assert_array_equal(dL_db, [110])


@pytest.mark.parametrize("channels", [3, 5])
def test_forward_and_backward_equal_the_plain_loops(way, geometry, channels):
    x, w, b, dL_dz = case(geometry, channels=channels)
    assert_allclose(conv.forward(x, w, b, **geometry), plain_loops.conv(x, w, b, **geometry), atol=1e-12)
    for got, expected in zip(conv.backward(dL_dz, x, w, **geometry),
                             plain_loops.conv_backward(dL_dz, x, w, **geometry), strict=True):
        assert got.shape == expected.shape
        assert_allclose(got, expected, atol=1e-12)


def test_backward_matches_nudging(way, geometry):
    x, w, b, dL_dz = case(geometry, image=(5, 7), channels=2, filters=2)
    dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w, **geometry)
    for dL_dv, f, v in ((dL_dx, lambda x: conv.forward(x, w, b, **geometry), x),
                        (dL_dw, lambda w: conv.forward(x, w, b, **geometry), w),
                        (dL_db, lambda b: conv.forward(x, w, b, **geometry), b)):
        assert_allclose(dL_dv, plain_loops.slope(f, v, dL_dz), atol=1e-7)


def test_backward_is_the_adjoint_of_forward_in_image_and_kernel(way, geometry):
    x, w, b, dL_dz = case(geometry)
    through = np.sum(dL_dz * conv.forward(x, w, 0 * b, **geometry))
    dL_dx, dL_dw, _ = conv.backward(dL_dz, x, w, **geometry)
    assert abs(np.sum(dL_dx * x) - through) <= 1e-12 * abs(through)
    assert abs(np.sum(dL_dw * w) - through) <= 1e-12 * abs(through)


def test_many_examples_in_several_batches_equal_one_at_a_time():
    x, w, b, dL_dz = case({}, m=9, image=(17, 20), channels=4, filters=3)
    grid = windows.grid(x.shape[1:3], w.shape[:2])
    assert len(windows.batches(x, grid)) > 1 and conv._way(w, grid) is _conv_windows
    dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w)
    alone = [conv.backward(dL_dz[e:e + 1], x[e:e + 1], w) for e in range(9)]
    assert_allclose(conv.forward(x, w, b), np.concatenate([conv.forward(x[e:e + 1], w, b) for e in range(9)]),
                    atol=1e-12)
    assert_allclose(dL_dx, np.concatenate([gradient[0] for gradient in alone]), atol=1e-12)
    assert_allclose(dL_dw, sum(gradient[1] for gradient in alone), atol=1e-11)
    assert_allclose(dL_db, sum(gradient[2] for gradient in alone), atol=1e-11)


@pytest.mark.parametrize(("image", "size", "stride", "dilation", "padding"), [
    ((7, 9), (3, 5), 1, 1, ((1, 1), (2, 2))),
    ((7, 9), (2, 4), 1, 1, ((0, 1), (1, 2))),             # of an odd total the far edge gets one more
    ((7, 8), (3, 3), 2, 1, ((1, 1), (0, 1))),
    ((7, 9), (2, 3), (3, 4), 1, ((0, 1), (1, 1))),
    ((7, 9), (2, 3), (1, 2), (3, 2), ((1, 2), (2, 2))),
    ((4, 3), (1, 2), (2, 3), 1, ((0, 0), (0, 0))),        # nothing is missing
    ((2, 2), (5, 4), 1, 1, ((2, 2), (1, 2))),
])
def test_same_makes_as_many_outputs_as_strides_fit_and_equals_the_padding_that_does(
        way, image, size, stride, dilation, padding):
    written = {"stride": stride, "dilation": dilation, "padding": padding}
    same = {**written, "padding": "same"}
    x, w, b, dL_dz = case(written, image=image, size=size)
    z = conv.forward(x, w, b, **same)
    assert z.shape[1:3] == tuple(-(-n // s) for n, s in zip(image, plain_loops.two(stride), strict=True))
    assert_array_equal(z, conv.forward(x, w, b, **written))
    for got, expected in zip(conv.backward(dL_dz, x, w, **same),
                             conv.backward(dL_dz, x, w, **written), strict=True):
        assert_array_equal(got, expected)


def test_valid_is_no_padding(way):
    x, w, b, dL_dz = case({"stride": 2})
    assert_array_equal(conv.forward(x, w, b, 2, "valid"), conv.forward(x, w, b, 2, 0))
    assert_array_equal(conv.backward(dL_dz, x, w, 2, "valid")[0], conv.backward(dL_dz, x, w, 2, 0)[0])


def test_a_float32_bias_gradient_keeps_its_digits_over_half_a_million_places():
    dL_dz = np.full((20, 160, 160, 2), 0.1, np.float32)
    dL_db = conv.backward(dL_dz, np.zeros((20, 160, 160, 1), np.float32),
                          np.ones((1, 1, 1, 2), np.float32))[2]
    assert dL_db.dtype == np.float32
    assert_allclose(dL_db, 512_000 * float(np.float32(0.1)), rtol=1e-7)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_shape_equals_the_plain_loops(data):
    small = st.integers(1, 5)
    two = lambda low, high: st.tuples(st.integers(low, high), st.integers(low, high))
    size, dilation = data.draw(two(1, 3)), data.draw(two(1, 2))
    geometry = {"stride": data.draw(two(1, 3)), "dilation": dilation,
                "padding": (data.draw(two(0, 3)), data.draw(two(0, 3)))}
    image = tuple(d * (k - 1) + 1 + data.draw(st.integers(0, 4)) for k, d in zip(size, dilation, strict=True))
    x, w, b, dL_dz = case(geometry, data.draw(small), image, size, data.draw(small), data.draw(small))
    assert_allclose(conv.forward(x, w, b, **geometry), plain_loops.conv(x, w, b, **geometry), atol=1e-12)
    for got, expected in zip(conv.backward(dL_dz, x, w, **geometry),
                             plain_loops.conv_backward(dL_dz, x, w, **geometry), strict=True):
        assert_allclose(got, expected, atol=1e-12)
