"""Write the backward pass of a leaky ReLU. At exactly 0 the gate is shut."""

import numpy as np

from ..edits import Edit, after
from ..function import function
from ..numbers import sizes


def arguments(draw, rows, columns, leak):
    return draw(rows, columns), draw.tied(rows, columns), leak / 10


@function(
    stars=2, gives=("dL_dz",),
    says="Return dL_dz, of the shape of z: a shut gate lets leak times the gradient through.",
    takes="dL_da: what arrives;  z: what went in forward, of any shape",
    arguments=arguments, sizes=((4, 5, 1), (3, 6, 0), (6, 2, 3), (1, 7, 2)), small=sizes((1, 2), (1, 2), (0, 5)),
    hints=("The local slope is 1 where the gate is open, the leak elsewhere.",
           "Which numbers decide about the gate: what arrives, or what the forward pass saw?",
           "np.where(z > 0, what an open gate lets through, what a shut one does)."),
    edits=(Edit("mask of the upstream", "z > 0", "dL_da > 0"),
           Edit("mask >= 0", "z > 0", "z >= 0"),
           Edit("mask >= 0 of the output", "z > 0", "np.maximum(z, leak * z) >= 0"),
           Edit("no gate", "leak * dL_da", "dL_da"),
           Edit("no leak", "leak * dL_da", "0 * dL_da"),
           Edit("the leak itself", "leak * dL_da", "leak"),
           Edit("leak everywhere", "z > 0, dL_da", "z > 0, leak * dL_da"),
           Edit("leak on top", "z > 0, dL_da", "z > 0, (1 + leak) * dL_da"),
           Edit("one minus the leak", "leak * dL_da", "(1 - leak) * dL_da"),
           Edit("sign of the leak", "leak * dL_da", "-leak * dL_da"),
           Edit("gates exchanged", "z > 0, dL_da, leak * dL_da", "z > 0, leak * dL_da, dL_da"),
           Edit("forward for backward", "dL_da, leak * dL_da", "z, leak * z"),
           Edit("forward for backward", "leak * dL_da", "leak * z"),       # of a shut gate alone
           Edit("upstream left out", "dL_da, leak * dL_da", "1, leak"),
           Edit("nothing at 0", "leak * dL_da", "leak * dL_da * (z < 0)"),
           Edit("times the score", "dL_da, leak * dL_da", "dL_da * z, leak * dL_da * z"),
           after("sign", lambda g: -g)))
def leaky_gate(dL_da, z, leak):
    return np.where(z > 0, dL_da, leak * dL_da)
