"""The chain in words: what the selected number is made of, what the paths carry, what the nudge shows."""

from functools import lru_cache
from math import isfinite

from cnnlib import draw
from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.equation import place, shapes_of
from cnnlib.draw.ink.number import MINUS, sums, tidy

from ..network.words import error
from ..stage.address import located
from . import nudges
from .paths import web

WIDE, LINES = 105, 4           # characters a line, lines
MOST = 5_000                   # paths that are looked at one by one
LEAST = 0.095                  # a smaller change of the loss is said with three digits of its own


def words(now):
    """Everything below the picture: a kink first, the selected number as far as the sentences leave room."""
    equation, said = one_number(now).split("\n"), sentences(now)
    if len(equation) > 1 and len(equation) + len(said) > LINES:
        equation = [shortened(equation)]
    kinks = bool(now.crossed)
    return "\n".join((*said[:kinks], *equation, *said[kinks:][:LINES - kinks - len(equation)]))


def shortened(equation):
    """An equation in one line: its beginning and its end, of a long one what it is of and its end."""
    first, total = equation[0], equation[-1].rpartition(" = ")[2]
    said = f"{first} = {total}"
    return said if len(said) <= WIDE else f"{first.partition(' = ')[0]} = {total}"


@lru_cache(maxsize=8)               # the picture's caption says them too
def sentences(now):
    """What bends the loss, what the nudge shows, why it stops, what the paths carry, what softmax does."""
    said = (kinked(now.crossed), verdict(now.test) + " No kink." * (now.crossed == []),
            stop(now.asked, now.test["nudge"]), routes(now.walk), together(now.walk))
    return tuple(filter(None, said))


def one_number(now):
    """The selected number with what makes it."""
    walk, name = now.walk, now.selected[0]
    if name in CALCULATIONS:
        return CALCULATIONS[name](walk, now.test)
    if now.cell:
        equation = draw.equation(now.cell, walk.run).words()
        view = now.views.get(name.removeprefix("dL_d"))
        return packed(located(equation, view.showing(now.cell.index), now.cell.index) if view else equation)
    if name.endswith(" path"):
        return product(walk, name)
    link = next(link for link in walk.slopes if link.name == name)
    note = link.note.replace("-\n", "").replace("\n", " ")
    return f"{symbol(name)} = {plain(link.value)}: {note}."


def packed(equation):
    """The lines of an equation on as few lines as hold them."""
    first, *others = (line.strip() for line in equation.split("\n"))
    lines = [first]
    for line in others:
        if len(lines[-1]) + len(line) < WIDE:
            lines[-1] += f" {line}"
        else:
            lines.append(f"   {line}")
    return "\n".join(lines)


def product(walk, name):
    """The factors of the path from a place on, from the loss backward, in symbols and in numbers."""
    at = [link.name for link in walk.gradients].index(name)
    factors = [walk.gradients[-1], *reversed(walk.slopes[at:])]
    return (f"On this path: {' · '.join(symbol(link.name) for link in factors)}\n"
            f"   = {' · '.join(bracket(link.value) for link in factors)} = {plain(walk.gradients[at].value)}")


def called(walk):
    """What a sentence calls the number that is followed."""
    return place(*walk.path[0], shapes_of(walk.run))


def nudge_words(walk, test):
    """From where to where the nudge goes."""
    here, by = walk.nodes[0], test["nudge"]
    return (f"{called(walk)} goes from {plain(here.value)} to {plain(here.value + by)}: "
            f"a nudge of {plain(by)}.")


def second_pass_words(walk, test):
    """The second forward pass."""
    return f"A second forward pass, with the nudge: L = {plain(test['L nudged'])}"


def predicted_words(walk, test):
    """Slope times nudge."""
    slope, here = test[f"dL_d{walk.start}"], called(walk)
    return (f"predicted change = ∂L/∂{here} · nudge = {bracket(slope)} · {bracket(test['nudge'])} "
            f"= {plain(test['dL_predicted'])}")


def real_words(walk, test):
    """Loss after minus loss before."""
    values = test["L nudged"], test["L"], test["real"]
    after, before, change = sums(*values) if abs(values[-1]) >= LEAST else map(plain, values)
    return f"real change = loss after {MINUS} L = {after} {MINUS} {before} = {change}"


CALCULATIONS = {"nudge": nudge_words, "L nudged": second_pass_words, "dL_predicted": predicted_words,
                "real": real_words}


@lru_cache(maxsize=8)               # the same while the nudge moves
def routes(walk):
    """How many paths there are, what this one carries and what they sum to."""
    here, ways = called(walk), web(walk.run)
    if not isfinite(walk.gradients[-1].value):
        return infinite(walk)
    count, carried = ways.count(walk.path[0]), plain(walk.gradients[0].value)
    if count <= 1:
        return f"{'One' if count else 'No'} path leads from {here} to the loss: ∂L/∂{here} = {carried}."
    many = f"∂L/∂{here} = {plain(ways.gradient(walk.path[0]))}: the sum over {count:,} paths"
    if count > MOST:
        return f"{many}; this one carries {carried}."
    alive = ways.carrying(walk.path[0])
    said = (f"{many}, of which {alive or 'none'} {'carry' if alive > 1 else 'carries'} a gradient; "
            f"this one carries {carried}.")
    return said if len(said) <= WIDE else f"{many}, {alive} of them not 0; this one carries {carried}."


def infinite(walk):
    """Why the last gradient is infinite, and how the one of the score is computed instead."""
    last, at = walk.run.net.steps[-1], walk.path[-1]
    a, z, value = symbol(last.output), symbol(last.input), float(walk.run.trace[at[0]][at[1]])
    said = f"{a} is {'exactly ' * (value in (0, 1))}{plain(value)}, so ∂L/∂{a} is infinite"
    if walk.path[0] == at:
        return f"{said}."
    return (f"{said} and its product with ∂{a}/∂{z} = {plain(walk.slopes[-1].value)} is no number; "
            f"∂L/∂{z} is computed as {error(walk.run)} instead.")


def together(walk):
    """That softmax and the loss are one step, where the path ends with a score of several."""
    last = walk.run.net.steps[-1]
    if walk.path[-1][0] != last.input:
        return ""
    return (f"Each score feeds every probability; softmax and loss are one step: "
            f"{symbol(f'dL_d{last.input}')} = {error(walk.run)}.")


def verdict(test):
    """Predicted against real."""
    if not test["nudge"]:
        return "The nudge is 0, so nothing changes."
    predicted, real = test["dL_predicted"], test["real"]
    return f"Predicted {plain(predicted)}, real {plain(real)}: {agreement(predicted, real)}"


def kinked(crossed):
    """The kinks in a sentence; nothing where there is none."""
    if not crossed:
        return ""
    more = f"; and {len(crossed) - 1} more" if len(crossed) > 1 else ""
    said = f"A kink is crossed: {crossed[0]}{more}."
    return said if len(said) <= WIDE else f"A kink is crossed: {crossed[0].partition(' from ')[0]}{more}."


def stop(asked, nudge):
    """Why a nudge goes less far than asked; nothing where it does not."""
    if tidy(nudge) == tidy(asked):
        return ""
    edge = f"below {nudges.EDGE}" if asked < nudge else f"above {1 - nudges.EDGE}"
    return f"The nudge stops at {plain(nudge)}: none may take the prediction {edge}."


def agreement(predicted, real):
    """How far the real change is from the predicted one."""
    if not isfinite(predicted):
        return "an infinite slope predicts nothing."
    gap, largest = tidy(real - predicted), tidy(max(abs(predicted), abs(real)))
    if largest < 1e-12:
        return "nothing of the nudge arrives."
    if abs(gap) < tidy(0.01 * largest):
        return "they differ by less than one part in a hundred."
    return f"the loss ends {plain(abs(gap))} {'above' if gap > 0 else 'below'} what the slope predicts."
