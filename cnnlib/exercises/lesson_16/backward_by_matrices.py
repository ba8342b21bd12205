r"""Write the whole backward pass of a convolution with stride 1 and no padding: two matrix products, and a fold that
adds every row of $\partial L/\partial \text{unfolded}$ onto its window. The loss has divided by m already."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import places, sizes


def arguments(draw, m, height, width, rows, columns, channels, filters):
    outputs = places((height, width), (rows, columns))
    return outputs and (draw(m, *outputs, filters), draw(m, height, width, channels),
                        draw(rows, columns, channels, filters))


def only(k, change):
    """A mistake in one of the three: the k-th."""
    return lambda found: (*found[:k], change(found[k]), *found[k + 1:])


def counts(shape, size):
    """How many windows read each pixel."""
    found = np.zeros(shape)
    for i, j in np.ndindex(shape[1] - size[0] + 1, shape[2] - size[1] + 1):
        found[:, i:i + size[0], j:j + size[1]] += 1
    return found


@function(
    stars=3, gives=("dL_dx", "dL_dw", "dL_db"),
    says="Return dL_dx, dL_dw, dL_db, each in the shape of x, w, b.",
    takes="dL_dz (m, windows down, windows across, filters);  x (m, height, width, channels);  "
          "w (rows, columns, channels, filters);  b (filters)",
    arguments=arguments,
    sizes=((2, 4, 6, 3, 2, 2, 3), (3, 5, 4, 2, 3, 3, 2), (1, 4, 3, 2, 2, 1, 1), (2, 4, 4, 2, 2, 3, 3)),
    # two of one kind at a time: more matrices than seven are not drawn
    small=(*sizes((1, 2), (1, 2), (1, 2, 3), (1, 2), (1, 2), (1,), (1,)),
           *sizes((1,), (1, 2), (2, 3), (1,), (1, 2), (1,), (2,)),
           *sizes((1,), (1, 2), (2, 3), (1,), (1, 2), (2,), (1,))),
    hints=("Unfold x as before and reshape: dL_dz to (windows, filters), w to (cells, filters). Then it is the "
           "backward pass of a dense layer.",
           "unfolded.T @ upstream is the kernels' gradient, upstream @ kernels.T that of the unfolded matrix.",
           "Fold: dL_dx[e, i:i + rows, j:j + columns] += row.reshape(rows, columns, channels), window by window."),
    edits=(Edit("each pixel's last window", "+= row.reshape", "= row.reshape"),
           Edit("= where += is needed", "zip(np.ndindex(m, down, across), dL_dunfolded, strict=True):\n"
                "        dL_dx[e, i:i + rows, j:j + columns] +=",
                "list(zip(np.ndindex(m, down, across), dL_dunfolded))[::-1]:\n"
                "        dL_dx[e, i:i + rows, j:j + columns] ="),
           Edit("folded to a mean", "return dL_dx,", "return dL_dx / counts(x.shape, w.shape[:2]),"),
           Edit("folded channel by channel", "row.reshape(rows, columns, -1)",
                "np.moveaxis(row.reshape(-1, rows, columns), 0, 2)"),
           Edit("kernel channel by channel", "w.reshape(-1, filters).T",
                "w.transpose(3, 2, 0, 1).reshape(filters, -1)"),
           Edit("kernel column by column", "w.reshape(-1, filters).T", "w.swapaxes(0, 1).reshape(-1, filters).T"),
           Edit("times the counts", "return dL_dx,", "return dL_dx * counts(x.shape, w.shape[:2]),"),
           Edit("counted anew", "row.reshape", "dL_dunfolded[i * across + j].reshape"),
           Edit("folded downwards first", "for (e, i, j), row in zip(np.ndindex(m, down, across)",
                "for (e, j, i), row in zip(np.ndindex(m, across, down)"),
           Edit("folded column by column", "row.reshape(rows, columns, -1)",
                "row.reshape(columns, rows, -1).swapaxes(0, 1)"),
           # w[::-1, ::-1] in the product gives the same
           Edit("turned before the fold", "row.reshape(rows, columns, -1)",
                "row.reshape(rows, columns, -1)[::-1, ::-1]"),
           Edit("examples mixed", "dL_dx[e, i", "dL_dx[:, i"),
           Edit("index 0 throughout", "dL_dx[e, i", "dL_dx[0, i"),
           Edit("reshaped, not transposed", "w.reshape(-1, filters).T", "w.reshape(filters, -1)"),
           # no picture: it takes two channels and two filters
           Edit("channels as forward", "w.reshape(-1, filters).T", "w.swapaxes(2, 3).reshape(-1, filters).T"),
           Edit("only the first filter", "upstream @ w.reshape(-1, filters).T",
                "upstream[:, :1] @ w.reshape(-1, filters)[:, :1].T"),
           Edit("filters averaged", "upstream @ w", "upstream / filters @ w"),
           Edit("upstream left out", "upstream @ w", "np.ones(upstream.shape) @ w"),
           Edit("divided by m again", "upstream @ w", "upstream / m @ w"),
           # the upstream's rows, or the windows, in another order: it shows in several of the three
           Edit("reshaped, not transposed", "dL_dz.reshape(-1, filters)", "dL_dz.reshape(filters, -1).T"),
           Edit("reshaped, not transposed", "dL_dz.reshape(", "np.moveaxis(dL_dz, 3, 1).reshape("),
           Edit("windows downwards first", "dL_dz.reshape(-1, filters)", "dL_dz.swapaxes(1, 2).reshape(-1, filters)"),
           Edit("examples in turn", "dL_dz.reshape(-1, filters)", "dL_dz.transpose(1, 2, 0, 3).reshape(-1, filters)"),
           Edit("windows downwards first", "for e, i, j in np.ndindex(m, down, across)])",
                "for e, j, i in np.ndindex(m, across, down)])"),
           Edit("channel by channel", "j:j + columns].ravel()", "j:j + columns].transpose(2, 0, 1).ravel()"),
           Edit("column by column", "j:j + columns].ravel()", "j:j + columns].swapaxes(0, 1).ravel()"),
           Edit("index 0 throughout", "[x[e, i", "[x[0, i"),
           Edit("reshaped, not transposed", "(unfolded.T @ upstream)", "(upstream.T @ unfolded)"),
           Edit("reshaped, not transposed", "unfolded.T @", "unfolded.reshape(-1, m * down * across) @"),
           Edit("upstream left out", "unfolded.T @ upstream", "unfolded.T @ np.ones(upstream.shape)"),
           Edit("mean for the weight", "unfolded.T @ upstream", "unfolded.T @ upstream / (down * across)"),
           Edit("averaged over all windows", "unfolded.T @ upstream", "unfolded.T @ upstream / len(unfolded)"),
           Edit("divided by m again", "unfolded.T @ upstream", "unfolded.T @ upstream / m"),
           Edit("only the first example", "unfolded.T @ upstream",
                "unfolded[:down * across].T @ upstream[:down * across]"),
           Edit("only the last example", "unfolded.T @ upstream",
                "unfolded[-down * across:].T @ upstream[-down * across:]"),
           after("turned as for the image", only(1, lambda g: g[::-1, ::-1])),
           # no picture: the numbers are the same
           after("channels and filters exchanged", only(1, lambda g: g.swapaxes(2, 3))),
           Edit("mean for the bias", "upstream.sum(axis=0)", "upstream.mean(axis=0)"),
           Edit("averaged over the windows", "upstream.sum(axis=0)", "upstream.sum(axis=0) / (down * across)"),
           Edit("divided by m again", "upstream.sum(axis=0)", "upstream.sum(axis=0) / m"),
           Edit("all filters for each bias", "upstream.sum(axis=0)", "np.full(filters, upstream.sum())"),
           Edit("examples kept apart", "upstream.sum(axis=0)", "dL_dz.sum(axis=(1, 2))"),
           Edit("only the first example", "upstream.sum(axis=0)", "dL_dz[0].sum(axis=(0, 1))"),
           Edit("= where += is needed", "upstream.sum(axis=0)", "upstream[-1]"),
           after("sign", lambda found: tuple(-g for g in found))))
def backward_by_matrices(dL_dz, x, w):
    (m, down, across, filters), (rows, columns) = dL_dz.shape, w.shape[:2]
    unfolded = np.array([x[e, i:i + rows, j:j + columns].ravel()
                         for e, i, j in np.ndindex(m, down, across)])
    upstream = dL_dz.reshape(-1, filters)
    dL_dw = (unfolded.T @ upstream).reshape(w.shape)
    dL_dunfolded = upstream @ w.reshape(-1, filters).T
    dL_dx = np.zeros(x.shape)
    for (e, i, j), row in zip(np.ndindex(m, down, across), dL_dunfolded, strict=True):
        dL_dx[e, i:i + rows, j:j + columns] += row.reshape(rows, columns, -1)
    return dL_dx, dL_dw, upstream.sum(axis=0)
