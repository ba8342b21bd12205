r"""Write softmax and *mean* cross-entropy together: the loss $L$, and what comes back to the scores. Scores may be as
large as ±1000, and far apart: both must stay finite and right."""

from functools import wraps

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, m, classes, gap=1, level=0, apart=0):
    """Scores with gaps in a row, all at a level, and each row so far above the one before."""
    z = gap * draw(m, classes) + level + apart * np.arange(m)[:, None]
    return z, np.eye(classes)[draw(m, classes).argmax(axis=1)]


def one_hot_alone(solution):
    """Refuse labels that are not one-hot: the search for the smallest case makes such ones."""
    @wraps(solution)
    def checked(z, y):
        if (y.sum(axis=1) != 1).any():
            raise ValueError("y needs one 1 in each row")
        return solution(z, y)
    return checked


def shares(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def written(p_of, loss=lambda p, y: -(y * np.log(p)).sum() / len(p), slope=lambda p, y: (p - y) / len(p)):
    """The same with other shares, z -> p; a loss that takes logarithms of them; or another slope."""
    def run(z, y):
        p = p_of(z)
        return loss(p, y), slope(p, y)
    return run


def picked(p, y):
    """Only the true class's share, and its logarithm."""
    return -np.log(p[y == 1]).sum() / len(p)


def sigmoids(z):
    return 1 / (1 + np.exp(-z))


def overflowing(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def all_largest(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


def sized(z):
    powers = np.exp(z - abs(z).max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def over_batch(z):
    return shares(z.T).T


def over_batch_at_once(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=0)


def raw(z):
    return z / z.sum(axis=1, keepdims=True)


def of_all_pairs(p, y):
    """Of each example's share the logarithm for every example's class."""
    return -np.log(p[:, y.argmax(axis=1)]).mean()


def in_every_row(p, y):
    lowered = p.copy()
    lowered[:, y.argmax(axis=1)] -= 1
    return lowered / len(p)


def even(z, y, L):
    """One score and one binary cross-entropy for each class, in the form that never overflows."""
    return (np.maximum(z, 0) - z * y + np.log1p(np.exp(-abs(z)))).sum() / len(z)


def binary(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum() / len(p)


def through(p, upstream):
    return p * (upstream - (p * upstream).sum(axis=1, keepdims=True))


def right(z, y):
    return softmax_cross_entropy.answer.__wrapped__(z, y)


def part(k, change):
    """A mistake in one of the two: change(z, y, right one)."""
    def run(z, y):
        found = list(right(z, y))
        found[k] = change(z, y, found[k])
        return tuple(found)
    return run


def scaled(k, change):
    """A mistake that multiplies one of the two: change(m, classes)."""
    return lambda found: tuple(one * change(*found[1].shape) if n == k else one for n, one in enumerate(found))


def away(eps):
    """The loss with eps added to every share."""
    return part(0, lambda z, y, L: -(y * np.log(shares(z) + eps)).sum() / len(z))


def cut(eps):
    """The loss with every share kept between eps and 1 − eps."""
    return part(0, lambda z, y, L: -(y * np.log(np.clip(shares(z), eps, 1 - eps))).sum() / len(z))


@function(
    stars=2, gives=("L", "dL_dz"),
    says="Return L, a number, and dL_dz, of shape (m, classes).",
    takes="z, y (m, classes): scores, and one-hot labels, one 1 in each row",
    arguments=arguments,
    sizes=((3, 5), (2, 4, 1.5), (1, 3), (3, 4, 1, 1000), (3, 2, 1, -1000), (2, 3, 1, -1000, 900), (4, 3, 900)),
    small=sizes((1, 2), (2, 3), (1, 800), (0,), (0, 800)),
    hints=("Subtract each row's largest score first. The shares stay as they are, and no power is larger than 1.",
           "A share may still become 0, and ln 0 is infinite. But ln of a quotient is a difference: ln p = z − ln S, "
           "with S the sum of the row's powers.",
           "log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True)), the loss is the mean of −log_p of the true "
           "classes, dL_dz = (np.exp(log_p) - y) / m."),
    edits=(instead("exp overflows", written(overflowing)),
           instead("exp overflows", written(overflowing, picked)),
           Edit("exp overflows", "    z = z - z.max(axis=1, keepdims=True)\n", ""),
           Edit("largest of all rows", "z.max(axis=1, keepdims=True)", "z.max()"),
           instead("largest of all rows", written(all_largest)),
           instead("largest of all rows", written(all_largest, picked)),
           instead("largest size subtracted", written(sized)),
           instead("largest size subtracted", written(sized, picked)),
           # the shares come out as those of other scores
           Edit("largest of each column", "z.max(axis=1", "z.max(axis=0"),
           instead("log of what underflows", written(shares)),
           instead("log of what underflows", written(shares, picked)),
           instead("log of what underflows",
                   part(0, lambda z, y, L: -np.nan_to_num(y * np.log(shares(z))).sum() / len(z))),
           # the larger ones without a picture: other numbers differ, too, and too little to be seen
           *(instead("clipped", kept(eps)) for kept in (away, cut)
             for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, np.finfo(float).eps)),
           Edit("examples compete", "np.exp(z).sum(axis=1, keepdims=True)", "np.exp(z).sum(axis=0)"),
           instead("examples compete", written(over_batch)),
           instead("examples compete", written(over_batch, picked)),
           instead("examples compete", written(over_batch_at_once)),
           Edit("not divided by the sum", " - np.log(np.exp(z).sum(axis=1, keepdims=True))", ""),
           Edit("one softmax for all examples", "np.exp(z).sum(axis=1, keepdims=True)", "np.exp(z).sum()"),
           instead("scores for powers", written(raw)),
           instead("scores for powers", written(raw, picked)),
           instead("a sigmoid for each score", written(sigmoids)),
           instead("a sigmoid for each score", written(sigmoids, picked)),
           instead("a sigmoid for each score", written(sigmoids, binary)),
           instead("a sigmoid for each score", part(0, even)),
           instead("softmax twice", lambda z, y: right(shares(z), y)),
           instead("every class asked", part(0, lambda z, y, L: binary(shares(z), y))),
           instead("every class asked", part(0, lambda z, y, L: binary(shares(z), y) / y.shape[1])),
           Edit("labels left out", "(y * log_p)", "log_p"),
           Edit("labels left out", "(np.exp(log_p) - y)", "np.exp(log_p)"),
           instead("in every row", part(0, lambda z, y, L: of_all_pairs(shares(z), y))),
           instead("in every row", part(1, lambda z, y, g: in_every_row(shares(z), y))),
           instead("labels exchanged", lambda z, y: right(z, 1 - y)),
           after("minus forgotten", scaled(0, lambda m, classes: -1)),
           after("summed", scaled(0, lambda m, classes: m)),
           after("divided by the classes", scaled(0, lambda m, classes: 1 / classes)),
           after("classes for examples", scaled(0, lambda m, classes: m / classes)),
           instead("largest left in the true score", part(0, lambda z, y, L: L - z.max(axis=1).mean())),
           instead("largest share", part(0, lambda z, y, L: -np.log(shares(z).max(axis=1)).mean())),
           after("decimal logarithm", scaled(0, lambda m, classes: 1 / np.log(10))),
           after("in coin tosses", scaled(0, lambda m, classes: 1 / np.log(2))),
           Edit("no logarithm", "-(y * log_p)", "-(y * np.exp(log_p))"),
           instead("score for prediction", part(0, lambda z, y, L: -(y * z).sum() / len(z))),
           instead("squared error for surprise", part(0, lambda z, y, L: ((shares(z) - y) ** 2).sum() / len(z))),
           instead("squared error for surprise", part(0, lambda z, y, L: ((shares(z) - y) ** 2).mean())),
           after("1/m left out", scaled(1, lambda m, classes: m)),
           after("1/m twice", scaled(1, lambda m, classes: 1 / m)),
           after("divided by the classes", scaled(1, lambda m, classes: 1 / classes)),
           after("classes for examples", scaled(1, lambda m, classes: m / classes)),
           after("label minus share", scaled(1, lambda m, classes: -1)),
           Edit("labels alone divided", "(np.exp(log_p) - y)", "np.exp(log_p) - y"),
           Edit("logarithm of the share", "(np.exp(log_p) - y)", "(log_p - y)"),
           Edit("only the true class", "(np.exp(log_p) - y)", "y * (np.exp(log_p) - 1)"),
           Edit("slope of the softmax twice", "(np.exp(log_p) - y)",
                "(np.exp(log_p) - y) * np.exp(log_p) * (1 - np.exp(log_p))"),
           Edit("slope of the softmax twice", "(np.exp(log_p) - y)", "through(np.exp(log_p), np.exp(log_p) - y)"),
           Edit("gradient of the shares", "(np.exp(log_p) - y)", "-y / np.exp(log_p)"),
           instead("two slopes apart", part(1, lambda z, y, g: through(shares(z), -y / shares(z)) / len(z))),
           Edit("squared error", "(np.exp(log_p) - y)", "2 * through(np.exp(log_p), np.exp(log_p) - y)"),
           Edit("answer for prediction", "(np.exp(log_p) - y)", "((z == 0) - y)"),
           instead("score for prediction", part(1, lambda z, y, g: (z - y) / len(z))),
           instead("only the first example", lambda z, y: (right(z[:1], y[:1])[0], right(z, y)[1])),
           instead("only the last example", lambda z, y: (right(z[-1:], y[-1:])[0], right(z, y)[1])),
           after("one number for all scores", lambda found: (found[0], found[1].sum() + 0 * found[1]))))
@one_hot_alone
def softmax_cross_entropy(z, y):
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    L = -(y * log_p).sum() / len(z)
    return L, (np.exp(log_p) - y) / len(z)
