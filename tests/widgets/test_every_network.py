"""On every network a picture or an explorer is right,
cell by cell as explain has it, or refuses it in a sentence."""

import inspect

import numpy as np
import pytest
from front_end import FrontEnd
from networks import NETWORKS, RIGHT, network

from cnnlib import draw, explain, widgets
from cnnlib.draw.board import tensors
from cnnlib.draw.ink.names import symbol
from cnnlib.widgets import ChainExplorer, NetworkExplorer

OF_A_NETWORK = {"NetworkExplorer", "ChainExplorer"}
ON_THE_BOARD = [name for name, (*_, verdict) in NETWORKS.items() if verdict == RIGHT]
REFUSED = [name for name in NETWORKS if name not in ON_THE_BOARD]


def run_of(name, m=1):
    net, *rest = network(name, m)
    return net.run(*rest)


@pytest.mark.parametrize("name", ON_THE_BOARD)
def test_the_board_shows_every_cell_that_explain_opens_and_outlines_it_where_it_stands(name):
    run = run_of(name)
    every, drawn = explain.tensors(run), tensors(run)
    assert {*drawn} == {*every} - {"y"}
    for matrix, values in drawn.items():
        assert np.array_equal(values.ravel(), every[matrix].ravel())
    shown = draw.board(run).words()
    assert all(symbol(matrix) in shown for matrix in drawn)


@pytest.mark.parametrize("name", REFUSED)
def test_the_board_and_its_explorer_refuse_another_chain_in_a_sentence_that_names_the_layer(name):
    *_, words = NETWORKS[name]
    for show in (lambda: draw.board(run_of(name)), lambda: NetworkExplorer(*network(name))):
        with pytest.raises(ValueError, match=f"^net.*{words}") as refusal:
            show()
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ON_THE_BOARD)
def test_every_selected_cell_of_the_explorer_is_the_one_that_explain_opens(name):
    explorer = NetworkExplorer(*network(name))
    front, run = FrontEnd(explorer), explorer.numbers(explorer.state).run
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        for row, column in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns - 1)}:
            front.send(kind="press", matrix=matrix, row=row, column=column)
            front.check(f"pressing {matrix} {row} {column}")
            cell = explain.cell(run, matrix, explorer.views(explorer.state)[matrix].index(row, column))
            assert explorer.value(explorer.state) == cell.total
            assert f" = {draw.plain(cell.total)}" in explorer.stage.equation


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
def test_more_than_one_example_is_refused_by_name(name):
    for make in (NetworkExplorer, ChainExplorer):
        with pytest.raises(ValueError, match=r"x holds 2 examples.*x\[:1\] and y\[:1\]"):
            make(*network(name, m=2))


@pytest.mark.parametrize("name", sorted({*widgets.__all__} - OF_A_NETWORK))
def test_an_explorer_of_one_op_takes_no_network_and_so_says_nothing_false_about_one(name):
    assert not {"net", "params"} & inspect.signature(getattr(widgets, name)).parameters.keys()
