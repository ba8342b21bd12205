"""The error is prediction minus label: the separate path through the loss and the sigmoid beside the fused one."""

from dataclasses import dataclass, replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples
from cnnlib.draw import Link
from cnnlib.draw.equation import bracket
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import MINUS, nearly, plain, tidy
from cnnlib.ops import losses, sigmoid

from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import FloatSlider, is_moved, nearest

STEP = 1 / 8                          # of the slider, exact in binary: any other the browser sends back changed
FAR = 40.0                            # scores from −40 to 40
SCORES = np.linspace(-FAR, FAR, 321)  # one every quarter, and every whole number
ONE = np.ones((1, 1))
TEXTS = {"1 - a3": "1 − a⁽³⁾", "dL_dz3": "separate slope", "dL_dz3 fused": "fused slope",
         "dL_dz3 squared": "squared error"}
NAMES = {"dL_dz3": "∂L/∂z⁽³⁾, separate", "dL_dz3 fused": "∂L/∂z⁽³⁾, fused", "dL_dz3 squared": "∂L/∂z⁽³⁾, squared error"}
FEEDS = {"a3": ("z3",), "1 - a3": ("a3",), "da3_dz3": ("a3", "1 - a3"), "dL_dz3": ("dL_da3", "da3_dz3"),
         "L fused": ("z3", "y"), "dL_dz3 fused": ("a3", "y"), "dL_dz3 squared": ("dL_dz3 fused", "da3_dz3")}


@dataclass(frozen=True, eq=False)
class State:
    """Score, label and the selected cell."""

    z: float
    y: int
    selected: tuple = ("dL_dz3", 0, 0)


class ErrorExplorer(Explorer):
    """Drag the score from −40 to 40, choose the label, and watch two ways to the same slope: one of them breaks.

    Below them, for comparison, the slope of the squared error L = (a3 − y)²/2, which keeps the slope of the sigmoid.
    It opens on score and label of the running example.
    """

    editable = ("z3", "y")
    least, most = -FAR, FAR
    words = TEXTS | {"L fused": "L, fused path"}

    def __init__(self):
        self._numbers, self._lines = lru_cache(maxsize=16)(numbers), lru_cache(maxsize=2)(lines)
        self.score = self.follow(
            FloatSlider(min=-FAR, max=FAR, step=STEP, description="Score z3", style=LABELS, readout=False,
                          tooltip="The score that the sigmoid turns into a prediction; below the picture it stands "
                                  "exactly", layout=W.Layout(width="460px")), self.slide)
        self.label = self.follow(
            W.ToggleButtons(options=[("Label y = 0", 0), ("Label y = 1", 1)], style={"button_width": "100px"},
                            tooltips=["The label is 0: the prediction should be 0",
                                      "The label is 1: the prediction should be 1"]),
            lambda state, y: replace(state, y=y))
        super().__init__(opening(), (self.score, self.label))
        self._picker.matrix.layout.width = "210px"        # its names are longer than elsewhere

    def picture(self, state):
        now, marked = self._numbers(state.z, state.y), outline(state)
        path = draw.chain(*links(now), outline=marked, limits=(1.0, 1.0), columns=3)
        upper = draw.stack(path, self.curves(state, now, marked), across=True, title="", caption="")
        return draw.stack(upper, calculations(now, marked), title="Two paths to the slope of the loss",
                          caption=f"{meaning(now)} {verdict(now)}")

    def curves(self, state, now, marked):
        """The loss and its slope over the score; the fused path in front of the separate one."""
        line, z = self._lines(state.y), now["z3"]
        charts = (("L", "L fused", (0.0, FAR)), ("dL_dz3", "dL_dz3 fused", (-1.0, 1.0)))
        return draw.stack(*(draw.curve(name, line[fused], "z3", SCORES, (z, now[fused]), behind=line[name],
                                       limits=limits, legend="thin line: fused path; broad grey line: separate path",
                                       cell={"name": fused, "outline": tuple(marked.get(fused, ())), "limit": 1.0})
                            for name, fused, limits in charts), title="", caption="")

    def equation(self, state):
        now = self._numbers(state.z, state.y)
        return "\n".join((opened(now, state.selected[0]), meaning(now), verdict(now)))

    def value(self, state):
        return self._numbers(state.z, state.y)[state.selected[0]]

    def shapes(self, state):
        return {name: (1, 1) for name in self._numbers(state.z, state.y)}

    def write(self, state, matrix, row, column, number):
        if matrix == "z3":
            return replace(state, z=number)
        if number not in (0, 1):
            raise ValueError(f"y is a label; it needs to be 0 or 1, not {plain(number)}.")
        return replace(state, y=int(number))

    def slide(self, state, z):
        """Take the slider's score where somebody moved it: it stands on the step nearest to a score that was typed."""
        return replace(state, z=float(z)) if is_moved(self.score, z, state.z) else state

    def settle(self, state):
        self.score.value, self.label.value = nearest(self.score, state.z), state.y


def opening():
    """Score and label of the running example."""
    net, params, x, y = examples.eight_by_eight()
    return State(net.forward(params, x)["z3"].item(), int(y.item()))


def both(z, y):
    """The separate and the fused path for scores z (m, 1) and labels of the same shape: {name: (m, 1)}."""
    m, a = len(z), sigmoid.forward(z)
    each = [(a[k:k + 1], y[k:k + 1]) for k in range(m)]       # one example at a time, so that no mean comes in
    dL_da = np.concatenate([losses.binary_cross_entropy_backward(*one) for one in each])
    with np.errstate(invalid="ignore"):                       # ∞ · 0 is the nan this explorer is about
        dL_dz = sigmoid.backward(dL_da, z)
    slope, error = sigmoid.backward(np.ones_like(z), z), losses.sigmoid_binary_cross_entropy_backward(z, y) * m
    return {"z3": z, "y": y, "a3": a, "1 - a3": 1 - a,
            "L": np.array([[losses.binary_cross_entropy(*one)] for one in each]),
            "dL_da3": dL_da, "da3_dz3": slope, "dL_dz3": dL_dz,
            "L fused": np.array([[losses.sigmoid_binary_cross_entropy(z[k:k + 1], y[k:k + 1])] for k in range(m)]),
            "dL_dz3 fused": error, "dL_dz3 squared": error * slope}


def numbers(z, y):
    """Every number of both paths for one score and one label."""
    return {name: values.item() for name, values in both(z * ONE, y * ONE).items()}


def lines(y):
    """Both paths over all scores: {name: (321,)}."""
    z = SCORES[:, None]
    return {name: values[:, 0] for name, values in both(z, np.full_like(z, y)).items()}


def links(now):
    """The separate path: values, the slope of the sigmoid, gradients."""
    loss, slope = LOSS[now["y"]]
    values = Link("z3", now["z3"], note="score"), Link("a3", now["a3"], note="σ(z⁽³⁾)"), Link("L", now["L"], note=loss)
    return (values, (Link("da3_dz3", now["da3_dz3"], note="a⁽³⁾ · (1 − a⁽³⁾)"),),
            (Link("dL_dz3", now["dL_dz3"], note="separate"), Link("dL_da3", now["dL_da3"], note=slope)))


LOSS = {0: ("−log(1 − a⁽³⁾)", "1/(1 − a⁽³⁾)"), 1: ("−log a⁽³⁾", "−1/a⁽³⁾")}


def calculations(now, marked):
    """What is left of 1, the separate product, the fused difference, the squared error's slope, each with its bar."""
    def item(name):
        return name, now[name], {"outline": tuple(marked.get(name, ())), "limit": 1.0}

    return draw.bars([f"1 {MINUS}", item("a3"), "=", item("1 - a3")],
                     [item("dL_da3"), "·", item("da3_dz3"), "=", item("dL_dz3")],
                     [item("a3"), MINUS, item("y"), "=", item("dL_dz3 fused")],
                     [item("dL_dz3 fused"), "·", item("da3_dz3"), "=", item("dL_dz3 squared")], limit=1.0, texts=TEXTS)


def outline(state):
    """The selected cell and those that feed it."""
    name = state.selected[0]
    used = {0: "1 - a3", 1: "a3"}[state.y]
    feeds = {"L": (used,), "dL_da3": (used,)} | FEEDS
    return dict.fromkeys((name, *feeds.get(name, ())), [(0, 0)])


def opened(now, name):
    """The selected number with what makes it."""
    (a, rest, y), z = (said(now[key]) for key in ("a3", "1 - a3", "y")), bracket(now["z3"], said)
    used, minus = (rest, "") if now["y"] == 0 else (a, MINUS)
    formulas = {
        "a3": f"1/(1 + e^({MINUS}z⁽³⁾)) = 1/(1 + e^{bracket(-now['z3'], said)})", "1 - a3": f"1 {MINUS} {a}",
        "L": f"{LOSS[now['y']][0]} = {MINUS}log({used})", "dL_da3": f"{LOSS[now['y']][1]} = {minus}1/{used}",
        "da3_dz3": f"a⁽³⁾ · (1 {MINUS} a⁽³⁾) = {a} · {rest}",
        "dL_dz3": f"∂L/∂a⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ = {bracket(now['dL_da3'], said)} · {plain(now['da3_dz3'])}",
        "L fused": f"log(1 + e^(z⁽³⁾)) {MINUS} z⁽³⁾ · y = log(1 + e^{z}) {MINUS} {z} · {y}",
        "dL_dz3 fused": f"a⁽³⁾ {MINUS} y = {a} {MINUS} {y}",
        "dL_dz3 squared": f"(a⁽³⁾ {MINUS} y) · ∂a⁽³⁾/∂z⁽³⁾ = {bracket(now['dL_dz3 fused'], said)} · "
                          f"{plain(now['da3_dz3'])}"}
    text = f" = {formulas[name]}" if name in formulas else ""
    return f"{NAMES.get(name, symbol(name))}{text} = {said(now[name])}"


def said(value):
    """A number as text; one that is not 1 but would print as 1 is 0.99…, as in the picture."""
    return nearly(value) or plain(value)


def meaning(now):
    """What the network says, how far off that is, and where the score should go."""
    error = now["dL_dz3 fused"]
    where = "so the score should fall" if error > 0 else "so the score should rise" if error < 0 else "nothing to mend"
    return (f"The score is {plain(now['z3'], 6)}, the prediction {said(now['a3'])}, the label {plain(now['y'])}: "
            f"the error a⁽³⁾ {MINUS} y is {said(error)}, {where}.")


def verdict(now):
    """Whether both paths agree; if not, which number broke the separate one."""
    separate, fused = now["dL_dz3"], now["dL_dz3 fused"]
    if np.isfinite(separate) and np.isfinite(now["L"]):
        gap = tidy(abs(now["L"] - now["L fused"]))
        lost = (f" The losses already differ by {plain(gap)}: 1 {MINUS} a⁽³⁾ has few digits left."
                if gap > 1e-3 else "")
        return f"Separate path: {said(separate)}; fused path: {said(fused)}. Both agree on the slope.{lost}"
    return (f"The separate path breaks: the sigmoid is saturated, 1 {MINUS} a⁽³⁾ is exactly 0 in float64. "
            f"L = {MINUS}log(0) is infinite, ∂L/∂a⁽³⁾ = 1/0 is infinite, and ∞ · 0 is not a number (nan). "
            f"The fused path stays right: L = {plain(now['L fused'])}, ∂L/∂z⁽³⁾ = {said(fused)}.")
