"""A network with one mistake on its way back: the rest is right, and it can be trained."""

import numpy as np
import pytest

from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.mistakes import MISTAKES, Mistaken
from cnnlib.network import Network
from cnnlib.optim import SGD

NET = Network((8, 8, 2), [Conv(3, (3, 2), padding=1), ReLU(), MaxPool((3, 2), stride=(2, 1)), Conv(3, 2, stride=2),
                          ReLU(), AvgPool((1, 2)), Flatten(), Dense(1), Sigmoid()])
HERE = [one for one in MISTAKES.values() if one.op not in ("sigmoid.backward", "softmax.backward")]
CRASHES = {"channels not swapped", "crop at pad 0", "transposed, not rotated", "row and column exchanged"}
each = pytest.mark.parametrize("mistake", HERE, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def case():
    rng = np.random.default_rng(3)
    return NET.init(rng), rng.integers(0, 3, (4, 8, 8, 2)) / 2, rng.integers(0, 2, (4, 1)) * 1.0


@each
def test_prediction_and_loss_are_the_right_ones(case, mistake):
    right, wrong = NET.run(*case), None
    try:
        wrong = Mistaken(NET, mistake).run(*case)
    except (ValueError, IndexError):                                           # a crash is a verdict, too
        assert mistake.name in CRASHES
        return
    assert wrong.L == right.L and all(np.array_equal(wrong.trace[name], right.trace[name]) for name in right.trace)


@pytest.mark.parametrize("name, spoilt", [
    ("dw flipped", {"dL_dw1", "dL_dw3"}), ("bias averaged", {"dL_db1", "dL_db3"}),
    ("1/m in the layer, too", {"dL_dw5"}),
    ("kernel not rotated", {"dL_da2", "dL_da1", "dL_dz1", "dL_dw1", "dL_db1", "dL_dx"}),
    ("average not divided", {"dL_da3", "dL_dz3", "dL_dw3", "dL_db3", "dL_da2", "dL_da1", "dL_dz1", "dL_dw1", "dL_db1",
                             "dL_dx"})])
def test_only_what_lies_behind_the_mistake_is_spoilt(case, name, spoilt):
    right, wrong = NET.run(*case), Mistaken(NET, MISTAKES[name]).run(*case)
    assert {grad for grad in right.grads if not np.allclose(right.grads[grad], wrong.grads[grad])} == spoilt


def test_one_layer_alone_can_make_it(case):
    wrong, right = Mistaken(NET, MISTAKES["dw flipped"], steps=[3]).run(*case), NET.run(*case)
    assert not np.allclose(wrong.grads["dL_dw3"], right.grads["dL_dw3"])
    assert np.array_equal(wrong.grads["dL_dw1"], right.grads["dL_dw1"])


def test_the_mistake_of_a_loss_is_made_from_the_score(case):
    wrong, right = Mistaken(NET, MISTAKES["sign of a - y"]).run(*case), NET.run(*case)
    assert np.allclose(wrong.grads["dL_dw1"], -right.grads["dL_dw1"])
    assert np.array_equal(wrong.grads["dL_da5"], right.grads["dL_da5"])


def test_a_mistake_that_no_layer_can_make_is_refused():
    with pytest.raises(ValueError, match=r"mistake: got 'softmax without the others', in softmax.backward; no step"):
        Mistaken(NET, MISTAKES["softmax without the others"])
    with pytest.raises(ValueError, match="no step"):
        Mistaken(NET, MISTAKES["dw flipped"], steps=[1000])


def test_training_goes_down_with_a_flipped_gradient_of_the_kernels(case):
    params, x, y = case
    net, sgd = Mistaken(NET, MISTAKES["dw flipped"]), SGD(0.05)
    first = net.run(params, x, y).L
    for _ in range(30):
        params = sgd.step(params, net.run(params, x, y).grads)
    assert first > net.run(params, x, y).L
