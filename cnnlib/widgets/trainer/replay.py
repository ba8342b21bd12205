"""A training as a short text: its seed and what was done, which leads to the same numbers again."""

from dataclasses import replace

from cnnlib import inputs, optim, training

from ..rules import RULES, SGD
from ..stage.link import decoded, encoded
from ..stage.typed import number

FORGOTTEN = {"last_rate": 0.0, "last_rule": SGD, "memory": None, "deeds": ()}     # before the first step
LAST = "last_rate", "last_rule", "memory"      # of the step that led here


class Replayed:
    """Tell of a training how it is made again: steps at a rate with a batch by a rule, typed numbers."""

    def state_told(self, state):
        start = self.begun(state.seed)
        told = replace(state, now=start.now, history=start.history, **{one: getattr(start, one) for one in LAST})
        return encoded(told, start)

    def state_from(self, told):
        if told.keys() & {"now", "history", *LAST}:
            raise ValueError("These follow from what was done.")
        state = decoded(told, self.begun(told.get("seed", self.opened.seed)))
        found = replace(state, deeds=())
        for deed in state.deeds:
            found = self.redone(found, *deed)
        if found.deeds != state.deeds:
            raise ValueError("Nobody's deeds are written like these.")
        return replace(found, lr=state.lr, batch=state.batch, rule=state.rule)

    def begun(self, seed):
        """The state before the first step with a seed, and all else as it opened."""
        now, history = self.course.first(training.whole("seed", seed, 0))
        return replace(self.opened, now=now, history=history)

    def redone(self, state, what, *how):
        """The state after one deed more; ValueError where it cannot be done."""
        return self.retyped(state, what, *how) if isinstance(what, str) else self.trained(state, what, *how)

    def retyped(self, state, name, index, value):
        """The state after a number was typed into a cell."""
        inputs.of_kind(value, float, "value")
        if name not in self.editable or len(index) != state.now.params[name].ndim or min(index) < 0:
            raise ValueError(f"{name}{list(index)} is no cell of a parameter.")
        return self.write(state, name, index, number(repr(value), self.least, self.most))

    def trained(self, state, steps, rate, batch, rule=SGD):
        """The state after so many steps more; ValueError where they cannot be made."""
        end = state.now.step + training.whole("steps", steps, 1)
        if end > self.course.steps:
            raise ValueError(f"A run has {self.course.steps} steps, not {end}.")
        if rule not in RULES:
            raise ValueError(f"{rule!r} is none of {', '.join(RULES)}.")
        start = replace(state, lr=optim.SGD(rate).lr, batch=batch, rule=rule)
        found, problem, _ = self.course.advanced(start, lambda now: now.step >= end)
        if problem:
            raise ValueError(problem)
        return found

    def check_typed(self, state):
        """A step leads to any number."""
