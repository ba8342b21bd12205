"""What BugMuseum shows of a state: the same training without a bug and with it, and what probes say of the bug."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnnlib.draw.ink.number import tidied
from cnnlib.mistakes import Mistake, museum
from cnnlib.mistakes.museum import STEPS

RIGHT, WRONG = NAMES = "L right", "L wrong"


@dataclass(frozen=True)
class State:
    """Which bug, whether it is in, how many steps are made, from which seed, whether the probes are shown."""

    bug: str = "return too deep"
    on: bool = False
    step: int = STEPS
    seed: int = 0
    probes: bool = False
    selected: tuple = (RIGHT, (0,))


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    losses: (without, with the bug), each (t,) as far as it was trained, () where the bug is not in
    stopped: "", or why the training with the bug goes no further: "crash", "not a number"
    row: the stored table's line of the bug;  mistake: what it is
    """

    state: State
    losses: tuple
    stopped: str
    row: dict
    mistake: Mistake

    @property
    def matrices(self):
        """{name: array} of what can be selected: the losses of now, NaN where there is none."""
        return {name: np.array([L[min(self.state.step, len(L) - 1)] if len(L) else np.nan])
                for name, L in zip(NAMES, self.losses, strict=True)}


class Course:
    """One training, made as far as somebody asks: each step once."""

    def __init__(self, bug, seed):
        self._more, self._losses, self.stopped = museum.course(museum.BUGS.get(bug), seed), [], ""

    def upto(self, step):
        """The losses from the start to a step, shorter where the training stops before."""
        while len(self._losses) <= step and not self.stopped:
            found = next(self._more)
            if isinstance(found, str):
                self.stopped = found
            else:
                self._losses += tidied([found])
        return tuple(self._losses[:step + 1])


course = lru_cache(maxsize=128)(Course)


def numbers(state):
    """Compute what a state shows."""
    right, wrong = course("", state.seed).upto(state.step), ()
    if state.on:
        wrong = course(state.bug, state.seed).upto(state.step)
    stopped = course(state.bug, state.seed).stopped if state.on and len(wrong) <= state.step else ""
    return Numbers(state, (right, wrong), stopped, museum.table()[state.bug], museum.BUGS[state.bug])
