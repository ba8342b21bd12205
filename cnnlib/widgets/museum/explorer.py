"""The bug museum: real bugs of backward passes, each switched into a live training, and the probes that find it."""

from dataclasses import replace

from cnnlib.draw.two_losses import two_losses
from cnnlib.mistakes.museum import BUGS, LEARNED, SEEDS, STEPS

from ..stage.controls import Choice, Tick
from ..stage.explorer import Explorer
from ..stage.transport import Transport
from .numbers import RIGHT, WRONG, State, numbers
from .words import LABELS, caption, findings, task, words

CURVES = (RIGHT, "without the bug"), (WRONG, "with the bug")
LEVEL = LEARNED, "below: it has learned"
INTERVAL = 60                          # milliseconds of a step of Play


def picture(now):
    """Both losses; beside them what the bug is and what each probe says of it."""
    state = now.state
    return two_losses(STEPS, state.step, now.losses, CURVES, LEVEL, state.bug, now.mistake.what, findings(now),
                      state.selected[0], caption(now))


def at_step(state, step):
    """The state after so many steps."""
    return replace(state, step=step)


def another(state, bug):
    """The state with another bug, not yet in."""
    return replace(state, bug=bug, on=False, probes=False)


def switched(state, on):
    """The state with the bug in, before the first step, or with the bug out."""
    return replace(state, on=on, step=0 if on else STEPS)


def reseeded(state, seed):
    """The state before the first step from another seed."""
    return replace(state, seed=seed, step=0)


class BugMuseum(Explorer):
    """Put a real bug into the backward pass of a training and watch whether it still learns.

    A network of two convolutions, padding 1 and stride 2, learns threes and eights: twice from the same weights
    with the same batches, once with the bug. Which probe finds it is said when it is asked for.
    """

    shows = numbers, picture, words
    words = LABELS
    invitation = "Does the network still learn with this bug? Say so, then tick “Bug in”."

    def __init__(self):
        self._trains = False, State().seed
        super().__init__(State())

    def controls(self):
        self.transport = Transport(self, ("start", *(f"step {k}" for k in range(1, STEPS + 1))), (STEPS,), at_step)
        self.transport.play.interval = INTERVAL
        self.transport.scrubber.tooltip = "From the start of the training to its last step"
        self.transport.scrubber.layout.width = "190px"
        return (Choice("bug", "Bug", "Which bug; it is not yet in", 250, options=tuple(BUGS), change=another),
                Tick("on", "Bug in", "Train with the bug, beside the training without it", 84, change=switched),
                self.transport.scrubber, self.transport.play,
                Tick("probes", "Probes", "Show what each probe says of this bug", 90))

    def more(self):
        return (Choice("seed", "Seed", "Draws the first weights and the batches", 110, options=tuple(range(SEEDS)),
                       change=reseeded),
                *self.transport.buttons[:2], self.transport.name)

    def value(self, state):
        made = state.on or state.selected[0] == RIGHT
        return super().value(state) if made else None

    def remark(self, state):
        return task(self.numbers(state)) or self.invitation

    def check_state(self, state):
        if not 0 <= state.step <= STEPS:
            raise ValueError(f"step is {state.step}; it needs to be from 0 to {STEPS}")

    def settle(self, state):
        self.transport.settle(state)
        trains = state.on, state.seed
        if state.step == 0 and trains not in (self._trains, (False, self._trains[1])):
            self.transport.play.playing = True           # a training is made step by step, as it plays
        self._trains = trains
