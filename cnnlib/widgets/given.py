"""What an explorer of a whole network opens with:
what was given, as copies, and the running example for the rest."""

import numpy as np

from cnnlib import examples, inputs, slices
from cnnlib.network import Network


def given(net=None, params=None, x=None, y=None):
    """Return net, params, x, y; without a net the running example's.

    Raises ValueError for a net without params, an image without its label
    and for whatever does not fit the network.
    """
    usual, usual_params, usual_x, usual_y = examples.eight_by_eight()
    if net is not None and params is None:
        raise ValueError("net came without params; write params=net.init(np.random.default_rng(0))")
    net = usual if net is None else net
    inputs.of_kind(net, Network, "net")
    if x is None and net.input_shape != usual.input_shape:
        raise ValueError(f"net reads images of {net.input_shape} and x did not come; it needs x and y")
    if x is not None and y is None:
        raise ValueError("x came without y; it needs the label of this image too, such as y=[[1]]")
    if y is None and net.layers[-2].units != 1:
        raise ValueError(f"net tells {net.layers[-2].units} classes apart and x and y did not come; it needs both")
    x, y = inputs.images(usual_x if x is None else x, net.input_shape), usual_y if y is None else y
    params = usual_params if params is None else params
    check_finite(slices.quietly(net.forward, params, x))
    run = net.run(params, x, y)                                          # a label that is none stops here
    return net, run.params, run.trace["x"], run.y


def check_finite(trace):
    """Raise ValueError where parameters are so large that a value of the network is no number any more."""
    for name, values in trace.items():
        if not np.isfinite(values).all():
            raise ValueError(f"params and x take {name} out of the range of numbers; they need to be smaller")
