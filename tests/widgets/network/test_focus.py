"""Which example, channel and unit NetworkExplorer shows: what is selected is in focus, and with it all that belongs."""

import numpy as np
import pytest
from front_end import FrontEnd
from networks import network

from cnnlib.draw.board import views
from cnnlib.layers import Conv, Dense, Flatten, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.network.focus import families, first_focus, in_focus, views_in_focus

STACKED = network("stacked channels")[0]
DENSE = network("sigmoids all the way")[0]


def focused(net, selected, m=1, focus=None):
    """The focus after a cell was selected."""
    return in_focus(net, focus or first_focus(net), selected, views(net, m)[selected[0]])


def test_a_convolution_and_a_dense_layer_begin_another_family_and_no_other_layer():
    assert families(STACKED) == {"x": 0, "z1": 1, "a1": 1, "z2": 2, "a2": 2, "z3": 3, "a3": 3}
    assert families(DENSE) == {"x": 0, "z1": 1, "a1": 1, "a2": 1, "z3": 2, "a3": 2, "z4": 3, "a4": 3}


def test_it_opens_on_the_first_of_everything():
    assert first_focus(STACKED) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(("selected", "focus"), [
    (("x", (2, 1, 1, 1)), (2, 1, 0, 0, 0)), (("z1", (1, 0, 0, 1)), (1, 0, 1, 0, 0)),
    (("dL_da2", (0, 0, 0, 2)), (0, 0, 0, 2, 0)), (("w2", (0, 1, 1, 2)), (0, 0, 1, 2, 0)),
    (("dL_dw1", (0, 0, 1, 0)), (0, 1, 0, 0, 0)), (("b2", (2,)), (0, 0, 0, 2, 0)), (("L", ()), (0, 0, 0, 0, 0))])
def test_what_is_selected_is_in_focus_and_no_other_axis_moves(selected, focus):
    assert focused(STACKED, selected, m=3) == focus


@pytest.mark.parametrize("m", [1, 3])
@pytest.mark.parametrize("net", [STACKED, DENSE], ids=["stacked", "dense"])
def test_every_cell_that_is_selected_is_shown(net, m):
    for name, view in views(net, m).items():
        for index in list(np.ndindex(view.shape))[::5]:
            shown = views_in_focus(net, m, focused(net, (name, index), m))
            assert shown[name].cell(index) is not None, (name, index)


def test_the_units_of_a_dense_layer_stand_together_and_the_one_selected_brings_its_weights():
    chosen = views_in_focus(DENSE, 1, focused(DENSE, ("z3", (0, 2))))
    assert chosen["z3"].size == (3, 1) and chosen["z3"].stacks == {}
    assert chosen["w3"].marks["filter"] == 2 and chosen["dL_dw3"].marks["filter"] == 2
    assert chosen["w3"].cell((0, 2)) is not None and chosen["w3"].cell((0, 1)) is None


def test_channels_of_a_map_its_gradient_its_kernel_and_its_pooled_map_move_together():
    net = network("two filters")[0]
    shown = views_in_focus(net, 1, focused(net, ("z1", (0, 3, 2, 1))))
    assert {name: shown[name].marks for name in ("z1", "dL_dz1", "a1", "a2", "dL_da2")} == dict.fromkeys(
        ("z1", "dL_dz1", "a1", "a2", "dL_da2"), {"channel": 1})
    assert shown["w1"].marks == {"filter": 1} and shown["w3"].marks == {"channel": 1} and shown["x"].marks == {}


def test_the_next_example_keeps_channels_and_the_loss_keeps_everything():
    focus = focused(STACKED, ("a2", (0, 1, 1, 2)), m=3)
    assert focused(STACKED, ("z1", (2, 1, 1, 1)), 3, focus) == (2, 0, 1, 2, 0)
    assert focused(STACKED, ("L", ()), 3, focus) == focus


def test_a_cell_whose_terms_in_focus_are_all_0_opens_on_the_channel_that_sends_it_most():
    rng = np.random.default_rng(7)
    net = Network((5, 5, 2), [Conv(2, 2), ReLU(), Conv(2, 2), ReLU(), Flatten(), Dense(1), Sigmoid()])
    front = FrontEnd(NetworkExplorer(net, net.init(rng), rng.random((2, 5, 5, 2)), [[1.0], [0.0]]))
    front.send(kind="press", matrix="dL_da1", row=2, column=1, example=0, channel=0)
    front.check("pressing")
    state, now = front.explorer.state, front.explorer.numbers(front.explorer.state)
    assert state.selected == ("dL_da1", (0, 2, 1, 0)) and state.focus == (0, 0, 0, 1, 0)
    alive = [term for term in now.opened.terms if term.value]
    assert [term.factors[0].index[-1] for term in alive] == [1]
    front.send(kind="press", matrix="dL_dz2", row=0, column=0, pick="channel")
    assert front.explorer.state.focus == (0, 0, 0, 0, 0)
