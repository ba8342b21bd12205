"""What ReluGate says: the selected cell, its gate, how many gates are open,
how much gradient comes through."""

import numpy as np

from cnnlib import draw
from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.ink.number import tidy

from ..stage.controls import closest

PARTS = {0.98: "nearly all", 0.9: "about nine tenths", 0.8: "about four fifths", 0.75: "about three quarters",
         0.7: "about seven tenths", 0.67: "about two thirds", 0.6: "about three fifths", 0.5: "about half",
         0.4: "about two fifths", 0.33: "about a third", 0.3: "about three tenths", 0.25: "about a quarter",
         0.2: "about a fifth", 0.17: "about a sixth", 0.14: "about a seventh", 0.125: "about an eighth",
         0.1: "about a tenth", 0.05: "about a twentieth", 0.01: "about a hundredth"}


def words(now):
    """Everything below the picture."""
    equation = draw.equation(now.cell, now.run).words()
    return "\n".join([open_gates(now), survival(now), "", equation, *gate(now)])


def caption(now):
    """How many gates are open and how much gradient comes through."""
    return f"{open_gates(now)} {survival(now)}"


def gate(now):
    """Whether the gate of the selected cell is open: one line, or none where the cell has no gate."""
    matrix, row, column = now.selected
    if matrix not in ("z1", "a1", "dL_da1", "dL_dz1"):
        return []
    z1 = float(now.matrices["z1"][0, row, column, 0])
    above = f"{symbol('z1')}[{row}, {column}] = {plain(z1)} is"
    if z1 > 0:
        return [f"{above} above 0: the gate is open, its local slope is 1."]
    if not now.leak:
        return [f"{above} not above 0: the gate is shut, its local slope is 0."]
    return [f"{above} not above 0: the gate leaks, its local slope is {plain(now.leak)}; forward it gives "
            f"{plain(now.leak)} · {bracket(z1)} = {plain(now.leak * z1)}."]


def open_gates(now):
    """How many gates are open, here and in the training digits; dead is only what no digit opens."""
    z1 = now.matrices["z1"]
    others = f"{now.opening} of the {now.digits} training digits open at least one."
    if np.any(z1 > 0):
        return f"{int(np.sum(z1 > 0))} of {z1.size} gates are open; {others}"
    if now.leak:
        return (f"All {z1.size} gates are shut, but the leak lets {plain(now.leak)} of the gradient through, "
                f"so {symbol('w1')} and {symbol('b1')} can still learn.")
    shut = (f"All {z1.size} gates are shut: {symbol('dL_dz1')} is 0 in every cell, so this digit teaches "
            f"{symbol('w1')} and {symbol('b1')} nothing.")
    if now.opening:
        return f"{shut} The unit is not dead: {others}"
    return f"{shut} The unit is dead: none of the {now.digits} training digits opens a gate."


def survival(now):
    """How much gradient comes through pooling and the gate, in cells and as a sum of sizes."""
    pooled, gated = now.matrices["dL_da1"], now.matrices["dL_dz1"]
    before, after = (float(np.abs(gradient).sum()) for gradient in (pooled, gated))
    if before == 0:
        return "No gradient comes from the loss, so there is none to let through."
    share = tidy(after / before)
    part = {0.0: "none", 1.0: "all"}.get(share, PARTS[closest(PARTS, share)])
    return (f"{np.count_nonzero(pooled)} of {pooled.size} cells carry gradient after pooling, "
            f"{np.count_nonzero(gated)} after the gate. "
            f"Sum of |gradient|: {plain(before)} after pooling, {plain(after)} after the gate: "
            f"{part} of it passes (share {plain(share)}).")


def stepped(before, after, slope):
    """What a learning step did to the bias."""
    if not slope:
        return f"{symbol('dL_db1')} is 0: the bias stays at {plain(after)}, however often we step."
    return f"The bias moves from {plain(before)} to {plain(after)}, against its gradient {plain(slope)}."
