"""What ErrorExplorer says: the selected number and what makes it, the error, whether both paths agree."""

import numpy as np

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.ink.number import MINUS, nearly, tidy

NAMES = {"dL_dz3": "∂L/∂z⁽³⁾, separate", "dL_dz3 fused": "∂L/∂z⁽³⁾, fused",
         "dL_dz3 squared": "∂L/∂z⁽³⁾, squared error"}
LOSS = {0: ("−log(1 − a⁽³⁾)", "1/(1 − a⁽³⁾)"), 1: ("−log a⁽³⁾", "−1/a⁽³⁾")}


def words(now):
    """Everything below the picture."""
    return "\n".join((one_number(now), meaning(now), verdict(now)))


def caption(now):
    """The error and whether both paths agree."""
    return f"{meaning(now)} {verdict(now)}".replace("\n", " ")


def one_number(now):
    """The selected number with what makes it."""
    name = now.selected
    a, rest, y = (number_text(now[key]) for key in ("a3", "1 - a3", "y"))
    z, opposite, dL_da, error = (bracket(value, number_text) for value in
                                 (now["z3"], -now["z3"], now["dL_da3"], now["dL_dz3 fused"]))
    used, minus = (rest, "") if now["y"] == 0 else (a, MINUS)
    loss, loss_slope = LOSS[now["y"]]
    slope = plain(now["da3_dz3"])
    formulas = {
        "a3": f"1/(1 + e^({MINUS}z⁽³⁾)) = 1/(1 + e^{opposite})", "1 - a3": f"1 {MINUS} {a}",
        "L": f"{loss} = {MINUS}log({used})", "dL_da3": f"{loss_slope} = {minus}1/{used}",
        "da3_dz3": f"a⁽³⁾ · (1 {MINUS} a⁽³⁾) = {a} · {rest}",
        "dL_dz3": f"∂L/∂a⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ = {dL_da} · {slope}",
        "L fused": f"log(1 + e^(z⁽³⁾)) {MINUS} z⁽³⁾ · y = log(1 + e^{z}) {MINUS} {z} · {y}",
        "dL_dz3 fused": f"a⁽³⁾ {MINUS} y = {a} {MINUS} {y}",
        "dL_dz3 squared": f"(a⁽³⁾ {MINUS} y) · ∂a⁽³⁾/∂z⁽³⁾ = {error} · {slope}"}
    text = f" = {formulas[name]}" if name in formulas else ""
    return f"{NAMES.get(name, symbol(name))}{text} = {number_text(now[name])}"


def said(now):
    """In large type: the score, what the network makes of it, and the loss, before and now."""
    loss = plain(now["L fused"])
    old = plain(now.before.get("L fused", now["L fused"]))
    return (f"score {plain(now['z3'], 6)}", f"says {number_text(now['a3'])}, label {plain(now['y'])}",
            f"loss {loss}" if old == loss else f"loss {old} → {loss}")


def number_text(value):
    """A number as text; one that is not 1 but would print as 1 is 0.99…, as in the picture."""
    return nearly(value) or plain(value)


def meaning(now):
    """What the network says, how far off that is, and where the score should go."""
    error = now["dL_dz3 fused"]
    where = ("the score should fall" if error > 0 else
             "the score should rise" if error < 0 else "nothing to mend")
    return (f"Score {plain(now['z3'], 6)}, prediction {number_text(now['a3'])}, label {plain(now['y'])}: "
            f"the error a⁽³⁾ {MINUS} y is {number_text(error)}; {where}.")


def breaks(now):
    """Whether the separate path has come to what is no number."""
    return not (np.isfinite(now["dL_dz3"]) and np.isfinite(now["L"]))


def heads(now):
    """What each way is called, and at the ends what becomes of it: it breaks, survives, learns no more."""
    broken, slope = breaks(now), now["dL_dz3 squared"]
    faded = abs(now["dL_dz3 fused"]) > 0.99 and abs(slope) < 0.01
    return (f"Separate path: {f'breaks, 1 {MINUS} a⁽³⁾ is 0' if broken else 'loss, then sigmoid'}",
            f"Fused path: {'survives' if broken else 'one subtraction'}",
            f"Squared error: slope {'almost ' * bool(slope)}0, though wholly wrong" if faded else
            "Another loss: the squared error")


def task(now):
    """What to do next, once the first task is done or the label makes it another; nothing before that."""
    if now["y"] == 0:
        return "Only the fused path survives. Now label y = 1: which way is the wrong one?" * breaks(now)
    return ("Wholly wrong again, yet no path breaks. Which slope is almost 0 all the same?" if now["z3"] <= -36
            else f"With label y = 1, {MINUS}40 is the wrong way. Does a path break there, too?")


def dense(now):
    """Why the other end holds, as far out: near 0 numbers lie dense, near 1 they do not."""
    if now["y"] == 0 or now["z3"] > -36:
        return ""
    return f"\nNothing breaks at this end: a⁽³⁾ = {number_text(now['a3'])} is near 0, where numbers lie dense."


def verdict(now):
    """Whether both paths agree; if not, which number broke the separate one."""
    separate, fused = now["dL_dz3"], now["dL_dz3 fused"]
    if not breaks(now):
        gap = tidy(abs(now["L"] - now["L fused"]))
        lost = (f"\nThe losses already differ by {plain(gap)}: 1 {MINUS} a⁽³⁾ has few digits left."
                if gap > 1e-3 else "")
        return (f"Separate path: {number_text(separate)}; fused path: {number_text(fused)}. "
                f"Both agree on the slope.{lost}{dense(now)}")
    squared = number_text(now["dL_dz3 squared"])
    return (f"The separate path breaks: 16 digits hold no 1 {MINUS} a⁽³⁾: {MINUS}log(0) is infinite, "
            f"∞ · 0 is not a number.\n"
            f"The fused path stays right: L = {plain(now['L fused'])}, ∂L/∂z⁽³⁾ = {number_text(fused)}. "
            f"Squared error: slope {squared}, though wholly wrong.")
