"""What every op asks of its arguments."""

import numpy as np


def tensor(value, name, axes):
    """Return value as a floating array with one axis per word of axes; integers become float64.

    Raises ValueError for anything that is not real numbers, another number of axes, or an empty axis.
    """
    value = np.asarray(value)
    if value.dtype.kind != "f":
        value = _to_float(value, name)
    if value.ndim != len(axes) or value.size == 0:
        raise ValueError(f"{name} has shape {value.shape}; it needs ({', '.join(axes)}), none of them 0")
    return value


def any_shape(value, name):
    """Return value as a floating array of any shape; integers become float64."""
    value = np.asarray(value)
    return value if value.dtype.kind == "f" else _to_float(value, name)


def shape(value, name, needed, why):
    """Raise ValueError unless value has exactly the needed shape; why says where that shape comes from."""
    if value.shape != needed:
        raise ValueError(f"{name} has shape {value.shape}; it needs {needed}, {why}")


def _to_float(value, name):
    if value.dtype.kind not in "iub":
        raise ValueError(f"{name} holds {value.dtype}; it needs real numbers")
    return value.astype(np.float64)
