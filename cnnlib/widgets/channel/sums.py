"""The four sums of a convolution: what each runs over, what it shows, and the tempting wrong version of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnlib.mistakes import MISTAKES
from cnnlib.ops import conv


@dataclass(frozen=True)
class Sum:
    """One of the sums, of t {name: array}.

    over: the axis of which every place adds a share;  chosen: the axes that have one place each in focus
    shown: what the picture shows of (image, kernel, bias, output);  factors: of whose sizes its terms are
    share(t, place): what one place adds;  wrong(t, place): what it adds in the tempting version
    slip, instead: what that version does, in a sentence and beside its number
    """

    over: str
    chosen: tuple
    shown: tuple
    factors: tuple
    share: Callable
    wrong: Callable
    slip: str
    instead: str


def z_share(t, n):
    """What one channel adds to every z."""
    return conv.forward(t["x"][..., n:n + 1], t["w1"][:, :, n:n + 1], np.zeros(len(t["b1"])))


def z_with_bias(t, n):
    """The same, with the bias inside the loop over the channels."""
    return conv.forward(t["x"][..., n:n + 1], t["w1"][:, :, n:n + 1], t["b1"])


def dx_share(t, k):
    """What one filter sends back to every pixel."""
    return conv.backward(t["dL_dz1"][..., k:k + 1], t["x"], t["w1"][..., k:k + 1])[0]


def dx_not_swapped(t, k):
    """The same, where channels and filters of the kernel keep their forward roles."""
    return conv.backward(t["dL_dz1"][..., k:k + 1], t["x"], t["w1"].swapaxes(2, 3)[..., k:k + 1])[0]


def dw_share(t, e):
    """What one example adds to the gradient of every weight."""
    return conv.backward(t["dL_dz1"][e:e + 1], t["x"][e:e + 1], t["w1"])[1]


def dw_of_all_channels(t, e):
    """The same, where every channel of a filter gets one gradient, made with the sum of the channels."""
    mixed = np.broadcast_to(t["x"].sum(axis=3, keepdims=True), t["x"].shape)
    return dw_share({**t, "x": mixed}, e)


def db_share(t, e):
    """What one example adds to the gradient of every bias."""
    return conv.backward(t["dL_dz1"][e:e + 1], t["x"][e:e + 1], t["w1"])[2]


def db_of_all_filters(t, e):
    """The same, where one sum over all filters goes to every bias."""
    return MISTAKES["one sum for all biases"].wrong(t["dL_dz1"][e:e + 1], t["x"][e:e + 1], t["w1"])[2]


SUMS = {
    "z1": Sum("channel", ("example", "filter"), ("x", "w1", "b1", "z1"), ("x", "w1"), z_share, z_with_bias,
              "bias added with every channel", "with b"),
    "dL_dx": Sum("filter", ("example", "channel"), ("dL_dx", "w1", "b1", "dL_dz1"), ("dL_dz1", "w1"), dx_share,
                 dx_not_swapped, "channels not swapped", "not swapped"),
    "dL_dw1": Sum("example", ("channel", "filter"), ("x", "dL_dw1", "dL_db1", "dL_dz1"), ("dL_dz1", "x"), dw_share,
                  dw_of_all_channels, "one gradient for every channel", "channels added"),
    "dL_db1": Sum("example", ("filter",), ("x", "dL_dw1", "dL_db1", "dL_dz1"), ("dL_dz1",), db_share,
                  db_of_all_filters, "one sum for all biases", "both filters"),
}
HOME = {"x": "z1", "w1": "z1", "b1": "z1", "dL_dz1": "dL_dx"}      # of what is given: a sum that shows it


def right(t):
    """{name: array} of the four sums, as the ops compute them."""
    dL_dx, dL_dw1, dL_db1 = conv.backward(t["dL_dz1"], t["x"], t["w1"])
    return {"z1": conv.forward(t["x"], t["w1"], t["b1"]), "dL_dx": dL_dx, "dL_dw1": dL_dw1, "dL_db1": dL_db1}
