"""What MindChanger says: the selected pixel nudged, how large the change is, what was foretold and what came."""

from cnnlib.draw import plain, symbol
from cnnlib.draw.ink.number import fixed
from cnnlib.draw.ink.words import count
from cnnlib.draw.parts.gauge import percent

from .walk import CLASSES, GRADIENT, RANDOM, STEPS, says

NAMES = {"start": "x before", "x": "x after", "change": "change", "covered": "covered"}
ARTICLE = {3: "a 3", 8: "an 8"}


def words(now):
    """Everything below the picture."""
    return "\n".join((selected(now), size(now), straight(now) if now.length else start(now), verdict(now)))


def caption(now):
    """How large the change is and what the network says."""
    return f"{size(now)} {verdict(now)}"


def selected(now):
    """The selected number; of a pixel, what its gradient foretells for a nudge, and what came."""
    name, index = now.state.selected
    if name == "covered":
        return paper(now, index)
    slope, nudge = now.matrices["dL_dx"][0, *now.pixels[0], 0], now.nudge
    more = f"1/16 {'more' if nudge.ink > 0 else 'less'} ink"
    also = "" if name == "dL_dx" else f", {symbol('dL_dx')} = {plain(slope)}"
    return (f"{NAMES.get(name, symbol(name))}[{index[1]}, {index[2]}] = {plain(now.matrices[name][index])}{also}: "
            f"{more} foretells L {moved(nudge.foretold)}; came {moved(nudge.came)}.")


def paper(now, index):
    """What a patch of paper does to the prediction."""
    (top, left), last = now.pixels[0], now.pixels[-1]
    by = float(now.matrices["covered"][index])
    return (f"Paper over rows {top} to {last[0]}, columns {left} to {last[1]}: "
            f"an 8? {percent(now.prediction)} → {percent(now.prediction + by)}, {moved(by)}.")


def moved(number):
    """A difference with its sign."""
    text = plain(number)
    return f"+{text}" if number > 0 else text


def size(now):
    """How large the change is, beside the picture."""
    steps = count(now.state.steps, "step")
    if not now.length:
        return f"After {steps}: nothing has changed."
    share = fixed(100 * now.length / now.start_length, 0)
    return (f"After {steps}: largest change {plain(now.largest)} of ink, length {plain(now.length)}, "
            f"{share} % of the picture’s {plain(now.start_length)}.")


def straight(now):
    """What the gradient before the first step foretells for the whole change, and what came."""
    first = now.walk.losses[0]
    return (f"L, with the label {CLASSES[now.walk.target]}: the first gradient foretells {moved(now.foretold - first)} "
            f"for this change; came {moved(now.loss - first)}.")


def verdict(now):
    """What the network says, and since when; another way than the gradient beside it."""
    before, after = (CLASSES[says(a)] for a in (now.walk.predictions[0], now.prediction))
    steps, other = now.state.steps, now.state.way != GRADIENT and now.enough
    beside = f"after {count(now.enough, 'step')}" if other else ""
    if before == after:
        rest = f"; by the gradient it changes its mind {beside}" * bool(steps and other)
        return f"The network {'still ' * bool(steps)}says {after}{rest}."
    rest = f"; by the gradient {beside}" * bool(other)
    return f"The network has changed its mind: {after}, not {before}, since step {since(now)}{rest}."


def since(now):
    """The first of the steps up to now after which it has said the other digit without a break."""
    k = now.state.steps
    while k and says(now.walk.predictions[k - 1]) == now.walk.target:
        k -= 1
    return k


def start(now):
    """Before the first step: which loss it is, or what moving the digit alone has done."""
    if now.state.down or now.state.right:
        return f"Moving the digit alone: an 8? {percent(now.unmoved)} → {percent(now.walk.predictions[0])}."
    label = CLASSES[now.walk.target]
    return f"L is the loss with the label {label}: {plain(now.loss)}. A walk against its gradient lets it fall."


def task(now):
    """What to do next."""
    before, other = CLASSES[1 - now.walk.target], CLASSES[now.walk.target]
    steps, way = now.state.steps, now.state.way
    if says(now.prediction) != now.walk.target:
        if way == RANDOM and now.enough and steps >= now.enough:
            return f"As many steps, and still {ARTICLE[before]}: more than how much, it matters where ink changes."
        if steps == STEPS:
            return f"Still {ARTICLE[before]} after {STEPS} steps. Take another walk, or another digit."
        return f"Drag Steps: how little ink must change until the {before} becomes {ARTICLE[other]}?"
    said = f"{ARTICLE[other].capitalize()}, it says."
    if way == GRADIENT:
        return f"{said} Do you see one? Now walk at random, as many steps."
    return f"{said} Look at the change: where is the ink that decides?"
