"""What of a network can be followed: a phrase for every parameter, the image and every value."""

from functools import lru_cache

from cnnlib.draw.ink.names import is_bias
from cnnlib.layers import AvgPool, MaxPool


@lru_cache(maxsize=16)
def phrases(net):
    """{phrase: tensor} of parameters, those of the last layer first, then of values, the image first."""
    names = [name for step in reversed(net.steps) for name in step.weights]
    names += [net.steps[0].input, *net.maker]
    said = [parameter(net, name) if name in net.param_shapes else value(net, name) for name in names]
    return {phrase if said.count(phrase) == 1 else f"{phrase} ({name})": name
            for phrase, name in zip(said, names, strict=True)}


def parameter(net, name):
    """What a weight or a bias is called."""
    what = "kernel" if len(net.shapes[net.user[name].output]) == 3 else "dense layer"
    several = net.shapes[name] != (1,)
    return f"{'a' if several else 'the'} {'bias' if is_bias(name) else 'weight'} of the {what}"


def value(net, name):
    """What a value is called."""
    last, shape = net.steps[-1], net.shapes[name]
    if name == net.steps[0].input:
        return "a pixel of the image" if len(shape) == 3 else "an input"
    if name == last.input:
        return f"the score {name}" if shape == (1,) else f"a score of {name}"
    if name == last.output:
        return f"the prediction {name}" if shape == (1,) else f"a probability of {name}"
    if len(shape) == 1:
        return f"a unit of {name}"
    pooled = isinstance(net.maker[name].layer, MaxPool | AvgPool)
    return f"a cell of the {'pooled map' if pooled else 'map'} {name}"
