"""How max pooling routes a gradient, in words: who wins, what the selected cell gets, what nudging finds."""

from cnnlib.draw import bracket, listing, plain, symbol
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import sums
from cnnlib.draw.ink.words import join, place, which, wrap, zeros
from cnnlib.draw.routing import letter

LINE = 105      # characters that fit below the picture
EXAMPLE = f"With these windows the numbers of {symbol('dL_da2')} are example values, not gradients."


def words(now):
    """What the selected cell has to do with its windows; whether the gradients are only example values."""
    if now.pooled:
        lines = pooling(now)
    else:
        standing = now.selected[0] == "a1" and now.windows
        lines = [*([contest(now)] if standing else []), *routed(now)]
    lines[1:1] = each_alone(now)
    return "\n".join(lines if now.given else [*lines, EXAMPLE])


def each_alone(now):
    """Which example and channel this is, where there are several, and that pooling knows no others."""
    places = {axis: (at, count) for axis, at, count in zip(("example", "channel"), now.focus, now.counts,
                                                           strict=True) if count > 1}
    return [f"This is {which(places)}: max pooling acts on each alone."] if places else []


def caption(now):
    """How many cells get no gradient, and where that of the window close up goes; where windows overlap,
    how many cells win more than one."""
    gradient = now.matrices["dL_da1"]
    routed = ("Max-pooling sends each gradient to the winner of its window: "
              f"{zeros(gradient)} of {gradient.size} cells get exactly 0")
    if not now.apart:
        return f"{routed}; cells that win more than one window and add up: {now.several}."
    to = listing(place(cell) for cell, share in now.lens.shares.items() if share)
    return f"{routed}. In {window_name(now, now.lens)}, {plain(now.lens.gradient)} goes to {to}."


def among(now):
    """Which of the windows of the cell held is close up; nothing where there is one."""
    places = [window.at for window in now.contests]
    return f", {places.index(now.lens.at) + 1} of {len(places)}" if len(places) > 1 else ""


def shared(now):
    """How many windows hold the cell held, which is close up, and how to see another; nothing for one."""
    if len(now.contests) < 2:
        return ""
    total = float(now.matrices["dL_da1"][0, *now.held, 0])
    part, whole = (plain(one) for one in (now.sent[now.held][0], total))
    share = "all of its gradient" if part == whole != "0" else f"{part} of {whole}" if total else part
    return (f"Large: window {list(now.lens.at)}, one of {len(now.contests)}; it sends "
            f"{spelled('a1', now.held)} {share}. Press {symbol('a2')} for another.")


def stories(now):
    """What stands large beside the lens: the number of the cell held, what it was, how it comes about."""
    told = []
    for name, notes in (("a1", (standing(now), "")), ("dL_da1", collected(now))):
        new, old = sums(*(float(each[name][0, *now.held, 0]) for each in (now.matrices, now.before)))
        told.append((new, old if old != new else "", notes))
    return tuple(told)


def standing(now):
    """How the cell held stands in its windows, short."""
    if len(now.contests) != 1:
        won = sum(bool(window.shares[now.held]) for window in now.contests)
        return f"wins {won} of {len(now.contests)} windows" if now.contests else "lies in no window"
    ahead, gap = gaps(now.contests[0], now.held)[::3]
    return f"{'wins' if ahead > 0 else 'loses'} by {gap}" if ahead else "ties for the maximum"


def gaps(window, cell):
    """How far a cell is ahead of its rival in a window, and, as they add up in print, its number, the rival's
    and the gap."""
    ahead, rival = window.margin(cell)
    return ahead, *sums(window.values[cell], window.values[rival], abs(ahead))


def collected(now):
    """The gradient of the cell held as what its windows send, upstream times slope; two short lines."""
    sent = [(window.gradient, window.shares[now.held]) for window in now.contests]
    if len(sent) == 1:
        gradient, share = sent[0]
        return f"= {plain(gradient)} · {plain(share)}", "upstream · slope"
    parts = [gradient * share for gradient, share in sent if share]
    parts = sums(*parts, sum(parts))[:-1] if parts else []
    if len(parts) < 2:
        return ("from one window" if parts else "nothing comes back"), ""
    rest = join("sum", ["", *parts[2:]]).strip() if len(parts) < 5 else f"+ … ({len(parts)} windows)"
    return f"= {join('sum', parts[:2])}", rest


def window_name(now, window):
    """A window in words: with its letter, where the picture shows one."""
    return f"window {letter(window.at, now.matrices['a2'].shape[2])}" if now.apart else "window"


def contest(now):
    """How a cell of the map stands in its windows, of which there is at least one."""
    first, margins = now.windows[0], [window.margin(now.cell)[0] for window in now.windows]
    here = f"{spelled('a1', now.cell)} = {plain(first.values[now.cell])}"
    if len(margins) != 1:
        counts = (("leads in", sum(margin > 0 for margin in margins)),
                  ("ties in", sum(margin == 0 for margin in margins)),
                  ("loses in", sum(margin < 0 for margin in margins)))
        standing = listing([f"{word} {count}" for word, count in counts if count])
        return f"{here} lies in {len(margins)} windows: it {standing}."
    ahead, mine, its, gap = gaps(first, now.cell)
    other, where = f"{spelled('a1', first.margin(now.cell)[1])} = {its}", f"its {window_name(now, first)}"
    stands = (f"ties with {other} for the maximum of {where}" if ahead == 0 else
              f"wins {where}, {gap} ahead of {other}" if ahead > 0 else
              f"loses {where}; {other} is {gap} ahead")
    return f"{spelled('a1', now.cell)} = {mine} {stands}."


def routed(now):
    """The gradient of a cell as the sum over its windows, then the slopes that nudging finds."""
    total = float(now.matrices["dL_da1"][0, *now.cell, 0])
    won = [window for window in now.windows if window.shares[now.cell]]
    left, count = spelled("dL_da1", now.cell), len(now.windows)
    if not won and count != 1:
        return [f"{left} = 0: the cell wins none of its {count} windows." if count else
                f"{left} = 0: the cell lies in no window, so nothing comes back.", *nudged(now, total)]
    parts = [(window, plain(window.shares[now.cell])) for window in won or now.windows]
    symbols = " + ".join(f"{spelled('dL_da2', window.at)} · {share}" for window, share in parts)
    numbers = " + ".join(f"{bracket(window.gradient)} · {share}" for window, share in parts)
    added = f"   ({len(won)} wins add up, +=)" if len(won) > 1 else ""
    result = f"{numbers} = {plain(total)}{added}"
    whole = f"{left} = {symbols} = {result}"
    return [*([whole] if len(whole) <= LINE else wrap(f"{left} = {result}")), *nudged(now, total)]


def nudged(now, total):
    """What nudging the cell down and up finds;
    where the two differ, what that allows and what the rule does."""
    left, right = now.slopes
    if left == right:
        return [f"With {symbol('dL_da2')} held still: nudged down or up, "
                f"the loss changes by {plain(left)} per unit."]
    found = (f"A tie: nudged down, the loss changes by {plain(left)} per unit (left slope); "
             f"nudged up, by {plain(right)} (right slope).")
    low, high = sorted((left, right))
    beyond = "" if low - 1e-9 <= total <= high + 1e-9 else f", {plain(total)} is not"
    return [found, f"For this cell alone anything between {plain(low)} and {plain(high)} "
            f"is legitimate{beyond}. {rule(now)}"]


def rule(now):
    """What the rule for ties does in the first window in which the cell ties."""
    window = next(window for window in now.windows if window.margin(now.cell)[0] == 0)
    count = sum(value == window.values[now.cell] for value in window.values.values())
    whole = plain(window.gradient)
    if now.ties == "first":
        return f"“first” gives {whole} to the first of {count}."
    if now.ties == "split":
        return f"“split” gives {plain(window.gradient / count)} to each of {count}."
    return (f"“all” gives {whole} to each of {count}: {plain(count * window.gradient)} together. "
            f"That is too much: nudged together their slope is {whole}.")


def pooling(now):
    """How a window is pooled, and where its gradient goes."""
    (window,), pooled = now.windows, float(now.matrices["a2"][0, *now.cell, 0])
    candidates = ", ".join(map(plain, window.values.values()))
    goes = listing(spelled("dL_da1", cell) + (f" · {plain(share)}" if share != 1 else "") + summed(now, cell)
                   for cell, share in window.shares.items() if share)
    forward = f"{spelled('a2', window.at)} = max({candidates}) = {plain(pooled)}"
    back = f"{spelled('dL_da2', window.at)} = {plain(window.gradient)} goes to {goes}"
    if all(window.shares.get(cell) for cell in window.values):
        back += "."
    else:
        back += f"; the other cells of {'' if now.apart else 'the '}{window_name(now, window)} get 0 from it."
    return [forward, back] if now.selected[0] == "a2" else [back, forward]


def summed(now, cell):
    """What a cell gets from all its windows, where the one close up sends it another number."""
    part, total = (plain(one) for one in (now.sent.get(cell, (0.0,))[0], now.matrices["dL_da1"][0, *cell, 0]))
    return f" (in all {total})" if now.sent and part != total else ""
