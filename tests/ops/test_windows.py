"""Which cells a window covers: counts, places, borders, and what is said about a window that cannot be."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlib.ops import windows

# of 2 by 3 cells on 7 by 8
SETTINGS = {"stride": (2, 1), "padding": ((1, 0), (0, 2)), "dilation": (3, 2)}


def refusal(call, *arguments, **options):
    with pytest.raises(ValueError) as error:
        call(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize(("value", "expected"), [(3, (3, 3)), ((1, 2), (1, 2)), ([2, 1], (2, 1)),
                                                 (np.int8(2), (2, 2)), ((1, 1), (1, 1))])
def test_a_pair_is_written_as_one_number_or_as_two(value, expected):
    assert windows.pair(value) == expected
    assert all(type(n) is int for n in windows.pair(value))


@pytest.mark.parametrize("value", [0, (0, 1), (1, 0), -1, 1.5, True, (1, True), 2.0, (1, 1.5), (2.5, 1),
                                   (1, 2, 3), (1,), "2", None, float("inf"), float("nan")])
def test_a_pair_of_anything_else_is_refused(value):
    sentence = f"is {value!r}; it needs a whole number from 1 up, or (rows, columns)"
    assert refusal(windows.pair, value) == f"stride {sentence}"
    assert refusal(windows.pair, value, "size") == f"size {sentence}"


@pytest.mark.parametrize(("value", "expected"), [
    (0, ((0, 0), (0, 0))), (2, ((2, 2), (2, 2))), ((1, 2), ((1, 1), (2, 2))), ([1, 2], ((1, 1), (2, 2))),
    (((1, 2), (3, 4)), ((1, 2), (3, 4))), ([[1, 2], [3, 4]], ((1, 2), (3, 4))), ((1, (2, 3)), ((1, 1), (2, 3))),
    (((2, 3), 1), ((2, 3), (1, 1)))])
def test_padding_is_written_for_all_sides_by_axis_or_by_side(value, expected):
    assert windows.pads(value) == expected
    assert all(type(n) is int for side in windows.pads(value) for n in side)


@pytest.mark.parametrize("value", [-1, (0, -1), ((0, 0), (-1, 0)), ((-1, 0), (0, 0)), ((0, -1), (0, 0)),
                                   ((0, 0), (0, -1)), 0.5, (1, 2, 3), ((1, 2),),
                                   ((1, 2), (3, 4), (5, 6)), None])
def test_padding_that_cannot_be_is_refused(value):
    assert refusal(windows.pads, value) == (f"padding is {value!r}; it needs a whole number from 0 up, "
                                             "(rows, columns) or ((top, bottom), (left, right))")


@pytest.mark.parametrize(("padding", "side"), [(((1, "a"), (0, 0)), "(1, 'a')"), (((0, 0), (0.5, 1)), "(0.5, 1)"),
                                               ((3, (1, 2, 3)), "(1, 2, 3)")])
def test_the_side_of_a_padding_that_is_none_is_said(padding, side):
    assert refusal(windows.pads, padding, "a word, ") == (
        f"padding is {side}; it needs a word, a whole number from 0 up, (rows, columns) or "
        "((top, bottom), (left, right))")


def test_the_number_of_windows_is_counted_by_hand():
    assert windows.grid((7, 8), (2, 3)).outputs == (6, 6)
    # (8 - 4)//2 + 1, (10 - 5)//1 + 1
    assert windows.grid((7, 8), (2, 3), **SETTINGS).outputs == (3, 6)
    assert windows.grid((7, 8), 3, stride=(3, 4)).outputs == (2, 2)                 # a remainder is left out
    assert windows.grid((2, 3), (2, 3)).outputs == (1, 1)


@pytest.mark.parametrize(("image", "span"), [((1, 8), (2, 3)), ((7, 2), (2, 3))])
def test_a_window_that_does_not_fit_names_the_argument_that_holds_its_size(image, span):
    words = f"covers {span} cells; it needs a size that fits {image}, the image with its padding"
    assert refusal(windows.grid, image, (2, 3)) == f"size {words}"
    assert refusal(windows.grid, image, [2, 3], name="w") == f"w {words}"


def test_what_does_not_fit_is_counted_with_dilation_and_padding():
    assert refusal(windows.grid, (2, 6), (2, 3), padding=((0, 1), (0, 0)), dilation=(3, 2)) == (
        "size covers (4, 5) cells; it needs a size that fits (3, 6), the image with its padding")


@pytest.mark.parametrize(("option", "value"), [("size", 0), ("stride", 0), ("dilation", 0), ("padding", -1),
                                               ("size", [0, 1]), ("stride", [1]), ("dilation", [1.5, 1])])
def test_a_grid_names_the_setting_that_cannot_be(option, value):
    settings = {"size": (2, 3), option: value}
    assert refusal(windows.grid, (7, 8), **settings).startswith(f"{option} is {value!r}; it needs ")


def test_a_grid_holds_every_setting_in_full_and_where_each_window_cell_reads():
    grid = windows.grid((7, 8), (2, 3), **SETTINGS)
    assert grid == windows.grid((7, 8), [2, 3], [2, 1], [[1, 0], [0, 2]], [3, 2])
    assert (grid.size, grid.stride, grid.sides, grid.dilation) == ((2, 3), (2, 1), ((1, 0), (0, 2)), (3, 2))
    assert (grid.padded, grid.outputs) == ((8, 10), (3, 6))
    rows, columns = [slice(0, 5, 2), slice(3, 8, 2)], [slice(0, 6, 1), slice(2, 8, 1), slice(4, 10, 1)]
    assert grid.cells == tuple((r, c) for r in rows for c in columns)


def test_what_some_window_reads_is_what_windows_cover():
    for grid in (windows.grid((7, 8), (2, 3), **SETTINGS), windows.grid((5, 9), (2, 2), 3)):
        for axis in windows.axes(grid):
            assert axis.read() == {r for r in range(axis.inputs) if axis.windows(r)}
    rows, columns = windows.axes(windows.grid((5, 9), (2, 2), 3))
    assert (rows.read(), columns.read()) == ({0, 1, 3, 4}, {0, 1, 3, 4, 6, 7})


def test_one_number_stands_for_rows_and_columns():
    grid = windows.grid((7, 8), 2, 3, 1, 2)
    assert grid == windows.grid((7, 8), (2, 2), (3, 3), ((1, 1), (1, 1)), (2, 2))
    assert grid.outputs == (3, 3)


def test_a_setting_left_out_is_1_and_padding_0():
    assert windows.grid((7, 8), 2) == windows.grid((7, 8), 2, stride=1, padding=0, dilation=1)
    assert windows.grid((7, 8), [2, 2]) == windows.grid((7, 8), 2)


@pytest.mark.parametrize(("size", "stride", "dilation", "overlap"), [
    (2, 2, 1, False), (2, 1, 1, True), ((2, 1), 2, 1, False), ((3, 2), 2, 1, True), ((2, 3), 2, 1, True),
    (1, 1, 1, False), (2, (3, 2), 2, True), (2, 3, 2, False), (2, (2, 3), 2, True), (1, 1, 3, False)])
def test_windows_overlap_where_a_window_reaches_as_far_as_the_next_begins(size, stride, dilation, overlap):
    assert windows.grid((9, 9), size, stride, 0, dilation).overlap is overlap


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_view_shows_each_window_cell_by_cell(axis):
    x = np.random.default_rng(0).normal(size=(*(2, 3)[:axis], 8, 10, 4))
    grid = windows.grid((7, 8), (2, 3), **SETTINGS)
    seen = windows.view(x, grid, axis)
    assert seen.shape == (2, 3, *(2, 3)[:axis], 3, 6, 4) and np.shares_memory(seen, x)
    for u, v, i, j in np.ndindex(2, 3, 3, 6):
        place = (slice(None),) * axis
        assert_array_equal(seen[(u, v, *place, i, j)], x[(*place, 2 * i + 3 * u, j + 2 * v)])


@pytest.mark.parametrize("sides", [((1, 0), (0, 2)), ((0, 2), (0, 0)), ((0, 0), (3, 0)), ((0, 0), (0, 1)),
                                   ((2, 0), (0, 0))])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_border_is_laid_around_and_cut_off_again(sides, axis):
    x = np.arange(1, 25, dtype=np.float32).reshape(2, 3, 4)
    padded = windows.pad(x, sides, axis)
    widths = [(0, 0)] * 3
    widths[axis:axis + 2] = sides
    assert_array_equal(padded, np.pad(x, widths))
    assert_array_equal(windows.pad(x, sides, axis, value=-np.inf), np.pad(x, widths, constant_values=-np.inf))
    assert padded.dtype == np.float32
    assert_array_equal(windows.crop(padded, sides, axis), x)
    assert np.shares_memory(windows.crop(padded, sides, axis), padded)


def test_no_border_costs_no_copy():
    x = np.ones((2, 3, 4))
    assert windows.pad(x, ((0, 0), (0, 0)), 1) is x
    assert windows.crop(x, ((0, 0), (0, 0)), 1) is x


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("settings", [SETTINGS, {"stride": (3, 4)}, {"stride": (2, 3), "padding": 1}])
def test_shares_are_added_up_where_their_cells_lie_and_padding_is_cut_off(settings, axis):
    grid, before = windows.grid((7, 8), (2, 3), **settings), (3,)[:axis]
    shares = np.random.default_rng(0).normal(size=(6, *before, *grid.outputs, 2)).astype(np.float32)
    total = np.zeros((*before, *grid.padded, 2), np.float32)
    place = (slice(None),) * axis
    for share, (r, c) in zip(shares, grid.cells, strict=True):
        total[(*place, r, c)] += share
    (top, _), (left, _) = grid.sides
    expected = total[(*place, slice(top, top + 7), slice(left, left + 8))]
    got = windows.add_up(shares, grid, axis)
    assert got.dtype == np.float32 and got.shape == (*before, 7, 8, 2)
    np.testing.assert_allclose(got, expected, atol=1e-6)


@pytest.mark.parametrize(("settings", "outputs", "sides"), [
    ({}, (7, 8), ((0, 1), (1, 1))), ({"stride": (2, 3)}, (4, 3), ((0, 1), (0, 1))),
    ({"dilation": (4, 3)}, (7, 8), ((2, 2), (3, 3))), ({"stride": 7}, (1, 2), ((0, 0), (1, 1))),
    ({"stride": (3, 2), "dilation": (5, 1)}, (3, 4), ((2, 3), (0, 1)))])
def test_same_makes_as_many_outputs_as_strides_fit_and_the_far_edge_gets_the_odd_cell(
        settings, outputs, sides):
    grid = windows.grid((7, 8), (2, 3), padding="same", **settings)
    assert (grid.outputs, grid.sides) == (outputs, sides)
    assert grid == windows.grid((7, 8), (2, 3), padding=sides, **settings)


def test_valid_is_no_padding():
    assert windows.grid((7, 8), (2, 3), padding="valid") == windows.grid((7, 8), (2, 3))


@pytest.mark.parametrize("padding", ["SAME", "full", -1, (1, 2, 3), 0.5])
def test_padding_that_is_neither_a_word_nor_a_count_is_told_what_both_are(padding):
    assert refusal(windows.grid, (7, 8), (2, 3), padding=padding) == (
        f'padding is {padding!r}; it needs "same", "valid", a whole number from 0 up, '
        "(rows, columns) or ((top, bottom), (left, right))")


def test_the_windows_of_a_pooling_step_by_their_size_unless_told_otherwise():
    assert windows.pool_grid((7, 8), (2, 3), None, 0) == windows.grid((7, 8), (2, 3), (2, 3))
    assert windows.pool_grid((7, 8), (2, 3), 1, (1, 2)) == windows.grid((7, 8), (2, 3), 1, (1, 2))
    assert refusal(windows.pool_grid, (1, 8), (2, 3), 1, 0) == (
        "size covers (2, 3) cells; it needs a size that fits (1, 8), the image with its padding")
    assert refusal(windows.pool_grid, (7, 8), 0, None, 0).startswith("size is 0; ")
    assert refusal(windows.pool_grid, (7, 8), 2, 0, 0).startswith("stride is 0; ")


@pytest.mark.parametrize("padding", [2, (2, 0), (0, 3), ((0, 2), (0, 0)), ((2, 0), (0, 0)), ((0, 0), (0, 3)),
                                     ((0, 0), (3, 0))])
def test_every_window_of_a_pooling_holds_a_cell_of_the_image(padding):
    assert refusal(windows.pool_grid, (7, 8), (2, 3), None, padding) == (
        f"padding is {padding!r}; it needs to be smaller than the window of (2, 3) cells")


COVERED = {                                       # image, size, options of windows.grid
    "plain": ((5, 4), (2, 3), {}),
    "a stride that does not divide": ((7, 8), 3, {"stride": (3, 2)}),
    "padding by sides": ((5, 6), (3, 2), {"padding": ((2, 0), (1, 3))}),
    "same, with the odd cell at the far edge": ((7, 8), (2, 3), {"stride": (2, 3), "padding": "same"}),
    "dilation": ((9, 8), (3, 2), {"dilation": (3, 4), "padding": 1}),
    "overlap": ((6, 7), 3, {"stride": (2, 1), "padding": 1}),
    "all of it": ((7, 8), (2, 3), SETTINGS),
    "one window": ((2, 3), (2, 3), {}),
}


def met(grid, image):
    """Every (window cell, output, cell of the image) of one direction and the other,
    read off a padded image."""
    rows, columns = image
    places = np.pad(np.arange(rows * columns).reshape(image), grid.sides, constant_values=-1)
    seen = windows.view(places, grid, 0)
    triples = [(u, v, i, j, *divmod(int(seen[u, v, i, j]), columns))
               for u, v, i, j in np.ndindex(seen.shape) if seen[u, v, i, j] >= 0]
    return {(u, i, r) for u, _, i, _, r, _ in triples}, {(v, j, c) for _, v, _, j, _, c in triples}


@pytest.mark.parametrize("name", COVERED)
def test_an_axis_says_from_each_side_what_the_windows_of_an_image_meet(name):
    image, size, options = COVERED[name]
    grid = windows.grid(image, size, **options)
    for axis, expected in zip(windows.axes(grid), met(grid, image), strict=True):
        cells = [(u, i, r) for i in range(axis.outputs) for u, r in axis.cells(i)]
        covering = [(u, i, r) for r in range(axis.inputs) for i, u in axis.windows(r)]
        meetings = [(u, i, r) for u in range(axis.size) for i, r in axis.meetings(u)]
        assert set(cells) == set(covering) == set(meetings) == expected
        assert len(cells) == len(covering) == len(meetings) == len(expected)


def test_the_axes_are_the_rows_and_the_columns_with_every_setting():
    rows, columns = windows.axes(windows.grid((7, 8), (2, 3), **SETTINGS))
    assert rows == windows.Axis(size=2, stride=2, dilation=3, before=1, inputs=7, outputs=3)
    assert columns == windows.Axis(size=3, stride=1, dilation=2, before=0, inputs=8, outputs=6)


def test_what_an_axis_lists_stands_in_reading_order_and_padding_is_left_out():
    axis = windows.Axis(size=3, stride=2, dilation=1, before=1, inputs=4, outputs=2)
    assert axis.cells(0) == [(1, 0), (2, 1)] and axis.cells(1) == [(0, 1), (1, 2), (2, 3)]
    assert axis.windows(1) == [(0, 2), (1, 0)] and axis.windows(3) == [(1, 2)]
    assert axis.meetings(0) == [(1, 1)] and axis.meetings(2) == [(0, 1), (1, 3)]


def test_a_cell_between_two_windows_or_behind_the_last_is_covered_by_none():
    rows, columns = windows.axes(windows.grid((5, 6), (1, 2), stride=(2, 3)))
    assert [r for r in range(5) if not rows.windows(r)] == [1, 3]
    assert [c for c in range(6) if not columns.windows(c)] == [2, 5]


def test_a_window_covers_its_cells_in_reading_order_without_the_padding():
    rows_and_columns = windows.axes(windows.grid((4, 5), (2, 3), stride=(2, 1), padding=((1, 0), (0, 2))))
    assert windows.covered(rows_and_columns, (0, 0)) == [(0, 0), (0, 1), (0, 2)]
    assert windows.covered(rows_and_columns, (1, 4)) == [(1, 4), (2, 4)]
    apart = windows.axes(windows.grid((5, 5), 2, dilation=3))
    assert windows.covered(apart, (1, 0)) == [(1, 0), (1, 3), (4, 0), (4, 3)]
