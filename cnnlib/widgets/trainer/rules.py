"""How a step of Trainer is made of gradients by one of three rules, which remember one step in the next."""

import numpy as np

from ..rules import KINDS, MOMENTUM, SGD, corrected


def optimizer(state):
    """The optimizer of the next step: it remembers where the last step was made by the same rule."""
    made = KINDS[state.rule](state.lr)
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
    if state.last_rule == MOMENTUM:
        return memory["v"][name][index]
    with np.errstate(over="ignore", invalid="ignore"):
        m_hat, v_hat = (moment[index] for moment in corrected(memory, name))
        return m_hat / (np.sqrt(v_hat) + memory["eps"])
