"""What a picture is given: refused in words where it is not what it needs."""

from math import inf

import numpy as np

from cnnlib import inputs


def numbers(values, name):
    """Return values as an array of floats; raises ValueError for anything but real numbers."""
    return inputs.real(values, f"values of {name}").astype(float, copy=False)


def positive(value, name):
    """Return value as a float; raises ValueError unless it is one positive, finite number."""
    if type(value) in (int, float) and 0 < value < inf:      # the quick look: a board asks forty times
        return float(value)
    number = inputs.real(value, name)
    if number.size != 1 or not 0 < number < inf:
        raise ValueError(f"{name}: got {value!r}; needs a positive, finite number")
    return float(number)


def shades(values, name):
    """Raise ValueError unless values lie from 0, paper, to 1, ink."""
    least, most = (float(f(numbers(values, name), initial=0)) for f in (np.min, np.max))
    if not 0 <= least <= most <= 1:
        raise ValueError(f"{name}: runs from {least:g} to {most:g}; needs shades from 0 to 1, such as x / 255 of bytes")


def text(value, name):
    """Raise ValueError unless value is text."""
    if not isinstance(value, str):
        raise ValueError(f"{name}: got {value!r}; needs text, such as 'x' or 'dL_dw1'")


def item(one, argument):
    """Raise ValueError unless one is (name, values) or (name, values, options)."""
    fits = isinstance(one, tuple | list) and len(one) in (2, 3) and isinstance(one[0], str)
    if not fits or (len(one) == 3 and not isinstance(one[2], dict)):
        raise ValueError(f"{argument}: got {one!r}; needs (name, values) or (name, values, options)")


def place(at, argument):
    """Return a place as (row, column); raises ValueError unless it is a pair of whole numbers."""
    try:
        row, column = at
        if row == int(row) and column == int(column):
            return int(row), int(column)
    except (TypeError, ValueError, OverflowError):      # no pair, or of something else than numbers
        pass
    raise ValueError(f"{argument}: got {at!r}; needs (row, column)")


def places(cells, argument):
    """Return cells as places; raises ValueError unless each is a pair of whole numbers."""
    if isinstance(cells, str | dict) or not hasattr(cells, "__iter__"):
        raise ValueError(f"{argument}: got {cells!r}; needs a list of (row, column)")
    return tuple(place(at, argument) for at in cells)


def marks(cells, argument):
    """Return {name: cells}, {} for None; raises ValueError for anything but a dict."""
    if cells is not None and not isinstance(cells, dict):
        raise ValueError(f"{argument}: got {cells!r}; needs a dict of name and a list of (row, column)")
    return cells or {}


def records(history, argument):
    """Raise ValueError unless history is a list of records, as training makes them."""
    if not isinstance(history, tuple | list) or not history or not all(isinstance(one, dict) for one in history):
        raise ValueError(f"{argument}: got {history!r}; needs a list of records, as training.run returns them")
