"""What a Trainer shows of a state:
parameters and the gradients of the last step, and where the training stands."""

from dataclasses import dataclass

import numpy as np

from cnnlib import training
from cnnlib.draw.board import views
from cnnlib.layers import ReLU

from ..rules import SGD
from .rules import pull

STEP, EPOCH, FULL = PACES = ("One step a picture", "One epoch a picture", "Full speed")


@dataclass(frozen=True, eq=False)
class State:
    """Where the training stands, its records, what the next step uses; how much is trained between pictures;
    the rate and the rule of the last step and what that rule remembers, what was done since the training began,
    the selected cell, the state before the last change."""

    now: training.State
    history: tuple
    lr: float
    batch: int
    seed: int
    rule: str = SGD
    pace: str = STEP
    last_rate: float = 0.0
    last_rule: str = SGD
    memory: dict | None = None
    deeds: tuple = ()
    selected: tuple = ("w1", (1, 1, 0, 0))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    params, grads: {name: array};  before: the parameters before the last step, None where none led here
    blank: whether no step led here, so that grads holds zeros that are not shown
    history: the records;  rate, rule: those of the last step;  pull: what it multiplied the rate by
    steps: the length of the run
    loss: before the last step or the number typed since, None where there is none;  and now
    images: what they are called;  classes: how many there are;  measured: how many of each kind a record asks
    gates: what each ReLU reads and makes, and of how many filters
    layer: the weights of each parameter's layer
    """

    params: dict
    grads: dict
    blank: bool
    before: dict | None
    history: tuple
    rate: float
    rule: str
    pull: float | None
    steps: int
    loss: tuple
    selected: tuple
    images: str
    classes: int
    measured: int | None
    gates: tuple
    layer: dict

    @property
    def matrices(self):
        """{name: array} of what can be selected: the parameters, then their gradients."""
        return self.params | self.grads


def numbers(state, course, images):
    """Gather what a state shows of a course of training."""
    now, data, net = state.now, course.data, course.data.net
    grads = {f"dL_d{name}": now.grads[f"dL_d{name}"] if now.grads else np.zeros_like(values)
             for name, values in now.params.items()}
    gates = tuple((step.input, step.output, net.shapes[step.input][-1])
                  for step in net.steps if isinstance(step.layer, ReLU))
    layer = {name: step.weights for step in net.steps for name in step.weights}
    matrix, index = state.selected
    several = max(len(x) for x, _ in (data.train, data.held_out)) > course.measured
    return Numbers(now.params, grads, now.grads is None, now.before, state.history, state.last_rate,
                   state.last_rule, pull(state, matrix.removeprefix("dL_d"), index), course.steps,
                   (loss_before(state), state.history[-1]["L"]), state.selected, images, len(data.names),
                   course.measured if several else None, gates, layer)


def parameter_views(net):
    """{name: View} of the parameters, then of their gradients, as the board draws them."""
    shown, names = views(net), [*net.param_shapes]
    return {name: shown[name] for name in (*names, *(f"dL_d{name}" for name in names))}


def loss_before(state):
    """The loss before the last step or, where a number was typed since, before that; None at the start."""
    if state.now.before is not None:
        return state.history[-2]["L"]
    old = state.before
    return old.history[-1]["L"] if old is not None and len(old.history) == len(state.history) else None
