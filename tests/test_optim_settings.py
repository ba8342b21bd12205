"""What optimizers accept as settings, parameters and gradients, and what they say about the rest."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlib import optim

PARAMS = {"w1": np.array([1.0, -2.0, 3.0])}
GRADS = [{"dL_dw1": np.array([0.5, -1.0, 2.0])}, {"dL_dw1": np.array([-3.0, 0.25, 1.0])}]
BETAS = [(optim.Momentum, "beta"), (optim.Adam, "beta1"), (optim.Adam, "beta2")]
MAKERS = [optim.SGD, optim.Momentum, optim.Adam]


def two_steps(optimizer):
    params = PARAMS
    for grads in GRADS:
        params = optimizer.step(params, grads)
    return params["w1"]


def refusal(call, *arguments):
    with pytest.raises(ValueError) as error:
        call(*arguments)
    return str(error.value)


def test_momentum_without_a_past_is_plain_descent():
    assert_array_equal(two_steps(optim.Momentum(lr=0.1, beta=0)), two_steps(optim.SGD(lr=0.1)))


@pytest.mark.parametrize(("make", "usual"), [(optim.Momentum, {"beta": 0.9}),
                                            (optim.Adam, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8})])
def test_settings_left_out_are_the_usual_ones(make, usual):
    assert_array_equal(two_steps(make(lr=0.1)), two_steps(make(lr=0.1, **usual)))
    assert {name: getattr(make(lr=0.1), name) for name in usual} == usual


@pytest.mark.parametrize("make", MAKERS)
def test_settings_of_any_kind_of_number_are_kept_as_plain_floats(make):
    assert type(make(lr=1).lr) is float and make(lr=np.float32(0.5)).lr == 0.5
    for kind, name in BETAS:
        assert type(getattr(kind(lr=0.1, **{name: 0}), name)) is float


@pytest.mark.parametrize(("make", "name"), BETAS)
@pytest.mark.parametrize("bad", [True, False, None, 1, 1.5])
def test_a_beta_is_a_number_below_1_and_no_yes_or_no(make, name, bad):
    assert refusal(lambda: make(lr=0.1, **{name: bad})) == (
        f"{name} is {bad!r}; it needs to be at least 0 and below 1")


@pytest.mark.parametrize(("make", "name"), [*((make, "lr") for make in MAKERS), (optim.Adam, "eps")])
@pytest.mark.parametrize("bad", [True, False, None, 0, float("inf")])
def test_a_rate_is_a_positive_number_and_no_yes_or_no(make, name, bad):
    sentence = f"{name} is {bad!r}; it needs to be a positive, finite number"
    assert refusal(lambda: make(**{"lr": 0.1, name: bad})) == sentence


@pytest.mark.parametrize("make", [optim.Momentum, optim.Adam])
def test_a_new_network_needs_a_new_optimizer(make):
    optimizer = make(lr=0.1)
    optimizer.step(PARAMS, GRADS[0])
    assert refusal(optimizer.step, {"w1": np.ones(4)}, {"dL_dw1": np.ones(4)}) == (
        "params['w1'] has shape (4,); this optimizer remembers (3,): a new network needs a new optimizer")


@pytest.mark.parametrize("make", MAKERS)
def test_parameters_and_gradients_come_in_dicts_of_numbers(make):
    step = make(lr=0.1).step
    needs = "it needs a dict of arrays, as a Network makes it"
    assert refusal(step, [1.0], GRADS[0]) == f"params is a list; {needs}"
    assert refusal(step, PARAMS, None) == f"grads is a NoneType; {needs}"
    assert refusal(step, {"w1": ["a"]}, GRADS[0]).startswith("params['w1'] holds text; it needs real numbers")
    assert refusal(step, PARAMS, {"dL_dw1": ["a"]}).startswith("grads['dL_dw1'] holds text; it needs real numbers")
    assert refusal(step, PARAMS, {"dL_db1": np.ones(1)}) == (
        "grads has no 'dL_dw1', which params['w1'] needs; it has ['dL_db1']")


@pytest.mark.parametrize("make", MAKERS)
def test_whole_numbers_and_lists_move_as_floats_do(make):
    whole = make(lr=0.1).step({"w1": [1, -2, 3]}, {"dL_dw1": [1, 2, 3]})
    assert_array_equal(whole["w1"], make(lr=0.1).step(PARAMS, {"dL_dw1": np.array([1.0, 2.0, 3.0])})["w1"])
