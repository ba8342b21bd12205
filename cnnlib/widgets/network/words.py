"""What NetworkExplorer says: the selected cell with what makes it, which image it is, what a change did."""

from functools import lru_cache

import numpy as np

from cnnlib.draw import plain, symbol
from cnnlib.draw.equation import formula, lines, place, shapes_of
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.words import peak

from ..stage.address import located
from .numbers import DIGITS, label

WIDE = 104      # characters a line


def words(now):
    """The equation of the selected cell, of a given number that of its gradient."""
    matrix, index = now.selected
    if not now.is_known:
        return f"{symbol(matrix)} has not been computed yet; Step goes there."
    shapes, view = shapes_before(now.was), now.views[matrix].showing(index)
    made = lines(now.cell, shapes)
    if now.opened is now.cell:
        return located(shorter(made), view, index) + overflow(now)
    formed = "\n".join(formula(now.opened, shapes))
    return (f"{located(made[0], view, index)}, and its gradient is {plain(now.opened.total)}: "
            f"{slope(now.opened)}\n{formed}{overflow(now)}")


@lru_cache(maxsize=8)               # the same all through a drag
def shapes_before(run):
    """{name: shape} of every tensor of a run, and so of any other with as many examples."""
    return shapes_of(run)


def shorter(made):
    """The lines of an equation as text, the total at the end of the last where there is room."""
    *others, last = made
    if others and len(others[-1]) + len(last.strip()) < WIDE:
        return "\n".join([*others[:-1], f"{others[-1]} {last.strip()}"])
    return "\n".join(made)


def slope(cell):
    """What a gradient says about the number that has it; 0 may also be said at a kink."""
    if cell.total == 0:
        came = "what comes back adds up to 0" if any(term.value for term in cell.terms) else "nothing comes back to it"
        return f"{came}: here the loss is flat, or has a kink."
    return f"raise it a little, and the loss {'falls' if cell.total < 0 else 'rises'}."


def overflow(now):
    """A sentence where the slope of the loss is too large for a floating-point number,
    once it is on the map."""
    last = now.run.net.steps[-1]
    slope = f"dL_d{last.output}"
    if slope not in now.known or np.isfinite(now.run.grads[slope]).all():
        return ""
    a, z = symbol(last.output), symbol(f"dL_d{last.input}")
    return (f"\n{symbol(slope)} is infinite here: {a} is so near the wrong label that its slope is too "
            f"large for the computer. {z} = {error(now.run)}, taken in one step, stays finite.")


def error(run):
    """What the loss sends back to the scores, taken in one step."""
    a, m = symbol(run.net.steps[-1].output), len(run.y)
    return f"({a} − y)/{m}" if m > 1 else f"{a} − y"


def held_name(state, views):
    """What the slider moves, and where it stands."""
    matrix, index = state.held
    array = state.params.get(matrix, state.x)
    return f"{called(matrix, index, views)} = {plain(float(array[index]))}"


def called(name, index, views):
    """A cell as it stands on the map; of several channels, filters or examples as the code counts them."""
    view = views[name].showing(index)
    if view.stacks:
        return place(name, index, {name: view.shape})
    return spelled(name, view.cell(index) if view.size != (1, 1) else ())


def said(now, brought):
    """What the gauge says: (question, share, loss, both before, a note); None until the loss is known."""
    if "L" not in now.known:
        return None
    classes, digits = now.run.y.shape[1], not brought or now.digit
    before = (now.change.share, now.change.loss) if now.change else None
    sure_of = label(now.run, now.example) if classes > 1 else 1
    wanted = "an 8?" if digits and classes == 1 else f"class {sure_of}?"
    return wanted, now.share, now.run.L, before, note(now, brought)


def note(now, brought):
    """What the last change was foretold to do and what it did; without one, which image it is."""
    if not now.change or now.change.foretold is None:
        return about_image(now, brought)
    by, foretold = plain(now.run.L - now.change.loss), plain(now.change.foretold)
    why = "" if by == foretold else f": {reason(now.change.leaps)}"
    if now.change.cell is None:
        return f"the gradients foretold {foretold}; the loss moved by {by}{why}"
    where = called(*now.change.cell, now.views)
    return f"the gradient of {where} foretold {foretold}; the loss moved by {by}{why}"


def reason(leaps):
    """Why a gradient foretells no more than the beginning."""
    turned = "1 gate or winner" if leaps == 1 else f"{leaps} gates or winners"
    return f"the loss bends, and {turned} turned on the way" if leaps else "the loss bends"


def about_image(now, brought):
    """Which image it is, what its writer meant where that is known, and the label; of classes, which wins."""
    m, y = now.run.y.shape
    which = f"example {now.example} of {m}" if m > 1 else "your image" if brought and not now.digit else ""
    if y > 1:
        shares = now.run.trace[now.run.net.steps[-1].output][now.example]
        best, = peak(shares)
        return (f"{which or 'opening image'}: its label is class {label(now.run, now.example)}; "
                f"class {best} gets most, {plain(float(shares[best]))}")
    y = float(now.run.y[now.example, 0])
    if which:
        return f"{which}: y = {plain(y)}"
    if not now.digit:
        return f"opening image: an 8, {'so' if y == 1 else 'but'} y = {plain(y)}"
    return f"image {now.digit} of {DIGITS}: {'an 8' if y == 1 else 'a 3'}, so y = {plain(y)}"
