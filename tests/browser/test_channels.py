"""A network of two filters in a real JupyterLab: one of them is shown, and a number typed goes to the one shown;
a path leads through the one that is pressed."""

import numpy as np
import pytest
from board import press, said, same

from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.widgets import ChainExplorer, NetworkExplorer

pytestmark = pytest.mark.browser
CELL = """import numpy as np
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.widgets import NetworkExplorer
net = Network((8, 8, 1), [Conv(2, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
rng = np.random.default_rng(7)
NetworkExplorer(net, net.init(rng), rng.random((1, 8, 8, 1)), np.ones((1, 1)))"""


def here(*events, kind=NetworkExplorer):
    """The same explorer in this process after these events of its picture."""
    net = Network((8, 8, 1), [Conv(2, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    rng = np.random.default_rng(7)
    explorer = kind(net, net.init(rng), rng.random((1, 8, 8, 1)), np.ones((1, 1)))
    for event in events:
        explorer._event(dict(event))
    assert explorer.errors == []
    return explorer


def pick(page, name, channel):
    """Press the square of a channel below a map with the mouse."""
    squares = page.locator(f'.cnnlib-canvas g[data-name="{name}"][data-pick] > g:first-child > path')
    box = squares.nth(channel).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_press_on_a_square_below_a_map_shows_its_filter_and_a_typed_number_goes_into_that(lab, page):
    lab.write("channels.ipynb", CELL)
    lab.open(page, "channels.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    same(page, here(), "w1", "z1", "a1")
    pick(page, "z1", 1)
    said(page, "z1, row 0, column 0, channel 1")
    picked = {"kind": "press", "matrix": "z1", "row": 0, "column": 1, "pick": "channel"}
    same(page, here(picked), "w1", "z1", "a1", "dL_da1")
    press(page, "w1", 2)
    said(page, "w1, row 0, column 2, filter 1")
    page.keyboard.type("0.75")
    page.keyboard.press("Enter")
    said(page, "w1, row 0, column 2, filter 1: 0.75")
    typed = {"kind": "type", "matrix": "w1", "row": 0, "column": 2, "filter": 1, "text": "0.75"}
    same(page, here(picked, typed), "w1", "z1", "a1", "dL_da1")
    pick(page, "z1", 0)
    said(page, "z1, row 0, column 0, channel 0")
    same(page, here(), "w1", "z1")                  # the other filter is as it was


def test_a_press_on_a_square_below_a_map_follows_the_same_place_in_its_channel(lab, page):
    lab.write("paths.ipynb", CELL.replace("NetworkExplorer", "ChainExplorer"))
    lab.open(page, "paths.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    same(page, here(kind=ChainExplorer), "x", "b1", "dL_dz1")
    press(page, "b1", 0)
    pick(page, "a2", 1)                             # stays in the place of the path
    picked = [{"kind": "press", "matrix": "b1", "row": 0, "column": 0},
              {"kind": "press", "matrix": "a2", "row": 0, "column": 1, "pick": "channel"}]
    said(page, "a2, row 1, column 2, channel 1")
    same(page, here(*picked, kind=ChainExplorer), "dL_dz1", "nudge")
    assert here(*picked, kind=ChainExplorer).state.path[0] == ("b1", (0,))
