"""Passes over many images in parts, as generators: whoever runs one can serve others in between.

Each yields after every part, and returns what was found.
"""

import numpy as np

from cnnlib.layers import ReLU

PART = 100            # images at a time: so few that BLAS stays on one thread, as busy machines need
CELLS = 1_500_000     # of all tensors of a part: some tens of milliseconds


def finished(parts):
    """Run a generator to its end -> what it returns."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            return end.value


def cells(net):
    """How many numbers a network makes of one image."""
    return sum(int(np.prod(net.shapes[name])) for name in net.maker)


def gradients(net, params, x, y):
    """The loss of a batch and its gradients: all of them, or in parts those of the parameters alone."""
    most = max(1, CELLS // cells(net))
    if len(x) <= most:
        run = quietly(net.run, params, x, y)
        return float(run.L), run.grads
    L, grads = 0.0, {f"dL_d{name}": np.zeros(shape) for name, shape in net.param_shapes.items()}
    for k in range(0, len(x), most):
        run = quietly(net.run, params, x[k:k + most], y[k:k + most])
        share = len(run.y) / len(x)               # the loss of a part is a mean over that part
        L += share * float(run.L)
        grads = {name: total + share * run.grads[name] for name, total in grads.items()}
        yield
    return L, grads


def passed(net, params, x):
    """What many images become: last z, prediction, and of each ReLU which cells no image opens."""
    found, most = [], max(1, min(PART, CELLS // cells(net)))
    for k in range(0, len(x), most):
        trace = quietly(net.forward, params, x[k:k + most])
        found.append((trace[net.steps[-1].input], trace[net.steps[-1].output], *shut(net, trace)))
        yield
    z, a, *closed = zip(*found, strict=True)
    return np.concatenate(z), np.concatenate(a), [np.logical_and.reduce(one) for one in closed]


def shut(net, trace):
    """Of what each ReLU reads, which cells are at or below 0 in every image of a trace; with a leak none is shut."""
    return [~np.any(trace[step.input] > 0, axis=0) & (not step.layer.leak)
            for step in net.steps if isinstance(step.layer, ReLU)]


def shares(closed):
    """The shares of cells and of filters that are shut, over all ReLUs."""
    if not closed:
        return 0.0, 0.0
    filters = [one.reshape(-1, one.shape[-1]).all(axis=0) for one in closed]
    return tuple(float(np.mean(np.concatenate([one.ravel() for one in kind]))) for kind in (closed, filters))


def classes(a):
    """The class that each prediction, or label, names (m,): above 0.5 where one unit decides, else the largest."""
    return (a[:, 0] > 0.5).astype(int) if a.shape[1] == 1 else a.argmax(axis=1)


def quietly(act, *given):
    """Call act(*given); what overflows is said in words later, not as a warning."""
    with np.errstate(over="ignore", invalid="ignore"):
        return act(*given)
