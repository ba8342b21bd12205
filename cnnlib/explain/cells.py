"""Any cell of any tensor, opened into the terms that make it.

A cell is op(terms) and a term is a product of factors, each with its value, its name and its index:

    leaf      nothing feeds it: x, y, a weight or a bias
    sum       z, L and every gradient; a mean is a sum with the factor "1/size" or "1/m"
    max       the candidates of one pooling window
    relu      one term, z; softmax: the z of every class; sigmoid: one term, z
    log       "log(a3)" and "log(1 - a3)", the factors of L, can be opened too
    another   what the layer's line of FORWARD in terms.py calls it

Zero terms stay, padding does not appear, and a term with a factor 0 is 0, even if another is infinite.
"""

from dataclasses import dataclass
from math import inf, log, prod
from operator import index as whole

import numpy as np

from cnnlib import inputs, layers
from cnnlib.network import Run, Step

from .losses import LOSS, LOSS_SLOPE, error, log_argument, logs
from .terms import FORWARD, backward_of, forward_of, line_of


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
        """Return {tensor name: [index, ...]}: every cell that feeds this one.

        Each once, in the order of terms.
        """
        cells = {}
        for factor in (f for term in self.terms for f in term.factors if f.source):
            cells.setdefault(factor.source, {})[factor.index] = None
        return {name: list(indices) for name, indices in cells.items()}

    def apply(self):
        """Return op(terms), computed again from the factors."""
        ways = _APPLY | {op: apply for op, _, apply in FORWARD.values()}
        return ways[self.op](self, [term.value for term in self.terms])


def tensors(run):
    """Return {name: array} of everything in a run that has cells, forward, then parameters, then backward.

    Raises ValueError for anything but a Run.
    """
    inputs.of_kind(run, Run, "run")
    return {**run.trace, "y": run.y, "L": np.asarray(run.L), **run.params, **run.grads}


def cell(run, name, index=()):
    """Return what makes one cell of one tensor.

    index counts the example first, as in run.trace[name][index]; () for "L".
    ValueError for what is no run, for an unknown name, for an index that is negative, too long, too short or
    out of range, and for a layer that explain does not know.
    """
    t = tensors(run)
    if not isinstance(name, str) or name not in t or name == "L":
        t |= logs(run)
    index = _checked_index(t, name, index)
    return _cell(t, name, index, *_open(run, t, name, index))


def step_cell(step, arrays, name, index):
    """Return what makes one cell that a single step makes or sends back, without a Network.

        step = Step(Conv(1, 3), 1, "x", "z1", ("w1", "b1"))
        step_cell(step, {"x": x, "w1": w1, "b1": b1, "z1": z1}, "z1", (0, 2, 3, 0))

    arrays {name: array} holds x, the tensor of the cell and whatever the cell is made of:
    for dL_dx, w1 and dL_dz1. What the step neither makes nor sends back is a leaf.
    ValueError for an array that is missing or does not fit the step, and as for cell.
    """
    t = _arrays_of(step, arrays)
    index = _checked_index(t, name, index)
    makes = (step.output, *(f"dL_d{below}" for below in (step.input, *step.weights)))
    return _cell(t, name, index, *(_made(step, t, name, index) if name in makes else LEAF))


class _Arrays(dict):
    """Arrays by name, which say so if a term asks for one that is not there."""

    def __missing__(self, name):
        raise ValueError(f"arrays must hold {name}, of which this cell is made; "
                         f"got {', '.join(self) or 'none'}")


def _arrays_of(step, arrays):
    """Return those arrays that belong to a step.

    ValueError unless each has the shape that fits what the step reads.
    """
    _check_step(step)
    inputs.of_kind(arrays, dict, "arrays")
    x = inputs.real(_Arrays(arrays)[step.input], step.input)
    if x.ndim not in (2, 4) or not x.size:
        raise ValueError(f"{step.input} must have the shape (m, rows, columns, channels) or (m, inputs), "
                         f"got {x.shape}")
    shapes = step.shapes(x.shape[1:])
    shapes = {name: shape if name in step.weights else (len(x), *shape) for name, shape in shapes.items()}
    shapes[step.input] = x.shape
    shapes |= {f"dL_d{name}": shape for name, shape in shapes.items()}
    return _Arrays((name, inputs.of_shape(arrays[name], shape, name))
                   for name, shape in shapes.items() if name in arrays)


def _check_step(step):
    inputs.of_kind(step, Step, "step")
    layers.check(step.layer, "the layer of step")
    forward_of(step)                                     # raises where explain does not know the layer
    if len(step.weights) != len(step.layer.learns):
        raise ValueError(f"step names the weights {step.weights}; {type(step.layer).__name__} learns "
                         f"{step.layer.learns}, so it needs {len(step.layer.learns)} names")


def slope(run, above, at, below, of):
    """Return the local slope of one cell by another that it is made from in one step, 0 where it is not.

        dL_d{below}[of] = sum over at of  dL_d{above}[at] * slope

    above is what a layer makes, below what that layer reads: a tensor, a weight or a bias.
    ValueError for what is no run, for other names and for an index that is no cell of its tensor.
    """
    t = tensors(run)
    if not isinstance(above, str) or above not in run.net.maker:
        raise ValueError(f"above must be one of {', '.join(run.net.maker)}; got {above!r}")
    step = run.net.maker[above]
    reads = (step.input, *step.weights)
    if not isinstance(below, str) or below not in reads:
        raise ValueError(f"below must be one of {', '.join(reads)}, from which {above} is made; "
                         f"got {below!r}")
    at, of = _checked_index(t, above, at), _checked_index(t, below, of)
    for term in backward_of(step, below)(t, step, of):
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


def _cell(t, name, index, op, terms, leak=0.0):
    return Cell(name, index, op, tuple(terms), float(t[name][index]), leak)


def _open(run, t, name, index):
    """Return (op, terms) of one cell, and a leak with "relu", by what makes it: the loss or a layer."""
    last = run.net.steps[-1]
    if name == "L":
        return "sum", line_of(LOSS, "LOSS", last.layer, "losses")(t, last.output)
    if name.startswith("log("):
        return "log", log_argument(t, name, last.output, index)
    if name == f"dL_d{last.output}":
        return "sum", line_of(LOSS_SLOPE, "LOSS_SLOPE", last.layer, "losses")(t, last.output, index)
    if name == f"dL_d{last.input}":
        return "sum", error(t, last.output, index)
    if name in run.grads:
        return _made(run.net.user[name.removeprefix("dL_d")], t, name, index)
    return _made(run.net.maker[name], t, name, index) if name in run.net.maker else LEAF


def _made(step, t, name, index):
    """Return (op, terms) of one cell that a step makes or sends back, and a leak with "relu"."""
    if name != step.output:
        return "sum", backward_of(step, name.removeprefix("dL_d"))(t, step, index)
    op, terms, _ = forward_of(step)
    leak = step.layer.leak if op == "relu" else 0.0
    return op, terms(t, step, index), leak


def _apply_log(cell, values):
    return log(sum(values)) if sum(values) > 0 else -inf


LEAF = "leaf", ()
_APPLY = {                              # of the cells that no layer makes
    "leaf": lambda cell, values: cell.total,
    "log":  _apply_log,
}
