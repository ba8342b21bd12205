r"""On paper: the gradients of $z^{(3)}$, $b^{(3)}$, $w^{(3)}$ (four numbers), $a^{(2)}$ (four), $w^{(1)}$ (nine) and
$b^{(1)}$, in this order, a line for each, matrices row by row; network, image and label are those of this page. Type
decimals: your whole numbers times $t = 0.06225$, to three places."""

import numpy as np

from cnnlib import examples

from ..edits import Edit, after
from .parts import parts

ALL = "for g, r, c in zip(dL_da2, [0, 1, 2, 3], [0, 2, 1, 3])"
T = (1 - 1 / (1 + np.exp(0.5))) / 10         # the page's unit
CELLS = "for g, i, j in zip(dL_da2, [0, 0, 2, 2], [0, 2, 0, 2]) for r in (i, i + 1) for c in (j, j + 1)"
OPEN = "if (r, c) in {(0, 0), (0, 3), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0), (3, 2), (3, 3)}"


def routed(name, cells):
    """A mistake in who gets what: other cells, or other gradients, in the place of the four winners' own."""
    return Edit(name, f"g * x[r:r + 3, c:c + 3] {ALL})\n    dL_db1 = sum(dL_da2)",
                f"g * x[r:r + 3, c:c + 3] {cells})\n    dL_db1 = sum(g {cells})")


@parts(
    quantities=(("∂L/∂z3", 1), ("∂L/∂b3", 1), ("∂L/∂w3", 4), ("∂L/∂a2", 4), ("∂L/∂w1", 9), ("∂L/∂b1", 1)),
    hints=("Forward first: the largest cell of each window of a1 is a2. Then ∂L/∂z3 = a3 − y, which b3 gets as it is.",
           "For w3 the error is multiplied by a2, for a2 by w3. Each number of ∂L/∂a2 goes to the one winner of its "
           "window, whose gate is open: all four are above 0.",
           "Each winner stamps the 3×3 pixels that its window of x has read, times its gradient; add the four stamps. "
           "Their gradients added up are b1's."),
    edits=(after("in units of t", lambda g: g / T),
           Edit("sign of a - y", "1 / (1 + np.exp(0.5)) - 1", "1 - 1 / (1 + np.exp(0.5))"),
           Edit("sigmoid's slope twice", "1 / (1 + np.exp(0.5)) - 1",
                "(1 / (1 + np.exp(0.5)) - 1) * 0.5 / (1 + np.cosh(0.5))"),
           Edit("squared error", "1 / (1 + np.exp(0.5)) - 1", "(1 / (1 + np.exp(0.5)) - 1) / (1 + np.cosh(0.5))"),
           Edit("labels exchanged", "1 / (1 + np.exp(0.5)) - 1", "1 / (1 + np.exp(0.5))"),
           Edit("score for prediction", "1 / (1 + np.exp(0.5)) - 1", "-0.5 - 1"),
           Edit("own slope left out", "1 / (1 + np.exp(0.5)) - 1", "-(1 + np.exp(0.5))"),
           Edit("upstream left out", "dL_db3 = dL_dz3", "dL_db3 = 1"),
           Edit("upstream left out", "dL_dz3 * np.array([2.5", "np.array([2.5"),
           Edit("upstream left out", "dL_dz3 * np.array([-0.1", "np.array([-0.1"),
           Edit("the factor itself", "[2.5, 5.5, 3.5, 1.5]", "[-0.1, -0.3, 0.2, 0.4]"),
           Edit("the factor itself", "[-0.1, -0.3, 0.2, 0.4]", "[2.5, 5.5, 3.5, 1.5]"),
           Edit("flattened by columns", "[2.5, 5.5, 3.5, 1.5]", "[2.5, 3.5, 5.5, 1.5]"),
           Edit("flattened by columns", "[-0.1, -0.3, 0.2, 0.4]", "[-0.1, 0.2, -0.3, 0.4]"),
           Edit("before the pooling", "[2.5, 5.5, 3.5, 1.5]", "[2.5, 0, 0.5, 0.5]"),
           routed("every cell paid", f"{CELLS} {OPEN}"),
           routed("every cell paid, gates or not", CELLS),
           Edit("a quarter for every cell", f"g * x[r:r + 3, c:c + 3] {ALL})\n    dL_db1 = sum(dL_da2)",
                f"g / 4 * x[r:r + 3, c:c + 3] {CELLS})\n    dL_db1 = sum(dL_da2)"),
           routed("the corner of the window", "for g, r, c in zip(dL_da2, [0, 0, 2, 2], [0, 2, 0, 2])"),
           routed("place in the window", "for g, r, c in zip(dL_da2, [0, 1, 0, 1], [0, 0, 1, 1])"),
           routed("row and column of the winner exchanged", "for g, r, c in zip(dL_da2, [0, 2, 1, 3], [0, 1, 2, 3])"),
           routed("gate of the upstream", f"{ALL} if g > 0"),
           Edit("w3 too early", "np.array([-0.1, -0.3, 0.2, 0.4])",
                "(np.array([-0.1, -0.3, 0.2, 0.4]) - 0.1 * dL_dw3)"),
           routed("w3 left out", "for g, r, c in zip([dL_dz3] * 4, [0, 1, 2, 3], [0, 2, 1, 3])"),
           routed("times the winner", "for g, r, c in zip(dL_da2 * [2.5, 5.5, 3.5, 1.5], [0, 1, 2, 3], [0, 2, 1, 3])"),
           routed("= where += is needed", "for g, r, c in [(dL_da2[3], 3, 3)]"),
           routed("upstream left out", "for g, r, c in zip([1] * 4, [0, 1, 2, 3], [0, 2, 1, 3])"),
           Edit("dw flipped", "dL_dw1.ravel()", "dL_dw1[::-1, ::-1].ravel()"),
           Edit("dw transposed", "dL_dw1.ravel()", "dL_dw1.T.ravel()"),
           Edit("turned by 90°", "dL_dw1.ravel()", "np.rot90(dL_dw1).ravel()"),
           Edit("mean over positions", "dL_dw1.ravel()", "dL_dw1.ravel() / 4"),
           Edit("mean over positions", "dL_dw1.ravel()", "dL_dw1.ravel() / 16"),
           Edit("bias averaged", "dL_db1 = sum(dL_da2)", "dL_db1 = sum(dL_da2) / 4"),
           Edit("bias averaged", "dL_db1 = sum(dL_da2)", "dL_db1 = sum(dL_da2) / 16"),
           Edit("b3's gradient for b1", "dL_db1 = sum(dL_da2)", "dL_db1 = dL_db3"),
           Edit("no signs", "dL_db1 = sum(dL_da2)", "dL_db1 = sum(abs(dL_da2))"),
           Edit("the kernel's sum for the bias", "dL_db1 = sum(dL_da2)", "dL_db1 = dL_dw1.sum()")))
def gradients_on_paper():
    x = examples.six_by_six()[2].squeeze()
    # prediction minus label
    dL_dz3 = 1 / (1 + np.exp(0.5)) - 1
    dL_db3 = dL_dz3
    # a weight is multiplied by a2, and a2 by its weight
    dL_dw3 = dL_dz3 * np.array([2.5, 5.5, 3.5, 1.5])
    dL_da2 = dL_dz3 * np.array([-0.1, -0.3, 0.2, 0.4])
    # the winners [0, 0], [1, 2], [2, 1], [3, 3] are above 0: their gates are open
    dL_dw1 = sum(g * x[r:r + 3, c:c + 3] for g, r, c in zip(dL_da2, [0, 1, 2, 3], [0, 2, 1, 3]))
    dL_db1 = sum(dL_da2)
    return np.hstack([dL_dz3, dL_db3, dL_dw3, dL_da2, dL_dw1.ravel(), dL_db1])
