"""Whatever comes as an argument of the public functions:
the right number, or a ValueError that names the argument."""

import pytest
from hostile import HOSTILE, taken

from cnnlib import examples, explain, inputs, optim, training
from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Softmax, Step
from cnnlib.widgets import ReluGate

NET, PARAMS, X, Y = examples.eight_by_eight()
RUN = NET.run(PARAMS, X, Y)
TENSORS = explain.tensors(RUN)
TRAIN, HELD_OUT = ((x[:40], y[:40]) for x, y in examples.digits())
SETUP = training.Setup(NET, TRAIN, HELD_OUT)
STATE = training.start(SETUP)
SGD = optim.SGD(0.1)


def starting_with(layer, *rest):
    """A network that begins with a layer."""
    return Network((8, 8, 1), [layer, *rest, *NET.layers[3:]])


# the argument that is named -> the call that gets the value
CALLS = {
    "input_shape|layers|does not fit x": lambda v: Network(v, NET.layers),
    "layers": lambda v: Network((8, 8, 1), v),
    "layers[0]": lambda v: starting_with(v, *NET.layers[1:3]),
    "filters": lambda v: starting_with(Conv(v, 3), *NET.layers[1:3]),
    "size": lambda v: starting_with(Conv(1, v), *NET.layers[1:3]),
    "size of a pool": lambda v: starting_with(MaxPool(v)),
    "stride": lambda v: starting_with(Conv(1, 3, stride=v), *NET.layers[1:3]),
    "stride of a pool": lambda v: starting_with(AvgPool(2, v)),
    "padding": lambda v: starting_with(Conv(1, 3, padding=v), *NET.layers[1:3]),
    "padding of a pool": lambda v: starting_with(MaxPool(2, padding=v)),
    "dilation": lambda v: starting_with(Conv(1, 3, dilation=v), *NET.layers[1:3]),
    "leak": lambda v: starting_with(Conv(1, 3), ReLU(v), MaxPool(2)),
    "units": lambda v: Network((8, 8, 1), [Flatten(), Dense(v), Softmax()]),
    "rng": NET.init,
    "params": lambda v: NET.forward(v, X),
    "params of run": lambda v: NET.run(v, X, Y),
    "params of backward": lambda v: NET.backward(v, RUN.trace, Y),
    "w1": lambda v: NET.run({**PARAMS, "w1": v}, X, Y),
    "x": lambda v: NET.run(PARAMS, v, Y),
    "y": lambda v: NET.run(PARAMS, X, v),
    "y of loss": lambda v: NET.loss(RUN.trace, v),
    "trace": lambda v: NET.loss(v, Y),
    "trace of backward": lambda v: NET.backward(PARAMS, v, Y),
    "trace['z1']": lambda v: NET.loss({**RUN.trace, "z1": v}, Y),
    "lr": optim.SGD,
    "lr of Momentum": optim.Momentum,
    "beta": lambda v: optim.Momentum(0.1, v),
    "beta1": lambda v: optim.Adam(0.1, beta1=v),
    "eps": lambda v: optim.Adam(0.1, eps=v),
    "params of a step": lambda v: SGD.step(v, RUN.grads),
    "grads": lambda v: SGD.step(PARAMS, v),
    "grads['dL_dw1']": lambda v: SGD.step(PARAMS, {**RUN.grads, "dL_dw1": v}),
    "net": lambda v: training.Setup(v, TRAIN, HELD_OUT),
    "train": lambda v: training.Setup(NET, v, HELD_OUT),
    "held_out": lambda v: training.Setup(NET, TRAIN, (HELD_OUT[0], v)),
    "seed": lambda v: training.Setup(NET, TRAIN, HELD_OUT, v),
    "setup": lambda v: training.start(v),
    "setup of a step": lambda v: training.step(v, STATE, SGD),
    "setup of a record": lambda v: training.record(v, STATE),
    "setup of wrong": lambda v: training.wrong(v, PARAMS),
    "setup of run": lambda v: training.run(v, SGD),
    "params of start": lambda v: v is None or training.start(SETUP, v),
    "params of wrong": lambda v: training.wrong(SETUP, v),
    "state": lambda v: training.step(SETUP, v, SGD),
    "state of a record": lambda v: training.record(SETUP, v),
    "optimizer": lambda v: training.step(SETUP, STATE, v),
    "optimizer of run": lambda v: training.run(SETUP, v, steps=1),
    "batch": lambda v: training.step(SETUP, STATE, SGD, v),
    "steps": lambda v: training.run(SETUP, SGD, steps=v),
    "a": lambda v: training.accuracy(v, [[1]]),
    "y of accuracy": lambda v: training.accuracy([[0.5]], v),
    "net of dead": lambda v: training.dead(v, RUN.trace),
    "trace of dead": lambda v: training.dead(NET, v),
    "history": training.to_csv,
    "text": training.from_csv,
    "run": lambda v: explain.cell(v, "L"),
    "run of tensors": explain.tensors,
    "above": lambda v: explain.slope(RUN, v, (0, 0, 0, 0), "x", (0, 0, 0, 0)),
    "below": lambda v: explain.slope(RUN, "z1", (0, 0, 0, 0), v, (0, 0, 0, 0)),
    "index of above": lambda v: explain.slope(RUN, "z1", v, "x", (0, 0, 0, 0)),
    "step": lambda v: explain.step_cell(v, RUN.trace, "z1", (0, 0, 0, 0)),
    "layer of step": lambda v: explain.step_cell(Step(v, 1, "x", "z1"), RUN.trace, "z1", (0, 0, 0, 0)),
    "arrays": lambda v: explain.step_cell(NET.steps[0], v, "z1", (0, 0, 0, 0)),
    "z1 of arrays": lambda v: explain.step_cell(NET.steps[1], {**TENSORS, "z1": v}, "a1", (0, 0, 0, 0)),
    "name of a cell of a step": lambda v: explain.step_cell(NET.steps[0], TENSORS, v, (0, 0, 0, 0)),
    "name": lambda v: explain.cell(RUN, v),
    "index": lambda v: explain.cell(RUN, "x", v),
    "classes": lambda v: v is None or examples.digits(v),
    "classes of one_hot": lambda v: inputs.one_hot(v, 3),
    "link": ReluGate.at,
    "count": lambda v: inputs.one_hot([0, 1], v),
}


@pytest.mark.parametrize("argument", CALLS)
def test_a_call_gives_a_result_or_names_its_argument(argument):
    assert not {"masked", "an object", "a class"} & set(taken(argument, CALLS[argument]))


def test_the_table_is_long():
    assert len(CALLS) * len(HOSTILE) > 1_500
