"""Explorers open on the examples with channels: any example, channel and filter can be looked at."""

from itertools import product

import numpy as np
import pytest
from front_end import FrontEnd

from cnnlib import examples
from cnnlib.widgets import ImageGradient, KernelGradient, NetworkExplorer, PoolRouter

MAKE = {"two channels": examples.two_channels, "two convolutions": examples.two_convolutions}
OPEN = {"NetworkExplorer": lambda run: NetworkExplorer(run.net, run.params, run.trace["x"], run.y),
        "KernelGradient": lambda run: KernelGradient(run.trace["x"], run.params["w1"], run.grads["dL_dz1"]),
        "ImageGradient": lambda run: ImageGradient(run.trace["x"], run.params["w1"], run.grads["dL_dz1"])}


def run_of(name):
    net, params, x, y = MAKE[name]()
    return net.run(params, x, y)


def assert_each_corner_is_the_runs(explorer, run):
    """Press the last cell of every matrix in each example, channel and filter: what is told is the run's number."""
    front, every = FrontEnd(explorer), {**run.trace, **run.params, **run.grads}
    known = {name: shape for name, shape in explorer.shapes(explorer.state).items() if name in every}
    for matrix, (rows, columns) in known.items():
        stacks = explorer.views(explorer.state)[matrix].stacks
        for places in product(*(range(count) for count in stacks.values())):
            front.send(kind="press", matrix=matrix, row=rows - 1, column=columns - 1,
                       **dict(zip(stacks, places, strict=True)))
            name, index = explorer.state.selected
            shown = explorer.matrices(explorer.state)[name][index]
            assert name == matrix and shown == pytest.approx(np.asarray(every[name])[index], abs=1e-12)
    assert len(known) >= 3 and explorer.errors == []


@pytest.mark.parametrize("name", MAKE)
@pytest.mark.parametrize("explorer", OPEN)
def test_on_the_examples_with_channels_every_channel_filter_and_example_can_be_looked_at(explorer, name):
    run = run_of(name)
    assert_each_corner_is_the_runs(OPEN[explorer](run), run)


def test_pool_router_opens_on_two_channels_of_two_examples():
    run = run_of("two channels")
    assert_each_corner_is_the_runs(PoolRouter(run.trace["a1"], run.grads["dL_da2"]), run)


@pytest.mark.parametrize("name", MAKE)
def test_image_gradient_opens_on_a_gradient_to_which_the_filter_in_focus_adds(name):
    run = run_of(name)
    explorer = ImageGradient(run.trace["x"], run.params["w1"], run.grads["dL_dz1"])
    now = explorer.numbers(explorer.state)
    assert any(product for product in np.ravel([explorer.matrices(explorer.state)["products"]]))
    assert run.grads["dL_dx"][now.whole.selected[1]] != 0
