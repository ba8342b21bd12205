"""What MindChanger shows of a state: the picture on its walk, its gradient, what covering does, one pixel nudged."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from .walk import GRADIENT, RESIDUE, Walk, digits, run_of, trained, walked

PATCHES = 2, 3                      # pixels a side of the paper that covers
NUDGE = 1 / 16                      # of ink, at one pixel
ROUNDING = 1e-12                    # a loss that moves by less of itself has not moved
LARGE = "dL_dx", "change", "covered"        # of which one is looked at
CENTRE = 0, 3, 4, 0


@dataclass(frozen=True)
class State:
    """Steps walked, along what, whether pixels stay from 0 to 1; what is looked at; the side of the covering
    paper; which digit, by how many pixels it is moved; the selected cell."""

    steps: int = 0
    way: str = GRADIENT
    clip: bool = True
    look: str = "dL_dx"
    patch: int = 2
    digit: int = 0
    down: int = 0
    right: int = 0
    selected: tuple = ("dL_dx", CENTRE)


@dataclass(frozen=True)
class Nudge:
    """One pixel changed: by how much, what its slope foretells of the loss, what came."""

    ink: float
    foretold: float
    came: float


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array}: start, x, change, dL_dx (1, 8, 8, 1); covered, what each patch does to the prediction
    pixels: the pixels (row, column) that are selected, several under a patch;  nudge: of the first of them
    largest, length, start_length: of the change, and of the picture before
    foretold: the loss that the gradient at the start foretells for the change
    enough: the steps along the gradient after which the network says something else, None where no number is
    unmoved: the prediction for the digit in its own place
    """

    state: State
    walk: Walk
    matrices: dict
    pixels: tuple
    nudge: Nudge
    largest: float
    length: float
    start_length: float
    foretold: float
    enough: int | None
    unmoved: float

    @property
    def prediction(self):
        """What the network says of the picture now, from 0, a 3, to 1, an 8."""
        return self.walk.predictions[self.state.steps]

    @property
    def loss(self):
        """The loss of the picture now, with the label the walk goes to."""
        return self.walk.losses[self.state.steps]


def numbers(state):
    """Compute what a state shows."""
    walk, k = walked(state.digit, state.down, state.right, state.way, state.clip), state.steps
    start, x, dL_dx = walk.pictures[0], walk.pictures[k], walk.gradients[k]
    change, chosen = x - start, pixels(state)
    matrices = {"start": start, "x": x, "change": change, "dL_dx": dL_dx,
                "covered": moves(covered(x, state.patch) - walk.predictions[k])}
    return Numbers(state, walk, matrices, chosen, nudged(walk, k, chosen[0]),
                   float(np.abs(change).max()), float(np.linalg.norm(change)), float(np.linalg.norm(start)),
                   walk.losses[0] + float(np.sum(walk.gradients[0] * change)),
                   walked(state.digit, state.down, state.right, GRADIENT, state.clip).changed,
                   walked(state.digit, 0, 0, GRADIENT, state.clip).predictions[0])


def covered(x, patch):
    """The prediction with paper over each patch of pixels, by the row and column of its upper left pixel."""
    side = x.shape[1] - patch + 1
    many = np.repeat(x, side * side, axis=0)
    for k, (row, column) in enumerate(np.ndindex(side, side)):
        many[k, row:row + patch, column:column + patch] = 0
    net, params = trained()
    return net.forward(params, many)["a3"].reshape(side, side)


def moves(difference):
    """How far predictions move, 0 where that is only rounding."""
    return np.where(np.abs(difference) > RESIDUE, difference, 0.0)


def nudged(walk, k, pixel):
    """A little more ink at one pixel of the picture now; less where there is no room for more."""
    x, at = walk.pictures[k].copy(), (0, *pixel, 0)
    ink = NUDGE if x[at] <= 1 - NUDGE else -NUDGE
    x[at] += ink
    came = run_of(x, walk.target).L - walk.losses[k]
    return Nudge(ink, ink * walk.gradients[k][at], came if abs(came) > ROUNDING * walk.losses[k] else 0.0)


def pixels(state):
    """The pixels (row, column) of the selected cell: those under the paper, or one."""
    name, index = state.selected
    if name != "covered":
        return (tuple(index[1:3]),)
    return tuple((index[0] + u, index[1] + v) for u, v in np.ndindex(state.patch, state.patch))


def covering(state):
    """The places of `covered` that belong to the selected cell: itself, or every patch over the pixel."""
    name, index = state.selected
    if name == "covered":
        return (index,)
    (row, column), = pixels(state)
    side = 8 - state.patch + 1
    return tuple((i, j) for i, j in np.ndindex(side, side)
                 if 0 <= row - i < state.patch and 0 <= column - j < state.patch)


def steady(state):
    """What is selected is looked at large; a patch stays on the picture."""
    name, index = state.selected
    if name == "covered":
        most = 8 - state.patch
        index = tuple(min(place, most) for place in index)
    look = name if name in LARGE else state.look
    return replace(state, look=look, selected=(name, index))


def looked(state, look):
    """Another matrix large, the same place of it selected."""
    row, column = pixels(state)[0]
    return replace(state, look=look, selected=(look, (row, column) if look == "covered" else (0, row, column, 0)))


@lru_cache(maxsize=1)
def last_digit():
    """The number of the last digit there is to choose."""
    return len(digits()[0]) - 1

