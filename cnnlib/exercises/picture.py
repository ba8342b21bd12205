"""The smallest case on which an answer differs, as matrices: what went in, what came out, what should have."""

import numpy as np

from cnnlib import draw

from .judge import first_difference, same
from .numbers import arrays

MOST, MANY = 12, 8      # cells along one side of a matrix; matrices


def smallest(exercise, given, mine, right):
    """Draw a case: arguments, then the first output that differs, yours and the right one.

    None where there is too much to be read, or what three digits cannot show, or a function that nobody sees.
    """
    k = next(k for k, both in enumerate(zip(mine, right, strict=True)) if not same(*both))
    inputs = [one for named in labelled(exercise.parameters, given) for one in slices(*named)]
    name, (yours, wanted) = exercise.gives[k], (exercise.show(exercise.gives[k], one[k]) for one in (mine, right))
    outputs = differing(name, np.asarray(yours, float), np.asarray(wanted, float))
    one, other = (values for _, values in outputs)
    alike = one.shape == other.shape
    if (len(inputs) > MANY or any(map(callable, given)) or not all(map(small, (one, other)))
            or not all(small(values) and exact(values) for _, values in inputs) or alike and not visible(one, other)):
        return None
    apart = first_difference(one, other) if alike else None
    marked = [draw.matrix(label, values, outline=apart and [apart]) if apart else draw.matrix(label, values)
              for label, values in outputs]
    caption = sentence(exercise.parameters, given)
    return draw.row(*[draw.matrix(*one) for one in inputs], "→", marked[0], draw.space, marked[1],
                    title=caption.rstrip("."), caption=caption)


def sentence(names, given):
    """What the picture shows, with the arguments that are no arrays."""
    others = [f"{name} = {one}" for name, one in zip(names, given, strict=True)
              if not isinstance(one, np.ndarray | list) and not callable(one)]
    whole = " in whole numbers" if all(np.array_equal(one, np.round(one)) for one in arrays(given)) else ""
    return f"The smallest case{whole} where yours differs" + (f" ({', '.join(others)})." if others else ".")


def small(values):
    return bool(values.size) and max(values.shape) <= MOST


def exact(values):
    """Whether three digits show all that there is of each number."""
    return all(f"{one:.3g}" == f"{one:.6g}" for one in values.ravel())


def visible(one, other):
    """Whether three digits show a difference."""
    return any(f"{a:.3g}" != f"{b:.3g}" for a, b in zip(one.ravel(), other.ravel(), strict=True))


def labelled(names, given):
    """(name, array) of every argument that is one; of a list each member."""
    for name, one in zip(names, given, strict=True):
        members = [(f"{name}[{k}]", member) for k, member in enumerate(one)] if isinstance(one, list) else [(name, one)]
        yield from (named for named in members if isinstance(named[1], np.ndarray))


def slices(name, values):
    """The matrices of an array, each with its name: of an image those of every example and channel."""
    values = np.asarray(values, float)
    if values.ndim < 3:
        return [(name, np.atleast_2d(values))]
    rows = 0 if name.split(",")[0].rstrip("0123456789") in ("w", "dL_dw") else 1
    others = [axis for axis in range(values.ndim) if axis not in (rows, rows + 1)]
    places = list(np.ndindex(*[values.shape[axis] for axis in others]))
    return [(name if len(places) == 1 else f"{name}[{where(rows, place)}]", moved(values, others, place))
            for place in places]


def where(rows, place):
    """An index with colons for rows and columns."""
    return ", ".join([*map(str, place[:rows]), ":", ":", *map(str, place[rows:])])


def moved(values, others, place):
    return np.moveaxis(values, others, range(len(others)))[place]


def differing(name, yours, wanted):
    """The first matrix of an output that differs, yours and the right one."""
    pairs = list(zip(slices(name, yours), slices(name, wanted), strict=False))
    (label, one), (_, other) = next((pair for pair in pairs if not same(pair[0][1], pair[1][1])), pairs[0])
    return [(f"{label}, yours", one), (f"{label}, right", other)]
