"""Training works: the networks of the lessons learn real digits."""

import numpy as np
import pytest

from cnnlib import examples, optim


def descend(net, params, x, y, optimizer, steps):
    for _ in range(steps):
        params = optimizer.step(params, net.run(params, x, y).grads)
    return params


def accuracy(net, params, x, y):
    last = list(net.forward(params, x).values())[-1]
    right = last.argmax(axis=1) == y.argmax(axis=1) if y.shape[1] > 1 else (last > 0.5) == y
    return float(np.mean(right))


@pytest.mark.parametrize("optimizer", [optim.SGD(0.5), optim.Momentum(0.05), optim.Adam(0.05)],
                         ids=lambda o: type(o).__name__)
def test_twenty_parameters_learn_threes_and_eights_they_have_never_seen(optimizer):
    net, *_ = examples.eight_by_eight()
    (x, y), held_out = examples.digits()
    params = net.init(np.random.default_rng(5))
    assert abs(net.run(params, x, y).L - np.log(2)) < 0.02              # begins as a coin does
    params = descend(net, params, x, y, optimizer, steps=150)
    assert net.run(params, x, y).L < 0.25
    assert accuracy(net, params, *held_out) > 0.9


def test_a_dense_layer_of_zeros_begins_at_exactly_ln_2():
    net, params, *_ = examples.eight_by_eight()
    (x, y), _ = examples.digits()
    params |= {"w3": np.zeros((9, 1)), "b3": np.zeros(1)}
    assert abs(net.run(params, x, y).L - np.log(2)) < 1e-12


def test_one_small_step_on_the_running_example_lowers_its_loss_by_lr_times_the_squared_slope():
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    new = optim.SGD(lr=1e-5).step(params, run.grads)
    squared = sum(np.sum(run.grads["dL_d" + name] ** 2) for name in params)
    fall = run.L - net.run(new, x, y).L
    assert fall == pytest.approx(1e-5 * squared, rel=1e-3)


def test_the_ten_digit_network_halves_its_loss_in_forty_steps():
    net, params, x, y = examples.ten_digits()
    before = net.run(params, x, y).L
    after = net.run(descend(net, params, x, y, optim.Adam(lr=0.01), steps=40), x, y).L
    # ten equal shares would give ln 10 = 2.30
    assert 2 < before < 3
    assert after < before / 2


def test_the_ten_digit_network_learns_in_one_epoch_what_it_has_never_seen():
    net, params, *_ = examples.ten_digits()
    (x, y), held_out = examples.digits(classes=None)
    optimizer = optim.Adam(lr=0.01)
    for start in range(0, len(x), 32):
        params = descend(net, params, x[start:start + 32], y[start:start + 32], optimizer, steps=1)
    assert accuracy(net, params, *held_out) > 0.75
