"""Three ways from the gradient of the outputs back to that of the image, each written out for one channel."""

from itertools import islice

import numpy as np

from cnnlib.ops import conv


def stamp(dL_dz, w, stride, padding, image):
    """Lay the kernel, times the gradient of each output, on the window the output came from; overlaps add up.

        dL_dx[i * stride + u - padding, j * stride + v - padding] += dL_dz[i, j] * w[u, v]

    dL_dz (rows, columns),  w (rows, columns)  ->  dL_dx of the shape `image`
    """
    total = stamped(dL_dz, w, stride, padding, image, dL_dz.size)
    return total[padding:padding + image[0], padding:padding + image[1]]


def stamped(dL_dz, w, stride, padding, image, count):
    """What the first outputs, so many in reading order, have stamped on image and padding."""
    rows, columns = w.shape
    total = np.zeros([n + 2 * padding for n in image])
    for i, j in islice(np.ndindex(dL_dz.shape), count):
        total[i * stride:i * stride + rows, j * stride:j * stride + columns] += dL_dz[i, j] * w
    return total


def gather(dL_dz, w, stride, padding, image, rotated=True):
    """Slide the kernel, rotated by 180 degrees, over the spread and padded gradient of the outputs.

        dL_dx[r, c] = sum over u, v of  spread[r + u, c + v] * w[rows - 1 - u, columns - 1 - v]
    """
    kernel = w[::-1, ::-1] if rotated else w
    spread = spread_out(dL_dz, w.shape, stride, padding, image)
    return conv.forward(spread[None, :, :, None], kernel[:, :, None, None], np.zeros(1))[0, :, :, 0]


def transpose(dL_dz, w, stride, padding, image):
    """Multiply by the transpose of the matrix that makes the outputs:
    z = M x, so dL_dx = M.T dL_dz, both flattened."""
    return (matrix(w, stride, padding, image, dL_dz.shape).T @ dL_dz.ravel()).reshape(image)


def spread_out(dL_dz, size, stride, padding, image):
    """Put stride - 1 zeros between the outputs and a border around them
    -> rows and columns of the image, with those of the kernel but one."""
    spread = np.zeros([n + k - 1 for n, k in zip(image, size, strict=True)])
    spread[places(dL_dz.shape, size, stride, padding)] = dL_dz
    return spread


def places(outputs, size, stride, padding):
    """Where the outputs stand in the spread gradient, as slices."""
    firsts = [k - 1 - padding for k in size]
    return tuple(slice(first, first + stride * (n - 1) + 1, stride)
                 for first, n in zip(firsts, outputs, strict=True))


def matrix(w, stride, padding, image, outputs):
    """Write the convolution as a matrix: a row for each output, a column for each pixel.

        M[(i, j), (r, c)] = w[r + padding - i * stride, c + padding - j * stride],
        0 where the window does not reach
    """
    (down, across), rows = w.shape, np.zeros((*outputs, *(n + 2 * padding for n in image)))
    for i, j in np.ndindex(*outputs):
        rows[i, j, i * stride:i * stride + down, j * stride:j * stride + across] = w
    on_image = rows[:, :, padding:padding + image[0], padding:padding + image[1]]
    return on_image.reshape(outputs[0] * outputs[1], -1)


def right(dL_dz, w, stride, padding, image):
    """What the library says: dL_dx of conv.backward, which does not need x to compute it."""
    x, upstream = np.zeros((1, *image, 1)), dL_dz[None, :, :, None]
    return conv.backward(upstream, x, w[:, :, None, None], stride, padding)[0][0, :, :, 0]
