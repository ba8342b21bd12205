"""The picture of NetworkExplorer on every network: one size, nothing over anything else, sums that come out."""

import re

import numpy as np
import pytest
from front_end import FrontEnd
from networks import NETWORKS, TAIL, network
from svg_reader import blemishes, collisions, labels, matrices

from cnnlib import explain
from cnnlib.draw.parts import lens
from cnnlib.draw.parts.squares import strongest_of
from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Softmax
from cnnlib.network import Network
from cnnlib.widgets import NetworkExplorer

SEVERAL = ["a leak", "colour", "three classes", "stacked channels", "sixteen filters"]
BATCHES = [*((name, 1) for name in NETWORKS), *((name, 3) for name in SEVERAL)]


def pressed(explorer, matrix, last):
    """The state with the first or the last cell of a matrix selected, of the first or last channel and example."""
    view = explorer.views(explorer.state)[matrix]
    (rows, columns), marks = view.size, {axis: (count - 1) * last for axis, count in view.stacks.items()}
    at = (rows - 1, columns - 1) if last else (0, 0)
    return explorer.steady(explorer.press(explorer.state, matrix, *at, **marks))


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_whatever_is_selected_nothing_collides_or_leaves_the_card(name, m):
    explorer = NetworkExplorer(*network(name, m))
    names = [*explorer.shapes(explorer.state)]
    for matrix in names[m // 2::2] if name == "sixteen filters" else names:
        picture = explorer.picture(pressed(explorer, matrix, last=True))
        assert (picture.width, picture.height) == (900, 450)
        assert collisions(picture) == [] and blemishes(picture) == [], matrix
        for one in matrices(picture):
            assert one.x >= 0 and one.x + one.columns * one.cell <= 900, (matrix, one.name)
            assert one.y >= 0 and one.y + one.rows * one.cell <= 450, (matrix, one.name)
        assert all(label.left >= 0 and label.right <= 900 for label in labels(picture)), matrix


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_each_gradient_stands_directly_under_its_variable_at_the_same_size(name, m):
    explorer = NetworkExplorer(*network(name, m))
    seen = {}
    for one in matrices(explorer.picture(explorer.state)):
        seen.setdefault(one.name, one)                      # the map comes before the lens
    for matrix, one in seen.items():
        if f"dL_d{matrix}" in seen:
            below = seen[f"dL_d{matrix}"]
            assert (below.x, below.cell, below.columns) == (one.x, one.cell, one.columns) and below.y > one.y


@pytest.mark.parametrize("name", ["stacked channels", "sixteen filters", "sigmoids all the way", "two filters"])
@pytest.mark.parametrize("last", [False, True])
def test_products_shown_and_the_rest_and_the_bias_come_to_the_cell(name, last):
    explorer = NetworkExplorer(*network(name, 2))
    summed = 0
    for matrix in explorer.shapes(explorer.state):
        now = explorer.numbers(pressed(explorer, matrix, last))
        cell = now.cell
        if cell.op != "sum" or not cell.terms:
            continue
        panels, _ = lens.lens(cell, cell, now.views, (1.0, 1.0), 0, 0, 660, 132)
        words = {lens.spoken(one.label): one.values for one, *_ in panels}
        behind = [one.values.sum() for one, *_ in panels[:-1] if "product" in lens.spoken(one.label)]
        behind += [values.sum() for label, values in words.items() if label.endswith(" more")]
        alone = [term.value for term in cell.terms if len(lens.visible(term)) == 1]
        if behind and any(len(lens.visible(term)) > 1 for term in cell.terms):
            assert sum(behind) + sum(alone) == pytest.approx(cell.total, abs=1e-12), matrix
            summed += 1
        assert panels[-1][0].values.item() == cell.total == explain.cell(now.run, matrix, cell.index).total
    assert summed >= 5


@pytest.mark.parametrize("name", ["stacked channels", "sixteen filters", "colour"])
def test_no_cell_of_the_lens_is_too_small_for_its_number(name):
    explorer = NetworkExplorer(*network(name, 3))
    for matrix in explorer.shapes(explorer.state):
        now = explorer.numbers(pressed(explorer, matrix, last=True))
        panels, _ = lens.lens(now.opened, now.old, now.views, (1.0, 1.0), 0, 0, 660, 132)
        assert min(one.cell for one, *_ in panels) >= 28
        assert all(x + one.width <= 660 and y + one.height <= 132 for one, x, y in panels), matrix


def test_a_map_of_several_channels_says_in_the_picture_which_one_is_shown_and_its_bar_that_it_picks():
    explorer = NetworkExplorer(*network("two filters"))
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="a1", row=1, column=2, channel=1)
    drawn = [one for one in front.root.iter() if one.get("data-name") == "a1"]
    assert [one.get("data-channel") for one in drawn if not one.get("data-pick")][0] == "1"
    bar = next(one for one in drawn if one.get("data-pick"))
    assert bar.get("data-pick") == "channel" and bar.get("data-columns") == "2" and len(bar[0]) == 2
    weights = next(one for one in front.root.iter() if one.get("data-name") == "w1")
    assert weights.get("data-filter") == "1" and weights.get("data-channel") is None
    assert not [one for one in front.root.iter() if one.get("data-name") == "b1" and one.get("data-channel")]


def test_below_a_map_of_sixteen_channels_stands_a_square_for_each_and_the_chosen_one_is_outlined():
    explorer = NetworkExplorer(*network("sixteen filters"))
    explorer.become(explorer.press(explorer.state, "z1", 0, 0, channel=9))
    bar = next(one for one in FrontEnd(explorer).root.iter() if one.get("data-pick") and one.get("data-name") == "z1")
    drawn = [square for square in bar[0] if square.get("stroke") != "none"]
    chosen = [path.get("d") for path in bar[1] if path.get("stroke-width") == "4.4"]
    assert (bar.get("data-columns"), len(bar[0]), len(drawn)) == ("6", 18, 16)
    assert len(chosen) == 1 and chosen[0].startswith("M27 9h9")                # row 1, column 3 of squares of 9


def test_a_square_of_a_bar_has_the_colour_of_the_number_largest_in_size_of_its_channel():
    maps = np.random.default_rng(3).normal(size=(5, 4, 7))
    strongest = strongest_of(maps)
    assert np.array_equal(np.abs(strongest), np.abs(maps).max((0, 1)))
    assert all(value in maps[..., channel] for channel, value in enumerate(strongest))


def test_a_chain_too_long_for_the_picture_gets_a_smaller_map_that_stays_inside():
    block = Conv(2, 3, padding=1), ReLU(), AvgPool(2)
    layers = [*block, *block, *block, *NETWORKS["as in the lessons"][1][-3:]]
    net, rng = Network((8, 8, 1), layers), np.random.default_rng(3)
    explorer = NetworkExplorer(net, net.init(rng), rng.random((1, 8, 8, 1)), np.ones((1, 1)))
    picture = explorer.picture(explorer.state)
    found = re.search(r"translate\(([\d.]+) ([\d.]+)\) scale\((0\.\d+)\)", picture.svg)
    right = max(one.x + one.columns * one.cell for one in matrices(picture) if one.y < 300)
    assert right > 900 and float(found[1]) + float(found[3]) * right <= 900
    assert (picture.width, picture.height) == (900, 450)


LARGE = {
    "a row of 64": ((64,), [Dense(32), ReLU(), Dense(10), Softmax()]),
    "hundreds of units": ((200,), [Dense(200), ReLU(), Dense(10), Softmax()]),
    "40 filters": ((6, 6, 1), [Conv(40, 3), ReLU(), MaxPool(2), *TAIL]),
    "32 filters on 28 by 28": ((28, 28, 1), [Conv(32, 3), ReLU(), MaxPool(2), Flatten(), Dense(26), Softmax()]),
}


@pytest.mark.parametrize("name", LARGE)
def test_on_a_map_of_many_units_or_filters_nothing_lies_over_anything_else(name):
    shape, layers = LARGE[name]
    net, rng = Network(shape, layers), np.random.default_rng(0)
    units = net.layers[-2].units
    y = np.eye(units)[[units // 2]] if units > 1 else [[1]]
    explorer = NetworkExplorer(net, net.init(rng), rng.random((1, *shape)), y)
    picture = explorer.picture(explorer.state)
    assert collisions(picture) == [] and blemishes(picture) == []
    assert (picture.width, picture.height) == (900, 450)
    gauge = next(words for words in labels(picture) if words.text.endswith("?"))
    bar = float(re.search(r"M([\d.]+) [\d.]+h190v", picture.svg)[1])
    assert gauge.text == f"class {units // 2 if units > 1 else 1}?" and gauge.right <= bar
