"""What people bring, images, labels and parameters, as arrays of floats of their own;
or a ValueError that helps."""

from math import isfinite, prod

import numpy as np

from cnnlib.ops import _check

real = _check.real_array


def images(x, shape, name="x"):
    """Return images (m, *shape) as a floating copy that nobody else can change.

    Raises ValueError for anything but finite real numbers of this shape, with what to write instead.
    """
    x = real(x, name)
    if x.shape[1:] != shape or not len(x):
        needed = ", ".join(["m", *map(str, shape)])
        raise ValueError(f"{name} must have the shape ({needed}) with m examples, got {x.shape}"
                         + _instead(_other_layout(x.shape, shape, name)))
    return _own(x, name)


def labels(y, shape, name="y"):
    """Return labels of exactly this shape, (m, 1) or one-hot (m, classes), as a floating copy.

    Raises ValueError for anything but finite real numbers of this shape, with what to write instead.
    """
    return _own(of_shape(y, shape, name, _other_labels), name)


def parameters(params, shapes):
    """Return {name: floating copy}, in the order of shapes {name: shape}.

    Raises ValueError unless params is a dict of exactly these names, shapes and finite real numbers.
    """
    if not isinstance(params, dict) or params.keys() != shapes.keys():
        got = list(params) if isinstance(params, dict) else type(params).__name__
        raise ValueError(f"params must be a dict that holds {list(shapes)}; got {got}")
    return {name: _own(of_shape(params[name], shape, name, _other_parameter), name)
            for name, shape in shapes.items()}


def of_shape(value, shape, name, other=None):
    """Return value as a floating array of exactly this shape; raises ValueError for another.

    other(array, shape, name) -> code that would make it fit, or ""
    """
    array = real(value, name)
    if array.shape != shape:
        code = other(array, shape, name) if other else ""
        raise ValueError(f"{name} must have the shape {shape}, got {array.shape}" + _instead(code))
    return array


def finite(value, name):
    """Return value as a floating copy of its own; raises ValueError for anything but finite real numbers."""
    return _own(real(value, name), name)


def of_kind(value, kind, name):
    """Raise ValueError unless value is an instance of kind."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} is a {type(value).__name__}; it needs a {kind.__name__}")


def records(history, name):
    """Raise ValueError unless history is a list of records, as training makes them."""
    if (not isinstance(history, list | tuple) or not history
            or not all(isinstance(one, dict) for one in history)):
        raise ValueError(f"{name} is {history!r}; it needs records, as training.run returns them")


def one_hot(classes, count):
    """Return class numbers 0 ... count − 1 as one-hot rows.

        y[e, k] = 1 where k = classes[e], else 0

    classes (m,) or (m, 1) of whole numbers  ->  y (m, count);  raises ValueError for anything else
    """
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 2:
        raise ValueError(f"count is {count!r}; it needs a whole number of classes from 2 up")
    numbers = real(classes, "classes")
    if numbers.ndim not in (1, 2) or numbers.shape[1:] not in ((), (1,)) or not numbers.size:
        raise ValueError(f"classes has shape {numbers.shape}; "
                         "it needs (m,), one class number for each example")
    hits = numbers.reshape(-1, 1) == np.arange(count)
    if not hits.any(axis=1).all():
        odd = numbers.ravel()[~hits.any(axis=1)][0]
        raise ValueError(f"classes holds {odd:g}; it needs whole numbers from 0 to {count - 1}")
    return hits.astype(np.float64)


def _own(array, name):
    """Return a copy; NaN and infinity stop here."""
    array = array.copy()
    if not isfinite(np.vdot(array, array)) and not np.isfinite(array).all():    # vdot is the quicker look
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must be finite everywhere, but {name}{list(where)} is {array[where]}")
    return array


def _instead(code):
    return f"; write {code}" if code else ""


def _other_layout(got, shape, name):
    """What makes (m, *shape) of images in another common layout, "" where none is known."""
    channels_first = (shape[-1], *shape[:-1])
    if got == shape or _long(got)[-len(_long(shape)):] == _long(shape) or got[-1:] == (prod(shape),):
        return f"np.reshape({name}, (-1, {', '.join(map(str, shape))}))"
    if len(shape) == 3 and got[-3:] == channels_first and len(got) in (3, 4):
        return f"np.moveaxis({name}, -3, -1)" + "[None]" * (len(got) == 3)
    return ""


def _other_labels(y, shape, name):
    """What makes (m, 1), or one-hot (m, classes), of labels in another common layout,
    "" where none is known."""
    m, units = shape
    if y.size == m and units == 1:
        return f"np.reshape({name}, (-1, 1))"
    if y.size == m:
        numbers = name if y.ndim == 1 else f"np.ravel({name})"
        return (f"np.eye({units})[np.int64({numbers})], or inputs.one_hot({name}, {units}), "
                f"for the classes 0 to {units - 1}")
    if y.shape == (m, 2) and units == 1:
        return f"{name}[:, 1:], as one unit tells two classes apart by one number"
    return f"np.transpose({name})" if y.shape == (units, m) else ""


def _other_parameter(w, shape, name):
    """What makes a parameter of one that another library, or a hand, lays out otherwise,
    "" where none is known."""
    got = w.shape
    if len(shape) == 4 and got == (shape[3], shape[2], *shape[:2]):
        return f"np.transpose({name}, (2, 3, 1, 0))"
    if len(shape) == 2 and got == shape[::-1]:
        return f"np.transpose({name})"
    return f"np.reshape({name}, {shape})" if _long(got) == _long(shape) else ""


def _long(shape):
    return tuple(n for n in shape if n > 1)
