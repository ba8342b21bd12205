r"""Does a start let the signal through? Send a batch through layers $z = a\,w$, $a = \mathrm{ReLU}(z)$, without biases,
and a gradient back. Measure every layer, from the first to the last: the *rms* of its $a$, and the norm of its
$\partial L/\partial z$. Where $z$ is 0 the gate is shut."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, m, widths, tied=False):
    number = draw.tied if tied else draw
    return (number(m, widths[-1]), number(m, widths[0]),
            [number(n, units) for n, units in zip(widths, widths[1:])])


def measured(rms=None, norm=None):
    """The same, measured otherwise: all a of a layer -> a number, or all dL_dz of a layer -> a number."""
    def run(dL_da, x, weights):
        a, g = through(dL_da, x, weights)
        return (np.array([(rms or right_rms)(one) for one in a[1:]]),
                np.array([(norm or right_norm)(one) for one in g]))
    return run


def through(dL_da, x, weights):
    """Every a from x on, and every dL_dz."""
    a, g = [x], []
    for w in weights:
        a.append(np.maximum(a[-1] @ w, 0))
    for one, w in zip(a[:0:-1], weights[::-1]):
        g.insert(0, dL_da * (one > 0))
        dL_da = g[0] @ w.T
    return a, g


def right_rms(a):
    return np.sqrt(np.mean(a ** 2))


def right_norm(g):
    return np.linalg.norm(g)


def of_scores(dL_da, x, weights):
    """The rms of every z."""
    a, _ = through(dL_da, x, weights)
    return (np.array([right_rms(one @ w) for one, w in zip(a, weights)]),
            norms_of_a_stack.answer(dL_da, x, weights)[1])


def of_sizes(dL_da, x, weights):
    """The rms with |z| for the ReLU; its norms would be those without gates."""
    rms, a = [], x
    for w in weights:
        a = abs(a @ w)
        rms.append(right_rms(a))
    return np.array(rms), norms_of_a_stack.answer(dL_da, x, weights)[1]


def of_weights(dL_da, x, weights):
    """The norm of every dL_dw."""
    a, g = through(dL_da, x, weights)
    return (np.array([right_rms(one) for one in a[1:]]),
            np.array([right_norm(one.T @ each) for one, each in zip(a, g)]))


def gated(factor):
    """The norms with other local slopes: factor(z)."""
    def run(dL_da, x, weights):
        a, norms = through(dL_da, x, weights)[0], []
        for one, w in zip(a[-2::-1], weights[::-1]):
            dL_dz = dL_da * factor(one @ w)
            norms.insert(0, right_norm(dL_dz))
            dL_da = dL_dz @ w.T
        return np.array([right_rms(one) for one in a[1:]]), np.array(norms)
    return run


def last_as_it_is(dL_da, x, weights):
    """No ReLU, and no gate, in the last layer."""
    a, _ = through(dL_da, x, weights)
    rms, _ = norms_of_a_stack.answer(dL_da, x, weights)
    _, norms = norms_of_a_stack.answer(dL_da @ weights[-1].T, x, weights[:-1])
    return np.append(rms[:-1], right_rms(a[-2] @ weights[-1])), np.append(norms, right_norm(dL_da))


@function(
    stars=3, gives=("rms", "norms"),
    says="Return rms, norms, each an array with one number for each layer.",
    takes="dL_da (m, units of the last layer): what arrives there;  x (m, inputs);  weights: a list of matrices "
          "(inputs of the layer, units)",
    arguments=arguments,
    sizes=((3, (4, 5, 2)), (2, (3, 5, 4, 3)), (5, (4, 4, 4, 4)), (1, (3, 2)), (4, (3, 2, 3), True)),
    small=sizes((1, 2), ((1, 1), (1, 1, 1), (1, 2), (2, 1), (1, 2, 1), (2, 2), (2, 2, 2))),
    hints=("Keep every a on the way forward: on the way back its gate is asked. The rms is the root of the mean "
           "square, a norm the root of the sum of squares.",
           "Walk from the last layer to the first. At each: shut the gates, measure, go on through the weights.",
           "dL_dz = dL_da * (a > 0), its norm, then dL_da = dL_dz @ w.T. The norms come last layer first: turn them "
           "round."),
    edits=(Edit("no gate", "dL_da * (a[k] > 0)", "dL_da"),
           Edit("gates exchanged", "a[k] > 0", "a[k] <= 0"),
           instead("gates open at 0", gated(lambda z: z >= 0)),
           instead("sign of z", gated(np.sign)),
           instead("times z", gated(lambda z: z)),
           Edit("gate of the layer before", "a[k] > 0", "a[k - 1] > 0"),
           Edit("gate of what arrives", "a[k] > 0", "dL_da > 0"),
           Edit("one gate for all examples", "a[k] > 0", "a[k][:1] > 0"),
           Edit("times the activation", "(a[k] > 0)", "a[k]"),
           *(instead("a leak", gated(lambda z, leak=leak: np.where(z > 0, 1, leak))) for leak in (0.01, 0.1)),
           Edit("gates behind the norm", "append(np.sqrt((dL_dz ** 2)", "append(np.sqrt((dL_da ** 2)"),
           Edit("gates for the norm alone", "dL_da = dL_dz @", "dL_da = dL_da @"),
           instead("last ReLU left out", last_as_it_is),
           Edit("w not transposed", "weights[k - 1].T", "weights[k - 1]"),
           Edit("reshaped, not transposed", "weights[k - 1].T", "weights[k - 1].reshape(weights[k - 1].shape[::-1])"),
           Edit("weights from the front", "weights[k - 1].T", "weights[-k].T"),
           Edit("weights left out on the way back", "dL_dz @ weights[k - 1].T", "dL_dz"),
           Edit("always the upstream", "        dL_da = dL_dz @ weights[k - 1].T\n", ""),
           Edit("at the layer's input", "        norms.append(np.sqrt((dL_dz ** 2).sum()))\n"
                "        dL_da = dL_dz @ weights[k - 1].T\n",
                "        dL_da = dL_dz @ weights[k - 1].T\n        norms.append(np.sqrt((dL_da ** 2).sum()))\n"),
           instead("gradient of the weights", of_weights),
           after("last layer first", lambda found: (found[0], found[1][::-1])),
           after("last layer first", lambda found: (found[0][::-1], found[1])),
           instead("rms for the norm", measured(norm=lambda g: np.sqrt(np.mean(g ** 2)))),
           instead("rms for the norm", measured(norm=lambda g: np.sqrt(np.sum(g ** 2) / len(g)))),
           instead("signs cancel", measured(norm=np.sum)),
           instead("signs cancel", measured(norm=lambda g: abs(g.sum()))),
           instead("no square root", measured(norm=lambda g: np.sum(g ** 2))),
           instead("mean square, no root", measured(norm=lambda g: np.mean(g ** 2))),
           instead("sizes for lengths", measured(norm=lambda g: abs(g).sum())),
           instead("mean of the sizes", measured(norm=lambda g: abs(g).mean())),
           instead("largest for length", measured(norm=lambda g: abs(g).max())),
           instead("norm of a matrix as a map", measured(norm=lambda g: np.linalg.norm(g, 2))),
           instead("example by example", measured(norm=lambda g: np.linalg.norm(g, axis=1).mean())),
           instead("example by example", measured(norm=lambda g: np.linalg.norm(g, axis=1).sum())),
           instead("examples added first", measured(norm=lambda g: np.linalg.norm(g.sum(axis=0)))),
           instead("examples added first", measured(norm=lambda g: np.linalg.norm(g.mean(axis=0)))),
           Edit("divided by m in every layer", "weights[k - 1].T", "weights[k - 1].T / len(x)"),
           Edit("divided by m in every layer", "dL_da * (a[k] > 0)", "dL_da * (a[k] > 0) / len(x)"),
           instead("divided by m again", measured(norm=lambda g: np.linalg.norm(g) / len(g))),
           instead("only the first example", measured(norm=lambda g: np.linalg.norm(g[0]))),
           Edit("upstream left out", "    norms = []", "    norms, dL_da = [], np.ones(dL_da.shape)"),
           instead("around its mean", measured(rms=np.std)),
           instead("no square root", measured(rms=lambda a: np.mean(a ** 2))),
           instead("variance of the activations", measured(rms=np.var)),
           instead("norm for the rms", measured(rms=np.linalg.norm)),
           instead("divided by m alone", measured(rms=lambda a: np.linalg.norm(a) / np.sqrt(len(a)))),
           instead("divided by the units alone", measured(rms=lambda a: np.linalg.norm(a) / np.sqrt(a.shape[1]))),
           instead("divided behind the root", measured(rms=lambda a: np.linalg.norm(a) / a.size)),
           instead("mean of the sizes", measured(rms=np.mean)),
           instead("example by example", measured(rms=lambda a: np.sqrt((a ** 2).mean(axis=1)).mean())),
           instead("unit by unit", measured(rms=lambda a: np.sqrt((a ** 2).mean(axis=0)).mean())),
           instead("not squared", measured(rms=lambda a: np.sqrt(a.mean()))),
           instead("only the first example", measured(rms=lambda a: right_rms(a[0]))),
           instead("open units alone", measured(rms=lambda a: np.sqrt((a ** 2).sum() / max(1, (a > 0).sum())))),
           instead("before the ReLU", of_scores),
           Edit("from the input on", "for one in a[1:]", "for one in a[:-1]"),
           Edit("no ReLU forward", "np.maximum(a[-1] @ w, 0)", "a[-1] @ w"),
           instead("size for ReLU", of_sizes),
           after("sign", lambda found: tuple(-each for each in found))))
def norms_of_a_stack(dL_da, x, weights):
    a = [x]
    for w in weights:
        a.append(np.maximum(a[-1] @ w, 0))
    norms = []
    for k in range(len(weights), 0, -1):
        dL_dz = dL_da * (a[k] > 0)
        norms.append(np.sqrt((dL_dz ** 2).sum()))
        dL_da = dL_dz @ weights[k - 1].T
    rms = [np.sqrt((one ** 2).mean()) for one in a[1:]]
    return np.array(rms), np.array(norms[::-1])
