"""Where a cell of a tensor stands in a picture: there and back, for every cell."""

import numpy as np
import pytest

from cnnlib.widgets.stage.address import View, feeding, located, views, with_cell

DRAWN = {"x": (1, 5, 4, 1), "w1": (3, 2, 1, 1), "dL_dw2": (1, 4, 1, 1), "a2": (1, 3, 1, 1), "b1": (1,),
         "b3": (4,), "z3": (1, 1), "w4": (3, 2), "L": ()}


@pytest.mark.parametrize("name", DRAWN)
def test_every_cell_has_one_place_in_the_picture_that_leads_back_to_it(name):
    values = np.arange(np.prod(DRAWN[name], dtype=int)).reshape(DRAWN[name])
    view = views({name: values})[name]
    assert view.rows * view.columns == values.size
    for row, column in np.ndindex(view.rows, view.columns):
        index = view.index(row, column)
        assert values[index] == row * view.columns + column
        assert view.cell(index) == (row, column) and all(type(i) is int for i in index)


def test_a_map_keeps_its_rows_and_columns_and_a_kernel_its_own():
    shown = views({"x": np.zeros((1, 5, 4, 1)), "w1": np.zeros((3, 2, 1, 1))})
    assert shown["x"].index(4, 1) == (0, 4, 1, 0) and shown["x"].cell((0, 2, 3, 0)) == (2, 3)
    assert shown["w1"].index(2, 1) == (2, 1, 0, 0) and shown["w1"].cell((1, 0, 0, 0)) == (1, 0)


def test_a_dense_weight_may_be_drawn_as_the_map_it_multiplies():
    view = views({"w3": np.zeros((6, 1))}, {"w3": (2, 3)})["w3"]
    assert view == View((6, 1), 2, 3) and view.reshaped
    assert view.index(1, 0) == (3, 0) and view.cell((5, 0)) == (1, 2)
    assert not views({"w3": np.zeros((6, 1))})["w3"].reshaped


@pytest.mark.parametrize(("row", "column"), [(2, 0), (0, 3), (-1, 0), (0, -1)])
def test_no_cell_of_the_picture_wraps_around(row, column):
    with pytest.raises(IndexError, match="outside of 2 rows of 3"):
        View((6, 1), 2, 3).index(row, column)


def test_what_feeds_a_cell_is_outlined_where_the_picture_shows_it():
    shown = views({"a2": np.zeros((1, 2, 3, 1)), "w3": np.zeros((6, 1))}, {"w3": (2, 3)})
    sources = {"a2": [(0, 1, 0, 0), (0, 1, 2, 0)], "w3": [(4, 0)], "y": [(0, 0)]}
    assert feeding(("w3", 0, 1), sources, shown) == {"w3": [(0, 1), (1, 1)], "a2": [(1, 0), (1, 2)]}
    assert feeding(("a2", 0, 1), {}, shown) == {"a2": [(0, 1)]}


def test_the_place_on_the_board_is_said_where_the_picture_has_another_shape():
    assert located("w[4] = 2 = 2", View((6, 1), 2, 3), 1, 1) == "w[4] (row 1, column 1 on the board) = 2 = 2"
    assert located("x[1, 1] = 2", View((1, 5, 4, 1), 5, 4), 1, 1) == "x[1, 1] = 2"


def test_the_array_of_which_one_cell_changes_stays_as_it_was():
    array = np.zeros((2, 2))
    assert with_cell(array, (1, 0), 3.0).tolist() == [[0, 0], [3, 0]] and not array.any()
