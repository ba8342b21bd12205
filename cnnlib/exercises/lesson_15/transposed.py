"""Now the same map runs forward, as a layer that makes a small image larger: a transposed convolution. The last axis of
`a` counts filters, that of the output channels. Every number of `a` stamps the kernels of its own filter, times itself,
one onto each channel of the output, `stride` cells from its neighbour's stamp. The padding is cut away. Each channel's
bias is added to every cell."""

import numpy as np

from ..edits import Edit, instead
from ..function import function
from ..numbers import places, sizes


def arguments(draw, m, height, width, rows, columns, channels, filters, stride, padding):
    inputs = places((height, width), (rows, columns), stride, padding)
    return inputs and (draw(m, *inputs, filters), draw(rows, columns, channels, filters), draw(channels),
                       stride, padding, height, width)


def stamped(place=lambda n, k, stride, padding: n * stride, change=lambda z, touched, b: z + b, every=1.0):
    """The same with stamps at other places, or the bias added otherwise; every: how much stays of what lies there."""
    def run(a, w, b, stride, padding, height, width):
        rows, columns, channels, _ = w.shape
        room = height + width + 4 * padding + (rows + columns) * (max(a.shape) + 1)
        z, touched = np.zeros((len(a), room, room, channels)), np.zeros((1, room, room, 1))
        for e, i, j, k in np.ndindex(a.shape):
            r, c = place(i, rows, stride, padding), place(j, columns, stride, padding)
            z[e, r:r + rows, c:c + columns] *= every
            z[e, r:r + rows, c:c + columns] += a[e, i, j, k] * w[:, :, :, k]
            touched[:, r:r + rows, c:c + columns] += (e == k == 0)
        inside = np.s_[:, padding:padding + height, padding:padding + width]
        return change(z[inside], touched[inside], b)
    return run


def repeated(a, w, b, stride, padding, height, width):
    """The same with each number repeated stride times, where it should stand once."""
    larger = a.repeat(stride, axis=1).repeat(stride, axis=2)
    return stamped(lambda n, k, stride, padding: n)(larger, w, b, stride, padding, height, width)


@function(
    stars=3, gives=("z",),
    says="Return z, of shape (m, height, width, channels).",
    takes="a (m, down, across, filters), what comes in;  w (rows, columns, channels, filters): a kernel for each "
          "channel of the output and each filter of a;  b (channels);  padding: rings that are cut away;  "
          "height, width: of the output, which stamps need not fill",
    arguments=arguments,
    sizes=((2, 6, 8, 3, 2, 2, 3, 2, 1), (3, 5, 7, 3, 3, 3, 2, 1, 2), (1, 8, 7, 2, 3, 1, 1, 3, 0),
           (2, 6, 5, 2, 2, 3, 3, 2, 1)),
    small=(*sizes((1,), (1, 2), (2, 3), (1, 2), (1, 2), (1,), (1,), (1, 2), (0, 1)),
           *sizes((1, 2), (1,), (2, 3), (1,), (1, 2), (1, 2), (1, 2), (1, 2), (0,))),
    hints=("It is lesson 9's stamp, run forward: nothing is turned, stamps that overlap add up.",
           "Stamp onto zeros that are larger by padding on each side, then cut them off.",
           "z[e, r:r + rows, c:c + columns] += a[e, i, j, k] * w[:, :, :, k], with r = i · stride and c = j · stride; "
           "the bias once, at the end."),
    edits=(Edit("overwritten", "+= a[e", "= a[e"),
           Edit("= where += is needed", "z[e, r:r + rows, c:c + columns] += a[e, i, j, k] * w[:, :, :, k]",
                "z[e, r:r + rows, c:c + columns] = w @ a[e, i, j]"),
           Edit("= where += is needed", "a[e, i, j, k] *", "(k == a.shape[3] - 1) * a[e, i, j, k] *"),
           Edit("only the first filter", "a[e, i, j, k] *", "(k == 0) * a[e, i, j, k] *"),
           Edit("the first filter for all", "* w[:, :, :, k]", "* w[:, :, :, 0]"),
           Edit("one sum for all", "a[e, i, j, k] *", "a[e, i, j].sum() *"),
           Edit("stamp turned", "* w[:, :, :, k]", "* w[::-1, ::-1, :, k]"),
           Edit("transposed", "* w[:, :, :, k]", "* w.swapaxes(0, 1)[:, :, :, k]"),
           Edit("channels as forward", "* w[:, :, :, k]", "* w[:, :, k, :]"),
           Edit("channels mixed", "* w[:, :, :, k]", "* w[:, :, :, k].sum(axis=2, keepdims=True)"),
           Edit("stamps one cell apart", "i * stride, j * stride", "i, j"),
           Edit("stride for rows alone", "i * stride, j * stride", "i * stride, j"),
           instead("size for stride", stamped(lambda n, k, stride, padding: n * k)),
           instead("as many zeros as the stride", stamped(lambda n, k, stride, padding: n * (stride + 1))),
           Edit("not cropped", "[:, padding:padding + height, padding:padding + width]", "[:, :height, :width]"),
           Edit("cropped on one side", "[:, padding:padding + height, padding:padding + width]",
                "[:, 2 * padding:, 2 * padding:]"),
           Edit("rows cropped alone", "padding:padding + width]", ":width]"),
           # no picture: with padding 0 nothing is left to be drawn
           Edit("crop at pad 0", "[:, padding:padding + height, padding:padding + width]",
                "[:, padding:-padding, padding:-padding]"),
           instead("padding put around", stamped(lambda n, k, stride, padding: n * stride + 2 * padding)),
           Edit("the output ends too early", "padding:padding + height, padding:padding + width]",
                "*[slice(padding, (n - 1) * stride + k - padding) for n, k in zip(a.shape[1:3], w.shape)]]"),
           Edit("the output ends too early", "    return z[:, padding:padding + height, padding:padding + width] + b",
                "    y = np.zeros((len(a), height, width, channels))\n"
                "    for i, j in np.ndindex(height, width):\n"
                "        if (i < (a.shape[1] - 1) * stride + rows - 2 * padding and\n"
                "                j < (a.shape[2] - 1) * stride + columns - 2 * padding):\n"
                "            y[:, i, j] = z[:, i + padding, j + padding] + b\n"
                "    return y"),
           instead("repeated, not spread", repeated),
           Edit("no bias", " + b", ""),
           Edit("sign of the bias", " + b", " - b"),
           Edit("one bias for all", " + b", " + b[0]"),
           Edit("one bias for all", " + b", " + b.sum()"),
           Edit("one bias for all", " + b", " + b.mean()"),
           Edit("bias in every stamp", "+= a[e, i, j, k] * w[:, :, :, k]", "+= a[e, i, j, k] * w[:, :, :, k] + b"),
           instead("bias in every stamp", stamped(change=lambda z, touched, b: z + touched * b)),
           Edit("bias in every stamp", "a[e, i, j, k] * w[:, :, :, k]", "a[e, i, j, k] * (w[:, :, :, k] + b)"),
           Edit("bias in every stamp", "        z[e, r",
                "        z[:, r:r + rows, c:c + columns] += b\n        z[e, r"),
           Edit("bias once for each stamp", "        z[e, r", "        z[e] += b\n        z[e, r"),
           # once for each filter that stamps there; then, to every cell, for each place, and for each place and filter
           instead("bias in every stamp", lambda a, w, b, *rest: stamped(
               change=lambda z, touched, b: z + touched * b * a.shape[3])(a, w, b, *rest)),
           instead("bias once for each stamp", lambda a, w, b, *rest: transposed.answer(
               a, w, b * a.shape[1] * a.shape[2], *rest)),
           instead("bias once for each stamp", lambda a, w, b, *rest: transposed.answer(a, w, b * a[0].size, *rest)),
           Edit("bias once for each filter", " + b", " + a.shape[3] * b"),
           instead("bias under the stamps alone", stamped(change=lambda z, touched, b: z + (touched > 0) * b)),
           Edit("only the first example", "a[e, i, j, k] *", "(e == 0) * a[e, i, j, k] *"),
           Edit("examples mixed", "z[e, r", "z[:, r"),
           Edit("averaged over the examples", "+= a[e, i, j, k]", "+= a[e, i, j, k] / len(a)"),
           instead("averaged where stamps overlap",
                   stamped(change=lambda z, touched, b: z / np.maximum(touched, 1) + b)),
           Edit("the input left out", "a[e, i, j, k] *", "1 *")))
def transposed(a, w, b, stride, padding, height, width):
    rows, columns, channels, _ = w.shape
    z = np.zeros((len(a), height + 2 * padding, width + 2 * padding, channels))
    for e, i, j, k in np.ndindex(a.shape):
        r, c = i * stride, j * stride
        z[e, r:r + rows, c:c + columns] += a[e, i, j, k] * w[:, :, :, k]
    return z[:, padding:padding + height, padding:padding + width] + b
