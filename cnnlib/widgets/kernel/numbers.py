"""What KernelGradient shows of a state: the gradients, every window of x, and the products that are open."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from cnnlib import examples
from cnnlib.draw.parts import matrix
from cnnlib.layers import AvgPool, MaxPool, ReLU
from cnnlib.network import Network, Run

SHARING = {MaxPool: lambda layer: AvgPool(layer.size),     # no output goes without
           ReLU: lambda _: ReLU(leak=0.5)}
CLOSE = ("products", "stamp")   # what only the close-up shows, of the one view and of the other


@dataclass(frozen=True, eq=False)
class State:
    """Image and parameters; which view; which outputs the gradient reaches;
    the weight (u, v), None for the bias; the output (i, j); the selected cell."""

    x: np.ndarray
    params: dict
    view: str = "weight"
    reached: str = "winners"
    weight: tuple | None = (0, 2)
    output: tuple = (3, 1)
    selected: tuple = ("dL_dw1", 0, 2)

    @property
    def place(self):
        """The weight or the output that the view is about."""
        return (self.weight or (0, 0)) if self.view == "weight" else self.output


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    values, grads: {name: array};  products of the weight (or of the bias)
    windows[i, j, u, v] = x[i + u, j + v]
    stamps[i, j, u, v] = dL_dz1[i, j] * x[i + u, j + v], of all outputs;  so_far: their sum up to the output
    focus: the place in the close-up of the product that the selected cell belongs to, or None
    limit: of the colours, for every weight and every output
    """

    state: State
    run: Run
    values: dict
    grads: dict
    windows: np.ndarray
    products: np.ndarray
    stamps: np.ndarray
    so_far: np.ndarray
    focus: tuple | None
    limit: float

    @property
    def stamp(self):
        """What the output adds to the kernel's gradient."""
        return self.stamps[self.state.output]

    @cached_property
    def matrices(self):
        """{name: array} of what can be selected."""
        return {**self.values, "dL_dz1": self.grads["dL_dz1"], "stamp": self.stamp, "products": self.products,
                "dL_dw1": self.grads["dL_dw1"], "dL_db1": self.grads["dL_db1"]}


def numbers(state):
    """Compute what a state shows."""
    net, y = network(state.reached)
    run = net.run(state.params, state.x, y)
    grads = {name: run.grads[name] for name in ("dL_dz1", "dL_dw1", "dL_db1")}
    slopes, pixels = grads["dL_dz1"][0, :, :, 0], windows(state)
    stamps = slopes[:, :, None, None] * pixels
    sums = np.cumsum(stamps.reshape(-1, *stamps.shape[2:]), axis=0)
    so_far = sums[np.ravel_multi_index(state.output, slopes.shape)]
    return Numbers(state, run, {"x": state.x, "w1": state.params["w1"], "b1": state.params["b1"]}, grads,
                   pixels, slopes if state.weight is None else stamps[..., *state.weight], stamps,
                   without_residue(so_far, stamps), focus(state, pixels.shape),
                   matrix.largest([*grads.values(), stamps, sums]))


@lru_cache(maxsize=2)
def network(reached):
    """The running example and its label; for "all" with average pooling and a leak:
    no output goes without gradient."""
    net, _, _, y = examples.eight_by_eight()
    if reached == "winners":
        return net, y
    layers = [SHARING.get(type(layer), lambda one: one)(layer) for layer in net.layers]
    return Network(net.input_shape, layers), y


def windows(state):
    """Every window of x: windows[i, j, u, v] = x[i + u, j + v]."""
    return np.lib.stride_tricks.sliding_window_view(state.x[0, :, :, 0], state.params["w1"].shape[:2])


def without_residue(total, terms):
    """A sum in which what cancels to a rounding residue is 0."""
    return np.where(np.abs(total) < 1e-12 * np.abs(terms).max(), 0.0, total)


def focus(state, shape):
    """The place in the close-up of the product that the selected cell belongs to, or None.

    shape: of all windows
    """
    matrix, *at = state.selected
    start = state.weight if state.view == "weight" else state.output
    if matrix in CLOSE or (matrix == "w1" and state.view == "output"):
        return tuple(at)
    if matrix != "x" or start is None:
        return None
    rows, columns = shape[:2] if state.view == "weight" else shape[2:]
    row, column = at[0] - start[0], at[1] - start[1]
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None
