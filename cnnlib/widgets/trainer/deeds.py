"""What was done to a training since it began: steps at a rate, typed numbers. Done again, it stands there again."""

from ..rules import SGD


def ran(deeds, steps, lr, batch, rule):
    """The deeds with so many more steps at a rate with a batch, by a rule, which is named unless it is SGD."""
    how = (lr, batch) if rule == SGD else (lr, batch, rule)
    if deeds and deeds[-1][1:] == how:
        steps, deeds = steps + deeds[-1][0], deeds[:-1]
    return (*deeds, (steps, *how))


def typed(deeds, name, index, number):
    """The deeds with a number typed into a cell of a parameter."""
    if deeds and deeds[-1][:2] == (name, index):
        deeds = deeds[:-1]
    return (*deeds, (name, index, number))
