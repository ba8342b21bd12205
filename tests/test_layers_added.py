"""Kinds of layers that somebody adds:
whole ones run like those of the house, half ones are told what they lack."""

from dataclasses import dataclass

import numpy as np
import pytest
from added_layers import Tanh
from numpy.testing import assert_array_equal

from cnnlib import gradcheck, layers
from cnnlib.layers import AvgPool, Conv, Dense, Flatten, ReLU, Sigmoid, Softmax
from cnnlib.network import Network, Step

LAST = [Flatten(), Dense(1), Sigmoid()]


@dataclass(frozen=True)
class BatchNorm:
    """z = g (a - mean) / deviation + b, channel by channel."""

    eps: float = 1e-3
    opens, learns, reads = True, ("g", "b"), "any"

    def weight_shapes(self, shape):
        return shape[-1:], shape[-1:]

    def init(self, rng, shapes, activation):
        return np.ones(shapes[0]), np.zeros(shapes[1])

    def normal(self, a):
        axes = tuple(range(a.ndim - 1))
        deviation = np.sqrt(a.var(axis=axes) + self.eps)
        return (a - a.mean(axis=axes)) / deviation, deviation, axes

    def forward(self, a, g, b):
        return g * self.normal(a)[0] + b

    def backward(self, dL_dz, a, g):
        n, deviation, axes = self.normal(a)
        dL_dn = dL_dz * g
        dL_da = (dL_dn - dL_dn.mean(axis=axes) - n * (dL_dn * n).mean(axis=axes)) / deviation
        return dL_da, (dL_dz * n).sum(axis=axes), dL_dz.sum(axis=axes)


@pytest.fixture
def add(monkeypatch):
    """A function that puts a kind into LAYERS until the test is over."""
    return lambda kind: monkeypatch.setattr(layers, "LAYERS", (*layers.LAYERS, kind))


def refusal(call, *arguments):
    with pytest.raises(ValueError) as error:
        call(*arguments)
    return str(error.value)


def run_of(net, m=3, seed=2):
    rng = np.random.default_rng(seed)
    params = {name: value + rng.normal(0, 0.3, value.shape) for name, value in net.init(rng).items()}
    return net.run(params, rng.normal(size=(m, *net.input_shape)), np.arange(m)[:, None] % 2.0)


def check_by_nudging(run):
    net, y = run.net, run.y
    for name, value in (run.params | {"x": run.trace["x"]}).items():
        def loss(nudged, name=name):
            params = {key: nudged if key == name else value for key, value in run.params.items()}
            return net.loss(net.forward(params, nudged if name == "x" else run.trace["x"]), y)
        assert gradcheck.check(loss, value, run.grads[f"dL_d{name}"]).passed, name


def test_a_layer_that_opens_no_number_and_learns_nothing_is_an_activation(add):
    add(Tanh)
    net = Network((4, 5, 1), [
        Conv(2, 2), Tanh(), AvgPool((1, 2)), Tanh(), Flatten(), Dense(3), Tanh(), Dense(1), Sigmoid()])
    assert list(net.maker) == ["z1", "a1", "z2", "a2", "z3", "a3", "z4", "a4"]
    check_by_nudging(run_of(net))


def test_what_a_layer_learns_is_named_by_its_letters_and_comes_back_by_them(add):
    add(BatchNorm)
    net = Network((4, 5, 2), [Conv(3, 2), BatchNorm(), ReLU(0.1), *LAST])
    assert [(step.output, step.weights) for step in net.steps[:3]] == [
        ("z1", ("w1", "b1")), ("z2", ("g2", "b2")), ("a2", ())]
    assert list(net.param_shapes) == ["w1", "b1", "g2", "b2", "w3", "b3"]
    assert net.param_shapes["g2"] == net.param_shapes["b2"] == (3,)
    run = run_of(net)
    assert list(run.grads)[-7:] == ["dL_dz2", "dL_dg2", "dL_db2", "dL_dz1", "dL_dw1", "dL_db1", "dL_dx"]
    check_by_nudging(run)


def test_a_layer_starts_its_parameters_as_it_says(add):
    add(BatchNorm)
    net = Network((4, 5, 1), [Conv(2, 2), BatchNorm(), ReLU(), *LAST])
    params, rng = net.init(np.random.default_rng(3)), np.random.default_rng(3)
    # a ReLU acts on it in the end
    assert_array_equal(params["w1"], rng.normal(0.0, np.sqrt(2 / 4), (2, 2, 1, 2)))
    assert params["g2"].tolist() == [1, 1] and params["b2"].tolist() == [0, 0]
    assert_array_equal(params["w3"], rng.normal(0.0, np.sqrt(2 / 25), (24, 1)))


def test_backward_gets_every_parameter_but_the_bias(add):
    @dataclass(frozen=True)
    class Bent:
        opens, learns, reads = True, ("s", "t"), "row"
        weight_shapes = lambda self, shape: (shape, shape)
        init = lambda self, rng, shapes, activation: [np.full(shape, 0.5) for shape in shapes]
        forward = lambda self, a, s, t: np.where(a > 0, s * a, t * a)

        def backward(self, dL_dz, a, s, t):
            up = a > 0
            return dL_dz * np.where(up, s, t), (dL_dz * up * a).sum(axis=0), (dL_dz * ~up * a).sum(axis=0)

    add(Bent)
    check_by_nudging(run_of(Network((3,), [Bent(), Dense(1), Sigmoid()])))


def test_a_kind_that_is_not_in_layers_is_refused_with_those_that_are():
    known = ", ".join(kind.__name__ for kind in layers.LAYERS)
    assert refusal(Network, (4,), [Dense(2), Tanh(), *LAST]) == (
        f"layers[1] must be one of {known}, with its brackets; got {Tanh()!r}")


WHOLE = {"opens": False, "learns": (), "reads": "any", "forward": Tanh.forward, "backward": Tanh.backward}
LEARNING = WHOLE | {"opens": True, "learns": ("g", "b"),
                    "weight_shapes": BatchNorm.weight_shapes, "init": BatchNorm.init}
LOSING = WHOLE | {name: getattr(Sigmoid, name) for name in ("loss", "loss_backward", "check_units")}


@pytest.mark.parametrize(("members", "left_out"), [
    *((WHOLE, name) for name in WHOLE), *((LEARNING, name) for name in ("weight_shapes", "init")),
    *((LOSING, name) for name in ("loss_backward", "check_units"))])
def test_half_a_layer_is_refused_with_what_it_lacks(add, members, left_out):
    members = {name: member for name, member in members.items() if name != left_out}
    half = dataclass(frozen=True)(type("Half", (), members))
    add(half)
    assert refusal(Network, (4,), [Dense(2), half(), *LAST]) == (
        f"layers[1], {half()!r}, cannot be used yet: Half lacks {left_out}; "
        "cnnlib/layers.py says at its top what a layer needs")


def test_all_that_is_lacking_is_told_at_once_and_a_class_that_is_no_dataclass_too(add):
    kind = type("Half", (), {"forward": Tanh.forward, "__repr__": lambda self: "Half()"})
    add(kind)
    assert refusal(Network, (4,), [Dense(2), kind(), *LAST]) == (
        "layers[1], Half(), cannot be used yet: Half lacks @dataclass, opens, learns, reads, backward; "
        "cnnlib/layers.py says at its top what a layer needs")


def test_what_a_layer_that_learns_lacks_is_told_with_the_rest(add):
    members = {name: member for name, member in LEARNING.items() if name not in ("reads", "init")}
    kind = dataclass(frozen=True)(type("Half", (), members))
    add(kind)
    assert "Half lacks reads, init; " in refusal(Network, (4,), [Dense(2), kind(), *LAST])


def test_a_layer_that_learns_needs_a_number_of_its_own(add):
    kind = dataclass(frozen=True)(type("Shared", (), LEARNING | {"opens": False}))
    add(kind)
    assert refusal(Network, (4,), [Dense(2), kind(), *LAST]) == (
        f"layers[1], {kind()!r}, learns g, b; it needs opens = True, "
        "as parameters are named with a number of their own")


def test_a_kind_with_a_loss_can_be_the_last_and_is_offered(add):
    kind = dataclass(frozen=True)(type("Losing", (), LOSING))
    add(kind)
    assert Network((4,), [Dense(1), kind()]).parameter_count == 5
    assert refusal(Network, (4,), [Dense(2), kind()]) == (
        "the Dense before the last Sigmoid must have 1 unit, got 2")
    assert refusal(Network, (4,), []) == (
        "layers must end with Dense, then Sigmoid or Softmax or Losing; got []")


def test_every_layer_of_the_house_is_whole():
    for layer in [Conv(1, 2), AvgPool(2), Flatten(), Dense(1), ReLU(), Sigmoid(), Softmax()]:
        layers.check(layer, "here")


@pytest.mark.parametrize("layer", [Conv(1, 3), AvgPool(2), Dense(1), ReLU(0.1), Flatten(), Sigmoid()])
def test_what_a_layer_is_belongs_to_its_kind_and_neither_prints_nor_counts(layer):
    assert not {"opens", "learns", "reads"} & vars(layer).keys()
    assert "opens" not in repr(layer) and "reads" not in repr(layer)
    with pytest.raises(TypeError):
        type(layer)(opens=True)


def test_a_step_alone_says_the_shapes_of_what_it_makes_and_has_learned():
    step = Step(Conv(4, (2, 3), stride=2), 1, "x", "z1", ("w1", "b1"))
    assert step.shapes((5, 7, 2)) == {"z1": (2, 3, 4), "w1": (2, 3, 2, 4), "b1": (4,)}
    assert Step(AvgPool(2), 2, "a1", "a2").shapes((5, 7, 2)) == {"a2": (2, 3, 2)}
    assert refusal(step.shapes, (1, 7, 2)).startswith(f"{step.layer} does not fit x (1, 7, 2): w covers (2, 3) cells")
