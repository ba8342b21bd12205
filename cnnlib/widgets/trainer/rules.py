"""How a step is made of gradients: three rules, and what they remember from one step to the next."""

import numpy as np

from cnnlib import optim

SGD, MOMENTUM, ADAM = RULES = ("SGD", "momentum", "Adam")
MADE = {SGD: optim.SGD, MOMENTUM: optim.Momentum, ADAM: optim.Adam}


def optimizer(state):
    """The optimizer of the next step: it remembers where the last step was made by the same rule."""
    made = MADE[state.rule](state.lr)
    if state.rule == state.last_rule and state.memory is not None:
        vars(made).update(state.memory | {"lr": made.lr})
    return made


def pull(state, name, index):
    """What the rate was multiplied by in the last step of one number; None where no step led here."""
    now, memory = state.now, state.memory
    if now.before is None:
        return None
    if state.last_rule == SGD:
        return now.grads[f"dL_d{name}"][index]
    v = memory["v"][name][index]
    if state.last_rule == MOMENTUM:
        return v
    with np.errstate(over="ignore", invalid="ignore"):
        m_hat = memory["m"][name][index] / (1 - memory["beta1"]**memory["t"])
        return m_hat / (np.sqrt(v / (1 - memory["beta2"]**memory["t"])) + memory["eps"])
