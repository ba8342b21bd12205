"""How a picture shows a tensor: every cell has one place in one focus, and the place leads back to it."""

import numpy as np
import pytest

from cnnlib.draw.board import views
from cnnlib.draw.parts.view import view_of, views_of
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network

MAPS = Network((7, 6, 2), [Conv(3, (2, 3)), ReLU(), MaxPool(2), Flatten(), Dense(4), Softmax()])
FLAT = Network((6,), [Dense(3), ReLU(), Dense(1), Sigmoid()])
BOARD = {**{("maps", name): view for name, view in views(MAPS, 5).items()},
         **{("flat", name): view for name, view in views(FLAT, 2).items()},
         **{("array", name): view for name, view in views_of(
             {"x": np.zeros((1, 5, 4, 1)), "dL_dw1": np.zeros((3, 2, 1, 1)), "products": np.zeros((3, 2)),
              "b1": np.zeros(4), "L": np.zeros(())}).items()}}


@pytest.mark.parametrize("key", BOARD, ids=" ".join)
def test_every_cell_of_the_tensor_has_one_place_in_its_focus_that_leads_back_to_it(key):
    view = BOARD[key]
    values, seen = np.arange(np.prod(view.shape, dtype=int)).reshape(view.shape), []
    for index in np.ndindex(view.shape):
        here = view.showing(index)
        row, column = here.cell(index)
        assert here.index(row, column) == index and here.values(values)[row, column] == values[index]
        seen.append((here.focus, row, column))
    assert len({*seen}) == values.size and here.values(values).shape == view.size


def test_what_is_not_in_focus_has_no_place():
    view = view_of("z1", (2, 3, 4, 5))
    assert view.cell((0, 2, 3, 0)) == (2, 3) and view.cell((1, 2, 3, 0)) is view.cell((0, 2, 3, 4)) is None
    assert view.at(example=1, channel=4).cell((1, 2, 3, 4)) == (2, 3)


@pytest.mark.parametrize(("key", "size", "stacks"), [
    (("maps", "x"), (7, 6), {"example": 5, "channel": 2}), (("maps", "w1"), (2, 3), {"channel": 2, "filter": 3}),
    (("maps", "b1"), (1, 1), {"filter": 3}), (("maps", "dL_dw3"), (3, 2), {"channel": 3, "filter": 4}),
    (("maps", "z3"), (4, 1), {"example": 5}), (("flat", "w1"), (6, 1), {"filter": 3}),
    (("flat", "a2"), (1, 1), {"example": 2}), (("array", "products"), (3, 2), {}), (("array", "b1"), (1, 4), {})])
def test_the_picture_shows_rows_and_columns_and_counts_what_it_shows_one_of(key, size, stacks):
    assert BOARD[key].size == size and BOARD[key].stacks == stacks
    assert BOARD[key].marks == dict.fromkeys(stacks, 0)


def test_another_focus_stays_inside_and_an_axis_that_is_not_there_changes_nothing():
    view = view_of("w1", (3, 3, 1, 2))
    assert view.at(channel=7, filter=9).focus == (None, None, 0, 1) and view.at(example=3) == view


def test_weights_of_a_dense_layer_stand_in_the_shape_of_the_map_they_read():
    view = BOARD["maps", "w3"]
    assert view.reshaped and view.at(channel=1, filter=2).index(2, 1) == (16, 2)
    assert not BOARD["flat", "w1"].reshaped and not BOARD["maps", "w1"].reshaped


@pytest.mark.parametrize(("row", "column"), [(3, 0), (0, 2), (-1, 0), (0, -1)])
def test_no_cell_of_the_picture_wraps_around(row, column):
    with pytest.raises(IndexError, match="outside of 3 rows of 2"):
        BOARD["maps", "w3"].index(row, column)
