r"""On paper: a loss summed over many images is 5,000. Take $u = 10^{-16}$ and nudge by 1e-6. How much
round-off has the slope, and what part is that of a gradient of 0.0001? Type both numbers, such as 2e-3."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="round-off, its part of the gradient",
    hints=("The loss is known to u times its size; that is divided by the nudge.",
           "u |L| / e.",
           "10⁻¹⁶ · 5000 / 10⁻⁶, then divided by 0.0001."),
    edits=(Edit("not divided", "u * L / nudge", "u * L"),
           Edit("a factor is missing", "u * L / nudge", "u / nudge"),
           Edit("turned over", "off / 0.0001", "0.0001 / off"),
           Edit("times the nudge", "u * L / nudge", "u * L * nudge")))
def round_off():
    u, L, nudge = 1e-16, 5000, 1e-6
    off = u * L / nudge
    return off, off / 0.0001          # 0.005: two digits agree
