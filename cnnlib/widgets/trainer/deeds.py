"""What was done to a training since it began: steps at a rate, typed numbers. Done again, it stands there again."""


def ran(deeds, steps, lr, batch):
    """The deeds with so many more steps at a rate with a batch."""
    if deeds and deeds[-1][1:] == (lr, batch):
        steps, deeds = steps + deeds[-1][0], deeds[:-1]
    return (*deeds, (steps, lr, batch))


def typed(deeds, name, index, number):
    """The deeds with a number typed into a cell of a parameter."""
    if deeds and deeds[-1][:2] == (name, index):
        deeds = deeds[:-1]
    return (*deeds, (name, index, number))
