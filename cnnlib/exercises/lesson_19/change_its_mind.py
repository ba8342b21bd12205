r"""Walk until the network changes its mind. Each step goes against `gradient(image)`, never 0, is `step` long, and then
every pixel is clipped to 0…1. Stop as soon as `says(image)`, the answer, is another one than for x, or after `most`
steps. Return the walk, one array: x, then the image after each step."""

import numpy as np

from ..edits import Edit, instead
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, step, most, part, answers):
    """part: how far the score must fall until the answer changes, in steps of the first slope."""
    x = np.clip(draw(rows, columns) / 2 + 0.5, 0, 1)
    w, v = draw(rows, columns) + 0.3, draw(rows, columns)      # + 0.3: whole numbers make no gradient of 0

    def gradient(image):
        return w + v * image

    def score(image):
        return float((w * image + v * image ** 2 / 2).sum())

    limit = score(x) - part * step * np.linalg.norm(gradient(x))
    return x, gradient, lambda image: answers[int(score(image) > limit)], step, most


def squeezed(image):
    return (image - image.min()) / (np.ptp(image) or 1)


def within(x, step, image):
    """Pulled back so that the whole way from x is at most a step long."""
    length = np.linalg.norm(image - x)
    return np.clip(x + (image - x) * min(1, step / length), 0, 1)


def stopped_at(answer):
    """A walk that looks after each step whether the answer is this one."""
    def walked(x, gradient, says, step, most):
        walk = change_its_mind.answer(x, gradient, lambda image: 0, step, most)      # to its end
        return walk[:next((k for k in range(1, most) if says(walk[k]) == answer), most) + 1]
    return walked


def stopped_before(x, gradient, says, step, most):
    walk = change_its_mind.answer(x, gradient, says, step, most)
    return walk[:-1] if says(walk[-1]) != says(x) else walk


@function(
    stars=3, gives=("walk",),
    says="Return walk, of shape (steps + 1, height, width); x itself stays.",
    takes="x (height, width) from 0 to 1;  gradient: takes an image, returns an array like it;  says: takes an image, "
          "returns a whole number;  step: a length;  most: a number of steps",
    arguments=arguments,
    sizes=((2, 3, 0.3, 9, 1.5, (3, 8)), (3, 2, 0.2, 4, 50, (0, 1)), (4, 3, 0.4, 12, 2.2, (1, 0)),
           (3, 4, 0.25, 7, 0.5, (0, 1)), (3, 3, 0.5, 10, 1.2, (8, 3))),
    # without pictures: nobody sees the two functions
    small=sizes((1, 2), (1, 2), (1,), (1, 2), (0.5,), ((0, 1),)),
    hints=("A list that begins as [x], and a loop with two reasons to end: the last image has another answer, or most "
           "steps are done.",
           "A step of this length: step · g / ‖g‖ with g = gradient(walk[-1]), worked out anew each time; ‖g‖ is "
           "np.sqrt((g ** 2).sum()).",
           "walk.append(np.clip(walk[-1] − step * g / length, 0, 1)), and np.array(walk) at the end."),
    edits=(Edit("uphill", "walk[-1] - step", "walk[-1] + step"),
           Edit("not clipped", "np.clip(walk[-1] - step * g / length, 0, 1)", "walk[-1] - step * g / length"),
           Edit("clipped at the end alone", "np.clip(walk[-1] - step * g / length, 0, 1))\n    return np.array(walk)",
                "walk[-1] - step * g / length)\n    return np.clip(walk, 0, 1)"),
           Edit("change clipped", "np.clip(walk[-1] - step * g / length, 0, 1)",
                "walk[-1] - np.clip(step * g / length, 0, 1)"),
           Edit("change clipped", "np.clip(walk[-1] - step * g / length, 0, 1)",
                "walk[-1] + np.clip(-step * g / length, 0, 1)"),
           Edit("clipped below alone", "g / length, 0, 1)", "g / length, 0, None)"),
           Edit("clipped above alone", "g / length, 0, 1)", "g / length, None, 1)"),
           Edit("clipped to its own range", "g / length, 0, 1)", "g / length, x.min(), x.max())"),
           Edit("squeezed to 0…1", "np.clip(walk[-1] - step * g / length, 0, 1)",
                "squeezed(walk[-1] - step * g / length)"),
           Edit("not divided by the length", "g / length", "g"),
           Edit("step left out", "step * g / length", "g / length"),
           Edit("no square root", "np.sqrt((g ** 2).sum())", "(g ** 2).sum()"),
           Edit("root of the mean", "np.sqrt((g ** 2).sum())", "np.sqrt((g ** 2).mean())"),
           Edit("sizes for lengths", "np.sqrt((g ** 2).sum())", "abs(g).sum()"),
           Edit("largest for length", "np.sqrt((g ** 2).sum())", "abs(g).max()"),
           Edit("another norm", "np.sqrt((g ** 2).sum())", "np.linalg.norm(g, 2)"),
           Edit("each row by itself", "np.sqrt((g ** 2).sum())", "np.sqrt((g ** 2).sum(axis=1, keepdims=True))"),
           Edit("every pixel by a step", "step * g / length", "step * np.sign(g)"),
           Edit("gradient once", "gradient(walk[-1])", "gradient(x)"),
           Edit("the first length", "(g ** 2).sum()", "(gradient(x) ** 2).sum()"),
           Edit("every step from the start", "np.clip(walk[-1] -", "np.clip(x -"),
           Edit("all steps within one", "np.clip(walk[-1] - step * g / length, 0, 1)",
                "within(x, step, walk[-1] - step * g / length)"),
           Edit("only one step", "len(walk) <= most", "len(walk) < 2"),
           Edit("one step too few", "len(walk) <= most", "len(walk) < most"),
           Edit("one step too many", "len(walk) <= most", "len(walk) < most + 2"),
           Edit("walks on", " and says(walk[-1]) == says(x)", ""),
           Edit("stops at answer 0", "says(walk[-1]) == says(x)", "says(walk[-1])"),
           instead("stops at answer 0", stopped_at(0)),
           Edit("stops at answer 1", "says(walk[-1]) == says(x)", "says(walk[-1]) != 1"),
           instead("stops at answer 1", stopped_at(1)),
           Edit("answers 0 and 1 alone", "says(walk[-1]) == says(x)", "says(walk[-1]) != 1 - says(x)"),
           Edit("stops while it is the same", "says(walk[-1]) == says(x)", "says(walk[-1]) != says(x)"),
           Edit("looks too late", "says(walk[-1]) == says(x)", "says(walk[max(0, len(walk) - 2)]) == says(x)"),
           instead("the last image left out", stopped_before),
           Edit("the last image left out", "np.array(walk)", "np.array(walk[:-1])"),
           Edit("the first image left out", "np.array(walk)", "np.array(walk[1:])"),
           Edit("only the last image", "np.array(walk)", "walk[-1]"),
           Edit("all the same image", "np.array(walk)", "np.array(walk[-1:] * len(walk))"),
           Edit("steps for images", "np.array(walk)", "np.diff(walk, axis=0)"),
           Edit("way from the start for images", "np.array(walk)", "np.array(walk) - x")))
def change_its_mind(x, gradient, says, step, most):
    walk = [x]
    while len(walk) <= most and says(walk[-1]) == says(x):
        g = gradient(walk[-1])
        length = np.sqrt((g ** 2).sum())
        walk.append(np.clip(walk[-1] - step * g / length, 0, 1))
    return np.array(walk)
