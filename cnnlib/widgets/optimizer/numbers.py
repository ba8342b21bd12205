"""What OptimizerExplorer shows of a state: three descents on one slice of the loss, and one step by hand."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnnlib import examples, optim
from cnnlib.draw.ink.number import tidied
from cnnlib.ops import conv, dense, flatten, losses, max_pool, relu, sigmoid

from ..rules import ADAM, MOMENTUM, SGD, corrected
from ..rules import RULES as NAMES

STEPS, BATCH = 40, 8                 # of a run; digits of a step where it sees few
FASTEST = 1000.0                     # the largest learning rate
DIGITS = 64                          # training digits whose mean loss this is
WEIGHT = 4, 0                        # of w3: it reads the middle of the pooled map
ROWS = {SGD: ("w", "dL_dw", "step", "new w"), MOMENTUM: ("w", "dL_dw", "velocity", "step", "new w"),
        ADAM: ("w", "dL_dw", "m", "v", "m_hat", "v_hat", "step", "new w")}
LEFT, RIGHT, LOW, HIGH = -4.0, 5.0, -3.5, 2.0        # of the slice that is drawn: b1, then w3[1, 1]


@dataclass(frozen=True)
class State:
    """Learning rate and beta, whether a step sees few digits, whether the loss takes the separate path,
    how many steps are made, whose next step is shown, the selected number."""

    lr: float = 0.5
    beta: float = 0.9
    few: bool = False
    separate: bool = False
    step: int = STEPS
    whose: str = MOMENTUM
    selected: tuple = ("step", (0,))


@dataclass(frozen=True, eq=False)
class Descent:
    """One optimizer's run: the numbers of each step {name: (2,)}, the loss (t,) before each of them.

    broken: the first step that makes what is not finite, None where there is none
    """

    steps: tuple
    L: tuple
    broken: int | None

    def at(self, step):
        """The number of the step that follows so many, the last where the run broke off before."""
        return min(step, len(self.steps) - 1)

    def shut_since(self, step):
        """After which step the gates of all digits have been shut without a break up to this one; None where
        one is open."""
        since = None
        for k in range(self.at(step), -1, -1):
            if self.steps[k]["w"][0] > edge():
                break
            since = k
        return since

    def path(self, step):
        """The weights (t, 2) after 0, 1, … so many steps, as far as they are finite."""
        return np.array([one["w"] for one in self.steps[:self.at(step) + 1]])


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    runs: {optimizer: Descent};  matrices: {name: (2,)} of the next step of the one in focus
    at: its number, from 1
    """

    state: State
    runs: dict
    matrices: dict
    at: int


def numbers(state):
    """Compute what a state shows."""
    runs = {name: descent(name, state.lr, state.beta, state.few, state.separate) for name in NAMES}
    mine = runs[state.whose]
    k = mine.at(state.step)
    return Numbers(state, runs, mine.steps[k], k + 1)


@lru_cache(maxsize=64)
def descent(name, lr, beta, few, separate):
    """Let one optimizer make its steps, and one more; it breaks off where a number is not finite."""
    optimizer, w = made(name, lr, beta), start()
    steps, found, broken = [], [], None
    for k in range(STEPS + 1):
        found.append(loss(w))
        steps.append(one_step(optimizer, w, gradient(w, few_of(k) if few else slice(None), separate)))
        w = steps[-1]["new w"]
        if not all(np.isfinite(values).all() for values in steps[-1].values()):
            broken = k + 1
            break
    return Descent(tuple(steps), tuple(found), broken)


def made(name, lr, beta):
    """An optimizer; beta is the momentum's, and the first of Adam's."""
    return {SGD: lambda: optim.SGD(lr), MOMENTUM: lambda: optim.Momentum(lr, beta),
            ADAM: lambda: optim.Adam(lr, beta1=beta)}[name]()


def one_step(optimizer, w, dL_dw):
    """Every number of one step by hand: {name: (2,)}."""
    with np.errstate(over="ignore", invalid="ignore"):
        new = optimizer.step({"w": w}, {"dL_dw": dL_dw})["w"]
        if isinstance(optimizer, optim.Adam):
            m_hat, v_hat = corrected(vars(optimizer), "w")
            own = {"m": optimizer.m["w"], "v": optimizer.v["w"], "m_hat": m_hat, "v_hat": v_hat,
                   "step": optimizer.lr * m_hat / (np.sqrt(v_hat) + optimizer.eps)}
        elif isinstance(optimizer, optim.Momentum):
            own = {"velocity": optimizer.v["w"], "step": optimizer.lr * optimizer.v["w"]}
        else:
            own = {"step": optimizer.lr * dL_dw}
    return {"w": w, "dL_dw": dL_dw, **own, "new w": new}


@lru_cache(maxsize=1)
def data():
    """The network of the running example with its parameters, and the digits of the loss."""
    net, params, _, _ = examples.eight_by_eight()
    (x, y), _ = examples.digits()
    return net, params, x[:DIGITS], y[:DIGITS]


def start():
    """Where all begin: b1 and w3[1, 1] of the running example."""
    params = data()[1]
    return np.array([params["b1"][0], params["w3"][WEIGHT]])


def few_of(k):
    """The digits of step k where it sees few: one batch after the other, then from the first again."""
    first = BATCH * k % DIGITS
    return slice(first, first + BATCH)


def with_weights(w):
    """The parameters with these two numbers in place of b1 and w3[1, 1]."""
    params = data()[1]
    w3 = params["w3"].copy()
    w3[WEIGHT] = w[1]
    return {**params, "b1": w[:1].copy(), "w3": w3}


def loss(w):
    """The mean loss of all digits."""
    net, _, x, y = data()
    with np.errstate(over="ignore", invalid="ignore"):
        return float(net.loss(net.forward(with_weights(w), x), y))


def gradient(w, digits=slice(None), separate=False):
    """The gradient (2,) of the mean loss of some digits, without last bits: no other processor's path
    parts from ours.

    separate: through dL_da3, as a loss does that is no part of the last layer
    """
    net, _, x, y = data()
    params, x, y = with_weights(w), x[digits], y[digits]
    with np.errstate(over="ignore", invalid="ignore"):
        trace = net.forward(params, x)
        dL_db1, dL_dw3 = apart(params, trace, y) if separate else together(net, params, trace, y)
    return np.array(tidied([dL_db1[0], dL_dw3[WEIGHT]]))


def together(net, params, trace, y):
    """dL_db1 and dL_dw3 with loss and sigmoid in one, as Network has them."""
    grads = net.backward(params, trace, y)
    return grads["dL_db1"], grads["dL_dw3"]


def apart(params, trace, y):
    """dL_db1 and dL_dw3 with the loss by itself: where 1 - a3 is 0, its slope is infinite."""
    dL_dz3 = sigmoid.backward(losses.binary_cross_entropy_backward(trace["a3"], y), trace["z3"])
    dL_df, dL_dw3, _ = dense.backward(dL_dz3, flatten.forward(trace["a2"]), params["w3"])
    dL_da1 = max_pool.backward(flatten.backward(dL_df, trace["a2"]), trace["a1"], 2)
    return conv.backward(relu.backward(dL_da1, trace["z1"]), trace["x"], params["w1"])[2], dL_dw3


@lru_cache(maxsize=1)
def edge():
    """The b1 at and below which no gate opens for any digit."""
    net, params, x, _ = data()
    return -float(tidied([conv.forward(x, params["w1"], np.zeros(1)).max()])[0])


@lru_cache(maxsize=1)
def surface():
    """The loss over the slice: b1 (46,), w3[1, 1] (56,), loss (56, 46)."""
    across, up = np.linspace(LEFT, RIGHT, 46), np.linspace(LOW, HIGH, 56)
    return across, up, np.array([tidied([loss(np.array([b, w])) for b in across]) for w in up])
