r"""On paper: a digit with label 0 gets the prediction 0.9. Work out $\partial L/\partial a^{(3)}$, the sigmoid's slope,
their product, and $a^{(3)} - y$. Type four numbers."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂a, slope, product, a − y",
    hints=("For the label 0 the loss is −log(1 − a).",
           "Its slope is 1/(1 − a); the sigmoid's is a(1 − a).",
           "1/0.1, then 0.9 · 0.1."),
    edits=(Edit("labels exchanged", "0\n    dL_da = 1 / (1 - a)", "1\n    dL_da = -1 / a"),
           Edit("labels exchanged", "1 / (1 - a)", "-1 / a"),          # and the last number by itself
           Edit("sign of a - y", "a - y", "y - a"),
           Edit("down for up", "1 / (1 - a)", "-1 / (1 - a)"),
           Edit("squared error", "1 / (1 - a)", "2 * (a - y)"),
           Edit("the loss itself", "1 / (1 - a)", "2.302585"),
           Edit("sigmoid twice", "a * (1 - a)", "0.710950 * (1 - 0.710950)"),
           Edit("a factor is missing", "a * (1 - a)", "(1 - a)"),
           Edit("added, not multiplied", "dL_da * slope", "dL_da + slope")))
def error_on_paper():
    a, y = 0.9, 0
    dL_da = 1 / (1 - a)                 # the label is 0
    slope = a * (1 - a)
    return dL_da, slope, dL_da * slope, a - y
