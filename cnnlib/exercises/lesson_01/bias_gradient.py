r"""Each filter adds its bias in every window. `dL_dz` of shape (m, rows, columns, filters) is what has come back to
the scores. Write the gradient of the biases, one number for each filter."""

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, m, rows, columns, filters):
    return (draw(m, rows, columns, filters),)


@function(
    stars=2, gives=("dL_db",), says="Return dL_db, of shape (filters,).",
    arguments=arguments, sizes=((3, 4, 5, 2), (2, 3, 2, 4), (1, 2, 3, 3), (2, 2, 2, 2)),
    small=sizes((1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("The local slope of “plus b” is 1, in each window.",
           "Paths add: the bias of a filter has one path through every window of every example.",
           "dL_dz.sum(axis=…): three of the four axes go, that of the filters stays."),
    edits=(Edit("bias averaged", ".sum(", ".mean("),
           Edit("one sum for all biases", "dL_dz.sum(axis=(0, 1, 2))", "dL_dz.sum() + 0 * dL_dz[0, 0, 0]"),
           Edit("only the first example", "dL_dz.sum(axis=(0, 1, 2))", "dL_dz[0].sum(axis=(0, 1))"),
           Edit("last path alone", "dL_dz.sum(axis=(0, 1, 2))", "dL_dz[-1, -1, -1]"),
           Edit("the wrong axes", "axis=(0, 1, 2)", "axis=(1, 2, 3)"),
           Edit("1/m in the layer, too", "return dL_dz", "return 1 / len(dL_dz) * dL_dz"),
           Edit("no signs", "return dL_dz", "return abs(dL_dz)"),
           after("sign", lambda g: -g)))
def bias_gradient(dL_dz):
    return dL_dz.sum(axis=(0, 1, 2))
