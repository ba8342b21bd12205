r"""How large should weights be drawn? From the shape of `w`, work out their standard deviations by He's rule and by
Glorot's. A kernel's shape is (rows, columns, channels, filters), a dense layer's (units in, units out)."""

import numpy as np

from ..edits import Edit, after, instead
from ..function import function


def arguments(draw, *shape):
    return (shape,)


def by_fans(fans):
    """The same with other fans: (area, inputs, outputs) -> fan in, fan out."""
    def run(shape):
        *area, inputs, outputs = shape
        fan_in, fan_out = fans(area, inputs, outputs)
        return np.sqrt(2 / fan_in), np.sqrt(2 / (fan_in + fan_out))
    return run


def one(k, change):
    """A mistake in one of the two, the k-th: it is multiplied by a number, or change(shape) takes its place."""
    if callable(change):
        return lambda shape: tuple(change(shape) if n == k else each
                                   for n, each in enumerate(start_scales.answer(shape)))
    return lambda found: tuple(each * change if n == k else each for n, each in enumerate(found))


@function(
    stars=2, gives=("he", "glorot"),
    says="Return he, glorot: two numbers, the standard deviations by either rule.",
    takes="shape: a tuple, (rows, columns, channels, filters) or (units in, units out)",
    arguments=arguments,
    sizes=((3, 5, 2, 4), (4, 7), (2, 3, 5, 3), (100, 10), (1, 1, 6, 2), (3, 3, 1, 8)),
    small=((1, 2), (2, 1), (2, 3), (1, 2, 1, 1), (2, 1, 1, 1), (1, 1, 1, 2), (1, 1, 2, 1), (1, 2, 2, 1), (2, 1, 2, 1),
           (2, 2, 1, 1), (2, 2, 2, 1), (1, 3, 1, 1), (3, 1, 1, 1), (3, 2, 1, 1)),
    hints=("Fan in: how many products does a score add up? Fan out: how many scores does one input reach, at most?",
           "*area, inputs, outputs = shape splits both kinds of shapes; np.prod of an empty list is 1. Fan in is the "
           "area times the inputs.",
           "He's variance is 2 / fan_in, Glorot's 2 / (fan_in + fan_out). Asked are their square roots."),
    edits=(instead("area left out", by_fans(lambda area, inputs, outputs: (inputs, outputs))),
           Edit("area left out", "cells * inputs,", "inputs,"),
           Edit("area left out", "cells * outputs", "outputs"),
           Edit("channels left out", "cells * inputs,", "cells,"),
           instead("all axes but the first", lambda shape: (start_scales.answer(shape)[0], np.sqrt(
               2 / (np.prod(shape[:-1]) + np.prod(shape[1:]))))),
           Edit("one side for the area", "np.prod(area)", "np.prod(area[:1])"),
           Edit("one side for the area", "np.prod(area)", "np.prod(area[1:])"),
           Edit("sides added", "np.prod(area)", "(sum(area) or 1)"),
           Edit("sides added", "cells = np.prod(area)\n    fan_in, fan_out = cells * inputs, cells * outputs",
                "fan_in, fan_out = sum(area) + inputs, sum(area) + outputs"),
           Edit("one side squared", "np.prod(area)", "np.prod(area[:1]) ** 2"),
           Edit("variance for standard deviation", "np.sqrt(2 / fan_in), np.sqrt(2 / (fan_in + fan_out))",
                "2 / fan_in, 2 / (fan_in + fan_out)"),
           Edit("fan out for fan in", "2 / fan_in)", "2 / fan_out)"),
           Edit("the other rule", "2 / fan_in)", "2 / (fan_in + fan_out))"),
           after("1 for 2", one(0, np.sqrt(0.5))),
           after("1 for 2", one(1, np.sqrt(0.5))),
           after("2 outside the root", one(0, np.sqrt(2))),
           after("2 outside the root", one(1, np.sqrt(2))),
           Edit("root of the 2 alone", "np.sqrt(2 / fan_in)", "np.sqrt(2) / fan_in"),
           Edit("root of the 2 alone", "np.sqrt(2 / (fan_in + fan_out))", "np.sqrt(2) / (fan_in + fan_out)"),
           Edit("fans multiplied", "2 / fan_in)", "2 / (fan_in * fan_out))"),
           Edit("fans multiplied", "2 / (fan_in + fan_out)", "2 / (fan_in * fan_out)"),
           Edit("one fan for both", "fan_in + fan_out", "fan_in + fan_in"),
           Edit("one fan for both", "fan_in + fan_out", "fan_out + fan_out"),
           Edit("the other rule", "2 / (fan_in + fan_out)", "2 / fan_in"),
           Edit("brackets left out", "2 / (fan_in + fan_out)", "2 / fan_in + fan_out"),
           after("limit of an even draw", one(0, np.sqrt(3))),
           after("limit of an even draw", one(1, np.sqrt(3))),
           after("turned over", lambda found: tuple(1 / each for each in found)),
           instead("filters first", lambda shape: start_scales.answer((*shape[2:], *shape[1::-1]))),
           Edit("all weights counted", "cells * inputs,", "cells * inputs * outputs,"),
           instead("all weights counted", one(1, lambda shape: np.sqrt(1 / np.prod(shape)))),
           instead("all weights counted", one(1, lambda shape: np.sqrt(2 / np.prod(shape)))),
           instead("first two axes alone", by_fans(lambda area, inputs, outputs: (*area, inputs, outputs)[:2])),
           instead("bias counted, too", by_fans(lambda area, inputs, outputs:
                                                (np.prod(area) * inputs + 1, np.prod(area) * outputs))),
           instead("bias counted, too", by_fans(lambda area, inputs, outputs:
                                                (np.prod(area) * inputs + 1, np.prod(area) * outputs + 1))),
           instead("one scale for all shapes", lambda shape: (0.01, 0.01))))
def start_scales(shape):
    *area, inputs, outputs = shape
    cells = np.prod(area)
    fan_in, fan_out = cells * inputs, cells * outputs
    return np.sqrt(2 / fan_in), np.sqrt(2 / (fan_in + fan_out))
