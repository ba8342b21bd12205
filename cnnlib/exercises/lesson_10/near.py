"""When do two gradients agree? Write the rule for each cell: to 1e-6 of the larger of the two sizes, or to within a
floor. Divide nothing by 0."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes

# (part of the slope, floors) by which a claim is off; two lie between 1e-6 of the larger and of the smaller size
OFF = ((0, 0), (1e-7, 0), (1e-6 + 5e-13, 0), (5e-13 - 1e-6, 0), (1.5e-6, 0), (-1.5e-6, 0), (0, 0.5), (0, -1.5),
       (5e-6, 0), (1e-4, 0), (-0.5, 0), (-3e-7, 0))


def arguments(draw, n, scale, floor, start):
    slope = scale * draw(n)
    part, floors = np.resize(np.roll(OFF, -start, axis=0), (n, 2)).T
    claim = slope * (1 + part) + floors * floor
    shape = (n // 3, 3) if n % 3 == 0 else (n,)
    return claim.reshape(shape), slope.reshape(shape), floor


@function(
    stars=2, gives=("agrees",),
    says="Return an array of True and False, of the shape of claim and slope.",
    takes="floor: a difference so small is always near",
    arguments=arguments,
    sizes=((22, 1.0, 1e-9, 0), (22, 1e6, 1e-9, 0), (33, 1e-3, 1e-9, 0), (12, 0.0, 1e-5, 3), (15, 1e-4, 0.0, 7),
           (1, 0.0, 0.0, 0)),
    small=sizes((1, 2), (1.0, 1e6), (0.0, 1e-6), range(11)),
    hints=("Multiply instead of dividing: the difference is at most 1e-6 times the larger size.",
           "Two limits, and it is enough to keep one of them: the larger counts.",
           "np.maximum(floor, 1e-6 * the larger of abs(claim) and abs(slope))."),
    edits=(Edit("absolute alone", "np.maximum(floor, 1e-6 * larger)", "floor"),
           Edit("a fixed limit", "np.maximum(floor, 1e-6 * larger)", "1e-6"),
           Edit("no floor", "np.maximum(floor, 1e-6 * larger)", "1e-6 * larger"),
           Edit("both asked for", "np.maximum(floor, 1e-6", "np.minimum(floor, 1e-6"),
           Edit("limits added", "np.maximum(floor, 1e-6 * larger)", "floor + 1e-6 * larger"),
           Edit("smaller for larger", "np.maximum(abs", "np.minimum(abs"),
           Edit("the slope's size alone", "np.maximum(abs(claim), abs(slope))", "abs(slope)"),
           Edit("the claim's size alone", "np.maximum(abs(claim), abs(slope))", "abs(claim)"),
           Edit("another limit", "1e-6 * larger", "1e-5 * larger"),
           Edit("sizes added", "np.maximum(abs(claim), abs(slope))", "abs(claim) + abs(slope)"),
           Edit("the limit shut out", "<= np", "< np"),
           Edit("no sizes", "abs(claim - slope) <=", "claim - slope <="),
           Edit("signs in the limit", "np.maximum(abs(claim), abs(slope))", "np.maximum(claim, slope)"),
           Edit("the other answer", "<= np", "> np"),
           Edit("all as one", "abs(claim - slope) <=", "abs(claim - slope).max() <="),
           after("all as one", np.all)))
def near(claim, slope, floor):
    larger = np.maximum(abs(claim), abs(slope))
    return abs(claim - slope) <= np.maximum(floor, 1e-6 * larger)
