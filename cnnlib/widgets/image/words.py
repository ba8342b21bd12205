"""What ImageGradient says: its equations, in symbols and in numbers, and whether the way is right."""

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import SUPERSCRIPT, bound
from cnnlib.draw.ink.words import join, peak, place, which, wrap

from .. import backward
from .numbers import corner
from .opening import laid, stamps

EXAMPLE = " Example gradients."           # behind what to do next, where they are not the network's


def shifted(start, letter):
    """An index counted from the corner of a window:
    2 + u, or u − 1 where the window begins in the padding."""
    return f"{start} + {letter}" if start >= 0 else f"{letter} − {-start}"


def words(now):
    """The equation of what the selected cell opens; which example, channel and filter that is."""
    return "\n".join(filter(None, (equation(now), shown(now))))


def shown(now):
    """Which example, channel and filter is shown; nothing where there is one of each."""
    x = len(now.whole.dL_dz1), *now.whole.image, now.whole.w1.shape[2]
    places = backward.places(now.whole.focus, x, now.whole.w1.shape)
    return f"Shown: {which(places)}." if places else ""


def equation(now):
    """The equation of what the selected cell opens."""
    matrix, at = now.state.selected
    if now.stamping:
        return stamp(now)
    if matrix in ("w1", "dL_dz1"):
        return f"{spelled(matrix, at)} = {plain(now.arrays[matrix][at])}; type another number."
    if matrix == "products":
        return product(now.state, *now.met[at])
    return total(now, [pair for pair in now.met.values() if None not in pair], now.close["total"])


def stamp(now):
    """What the stamp of the selected output adds, and where."""
    state = now.state
    output, rest = state.selected[1], stamps(now.whole) - laid(now.whole)
    left = spelled("dL_dz1", output)
    row, column = corner(state)
    place = f"{shifted(row, 'u')}, {shifted(column, 'v')}"
    slope = state.dL_dz1[output]
    news = (f"{left} = {plain(slope)} times the kernel is added to what lay there"
            if slope else f"{left} = 0, so its stamp changes nothing")
    come = "no more stamps" if rest == 0 else "1 more stamp" if rest == 1 else f"{rest} more stamps"
    return (f"{news}; {come} to come.\n"
            f"   {symbol('dL_dx')}[{place}] += {left} · {symbol('w1')}[u, v]"
            "   for each cell u, v of the kernel")


def verdict(now):
    """Whether the way gives the numbers of conv.backward, and a sentence that says so."""
    error, state = now.error, now.state
    if now.stamping and laid(now.whole) < stamps(now.whole):
        return True, (f"{laid(now.whole)} of {stamps(now.whole)} stamps are laid: "
                      f"{symbol('dL_dx')} is whole when all are.")
    if now.wrong:
        at = peak(error)
        return False, (f"✗ Not rotated: {len(now.wrong)} of {error.size} cells differ from conv.backward, "
                       f"most at {place(at)}, by {plain(error[at])}.")
    if state.way == "gather" and not state.rotated:
        return True, "✓ Not rotated, and yet right: here the rotated kernel gives the same numbers."
    power = bound(error.max()).partition("e")[2].translate(SUPERSCRIPT)
    return True, (f"✓ All three ways give the same {error.size} numbers as conv.backward, "
                  f"up to rounding (below 10{power}).")


def every(pairs):
    """All products, however many there are."""
    return f"all {len(pairs)} products are" if len(pairs) > 1 else "the only product is"


def total(now, pairs, found):
    """The equation of the pixel, which comes to `found`: its products in the order of the way, then what other
    filters add."""
    state = now.state
    terms = [(o, w) for o, w in pairs if state.dL_dz1[o] * state.w1[w] != 0]
    left = spelled("dL_dx", state.pixel)
    if not pairs and not found:
        return f"{left} = 0: no window covers this pixel, so the loss does not depend on it."
    if not terms and not found:
        return f"{left} = 0: {every(pairs)} 0."
    if not terms:
        return f"{left} = {plain(found)}: all of it comes from other filters; here {every(pairs)} 0."
    formula = [f"{spelled('dL_dz1', t[0])} · {spelled('w1', t[1])}" if t else "…" for t in shortened(terms)]
    numbers = [f"{bracket(state.dL_dz1[o])} · {bracket(state.w1[w])}" for o, w in terms]
    if now.rest is not None:
        formula, numbers = [*formula, "other filters"], [*numbers, bracket(now.rest[state.pixel])]
    rest = len(pairs) - len(terms)
    note = f"   (and {rest} product{'s that are' if rest > 1 else ' that is'} 0)" if rest else ""
    return "\n".join([*wrap(f"{left} = {join('sum', numbers)} = {plain(found)}{note}"),
                      f"   = {join('sum', formula)}"])


def shortened(terms):
    """The terms that fit one line: at most three, or the first two and the last; None for the others."""
    return terms if len(terms) <= 3 else [*terms[:2], None, terms[-1]]


def product(state, output, weight):
    """The equation of one product, or why there is none."""
    if output is None:
        return "Here stands no output: a zero of the padding or of the spreading, which adds nothing."
    if weight is None:
        return f"The window of output [{output[0]}, {output[1]}] does not reach this pixel: M holds 0 here."
    slope, number = state.dL_dz1[output], state.w1[weight]
    return (f"{spelled('dL_dz1', output)} · {spelled('w1', weight)} "
            f"= {bracket(slope)} · {bracket(number)} = {plain(slope * number)}\n"
            f"   is one of the products that add up to {spelled('dL_dx', state.pixel)}")
