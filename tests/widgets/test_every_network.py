"""On every network a picture or an explorer is right, cell by cell as explain has it."""

import inspect
from dataclasses import replace
from math import prod

import numpy as np
import pytest
from front_end import FrontEnd
from networks import NETWORKS, network
from svg_reader import blemishes, collisions
from walking import bands

from cnnlib import draw, explain, widgets
from cnnlib.draw.board import tensors, views
from cnnlib.draw.ink.names import symbol
from cnnlib.layers import Conv, Dense, Flatten, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.widgets import ChainExplorer, NetworkExplorer
from cnnlib.widgets.chain import paths
from cnnlib.widgets.chain.walk import walk

OF_A_NETWORK = {"NetworkExplorer", "ChainExplorer", "Trainer"}
SEVERAL = ["two filters", "colour", "three classes", "a flat row", "stacked channels", "sigmoids all the way"]
BATCHES = [*((name, 1) for name in NETWORKS), *((name, 3) for name in SEVERAL)]
FEW = 60      # cells that are pressed of a network


def run_of(name, m=1):
    net, *rest = network(name, m)
    return net.run(*rest)


def cells_of(explorer):
    """Press events of the corners of every matrix in every channel, filter and example, of very many some."""
    events = []
    for matrix, view in explorer.views(explorer.state).items():
        rows, columns = view.size
        stacks = view.stacks
        for places in np.ndindex(*stacks.values()):
            focus = dict(zip(stacks, places, strict=True))
            events += [{"matrix": matrix, "row": row, "column": column, **focus}
                       for row, column in sorted({(0, 0), (rows - 1, columns - 1), (rows // 2, columns - 1)})]
    return [events[k] for k in np.unique(np.linspace(0, len(events) - 1, FEW).astype(int))]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_board_shows_the_cells_that_explain_opens_and_names_every_tensor(name):
    run = run_of(name, m=2)
    every, drawn = explain.tensors(run), tensors(run)
    assert {*drawn} == {*every} - {"y"}
    for matrix, values in drawn.items():
        view = views(run.net, 2)[matrix]
        for place in np.ndindex(values.shape):
            assert values[place] == np.asarray(every[matrix])[view.index(*place)]
    shown = draw.board(run).words()
    assert all(symbol(matrix) in shown for matrix in drawn)


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_every_pressed_cell_is_the_one_that_explain_opens_in_every_channel_filter_and_example(name, m):
    explorer = NetworkExplorer(*network(name, m))
    front, run = FrontEnd(explorer), explorer.numbers(explorer.state).run
    for event in cells_of(explorer):
        focus = {axis: at for axis, at in event.items() if axis not in ("matrix", "row", "column")}
        front.send(kind="press", **event)
        matrix, row, column, marks = explorer.place(explorer.state)
        assert {"matrix": matrix, "row": row, "column": column, **marks} == event
        cell = explain.cell(run, matrix, explorer.state.selected[1])
        assert explorer.value(explorer.state) == cell.total
        assert f" = {draw.plain(cell.total)}" in explorer.stage.equation
        shown = explorer.views(explorer.state)[matrix]
        assert shown.marks == focus and shown.cell(cell.index) == (row, column)
    front.check("pressing")


@pytest.mark.parametrize("name", SEVERAL)
def test_a_press_on_a_square_below_a_map_shows_this_channel_of_all_that_have_it(name):
    explorer = NetworkExplorer(*network(name, 3))
    front = FrontEnd(explorer)
    for matrix, view in explorer.views(explorer.state).items():
        if view.axes[0] != "example" or "channel" not in view.stacks:
            continue
        for channel in range(view.stacks["channel"]):
            front.send(kind="press", matrix=matrix, row=0, column=channel, pick="channel")
            shown = explorer.views(explorer.state)
            assert explorer.state.selected[0] == matrix and shown[matrix].marks["channel"] == channel
            other = matrix.removeprefix("dL_d") if matrix.startswith("dL_d") else f"dL_d{matrix}"
            assert shown[other].marks["channel"] == channel
            assert explorer.value(explorer.state) == explain.tensors(run_of(name, 3))[matrix][
                explorer.state.selected[1]]
    front.check("picking channels")


def every_path(run, path):
    """All paths that begin so, built from the terms of each gradient."""
    options = paths.web(run).branches(path[-1])
    return [one for each in options for one in every_path(run, (*path, each.to))] if options else [path]


def few(run, begin):
    """Whether so few paths begin here that all of them can be looked at."""
    return paths.web(run).count(begin) <= 400


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_the_products_of_all_paths_from_a_number_add_up_to_its_gradient(name, m):
    run = run_of(name, m)
    for tensor in {*run.params, *run.trace}:
        begin = paths.strongest(run, tensor)
        if few(run, begin):
            shares = [walk(run, path).gradients[0].value for path in every_path(run, (begin,))]
            assert sum(shares) == pytest.approx(run.grads[f"dL_d{tensor}"][begin[1]], rel=1e-9, abs=1e-12), tensor


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_a_path_multiplies_its_slopes_and_its_test_is_a_second_forward_pass(name, m):
    explorer = ChainExplorer(*network(name, m))
    given = explorer.state.given
    for phrase, tensor in explorer.follow_list.items():
        explorer.chosen.value = phrase
        now = explorer.numbers(explorer.state)
        product = now.walk.gradients[-1].value * prod(link.value for link in now.walk.slopes)
        assert now.walk.gradients[0].value == pytest.approx(product, rel=1e-9, abs=1e-15)
        if tensor in given.params or tensor == "x":
            params, x = {key: one.copy() for key, one in given.params.items()}, given.x.copy()
            params.get(tensor, x)[explorer.state.path[0][1]] += now.test["nudge"]
            assert now.test["L nudged"] == pytest.approx(given.net.run(params, x, given.y).L, rel=1e-12)
    assert explorer.errors == []


@pytest.mark.parametrize(("name", "m"), [("two filters", 3), ("stacked channels", 3), ("sigmoids all the way", 1)])
def test_next_path_visits_every_path_whose_product_is_not_0_once(name, m):
    explorer = ChainExplorer(*network(name, m))
    explorer.chosen.value = next(phrase for phrase, name in explorer.follow_list.items() if name == "x")
    run, begin = explorer.numbers(explorer.state).walk.run, explorer.state.path[0]
    alive = {path for path in every_path(run, (begin,)) if walk(run, path).gradients[0].value}
    assert len(alive) == paths.web(run).carrying(begin) > 1
    seen = []
    for _ in alive:
        explorer.following.click()
        seen.append(explorer.state.path)
    assert {*seen} == alive and len(seen) == len(alive)


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_a_pressed_cell_of_a_path_is_shown_and_leads_the_path_through_it_where_it_can(name, m):
    explorer = ChainExplorer(*network(name, m))
    front, net = FrontEnd(explorer), explorer.net
    on_map = explorer.numbers(explorer.state).views          # slopes come and go with the path
    for event in [one for one in cells_of(explorer) if one["matrix"] in on_map]:
        begin = explorer.state.path[0]
        front.send(kind="press", **event)
        matrix, row, column, marks = explorer.place(explorer.state)
        assert {"matrix": matrix, "row": row, "column": column, **marks} == event
        name, index = explorer.state.selected
        run = explorer.numbers(explorer.state).walk.run
        if name in net.maker and name != begin[0]:
            led = paths.web(run).reaches(begin, (name, index)) and paths.web(run).count((name, index)) > 0
            assert ((name, index) in explorer.state.path) == led
        elif name in explorer.editable:
            assert explorer.state.path[0] == (name, index)
        lines = explorer.stage.equation.split("\n")
        assert len(lines) <= 4 and max(map(len, lines)) <= 105
    front.check("pressing")


@pytest.mark.parametrize(("name", "m"), BATCHES)
def test_a_picture_of_a_path_stays_within_its_size_and_every_label_has_room(name, m):
    explorer = ChainExplorer(*network(name, m))
    for phrase in explorer.follow_list:
        explorer.chosen.value = phrase
        picture = explorer.picture(explorer.state)
        assert picture.width == 900 and picture.height <= 450
        assert blemishes(picture) == []
        assert [collisions(band) for band in bands(picture)] == [[], [], []], phrase


@pytest.mark.parametrize(("name", "m"), [("two convolutions", 3), ("three classes", 1), ("a flat row", 3)])
def test_a_link_leads_back_to_a_path_of_any_network(name, m):
    given = network(name, m)
    explorer = ChainExplorer(*given)
    explorer.chosen.value = list(explorer.follow_list)[-3]
    explorer.following.click()
    explorer.slider.value = -0.5
    again = ChainExplorer.at(explorer.link, *given)
    assert (again.state.path, again.state.selected, again.state.nudge) == (
        explorer.state.path, explorer.state.selected, -0.5)
    assert again.picture(again.state).svg == explorer.picture(replace(explorer.state, before=None)).svg


def test_where_no_window_reads_a_cell_the_path_ends_and_the_words_say_so():
    explorer = ChainExplorer(*network("an even kernel"))
    explorer.chosen.value = "a cell of the map z1"
    explorer._event({"kind": "press", "matrix": "z1", "row": 6, "column": 6})
    assert explorer.state.path == (("z1", (0, 6, 6, 0)), ("a1", (0, 6, 6, 0))) and explorer.errors == []
    assert "No path leads from z⁽¹⁾[6, 6] to the loss" in explorer.stage.equation


def test_a_score_of_several_is_said_to_feed_every_probability():
    explorer = ChainExplorer(*network("three classes"))
    assert explorer.state.path[-1][0] == "z3"
    assert "Each score feeds every probability" in explorer.picture(explorer.state).caption


def test_a_very_long_chain_takes_steps_together_that_multiply_to_the_same():
    layers = [layer for _ in range(4) for layer in (Conv(1, 2), ReLU(0.5))]
    net = Network((8, 8, 1), [*layers, Flatten(), Dense(1), Sigmoid()])
    explorer = ChainExplorer(net, net.init(np.random.default_rng(1)), np.ones((1, 8, 8, 1)), np.ones((1, 1)))
    path = explorer.numbers(explorer.state).walk
    assert len(explorer.state.path) == 11 and len(path.nodes) == 9 and path.slopes[0].name == "da1_dw1"
    product = path.gradients[-1].value * prod(link.value for link in path.slopes)
    assert path.gradients[0].value == pytest.approx(product)
    picture = explorer.picture(explorer.state)
    assert picture.height <= 450 and blemishes(picture) == []


@pytest.mark.parametrize("name", NETWORKS)
def test_an_equation_comes_to_the_number_that_explain_gives_for_a_cell_of_every_tensor(name):
    run = run_of(name, m=2)
    for tensor, values in explain.tensors(run).items():
        cell = explain.cell(run, tensor, tuple(n - 1 for n in np.shape(values)))
        assert draw.equation(cell, run).words().endswith(f"= {draw.plain(cell.total)}")


@pytest.mark.parametrize("name", sorted({*widgets.__all__} - OF_A_NETWORK))
def test_an_explorer_of_one_op_takes_no_network_and_so_says_nothing_false_about_one(name):
    assert not {"net", "params"} & inspect.signature(getattr(widgets, name)).parameters.keys()
