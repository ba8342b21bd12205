"""What KernelGradient shows of a state: the gradients, every window of x, and the products that are open."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from cnnlib import examples
from cnnlib.draw.ink.number import tidied
from cnnlib.draw.parts import matrix
from cnnlib.layers import AvgPool, MaxPool, ReLU
from cnnlib.network import Network, Run

from ..frozen import frozen, thawed
from ..stage.address import spot

SHARING = {MaxPool: lambda layer: AvgPool(layer.size),     # no output goes without
           ReLU: lambda _: ReLU(leak=0.5)}
CLOSE = ("products", "stamp")   # what only the lens shows, of the one view and of the other


@dataclass(frozen=True, eq=False)
class State:
    """Image and parameters; which view; which outputs the gradient reaches;
    the weight (u, v), None for the bias; the output (i, j); the selected cell;
    the state before the last change."""

    x: np.ndarray
    params: dict
    view: str = "weight"
    reached: str = "winners"
    weight: tuple | None = (0, 2)
    output: tuple = (3, 1)
    selected: tuple = ("dL_dw1", (0, 2, 0, 0))
    before: "State" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    values, grads: {name: array};  products of the weight (or of the bias)
    windows[i, j, u, v] = x[i + u, j + v]
    stamps[i, j, u, v] = dL_dz1[i, j] * x[i + u, j + v], of all outputs;  so_far: their sum up to the output
    picked: as many outputs as there are weights, those with the largest gradients and the selected one
    focus: the place in the lens of the product that the selected cell belongs to, or None
    limit: of the colours, for every weight and every output
    before: the numbers of the same weight and output before the last change, None where they are the same
    """

    state: State
    run: Run
    values: dict
    grads: dict
    windows: np.ndarray
    products: np.ndarray
    stamps: np.ndarray
    so_far: np.ndarray
    picked: list
    focus: tuple | None
    limit: float
    before: "Numbers" = None

    @property
    def stamp(self):
        """What the output adds to the kernel's gradient."""
        return self.stamps[self.state.output]

    @property
    def part(self):
        """The pixels (rows, columns) that the weight met; ones for the bias."""
        weight = self.state.weight
        return np.ones(self.products.shape) if weight is None else self.windows[..., *weight]

    @property
    def total(self):
        """The gradient of the weight, or of the bias."""
        weight = self.state.weight
        return (self.grads["dL_db1"] if weight is None else self.grads["dL_dw1"][*weight]).item()

    @cached_property
    def matrices(self):
        """{name: array} of what can be selected."""
        return {**self.values, "dL_dz1": self.grads["dL_dz1"], "stamp": self.stamp, "products": self.products,
                "dL_dw1": self.grads["dL_dw1"], "dL_db1": self.grads["dL_db1"]}


def numbers(state):
    """Compute what a state shows."""
    params = tuple((name, frozen(one)) for name, one in state.params.items())
    run = run_of(state.reached, frozen(state.x), params)
    grads = {name: run.grads[name] for name in ("dL_dz1", "dL_dw1", "dL_db1")}
    slopes, pixels = grads["dL_dz1"][0, :, :, 0], windows(state)
    stamps = slopes[:, :, None, None] * pixels
    sums = np.cumsum(stamps.reshape(-1, *stamps.shape[2:]), axis=0)
    so_far = sums[np.ravel_multi_index(state.output, slopes.shape)]
    looked_at = focus(state, pixels.shape)
    opened = picked(slopes, state.params["w1"].size, looked_at if state.view == "weight" else None)
    return Numbers(state, run, {"x": state.x, "w1": state.params["w1"], "b1": state.params["b1"]}, grads,
                   pixels, slopes if state.weight is None else stamps[..., *state.weight], stamps,
                   without_residue(so_far, stamps), opened, looked_at,
                   matrix.largest([*grads.values(), stamps, sums]), lately(state))


@lru_cache(maxsize=4)       # while a weight or an output is chosen, the run stays
def run_of(reached, image, params):
    """The network's run of a frozen image and parameters."""
    net, y = network(reached)
    return net.run({name: thawed(*one) for name, one in params}, thawed(*image), y)


def lately(state):
    """The numbers of the same weight and output before image, parameters or reach changed, or None."""
    old = state.before
    if old is None or (old.x is state.x and old.params is state.params and old.reached == state.reached):
        return None
    return numbers(replace(state, x=old.x, params=old.params, reached=old.reached, before=None))


def picked(slopes, count, wanted):
    """The (row, column) of so many gradients in reading order: the wanted one, the largest in size."""
    sizes = dict(zip(np.ndindex(slopes.shape), tidied(np.abs(slopes).ravel().tolist()), strict=True))
    return sorted(sorted(sizes, key=lambda place: (place != wanted, -sizes[place]))[:count])


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
    """The place in the lens of the product that the selected cell belongs to, or None.

    shape: of all windows
    """
    matrix, *at = spot(state.selected)
    start = state.weight if state.view == "weight" else state.output
    if matrix in CLOSE or (matrix == "w1" and state.view == "output"):
        return tuple(at)
    if matrix != "x" or start is None:
        return None
    rows, columns = shape[:2] if state.view == "weight" else shape[2:]
    row, column = at[0] - start[0], at[1] - start[1]
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None
