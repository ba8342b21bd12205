"""What travels in ChainExplorer: the gradient, from the loss back along the path, slope by slope."""

from cnnlib.explain import Factor, Traveller


def travellers(walk):
    """The gradient of each step of the path on its way to the one before, times the slope between them."""
    links, steps = walk.gradients, []
    for before, after, slope in reversed(list(zip(links, links[1:], walk.slopes, strict=False))):
        met = Factor(slope.value, slope.name, (), slope.name)
        steps.append(Traveller((after.name, ()), (before.name, ()), after.value, (met,), before.value,
                               before.value != 0))
    return steps
