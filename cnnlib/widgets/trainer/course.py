"""The steps of a run, made in parts, so that a long step can be left and taken up again."""

from dataclasses import replace
from functools import lru_cache
from math import isfinite

from cnnlib import slices, training

from .deeds import ran
from .rules import optimizer

MEASURED, FEWEST = 6_000_000, 200     # numbers made for a record, of each kind of image; images at least


class Course:
    """Makes steps of a run on some data.

    steps: of the run;  measured: how many images of each kind a record asks, the first ones; None: as many as are quick
    """

    def __init__(self, data, steps, measured=None):
        self.data, self.steps = data, steps
        self.measured = measured or max(FEWEST, MEASURED // slices.cells(data.net))
        self.setup = lru_cache(maxsize=4)(
            lambda seed: training.Setup(data.net, data.train, data.held_out, seed=seed))
        self.first = lru_cache(maxsize=4)(self.first_of)
        self._parts, self._of = None, None

    @property
    def done(self):
        """What is said at the end of a run."""
        every = "The only step is" if self.steps == 1 else f"All {self.steps} steps are"
        return f"{every} done. Reset begins again."

    def first_of(self, seed):
        """Where a seed starts, and the record of it."""
        now = training.start(self.setup(seed), self.data.params)
        return now, (self.record(seed, now),)

    def record(self, seed, now):
        """The record of where a run stands."""
        return slices.finished(training.recording(self.setup(seed), now, self.measured))

    def advanced(self, state, enough, late=lambda: False):
        """Train until enough(now), the end of the run or until it is late.

        -> the state, in words what stopped it before, whether it was enough
        """
        found, records, problem, reached = state, [], "", False
        try:
            if state.now.step >= self.steps:
                raise ValueError(self.done)
            while found.now.step < self.steps and not reached:
                made = self.made(found, late)
                if made is None:
                    break
                now, record, memory = made
                found = replace(found, now=now, memory=memory, last_rule=state.rule)
                records.append(record)
                reached = enough(now)
        except ValueError as error:          # a rate so large that a weight overflows, or the end
            problem = str(error)
        if records:
            state = replace(found, history=(*state.history, *records), last_rate=state.lr,
                            deeds=ran(state.deeds, len(records), state.lr, state.batch, state.rule))
        return state, problem, reached

    def made(self, state, late):
        """Make one step, or go on with it -> where the run stands, its record, what the rule remembers;
        None where it is late."""
        of = state.now, state.seed, state.lr, state.batch, state.rule
        if self._of != of:
            self._parts, self._of = self.step(state), of
        try:
            while True:
                next(self._parts)
                if late():
                    return None
        except StopIteration as end:
            self._of = None
            return end.value
        except ValueError:
            self._of = None
            raise

    def step(self, state):
        """One step and its record, in parts."""
        setup, made = self.setup(state.seed), optimizer(state)
        now = yield from training.stepping(setup, state.now, made, state.batch)
        record = yield from training.recording(setup, now, self.measured)
        if not isfinite(record["L"]):
            raise ValueError(f"Step {now.step} takes the loss out of the range of numbers: lower the learning rate.")
        return now, record, vars(made)

    def mistakes(self, state):
        """The held-out images that the network gets wrong, the surest mistake first -> [(label, image)].

        Images have one channel, from 0 to 1, whatever they were learned from.
        """
        asked = min(self.measured, max(slices.PART, slices.CELLS // slices.cells(self.data.net)))
        x, y = (one[:asked] for one in self.setup(state.seed).held_out)
        a = slices.finished(slices.passed(self.data.net, state.now.params, x))[1]
        said, right = slices.classes(a), slices.classes(y)
        names = self.data.names
        return [(f"{names[right[k]]}, says {names[said[k]]}", self.shaded(x[k])) for k in training.mistaken(a, y)]

    def shaded(self, image):
        """An image as (rows, columns) from 0, paper, to 1, ink: the mean of its channels."""
        low, high = self.data.shades
        flat = image.mean(axis=-1) if image.ndim == 3 else image[None]
        return ((flat - low) / ((high - low) or 1)).clip(0, 1)
