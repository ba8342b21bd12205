"""The three rules of a step, and what they remember between steps."""

from copy import copy

from cnnlib import optim

SGD, MOMENTUM, ADAM = RULES = ("SGD", "momentum", "Adam")
KINDS = {SGD: optim.SGD, MOMENTUM: optim.Momentum, ADAM: optim.Adam}


def optimizer(rule, memory, lr):
    """The optimizer of the next step: it remembers what the last step of the same rule left, others begin anew."""
    made = KINDS[rule](lr)
    if isinstance(memory, KINDS[rule]):
        made = copy(memory)                # a step puts new moments in place of old ones, it changes none
        made.lr = lr
    return made


def step_of(memory, name, index):
    """What was taken from a weight in the last step, as the factor of the rate: {its name: number}; none for SGD."""
    if isinstance(memory, optim.Momentum):
        return {"velocity": memory.v[name][index]}
    if isinstance(memory, optim.Adam):
        m = memory.m[name][index] / (1 - memory.beta1**memory.t)
        v = memory.v[name][index] / (1 - memory.beta2**memory.t)
        return {"m/(√v + ε)": m / (v**0.5 + memory.eps)}
    return {}
