"""Any cell of any tensor, opened into the terms that make it.

A cell is op(terms) and a term is a product of factors, each with its value, its name and its index:

    leaf      nothing feeds it: x, y, a weight or a bias
    sum       z, L and every gradient; a mean is a sum with the factor "1/size" or "1/m"
    max       the candidates of one pooling window
    relu      one term, z; softmax: the z of every class; sigmoid: one term, z
    log       "log(a3)" and "log(1 - a3)", the factors of L, can be opened too

Zero terms stay, padding does not appear, and a term with a factor 0 is 0, even if another is infinite.
"""

from dataclasses import dataclass
from math import exp, inf, log, prod
from operator import index as whole

import numpy as np

from cnnlib import inputs
from cnnlib.network import Run

from .losses import LOSS, LOSS_SLOPE, error, log_argument, logs
from .terms import BACKWARD, FORWARD


@dataclass(frozen=True)
class Cell:
    """total = op(terms), the cell `index` of the tensor `name`; leak belongs to the op "relu"."""

    name: str
    index: tuple
    op: str
    terms: tuple
    total: float
    leak: float = 0.0

    @property
    def sources(self):
        """Return {tensor name: [index, ...]}: every cell that feeds this one, each once, in the order of terms."""
        cells = {}
        for factor in (f for term in self.terms for f in term.factors if f.source):
            cells.setdefault(factor.source, {})[factor.index] = None
        return {name: list(indices) for name, indices in cells.items()}

    def apply(self):
        """Return op(terms), computed again from the factors."""
        return _APPLY[self.op](self, [term.value for term in self.terms])


def tensors(run):
    """Return {name: array} of everything in a run that has cells, forward, then parameters, then backward.

    Raises ValueError for anything but a Run.
    """
    inputs.of_kind(run, Run, "run")
    return {**run.trace, "y": run.y, "L": np.asarray(run.L), **run.params, **run.grads}


def cell(run, name, index=()):
    """Return what makes one cell of one tensor.

    index counts the example first, as in run.trace[name][index]; () for "L".
    ValueError for what is no run, for an unknown name and for an index that is negative, too long, too short or out of
    range.
    """
    t = tensors(run)
    if not isinstance(name, str) or name not in t or name == "L":
        t |= logs(run)
    index = _checked_index(t, name, index)
    op, terms = _open(run, t, name, index)
    leak = run.net.maker[name].layer.leak if op == "relu" else 0.0
    return Cell(name, index, op, tuple(terms), float(t[name][index]), leak)


def slope(run, above, at, below, of):
    """Return the local slope of one cell by another that it is made from in one step, 0 where it is not.

        dL_d{below}[of] = sum over at of  dL_d{above}[at] * slope

    above is what a layer makes, below what that layer reads: a tensor, a weight or a bias.
    ValueError for what is no run, for other names and for an index that is no cell of its tensor.
    """
    t = tensors(run)
    if above not in run.net.maker:
        raise ValueError(f"above must be one of {', '.join(run.net.maker)}; got {above!r}")
    step = run.net.maker[above]
    reads = (step.input, *step.weights)
    if below not in reads:
        raise ValueError(f"below must be one of {', '.join(reads)}, from which {above} is made; got {below!r}")
    at, of = _checked_index(t, above, at), _checked_index(t, below, of)
    for term in BACKWARD[type(step.layer)][reads.index(below)](t, step, of):
        upstream, *others = term.factors
        if upstream.index == at:
            return prod(factor.value for factor in others)
    return 0.0


def _checked_index(t, name, index):
    if not isinstance(name, str) or name not in t:
        raise ValueError(f"name must be one of {', '.join(t)}; got {name!r}")
    shape = t[name].shape
    try:
        cells = tuple(map(whole, index))
    except TypeError:
        raise ValueError(f"index must be a tuple of whole numbers, got {index!r}") from None
    if len(cells) != len(shape) or not all(0 <= i < n for i, n in zip(cells, shape, strict=True)):
        raise ValueError(f"index of {name} must lie in the shape {shape}, counted from 0; got {index!r}")
    return cells


def _open(run, t, name, index):
    """Return (op, terms) of one cell, by the kind of tensor and the layer that makes it."""
    last = run.net.steps[-1]
    if name == "L":
        return "sum", LOSS[type(last.layer)](t, last.output)
    if name.startswith("log("):
        return "log", log_argument(t, name, last.output, index)
    if name in run.grads:
        return "sum", _gradient(run.net, t, name.removeprefix("dL_d"), index)
    if name in run.net.maker:
        step = run.net.maker[name]
        op, forward = FORWARD[type(step.layer)]
        return op, forward(t, step, index)
    return "leaf", ()


def _gradient(net, t, below, index):
    """Return the terms of the gradient with respect to the tensor `below`."""
    last = net.steps[-1]
    if below == last.output:
        return LOSS_SLOPE[type(last.layer)](t, last.output, index)
    if below == last.input:
        return error(t, last.output, index)
    step = net.user[below]
    place = (step.input, *step.weights).index(below)
    return BACKWARD[type(step.layer)][place](t, step, index)


def _apply_relu(cell, values):
    return values[0] if values[0] > 0 else cell.leak * values[0]


def _apply_sigmoid(cell, values):
    e = exp(-abs(values[0]))
    return (1 if values[0] >= 0 else e) / (1 + e)


def _apply_softmax(cell, values):
    shares = [exp(z - max(values)) for z in values]
    return shares[cell.index[-1]] / sum(shares)


def _apply_log(cell, values):
    return log(sum(values)) if sum(values) > 0 else -inf


_APPLY = {
    "leaf":    lambda cell, values: cell.total,
    "sum":     lambda cell, values: sum(values, 0.0),
    "max":     lambda cell, values: float(np.max(values)),
    "relu":    _apply_relu,
    "sigmoid": _apply_sigmoid,
    "softmax": _apply_softmax,
    "log":     _apply_log,
}
