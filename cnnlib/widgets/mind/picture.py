"""How MindChanger draws: what is small at the left, the picture after and what is looked at large."""

from cnnlib.draw import plain
from cnnlib.draw.ink import names, words
from cnnlib.draw.ink.svg import Picture
from cnnlib.draw.parts import cells, closeup, gauge, legend, matrix

from .numbers import LARGE, covering
from .walk import CLASSES, says
from .words import ARTICLE, NAMES, caption

MAP, LEFT, TOP, BETWEEN = 13, 14, 28, 132       # pixels: a cell of a map, margins, from one map to the next
FIRST, SECOND = 156, 538                        # left of what is large
LEVEL, NUMBERS, ANSWER = 408, 424, 892          # the line of the gauge; where numbers begin and the answer ends
MOST = {"start": 1.0, "x": 1.0, "change": 0.25, "covered": 0.5}    # in full grey
MEANING = legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES, legend.OUR_PATH


def picture(now):
    """Draw the walk as far as it is made."""
    small = ["start", *(name for name in LARGE if name != now.state.look)]
    placed = [(panel(now, name, MAP), LEFT, TOP + BETWEEN * k) for k, name in enumerate(small)]
    placed += [(panel(now, "x", matrix.FOCUS), FIRST, TOP), (panel(now, now.state.look, matrix.FOCUS), SECOND, TOP)]
    nodes = (*cells.draw_all(placed), *answer(now), closeup.meaning(LEFT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, title(now), caption(now),
                   lambda: words.tables([one for one, *_ in placed]))


def title(now):
    """What the picture shows."""
    was, other = ARTICLE[CLASSES[1 - now.walk.target]], ARTICLE[CLASSES[now.walk.target]]
    return f"What the network calls {was} is led to where it says {other}: {words.count(now.state.steps, 'step')}"


def panel(now, name, cell):
    """One matrix with the selected pixels outlined."""
    values = now.matrices[name] if name == "covered" else now.matrices[name][0, :, :, 0]
    outline = covering(now.state) if name == "covered" else now.pixels
    return matrix.make(name, values, cell, limit=limit(now, name), label=label(now, name, cell), note="",
                       outline=outline, power=0)


def limit(now, name):
    """The |value| in full grey or colour: that of the gradient before the first step, all along a walk."""
    return MOST[name] if name in MOST else matrix.largest([now.walk.gradients[0]])


def label(now, name, cell):
    """What stands above a matrix."""
    side, target = now.state.patch, CLASSES[now.walk.target]
    short = {"start": NAMES["start"], "x": f"{NAMES['x']} {words.count(now.state.steps, 'step')}", "change": "change",
             "dL_dx": names.label("dL_dx"), "covered": f"covered {side}×{side}"}
    long = {"change": "change: x after, less x before",
            "dL_dx": (*names.label("dL_dx"), f", L being the loss with the label {target}"),
            "covered": f"covered: how far paper over {side}×{side} pixels moves “an 8?”"}
    return (long if cell > MAP else {}).get(name, short[name])


def answer(now):
    """The prediction and the loss before and after, and what the network says."""
    first, loss = now.walk.predictions[0], (now.walk.losses[0], now.loss)
    yield from gauge.bar(FIRST + gauge.ASKED, LEVEL - gauge.TALL + 1, now.prediction, first)
    said = gauge.change(*(str(CLASSES[says(a)]) for a in (first, now.prediction)))
    yield closeup.writing([("an 8?", FIRST, LEVEL)], "18", "#000")
    yield closeup.writing([(f"says {said}", ANSWER, LEVEL)], "18", "#000", "end")
    shares = gauge.change(*map(gauge.percent, (first, now.prediction)))
    yield closeup.writing([(f"{shares}{gauge.APART}loss {gauge.change(*map(plain, loss))}", NUMBERS, LEVEL)],
                          "16", "#000")
