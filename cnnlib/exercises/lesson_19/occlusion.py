r"""Which part of an image does an answer hang on? Cover a patch of `size` × `size` pixels with `paper`, a number, at
each place where it fits, one pixel further each time. Note how far `predict(image)`, a number, falls."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, size, paper, which):
    if size > min(rows, columns):
        return None
    x, w, v = draw(rows, columns), draw(rows, columns), draw(rows, columns)
    predictions = (lambda image: float((w * image + v * image ** 2 / 4).sum()),
                   lambda image: float(1 / (1 + np.exp(-(w * image).sum() / 4))),
                   lambda image: float((w * image).sum() + (image[0] * image[-1]).sum()))
    return x, predictions[which], size, paper


def spread(change):
    """Falls laid onto all cells of their patches: change(how many lie there, their sum, the last one)."""
    def run(x, predict, size, paper):
        found = occlusion.answer(x, predict, size, paper)
        count, total, last = np.zeros((3, *x.shape))
        for i, j in np.ndindex(found.shape):
            patch = np.s_[i:i + size, j:j + size]
            count[patch] += 1
            total[patch] += found[i, j]
            last[patch] = found[i, j]
        return change(count, total, last)
    return run


def around(x, predict, size, paper):
    """A patch around every pixel, cut off at the edge."""
    found, half = np.zeros(x.shape), size // 2
    for i, j in np.ndindex(x.shape):
        covered = x.copy()
        covered[max(0, i - half):i - half + size, max(0, j - half):j - half + size] = paper
        found[i, j] = predict(x) - predict(covered)
    return found


def tiled(x, predict, size, paper):
    """Patches side by side, the last of them cut off, each fall laid onto its patch."""
    found = np.zeros(x.shape)
    for i in range(0, x.shape[0], size):
        for j in range(0, x.shape[1], size):
            covered = x.copy()
            covered[i:i + size, j:j + size] = paper
            found[i:i + size, j:j + size] = predict(x) - predict(covered)
    return found


def put_back(x, predict, size, paper):
    """One copy for all places; the patch's first pixel alone is put back."""
    found, covered = np.zeros(np.subtract(x.shape, size - 1)), x.copy()
    for i, j in np.ndindex(found.shape):
        covered[i:i + size, j:j + size] = paper
        found[i, j] = predict(x) - predict(covered)
        covered[i, j] = x[i, j]
    return found


@function(
    stars=2, gives=("fall",),
    says="Return fall, a number for each place of the patch; x itself stays.",
    takes="x (height, width);  predict: takes an image like x, returns a number;  size, paper: numbers",
    arguments=arguments,
    sizes=((4, 5, 2, 0.5, 0), (5, 4, 3, 1.0, 1), (3, 6, 1, 0.0, 2), (6, 7, 3, -0.5, 2), (3, 3, 3, 0.25, 0)),
    small=sizes((1, 2, 3), (1, 2, 3), (1, 2), (1, 0), (0, 2)),
    # without pictures: nobody sees predict
    hints=("There are height − size + 1 places downwards, and width − size + 1 across: so large is the map.",
           "For each place [i, j] begin with x.copy(), and cover rows i to i + size, columns j to j + size.",
           "fall[i, j] = predict(x) − predict(covered): above 0 where the patch hides what the answer hangs on."),
    edits=(Edit("size of the gap", "predict(x) - predict(covered)", "abs(predict(x) - predict(covered))"),
           Edit("covers pile up", "    for i, j in np.ndindex(fall.shape):\n        covered = x.copy()\n",
                "    covered = x.copy()\n    for i, j in np.ndindex(fall.shape):\n"),
           Edit("covers pile up along a row", "covered = x.copy()", "covered = covered if j else x.copy()"),
           after("rise for fall", lambda fall: -fall),
           Edit("added, not covered", "] = paper", "] += paper"),
           Edit("subtracted, not covered", "] = paper", "] -= paper"),
           Edit("multiplied, not covered", "] = paper", "] *= paper"),
           Edit("covered with 0", "] = paper", "] = 0"),
           Edit("covered with 1", "] = paper", "] = 1"),
           Edit("covered with the mean", "] = paper", "] = x.mean()"),
           Edit("patch one too small", "i:i + size, j:j + size", "i:i + size - 1, j:j + size - 1"),
           Edit("patch one too large", "i:i + size, j:j + size", "i:i + size + 1, j:j + size + 1"),
           Edit("patch one pixel wide", "i:i + size, j:j + size", "i:i + size, j"),
           Edit("patch one pixel high", "i:i + size, j:j + size", "i, j:j + size"),
           Edit("patch of one pixel", "i:i + size, j:j + size", "i, j"),
           Edit("whole rows covered", "i:i + size, j:j + size", "i:i + size"),
           Edit("whole columns covered", "i:i + size, j:j + size", ":, j:j + size"),
           Edit("patch up to size", "i:i + size, j:j + size", "i:size, j:size"),
           Edit("two brackets", "i:i + size, j:j + size", "i:i + size][j:j + size"),
           Edit("row and column exchanged", "i:i + size, j:j + size", "j:j + size, i:i + size"),
           Edit("patch shifted", "i:i + size, j:j + size", "i + 1:i + 1 + size, j + 1:j + 1 + size"),
           Edit("all but the patch", "x.copy()\n        covered[i:i + size, j:j + size] = paper",
                "np.full(x.shape, paper)\n        covered[i:i + size, j:j + size] = x[i:i + size, j:j + size]"),
           Edit("all but the patch", "x.copy()\n        covered[i:i + size, j:j + size] = paper",
                "np.zeros(x.shape)\n        covered[i:i + size, j:j + size] = x[i:i + size, j:j + size]"),
           instead("patches side by side", lambda x, predict, size, paper: occlusion.answer(
               x, predict, size, paper)[::size, ::size]),
           Edit("one window too few", "rows - size + 1, columns - size + 1", "rows - size, columns - size"),
           Edit("patches over the edge", "(rows - size + 1, columns - size + 1)", "x.shape"),
           instead("patches around every pixel", around),
           Edit("rises cut off", "predict(x) - predict(covered)", "max(predict(x) - predict(covered), 0)"),
           Edit("gap squared", "predict(x) - predict(covered)", "(predict(x) - predict(covered)) ** 2"),
           Edit("the prediction itself", "predict(x) - predict(covered)", "predict(covered)"),
           Edit("share of the prediction", "predict(x) - predict(covered)",
                "(predict(x) - predict(covered)) / predict(x)"),
           Edit("share left", "predict(x) - predict(covered)", "predict(covered) / predict(x)"),
           Edit("averaged over the patch", "predict(x) - predict(covered)",
                "(predict(x) - predict(covered)) / size ** 2"),
           Edit("gap of the image", "predict(x) - predict(covered)", "predict(x - covered)"),
           instead("spread over the patch", spread(lambda count, total, last: total)),
           instead("spread over the patch", spread(lambda count, total, last: total / count)),
           instead("spread over the patch", spread(lambda count, total, last: last)),
           instead("spread over the patch", tiled),
           instead("put back in part", put_back),
           instead("fall from the place before", lambda x, predict, size, paper: -np.diff(
               predict(x) - occlusion.answer(x, predict, size, paper).ravel(), prepend=predict(x)).reshape(
                   np.subtract(x.shape, size - 1))),
           after("shares of the largest", lambda fall: fall / (abs(fall).max() or 1)),
           Edit("only the last place", "fall[i, j] = ", "fall = np.zeros_like(fall)\n        fall[i, j] = "),
           after("shifted to 0…1", lambda fall: (fall - fall.min()) / (np.ptp(fall) or 1)),
           after("transposed", lambda fall: fall.T)))
def occlusion(x, predict, size, paper):
    rows, columns = x.shape
    fall = np.zeros((rows - size + 1, columns - size + 1))
    for i, j in np.ndindex(fall.shape):
        covered = x.copy()
        covered[i:i + size, j:j + size] = paper
        fall[i, j] = predict(x) - predict(covered)
    return fall
