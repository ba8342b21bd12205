"""Pixels lie between 0 and 1. How large can an image make a filter's z, its weighted sum plus bias?
With several channels, filter k reads channel n with `w[:, :, n, k]` and adds up over the channels (lesson 14).
"""

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, channels, filters):
    return draw(rows, columns, channels, filters), 3 * draw(filters)


@function(
    stars=3, gives=("highest",),
    says="Return the largest z of each filter, of shape (filters,).",
    takes="w (rows, columns, channels, filters);  b (filters,)",
    arguments=arguments, sizes=((3, 2, 2, 4), (2, 3, 1, 3), (3, 3, 3, 1), (2, 2, 2, 2)),
    small=sizes((1, 2), (1, 2), (1, 2), (1, 2)),
    hints=("Which window makes z as large as possible? Choose each pixel by itself.",
           "Full ink, 1, under a positive weight; paper, 0, under a negative one.",
           "Sum the positive weights of each filter, and add its bias: w.clip(min=0)."),
    edits=(Edit("no bias", " + b", ""),
           Edit("no clipping", "w.clip(min=0)", "w"),
           Edit("sizes of all weights", "w.clip(min=0)", "abs(w)"),
           Edit("negative weights alone", "w.clip(min=0)", "w.clip(max=0)"),
           Edit("one sum for all", "w.clip(min=0).sum(axis=(0, 1, 2))", "w.clip(min=0).sum()"),
           Edit("one weight alone", ".sum(axis=(0, 1, 2))", ".max(axis=(0, 1, 2))"),
           Edit("averaged", ".sum(axis=(0, 1, 2))", ".mean(axis=(0, 1, 2))"),
           Edit("bias in every product", "w.clip(min=0).sum(axis=(0, 1, 2)) + b",
                "(w.clip(min=0) + b).sum(axis=(0, 1, 2))"),
           Edit("bias clipped", " + b", " + b.clip(min=0)"),
           Edit("clipped too late", "w.clip(min=0).sum(axis=(0, 1, 2))", "w.sum(axis=(0, 1, 2)).clip(min=0)"),
           after("no gate below 0", lambda highest: highest.clip(min=0))))
def highest_score(w, b):
    return w.clip(min=0).sum(axis=(0, 1, 2)) + b
