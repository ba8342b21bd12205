"""Same gradient, different step: SGD, momentum and Adam from one start down one slice of the loss."""

from dataclasses import replace
from functools import lru_cache

from cnnlib.draw import plain
from cnnlib.draw.descent import Path, Surface, descent

from ..stage.controls import Choice, Stops, Tick
from ..stage.explorer import Explorer
from ..stage.transport import Transport
from .numbers import FASTEST, NAMES, ROWS, STEPS, State, edge, numbers, surface
from .words import LABELS, WEIGHTS, caption, said, task, words

RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, FASTEST)
BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
LEVELS = 0.23, 0.25, 0.28, 0.35, 0.5, 0.8, 1.5, 3.0, 5.0, 8.0
LIMITS = 3.0, 0.3                      # of the colours of values and of gradients
FLAT = "no gate", "opens:", "gradient", "exactly 0"
INTERVAL = 400                         # milliseconds of a step of Play


def picture(now):
    """The three paths over the loss; the next step of the one in focus, number by number."""
    state = now.state
    paths = [Path(name, now.runs[name].path(state.step), said(now, name)) for name in NAMES]
    rows = {name: (LABELS[name], now.matrices[name]) for name in ROWS[state.whose]}
    return descent(ground(), paths, state.whose, f"Step {now.at} of {state.whose}, by hand:", rows,
                   (state.selected[0], state.selected[1][0]), LIMITS, caption(now))


@lru_cache(maxsize=1)
def ground():
    """The slice of the loss that is drawn."""
    return Surface(WEIGHTS, *surface(), LEVELS, edge(), FLAT)


def at_step(state, step):
    """The state after so many steps."""
    return replace(state, step=step)


class OptimizerExplorer(Explorer):
    """Let SGD, momentum and Adam walk down the same loss: two numbers of the running example's network,
    b1 and w3[1, 1], all others held; the loss is the mean over 64 training digits.

        SGD:       w <- w - lr * g
        momentum:  v <- beta * v + g,    w <- w - lr * v
        Adam:      as `optim.Adam` says, with beta as its beta1

    Raise the rate until one is lost: where b1 is so low that no gate opens, the gradient is exactly 0.
    With loss and sigmoid apart, weights become nan.
    """

    shows = numbers, picture, words
    words = LABELS
    invitation = "Raise the learning rate, stop by stop. Which of the three is lost first, and where?"

    def __init__(self):
        super().__init__(State())

    def controls(self):
        names = ("start", *(f"step {k}" for k in range(1, STEPS + 1)))
        self.transport = Transport(self, names, (STEPS,), at_step)
        self.transport.play.interval = INTERVAL
        self.transport.scrubber.tooltip = "From the start to the last step"
        return (Stops("lr", "Learning rate", "How far a step goes, for all three", 300,
                      stops={plain(rate): rate for rate in RATES}),
                *self.transport.buttons,
                Choice("whose", "Numbers of", "Whose next step is shown by hand", 212, options=NAMES))

    def more(self):
        return (Stops("beta", "β", "What is kept of the past: momentum's β, Adam's β₁", 200,
                      stops={plain(beta) if beta else "0": beta for beta in BETAS}),
                Tick("few", "Noise: 8 digits a step", "Each gradient is of the next 8 digits, not of all 64"),
                Tick("separate", "Loss and sigmoid apart",
                     "Through ∂L/∂a⁽³⁾: it breaks where a prediction is exactly 0 or 1 and wrong"),
                *self.transport.rare)

    def steady(self, state):
        name, index = state.selected
        return state if name in ROWS[state.whose] else replace(state, selected=("step", index))

    def remark(self, state):
        return task(self.numbers(state)) or self.invitation

    def check_state(self, state):
        if not 0 <= state.step <= STEPS:
            raise ValueError(f"step is {state.step}; it needs to be from 0 to {STEPS}")

    def settle(self, state):
        self.transport.settle(state)
