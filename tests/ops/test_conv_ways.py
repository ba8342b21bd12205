"""Which of its two ways a convolution goes, and how many examples at a time."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib.ops import _conv_unrolled, _conv_windows, conv, windows


def way(image, size, channels=1, filters=1, **geometry):
    grid = windows.grid(image, size, **geometry)
    return conv._way(np.ones((*size, channels, filters)), grid)


def test_the_matrix_has_one_entry_for_each_padded_cell_output_channel_and_filter():
    # 6 by 14, 5 by 6 outputs
    grid = windows.grid((3, 5), (2, 3), stride=(1, 2), padding=((1, 2), (3, 6)))
    assert grid.outputs == (5, 6)
    assert _conv_unrolled.entries(np.ones((2, 3, 7, 11)), grid) == 6 * 14 * 5 * 6 * 7 * 11


def test_the_network_of_the_lessons_is_unrolled_and_a_large_image_goes_window_by_window():
    assert way((8, 8), (3, 3)) is _conv_unrolled
    assert way((28, 28), (3, 3), filters=8) is _conv_windows


def test_the_matrix_may_hold_16384_numbers_and_no_more():
    # 256 cells, 64 outputs
    assert way((16, 16), (2, 2), stride=2) is _conv_unrolled
    assert way((16, 17), (2, 2), stride=2) is _conv_windows


def batches(m, image, channels):
    x = np.ones((m, *image, channels))
    grid = windows.grid(image, (3, 4))
    return [list(range(m))[batch] for batch in windows.batches(x, grid)]


@pytest.mark.parametrize(("channels", "examples"), [(1, 11), (2, 5), (5, 2)])
def test_a_batch_is_as_many_examples_as_40000_numbers_in_their_windows_allow(channels, examples):
    # 12 cells, 15 by 20 outputs
    assert examples == 40_000 // (12 * channels * 15 * 20)
    every = list(range(2 * examples + 1))
    assert batches(len(every), (17, 23), channels) == [every[:examples], every[examples:-1], every[-1:]]


def test_an_example_too_large_for_a_batch_goes_alone():
    assert batches(3, (130, 130), 4) == [[0], [1], [2]]


@pytest.mark.parametrize("channels", [3, 4])
def test_windows_come_as_rows_of_cells_and_channels_with_their_examples(channels):
    x = np.random.default_rng(0).normal(size=(5, 40, 41, channels))
    grid = windows.grid((40, 41), (2, 3), stride=(3, 2))
    seen = []
    for batch, rows in _conv_windows._windows_of(x, grid):
        expected = [x[e, 3 * i:3 * i + 2, 2 * j:2 * j + 3].ravel()
                    for e in range(5)[batch] for i in range(13) for j in range(20)]
        assert_array_equal(rows, expected)
        seen += range(5)[batch]
    assert seen == [0, 1, 2, 3, 4]


SINGLE, DOUBLE = np.float32, np.float64


@pytest.mark.parametrize("way", [_conv_unrolled, _conv_windows])
@pytest.mark.parametrize("channels", [2, 5])
@pytest.mark.parametrize(("kinds", "z", "dx", "dw"), [
    ((SINGLE, SINGLE, SINGLE), SINGLE, SINGLE, SINGLE), ((DOUBLE, SINGLE, SINGLE), SINGLE, DOUBLE, DOUBLE),
    ((SINGLE, DOUBLE, SINGLE), DOUBLE, SINGLE, DOUBLE), ((SINGLE, SINGLE, DOUBLE), DOUBLE, DOUBLE, SINGLE)])
def test_a_result_is_as_precise_as_the_most_precise_of_what_makes_it(way, channels, kinds, z, dx, dw):
    rng = np.random.default_rng(0)
    shapes = (3, 4, 4, 2), (3, 5, 6, channels), (2, 3, channels, 2)
    dL_dz, x, w = (rng.normal(size=shape).astype(kind) for shape, kind in zip(shapes, kinds, strict=True))
    grid = windows.grid((5, 6), (2, 3))
    got = way.forward(x, w, grid), *way.backward(dL_dz, x, w, grid)
    exact = way.forward(x.astype(DOUBLE), w.astype(DOUBLE), grid), *way.backward(
        *(value.astype(DOUBLE) for value in (dL_dz, x, w)), grid)
    for number, expected, kind in zip(got, exact, (z, dx, dw), strict=True):
        assert number.dtype == kind
        assert_allclose(number, expected, atol=1e-5 if kind is SINGLE else 1e-14)


@pytest.mark.parametrize(("channels", "columns"), [(1, True), (3, True), (4, False)])
def test_up_to_three_channels_each_column_of_the_windows_is_one_run_in_memory_beyond_each_row(
        channels, columns):
    x = np.ones((2, 6, 7, channels))
    ((_, rows),) = _conv_windows._windows_of(x, windows.grid((6, 7), (2, 3)))
    assert rows.shape == (2 * 5 * 5, 2 * 3 * channels)
    assert rows.flags.f_contiguous == columns and rows.flags.c_contiguous != columns
