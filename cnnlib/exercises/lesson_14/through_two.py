r"""The ReLU of $z^{(1)}$ goes into a second convolution, of stride 1 and without padding, which makes $z^{(2)}$.
Send what arrives at $z^{(2)}$ back to $z^{(1)}$. Where $z^{(1)}$ is 0 the gate is shut."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import places, sizes


def arguments(draw, m, rows, columns, high, wide, channels, filters):
    outputs = places((rows, columns), (high, wide))
    return outputs and (draw(m, *outputs, filters), draw(high, wide, channels, filters),
                        draw.tied(m, rows, columns, channels))


def gathered(ringed, kernel):
    """Gather with other zeros around, (high, wide) -> the sides to pad, and another kernel in the place of w2."""
    def change(dL_dz2, w2, z1):
        high, wide = kernel(w2).shape[:2]
        padded = np.pad(dL_dz2, [(0, 0), *ringed(high, wide), (0, 0)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (high, wide), axis=(1, 2))
        dL_da1 = np.einsum("eijkuv,uvnk->eijn", windows, kernel(w2))[:, :z1.shape[1], :z1.shape[2]]
        return np.where(z1 > 0, dL_da1, 0)
    return change


def wrapped(dL_dz2, w2, z1):
    """Every pixel asks the outputs [r - u, c - v], and no index below 0 is left out."""
    rows, columns = z1.shape[1:3]
    dL_da1 = np.zeros(z1.shape)
    for r, c, u, v in np.ndindex(rows, columns, *w2.shape[:2]):
        if r - u < dL_dz2.shape[1] and c - v < dL_dz2.shape[2]:
            dL_da1[:, r, c] += dL_dz2[:, r - u, c - v] @ w2[u, v].T
    return np.where(z1 > 0, dL_da1, 0)


def around(high, wide):
    return (high - 1, high - 1), (wide - 1, wide - 1)


def gated_twice(dL_dz2, w2, z1):
    """Gates for what arrives, too, as if it came from behind them: of a z2 without a bias, which is not given."""
    windows = np.lib.stride_tricks.sliding_window_view(np.maximum(z1, 0), w2.shape[:2], axis=(1, 2))
    return through_two.answer(dL_dz2 * (np.einsum("eijnuv,uvnk->eijk", windows, w2) > 0), w2, z1)


def overwritten(first):
    """A loop over the weights' rows and columns, with = in the place of +=, for the filters from the first on."""
    def change(dL_dz2, w2, z1):
        down, across = dL_dz2.shape[1:3]
        dL_da1 = np.zeros(z1.shape)
        for u, v in np.ndindex(w2.shape[:2]):
            dL_da1[:, u:u + down, v:v + across] = dL_dz2[..., first:] @ w2[u, v, :, first:].T
        return np.where(z1 > 0, dL_da1, 0)
    return change


def averaged(dL_dz2, w2, z1):
    """Each pixel's sum divided by the number of stamps that reach it."""
    count = np.zeros((*z1.shape[1:3], 1))
    for i, j in np.ndindex(dL_dz2.shape[1:3]):
        count[i:i + w2.shape[0], j:j + w2.shape[1]] += 1
    return through_two.answer(dL_dz2, w2, z1) / count


@function(
    stars=3, gives=("dL_dz1",),
    says="Return dL_dz1, of the shape of z1.",
    takes="dL_dz2 (m, windows down, windows across, filters);  w2 (rows, columns, channels, filters): kernels of "
          "the second convolution;  z1 (m, height, width, channels)",
    arguments=arguments,
    sizes=((2, 5, 6, 2, 3, 3, 4), (3, 4, 5, 2, 2, 4, 2), (2, 5, 4, 3, 3, 3, 3), (1, 5, 4, 2, 3, 2, 3)),
    small=(*sizes((1, 2), (1, 2), (1, 2, 3), (1, 2), (1, 2), (1, 2), (1, 2)),
           *sizes((1,), (1,), (3,), (1,), (3,), (1,), (1,))),
    hints=("Two steps: first back through the convolution to the activations, then through the gates.",
           "What the first convolution's filters have made are the second one's channels: each gets the "
           "sum over all filters of w2.",
           "Stamp w2[:, :, :, k], times dL_dz2[e, i, j, k], on dL_da1[e, i:i + rows, j:j + columns] with +=."),
    # "kernel as it stands" and "stamp turned" are one mistake, of those who gather and of those who stamp
    edits=(Edit("no gate", "np.where(z1 > 0, dL_da1, 0)", "dL_da1"),
           Edit("gates exchanged", "z1 > 0", "z1 <= 0"),
           Edit("gates exchanged", "z1 > 0", "z1 < 0"),
           Edit("open at 0", "z1 > 0", "z1 >= 0"),
           Edit("gate of the upstream", "z1 > 0", "dL_da1 > 0"),
           Edit("only what is positive", "dL_da1, 0)", "np.maximum(dL_da1, 0), 0)"),
           Edit("a leak", "dL_da1, 0)", "dL_da1, 0.01 * dL_da1)"),
           Edit("the sign of z1", "np.where(z1 > 0, dL_da1, 0)", "dL_da1 * np.sign(z1)"),
           Edit("times z1", "dL_da1, 0)", "dL_da1 * z1, 0)"),
           Edit("times z1", "np.where(z1 > 0, dL_da1, 0)", "dL_da1 * z1"),
           Edit("one gate for all channels", "z1 > 0", "z1.sum(axis=3, keepdims=True) > 0"),
           Edit("one gate for all channels", "z1 > 0", "z1[..., :1] > 0"),
           Edit("one gate for all channels", "z1 > 0", "(z1 > 0).any(axis=3, keepdims=True)"),
           Edit("one gate for all channels", "z1 > 0", "(z1 > 0).all(axis=3, keepdims=True)"),
           Edit("one gate for all examples", "z1 > 0", "z1[:1] > 0"),
           Edit("a kernel of 2×2", "rows, columns = w2", "w2 = w2[:2, :2]\n    rows, columns = w2"),
           instead("one gate too many", gated_twice),
           Edit("kernel as it stands", "* w2[:, :, :, k]", "* w2[::-1, ::-1, :, k]"),
           Edit("stamp turned", "* w2[:, :, :, k]", "* w2[::-1, ::-1, :, k]"),
           Edit("transposed", "* w2[:, :, :, k]", "* w2.swapaxes(0, 1)[:, :, :, k]"),
           Edit("kernel transposed alone", "* w2[:, :, :, k]", "* w2.swapaxes(0, 1)[::-1, ::-1, :, k]"),
           Edit("one axis turned", "* w2[:, :, :, k]", "* w2[:, ::-1, :, k]"),
           Edit("one axis turned", "* w2[:, :, :, k]", "* w2[::-1, :, :, k]"),
           instead("all axes turned", gathered(around, np.flip)),
           instead("zeros on one side", gathered(lambda high, wide: ((2 * high - 2, 0), (2 * wide - 2, 0)),
                                                 lambda w2: w2[::-1, ::-1])),
           instead("zeros on the other side", gathered(lambda high, wide: ((0, 2 * high - 2), (0, 2 * wide - 2)),
                                                       lambda w2: w2[::-1, ::-1])),
           instead("one ring too many", gathered(lambda high, wide: ((high, high), (wide, wide)),
                                                 lambda w2: w2[::-1, ::-1])),
           instead("outputs behind the pixel", gathered(lambda high, wide: ((0, 2 * high - 2), (0, 2 * wide - 2)),
                                                        lambda w2: w2)),
           instead("negative indices", wrapped),
           instead("turned by 90°", gathered(around, np.rot90)),
           instead("reshaped, not transposed",
                   lambda dL_dz2, w2, z1: through_two.answer(
                       dL_dz2, w2.reshape(*w2.shape[:2], w2.shape[3], w2.shape[2]).swapaxes(2, 3), z1)),
           Edit("one window too few", "np.ndindex(dL_dz2.shape)",
                "np.ndindex(len(z1), z1.shape[1] - rows, z1.shape[2] - columns, w2.shape[3])"),
           Edit("channels as forward", "* w2[:, :, :, k]", "* w2[:, :, k, :]"),
           Edit("overwritten", "+= dL_dz2", "= dL_dz2"),
           Edit("= where += is needed", "+= dL_dz2[e, i, j, k] * w2[:, :, :, k]", "= w2 @ dL_dz2[e, i, j]"),
           instead("= where += is needed",
                   lambda dL_dz2, w2, z1: through_two.answer(dL_dz2[..., -1:], w2[..., -1:], z1)),
           instead("= where += is needed", overwritten(0)),
           instead("= where += is needed", overwritten(-1)),
           Edit("index 0 throughout", "dL_dz2[e, i, j, k] *",
                "(e == k == 0) * (np.arange(z1.shape[3]) == 0) * dL_dz2[e, i, j, k] *"),
           Edit("only the first filter", "dL_dz2[e, i, j, k] *", "(k == 0) * dL_dz2[e, i, j, k] *"),
           Edit("the first filter for all", "* w2[:, :, :, k]", "* w2[:, :, :, 0]"),
           instead("averaged", averaged),
           Edit("filters averaged", "dL_dz2[e, i, j, k] *", "dL_dz2[e, i, j, k] / w2.shape[3] *"),
           Edit("one sum for all", "dL_dz2[e, i, j, k] *", "dL_dz2[e, i, j].sum() *"),
           Edit("channels mixed", "* w2[:, :, :, k]", "* w2[:, :, :, k].sum(axis=2, keepdims=True)"),
           Edit("only the first example", "dL_dz2[e, i, j, k] *", "(e == 0) * dL_dz2[e, i, j, k] *"),
           instead("only the last example",
                   lambda dL_dz2, w2, z1: through_two.answer(np.concatenate([0 * dL_dz2[:-1], dL_dz2[-1:]]), w2, z1)),
           Edit("examples mixed", "dL_da1[e, i", "dL_da1[:, i"),
           after("averaged over the examples", lambda g: g / len(g)),
           Edit("upstream left out", "dL_dz2[e, i, j, k] *", "1 *"),
           Edit("only what is positive", "dL_dz2[e, i, j, k] *", "max(dL_dz2[e, i, j, k], 0) *"),
           after("sign", lambda g: -g)))
def through_two(dL_dz2, w2, z1):
    rows, columns = w2.shape[:2]
    dL_da1 = np.zeros(z1.shape)
    for e, i, j, k in np.ndindex(dL_dz2.shape):
        dL_da1[e, i:i + rows, j:j + columns] += dL_dz2[e, i, j, k] * w2[:, :, :, k]
    return np.where(z1 > 0, dL_da1, 0)
