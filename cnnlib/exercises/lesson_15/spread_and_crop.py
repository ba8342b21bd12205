r"""Write the image's gradient for any stride and padding, the same for rows and columns: spread $\partial L/\partial z$
with zeros, gather with the rotated kernel, crop. What no window reads gets 0. Stamps are right, too."""

from functools import partial

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import places, sizes


def arguments(draw, m, height, width, rows, columns, channels, filters, stride, padding):
    outputs = places((height, width), (rows, columns), stride, padding)
    return outputs and (draw(m, *outputs, filters), draw(rows, columns, channels, filters), height, width,
                        stride, padding)


def spaced(between=lambda stride: stride - 1, rings=lambda rows, columns, padding: (rows - 1, columns - 1),
           crop=lambda padding: padding, spread=None):
    """The same with other zeros between or around, or cut elsewhere; missing cells at the end are 0."""
    def gathered(dL_dz, w, height, width, stride, padding):
        m, down, across, filters = dL_dz.shape
        rows, columns, channels, _ = w.shape
        step = between(stride) + 1
        spaces = np.zeros((m, (down - 1) * step + 1, (across - 1) * step + 1, filters))
        spaces[:, ::step, ::step] = dL_dz
        ringed = spread(dL_dz, stride) if spread else spaces
        above, beside = rings(rows, columns, padding)
        ringed = np.pad(ringed, [(0, 0), (above, above), (beside, beside), (0, 0)])
        found = np.zeros((m, height + 4 * padding + rows * stride, width + 4 * padding + columns * stride, channels))
        many = [min(n - k + 1, room) for n, k, room in zip(ringed.shape[1:3], (rows, columns), found.shape[1:3],
                                                           strict=True)]
        if min(many) > 0:
            windows = np.lib.stride_tricks.sliding_window_view(ringed, (rows, columns), axis=(1, 2))
            found[:, :many[0], :many[1]] = np.einsum("eijkuv,uvck->eijc", windows[:, :many[0], :many[1]],
                                                     w[::-1, ::-1])
        first = crop(padding)
        return found[:, first:first + height, first:first + width]
    return gathered


def short(end=lambda padding: padding):
    """The crop takes padding off the end, too, though the rest is not there; zeros fill up what is missing."""
    def run(dL_dz, w, height, width, stride, padding):
        reach = [(n - 1) * stride + k for n, k in zip(dL_dz.shape[1:3], w.shape, strict=False)]
        full = spread_and_crop.answer(dL_dz, w, *reach, stride, 0)
        down, across = (slice(padding, size - end(padding) if end(padding) else 0) for size in reach)
        cut = full[:, down, across][:, :height, :width]
        return np.pad(cut, [(0, 0), (0, height - cut.shape[1]), (0, width - cut.shape[2]), (0, 0)])
    return run


def short_ring(dL_dz, w, height, width, stride, padding):
    """The same by rings of k - 1 - padding and no crop; with padding 0 it is right."""
    return (short() if padding else spread_and_crop.answer)(dL_dz, w, height, width, stride, padding)


def repeated(dL_dz, w, height, width, stride, padding, last=None):
    """Numbers repeated where zeros belong, cut to the rows of what is spread; last: cut behind the last number."""
    rows, columns = (n + 2 * padding - k + 1 for n, k in zip((height, width), w.shape, strict=False))
    many = dL_dz.repeat(stride, axis=1).repeat(stride, axis=2)[:, :rows, :columns]
    if last:
        many = many[:, :(dL_dz.shape[1] - 1) * stride + 1, :(dL_dz.shape[2] - 1) * stride + 1]
    spread = np.pad(many, [(0, 0), (0, rows - many.shape[1]), (0, columns - many.shape[2]), (0, 0)])
    return spread_and_crop.answer(spread, w, height, width, 1, padding)


def stamped(step=lambda size, stride: stride, every=1.0):
    """The same by stamps, at other places; every: how much stays of what lies under them."""
    def run(dL_dz, w, height, width, stride, padding):
        rows, columns, channels, _ = w.shape
        room = height + width + 2 * padding + (rows + columns) * max(dL_dz.shape)
        full = np.zeros((len(dL_dz), room, room, channels))
        for i, j in np.ndindex(dL_dz.shape[1:3]):
            r, c = i * step(rows, stride), j * step(columns, stride)
            full[:, r:r + rows, c:c + columns] *= every
            full[:, r:r + rows, c:c + columns] += np.einsum("ek,uvck->euvc", dL_dz[:, i, j], w)
        return full[:, padding:padding + height, padding:padding + width]
    return run


@function(
    stars=2, gives=("dL_dx",),
    says="Return dL_dx, of shape (m, height, width, channels).",
    takes="dL_dz (m, windows down, windows across, filters);  w (rows, columns, channels, filters);  "
          "height, width: of the image;  padding: rings of zeros that were around it",
    arguments=arguments,
    sizes=((2, 6, 8, 3, 2, 2, 3, 2, 1), (3, 5, 7, 3, 3, 3, 2, 1, 2), (1, 8, 7, 2, 3, 1, 1, 3, 0),
           (2, 6, 5, 2, 2, 3, 3, 2, 1)),
    small=(*sizes((1,), (1, 2), (2, 3), (1, 2), (1, 2), (1,), (1,), (1, 2), (0, 1)),
           *sizes((1, 2), (1,), (2, 3), (1,), (1, 2), (1, 2), (1, 2), (1, 2), (0,))),
    hints=("Spread: zeros, with dL_dz at every stride-th row and column. Make it (height + 2 · padding − k + 1) rows "
           "high: then a rest at the end is in it.",
           "k − 1 rows of zeros above and below, columns likewise; slide w[::-1, ::-1] over it. The gradient of the "
           "padded image comes out.",
           "spread[:, ::stride, ::stride] = dL_dz; gather as in lesson 9; "
           "full[:, padding:padding + height, padding:padding + width]."),
    edits=(Edit("kernel as it stands", "w[::-1, ::-1]", "w"),
           Edit("kernel transposed alone", "w[::-1, ::-1]", "w.swapaxes(0, 1)"),
           Edit("rows turned alone", "w[::-1, ::-1]", "w[::-1]"),
           Edit("columns turned alone", "w[::-1, ::-1]", "w[:, ::-1]"),
           Edit("all axes turned", "w[::-1, ::-1]", "np.flip(w)"),
           Edit("channels as forward", "uvck->ec", "uvkc->ec"),
           instead("as many zeros as the stride", spaced(between=lambda stride: stride)),
           instead("not spread", spaced(between=lambda stride: 0)),
           instead("repeated, not spread",
                   spaced(spread=lambda dL_dz, stride: dL_dz.repeat(stride, axis=1).repeat(stride, axis=2))),
           instead("repeated, not spread", repeated),
           instead("repeated, not spread", partial(repeated, last=True)),
           # full[padding:-padding] and rings of k - 1 - padding give the same but for padding 0
           instead("cut short, filled up", short()),
           instead("cut short, filled up", short_ring),
           Edit("spread for rows alone", "spread[:, ::stride, ::stride]", "spread[:, ::stride, :dL_dz.shape[2]]"),
           instead("overwritten", stamped(every=0.0)),
           instead("size for stride", stamped(lambda size, stride: size)),
           instead("one ring too many", spaced(rings=lambda rows, columns, padding: (rows, columns))),
           instead("zeros exchanged", spaced(rings=lambda rows, columns, padding: (columns - 1, rows - 1))),
           instead("padding for rings", spaced(rings=lambda rows, columns, padding: (padding, padding),
                                               crop=lambda padding: 0)),
           instead("no rings", spaced(rings=lambda rows, columns, padding: (0, 0))),
           Edit("zeros on one side", "[(0, 0), (rows - 1,) * 2, (columns - 1,) * 2, (0, 0)]",
                "[(0, 0), (2 * rows - 2, 0), (2 * columns - 2, 0), (0, 0)]"),
           Edit("not cropped", "[:, padding:padding + height, padding:padding + width]", "[:, :height, :width]"),
           Edit("not cropped", "[:, padding:padding + height, padding:padding + width]", ""),
           Edit("cropped on one side", "[:, padding:padding + height, padding:padding + width]",
                "[:, 2 * padding:, 2 * padding:]"),
           Edit("rows cropped alone", "padding:padding + width]", ":width]"),
           # no picture: with padding 0 nothing is left to be drawn
           Edit("crop at pad 0", "[:, padding:padding + height, padding:padding + width]",
                "[:, padding:-padding, padding:-padding]"),
           Edit("the rest left out", "padding:padding + height, padding:padding + width]",
                "*[slice(padding, (n - 1) * stride + k - padding) for n, k in zip(dL_dz.shape[1:3], w.shape)]]"),
           Edit("the rest in front", "spread[:, ::stride, ::stride]", "spread[:, ::-stride, ::-stride][:, ::-1, ::-1]"),
           Edit("upstream left out", "stride] = dL_dz", "stride] = 1"),
           Edit("only the first example", "spread[:, ::stride, ::stride] = dL_dz",
                "spread[:1, ::stride, ::stride] = dL_dz[:1]"),
           Edit("index 0 throughout", "stride] = dL_dz", "stride] = dL_dz[:1]"),
           Edit("only the first filter", "window, w[::-1, ::-1])", "window[..., :1], w[::-1, ::-1, :, :1])"),
           Edit("= where += is needed", "window, w[::-1, ::-1])", "window[..., -1:], w[::-1, ::-1, :, -1:])"),
           Edit("filters averaged", "full[:, i, j] = np", "full[:, i, j] = 1 / filters * np"),
           Edit("divided by m again", "full[:, i, j] = np", "full[:, i, j] = 1 / m * np"),
           Edit("channels mixed", "w[::-1, ::-1])", "w[::-1, ::-1].sum(axis=2, keepdims=True))"),
           after("sign", lambda g: -g)))
def spread_and_crop(dL_dz, w, height, width, stride, padding):
    (rows, columns, channels, filters), m = w.shape, len(dL_dz)
    full = np.zeros((m, height + 2 * padding, width + 2 * padding, channels))
    spread = np.zeros((m, full.shape[1] - rows + 1, full.shape[2] - columns + 1, filters))
    spread[:, ::stride, ::stride] = dL_dz
    ringed = np.pad(spread, [(0, 0), (rows - 1,) * 2, (columns - 1,) * 2, (0, 0)])
    for i, j in np.ndindex(full.shape[1:3]):
        window = ringed[:, i:i + rows, j:j + columns]
        full[:, i, j] = np.einsum("euvk,uvck->ec", window, w[::-1, ::-1])
    return full[:, padding:padding + height, padding:padding + width]
