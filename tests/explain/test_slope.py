"""Local slopes: one cell by another, against what the ops send back of a single 1."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlib import explain
from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.network import Network
from cnnlib.ops import softmax

LAST = [Flatten(), Dense(1), Sigmoid()]
NETWORKS = {
    "eight by eight": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), *LAST]),
    "leak, overlap, average": ((5, 6, 2), [
        Conv(2, (3, 2), padding=1), ReLU(0.1), MaxPool(3, 2, 1), AvgPool((1, 2), 1), *LAST]),
    "three classes": ((5,), [Dense(4), Sigmoid(), Dense(3), Softmax()]),
}


def run_of(name, m=2):
    net, rng = Network(*NETWORKS[name]), np.random.default_rng(3)
    units = net.layers[-2].units
    y = np.eye(units)[np.arange(m)] if units > 1 else np.arange(m)[:, None] % 2.0
    params = {key: value + rng.normal(0, 0.3, value.shape) for key, value in net.init(rng).items()}
    return net.run(params, rng.normal(size=(m, *net.input_shape)), y)


def sent_back(run, step, at):
    """What each thing that a layer reads gets if a single 1 comes back to one cell of what it makes."""
    one = np.zeros_like(run.trace[step.output])
    one[at] = 1.0
    reads = [run.trace[step.input], *(run.params[name] for name in step.weights[:1])]
    back = (softmax if isinstance(step.layer, Softmax) else step.layer).backward(one, *reads)
    return back if isinstance(back, tuple) else (back,)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_slope_is_what_a_single_1_sends_back(name):
    run, rng = run_of(name), np.random.default_rng(0)
    for step in run.net.steps:
        cells = list(np.ndindex(run.trace[step.output].shape))
        for at in [cells[k] for k in rng.integers(len(cells), size=3)]:
            for below, expected in zip((step.input, *step.weights), sent_back(run, step, at), strict=True):
                found = [explain.slope(run, step.output, at, below, of) for of in np.ndindex(expected.shape)]
                assert_allclose(found, expected.ravel(), rtol=1e-12, atol=1e-15, err_msg=f"{step.output} {at} {below}")


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_sums_of_gradients_above_times_slopes(name):
    run = run_of(name)
    for step in run.net.steps[:-1]:
        for below in (step.input, *step.weights):
            upstream, gradient = run.grads[f"dL_d{step.output}"], run.grads[f"dL_d{below}"]
            of = tuple(n // 2 for n in gradient.shape)
            total = sum(upstream[at] * explain.slope(run, step.output, at, below, of)
                        for at in np.ndindex(upstream.shape))
            assert_allclose(total, gradient[of], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize(("arguments", "words"), [
    (("x", (0, 0, 0, 0), "w1", (0, 0, 0, 0)), "above must be one of z1, a1, a2, z3, a3; got 'x'"),
    (("L", (), "a3", (0, 0)), "above must be one of z1, a1, a2, z3, a3; got 'L'"),
    (("z1", (0, 0, 0, 0), "w3", (0, 0)), "below must be one of x, w1, b1, from which z1 is made; got 'w3'"),
    (("a1", (0, 0, 0, 0), "x", (0, 0, 0, 0)), "below must be one of z1, from which a1 is made; got 'x'"),
    (("z1", (0, 6, 0, 0), "b1", (0,)), "index of z1 must lie in the shape (2, 6, 6, 1), counted from 0; "
                                       "got (0, 6, 0, 0)"),
    (("z1", (0, 0, 0, 0), "b1", (1,)), "index of b1 must lie in the shape (1,), counted from 0; got (1,)")])
def test_a_slope_of_nothing_that_is_one_step_below_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError) as error:
        explain.slope(run_of("eight by eight"), *arguments)
    assert str(error.value) == words


def test_a_slope_is_a_plain_number():
    run = run_of("eight by eight")
    assert type(explain.slope(run, "z1", (0, 0, 0, 0), "x", (0, 7, 7, 0))) is float
    assert explain.slope(run, "z1", (0, 0, 0, 0), "b1", (0,)) == 1
    assert explain.slope(run, "a3", (0, 0), "z3", (1, 0)) == 0
