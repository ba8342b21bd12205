"""The three rules of a step, for the explorers that train: their names, their optimizers, Adam's corrected moments."""

from cnnlib import optim

SGD, MOMENTUM, ADAM = RULES = ("SGD", "momentum", "Adam")
KINDS = {SGD: optim.SGD, MOMENTUM: optim.Momentum, ADAM: optim.Adam}


def corrected(memory, name):
    """Adam's two moments of a parameter without their start at 0.

        m_hat = m / (1 - beta1**t)          v_hat = v / (1 - beta2**t)

    memory: the attributes of an `optim.Adam`, as vars() has them
    """
    t = memory["t"]
    return memory["m"][name] / (1 - memory["beta1"]**t), memory["v"][name] / (1 - memory["beta2"]**t)
