"""Flatten: lay the cells of each example in one row, in reading order."""

from . import _check


def forward(a):
    """Lay out each example as one row.

        f[e, (i * columns + j) * channels + k] = a[e, i, j, k]

    a (m, rows, columns, channels)  ->  f (m, rows * columns * channels), a copy
    """
    a = _check.tensor(a, "a", ("m", "rows", "columns", "channels"))
    return a.reshape(len(a), -1).copy()


def backward(dL_df, a):
    """Put each gradient back where its number came from.

        dL/da[e, i, j, k] = dL/df[e, (i * columns + j) * channels + k]

    dL_df (m, rows * columns * channels),  a (m, rows, columns, channels)
        ->  dL_da of the shape of a, a copy;  raises ValueError when the shapes do not belong together
    """
    a = _check.tensor(a, "a", ("m", "rows", "columns", "channels"))
    dL_df = _check.tensor(dL_df, "dL_df", ("m", "cells"))
    _check.shape(dL_df, "dL_df", (len(a), a.size // len(a)), "that of a, flattened")
    return dL_df.reshape(a.shape).copy()
