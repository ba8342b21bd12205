r"""Write the softmax's own way back, for *any* loss: from what arrives at the shares, $\partial L/\partial p$, to the
scores. Every score moves all shares of its example. Scores may be as large as ±1000. The loss has divided by m
already."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, m, classes, level=0, apart=0):
    """Scores of all examples at a level, and each so far above the one before."""
    return draw(m, classes), draw(m, classes) + level + apart * np.arange(m)[:, None]


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def of_mean(p):
    return np.diag(p.mean(axis=0)) - np.outer(p.mean(axis=0), p.mean(axis=0))


def jacobians(z):
    p = softmax(z)
    return np.einsum("en,nk->enk", p, np.eye(z.shape[1])) - np.einsum("en,ek->enk", p, p)


def by_jacobian(change):
    """The long way, with other Jacobians: change(all of them) -> those that are used."""
    return lambda dL_dp, z: np.einsum("en,enk->ek", dL_dp, change(jacobians(z)) + 0 * jacobians(z))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@function(
    stars=3, gives=("dL_dz",),
    says="Return dL_dz, of shape (m, classes).",
    takes="dL_dp, z (m, classes): what arrives at the shares, and the scores",
    arguments=arguments, sizes=((3, 4), (2, 5), (1, 3), (4, 2), (3, 4, 1000), (2, 3, -1000, 900)),
    small=sizes((1, 2), (2, 3), (0, 800), (0, 800)),
    hints=("One example first: p[j] moves with its own score by p[j] · (1 − p[j]), with another score k by "
           "−p[j] · p[k]. Multiply each by what arrives at p[j], and add up over j.",
           "Put p[k] in front of the bracket: inside stands what arrives at p[k], minus a sum that is the same for all "
           "scores of the example.",
           "That sum is (p * dL_dp).sum(axis=1, keepdims=True); the answer is p * (dL_dp - that sum)."),
    edits=(Edit("softmax without the others", "p * (dL_dp - felt)", "p * (1 - p) * dL_dp"),
           Edit("diagonal left out", "p * (dL_dp - felt)", "-p * (felt - p * dL_dp)"),
           Edit("diagonal counted twice", "p * (dL_dp - felt)", "p * (1 - p) * dL_dp - p * felt"),
           Edit("ones on the diagonal", "p * (dL_dp - felt)", "dL_dp - p * felt"),
           Edit("plus for minus", "dL_dp - felt", "dL_dp + felt"),
           Edit("plus for minus", "p * (dL_dp - felt)", "p * (1 - 2 * p) * dL_dp + p * felt"),
           Edit("others' pull left out", "p * (dL_dp - felt)", "p * dL_dp"),
           Edit("sum alone", "p * (dL_dp - felt)", "-p * felt"),
           Edit("share in front left out", "p * (dL_dp - felt)", "dL_dp - felt"),
           Edit("bracket left out", "p * (dL_dp - felt)", "p * dL_dp - felt"),
           Edit("sum without the shares", "(p * dL_dp).sum", "dL_dp.sum"),
           Edit("mean without the shares", "(p * dL_dp).sum", "dL_dp.mean"),
           Edit("mean for the sum", "(p * dL_dp).sum", "(p * dL_dp).mean"),
           Edit("sum of the shares alone", "(p * dL_dp).sum", "p.sum"),
           Edit("added up over the examples", "(p * dL_dp).sum(axis=1, keepdims=True)", "(p * dL_dp).sum(axis=0)"),
           Edit("one sum for the whole batch", "(p * dL_dp).sum(axis=1, keepdims=True)", "(p * dL_dp).sum()"),
           Edit("examples compete", "powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0)"),
           Edit("examples compete", "z.max(axis=1, keepdims=True))\n    p = powers / powers.sum(axis=1, keepdims=True)",
                "z.max(axis=0))\n    p = powers / powers.sum(axis=0)"),
           # every axis=1 is an axis=0
           instead("examples compete", lambda dL_dp, z: softmax_backward.answer(dL_dp.T, z.T).T),
           Edit("one softmax for all examples", "powers.sum(axis=1, keepdims=True)", "powers.sum()"),
           Edit("not divided by the sum", "p = powers / powers.sum(axis=1, keepdims=True)", "p = powers"),
           Edit("exp overflows", "np.exp(z - z.max(axis=1, keepdims=True))", "np.exp(z)"),
           Edit("largest of all rows", "z.max(axis=1, keepdims=True)", "z.max()"),
           Edit("largest of each column", "z.max(axis=1, keepdims=True)", "z.max(axis=0)"),
           Edit("score for prediction", "p = powers / powers.sum(axis=1, keepdims=True)", "p = z"),
           instead("first example's slopes for all", by_jacobian(lambda every: every[:1])),
           instead("last example's slopes for all", by_jacobian(lambda every: every[-1:])),
           instead("averaged slopes for all", by_jacobian(lambda every: every.mean(axis=0))),
           instead("added slopes for all", by_jacobian(lambda every: every.sum(axis=0))),
           instead("averaged slopes for all", lambda dL_dp, z: dL_dp @ of_mean(softmax(z))),
           instead("= where += is needed", lambda dL_dp, z: dL_dp[:, -1:] * jacobians(z)[:, -1]),
           Edit("1 − p everywhere", "p * (dL_dp - felt)", "(1 - p) * felt"),
           Edit("1 − p everywhere", "p * (dL_dp - felt)", "p * ((1 - p) * dL_dp).sum(axis=1, keepdims=True)"),
           Edit("own share in the sum", "p * (dL_dp - felt)", "p * (dL_dp - p * dL_dp.sum(axis=1, keepdims=True))"),
           Edit("upstream after the sum", "p * (dL_dp - felt)", "dL_dp * (p - (p * p).sum(axis=1, keepdims=True))"),
           instead("a sigmoid for each score", lambda dL_dp, z: dL_dp * sigmoid(z) * (1 - sigmoid(z))),
           Edit("upstream left out", "p * (dL_dp - felt)", "p * (1 - p)"),
           Edit("a row of slopes added up", "p * (dL_dp - felt)", "p * (dL_dp - dL_dp * p.sum(axis=1, keepdims=True))"),
           Edit("upstream left out of the sum", "p * (dL_dp - felt)", "p * (1 - felt)"),
           Edit("upstream for labels", "p * (dL_dp - felt)", "p - dL_dp"),
           Edit("upstream for labels", "p * (dL_dp - felt)", "(p - dL_dp) / len(p)"),
           Edit("divided by m again", "p * (dL_dp - felt)", "p * (dL_dp - felt) / len(p)"),
           Edit("divided by the classes", "p * (dL_dp - felt)", "p * (dL_dp - felt) / p.shape[1]"),
           Edit("only what is positive", "(p * dL_dp).sum", "(p * np.maximum(dL_dp, 0)).sum"),
           Edit("slope of the softmax twice", "p * (dL_dp - felt)", "p * (1 - p) * (dL_dp - felt)"),
           instead("slope of the softmax twice", lambda dL_dp, z: softmax_backward.answer(
               softmax_backward.answer(dL_dp, z), z)),
           Edit("forward for backward", "p * (dL_dp - felt)", "p"),
           after("sign", lambda g: -g)))
def softmax_backward(dL_dp, z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    felt = (p * dL_dp).sum(axis=1, keepdims=True)
    return p * (dL_dp - felt)
