"""Mistakes in the backward pass of a convolution."""

import numpy as np

from cnnlib.ops import conv, windows

from .mistake import Mistake, Source

RATE = 0.1          # of the step that is taken too early


def _overwritten(dL_dz, x, w, stride=1, padding=0, dilation=1):
    _, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    grid = _grid(x, w, stride, padding, dilation)
    total = _blank(x, grid)
    for place, window in _places(grid):
        total[window] = _stamp(dL_dz, w, place)                                    # += is right
    return windows.crop(total, grid.sides, axis=1), dL_dw, dL_db


def _stride_forgotten(dL_dz, x, w, stride=1, padding=0, dilation=1):
    grid = _grid(x, w, stride, padding, dilation)
    padded, total, dL_dw = windows.pad(x, grid.sides, axis=1), _blank(x, grid), np.zeros_like(w)
    for place, window in _places(grid._replace(stride=(1, 1))):                    # grid is right
        total[window] += _stamp(dL_dz, w, place)
        dL_dw += np.tensordot(padded[window], dL_dz[:, *place], (0, 0))
    return windows.crop(total, grid.sides, axis=1), dL_dw, dL_dz.sum(axis=(0, 1, 2))


def _cropped_to_nothing(dL_dz, x, w, stride=1, padding=0, dilation=1):
    _, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    grid = _grid(x, w, stride, padding, dilation)
    total = _blank(x, grid)
    for place, window in _places(grid):
        total[window] += _stamp(dL_dz, w, place)
    (top, bottom), (left, right) = grid.sides
    return total[:, top:-bottom, left:-right], dL_dw, dL_db                        # top:top + rows is right


def _kernel_not_rotated(dL_dz, x, w, stride=1, padding=0, dilation=1):
    _, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    return _gathered(dL_dz, x, w, w, stride, padding, dilation), dL_dw, dL_db      # turned by 180° is right


def _transposed_not_rotated(dL_dz, x, w, stride=1, padding=0, dilation=1):
    _, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    kernel = w.swapaxes(0, 1)                                                      # w[::-1, ::-1] is right
    return _gathered(dL_dz, x, w, kernel, stride, padding, dilation), dL_dw, dL_db


def _channels_not_swapped(dL_dz, x, w, stride=1, padding=0, dilation=1):
    _, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    swapped = w.swapaxes(2, 3)                                                     # w is right
    dL_dx, _, _ = conv.backward(dL_dz, x, swapped, stride, padding, dilation)
    return dL_dx, dL_dw, dL_db


def _dw_flipped(dL_dz, x, w, stride=1, padding=0, dilation=1):
    dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    return dL_dx, dL_dw[::-1, ::-1], dL_db                                         # dL_dw is right


def _mean_over_positions(dL_dz, x, w, stride=1, padding=0, dilation=1):
    dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    return dL_dx, dL_dw / dL_dz[0, :, :, 0].size, dL_db                            # dL_dw is right


def _bias_averaged(dL_dz, x, w, stride=1, padding=0, dilation=1):
    dL_dx, dL_dw, _ = conv.backward(dL_dz, x, w, stride, padding, dilation)
    return dL_dx, dL_dw, dL_dz.mean(axis=(0, 1, 2))                                # sum is right


def _one_sum_for_all_biases(dL_dz, x, w, stride=1, padding=0, dilation=1):
    dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    return dL_dx, dL_dw, np.full_like(dL_db, dL_dz.sum())                          # dL_db is right


def _w_changed_first(dL_dz, x, w, stride=1, padding=0, dilation=1):
    _, dL_dw, dL_db = conv.backward(dL_dz, x, w, stride, padding, dilation)
    stepped = w - RATE * dL_dw
    dL_dx, _, _ = conv.backward(dL_dz, x, stepped, stride, padding, dilation)      # w is right
    return dL_dx, dL_dw, dL_db


def _gathered(dL_dz, x, w, kernel, stride, padding, dilation):
    """Return dL_dx as a full correlation of dL_dz with a kernel that should be w, turned by 180 degrees."""
    grid = _grid(x, w, stride, padding, dilation)
    total = _blank(x, grid)
    for place, window in _places(grid):
        total[window] += _stamp(dL_dz, kernel[::-1, ::-1], place)
    return windows.crop(total, grid.sides, axis=1)


def _grid(x, w, stride, padding, dilation):
    return windows.grid(x.shape[1:3], w.shape[:2], stride, padding, dilation, "w")


def _blank(x, grid):
    return np.zeros((len(x), *grid.padded, x.shape[3]), x.dtype)


def _places(grid):
    """Yield (i, j) of each window and the window, an index into the padded image."""
    for place in np.ndindex(grid.outputs):
        starts = [n * s for n, s in zip(place, grid.stride, strict=True)]
        rows, columns = (slice(start, start + d * (size - 1) + 1, d)
                         for start, size, d in zip(starts, grid.size, grid.dilation, strict=True))
        yield place, np.s_[:, rows, columns]


def _stamp(dL_dz, w, place):
    """Return the kernels times the gradients of one window, (m, u, v, channels)."""
    return np.tensordot(dL_dz[:, *place], w, (1, 3))


MISTAKES = (
    Mistake("= for +=", "conv.backward",
            "A cell of the image keeps what the last window sends it and forgets the others.",
            "It is right as long as windows stand side by side, and it puts a picture back together that "
            "was cut into windows.",
            _overwritten, "windows that do not overlap",
            Source("https://github.com/oreilly-japan/deep-learning-from-scratch/issues/27",
                   "A reader's test of folding windows back passes with = and fails with +=, so that += "
                   "looks like the mistake; later the reader sees why the backward pass needs it.")),
    Mistake("kernel not rotated", "conv.backward",
            "The image's gradient is gathered with the kernel as it stands, not turned by 180 degrees.",
            "The forward pass slides the kernel just so, and all shapes fit.",
            _kernel_not_rotated, "kernels that look the same turned by 180 degrees",
            Source("https://github.com/nntrainer/nntrainer/issues/705",
                   "A list of what to mend in a convolution's backward pass: with several filters the "
                   "weights have to be turned by 180 degrees.")),
    Mistake("transposed, not rotated", "conv.backward",
            "The image's gradient is gathered with rows and columns of the kernel exchanged, not turned by "
            "180 degrees.",
            "In a dense layer back means the transpose, and on a square kernel nothing complains.",
            _transposed_not_rotated, "kernels that mirror themselves in the rising diagonal",
            Source("https://github.com/mlpack/mlpack/pull/3376",
                   "A kernel of M by N was turned by 180 degrees for the way back but stored as N by M, "
                   "as if turned by 90; networks with kernels that are not square failed.")),
    Mistake("channels not swapped", "conv.backward",
            "On the way back channels and filters of the kernel keep their forward roles.",
            "One channel and one filter, as in most first tests, cannot tell; as many filters as channels "
            "do not crash.",
            _channels_not_swapped, "one channel and one filter",
            Source("https://github.com/apache/systemds/pull/541",
                   "The transposed convolution held its filters with the two axes the wrong way round; "
                   "the tests had one channel and one filter and did not see it.")),
    Mistake("dw flipped", "conv.backward",
            "The kernel's gradient comes out turned by 180 degrees.",
            "The image's gradient needs a turn, so one more here looks right, and so do the shapes.",
            _dw_flipped, "kernels of a single cell",
            Source("https://end-to-end-machine-learning.teachable.com/courses/"
                   "322-convolutional-neural-networks-in-two-dimensions/lectures/24726662",
                   "The author of a course found after its publication that two arguments of a "
                   "correlation were exchanged and the weights' gradient reversed; the code had seemed to "
                   "perform well.")),
    Mistake("stride forgotten", "conv.backward",
            "The way back moves each window by one cell, whatever the stride.",
            "i and j are at hand in the loop, and with stride 1 they are right.",
            _stride_forgotten, "a stride of 1",
            Source("https://github.com/Kulbear/deep-learning-coursera/pull/34",
                   "A mended solution of a course's exercise: the stride was missing in the backward pass "
                   "of the convolution.")),
    Mistake("crop at pad 0", "conv.backward",
            "The padding is cut off by [pad:-pad], which is empty where pad is 0.",
            "It reads like what it means, and works for every other padding.",
            _cropped_to_nothing, "padding on all four sides",
            Source("https://github.com/MrinmoiHossain/Deep-Learning-Specialization-Coursera/issues/3",
                   "An exercise's solution is asked to be mended with just this slice, [pad:-pad]; "
                   "nothing is said about a padding of 0.")),
    Mistake("bias averaged", "conv.backward",
            "The bias gets the mean of what comes back, not the sum.",
            "The loss is a mean, so that a mean seems in place here, too; the bias still moves the right "
            "way.",
            _bias_averaged, "one example and one window",
            Source("https://github.com/dengfy/cs231n/issues/1",
                   "A reader asks whether the bias's gradient should not be averaged over the examples; "
                   "the answer: no, all gradients are summed.")),
    Mistake("one sum for all biases", "conv.backward",
            "Every bias gets the sum over all filters.",
            "sum() without an axis gives one number, and adding it to all biases raises no error.",
            _one_sum_for_all_biases, "one filter",
            Source("https://github.com/rasbt/stat453-deep-learning-ss21/issues/5",
                   "All biases of a trained softmax regression come out equal: one sum is taken over all "
                   "of them and spread. It reached an accuracy of 0.858 all the same.")),
    Mistake("mean over positions", "conv.backward",
            "A weight gets the mean over the windows it was used in, not the sum.",
            "The gradient then does not grow with the image, and a larger learning rate hides it.",
            _mean_over_positions, "one window",
            Source("https://github.com/Oneflow-Inc/oneflow/pull/255",
                   "A merged change divides the gradients of weights and bias by the number of steps the "
                   "kernel makes, so that one learning rate would suit all sizes of image.")),
    Mistake("w changed first", "conv.backward",
            "The weights take their step before they send the gradient on to the image.",
            "It saves keeping dL_dw; what the layer learns itself is right, and a small step spoils little.",
            _w_changed_first, "",
            Source("https://github.com/VikParuchuri/zero_to_gpt/issues/12",
                   "In a course's notebook the layer subtracts its step first and then multiplies the "
                   "gradient by the new weights; a reader asks to exchange the lines.")),
)
