"""Optimizers against numbers worked out by hand and against the rules written for one number at a time."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib import optim

OPTIMIZERS = [optim.SGD, optim.Momentum, optim.Adam]


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def draw(rng):
    return {"w1": rng.normal(size=(3, 2, 1, 4)), "b1": rng.normal(size=4), "w3": rng.normal(size=(8, 1))}


def as_gradients(params):
    return {"dL_d" + name: value for name, value in params.items()}


def test_sgd_by_hand():
    new = optim.SGD(lr=0.1).step({"w1": np.array([1.0, -2.0])}, {"dL_dw1": np.array([0.5, -1.0])})
    assert_allclose(new["w1"], [0.95, -1.9])


def test_momentum_by_hand():
    optimizer, params = optim.Momentum(lr=0.1, beta=0.5), {"b1": np.array([1.0])}
    for dL_db1, b1 in [(2.0, 0.8), (2.0, 0.5), (-1.0, 0.45)]:        # velocities 2, 3, 0.5
        params = optimizer.step(params, {"dL_db1": np.array([dL_db1])})
        assert_allclose(params["b1"], [b1])


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
def test_under_a_constant_gradient_momentums_step_tends_to_lr_g_over_1_minus_beta(beta):
    optimizer, params, g = optim.Momentum(lr=0.1, beta=beta), {"w1": np.zeros(2)}, np.array([2.0, -0.5])
    steps = []
    for _ in range(3000):
        new = optimizer.step(params, {"dL_dw1": g})
        steps.append(params["w1"] - new["w1"])
        params = new
    assert_allclose(steps[-1], 0.1 * g / (1 - beta), rtol=1e-9)
    for t in (1, 2, 7):                                 # on the way: 1 + beta + … + beta^(t-1)
        assert_allclose(steps[t - 1], 0.1 * g * (1 - beta**t) / (1 - beta), rtol=1e-9)


def test_adams_bias_correction_makes_a_constant_gradient_of_the_first_means():
    optimizer, params, g = optim.Adam(lr=0.1), {"w1": np.zeros(2)}, np.array([2.0, -0.5])
    for t in range(1, 6):                               # m is g times 1 - 0.9**t: 0.1, 0.19, 0.271 …
        params = optimizer.step(params, {"dL_dw1": g})
        assert_allclose(optimizer.m["w1"], g * {1: 0.1, 2: 0.19, 3: 0.271, 4: 0.3439, 5: 0.40951}[t])
        assert_allclose(optimizer.m["w1"] / (1 - optimizer.beta1**optimizer.t), g)
        assert_allclose(optimizer.v["w1"] / (1 - optimizer.beta2**optimizer.t), g * g)
        assert_allclose(params["w1"], -0.1 * t * np.sign(g), rtol=1e-6)


def test_adam_by_hand():
    optimizer, params = optim.Adam(lr=0.1, beta1=0.5, beta2=0.75, eps=1e-12), {"b1": np.array([1.0])}
    params = optimizer.step(params, {"dL_db1": np.array([2.0])})       # m_hat 1/0.5 = 2,      v_hat 1/0.25 = 4
    assert_allclose(params["b1"], [0.9])
    params = optimizer.step(params, {"dL_db1": np.array([-1.0])})      # m_hat 0/0.75 = 0
    assert_allclose(params["b1"], [0.9])
    params = optimizer.step(params, {"dL_db1": np.array([3.5])})       # m 1.75, /0.875 = 2;  v 3.8125, /(37/64)
    assert_allclose(params["b1"], [0.9 - 0.1 * 2 / math.sqrt(3.8125 * 64 / 37)])


@pytest.mark.parametrize("size", [1e-6, 0.1, 1e6])
def test_adams_first_step_is_lr_whatever_the_size_of_the_gradient(size):
    w1 = np.array([1.0, 2.0, -3.0])
    new = optim.Adam(lr=0.01, eps=1e-12).step({"w1": w1}, {"dL_dw1": size * np.array([1.0, -1.0, 5.0])})
    assert_allclose(w1 - new["w1"], [0.01, -0.01, 0.01], rtol=1e-5)


def test_a_zero_gradient_moves_nothing():
    for make in OPTIMIZERS:
        assert_array_equal(make(lr=0.1).step({"w1": np.ones(3)}, {"dL_dw1": np.zeros(3)})["w1"], np.ones(3))


def reference(kind, w, gradients, lr):
    """The rules of Polyak (1964) and Kingma and Ba (2015) for one number, with their usual constants."""
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        if kind is optim.SGD:
            w -= lr * g
        elif kind is optim.Momentum:
            v = 0.9 * v + g
            w -= lr * v
        else:
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            w -= lr * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_ten_steps_equal_the_rule_for_one_number_in_every_cell(make, rng):
    start, gradients = draw(rng), [as_gradients(draw(rng)) for _ in range(10)]
    optimizer, params = make(lr=0.05), start
    for grads in gradients:
        params = optimizer.step(params, grads)
    for name, w in start.items():
        for cell in np.ndindex(w.shape):
            past = [grads["dL_d" + name][cell] for grads in gradients]
            assert params[name][cell] == pytest.approx(reference(make, w[cell], past, 0.05), rel=1e-12)


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_params_and_gradients_stay_as_they_are(make, rng):
    params, grads = draw(rng), as_gradients(draw(rng))
    before = {name: value.copy() for name, value in (params | grads).items()}
    optimizer = make(lr=0.1)
    first = optimizer.step(params, grads)
    kept = {name: value.copy() for name, value in first.items()}
    optimizer.step(first, grads)
    for name, value in (params | grads).items():
        assert_array_equal(value, before[name])
    for name, value in first.items():
        assert_array_equal(value, kept[name])


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_gradients_of_other_tensors_are_left_alone_and_float32_stays_float32(make, rng):
    params = {"w1": np.ones(2, np.float32)}
    new = make(lr=0.1).step(params, {"dL_dw1": np.ones(2, np.float32), "dL_dx": np.ones((1, 8, 8, 1))})
    assert new.keys() == {"w1"} and new["w1"].dtype == np.float32


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_a_missing_gradient_and_a_changed_shape_are_named(make):
    optimizer = make(lr=0.1)
    with pytest.raises(ValueError, match=r"grads has no 'dL_dw1'.*it has \['dL_db1'\]"):
        optimizer.step({"w1": np.ones(3)}, {"dL_db1": np.ones(1)})
    with pytest.raises(ValueError, match=r"grads\['dL_dw1'\] has shape \(2,\); params\['w1'\] needs \(3,\)"):
        optimizer.step({"w1": np.ones(3)}, {"dL_dw1": np.ones(2)})


@pytest.mark.parametrize("make", [optim.Momentum, optim.Adam])
def test_moments_of_one_network_do_not_move_another(make):
    optimizer = make(lr=0.1)
    optimizer.step({"w1": np.ones(3)}, {"dL_dw1": np.ones(3)})
    with pytest.raises(ValueError, match=r"params\['w1'\] has shape \(4,\); this optimizer remembers \(3,\)"):
        optimizer.step({"w1": np.ones(4)}, {"dL_dw1": np.ones(4)})


@pytest.mark.parametrize("make", [optim.Momentum, optim.Adam])
def test_a_refused_step_leaves_the_memory_as_it_was(make):
    kept, disturbed = make(lr=0.1), make(lr=0.1)
    params = {"w1": np.ones(3), "b1": np.ones(1)}
    grads = {"dL_dw1": np.array([1.0, -2.0, 3.0]), "dL_db1": np.ones(1)}
    with pytest.raises(ValueError):
        disturbed.step(params, {"dL_dw1": grads["dL_dw1"]})
    assert_array_equal(disturbed.step(params, grads)["w1"], kept.step(params, grads)["w1"])


@pytest.mark.parametrize("bad", [0, -0.1, float("nan"), float("inf"), "0.1", None, np.ones(2)])
@pytest.mark.parametrize("make", OPTIMIZERS)
def test_a_learning_rate_that_is_not_a_positive_number_is_refused(make, bad):
    with pytest.raises(ValueError, match="lr is .*; it needs to be a positive, finite number"):
        make(lr=bad)


@pytest.mark.parametrize("make, name", [(optim.Momentum, "beta"), (optim.Adam, "beta1"), (optim.Adam, "beta2")])
@pytest.mark.parametrize("bad", [1.0, -0.1, float("nan"), "0.9"])
def test_a_beta_outside_zero_to_one_is_refused(make, name, bad):
    with pytest.raises(ValueError, match=f"{name} is .*; it needs to be at least 0 and below 1"):
        make(lr=0.1, **{name: bad})


def test_adams_eps_must_be_positive():
    with pytest.raises(ValueError, match="eps is 0; it needs to be a positive, finite number"):
        optim.Adam(lr=0.1, eps=0)
