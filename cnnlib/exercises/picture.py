"""The smallest case on which an answer differs, as matrices: what went in, what came out, what should have."""

import numpy as np

from cnnlib import draw

from .judge import first_difference, same

MOST = 12       # cells along one side of a picture


def smallest(exercise, given, mine, right):
    """Draw a case: arguments, then the first output that differs, yours and the right one.

    None where there are too many cells to be read.
    """
    k = next(k for k, both in enumerate(zip(mine, right, strict=True)) if not same(*both))
    inputs = [flat(name, one) for name, one in labelled(exercise.parameters, given) if isinstance(one, np.ndarray)]
    outputs = [flat(f"{exercise.gives[k]}, {whose}", one[k]) for whose, one in (("yours", mine), ("right", right))]
    every = [*inputs, *outputs]
    if not all(values.size and max(values.shape) <= MOST for _, values in every):
        return None
    apart = first_difference(*(values for _, values in outputs)) if outputs[0][1].shape == outputs[1][1].shape else None
    marked = [draw.matrix(name, values, outline=apart and [apart]) if apart else draw.matrix(name, values)
              for name, values in outputs]
    others = [f"{name} = {one}" for name, one in zip(exercise.parameters, given, strict=True)
              if not isinstance(one, np.ndarray | list) and not callable(one)]
    caption = "The smallest case in whole numbers where yours differs" + (f" ({', '.join(others)})." if others else ".")
    return draw.row(*[draw.matrix(*one) for one in inputs], "→", marked[0], draw.space, marked[1],
                    title=caption.rstrip("."), caption=caption)


def labelled(names, given):
    """(name, value) of every argument; of a list each member."""
    for name, one in zip(names, given, strict=True):
        members = [(f"{name}[{k}]", member) for k, member in enumerate(one)] if isinstance(one, list) else [(name, one)]
        yield from members


def flat(name, values):
    """Return a name and a matrix: axes of length 1 go; where more than two stay, the first two that are long."""
    values = np.asarray(values, float)
    while values.ndim > 2:
        short = [axis for axis in (0, 3, 2, 1) if axis < values.ndim and values.shape[axis] == 1]
        if not short:
            break
        values = values.squeeze(short[0])
    shown = values
    while shown.ndim > 2:           # side by side: each further axis lays its matrices in a row
        shown = np.concatenate([*np.moveaxis(shown, -1, 0)], axis=-1)
    return name, np.atleast_2d(shown)
