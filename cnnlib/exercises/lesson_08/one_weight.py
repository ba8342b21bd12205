r"""On paper: work out $\partial L/\partial w^{(1)}[0, 0]$ from the pictures above.
The winners are the coloured cells of $\partial L/\partial z^{(1)}$."""

from ..typed import numbers


@numbers(
    asks="dL_dw1[0, 0]",
    hints=("The weight [0, 0] meets x[i, j] in window (i, j).",
           "Only the nine winners send anything back, and four of the nine pixels are 0.",
           "Windows (1, 3), (1, 4), (2, 4), (3, 2) and (5, 4) meet the pixels 0.5, 0.625, 0.125, 0.625 and 0.0625."),
    edits=())
def one_weight():
    # windows (1, 3), (1, 4), (2, 4), (3, 2), (5, 4): upstream times the pixel met there
    return 0.1797 * 0.5 - 0.2395 * 0.625 - 0.1797 * 0.125 + 0.1797 * 0.625 + 0.2994 * 0.0625
