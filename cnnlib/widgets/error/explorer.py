"""The error is prediction minus label:
the separate path through the loss and the sigmoid beside the fused one."""

from dataclasses import replace

from cnnlib import draw
from cnnlib.draw import Link, plain
from cnnlib.draw.ink.number import MINUS

from ..stage.controls import Slider, Tabs
from ..stage.explorer import Explorer
from .numbers import FAR, SCORES, numbers, opening
from .words import LOSS, caption, words

STEP = 1 / 8                  # of the slider, exact in binary: any other the browser sends back changed
LABELS = (("Label y = 0", 0, "The label is 0: the prediction should be 0"),
          ("Label y = 1", 1, "The label is 1: the prediction should be 1"))
TEXTS = {"1 - a3": "1 − a⁽³⁾", "dL_dz3": "separate slope", "dL_dz3 fused": "fused slope",
         "dL_dz3 squared": "squared error"}


def picture(now):
    """Both paths with their curves above, the calculations below."""
    path = draw.chain(*links(now), outline=now.marked, limits=(1.0, 1.0), columns=3)
    upper = draw.stack(path, curves(now), across=True, title="", caption="")
    return draw.stack(upper, calculations(now),
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
    words = TEXTS | {"L fused": "L, fused path"}

    def __init__(self):
        super().__init__(opening())
        self.picker.matrix.layout.width = "210px"        # its names are longer than elsewhere

    def controls(self):
        return (Slider("score", "Score z3",
                       "The score that the sigmoid turns into a prediction; "
                       "below the picture it stands exactly",
                       460, least=-FAR, most=FAR, step=STEP, shown=lambda state: state.z,
                       change=lambda state, z: replace(state, z=float(z))),
                Tabs("label", "", "", 100, options=LABELS, shown=lambda state: state.y,
                     change=lambda state, y: replace(state, y=y)))

    def matrices(self, state):
        return self.numbers(state).values

    def write(self, state, matrix, row, column, number):
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
    """One quantity over the score: the line of each path, and its number on the fused one."""
    cell = draw.matrix(fused, now[fused], outline=now.marked.get(fused, ()), limit=1.0)
    return draw.curve(name, now.lines[fused], "z3", SCORES, (now["z3"], now[fused]),
                      behind=now.lines[name], limits=limits, cell=cell,
                      legend="thin line: fused path; broad grey line: separate path")


def links(now):
    """The separate path: values, the slope of the sigmoid, gradients."""
    loss, slope = LOSS[now["y"]]
    values = (Link("z3", now["z3"], note="score"), Link("a3", now["a3"], note="σ(z⁽³⁾)"),
              Link("L", now["L"], note=loss))
    slopes = (Link("da3_dz3", now["da3_dz3"], note="a⁽³⁾ · (1 − a⁽³⁾)"),)
    gradients = (Link("dL_dz3", now["dL_dz3"], note="separate"),
                 Link("dL_da3", now["dL_da3"], note=slope))
    return values, slopes, gradients


def calculations(now):
    """What is left of 1, the separate product, the fused difference, the squared error's slope,
    each with its bar."""
    def item(name):
        return draw.matrix(name, now[name], outline=now.marked.get(name, ()), limit=1.0)

    return draw.bars([f"1 {MINUS}", item("a3"), "=", item("1 - a3")],
                     [item("dL_da3"), "·", item("da3_dz3"), "=", item("dL_dz3")],
                     [item("a3"), MINUS, item("y"), "=", item("dL_dz3 fused")],
                     [item("dL_dz3 fused"), "·", item("da3_dz3"), "=", item("dL_dz3 squared")],
                     limit=1.0, texts=TEXTS)
