"""Dense: one weighted sum of everything per unit."""

from . import _bias, _check


def forward(a, w, b):
    """Take one weighted sum per unit.

        z[e, k] = sum over n of  a[e, n] * w[n, k]  +  b[k]

    a (m, inputs),  w (inputs, units),  b (units)  ->  z (m, units);
    raises ValueError when the shapes do not belong together
    """
    a, w = _inputs(a, w)
    b = _check.tensor(b, "b", ("units",))
    _check.shape(b, "b", w.shape[1:], "one per unit of w")
    return a.dot(w) + b


def backward(dL_dz, a, w):
    """Send dL/dz back to the inputs, the weights and the biases.

        dL/da[e, n] = sum over k of  dL/dz[e, k] * w[n, k]
        dL/dw[n, k] = sum over e of  a[e, n] * dL/dz[e, k]
        dL/db[k]    = sum over e of  dL/dz[e, k]

    dL_dz (m, units),  a (m, inputs),  w (inputs, units)
        ->  dL_da (m, inputs),  dL_dw (inputs, units),  dL_db (units);
    raises ValueError when the shapes do not belong together
    """
    a, w = _inputs(a, w)
    dL_dz = _check.tensor(dL_dz, "dL_dz", ("m", "units"))
    _check.shape(dL_dz, "dL_dz", (len(a), w.shape[1]), "one row per example, one column per unit")
    return dL_dz.dot(w.T), a.T.dot(dL_dz), _bias.backward(dL_dz)


def _inputs(a, w):
    a = _check.tensor(a, "a", ("m", "inputs"))
    w = _check.tensor(w, "w", ("inputs", "units"))
    _check.shape(w, "w", (a.shape[1], w.shape[1]), "one row per input of a")
    return a, w
