"""A *filter* is a kernel with its bias; several filters make several maps, the last axis (lesson 14). Each bias is
added in every window of every example. Write the gradients of all biases."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, filters):
    return (draw(m, rows, columns, filters),)


@function(
    stars=2, gives=("dL_db1",),
    says="Return dL_db1, of shape (filters,).",
    takes="dL_dz1 (m, rows, columns, filters): what arrives at each window",
    arguments=arguments, sizes=((2, 3, 4, 3), (3, 2, 5, 4), (1, 4, 3, 2)),
    small=sizes((1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("The local slope of “plus a bias” is 1 in each window. What happens where paths meet?",
           "Each filter's bias gets the sum of its own numbers: over examples, rows and columns.",
           "sum(axis=(0, 1, 2)) leaves the last axis, the filters."),
    edits=(Edit("bias averaged", ".sum(", ".mean("),
           Edit("averaged over the examples", "(axis=(0, 1, 2))", "(axis=(0, 1, 2)) / len(dL_dz1)"),
           Edit("averaged over the windows", "sum(axis=(0, 1, 2))", "mean(axis=(1, 2)).sum(axis=0)"),
           after("one sum for all biases", lambda g: np.full(g.shape, g.sum())),
           Edit("one sum for all biases", "axis=(0, 1, 2)", ""),
           Edit("only the first example", ".sum(axis=(0, 1, 2))", "[0].sum(axis=(0, 1))"),
           Edit("examples kept apart", "(0, 1, 2)", "(1, 2)"),
           Edit("filters for examples", "(0, 1, 2)", "(1, 2, 3)"),
           Edit("channels first", "(0, 1, 2)", "(0, 2, 3)"),
           Edit("last path alone", ".sum(axis=(0, 1, 2))", "[:, -1, -1].sum(axis=0)"),
           Edit("= where += is needed", ".sum(axis=(0, 1, 2))", "[-1].sum(axis=(0, 1))"),
           Edit("= where += is needed", ".sum(axis=(0, 1, 2))", "[-1, -1, -1]"),
           Edit("only what is positive", "dL_dz1.sum(", "np.maximum(dL_dz1, 0).sum("),
           after("sign", lambda g: -g)))
def bias_gradient(dL_dz1):
    return dL_dz1.sum(axis=(0, 1, 2))
