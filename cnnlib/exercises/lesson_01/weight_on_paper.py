r"""On paper: work out $\partial L/\partial w^{(3)}[4]$ from $\partial L/\partial z^{(3)} = -0.599$ and
$a^{(2)}[1, 1] = 1.48$, the number that this weight multiplies."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="dL_dw3[4]",
    hints=("The score holds the product of this weight and its input. How far does the score move with the weight?",
           "The local slope for the weight is its input, 1.48.",
           "Upstream times local slope: −0.599 · 1.48."),
    edits=(Edit("upstream left out", "-0.599 * ", ""),
           Edit("a factor is missing", " * 1.48", ""),
           Edit("the factor itself", "1.48", "-0.3"),
           Edit("counted from 1", "1.48", "1.281"),
           Edit("another cell", "1.48", "0.138"),
           Edit("added, not multiplied", "-0.599 *", "-0.599 +")))
def weight_on_paper():
    # upstream, times the slope of the score for this weight: the weight's input
    return -0.599 * 1.48
