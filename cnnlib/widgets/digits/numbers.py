"""What DigitsTrainer shows of a state: who is taken for whom, filters, what they find in one digit, gradients."""

from dataclasses import dataclass

import numpy as np

from cnnlib import slices
from cnnlib.draw.parts.view import view_of
from cnnlib.layers import Conv, ReLU

from ..rules import ADAM
from ..trainer import numbers as trainer
from ..trainer.rules import pull

TABLE, IMAGE = "confusion", "x"     # names of the matrix of counts and of the held-out digits
SHOWN = 10                          # digits of a cell that are shown at most


@dataclass(frozen=True, eq=False)
class State(trainer.State):
    """The state of a Trainer, and what is looked at.

    cell: (true class, said class) of the matrix;  digit: one of the held-out ones, whose maps are shown
    channel: of the first convolution, that whose reading by the second is shown
    """

    rule: str = ADAM
    pace: str = trainer.FULL
    cell: tuple = (0, 0)
    digit: int = 0
    channel: int = 0
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network says of the held-out digits.

    said, true: the class of each (m,);  confusion (10, 10): how many of a true class (row) are called so (column)
    """

    said: np.ndarray
    true: np.ndarray
    confusion: np.ndarray

    @property
    def wrong(self):
        """Whether any is wrong."""
        return bool((self.said != self.true).any())

    def cell(self, digit):
        """The cell of the matrix in which a digit stands."""
        return int(self.true[digit]), int(self.said[digit])

    def members(self, cell):
        """The places of the digits in a cell of the matrix."""
        return np.flatnonzero((self.true == cell[0]) & (self.said == cell[1])).tolist()


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    answers: of the network now;  cell, digit, channel: what is looked at
    members: the digits in the cell;  images (m, 8, 8, 1): those held out;  shares (10,): what is said of the digit
    layers: of each convolution the names of its weights and of its maps;  params, maps: {name: array}
    norms: {layer: norm of the gradient of the last step, None where none led here}
    history: the records;  steps: the length of the run
    before, rate, rule, pull: of the last step, as a Trainer has them
    """

    answers: Answers
    cell: tuple
    digit: int
    channel: int
    members: list
    images: np.ndarray
    shares: np.ndarray
    layers: tuple
    params: dict
    maps: dict
    norms: dict
    history: tuple
    steps: int
    before: dict | None
    rate: float
    rule: str
    pull: float | None
    selected: tuple

    @property
    def shown(self):
        """As many of the members as there is room for, the chosen one among them."""
        first = self.members.index(self.digit) // SHOWN * SHOWN if self.digit in self.members else 0
        return self.members[first:first + SHOWN]

    @property
    def matrices(self):
        """{name: array} of what can be selected."""
        weights = {w: self.params[w] for w, _ in self.layers}
        return {TABLE: self.answers.confusion, IMAGE: self.images, **weights, **self.maps}

    @property
    def record(self):
        """The record of now."""
        return self.history[-1]


def answered(net, params, x, y):
    """What the network says of images."""
    said, true = slices.classes(slices.finished(slices.passed(net, params, x))[1]), slices.classes(y)
    confusion = np.zeros((10, 10))
    np.add.at(confusion, (true, said), 1)
    return Answers(said, true, confusion)


def convolutions(net):
    """((name of the weights, name of the maps after the ReLU), …) of every convolution with one behind it."""
    pairs = zip(net.steps, net.steps[1:], strict=False)
    return tuple((step.weights[0], after.output) for step, after in pairs
                 if isinstance(step.layer, Conv) and isinstance(after.layer, ReLU))


def numbers(state, course, answers):
    """Gather what a state shows of a course of training."""
    net, now, (x, _) = course.data.net, state.now, course.data.held_out
    layers = convolutions(net)
    trace = slices.quietly(net.forward, now.params, x[state.digit:state.digit + 1])
    maps = {name: trace[name] for _, name in layers}
    norms = {name.removeprefix("gradient_"): value for name, value in state.history[-1].items()
             if name.startswith("gradient_")}
    matrix, index = state.selected
    pulled = pull(state, matrix, index) if matrix in now.params else None
    return Numbers(answers, state.cell, state.digit, state.channel, answers.members(state.cell), x,
                   trace[net.steps[-1].output][0], layers, now.params, maps, norms, state.history, course.steps,
                   now.before, state.last_rate, state.last_rule, pulled, state.selected)


def views(now):
    """{name: View} of what can be selected, with the digit and the channel in focus that are looked at."""
    return {name: view_of(name, array.shape).at(**focus(now, name)) for name, array in now.matrices.items()}


def focus(now, name):
    """Which of several is looked at."""
    if name == IMAGE:
        return {"example": now.digit}
    return {"channel": now.channel} if name in (now.layers[1][0], now.layers[0][1]) else {"filter": now.channel}
