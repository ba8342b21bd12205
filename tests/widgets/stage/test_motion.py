"""Travellers as tokens: where they go, what they say on the way, what has come together so far."""

import numpy as np
import pytest
from front_end import SVG, FrontEnd
from networks import NETWORKS, network

from cnnlib import explain, widgets
from cnnlib.draw import plain
from cnnlib.draw.parts.view import views_of
from cnnlib.explain import Factor, Traveller
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.network.travel import AT_ONCE, of_step
from cnnlib.widgets.stage.motion import moves

STILL = ("BugMuseum", "DepthExplorer", "DigitsTrainer", "ErrorExplorer", "GradientCheckExplorer", "MindChanger",
         "OptimizerExplorer", "Trainer")               # nothing travels there
SHAPES = {"x": (2, 3, 4, 2), "w1": (2, 2, 2, 1), "z1": (2, 2, 3, 1)}
VIEWS = {name: view.at(example=1, channel=1)
         for name, view in views_of({name: np.zeros(shape) for name, shape in SHAPES.items()}).items()}


def product(pixel, weight, k):
    return Traveller(("x", (1, 0, k, 1)), ("z1", (1, 0, 0, 0)), pixel,
                     (Factor(weight, "w1", (0, k, 1, 0), "w1"),), pixel * weight, pixel * weight != 0)


def test_a_token_leaves_its_cell_meets_its_factor_and_lands():
    (token,) = moves([product(0.5, -3.0, 1)], VIEWS)
    assert token["from"] == {"matrix": "x", "row": 0, "column": 1, "example": 1, "channel": 1}
    assert token["via"] == {"matrix": "w1", "row": 0, "column": 1, "channel": 1}
    assert token["to"] == {"matrix": "z1", "row": 0, "column": 0, "example": 1}
    assert (token["start"], token["by"], token["end"], token["lands"]) == ("0.5", "· −3", "−1.5", True)


def test_sums_grow_with_what_has_landed_and_zeros_do_not_land():
    tokens = moves([product(0.5, -3.0, 0), product(0.0, 2.0, 1), product(1.0, 2.0, 0)], VIEWS)
    assert [one["sum"] for one in tokens] == ["−1.5", "−1.5", "0.5"]
    assert [one["lands"] for one in tokens] == [True, False, True]


def test_what_sets_out_from_nowhere_on_the_picture_is_added_on_the_way_or_there_from_the_first():
    bias = Traveller(("b1", (0,)), ("z1", (1, 0, 0, 0)), -0.25, (), -0.25, True)
    (token,) = moves([product(0.5, 2.0, 0), bias], VIEWS)
    assert (token["by"], token["end"]) == ("· 2 − 0.25", "0.75")
    two = moves([product(0.5, 2.0, 0), product(1.0, 2.0, 1), bias], VIEWS)
    assert [one["sum"] for one in two] == ["0.75", "2.75"]


def test_what_comes_from_another_example_or_channel_is_in_the_sum_and_does_not_travel():
    elsewhere = Traveller(("x", (0, 0, 0, 1)), ("z1", (1, 0, 0, 0)), 2.0, (), 2.0, True)
    (token,) = moves([product(0.5, -3.0, 1), elsewhere], VIEWS)
    assert (token["by"], token["end"]) == ("· −3 + 2", "0.5")
    two = moves([product(0.5, 2.0, 0), elsewhere, product(1.0, 2.0, 1)], VIEWS)
    assert [one["sum"] for one in two] == ["3", "5"]


@pytest.mark.parametrize("name", NETWORKS)
def test_each_step_moves_the_terms_of_every_cell_in_focus_or_of_the_one_that_is_selected(name):
    explorer = NetworkExplorer(*network(name))
    for k in range(1, len(explorer.order.steps) + 1):
        state = explorer.at_step(explorer.state, k)
        now = explorer.numbers(explorer.steady(state))
        tensor, selected = now.selected
        ends = [one.end for one in of_step(now)]
        view = now.views[tensor]
        every = [view.index(row, column) for row in range(view.size[0]) for column in range(view.size[1])]
        cells = every if view.size[0] * view.size[1] * len(now.cell.terms) <= AT_ONCE else [selected]
        wanted = [one for at in cells for one in explain.travellers(explain.cell(now.run, tensor, at))]
        assert of_step(now) == wanted and {*ends} <= {(tensor, at) for at in cells}


@pytest.mark.parametrize("name", ["as in the lessons", "two filters", "three classes"])
def test_the_last_sum_is_the_number_in_the_cell(name):
    explorer = NetworkExplorer(*network(name))
    front = FrontEnd(explorer)
    for k in range(1, len(explorer.order.steps) + 1):
        front.set(explorer.transport.scrubber, k)
        for token in explorer.stage.motion["moves"]:
            if "sum" in token:
                last = [one for one in explorer.stage.motion["moves"] if one["to"] == token["to"]][-1]
                to = token["to"]
                index = explorer.index(explorer.state, **to)
                value = explain.tensors(explorer.numbers(explorer.state).run)[to["matrix"]][index]
                assert last["sum"] == plain(float(value))


@pytest.mark.parametrize("kind", sorted({*widgets.__all__} - {*STILL}))
def test_show_me_moves_numbers_between_cells_that_are_drawn_whatever_is_selected(kind):
    front = FrontEnd(getattr(widgets, kind)())
    explorer, moved = front.explorer, 0
    for matrix in list(explorer.shapes(explorer.state)):
        rows, columns = explorer.shapes(explorer.state).get(matrix, (0, 0))
        front.send(kind="press", matrix=matrix, row=rows // 2, column=columns // 2)
        front.send(kind="show")
        front.check(f"show me {matrix}")
        drawn = {group.get("data-name") for group in front.root.iter(f"{{{SVG}}}g")}
        for one in explorer.stage.motion.get("moves", ()):
            moved += 1
            for end in (one["from"], one["to"]):
                assert end["matrix"] in drawn and explorer.index(explorer.state, **end) is not None, one
        tokens, said = moves(explorer.travellers(explorer.state), explorer.views(explorer.state)), explorer.stage.status
        assert bool(tokens) != said.startswith("Nothing travels to this cell"), matrix
    assert moved > 5


@pytest.mark.parametrize("kind", STILL)
def test_where_nothing_can_travel_there_is_no_button_for_it(kind):
    assert not getattr(widgets, kind)().stage.moves


def test_another_number_and_another_selection_move_nothing_of_themselves():
    front = FrontEnd(NetworkExplorer())
    front.set(front.explorer.slider, 1.5)
    front.send(kind="press", matrix="dL_dw1", row=0, column=0)
    assert front.explorer.stage.motion == {}
