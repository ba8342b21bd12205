"""The referee at work: 500 right gradients,
most of them at ties and kinks, and the spoilt ones it lets not pass."""

import numpy as np
import pytest

from cnnlib import gradcheck
from cnnlib.mistakes import MISTAKES
from cnnlib.ops import conv, dense, flatten, losses, max_pool, relu

PICTURES = {
    "generic": lambda rng, shape: rng.normal(size=shape),
    "two values": lambda rng, shape: rng.integers(0, 2, shape) * 1.0,
    "four values": lambda rng, shape: rng.integers(0, 4, shape) / 4,
    "blank": lambda rng, shape: np.full(shape, rng.choice([0.0, 0.3, 1.0])),
    "bar": lambda rng, shape: np.broadcast_to(np.arange(shape[2])[:, None] == 2, shape) * 1.0,
    "stroke on paper": lambda rng, shape: np.pad(rng.uniform(0.2, 1, (shape[0], 2, 2, shape[3])),
                                                 ((0, 0), (1, shape[1] - 3), (2, shape[2] - 4), (0, 0))),
}
CHAINS = ["pool", "conv pool", "conv relu", "conv relu pool", "conv relu conv relu pool"]


def chain(rng, names, channels):
    """Return [(op, its arguments after the first)]:
    strides, padding, overlap, leaks, several channels and filters."""
    steps = []
    for name in names.split():
        if name == "conv":
            filters, bias = int(rng.integers(1, 4)), rng.choice([0.0, 0.3])
            w, b = rng.normal(size=(2, 3, channels, filters)), bias * rng.normal(size=filters)
            steps.append((conv, (w, b), {"stride": int(rng.integers(1, 3)) if len(names) < 20 else 1,
                                         "padding": 1}))
            channels = filters
        elif name == "relu":
            steps.append((relu, (), {"leak": float(rng.choice([0.0, 0.1]))}))
        else:
            size = int(rng.integers(2, 4))
            padding = 1 if size == 3 else int(rng.integers(0, 2))
            steps.append((max_pool, (), {"size": size, "stride": int(rng.integers(1, size + 1)),
                                         "padding": padding}))
    return steps


def forward(steps, x):
    """Return the input of every step, and the output of the last."""
    through = [x]
    for op, weights, options in steps:
        through.append(op.forward(through[-1], *weights, **options))
    return through


def backward(steps, through, upstream, ties):
    for (op, weights, options), entered in zip(steps[::-1], through[-2::-1], strict=True):
        if op is conv:
            upstream, _, _ = conv.backward(upstream, entered, weights[0], **options)
        else:
            upstream = op.backward(upstream, entered, **options, **({"ties": ties} if op is max_pool else {}))
    return upstream


def right(seed):
    """Return f, x and a right gradient, with the picture, the chain and the upstream it came from."""
    rng = np.random.default_rng(seed)
    picture, names = rng.choice(list(PICTURES)), rng.choice(CHAINS)
    x = PICTURES[picture](rng, (int(rng.integers(1, 3)), *rng.integers(4, 6, 2).tolist(),
                                int(rng.integers(1, 3))))
    steps = chain(rng, str(names), x.shape[3])
    through = forward(steps, x)
    signs = rng.choice(["both signs", "plus and minus one", "positive"])
    upstream = {"both signs": rng.normal(size=through[-1].shape),
                "positive": rng.uniform(0.5, 1, through[-1].shape),
                "plus and minus one": rng.choice([-1.0, 1.0], through[-1].shape)}[str(signs)]
    ties = "first" if rng.random() < 0.7 else "split"
    claim = backward(steps, through, upstream, ties)
    return (lambda v: np.sum(forward(steps, v)[-1] * upstream)), x, claim, (str(picture), str(names), str(signs), ties)


@pytest.mark.parametrize("first", range(0, 500, 25))
def test_of_500_right_gradients_none_disagrees_and_only_kinks_of_both_signs_leave_any_undecided(first):
    undecided = 0
    for seed in range(first, first + 25):
        f, x, claim, (picture, names, signs, ties) = right(seed)
        report = gradcheck.check(f, x, claim)
        told = f"seed {seed}, {picture}, {names}, {signs}, {ties}: {report}"
        assert report.verdict != "disagrees", told
        if picture == "generic" or (signs == "positive" and names.count("conv") < 2):
            assert report.passed and not report.undecided.any(), told
        assert not np.any(report.undecided & ~report.kink), told
        undecided += not report.passed
    assert undecided <= 8


class Net:
    """A convolution of three images, ReLU, a pool whose rows overlap, a dense layer;
    every gradient, by hand."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.y = np.array([[1.0], [0.0], [1.0]])
        self.w, self.b, self.w3 = rng.normal(size=(3, 3, 2, 2)), rng.normal(size=2), rng.normal(size=(12, 1)) / 3
        self.x = rng.normal(size=(3, 6, 7, 2))
        self.z = conv.forward(self.x, self.w, self.b)
        self.a = np.round(relu.forward(self.z))                       # with many ties, at 0 and above
        self.score = self.score_of(self.a)
        self.dL_dscore = losses.sigmoid_binary_cross_entropy_backward(self.score, self.y)
        self.dL_dp = (self.dL_dscore @ self.w3.T).reshape(3, 3, 2, 2)
        self.dL_da = max_pool.backward(self.dL_dp, self.a, 2, (1, 2))
        self.dL_dz = relu.backward(self.dL_da, self.z)
        self.dL_dx, self.dL_dw, _ = conv.backward(self.dL_dz, self.x, self.w)

    def score_of(self, a):
        return dense.forward(flatten.forward(max_pool.forward(a, 2, (1, 2))), self.w3, np.zeros(1))

    def mistaken(self, mistake):
        """What a mistake of the list makes of the gradients, {name: claim}."""
        names, arguments = {
            "conv.backward": (("x", "w", "b"), (self.dL_dz, self.x, self.w)),
            "relu.backward": (("z",), (self.dL_da, self.z)),
            "max_pool.backward": (("a",), (self.dL_dp, self.a, 2, (1, 2))),
            "losses.sigmoid_binary_cross_entropy_backward": (("score",), (self.score, self.y)),
        }[mistake.op]
        claims = mistake.wrong(*arguments)
        return dict(zip(names, claims if isinstance(claims, tuple) else (claims,), strict=True))

    def loss(self, name, value):
        """The loss as a function of the score or of a; for what lies before it, what sends dL_da back."""
        if name in ("score", "a"):
            return losses.sigmoid_binary_cross_entropy(value if name == "score" else self.score_of(value), self.y)
        z = value if name == "z" else conv.forward(*{"x": (value, self.w), "w": (self.x, value)}[name], self.b)
        return np.sum(self.dL_da * relu.forward(z))


FROM_THE_LIST = {                       # the mistakes that can be made in this network, and the gradient each spoils
    "= for +=": "x", "kernel not rotated": "x", "transposed, not rotated": "x", "channels not swapped": "x",
    "w changed first": "x", "dw flipped": "w", "mean over positions": "w", "every tie paid": "a",
    "= for += at a winner": "a", "return too deep": "a", "mask of the upstream": "z", "mask >= 0 of the output": "z",
    "sign of a - y": "score", "sigmoid's slope twice": "score", "1/m twice": "score", "1/m forgotten": "score",
}
SPOILT = {
    "the kernel's gradient transposed": ("w", lambda net: net.dL_dw.swapaxes(0, 1)),
    "the kernel's gradient upside down": ("w", lambda net: net.dL_dw[::-1]),
    "the kernel's gradient mirrored": ("w", lambda net: net.dL_dw[:, ::-1]),
    "filters exchanged": ("w", lambda net: net.dL_dw[..., ::-1]),
    "one row off": ("x", lambda net: np.roll(net.dL_dx, 1, axis=1)),
    "the loser paid": ("a", lambda net: np.roll(net.dL_da, 1, axis=2)),
    "no mask": ("z", lambda net: net.dL_da),
    "the sign of w": ("w", lambda net: -net.dL_dw),
    "nothing": ("a", lambda net: np.zeros_like(net.dL_da)),
    "one cell of many": ("x", lambda net: np.where(np.arange(7)[:, None] == 3, 1.001, 1.0) * net.dL_dx),
    **{mistake: (name, lambda net, mistake=mistake, name=name: net.mistaken(MISTAKES[mistake])[name])
       for mistake, name in FROM_THE_LIST.items()},
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["w", "x", "a", "z", "score"])
def test_the_right_gradients_of_a_network_agree_in_every_cell(seed, name):
    net = Net(seed)
    report = gradcheck.check(lambda v: net.loss(name, v), getattr(net, name), getattr(net, f"dL_d{name}"))
    assert report.passed, str(report)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mistake", SPOILT)
def test_a_spoilt_gradient_disagrees(seed, mistake):
    net, (name, spoil) = Net(seed), SPOILT[mistake]
    report = gradcheck.check(lambda v: net.loss(name, v), getattr(net, name), spoil(net))
    assert report.verdict == "disagrees" and not report, str(report)
