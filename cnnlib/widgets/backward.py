"""The reader's own image, kernel and upstream, for the explorers of a convolution's two gradients."""

from dataclasses import dataclass

import numpy as np

from cnnlib import examples

from . import own

STRIDES, PADDINGS = (1, 3), (0, 2)


@dataclass(frozen=True, eq=False)
class Problem:
    """Image (m, rows, columns, channels), kernel (rows, columns, channels, filters), upstream
    (m, rows out, columns out, filters), stride, padding; whether the upstream is an example of ours."""

    x: np.ndarray
    w1: np.ndarray
    dL_dz1: np.ndarray
    stride: int
    padding: int
    example: bool


def problem(x, w1, dL_dz1, stride, padding):
    """Return the Problem of what came, and for the rest the running example's; where that does not fit,
    a kernel drawn with seed 0 and example gradients.

    Raises ValueError for what does not fit together or into the picture.
    """
    for name, value, (least, most) in (("stride", stride, STRIDES), ("padding", padding, PADDINGS)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
            raise ValueError(f"{name} is {value!r}; it needs a whole number from {least} to {most}")
    _, params, usual, _ = examples.eight_by_eight()
    x = usual if x is None else own.maps(x, "x")
    w1 = own.kernel_for(w1, x, params["w1"], filters_of(dL_dz1))
    shape = outputs(x.shape, w1.shape, stride, padding)
    example = dL_dz1 is None
    back = own.example_values(shape) if example else own.upstream(
        dL_dz1, "dL_dz1", shape, f"z1 with stride {stride} and padding {padding}")
    return Problem(x, w1, back, int(stride), int(padding), example)


def filters_of(dL_dz1):
    """How many filters an upstream asks for: those of its last axis, where it has one for them."""
    return np.shape(dL_dz1)[-1] if dL_dz1 is not None and np.ndim(dL_dz1) in (3, 4) else 1


def outputs(x, w1, stride, padding):
    """The shape of z1 (m, rows, columns, filters) of an image and a kernel of these shapes."""
    rows, columns = ((n + 2 * padding - k) // stride + 1 for n, k in zip(x[1:3], w1[:2], strict=True))
    return x[0], rows, columns, w1[3]


def places(focus, x, w1):
    """{axis: (place in focus, how many)} of example, channel and filter, where there are several."""
    counts = x[0], x[3], w1[3]
    return {axis: (at, count) for axis, at, count in zip(own.AXES, focus, counts, strict=True) if count > 1}
