"""A kernel of one row and one column reads a single pixel and mixes its channels. Write all three gradients of such
a convolution, for any number of examples, channels and filters."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, channels, filters):
    return draw(m, rows, columns, filters), draw(m, rows, columns, channels), draw(1, 1, channels, filters)


def back(dL_dz, x, w):
    return (np.einsum("eijk,nk->eijn", dL_dz, w[0, 0]), np.einsum("eijn,eijk->nk", x, dL_dz)[None, None],
            np.einsum("eijk->k", dL_dz))


def one_example(which):
    """The gradients if one example alone were sent back."""
    return lambda dL_dz, x, w: back(dL_dz * (np.arange(len(x)) == which % len(x))[:, None, None, None], x, w)


def one_window(which):
    """The gradients if the weights heard of one window alone."""
    def change(dL_dz, x, w):
        one, other = (each[:, which, which][:, None, None] for each in (dL_dz, x))
        return back(dL_dz, x, w)[0], *back(one, other, w)[1:]
    return change


def early(dL_dz, x, w):
    """Sums of the factors in the place of sums of products."""
    dL_db = dL_dz.sum(axis=(0, 1, 2))
    return (dL_dz.sum(axis=3, keepdims=True) * w.sum(axis=3),
            np.outer(x.sum(axis=(0, 1, 2)), dL_db)[None, None], dL_db)


def overwritten(dL_dz, x, w):
    """Loops over examples, rows, columns and filters with = in the place of +=."""
    return (dL_dz[..., -1:] * w[0, 0, :, -1], np.outer(x[-1, -1, -1], dL_dz[-1, -1, -1])[None, None],
            dL_dz[-1, -1, -1])


@function(
    stars=2, gives=("dL_dx", "dL_dw", "dL_db"),
    says="Return dL_dx, dL_dw, dL_db, each of the shape of what it belongs to.",
    takes="dL_dz (m, rows, columns, filters);  x (m, rows, columns, channels);  w (1, 1, channels, filters)",
    arguments=arguments, sizes=((2, 3, 4, 3, 5), (3, 4, 2, 5, 2), (2, 2, 3, 4, 4), (1, 3, 2, 2, 3)),
    small=sizes((1, 2), (1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("Every pixel is a dense layer of its own, from channels to filters, with the weights w[0, 0].",
           "Back to the pixel: the sum over the filters. To the weights: over examples, rows and columns.",
           "dL_dz @ w[0, 0].T, and for the weights np.einsum(\"eijn,eijk->nk\", x, dL_dz)[None, None]."),
    edits=(Edit("channels as forward", "w[0, 0].T", "w[0, 0]"),
           Edit("reshaped, not transposed", "w[0, 0].T", "w.reshape(w.shape[3], w.shape[2])"),
           Edit("reshaped, not transposed", "dL_dz @ w[0, 0].T",
                "np.moveaxis(dL_dz @ w[0, 0].T, 3, 0).reshape(x.shape)"),
           Edit("a factor is missing", "dL_dz @ w[0, 0].T", "dL_dz.sum(axis=3, keepdims=True) + 0 * x"),
           Edit("only the first filter", "dL_dz @ w[0, 0].T", "dL_dz[..., :1] * w[0, 0, :, 0]"),
           Edit("filters averaged", "dL_dz @ w[0, 0].T", "dL_dz @ w[0, 0].T / w.shape[3]"),
           Edit("averaged", "dL_dz @ w[0, 0].T", "dL_dz @ w[0, 0].T / x[..., 0].size"),
           Edit("all axes turned", "w[0, 0].T", "w[0, 0, ::-1, ::-1].T"),
           Edit("one sum for all", "dL_dz @ w[0, 0].T", "(dL_dz @ w[0, 0].T).sum(axis=3, keepdims=True) + 0 * x"),
           Edit("channels and filters exchanged", "->nk", "->kn"),
           Edit("a factor is missing", "nk\", x,", "nk\", 0 * x + 1,"),
           Edit("index 0 throughout", "nk\", x,", "nk\", x[..., :1] + 0 * x,"),
           Edit("channels mixed", "\"eijn,eijk->nk\", x", "\"eijn,eijk->nk\", x.sum(axis=3, keepdims=True) + 0 * x"),
           Edit("one sum for all", "x, dL_dz)", "x, dL_dz.sum(axis=3, keepdims=True) + 0 * dL_dz)"),
           Edit("reshaped, not transposed", "np.einsum(\"eijn,eijk->nk\", x, dL_dz)",
                "x.reshape(x.shape[3], -1) @ dL_dz.reshape(-1, dL_dz.shape[3])"),
           Edit("reshaped, not transposed", "np.einsum(\"eijn,eijk->nk\", x, dL_dz)",
                "np.einsum(\"eijn,eijk->kn\", x, dL_dz).reshape(w.shape[2:])"),
           Edit("reshaped, not transposed", "np.einsum(\"eijn,eijk->nk\", x, dL_dz)",
                "x.reshape(-1, x.shape[3]).T @ dL_dz.reshape(dL_dz.shape[3], -1).T"),
           Edit("pixels in another order", "x, dL_dz)", "x.swapaxes(1, 2).reshape(x.shape), dL_dz)"),
           Edit("pixels in another order", "x, dL_dz)", "x.transpose(1, 2, 0, 3).reshape(x.shape), dL_dz)"),
           Edit("mean for the weight", "[None, None]", "[None, None] / x[0, :, :, 0].size"),
           Edit("averaged", "[None, None]", "[None, None] / x[..., 0].size"),
           Edit("mean for the bias", ".sum(axis=(0, 1, 2))", ".mean(axis=(0, 1, 2))"),
           Edit("averaged over the windows", ".sum(axis=(0, 1, 2))", ".mean(axis=(1, 2)).sum(axis=0)"),
           Edit("all filters for each bias", ".sum(axis=(0, 1, 2))", ".sum() + 0 * dL_dz[0, 0, 0]"),
           # no picture: of another shape, as are all but one of those up to the examples
           Edit("filters added up, too", ".sum(axis=(0, 1, 2))", ".sum()"),
           Edit("filters added up, too", "axis=(0, 1, 2)", "axis=(0, 1, 2), keepdims=True).sum(axis=(1, 2, 3)"),
           Edit("other axes for the bias", "axis=(0, 1, 2)", "axis=(0, 1)"),
           Edit("other axes for the bias", "axis=(0, 1, 2)", "axis=(0, 2)"),
           Edit("other axes for the bias", "axis=(0, 1, 2)", "axis=(0, 1, 3)"),
           Edit("other axes for the bias", "axis=(0, 1, 2)", "axis=0"),
           Edit("other axes for the bias", "axis=(0, 1, 2)", "axis=3"),
           Edit("reshaped, not transposed", "dL_dz.sum(axis=(0, 1, 2))", "dL_dz.reshape(w.shape[3], -1).sum(axis=1)"),
           Edit("filters for examples", "axis=(0, 1, 2)", "axis=(1, 2, 3)"),
           Edit("channels first", "axis=(0, 1, 2)", "axis=(0, 2, 3)"),
           Edit("examples kept apart", "axis=(0, 1, 2)", "axis=(1, 2)"),
           instead("= where += is needed", overwritten),
           instead("= where += is needed", one_window(-1)),
           instead("only the first window", one_window(0)),
           instead("added up too early", early),
           instead("only the first example", one_example(0)),
           instead("only the last example", one_example(-1)),
           instead("upstream left out", lambda dL_dz, x, w: back(0 * dL_dz + 1, x, w)),
           after("averaged over the examples", lambda g: tuple(one / len(g[0]) for one in g)),
           after("sign", lambda g: tuple(-one for one in g))))
def pointwise(dL_dz, x, w):
    dL_dx = dL_dz @ w[0, 0].T
    dL_dw = np.einsum("eijn,eijk->nk", x, dL_dz)[None, None]
    return dL_dx, dL_dw, dL_dz.sum(axis=(0, 1, 2))
