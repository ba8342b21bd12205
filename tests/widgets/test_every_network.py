"""On every network a picture or an explorer is right,
cell by cell as explain has it, or refuses it in a sentence."""

import inspect

import numpy as np
import pytest
from front_end import FrontEnd
from networks import NETWORKS, network

from cnnlib import draw, explain, widgets
from cnnlib.draw.board import tensors, views
from cnnlib.draw.ink.names import symbol
from cnnlib.widgets import ChainExplorer, NetworkExplorer

OF_A_NETWORK = {"NetworkExplorer", "ChainExplorer"}
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


@pytest.mark.parametrize("name", NETWORKS)
def test_a_path_is_followed_through_the_network_of_twenty_parameters_alone(name):
    if name == "as in the lessons":
        assert ChainExplorer(*network(name)).errors == []
        return
    with pytest.raises(ValueError, match=r"^net.*(layers\[\d\] is|images of).*follows paths through Network"):
        ChainExplorer(*network(name))


@pytest.mark.parametrize("name", NETWORKS)
def test_an_equation_comes_to_the_number_that_explain_gives_for_a_cell_of_every_tensor(name):
    run = run_of(name, m=2)
    for tensor, values in explain.tensors(run).items():
        cell = explain.cell(run, tensor, tuple(n - 1 for n in np.shape(values)))
        assert draw.equation(cell, run).words().endswith(f"= {draw.plain(cell.total)}")


@pytest.mark.parametrize("name", ["average pooling", "a leak", "two convolutions"])
def test_a_path_through_more_than_one_example_is_refused_by_name(name):
    with pytest.raises(ValueError, match=r"x holds 2 examples.*x\[:1\] and y\[:1\]"):
        ChainExplorer(*network(name, m=2))


@pytest.mark.parametrize("name", sorted({*widgets.__all__} - OF_A_NETWORK))
def test_an_explorer_of_one_op_takes_no_network_and_so_says_nothing_false_about_one(name):
    assert not {"net", "params"} & inspect.signature(getattr(widgets, name)).parameters.keys()
