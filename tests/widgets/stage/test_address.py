"""Where a cell of a tensor stands in a picture, and what feeds it: addresses there and back."""

import numpy as np
import pytest

from cnnlib.draw.board import views
from cnnlib.draw.parts.view import views_of
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Softmax
from cnnlib.network import Network
from cnnlib.widgets.stage.address import feeding, located, spot, with_cell

NET = Network((7, 6, 2), [Conv(3, (2, 3)), ReLU(), MaxPool(2), Flatten(), Dense(4), Softmax()])
SHOWN = views(NET, 5)


@pytest.mark.parametrize(("address", "place"), [
    (("z1", (0, 4, 1, 0)), ("z1", 4, 1)), (("dL_dw1", (2, 1, 0, 0)), ("dL_dw1", 2, 1)), (("b1", (2,)), ("b1", 0, 2)),
    (("products", (1, 2)), ("products", 1, 2)), (("L", ()), ("L", 0, 0))])
def test_an_address_of_a_single_channel_has_one_row_and_one_column(address, place):
    assert spot(address) == place


def test_what_feeds_a_cell_is_outlined_where_the_picture_shows_it():
    sources = {"x": [(1, 0, 2, 1), (1, 3, 2, 0)], "w1": [(0, 2, 1, 2)], "y": [(0, 0)]}
    here = {name: view.at(example=1, channel=1, filter=2) for name, view in SHOWN.items()}
    assert feeding(("z1", (1, 0, 0, 2)), sources, here) == {"x": [(0, 2)], "w1": [(0, 2)]}
    assert feeding(("z1", (1, 0, 0, 1)), {}, here) == {"z1": [(0, 0)]}


def test_a_cell_out_of_focus_is_not_outlined():
    assert feeding(("z1", (0, 0, 0, 2)), {"x": [(0, 0, 0, 1)]}, SHOWN) == {}


def test_the_place_on_the_board_is_said_where_the_picture_has_another_shape():
    assert located("w[4] = 2 = 2", SHOWN["w3"], (9, 0)) == "w[4] (row 1, column 1 on the board) = 2 = 2"
    assert located("x[1, 1] = 2", views_of({"x": np.zeros((1, 5, 4, 1))})["x"], (0, 1, 1, 0)) == "x[1, 1] = 2"


def test_the_array_of_which_one_cell_changes_stays_as_it_was():
    array = np.zeros((2, 2))
    assert with_cell(array, (1, 0), 3.0).tolist() == [[0, 0], [3, 0]] and not array.any()
