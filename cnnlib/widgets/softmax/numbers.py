"""What SoftmaxExplorer shows of a state: scores, shares, the loss, and both ways back to the scores."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cnnlib.explain import Cell
from cnnlib.ops import losses, softmax

from .sums import cell_of

SCORES = [[3, 1, -1, 1.5, -2], [-1, 0.5, 1.5, 0, 1]]
LABELS = 2, 1
FAR = 5.0                     # of a score, before it is multiplied and shifted
ROUNDING = 1e-13              # what is left of a sum of shares that cancels
BATCH = "z", "p", "y", "dL_dz"
LONG = "dp_dz", "dL_dp", "dL_dz products", "dL_dz long"
WRONG = "p over examples"
ADDED = "p", "dL_dz", WRONG   # of which the rows are added


@dataclass(frozen=True, eq=False)
class State:
    """Scores of five classes before they are multiplied and shifted; the label of each example; how many classes
    there are; the example and the class in focus; what scores are multiplied by, what is added to all of them;
    whether the tempting version is shown; the selected cell; the state before the last change of a number."""

    z: np.ndarray
    labels: tuple = LABELS
    classes: int = 3
    example: int = 0
    of: int = 0
    times: int = 1
    shift: float = 0.0
    tempting: bool = False
    selected: tuple = ("z", (0, 0))
    before: "State" = None

    @property
    def scores(self):
        """The scores that the softmax is given."""
        return self.z[:, :self.classes] * self.times + self.shift

    @property
    def label(self):
        """The label of the example in focus."""
        return self.labels[self.example]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    matrices: {name: array} of what can be selected: of the batch, of the long way of the example in focus
    sums: {name: array} of what its rows add to;  columns: what the tempting shares of each class add to
    top: the largest score of each row;  powers: e^(z − top);  losses: of each example, fused
    loss, long_loss: of the batch, fused and as −log p;  bare: e^z, infinite where it overflows
    cell: the selected one with the terms that make it
    before: {name: array} before the last change of a number, {} where there was none
    """

    state: State
    matrices: dict
    sums: dict
    columns: np.ndarray
    top: np.ndarray
    powers: np.ndarray
    bare: np.ndarray
    losses: np.ndarray
    loss: float
    long_loss: float
    cell: Cell
    before: dict

    def __getitem__(self, name):
        return self.matrices[name]

    @property
    def row(self):
        """Shares of the example in focus."""
        return self["p"][self.state.example]

    @property
    def back(self):
        """What comes back to the scores of the example in focus, the fused way."""
        return self["dL_dz"][self.state.example]

    @property
    def marked(self):
        """{name: [(row, column)]} of the selected cell and of what it is made of."""
        feeding = self.cell.sources
        return {**feeding, self.cell.name: [self.cell.index, *feeding.get(self.cell.name, ())]}

    @property
    def breaks(self):
        """Whether the long way of the example in focus has come to what is no number."""
        return not all(np.isfinite(self[name]).all() for name in LONG)


def opening():
    """The state to open with."""
    return State(np.array(SCORES))


def numbers(state):
    """Compute what a state shows."""
    made, z = everything(state), state.scores
    y, top = made["y"], z.max(axis=1, keepdims=True)
    each = [losses.softmax_cross_entropy(z[e:e + 1], y[e:e + 1]) for e in range(len(z))]
    with np.errstate(over="ignore"):                       # that it overflows is what is said of it
        bare = np.exp(z)
    return Numbers(state, made, {name: cleared(made[name].sum(axis=1)) for name in made if name in ADDED},
                   cleared(softmax.forward(z.T).sum(axis=1)), top, np.exp(z - top), bare,
                   np.array(each)[:, None], float(losses.softmax_cross_entropy(z, y)),
                   float(losses.cross_entropy(made["p"], y)), cell_of(state, made), lately(state))


@lru_cache(maxsize=16)
def everything(state):
    """{name: array} of what can be selected."""
    z, y = state.scores, np.eye(state.classes)[list(state.labels)]
    p = softmax.forward(z)
    made = {"z": z, "p": p, "y": y, "dL_dz": losses.softmax_cross_entropy_backward(z, y), **long_way(state, z, p, y)}
    return made | ({WRONG: softmax.forward(z.T).T} if state.tempting else {})


def long_way(state, z, p, y):
    """The way back through the shares of the example in focus: the slopes, one gradient, products for one score."""
    e, classes = state.example, state.classes
    slopes = softmax.backward(np.eye(classes), np.tile(z[e], (classes, 1)))      # one share after another
    dL_dp = losses.cross_entropy_backward(p, y)[e, :, None]
    with np.errstate(invalid="ignore"):                    # infinity · 0 is the nan that this explorer is about
        products = dL_dp * slopes[:, [state.of]]
        total = products.sum(keepdims=True)
    return {"dp_dz": slopes, "dL_dp": dL_dp, "dL_dz products": products, "dL_dz long": total}


def cleared(sums):
    """Sums without what rounding left of shares that cancel."""
    return np.where(np.abs(sums) < ROUNDING, 0.0, sums)


def lately(state):
    """The same arrays before the last change of a number, without dL_dp, which may have been of any size, and
    without what was no number."""
    old = state.before
    if old is None:
        return {}
    then = everything(replace(state, z=old.z, labels=tuple(min(k, state.classes - 1) for k in old.labels),
                              times=old.times, shift=old.shift, before=None))
    now = everything(state)
    return {name: np.where(np.isfinite(array), array, now[name]) for name, array in then.items()
            if name != "dL_dp"}


def steady(state):
    """The selected cell among those that there are, and the example and the class that it asks for."""
    name, (row, column) = state.selected
    name = "p" if name == WRONG and not state.tempting else name
    last, example, of = state.classes - 1, state.example, min(state.of, state.classes - 1)
    if name in (*BATCH, WRONG):
        example, of = row, min(column, last)
        index = example, of
    elif name == "dp_dz":
        of = min(column, last)
        index = min(row, last), of
    else:
        index = (0 if name == "dL_dz long" else min(row, last)), 0
    if (name, index, example, of) == (*state.selected, state.example, state.of):
        return state
    return replace(state, selected=(name, index), example=example, of=of)
