"""What ReluGate says: the selected cell, its gate, how many gates are open,
how much gradient comes through."""

import numpy as np

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import lines
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import MINUS, equals, fixed, sums, tidy
from cnnlib.draw.ink.words import count, join, which, wrap

from ..stage.address import spot

LINE = 105      # characters that fit below the picture
MOST = 24       # numbers of a sum that are listed
EXAMPLE = f"The numbers of {symbol('dL_da1')} are example values, not gradients."


def words(now):
    """Everything below the picture, the selected cell first."""
    where = places(now)
    gates = f"{where.capitalize()}: {open_gates(now)}" if where else open_gates(now)
    return "\n".join([*equation(now), *gate(now), gates, survival(now), *each_alone(now)])


def each_alone(now):
    """That the gate knows no other cells, and whether the gradients are ours."""
    alone = ["ReLU acts on each cell of each channel alone."] * bool(places(now))
    said = [*alone, *[EXAMPLE] * bool(now.own and now.own.example)]
    return [" ".join(said)] if said else []


def places(now):
    """Which of the reader's own maps this is, where there are several: example 0 of 2, channel 1 of 3."""
    counted = zip(("example", "channel"), now.own.focus, now.own.counts, strict=True) if now.own else ()
    return which({axis: (at, several) for axis, at, several in counted if several > 1})


def equation(now):
    """The selected cell and what makes it; of the long sums, what this explorer changes."""
    matrix, *at = spot(now.selected)
    if matrix == "z1":
        bias = float(now.matrices["b1"][0])
        kernel, added, total = sums(now.cell.total - bias, bias, now.cell.total)
        return [f"{spelled('z1', at)} = {'the number that came' if now.own else 'window times kernel'} + "
                f"{symbol('b1')} = {join('sum', [kernel, added])} = {total}"]
    if matrix == "dL_db1":
        return summed(now.cell)
    return compact(lines(now.cell, now.shapes))


def summed(cell):
    """The gradient of the bias as a sum; of very many numbers, how many there are."""
    parts = [plain(term.value) for term in cell.terms if term.value] or ["0"]
    total, left = plain(cell.total), f"{symbol('dL_db1')} = Σ {symbol('dL_dz1')}"
    if len(parts) > MOST:
        return [f"{left} = {total}, the sum of {len(parts)} numbers that are not 0"]
    return wrap(f"{left} = {join('sum', parts)} {equals(parts, total)}")


def compact(lines):
    """Lines of an equation put together as far as they fit."""
    rows = lines[:1]
    for line in lines[1:]:
        whole = f"{rows[-1]} {line.strip()}"
        rows = [*rows[:-1], whole] if len(whole) <= LINE else [*rows, line]
    return rows


def caption(now):
    """How many gates are open and how much gradient comes through."""
    return f"{open_gates(now)} {survival(now)}"


def gate(now):
    """Whether the gate of the selected cell is open: one line, or none where the cell has no gate."""
    matrix, row, column = spot(now.selected)
    if matrix not in ("z1", "a1", "dL_da1", "dL_dz1"):
        return []
    z1 = float(now.matrices["z1"][0, row, column, 0])
    above = f"{symbol('z1')}[{row}, {column}] = {plain(z1)} is"
    if z1 > 0:
        return [f"{above} above 0: the gate is open, its local slope is 1."]
    if not now.leak:
        return [f"{above} not above 0: the gate is shut, its local slope is 0."]
    return [f"{above} not above 0: the gate leaks with slope {plain(now.leak)}; "
            f"forward {plain(now.leak)} · {bracket(z1)} = {plain(now.leak * z1)}."]


def told(now, slope, is_open):
    """What stands large in the close-up: the state of the gate, gradient times slope, why none comes."""
    state = f"the gate {'is open' if is_open else 'leaks' if slope else 'is shut'}"
    before, after = (float(now.matrices[name][0, *now.held, 0]) for name in ("dL_da1", "dL_dz1"))
    loses = now.winners is not None and not now.winners[0, *now.held, 0]
    return (state, f"{plain(before)} · {plain(slope)} = {plain(after)}",
            "another cell wins its window: nothing arrives" if loses else "")


def gauges(now):
    """The two bars: words, share, what it was, the share in words, what that was."""
    (opened, passed), (opened_before, passed_before) = (shares(each) for each in (now.matrices, now.before))
    size = now.matrices["z1"].size
    counts = [f"{round(share * size)} of {size}" for share in (opened, opened_before)]
    percents = ["none" if share is None else percent(share) for share in (passed, passed_before)]
    short = counts[1].partition(" of ")[0]
    was = counts[1] if size < 100 else short if size < 1000 else ""      # as much as there is room for
    return (("gates open", opened, opened_before, counts[0], was if counts[0] != counts[1] else ""),
            ("gradient through", passed or 0.0, passed_before or 0.0, percents[0],
             percents[1] if percents[0] != percents[1] else ""))


def shares(matrices):
    """The share of open gates, and of the sum of |gradient| that comes through; None where none arrives."""
    before, after = (float(np.abs(matrices[name]).sum()) for name in ("dL_da1", "dL_dz1"))
    return float(np.mean(matrices["z1"] > 0)), tidy(after / before) if before else None


def percent(share):
    """A share in percent; one that is neither nothing nor all is not called so."""
    text = fixed(100 * share, 0)
    return f"{fixed(100 * share, 1) if text in ('0', '100') and share not in (0, 1) else text} %"


def open_gates(now):
    """How many gates are open, here and in the others; dead is only what none of them opens."""
    z1, (one, many) = now.matrices["z1"], kinds(now)
    others = f"{now.opening} of the {now.digits} {many} open{'s' * (now.opening == 1)} at least one."
    if np.any(z1 > 0):
        found = int(np.sum(z1 > 0))
        here = f"{found} of {z1.size} gate{'s' * (z1.size > 1)} {'is' if found == 1 else 'are'} open"
        return f"{here}; {others}" if now.digits > 1 else f"{here}."
    shut = f"All {z1.size} gates are shut" if z1.size > 1 else "The only gate is shut"
    if now.leak and not now.matrices["dL_da1"].any():
        return f"{shut}; the leak would let {plain(now.leak)} of a gradient through."
    if now.leak:
        return (f"{shut}, but the leak lets {plain(now.leak)} of the gradient through, "
                f"so {symbol('w1')} and {symbol('b1')} can still learn.")
    shut += "."
    if now.opening:
        return f"{shut} The filter is dead for this {one}, not for the others: {others}"
    if now.digits == 1:
        return f"{shut} The filter is dead for this {one}."
    return f"{shut} The filter is dead: none of the {now.digits} {many} opens a gate."


def kinds(now):
    """What the others are called, one and many."""
    return ("example", "examples") if now.own else ("digit", "training digits")


def survival(now):
    """How much gradient comes through pooling and the gate, in cells and as a sum of sizes."""
    pooled, gated = now.matrices["dL_da1"], now.matrices["dL_dz1"]
    share = shares(now.matrices)[1]
    if share is None:
        return "No gradient comes from the loss, so there is none to let through."
    if share == 0:
        return (f"No gradient comes through: {symbol('dL_dz1')} is 0 everywhere, so this {kinds(now)[0]} "
                f"teaches {symbol('w1')} and {symbol('b1')} nothing.")
    before, after = (plain(np.abs(gradient).sum()) for gradient in (pooled, gated))
    return (f"Sum of |gradient| {'before the gate' if now.own else 'after pooling'} {before}, "
            f"in {count(np.count_nonzero(pooled), 'cell')}; "
            f"after the gate {after}, in {count(np.count_nonzero(gated), 'cell')}: "
            f"{percent(share)} comes through.")


def stepped(before, after, slope, carried, rate):
    """What a learning step did to the bias. carried: whether any cell behind the gate has a gradient"""
    if not slope and carried:
        return (f"{symbol('dL_db1')} is 0, for the gradients of its cells cancel: "
                f"the bias stays at {plain(after)}.")
    if not slope:
        return f"{symbol('dL_db1')} is 0: the bias stays at {plain(after)}, however often we step."
    goal = before - rate * slope
    if tidy(goal) != tidy(after):
        return (f"One step with learning rate {plain(rate)} would take {symbol('b1')} to {plain(goal, 5)}; "
                f"it goes no further than {plain(after, 5)}.")
    old, gradient, new = sums(before, slope, after)
    if gradient[0] in "<>":                       # too small beside a large bias
        old, gradient, new = plain(before, 5), plain(slope), plain(after, 5)
    step = f"{plain(rate)} · {bracket(slope, lambda _: gradient)}"
    return f"One step with learning rate {plain(rate)}: {symbol('b1')} = {old} {MINUS} {step} = {new}."
