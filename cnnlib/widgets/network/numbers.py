"""What NetworkExplorer shows of a state:
a run, how far it has been shown, the selected cell and what feeds it."""

from dataclasses import dataclass, replace

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.board import row_limits, tensors
from cnnlib.layers import MaxPool
from cnnlib.network import Run

DIGITS = 40   # digits to choose from beside the one of the lessons


@dataclass(frozen=True, eq=False)
class State:
    """Image, label and parameters; how many steps are done; the selected cell; the picture's colour limits;
    which digit the image is, 0 for the one it opened with."""

    params: dict
    x: np.ndarray
    y: np.ndarray
    step: int = 0
    selected: tuple = ("x", 0, 0)
    limits: tuple | str = "own"
    digit: int = 0


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    known: the names whose numbers are on the board;  matrices: {name: array} of all on it
    cell: the selected one with the terms that make it
    winners: like the map that max pooling reads, None where another pooling reads it
    limits: of the colours
    """

    run: Run
    known: tuple
    selected: tuple
    matrices: dict
    cell: explain.Cell
    winners: np.ndarray | None
    limits: tuple | str

    @property
    def is_known(self):
        """Whether the selected cell has been computed."""
        return self.selected[0] in self.known


@dataclass(frozen=True)
class Order:
    """The names of a network in the order in which the explorer shows them: given, forward, backward."""

    given: tuple
    forward: tuple
    backward: tuple

    @property
    def steps(self):
        """What is computed, one name a step."""
        return (*self.forward, *self.backward)

    def known(self, step):
        """What is on the board after so many steps."""
        return (*self.given, *self.steps[:step])


def order_of(run):
    """The Order of a run's network."""
    steps = run.net.steps
    weights = (name for step in steps for name in step.weights)
    return Order((steps[0].input, *weights), (*run.net.maker, "L"), tuple(run.grads))


def numbers(state, run, order, views):
    """Compute what a state shows.

    run: of its image and parameters;  order: of its network;  views: {matrix: View} of the board
    """
    every, (matrix, *cell) = explain.tensors(run), state.selected
    matrices = {name: every[name] for name in views}
    return Numbers(run, order.known(state.step), state.selected, matrices,
                   explain.cell(run, matrix, views[matrix].index(*cell)), winners(run), state.limits)


def winners(run):
    """The cells that win a window of max pooling, None where another pooling reads the map."""
    for step in run.net.steps:
        if isinstance(step.layer, MaxPool):
            return step.layer.winners(run.trace[step.input])
    return None


def with_fitting_limits(state, run):
    """The state with its rows' colour limits as they fit now; they stay while a number moves."""
    return replace(state, limits=row_limits(tensors(run)))


def with_digit(state, digit):
    """The state with one of the digits, and its label."""
    (x, y), _ = examples.digits()
    return replace(state, x=x[digit - 1:digit], y=y[digit - 1:digit], digit=digit)
