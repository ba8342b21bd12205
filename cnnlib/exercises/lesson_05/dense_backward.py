"""Write the backward pass of a dense layer, $z = a w + b$. The loss has divided by m already."""

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, m, inputs, units):
    return draw(m, units), draw(m, inputs), draw(inputs, units)


@function(
    stars=3, gives=("dL_da", "dL_dw", "dL_db"),
    says="Return dL_da, dL_dw, dL_db.",
    takes="dL_dz (m, units);  a (m, inputs);  w (inputs, units)",
    arguments=arguments, sizes=((3, 4, 2), (2, 3, 3), (1, 2, 4), (3, 3, 3)), small=sizes((1, 2), (1, 2), (1, 2)),
    hints=("Each gradient has the shape of what it belongs to: that leaves few ways to multiply.",
           "A weight sums input times upstream over the examples; an input sums weight times upstream over the units.",
           "dL_dz @ w.T, a.T @ dL_dz, and a sum over the examples."),
    edits=(Edit("w not transposed", "dL_dz @ w.T", "dL_dz @ w"),
           Edit("reshaped, not transposed", "w.T", "w.reshape(w.shape[::-1])"),
           Edit("averaged over the examples", "dL_dz @ w.T", "dL_dz @ w.T / len(a)"),
           Edit("dw transposed", "a.T @ dL_dz", "(a.T @ dL_dz).T"),
           Edit("1/m in the layer, too", "a.T @ dL_dz", "a.T @ dL_dz / len(a)"),
           Edit("reshaped, not transposed", "a.T @ dL_dz", "a.reshape(a.shape[::-1]) @ dL_dz"),
           Edit("only the first example", "a.T @ dL_dz", "a[:1].T @ dL_dz[:1]"),
           Edit("bias averaged", "dL_dz.sum(axis=0)", "dL_dz.mean(axis=0)"),
           Edit("one sum for all biases", "dL_dz.sum(axis=0)", "dL_dz.sum() + 0 * dL_dz[0]"),
           Edit("examples kept apart", "dL_dz.sum(axis=0)", "dL_dz.sum(axis=1)"),
           Edit("only the first example", "dL_dz.sum(axis=0)", "dL_dz[0]"),
           Edit("upstream left out", "a.T @ dL_dz", "a.T @ (0 * dL_dz + 1)"),
           Edit("no signs", "a.T @ dL_dz", "abs(a.T) @ dL_dz")))
def dense_backward(dL_dz, a, w):
    return dL_dz @ w.T, a.T @ dL_dz, dL_dz.sum(axis=0)
