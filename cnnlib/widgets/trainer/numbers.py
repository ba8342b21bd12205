"""What a Trainer shows of a state:
parameters and the gradients of the last step, and where the training stands."""

from dataclasses import dataclass

import numpy as np

from cnnlib import training
from cnnlib.draw.board import views

STEP, EPOCH, FULL = PACES = ("One step a picture", "One epoch a picture", "Full speed")


@dataclass(frozen=True, eq=False)
class State:
    """Where the training stands, its records, what the next step uses; how much is trained between pictures;
    the rate of the last step, the selected cell, the state before the last change."""

    now: training.State
    history: tuple
    lr: float
    batch: int
    seed: int
    pace: str = STEP
    last_rate: float = 0.0
    selected: tuple = ("w1", (1, 1, 0, 0))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    params, grads: {name: array};  before: the parameters before the last step, None where none led here
    blank: whether no step led here, so that grads holds zeros that are not shown
    history: the records;  rate: that of the last step;  steps: the length of the run
    loss: before the last step or the number typed since, None where there is none;  and now
    """

    params: dict
    grads: dict
    blank: bool
    before: dict | None
    history: tuple
    rate: float
    steps: int
    loss: tuple
    selected: tuple

    @property
    def matrices(self):
        """{name: array} of what can be selected: the parameters, then their gradients."""
        return self.params | self.grads


def numbers(state, steps):
    """Gather what a state shows, in a run of so many steps."""
    now = state.now
    grads = {f"dL_d{name}": now.grads[f"dL_d{name}"] if now.grads else np.zeros_like(values)
             for name, values in now.params.items()}
    return Numbers(now.params, grads, now.grads is None, now.before, state.history, state.last_rate, steps,
                   (loss_before(state), state.history[-1]["L"]), state.selected)


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


def mistakes(setup, params, classes):
    """The held-out digits that a network gets wrong, the surest mistake first -> [(label, image)]."""
    x, y = setup.held_out
    return [(f"{classes[int(y[k, 0])]}, says {classes[1 - int(y[k, 0])]}", x[k, :, :, 0])
            for k in training.wrong(setup, params)]
