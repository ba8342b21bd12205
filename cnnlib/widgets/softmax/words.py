"""What SoftmaxExplorer says: how the selected cell is made, who pulls and who pushes, whether the long way holds."""

import numpy as np

from cnnlib.draw import bracket, listing, plain
from cnnlib.draw.ink.number import MINUS, equals, sums
from cnnlib.draw.ink.words import join

from .numbers import WRONG

ROOM = 82       # characters of a line that leave room for its end


def words(now):
    """Everything below the picture."""
    first = tempting(now) if now.state.tempting else "" if now.breaks else blame(now)
    return "\n".join(filter(None, (selected(now), first, long_way(now), shifted(now))))


def selected(now):
    """How the selected cell is made."""
    name, index = now.state.selected
    return SAID[name](now, *index)


def score(now, e, k):
    """A score: of what, and what it is before it is multiplied and shifted."""
    state = now.state
    z = exactly(now["z"][e, k])
    made = ""
    if state.times != 1 or state.shift:
        parts = [f"{state.times} · {bracket(state.z[e, k])}" if state.times != 1 else plain(state.z[e, k])]
        made = f"{join('sum', [*parts, *([plain(state.shift, 4)] if state.shift else [])])} = "
    return f"z[{e}, {k}] = {made}{z}, the score of class {k} in example {e}; the true class is {state.labels[e]}."


def share(now, e, k):
    """A share: its power of e over the sum of the row's."""
    less = f"{MINUS} {bracket(now.top[e, 0], exactly)}"
    powers, total = plain(now.powers[e, k], 5), plain(now.powers[e].sum(), 5)       # so that their quotient is p
    return (f"p[{e}, {k}] = e^({exactly(now['z'][e, k])} {less}) / sum of all e^(z {less}) = {powers} / {total} "
            f"= {plain(now['p'][e, k])}.")


def exactly(score):
    """A score with all its digits, however far it is shifted."""
    return plain(score, 6)


def label(now, e, k):
    """A cell of y: whether this class is the true one."""
    here = now.state.labels[e]
    says = f"class {k} is" if here == k else f"not class {k} but class {here} is"
    return f"y[{e}, {k}] = {plain(now['y'][e, k])}: {says} the true one of example {e}."


def error(now, e, k):
    """What comes back to a score, the fused way."""
    p, y, m = now["p"][e, k], now["y"][e, k], len(now["y"])
    value = now["dL_dz"][e, k]
    turn = "the loss falls when this score rises" if value < 0 else "the loss rises when this score rises"
    return (f"∂L/∂z[{e}, {k}] = (p {MINUS} y)/m = ({plain(p)} {MINUS} {plain(y)})/{m} = {plain(value)}: "
            f"{turn if value else 'nothing to mend'}.")


def slope(now, i, j):
    """A slope of a share by a score."""
    p, same = now.row, "1" if i == j else "0"
    sign = "its own score lifts it" if i == j else "another score lowers it"
    if not now["dp_dz"][i, j]:
        sign = "one share is all, nothing moves it" if max(p) == 1 else "a share of 0 moves nothing"
    return (f"∂p[{i}]/∂z[{j}] = p[{i}] · ({same} {MINUS} p[{j}]) = {plain(p[i])} · ({same} {MINUS} {plain(p[j])}) "
            f"= {plain(now['dp_dz'][i, j])}: {sign}.")


def of_share(now, i, _):
    """What comes back to a share."""
    value, m = now["dL_dp"][i, 0], len(now["y"])
    if i != now.state.label:
        return f"∂L/∂p[{i}] = 0: the loss looks at the true class's share alone, p[{now.state.label}]."
    what = f"{MINUS}∞, infinite" if np.isinf(value) else plain(value)
    return f"∂L/∂p[{i}] = {MINUS}1/p[{i}]/m = {MINUS}1/{plain(now.row[i])}/{m} = {what}: class {i} is the true one."


def product(now, i, _):
    """One product of the long way."""
    of = now.state.of
    factors = f"{bracket(now['dL_dp'][i, 0])} · {bracket(now['dp_dz'][i, of])}"
    return f"∂L/∂p[{i}] · ∂p[{i}]/∂z[{of}] = {factors} = {number(now['dL_dz products'][i, 0])}"


def total(now, *_):
    """The sum of the products."""
    value, of = now["dL_dz long"][0, 0], now.state.of
    parts = [number(one) for one in now["dL_dz products"][:, 0]]
    return f"∂L/∂z[{of}], the long way = {join('sum', parts)} = {number(value)}"


def tempted(now, e, k):
    """A cell of the tempting version."""
    z = now["z"]
    others = [f"z[{n}, {k}] = {plain(one)}" for n, one in enumerate(z[:, k])]
    return (f"Tempting p[{e}, {k}] = {plain(now[WRONG][e, k])}: example {e} among {listing(others)}; "
            f"right: {plain(now['p'][e, k])}.")


SAID = {"z": score, "p": share, "y": label, "dL_dz": error, "dp_dz": slope, "dL_dp": of_share,
        "dL_dz products": product, "dL_dz long": total, WRONG: tempted}


def number(value):
    """A number in words where it is none."""
    return "not a number" if np.isnan(value) else plain(value)


def blame(now):
    """Who is pulled up by how much, and what pushes the others down."""
    state, back = now.state, now.back
    here = state.label
    pushed = [back[k] for k in range(state.classes) if k != here]
    *parts, whole = sums(*pushed, -back[here])
    if not back[here]:
        return "The true class has the whole share: nothing to mend, and the row of ∂L/∂z adds to 0."
    told = [part for part in parts if part != "0" and not part.startswith("<")] or parts[:1]
    equal = f" {equals(told, whole)}" if len(told) > 1 else ""
    said = f"True class {here} is pulled up by {whole}, others down by {join('sum', told)}{equal}"
    return f"{said}: the row adds to 0." if len(said) < ROOM else f"{said}."


def long_way(now):
    """Whether the long way comes to the same, or which number broke it."""
    state, fused = now.state, now.back[now.state.of]
    if not now.breaks:
        return (f"The long way comes to {plain(now['dL_dz long'][0, 0])} for class {state.of}, as does "
                f"(p {MINUS} y)/m. L = {plain(now.loss)}.")
    p, apart = now.row[state.label], now.top[state.example, 0] - now["z"][state.example, state.label]
    small = f"e^({MINUS}{plain(apart)}) is"
    why = (f"{small} too small, p[{state.label}] = 0, 1/p[{state.label}] is infinite, infinity · 0 is not a number."
           if not p else f"{small} so small that 1/p[{state.label}] is infinite.")
    loss = "infinite" if np.isinf(now.long_loss) else plain(now.long_loss)
    return (f"The long way breaks: {why}\nFused stays right: (p {MINUS} y)/m = {plain(fused)}; "
            f"L = {plain(now.loss)}, where {MINUS}log p says {loss}.")


def shifted(now):
    """Why adding the same to all scores changes nothing, and what that is good for."""
    state, e = now.state, now.state.example
    if not state.shift or now.breaks:
        return ""
    bare, alone = now.bare[e].max(), f"; e^{bracket(now.top[e, 0])} alone"
    lost = f"{alone} overflows" if np.isinf(bare) else "" if bare else f"{alone} is 0"
    return (f"Shift {plain(state.shift, 4)} changes no share, loss or gradient: less the row maximum all stays"
            f"{lost}.")


def tempting(now):
    """What the tempting version's rows and columns add to."""
    rows = listing(map(plain, now.sums[WRONG].tolist()))
    return f"✗ Tempting, softmax over the examples: columns add to 1, rows to {rows}."
