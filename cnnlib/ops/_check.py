"""What every op asks of its arguments."""

import numpy as np

PLAIN = frozenset({np.dtype(np.float32), np.dtype(np.float64)})      # of this machine's byte order
KINDS = {"U": "text", "S": "text", "T": "text",
         "c": "complex numbers", "M": "dates", "m": "times", "V": "records"}


def real_array(value, name):
    """Return value as a floating array of any shape, without copying one that is.

    A subclass becomes a plain array. Whole numbers, booleans and float16, which only stores, become float64;
    float32 and longdouble stay.
    Raises ValueError for anything that is not real numbers, a masked array and what NumPy cannot read.
    """
    if type(value) is np.ndarray and value.dtype in PLAIN:      # the quick look, enough for nearly every call
        return value
    array = _read(value, name)
    if _masked(value):
        raise ValueError(f"{name} holds a masked array; "
                         "it needs a number in every cell, as .filled(0) puts it there")
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} {_what(value, array)}; it needs real numbers{_hint(value, array, name)}")
    keep = array.dtype.kind == "f" and array.dtype.itemsize > 2
    return array.astype(array.dtype.newbyteorder("=") if keep else np.float64, copy=False)


def tensor(value, name, axes):
    """Return value as a real_array with one axis per word of axes.

    Raises ValueError as real_array does, and for another number of axes or an empty axis.
    """
    value = real_array(value, name)
    if value.ndim != len(axes) or value.size == 0:
        raise ValueError(f"{name} has shape {value.shape}; it needs ({', '.join(axes)}), none of them 0")
    return value


def shape(value, name, needed, why):
    """Raise ValueError unless value has exactly the needed shape; why says where that shape comes from."""
    if value.shape != needed:
        raise ValueError(f"{name} has shape {value.shape}; it needs {needed}, {why}")


def _read(value, name):
    try:
        return np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:   # a tensor that records gradients: RuntimeError
        if isinstance(error, ValueError) and isinstance(value, list | tuple):
            why = "holds parts of different lengths; it needs real numbers, every row as long as the others"
        else:
            why = (f"is a {type(value).__name__} that NumPy cannot read ({error}); "
                   "it needs an array of real numbers")
        raise ValueError(f"{name} {why}{_hint(value, None, name)}") from error


def _masked(value):
    """Tell whether value is a masked array or a list that holds one: np.asarray drops the mask of both."""
    listed = isinstance(value, list | tuple)
    return isinstance(value, np.ma.MaskedArray) or (listed and any(map(_masked, value)))


def _what(value, array):
    """Say what came instead of real numbers."""
    if array.dtype.kind in KINDS:
        return f"holds {KINDS[array.dtype.kind]}"
    if array.ndim == 0:
        return "is None" if value is None else f"is a {type(value).__name__}"
    if not array.size:
        return "holds objects"
    return f"holds objects, the first of type {type(array.flat[0]).__name__}"


def _hint(value, array, name):
    """Say what to write instead, where that can be told."""
    if hasattr(value, "detach"):
        return f": {name}.detach().numpy()"
    if hasattr(value, "toarray"):
        return f": {name}.toarray()"
    if array is not None and array.ndim and array.dtype.kind in "OUST":
        return f", as np.array({name}, dtype=float) makes them"
    return ""
