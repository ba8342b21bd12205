"""Mistakes in the backward pass of a pooling."""

import numpy as np

from cnnlib.ops import avg_pool, max_pool, windows

from .mistake import Mistake, Source


def _every_tie_paid(dL_dp, a, size=2, stride=None, padding=0, ties="first"):
    return max_pool.backward(dL_dp, a, size, stride, padding, ties="all")          # ties=ties is right


def _overwritten(dL_dp, a, size=2, stride=None, padding=0, ties="first"):
    grid, total = _blank(a, size, stride, padding)
    for (i, j), best in _best(a, grid):
        total[_cell(best, i, j, grid)] = dL_dp[:, i, j]                            # += is right
    return windows.crop(total, grid.sides, axis=1)


def _returned_early(dL_dp, a, size=2, stride=None, padding=0, ties="first"):  # noqa: RET503
    grid, total = _blank(a, size, stride, padding)
    for (i, j), best in _best(a, grid):
        total[_cell(best, i, j, grid)] += dL_dp[:, i, j]
        return windows.crop(total, grid.sides, axis=1)                             # after the loop is right


def _row_and_column_exchanged(dL_dp, a, size=2, stride=None, padding=0, ties="first"):
    grid, total = _blank(a, size, stride, padding)
    exchanged = grid._replace(size=grid.size[::-1])                                # grid is right
    for (i, j), best in _best(a, grid):
        total[_cell(best, i, j, exchanged)] += dL_dp[:, i, j]
    return windows.crop(total, grid.sides, axis=1)


def _average_not_divided(dL_dp, a, size=2, stride=None, padding=0):
    grid = windows.pool_grid(a.shape[1:3], size, stride, padding)
    return len(grid.cells) * avg_pool.backward(dL_dp, a, size, stride, padding)    # no factor is right


def _blank(a, size, stride, padding):
    grid = windows.pool_grid(a.shape[1:3], size, stride, padding)
    return grid, np.zeros((len(a), *grid.padded, a.shape[3]), a.dtype)


def _best(a, grid):
    """Yield (i, j) of each window and the number, in reading order, of its largest cell: (m, k)."""
    padded = windows.pad(a, grid.sides, axis=1, value=-np.inf)
    winners = np.array([padded[:, r, c] for r, c in grid.cells]).argmax(axis=0)
    for place in np.ndindex(grid.outputs):
        yield place, winners[:, *place]


def _cell(best, i, j, grid):
    """Return where in the padded image the winners of window (i, j) lie, as an index."""
    e, k = np.ogrid[:best.shape[0], :best.shape[1]]
    u, v = np.divmod(best, grid.size[1])
    return e, i * grid.stride[0] + u, j * grid.stride[1] + v, k


MISTAKES = (
    Mistake("every tie paid", "max_pool.backward",
            "In a tie each of the largest cells gets the whole gradient of the window.",
            "a == a.max() is the shortest way to find the winner, and numbers at random never tie; blank "
            "paper does.",
            _every_tie_paid, "windows with one largest cell each",
            Source("https://github.com/Theano/Theano/issues/5248",
                   "The gradient went to all cells equal to the maximum, unlike on the graphics card; on "
                   "pictures with much paper, as of digits, it matters.")),
    Mistake("= for += at a winner", "max_pool.backward",
            "A cell that wins several windows keeps the gradient of the last one.",
            "With windows side by side no cell wins twice, and tests seldom let windows overlap.",
            _overwritten, "windows that do not overlap",
            Source("https://github.com/jmschrei/tangermeme/pull/95",
                   "Unpooling assigns where it should add up: of a cell that wins several overlapping "
                   "windows all shares but one were lost without a word.")),
    Mistake("return too deep", "max_pool.backward",
            "return stands one indent too deep, in the loop: only the first window sends anything back.",
            "The shape is right, most zeros look like lost cells, and what comes after the pooling still "
            "learns.",
            _returned_early, "a single window",
            Source("https://github.com/riccardoandreoni0/CNN-from-scratch/issues/1",
                   "A reader wonders why nearly all gradients behind the pooling are 0: the return is "
                   "indented too far. The model converged all the same.")),
    Mistake("row and column exchanged", "max_pool.backward",
            "The winner's number is split into row and column by the window's rows, not by its columns.",
            "Most windows are square, and there both are the same number.",
            _row_and_column_exchanged, "square windows",
            Source("https://github.com/pytorch/pytorch/pull/36820",
                   "The backward pass of a max pooling in three dimensions was called with height and "
                   "width exchanged; outputs that are not square got only a part of their gradients.")),
    Mistake("average not divided", "avg_pool.backward",
            "Every cell of a window gets the window's whole gradient.",
            "The max pooling next door hands on its gradient whole, and the direction stays right.",
            _average_not_divided, "windows of a single cell"),
)
