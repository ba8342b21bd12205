"""Whole networks: every tensor and gradient of one pass, and the parameters after 50 steps of each optimizer."""

import numpy as np
import pytest
import shapes
import theirs
from numpy.testing import assert_allclose

from cnnlib import examples, optim
from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax

pytestmark = pytest.mark.oracle

STEPS, BATCH = 50, 16
OPTIMIZERS = {
    "SGD": (lambda: optim.SGD(0.2), lambda tensors: theirs.torch.optim.SGD(tensors, 0.2)),
    "momentum": (lambda: optim.Momentum(0.05, 0.8), lambda tensors: theirs.torch.optim.SGD(tensors, 0.05, 0.8)),
    "Adam": (lambda: optim.Adam(0.01, 0.8, 0.99, 1e-7),
             lambda tensors: theirs.torch.optim.Adam(tensors, 0.01, (0.8, 0.99), 1e-7)),
    "Adam as it comes": (lambda: optim.Adam(0.01), lambda tensors: theirs.torch.optim.Adam(tensors, 0.01)),
}
OWN = {
    "hidden sigmoid": Network((8, 8, 1), [Conv(2, (2, 3)), Sigmoid(), MaxPool(2), Flatten(),
                                          Dense(5), Sigmoid(), Dense(1), Sigmoid()]),
    "average pooling": Network((8, 8, 1), [Conv(3, 3), ReLU(0.1), AvgPool((2, 3), (2, 1)), Flatten(),
                                           Dense(1), Sigmoid()]),
    "two convolutions": Network((8, 8, 1), [Conv(4, (3, 2), (1, 2), ((2, 0), (1, 1))), ReLU(), MaxPool(3, 1, 1),
                                            Conv(3, 2, 1, 1, (2, 1)), ReLU(0.2), AvgPool(2, padding=1), Flatten(),
                                            Dense(6), ReLU(), Dense(10), Softmax()]),
}
NETWORKS = ("8×8", "6×6", "ten digits", *OWN)


def network(name):
    """A network with the parameters it begins with."""
    made = {"8×8": examples.eight_by_eight, "6×6": examples.six_by_six, "ten digits": examples.ten_digits}
    if name in made:
        return made[name]()[:2]
    return OWN[name], OWN[name].init(np.random.default_rng(1))


def digits(net):
    """All training digits that fit a network: the 3s and 8s for one score, as large as its input."""
    (x, y), _ = examples.digits((3, 8) if net.shapes[net.steps[-1].output] == (1,) else None)
    rows, columns, _ = net.input_shape
    return x[:, :rows, :columns], y


def batches(net):
    """The same random batches for both sides, with noise: in a tie of sums, the order of adding picks the winner."""
    (x, y), rng = digits(net), np.random.default_rng(7)
    x = x + 0.01 * rng.random(x.shape)
    return [(x[rows], y[rows]) for rows in rng.integers(len(x), size=(STEPS, BATCH))]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_tensor_and_every_gradient_of_one_pass(name):
    net, params = network(name)
    x = np.random.default_rng(3).random((5, *net.input_shape))       # generic numbers: no ties, no kinks
    y = digits(net)[1][:5]
    ours, (trace, L, grads) = net.run(params, x, y), theirs.run(net, params, x, y)
    assert ours.trace.keys() == trace.keys() and ours.grads.keys() == grads.keys()
    shapes.agree([np.array(ours.L), *ours.trace.values()], [np.array(L), *(trace[key] for key in ours.trace)])
    shapes.agree(ours.grads.values(), [grads[key] for key in ours.grads])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", NETWORKS)
def test_parameters_and_losses_after_50_steps(name, optimizer):
    net, start = network(name)
    params, (ours, reference) = start, OPTIMIZERS[optimizer]
    ours, losses = ours(), []
    for x, y in batches(net):
        run = net.run(params, x, y)
        params = ours.step(params, run.grads)
        losses.append(run.L)
    expected, expected_losses = theirs.train(net, start, batches(net), reference)
    assert_allclose(losses, expected_losses, rtol=0, atol=1e-8)
    for key, value in params.items():
        assert np.abs(value - start[key]).max() > 1e-3               # it has learned something to compare
        assert_allclose(value, expected[key], rtol=0, atol=1e-8)
