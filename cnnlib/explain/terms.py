"""What every cell is made of, layer by layer: one small function per kind of tensor, forward and backward.

Each takes t {name: array}, the Step and the index of the cell, and returns the terms. A new kind of layer
gets one line in FORWARD and one in BACKWARD.
"""

from itertools import product
from math import exp, prod
from typing import NamedTuple

import numpy as np

from cnnlib.layers import AvgPool, Conv, Dense, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.ops import windows


class Factor(NamedTuple):         # thousands are made at a step: a dataclass takes three times as long
    """One number of a product.

    name is a tensor ("a1"), a function of one ("1/a3", "1 - y"), a local slope ("da1_dz1") or a constant
    ("1/m"). index is the cell in the tensor called source, from which the number comes; for a local slope
    that is the tensor below the line. A constant has the source "" and the index ().
    """

    value: float
    name: str
    index: tuple = ()
    source: str = ""


class Term(NamedTuple):
    """A product of factors."""

    factors: tuple

    @property
    def value(self):
        values = [factor.value for factor in self.factors]
        return 0.0 if 0.0 in values else prod(values)


def at(t, name, index):
    return Factor(float(t[name][index]), name, index, name)


def product_of(t, *cells):
    """Return the term with one factor per (name, index)."""
    return Term(tuple([Factor(float(t[name][index]), name, index, name) for name, index in cells]))


def products_of(t, a, b, places):
    """Return the terms of two factors, a cell of a times a cell of b: one for each pair of places."""
    left, right = t[a], t[b]                 # thousands are made at a step
    return [Term((Factor(float(left[i]), a, i, a), Factor(float(right[j]), b, j, b))) for i, j in places]


def one_over(n, name):
    return Factor(1 / n, name)


def everywhere(shape):
    return product(*map(range, shape))


def _axes(t, step):
    """Return the rows and the columns of a layer's windows."""
    return windows.axes(step.layer.grid(t[step.input].shape[1:3]))


# Forward: one function per kind of layer


def _conv_z(t, step, index):
    """z[n, i, j, k] = sum of x w over the window and the channels, + b[k]."""
    n, i, j, k = index
    (w, b), (rows, columns) = step.weights, _axes(t, step)
    window = product(rows.cells(i), columns.cells(j), range(t[w].shape[2]))
    met = (((n, r, c, q), (u, v, q, k)) for (u, r), (v, c), q in window)
    return [*products_of(t, step.input, w, met), product_of(t, (b, (k,)))]


def _dense_z(t, step, index):
    """z[n, k] = sum of a w over the inputs, + b[k]."""
    n, k = index
    w, b = step.weights
    inputs = enumerate(everywhere(t[step.input].shape[1:]))
    met = (((n, *place), (row, k)) for row, place in inputs)
    return [*products_of(t, step.input, w, met), product_of(t, (b, (k,)))]


def _window(t, step, index):
    """The candidates of the window that made the cell, in reading order."""
    n, i, j, k = index
    rows, columns = _axes(t, step)
    window = product(rows.cells(i), columns.cells(j))
    return [product_of(t, (step.input, (n, r, c, k))) for (_, r), (_, c) in window]


def _avg_pool_a(t, step, index):
    """p = sum of a / size over the window; the padding counts in size, too."""
    rows, columns = _axes(t, step)
    share = one_over(rows.size * columns.size, "1/size")
    return [Term((*candidate.factors, share)) for candidate in _window(t, step, index)]


def _same_place(t, step, index):
    return [product_of(t, (step.input, index))]


def _same_example(t, step, index):
    return [product_of(t, (step.input, (index[0], k))) for k in range(t[step.input].shape[1])]


def _sum(cell, values):
    return sum(values, 0.0)


def _max(cell, values):
    return float(np.max(values))


def _relu(cell, values):
    return values[0] if values[0] > 0 else cell.leak * values[0]


def _sigmoid(cell, values):
    e = exp(-abs(values[0]))
    return (1 if values[0] >= 0 else e) / (1 + e)


def _softmax(cell, values):
    shares = [exp(z - max(values)) for z in values]
    return shares[cell.index[-1]] / sum(shares)


FORWARD = {                             # layer: what a cell is of its terms, the terms, the same from values
    Conv:    ("sum", _conv_z, _sum),
    Dense:   ("sum", _dense_z, _sum),
    MaxPool: ("max", _window, _max),
    AvgPool: ("sum", _avg_pool_a, _sum),
    ReLU:    ("relu", _same_place, _relu),
    Sigmoid: ("sigmoid", _same_place, _sigmoid),
    Softmax: ("softmax", _same_example, _softmax),
}


# Backward: one function per gradient that a layer sends back


def _conv_dx(t, step, index):
    """dL/dx = sum of dL/dz w over the windows that cover the cell, and over the filters."""
    n, r, c, q = index
    w, dL_dz, (rows, columns) = step.weights[0], f"dL_d{step.output}", _axes(t, step)
    covering = product(rows.windows(r), columns.windows(c), range(t[w].shape[3]))
    return products_of(t, dL_dz, w, (((n, i, j, k), (u, v, q, k)) for (i, u), (j, v), k in covering))


def _conv_dw(t, step, index):
    """dL/dw[u, v, q, k] = sum of dL/dz times the input that the weight met there."""
    u, v, q, k = index
    dL_dz, (rows, columns) = f"dL_d{step.output}", _axes(t, step)
    met = product(range(len(t[dL_dz])), rows.meetings(u), columns.meetings(v))
    return products_of(t, dL_dz, step.input, (((n, i, j, k), (n, r, c, q)) for n, (i, r), (j, c) in met))


def _dense_da(t, step, index):
    """dL/da = sum of dL/dz w over the units."""
    n, *place = index
    dL_dz, shape = f"dL_d{step.output}", t[step.input].shape[1:]
    row = int(np.ravel_multi_index(place, shape))
    units = range(t[dL_dz].shape[1])
    return products_of(t, dL_dz, step.weights[0], (((n, k), (row, k)) for k in units))


def _dense_dw(t, step, index):
    """dL/dw[row, k] = sum of dL/dz a over the examples."""
    row, k = index
    dL_dz, a = f"dL_d{step.output}", t[step.input]
    place = tuple(map(int, np.unravel_index(row, a.shape[1:])))
    return products_of(t, dL_dz, step.input, (((n, k), (n, *place)) for n in range(len(a))))


def _bias(t, step, index):
    """dL/db[k] = sum of dL/dz over the examples and the places."""
    dL_dz = f"dL_d{step.output}"
    return [product_of(t, (dL_dz, (*place, *index))) for place in everywhere(t[dL_dz].shape[:-1])]


def _max_pool_da(t, step, index):
    """dL/da = sum of dL/dp dp/da over the windows that cover the cell; dp/da is 1 for the winner, else 0."""
    n, r, c, k = index
    rows, columns = _axes(t, step)
    terms = []
    for (i, _), (j, _) in product(rows.windows(r), columns.windows(c)):
        upstream = at(t, f"dL_d{step.output}", (n, i, j, k))
        won = _winner(_window(t, step, (n, i, j, k))) == index
        terms.append(Term((upstream, _slope(float(won), step, index))))
    return terms


def _winner(candidates):
    """Return the index of the first maximum; NaN is larger than any number."""
    factors = [term.factors[0] for term in candidates]
    return factors[np.argmax([factor.value for factor in factors])].index


def _avg_pool_da(t, step, index):
    """dL/da = sum of dL/dp / size over the windows that cover the cell."""
    n, r, c, k = index
    rows, columns = _axes(t, step)
    share = _slope(1 / (rows.size * columns.size), step, index)
    covering = product(rows.windows(r), columns.windows(c))
    return [Term((at(t, f"dL_d{step.output}", (n, i, j, k)), share)) for (i, _), (j, _) in covering]


def _relu_dz(t, step, index):
    """dL/dz = dL/da da/dz,  da/dz = the leak where z <= 0, else 1."""
    slope = float(step.layer.leak) if t[step.input][index] <= 0 else 1.0
    return [Term((at(t, f"dL_d{step.output}", index), _slope(slope, step, index)))]


def _sigmoid_dz(t, step, index):
    """dL/dz = dL/da da/dz,  da/dz = a (1 - a)."""
    a = float(t[step.output][index])
    return [Term((at(t, f"dL_d{step.output}", index), _slope(a * (1 - a), step, index)))]


def _softmax_dz(t, step, index):
    """dL/dz = sum of dL/da da/dz over the classes,  da[n, i]/dz[n, k] = a[n, i] ((i = k) - a[n, k])."""
    n, k = index
    a = t[step.output][n].tolist()
    return [Term((at(t, f"dL_d{step.output}", (n, i)), _slope(a[i] * ((i == k) - a[k]), step, index)))
            for i in range(len(a))]


def _slope(value, step, index):
    return Factor(value, f"d{step.output}_d{step.input}", index, step.input)


BACKWARD = {                            # in the order of the layer's (input, *weights)
    Conv:    (_conv_dx, _conv_dw, _bias),
    Dense:   (_dense_da, _dense_dw, _bias),
    MaxPool: (_max_pool_da,),
    AvgPool: (_avg_pool_da,),
    ReLU:    (_relu_dz,),
    Sigmoid: (_sigmoid_dz,),
    Softmax: (_softmax_dz,),
}


def line_of(table, name, layer, file="terms"):
    """Return what a table of explain holds for a layer; ValueError, naming the table, if that is nothing."""
    if type(layer) not in table:
        raise ValueError(f"explain cannot open {layer} yet: "
                         f"{name} in cnnlib/explain/{file}.py lacks a line for {type(layer).__name__}")
    return table[type(layer)]


def forward_of(step):
    """Return (op, terms, apply) for what a step makes."""
    return line_of(FORWARD, "FORWARD", step.layer)


def backward_of(step, below):
    """Return the function that gives the terms of dL_d{below}, which a step sends back."""
    functions, reads = line_of(BACKWARD, "BACKWARD", step.layer), (step.input, *step.weights)
    if len(functions) != len(reads):
        raise ValueError(f"explain cannot open {step.layer} yet: "
                         "its line of BACKWARD in cnnlib/explain/terms.py needs "
                         f"a function for each of {', '.join(reads)}; it holds {len(functions)}")
    return functions[reads.index(below)]
