"""What NetworkExplorer says of a step is true of every cell: unread ones, winners of nothing, batches, soft labels."""

from dataclasses import replace

import numpy as np
import pytest
from networks import TAIL, network

from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.network.travel import told

LEFT_OVER = {
    "windows apart": ((8, 8, 1), [Conv(1, 2, stride=3), ReLU(), *TAIL]),
    "average pooling": ((8, 8, 1), [Conv(1, 2), ReLU(), AvgPool(2), *TAIL]),
    "max pooling": ((6, 9, 2), [Conv(1, 2), ReLU(), MaxPool(2), *TAIL]),
    "a kernel on padding": ((1, 5, 1), [Conv(1, (3, 2), padding=1), ReLU(), *TAIL]),
}


def opened(shape, layers, m=1, **changed):
    """An explorer of a network with weights of seed 0, some changed, and m examples."""
    net, rng = Network(shape, layers), np.random.default_rng(0)
    params = net.init(rng) | changed
    units = net.layers[-2].units
    y = np.ones((m, 1)) if units == 1 else np.eye(units)[np.arange(m) % units]
    return NetworkExplorer(net, params, rng.random((m, *shape)), y)


def said(explorer, name, index):
    """What is said of a cell at the step that makes it."""
    step = explorer.order.steps.index(name) + 1
    return told(explorer.numbers(explorer.steady(replace(explorer.state, step=step, selected=(name, index)))))


@pytest.mark.parametrize("name", LEFT_OVER)
def test_of_every_cell_of_every_step_it_is_said_where_it_comes_from(name):
    explorer = opened(*LEFT_OVER[name])
    for matrix in explorer.order.steps:
        view = explorer.views(explorer.state)[matrix]
        for at in np.ndindex(view.size):
            assert said(explorer, matrix, view.index(*at)).endswith(".")


def test_a_cell_that_no_window_reads_and_a_weight_on_padding_say_so():
    assert said(opened(*LEFT_OVER["windows apart"]), "dL_dx", (0, 2, 2, 0)) == "∂L/∂x[2, 2] = 0: no window reads it."
    assert said(opened(*LEFT_OVER["average pooling"]), "dL_da1", (0, 6, 6, 0)).endswith("= 0: no window reads it.")
    assert said(opened(*LEFT_OVER["a kernel on padding"]), "dL_dw1", (0, 0, 0, 0)).endswith("it met padding alone.")


def test_a_winner_to_which_nothing_comes_back_is_not_called_a_loser():
    explorer = NetworkExplorer()
    explorer.become(explorer.write(explorer.state, "w3", (0, 0), 0.0))
    run = explorer._run(explorer.state)
    pool = run.net.user["a1"].layer
    corner = pool.winners(run.trace["a1"])[0, :2, :2, 0]
    for (row, column), won in np.ndenumerate(corner):
        sentence = said(explorer, "dL_da1", (0, row, column, 0))
        assert sentence.endswith("it won 1 window, but what comes back is 0." if won else "it won no window.")


def test_average_pooling_counts_its_padding():
    explorer = opened((4, 4, 1), [Conv(1, 1), ReLU(), AvgPool(2, padding=1), *TAIL])
    assert said(explorer, "a2", (0, 0, 0, 0)).endswith("is the mean of 4, the padding counted as 0.")
    assert said(explorer, "a2", (0, 1, 1, 0)).endswith("is the mean of 4.")


def test_the_loss_of_a_batch_is_a_mean_and_a_soft_label_weighs():
    net, params, x, y = network("as in the lessons", 3)
    assert "the mean over 3 examples of minus the logarithm" in said(NetworkExplorer(net, params, x, y), "L", ())
    assert "weighed by the label" in said(NetworkExplorer(net, params, x[:1], [[0.3]]), "L", ())
    assert said(NetworkExplorer(), "L", ()).endswith(": minus the logarithm of what the label got.")


def test_a_gradient_of_0_does_not_promise_that_the_loss_stays_at_a_kink():
    explorer = opened((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), *TAIL], w1=np.zeros((3, 3, 1, 1)),
                      w3=np.ones((9, 1)))
    explorer._event({"kind": "press", "matrix": "b1", "row": 0, "column": 0})
    run = explorer._run(explorer.state)
    raised = run.net.run(run.params | {"b1": np.array([0.25])}, run.trace["x"], run.y)
    assert run.grads["dL_db1"] == 0 and abs(raised.L - run.L) > 0.1
    assert "nothing comes back to it: here the loss is flat, or has a kink." in explorer.stage.equation


def test_examples_whose_gradients_cancel_are_told_from_one_to_which_nothing_comes():
    net = Network((2,), [Dense(1), Sigmoid()])
    explorer = NetworkExplorer(net, {"w1": np.zeros((2, 1)), "b1": np.zeros(1)}, np.ones((2, 2)), [[0], [1]])
    explorer._event({"kind": "press", "matrix": "w1", "row": 0, "column": 0})
    assert "what comes back adds up to 0: here the loss is flat" in explorer.stage.equation


def test_where_the_slope_of_the_loss_is_too_large_the_share_of_an_example_is_a_mean():
    net = Network((2,), [Flatten(), Dense(2), Softmax()])
    params = {"w1": np.zeros((2, 2)), "b1": np.array([0.0, -2000.0])}
    for m, share in ((1, "= a⁽¹⁾ − y, taken"), (2, "= (a⁽¹⁾ − y)/2, taken")):
        explorer = NetworkExplorer(net, params, np.ones((m, 2)), np.eye(2)[[1] * m])
        assert share in explorer.stage.equation


def test_the_opening_image_stays_an_8_whatever_its_label():
    picture = NetworkExplorer(y=[[0]]).stage.picture["svg"]
    assert "opening image: an 8, but y = 0" in picture
