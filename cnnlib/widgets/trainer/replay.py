"""A training as a short text: seed, rate, batch and steps, where these lead to the same numbers again."""

from dataclasses import replace

from cnnlib import optim, training

from ..stage.link import decoded, encoded, same

TOLD = {"params", "step", "epoch", "used"}       # of where a training stands; a step computes all else


class Replayed:
    """Tell of a training how it is made again, as long as its rate and batch stayed and no weight was typed;
    of another the parameters before its last step, and all records."""

    def state_told(self, state):
        start, setup, now = self.begun(state.seed), self.setup(state.seed), state.now
        if now.before is None:
            return encoded(state, start)
        for batch in {state.batch: None, batch_of(now): None}:      # another may have been chosen since
            if leads_to(setup, state, batch):
                told = replace(state, now=start.now, history=start.history, last_rate=start.last_rate)
                return encoded(told, start) | {"trained": [now.step, state.last_rate, batch]}
        return encoded(replace(state, now=step_before(setup, now)), start) | {"last": batch_of(now)}

    def state_from(self, told):
        told = dict(told)
        trained, last = told.pop("trained", None), told.pop("last", None)
        if not told.get("now", {}).keys() <= TOLD:
            raise ValueError("A step computes the rest.")
        state = decoded(told, self.begun(told.get("seed", self.opened.seed)))
        if trained is not None:
            return self.trained(state, *trained)
        if last is None:
            return state
        optimizer = optim.SGD(state.last_rate)
        return replace(state, now=training.step(self.setup(state.seed), state.now, optimizer, last))

    def begun(self, seed):
        """The state before the first step with a seed, and all else as it opened."""
        now, history = self.first(training.whole("seed", seed, 0))
        return replace(self.opened, now=now, history=history)

    def trained(self, state, steps, rate, batch):
        """The state after so many steps from the first; ValueError where they cannot be made."""
        if training.whole("steps", steps, 1) > self.steps or len(state.history) > 1:
            raise ValueError(f"A run has {self.steps} steps, not {steps}.")
        start = replace(state, lr=optim.SGD(rate).lr, batch=batch)
        found, problem = self.advanced(start, lambda now: now.step >= steps)
        if problem:
            raise ValueError(problem)
        return replace(found, lr=state.lr, batch=state.batch)

    def check_state(self, state):
        """The records are those of the steps that were made."""
        now, names = state.now, state.history[0].keys()
        if [one["step"] for one in state.history] != list(range(now.step + 1)) or now.step > self.steps:
            raise ValueError("The records are of other steps.")
        if any(one.keys() != names for one in state.history):
            raise ValueError("The records are of another kind.")
        if now.epoch < 0 or not 0 <= now.used < len(self.setup(state.seed).train[0]):
            raise ValueError("An epoch has no such image.")

    def check_typed(self, state):
        """A step leads to any number."""


def leads_to(setup, state, batch):
    """Whether the steps of a state, made again at its last rate, give the same losses and its numbers."""
    now, optimizer = training.start(setup), optim.SGD(state.last_rate)
    try:
        for record in state.history[1:]:
            now = training.step(setup, now, optimizer, batch)
            if record["L_batch"] != now.L:
                return False
    except ValueError:                     # a rate that the state has not been trained with
        return False
    return same(now, state.now)


def batch_of(now):
    """How many images the last step used."""
    return len(next(iter(now.grads.values())))


def step_before(setup, now):
    """Where the training stood before its last step."""
    end = now.used or len(setup.train[0])
    return training.State(now.before, now.step - 1, now.epoch - (now.used == 0), end - batch_of(now))
