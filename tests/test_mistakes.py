"""The list of mistakes: each is wrong where it matters, right where it hides, and found by nudging."""

import inspect
import re

import numpy as np
import pytest

from cnnlib import gradcheck
from cnnlib.mistakes import MISTAKES, conv, dense, gates, losses, pool
from cnnlib.ops import avg_pool, flatten, max_pool, relu, sigmoid, softmax
from cnnlib.ops import conv as conv_op
from cnnlib.ops import dense as dense_op
from cnnlib.ops import losses as losses_op

CRASHES = (ValueError, IndexError)
LOSS = "losses.sigmoid_binary_cross_entropy_backward"
A_CONVENTION = "mask >= 0"           # any slope between the two of a kink is accepted, and this is one of them


def rng():
    return np.random.default_rng(5)


def normal(*shape):
    return rng().normal(size=shape)


def upstream(z):
    """Random numbers of the shape of z, other ones than those z was made of."""
    return np.random.default_rng(6).normal(size=z.shape)


def convolution(x, w, **options):
    x, w = (normal(*each) if isinstance(each, tuple) else each for each in (x, w))
    return (upstream(conv_op.forward(x, w, np.zeros(w.shape[3]), **options)), x, w), options


def pooling(op, a, **options):
    a = normal(*a) if isinstance(a, tuple) else a
    return (upstream(op.forward(a, **options)), a), options


def gate(z, dL_da=None):
    return (upstream(z) if dL_da is None else dL_da, z), {}


def layer(m, inputs, units):
    return (upstream(np.empty((m, units))), normal(m, inputs), normal(inputs, units)), {}


def row(*shape):
    return (upstream(np.empty((shape[0], np.prod(shape[1:])))), normal(*shape)), {}


def score(m, units):
    z = normal(m, units)
    return (z, np.random.default_rng(6).integers(0, 2, z.shape) * 1.0), {}


TIED = np.round(2 * normal(2, 5, 7, 2)) / 2
EVEN = (3, 3, 2, 2)                 # a square kernel, as many filters as channels: what is exchanged does not crash
CASES = {                           # rectangular, asymmetric, several examples and channels, random upstream
    "conv.backward": [convolution((2, 5, 7, 2), (2, 3, 2, 4), stride=2, padding=((0, 1), (1, 0))),
                      convolution((3, 6, 8, 2), EVEN, stride=(2, 1))],
    "max_pool.backward": [pooling(max_pool, TIED, size=(2, 3), stride=(1, 2)),
                          pooling(max_pool, TIED, size=(3, 2), stride=(2, 1), padding=1),
                          pooling(max_pool, np.round(2 * normal(2, 7, 8, 2)) / 2, size=(2, 3), stride=2)],
    "avg_pool.backward": [pooling(avg_pool, (2, 5, 7, 2), size=(2, 3), stride=(1, 2), padding=(1, 0))],
    "relu.backward": [gate(TIED)],
    "sigmoid.backward": [gate(normal(3, 2))],
    "softmax.backward": [gate(normal(3, 4))],
    "dense.backward": [layer(3, 4, 2), layer(3, 4, 4)],
    "flatten.backward": [row(2, 3, 4, 2)],
    LOSS: [score(3, 2)],
}
TURNED = normal(*EVEN)
PLAIN = {                           # where each gives the right numbers
    "= for +=": convolution((2, 6, 4, 2), (2, 2, 2, 3), stride=2),
    "kernel not rotated": convolution((2, 5, 7, 2), TURNED + TURNED[::-1, ::-1], padding=1),
    "transposed, not rotated": convolution((2, 5, 7, 2), TURNED + TURNED[::-1, ::-1].swapaxes(0, 1), stride=2),
    "channels not swapped": convolution((2, 5, 7, 1), (2, 3, 1, 1), stride=2),
    "dw flipped": convolution((2, 5, 7, 2), (1, 1, 2, 3)),
    "stride forgotten": convolution((2, 5, 7, 2), (2, 3, 2, 3), padding=((0, 1), (1, 0))),
    "crop at pad 0": convolution((2, 5, 7, 2), (2, 3, 2, 3), stride=2, padding=((1, 2), (2, 1))),
    "bias averaged": convolution((1, 2, 3, 2), (2, 3, 2, 3)),
    "one sum for all biases": convolution((2, 5, 7, 2), (2, 3, 2, 1)),
    "mean over positions": convolution((4, 2, 3, 2), (2, 3, 2, 3)),
    "every tie paid": pooling(max_pool, (2, 5, 7, 2), size=(2, 3), stride=1),
    "= for += at a winner": pooling(max_pool, TIED, size=(2, 3)),
    "return too deep": pooling(max_pool, (2, 2, 3, 2), size=(2, 3)),
    "row and column exchanged": pooling(max_pool, TIED, size=3, stride=(1, 2)),
    "average not divided": pooling(avg_pool, (2, 5, 7, 2), size=1),
    "mask of the upstream": gate(normal(2, 3, 4), 3 * normal(2, 3, 4)),
    "mask >= 0 of the output": gate(np.abs(normal(2, 3, 4))),
    "mask >= 0": gate(normal(2, 3, 4)),
    "1/m in the layer, too": layer(1, 4, 2),
    "dw transposed": layer(3, 1, 1),
    "another order of cells": row(2, 3, 4, 1),
    "1/m twice": score(1, 3),
    "1/m forgotten": score(1, 3),
}
EVERYWHERE = [(name, n) for name, mistake in MISTAKES.items() for n in range(len(CASES[mistake.op]))]


def gradients(function, case):
    """The gradients a function returns for a case, as a tuple."""
    arguments, options = case
    found = function(*arguments, **options)
    return found if isinstance(found, tuple) else (found,)


def verdict(mistake, case):
    """What a comparison with the right gradients says: "crash", "shape", "wrong" or "right"."""
    try:
        found = gradients(mistake.wrong, case)
    except CRASHES:
        return "crash"
    pairs = list(zip(found, gradients(mistake.right, case), strict=True))
    if any(got.shape != expected.shape for got, expected in pairs):
        return "shape"
    return "right" if all(np.allclose(got, expected, rtol=1e-9, atol=1e-12) for got, expected in pairs) else "wrong"


def nudged(op, case):
    """Yield (f, value) for every gradient that the op returns: the loss as a function of that value."""
    arguments, options = case
    if op == LOSS:
        z, y = arguments
        yield (lambda z: losses_op.sigmoid_binary_cross_entropy(z, y)), z
        return
    dL, *inputs = arguments
    forward = {"conv": conv_op, "max_pool": max_pool, "avg_pool": avg_pool, "relu": relu, "sigmoid": sigmoid,
               "softmax": softmax, "dense": dense_op, "flatten": flatten}[op.split(".")[0]].forward
    if op in ("conv.backward", "dense.backward"):
        inputs.append(np.zeros(inputs[1].shape[-1]))
    for n, value in enumerate(inputs):
        yield (lambda v, n=n: np.sum(dL * forward(*inputs[:n], v, *inputs[n + 1:], **options))), value


def finding(function, op, case):
    """What nudging says of the gradients a function claims: "crash", "shape" or the worst verdict of all."""
    try:
        claims = gradients(function, case)
    except CRASHES:
        return "crash"
    checks = list(zip(claims, nudged(op, case), strict=True))
    if any(claim.shape != value.shape for claim, (_, value) in checks):
        return "shape"
    verdicts = {gradcheck.check(f, value, claim).verdict for claim, (f, value) in checks}
    return next(each for each in ("disagrees", "cannot be decided here", "agrees") if each in verdicts)


def test_names_are_unique_and_the_list_holds_every_mistake():
    listed = [mistake for part in (conv, pool, gates, dense, losses) for mistake in part.MISTAKES]
    assert list(MISTAKES.values()) == listed and len(listed) >= 16
    assert all(name == mistake.name for name, mistake in MISTAKES.items())


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_takes_what_the_right_function_takes(mistake):
    assert inspect.signature(mistake.wrong) == inspect.signature(mistake.right)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_sentences(mistake):
    told = [mistake.what, mistake.why, *([mistake.source.says] if mistake.source else [])]
    assert all(re.fullmatch(r"\S.*\S\.", text) and "  " not in text for text in told)
    assert not mistake.hides.endswith(".")


def test_a_source_is_an_address_of_its_own_and_few_have_none():
    addresses = [mistake.source.address for mistake in MISTAKES.values() if mistake.source]
    assert len(set(addresses)) == len(addresses) >= 16
    assert all(re.fullmatch(r"https://[\w./-]+/\d+", address) for address in addresses)


@pytest.mark.parametrize("name, n", EVERYWHERE)
def test_a_mistake_is_wrong_on_rectangular_asymmetric_cases_with_a_random_upstream(name, n):
    mistake = MISTAKES[name]
    assert verdict(mistake, CASES[mistake.op][n]) != "right"


def test_every_mistake_that_hides_somewhere_has_its_plain_case():
    assert {name for name, mistake in MISTAKES.items() if mistake.hides} == set(PLAIN)


@pytest.mark.parametrize("name", PLAIN)
def test_a_mistake_is_right_on_the_plain_case_where_it_hides(name):
    assert verdict(MISTAKES[name], PLAIN[name]) == "right"


@pytest.mark.parametrize("name, n", EVERYWHERE)
def test_nudging_finds_a_mistake(name, n):
    mistake = MISTAKES[name]
    assert finding(mistake.wrong, mistake.op, CASES[mistake.op][n]) in (
        {"agrees"} if name == A_CONVENTION else {"crash", "shape", "disagrees"})


@pytest.mark.parametrize("op, n", [(op, n) for op in CASES for n in range(len(CASES[op]))])
def test_nudging_agrees_with_the_right_gradients_of_the_same_cases(op, n):
    right = next(mistake.right for mistake in MISTAKES.values() if mistake.op == op)
    assert finding(right, op, CASES[op][n]) == "agrees"


def test_a_crash_is_a_verdict_and_an_even_case_turns_it_into_wrong_numbers():
    uneven, even = CASES["conv.backward"]
    for name in ("transposed, not rotated", "channels not swapped"):
        assert [verdict(MISTAKES[name], case) for case in (uneven, even)] == ["crash", "wrong"]
    verdicts = [verdict(MISTAKES["row and column exchanged"], case) for case in CASES["max_pool.backward"]]
    assert verdicts == ["crash", "crash", "wrong"]                        # the last leaves a row over
    uneven, even = CASES["dense.backward"]
    assert [verdict(MISTAKES["dw transposed"], case) for case in (uneven, even)] == ["shape", "wrong"]


def test_mistakes_on_the_way_to_the_image_leave_the_kernel_and_the_bias_right():
    for name in ("= for +=", "kernel not rotated", "w changed first"):
        case = CASES["conv.backward"][0]
        dL_dx, *others = (np.allclose(*pair) for pair in zip(
            gradients(MISTAKES[name].wrong, case), gradients(MISTAKES[name].right, case), strict=True))
        assert not dL_dx and all(others)


@pytest.mark.parametrize("name, n", EVERYWHERE)
def test_a_mistake_leaves_its_arguments_alone(name, n):
    arguments, options = CASES[MISTAKES[name].op][n]
    given = [argument.copy() for argument in arguments]
    verdict(MISTAKES[name], (given, options))
    for now, before in zip(given, arguments, strict=True):
        np.testing.assert_array_equal(now, before)


def test_a_mistake_cannot_be_altered():
    with pytest.raises(AttributeError):
        MISTAKES["= for +="].why = "it is not"
