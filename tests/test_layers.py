"""Layers: settings left out, what a layer is equal to, and the op it runs."""

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.ops import avg_pool, conv, max_pool, relu, softmax, windows

LAYERS = [Conv(4, 3), MaxPool(2), AvgPool(2), ReLU(), Dense(3), Flatten(), Sigmoid(), Softmax()]


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.mark.parametrize(("layer", "in_full"), [
    (Conv(4, 3), Conv(4, 3, stride=1, padding=0, dilation=1)), (MaxPool(2), MaxPool(2, stride=None, padding=0)),
    (AvgPool(2), AvgPool(2, stride=None, padding=0)), (ReLU(), ReLU(leak=0.0))])
def test_settings_left_out_are_the_plain_ones(layer, in_full):
    assert layer == in_full and repr(layer) == repr(in_full)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
def test_a_layer_cannot_be_altered_and_is_one_key_of_a_dict(layer):
    name = fields(layer)[0].name if fields(layer) else "name"
    with pytest.raises(FrozenInstanceError):
        setattr(layer, name, 1)
    assert len({layer, type(layer)(*(getattr(layer, field.name) for field in fields(layer)))}) == 1


def test_a_convolution_hands_each_setting_to_its_op(rng):
    x, w, b = rng.normal(size=(2, 9, 8, 3)), rng.normal(size=(2, 3, 3, 4)), rng.normal(size=4)
    settings = {"stride": (2, 1), "padding": ((1, 0), (0, 2)), "dilation": (1, 2)}
    layer = Conv(4, (2, 3), **settings)
    z = conv.forward(x, w, b, **settings)
    assert layer.weight_shapes((9, 8, 3)) == (w.shape, b.shape)
    assert_array_equal(layer.forward(x, w, b), z)
    for got, expected in zip(layer.backward(z, x, w), conv.backward(z, x, w, **settings), strict=True):
        assert_array_equal(got, expected)


def test_a_max_pool_hands_each_setting_to_its_op(rng):
    a, settings = rng.normal(size=(2, 9, 8, 3)), {"stride": (2, 1), "padding": ((1, 0), (0, 2))}
    p = max_pool.forward(a, (2, 3), **settings)
    layer = MaxPool((2, 3), **settings)
    assert_array_equal(layer.forward(a), p)
    assert_array_equal(layer.backward(p, a), max_pool.backward(p, a, (2, 3), **settings))


def test_an_average_pool_hands_each_setting_to_its_op(rng):
    a, settings = rng.normal(size=(2, 9, 8, 3)), {"stride": (2, 1), "padding": ((1, 0), (0, 2))}
    p = avg_pool.forward(a, (2, 3), **settings)
    layer = AvgPool((2, 3), **settings)
    assert_array_equal(layer.forward(a), p)
    assert_array_equal(layer.backward(p, a), avg_pool.backward(p, a, (2, 3), **settings))


def test_a_layer_with_windows_says_where_they_lie_as_its_op_does():
    sides = ((1, 0), (0, 2))
    assert Conv(4, [2, 3], (2, 1), sides, (1, 2)).grid((9, 8)) == windows.grid((9, 8), (2, 3), (2, 1), sides, (1, 2))
    assert Conv(4, 3, padding="same").grid((9, 8)) == windows.grid((9, 8), 3, padding="same")
    for kind in (MaxPool, AvgPool):
        assert kind((2, 3), (2, 1), sides).grid((9, 8)) == windows.grid((9, 8), (2, 3), (2, 1), sides)
        assert kind((2, 3)).grid((9, 8)) == windows.grid((9, 8), (2, 3), (2, 3))


def test_a_relu_hands_its_leak_to_its_op(rng):
    z, dL_da = rng.normal(size=(2, 5)), rng.normal(size=(2, 5))
    assert_array_equal(ReLU(0.1).forward(z), relu.forward(z, 0.1))
    assert_array_equal(ReLU(0.1).backward(dL_da, z), relu.backward(dL_da, z, 0.1))


def test_a_dense_layer_reads_a_map_row_by_row_and_sends_back_a_map(rng):
    a, w, b, dL_dz = (rng.normal(size=shape) for shape in [(2, 3, 4, 5), (60, 7), (7,), (2, 7)])
    rows, layer = a.reshape(2, 60), Dense(7)
    assert layer.weight_shapes((3, 4, 5)) == ((60, 7), (7,))
    assert all(type(n) is int for n in layer.weight_shapes((3, 4, 5))[0])
    assert_allclose(layer.forward(a, w, b), rows @ w + b, rtol=1e-12)
    for got, expected in zip(layer.backward(dL_dz, a, w), layer.backward(dL_dz, rows, w), strict=True):
        assert_array_equal(got.ravel(), expected.ravel())
    assert layer.backward(dL_dz, a, w)[0].shape == a.shape
    assert layer.backward(dL_dz, rows, w)[0].shape == rows.shape


@pytest.mark.parametrize("layer, name, needs", [(Conv(0, 3), "filters", "0"), (Conv(1.5, 3), "filters", "1.5"),
                                                (Dense(-1), "units", "-1"), (Dense("2"), "units", "'2'")])
def test_a_number_of_filters_or_units_that_is_none_is_refused(layer, name, needs):
    with pytest.raises(ValueError) as error:
        layer.weight_shapes((8, 8, 1))
    assert str(error.value) == f"{name} must be a whole number from 1 up, got {needs}"


def test_one_filter_and_numpy_numbers_of_units_are_fine():
    assert Conv(1, 2).weight_shapes((8, 8, 3)) == ((2, 2, 3, 1), (1,))
    _, (units,) = Dense(np.int64(2)).weight_shapes((4,))
    assert units == 2 and type(units) is int


def test_a_kernel_of_no_size_is_refused_by_its_name():
    for call in (Conv(1, 0).weight_shapes, lambda shape: Conv(1, 0).grid(shape[:2])):
        with pytest.raises(ValueError, match="^size is 0; it needs a whole number from 1 up"):
            call((8, 8, 1))


def test_the_last_layers_give_the_loss_its_slope_before_and_behind_the_activation():
    a, y = np.array([[0.25], [0.5]]), np.array([[1.0], [0.0]])
    dL_da, dL_dz = Sigmoid().loss_backward(a, y)
    assert_array_equal(dL_da, [[-2], [1]])
    assert_array_equal(dL_dz, [[-0.375], [0.25]])
    a, y = np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    dL_da, dL_dz = Softmax().loss_backward(a, y)
    assert_array_equal(dL_da, [[-2, 0], [0, -1]])
    assert_array_equal(dL_dz, [[-0.375, 0.375], [0.25, -0.25]])


def test_the_last_layers_turn_scores_into_predictions_and_a_loss():
    z = np.log([[1.0, 3.0], [4.0, 1.0]])
    assert_array_equal(Softmax().forward(z), softmax.forward(z))
    assert_allclose(Softmax().loss(z, np.eye(2)), (np.log(4) + np.log(5)) / 2)
    assert_allclose(Sigmoid().forward(z[:, 1:]), [[0.75], [0.5]])
    assert_allclose(Sigmoid().loss(z[:, 1:], np.array([[1.0], [0.0]])), (np.log(4 / 3) + np.log(2)) / 2)
    assert_allclose(Sigmoid().backward(np.array([[16.0], [-4.0]]), z[:, 1:]), [[3], [-1]])
