"""When do two gradients agree? Write the rule for each cell: to 1e-6 of the larger of the two sizes, or to within a
floor. Divide nothing by 0."""

import numpy as np

from ..edits import Edit
from ..function import function
from ..numbers import sizes


def arguments(draw, n, scale):
    slope = scale * draw(n)
    off = np.resize([0, 1e-7, -3e-7, 1e-4, -1e-2, 0.5, -0.5], n)
    return slope + off * abs(slope) + np.resize([0, 0, 1e-10, 0, -1e-7], n), slope, 1e-9


@function(
    stars=2, gives=("agrees",),
    says="Return an array of True and False, of the shape of claim and slope.",
    takes="floor: a difference so small is always near",
    arguments=arguments,
    sizes=((15, 1.0), (20, 1e6), (15, 1e-9), (6, 0.0), (12, 1e-4)),
    small=sizes((1, 2, 3, 5), (1.0, 1e6, 1e-9)),
    hints=("Multiply instead of dividing: the difference is at most 1e-6 times the larger size.",
           "Two limits, and it is enough to keep one of them: the larger counts.",
           "np.maximum(floor, 1e-6 * the larger of abs(claim) and abs(slope))."),
    edits=(Edit("absolute alone", "np.maximum(floor, 1e-6 * larger)", "floor"),
           Edit("a fixed limit", "np.maximum(floor, 1e-6 * larger)", "1e-6"),
           Edit("no floor", "np.maximum(floor, 1e-6 * larger)", "1e-6 * larger"),
           Edit("both asked for", "np.maximum(floor, 1e-6", "np.minimum(floor, 1e-6"),
           Edit("no sizes", "abs(claim - slope) <=", "claim - slope <="),
           Edit("signs in the limit", "np.maximum(abs(claim), abs(slope))", "np.maximum(claim, slope)"),
           Edit("the other answer", "<= np", "> np"),
           Edit("all as one", "abs(claim - slope) <=", "abs(claim - slope).max() <=")))
def near(claim, slope, floor):
    larger = np.maximum(abs(claim), abs(slope))
    return abs(claim - slope) <= np.maximum(floor, 1e-6 * larger)
