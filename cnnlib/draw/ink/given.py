"""What a picture is given: refused in words where it is not what it needs."""

from math import inf

import numpy as np

from cnnlib import inputs

from .number import plain, tidy


def numbers(values, name):
    """Return values as an array of floats; raises ValueError for anything but real numbers."""
    return inputs.real(values, f"values of {name}").astype(float, copy=False)


def positive(value, name):
    """Return value, tidied; raises ValueError unless it is one positive, finite number."""
    if type(value) in (int, float) and 0 < value < inf:      # the quick look: a board asks forty times
        return tidy(value)
    number = array(value)
    if number is None or number.size != 1 or not 0 < number.item() < inf:
        raise ValueError(f"{name}: got {value!r}; needs a positive, finite number")
    return tidy(number.item())


def point(at, argument):
    """Return (x, value) as floats, the value perhaps infinite; raises ValueError unless it is a pair."""
    found = array(at)
    if found is None or found.shape != (2,) or not np.isfinite(found[0]):
        raise ValueError(f"{argument}: got {at!r}; needs a pair (x, value)")
    return float(found[0]), float(found[1])


def one(value, name):
    """Return value as a float; raises ValueError unless it is a single number, which may be infinite."""
    number = array(value)
    if number is None or number.size != 1:
        raise ValueError(f"value of {name}: got {value!r}; needs one number")
    return number.item()


def shades(values, name):
    """Raise ValueError unless values are an image (rows, columns) from 0, paper, to 1, ink."""
    found = numbers(values, name)
    if found.ndim != 2 or not found.size:
        raise ValueError(f"{name}: got shape {found.shape}; needs (rows, columns)")
    if not 0 <= found.min() <= found.max() <= 1:
        raise ValueError(f"{name}: runs from {plain(found.min())} to {plain(found.max())}; "
                         "needs shades from 0 to 1, such as x / 16, or x / 255 of bytes")


def text(value, name):
    """Raise ValueError unless value is text."""
    if not isinstance(value, str):
        raise ValueError(f"{name}: got {value!r}; needs text, such as 'x' or 'dL_dw1'")


def place(at, argument):
    """Return a place as (row, column); raises ValueError unless it is a pair of whole numbers."""
    if type(at) is tuple and list(map(type, at)) == [int, int]:      # the quick look: outlines hold many
        return at
    found = array(at)
    if found is None or found.shape != (2,) or not np.isfinite(found).all() or (found != found.round()).any():
        raise ValueError(f"{argument}: got {at!r}; needs (row, column)")
    return int(found[0]), int(found[1])


def array(value):
    """Return value as an array of floats, None where it holds no real numbers."""
    try:
        return inputs.real(value, "value")
    except ValueError:
        return None


def places(cells, argument):
    """Return cells as places; raises ValueError unless each is a pair of whole numbers."""
    if type(cells) is tuple and not cells:                   # the quick look: most matrices have none
        return cells
    if not isinstance(cells, tuple | list | set | frozenset | np.ndarray):
        raise ValueError(f"{argument}: got {cells!r}; needs a list of (row, column)")
    return tuple(place(at, argument) for at in cells)


def marks(cells, argument):
    """Return {name: cells}, {} for None; raises ValueError for anything but a dict."""
    if cells is not None and not isinstance(cells, dict):
        raise ValueError(f"{argument}: got {cells!r}; needs a dict of name and a list of (row, column)")
    return cells or {}


def known(names, values, argument):
    """Raise ValueError unless names is a collection, each of them a key of values."""
    collected = isinstance(names, tuple | list | set | frozenset | dict)
    for name in names if collected else [names]:
        if not collected or not isinstance(name, str) or name not in values:
            raise ValueError(f"{argument}: got {name!r}; needs names out of {', '.join(values)}")
