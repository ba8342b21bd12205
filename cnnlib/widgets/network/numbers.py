"""What NetworkExplorer shows of a state:
a run and the one before the last change, the selected cell, what makes it or its gradient."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cnnlib import examples, explain
from cnnlib.draw.board import arrays, row_limits
from cnnlib.draw.ink.words import peak
from cnnlib.layers import MaxPool, ReLU
from cnnlib.network import Run

from ..stage.asks import Asked
from .focus import views_in_focus

DIGITS = 40   # digits to choose from beside the one of the lessons


@dataclass(frozen=True, eq=False)
class State(Asked):
    """Images, labels and parameters; the step that was taken last, whether later ones are hidden; the
    selected cell and the given one that the slider holds; the places in focus; the picture's colour limits;
    which digit the image is, 0 for the one it opened with; the state before the last change."""

    params: dict
    x: np.ndarray
    y: np.ndarray
    step: int = 0
    selected: tuple = ("x", (0, 0, 0, 0))
    held: tuple = ("x", (0, 0, 0, 0))
    focus: tuple = (0,)
    hidden: bool = False
    limits: tuple | str = "own"
    digit: int = 0
    before: "State | None" = None


class Change(NamedTuple):
    """What the last change did: prediction and loss before it, by how much the gradients foretold the loss
    to move, None where another image came; the given cell that changed, None where several did; how many
    pool windows and gates have turned since."""

    share: float
    loss: float
    foretold: float | None
    cell: tuple | None
    leaps: int


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    was: the run before the last change, or this one
    known: the names whose numbers are shown;  views: {name: View} of all on the map, as they are in focus
    matrices: {name: array} of these;  cell: the selected one with the terms that make it
    opened: that, or the gradient of a given number;  old: the opened cell before the last change
    share: how sure the network is of the label of the example in focus, of class 1 where there are two
    change: what the last change did, None where there was none
    winners: {name: mask} of what max pooling reads;  limits: of the colours;  digit: which image it is
    focus: the places in focus
    """

    run: Run
    was: Run
    known: tuple
    selected: tuple
    views: dict
    matrices: dict
    cell: explain.Cell
    opened: explain.Cell
    old: explain.Cell
    share: float
    change: Change | None
    winners: dict
    limits: tuple | str
    digit: int
    focus: tuple

    @property
    def is_known(self):
        """Whether the selected cell is shown."""
        return self.selected[0] in self.known

    @property
    def example(self):
        """Which example is in focus."""
        return self.focus[0]


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

    def known(self, state):
        """What is shown of a state."""
        return (*self.given, *(self.steps[:state.step] if state.hidden else self.steps))


def order_of(run):
    """The Order of a run's network."""
    steps = run.net.steps
    weights = (name for step in steps for name in step.weights)
    return Order((steps[0].input, *weights), (*run.net.maker, "L"), tuple(run.grads))


def numbers(state, run, was, order):
    """Compute what a state shows.

    run: of its images and parameters, was: of those before the last change;  order: of its network
    """
    every, (matrix, index), known = explain.tensors(run), state.selected, order.known(state)
    shown = views_in_focus(run.net, len(state.x), state.focus)
    selected = cell_of(run, matrix, index)
    opens = f"dL_d{matrix}" if matrix in order.given and f"dL_d{matrix}" in known else matrix
    opened = selected if opens == matrix else cell_of(run, opens, index)
    another = state.before is not None and state.before.digit != state.digit
    change = None if was is run else change_of(run, was, order.given, state.focus[0], another)
    return Numbers(run, was, known, state.selected, shown, {name: every[name] for name in shown}, selected, opened,
                   cell_of(was, opens, index), share(run, state.focus[0]), change, winners(run), state.limits,
                   state.digit, state.focus)


@lru_cache(maxsize=8)               # of the run before the last change it is the same all through a drag
def cell_of(run, name, index):
    """A cell of a run with the terms that make it."""
    return explain.cell(run, name, index)


def change_of(run, was, given, example, another):
    """What turned one run into another, and what the gradients of the first foretold; None for nothing.

    another: whether that is another image, which no gradient is asked about
    """
    now, before = ({**one.params, **one.trace} for one in (run, was))
    moved = {name: now[name] - before[name] for name in given if (now[name] != before[name]).any()}
    if not moved:
        return None
    cells = [(name, tuple(at)) for name, by in moved.items() for at in np.argwhere(by).tolist()]
    foretold = sum(float(np.sum(was.grads[f"dL_d{name}"] * by)) for name, by in moved.items())
    return Change(share(was, example), was.L, None if another else foretold,
                  cells[0] if len(cells) == 1 else None, leaps(run, was))


def leaps(run, was):
    """How many windows have another winner and how many gates have turned: there the loss has corners."""
    won = [winners(one) for one in (run, was)]
    windows = sum(np.count_nonzero(won[0][name] & ~won[1][name]) for name in won[0])
    gates = sum(np.count_nonzero((run.trace[step.input] > 0) != (was.trace[step.input] > 0))
                for step in run.net.steps if isinstance(step.layer, ReLU))
    return windows + gates


def share(run, example):
    """How sure the network is of class 1, or, where there are more than two classes, of the label."""
    predictions = run.trace[run.net.steps[-1].output][example]
    return float(predictions[label(run, example)] if len(predictions) > 1 else predictions[0])


def label(run, example):
    """The class that the label of an example names."""
    return peak(run.y[example])[0] if run.y.shape[1] > 1 else int(run.y[example, 0])


@lru_cache(maxsize=8)               # of a run the board asks, its change, and the change after it
def winners(run):
    """{name: mask} of the cells that win a window of max pooling, for each map that it reads."""
    return {step.input: step.layer.winners(run.trace[step.input])
            for step in run.net.steps if isinstance(step.layer, MaxPool)}


def telling(run, name, example):
    """The index of the cell of a tensor that matters most for the loss: whose gradient is largest.

    example: of which one, where the tensor holds several
    """
    gradient = run.grads.get(name, run.grads.get(f"dL_d{name}", np.zeros(())))
    if not gradient.ndim or name.removeprefix("dL_d") in run.net.param_shapes:
        return peak(gradient)
    return example, *peak(gradient[example])


def with_fitting_limits(state, run):
    """The state with its rows' colour limits as they fit now; they stay while a number moves."""
    return replace(state, limits=row_limits(arrays(run)))


def with_digit(state, digit):
    """The state with one of the digits, and its label."""
    (x, y), _ = examples.digits()
    return replace(state, x=x[digit - 1:digit], y=y[digit - 1:digit], digit=digit)
