"""A network that makes one mistake on its way back: forward, loss and parameters are those of the right one."""

from dataclasses import replace

import numpy as np

from cnnlib.layers import AvgPool, Conv, Dense, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network

SLIDING = ("stride", "padding", "dilation")
KINDS = {                       # op: (layers that run it, their options as it takes them)
    "conv.backward": (Conv, SLIDING),
    "max_pool.backward": (MaxPool, ("size", "stride", "padding")),
    "avg_pool.backward": (AvgPool, ("size", "stride", "padding")),
    "relu.backward": (ReLU, ("leak",)),
    "dense.backward": (Dense, ()),
    "flatten.backward": (Dense, ()),
    "losses.sigmoid_binary_cross_entropy_backward": (Sigmoid, ()),
}


class Mistaken(Network):
    """A network whose layers of one kind go back as a Mistake says.

    steps: numbers of the steps that make it; all of its kind where none is given
    Raises ValueError where no step of the network can make the mistake.
    """

    def __init__(self, net, mistake, steps=None):
        super().__init__(net.input_shape, net.layers)
        wrong = [can(step, self.steps, mistake) and (steps is None or step.number in steps) for step in self.steps]
        if not any(wrong):
            raise ValueError(f"mistake: got {mistake.name!r}, in {mistake.op}; no step of {net} makes it")
        self.mistake = mistake
        self.steps = tuple(replace(step, layer=Wrong(step.layer, mistake)) if makes_it else step
                           for step, makes_it in zip(self.steps, wrong, strict=True))


def can(step, steps, mistake):
    """Whether a step runs the op that a mistake is about."""
    kind, _ = KINDS.get(mistake.op, ((), ()))
    first = mistake.op.startswith("losses.")
    return isinstance(step.layer, kind) and (step is steps[-1]) == first


class Wrong:
    """A layer in all but its way back."""

    def __init__(self, layer, mistake):
        self.layer, self.mistake = layer, mistake

    def __getattr__(self, name):
        return getattr(self.layer, name)

    def backward(self, upstream, a, *weights):
        """What the mistake sends back, in the shapes of the layer's own."""
        if self.mistake.op == "flatten.backward":
            dL_df, *dL_dweights = self.layer.backward(upstream, a.reshape(len(a), -1), *weights)
            return self.mistake.wrong(dL_df, a), *dL_dweights
        if self.mistake.op == "dense.backward":
            dL_df, *dL_dweights = self.mistake.wrong(upstream, a.reshape(len(a), -1), *weights)
            return dL_df.reshape(a.shape), *dL_dweights
        _, options = KINDS[self.mistake.op]
        return self.mistake.wrong(upstream, a, *weights, *[getattr(self.layer, name) for name in options])

    def loss_backward(self, a, y):
        """dL_da as it is, and the mistake's dL_dz, from the score that made a."""
        with np.errstate(divide="ignore"):
            z = np.log(a) - np.log1p(-a)
        return self.layer.loss_backward(a, y)[0], self.mistake.wrong(z, y)
