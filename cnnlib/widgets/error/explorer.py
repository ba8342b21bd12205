"""The error is prediction minus label:
the separate path through the loss and the sigmoid beside the fused one."""

from dataclasses import replace

from cnnlib import draw
from cnnlib.draw import plain
from cnnlib.draw.ink.number import MINUS
from cnnlib.draw.parts import legend

from ..stage.controls import Slider, Tabs
from ..stage.explorer import Explorer
from .numbers import FAR, SCORES, numbers, opening
from .words import caption, heads, said, task, words

STEP = 1 / 8                  # of the slider, exact in binary: any other the browser sends back changed
LABELS = (("Label y = 0", 0, "The label is 0: the prediction should be 0"),
          ("Label y = 1", 1, "The label is 1: the prediction should be 1"))
NAMED = {"1 - a3": "1 − a⁽³⁾", "dL_dz3": "separate slope", "dL_dz3 fused": "fused slope",
         "dL_dz3 squared": "squared error", "L fused": "L, fused path"}        # in the picker
TEXTS = {"1 - a3": "1 − a⁽³⁾", "L fused": "L", "dL_dz3": draw.symbol("dL_dz3"),
         "dL_dz3 fused": "a⁽³⁾ − y", "dL_dz3 squared": "its slope"}
LEGEND = ((legend.VALUE, legend.NEGATIVE, legend.OUR_PATH), (legend.FALLS, legend.RISES))
CURVE = 386, 220              # pixels


def picture(now):
    """Loss and slope over the score; beside them both paths as calculations, and the squared error's."""
    return draw.stack(curves(now), ways(now), across=True,
                      title="Two paths to the slope of the loss", caption=caption(now))


class ErrorExplorer(Explorer):
    """Drag the score from −40 to 40, choose the label,
    and watch two ways to the same slope: one of them breaks.

    Below them, for comparison, the slope of the squared error L = (a3 − y)²/2,
    which keeps the slope of the sigmoid.
    It opens on score and label of the running example.
    """

    shows = numbers, picture, words
    editable = ("z3", "y")
    least, most = -FAR, FAR
    words = NAMED
    invitation = "Push the score to 40, the wrong way. Which of the two paths survives?"

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Slider("score", "Score z⁽³⁾",
                       "The score that the sigmoid turns into a prediction; "
                       "in the picture it stands exactly",
                       500, least=-FAR, most=FAR, step=STEP, shown=lambda state: state.z,
                       change=lambda state, z: replace(state, z=float(z))),
                Tabs("label", "", "", 100, options=LABELS, shown=lambda state: state.y,
                     change=lambda state, y: replace(state, y=y)))

    def remark(self, state):
        return task(self.numbers(state)) or self.invitation

    def matrices(self, state):
        return self.numbers(state).values

    def write(self, state, matrix, index, number):
        if matrix == "z3":
            return replace(state, z=number)
        if number not in (0, 1):
            raise ValueError(f"y is a label; it needs to be 0 or 1, not {plain(number)}.")
        return replace(state, y=int(number))


def curves(now):
    """The loss and its slope over the score; the fused path in front of the separate one."""
    charts = (("L", "L fused", (0.0, FAR)), ("dL_dz3", "dL_dz3 fused", (-1.0, 1.0)))
    return draw.stack(*(curve(now, *chart) for chart in charts), title="", caption="")


def curve(now, name, fused, limits):
    """One quantity over the score: the line of each path."""
    return draw.curve(name, now.lines[fused], "z3", SCORES, (now["z3"], now[fused]),
                      behind=now.lines[name], limits=limits, size=CURVE,
                      legend="dark or coloured: fused; broad grey: separate")


def ways(now):
    """What is made of the score, then three paths to a slope, each with its loss."""
    def item(name):
        limit = FAR if name in ("z3", "L", "L fused") else 1.0
        return draw.matrix(name, now[name], outline=now.marked.get(name, ()), limit=limit)

    separate, fused, squared = heads(now)
    return draw.two_ways([item(name) for name in ("z3", "a3", "1 - a3")],
                         (separate, item("L"),
                          [item("dL_da3"), "·", item("da3_dz3"), "=", item("dL_dz3")]),
                         (fused, item("L fused"),
                          [item("a3"), MINUS, item("y"), "=", item("dL_dz3 fused")]),
                         (squared, None,
                          [item("dL_dz3 fused"), "·", item("da3_dz3"), "=", item("dL_dz3 squared")]),
                         texts=TEXTS, before=now.before, lines=said(now), entries=LEGEND)
