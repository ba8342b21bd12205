r"""On paper: work out $\partial L/\partial w^{(3)}[4]$ from $\partial L/\partial z^{(3)} = -0.599$ and
$a^{(2)}[1, 1] = 1.48$. Then find it on the board."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂w3[4]",
    hints=("z3 is a sum of products, and one of them is w3[4] times a number. Which?",
           "The slope of the score for a weight is the number that it multiplies.",
           "Upstream times local slope: −0.599 times 1.48."),
    edits=(Edit("added, not multiplied", "dL_dz3 * a2", "dL_dz3 + a2"),
           Edit("upstream left out", "dL_dz3 * a2", "a2"),
           Edit("a factor is missing", "dL_dz3 * a2", "dL_dz3"),
           Edit("another cell", "1.48", "1.28")))
def weight_on_paper():
    dL_dz3 = -0.599
    a2 = 1.48          # what the weight multiplies is its local slope
    return dL_dz3 * a2
