"""Nudge to be sure: how far off a nudged slope is, from a nudge of 1e-1 to one of 1e-15."""

from cnnlib import draw
from cnnlib.draw.error_curve import GUIDES, error_curve

from ..stage.controls import Choice, Stops
from ..stage.explorer import Explorer
from .numbers import ASIDE, EPS, NUDGES, State, numbers
from .words import NAMES, caption, digits, halved, name, rounding_rules, told, words

NUMBERS = {"a weight": "weight", "a pixel near a kink": "beside", "a pixel on a kink": "on"}
SIDES = {"central": True, "one-sided": False}
KINDS = {"float64": False, "float32": True}
ROWS = (("L up",), ("L down",), ("change",), ("dL_nudged",), ("dL_backward",), ("dL_left", "dL_right"))


def picture(now):
    """The errors of all four ways over the nudge; beside them the numbers of this one."""
    way = now.state.central, now.state.single
    bent = now.state.central and now.place.left != now.place.right
    guides = () if bent else ((GUIDES, now.truncated), ("", now.rounded))
    kink = float(ASIDE) if now.place.below else None
    return error_curve(NUDGES, now.lines, (way, (now.state.eps, now.relative)), guides, rows(now), told(now),
                       kink, now.before, caption(now))


def rows(now):
    """The numbers of this nudge, one below the other; both sides' slopes in one row."""
    every = digits(now)

    def cell(which):
        limit = 1.25 * abs(float(now.gradient)) if which.startswith("dL_") else 1.0
        outline = [(0, 0)] if which == now.state.selected[0] else ()
        one = draw.matrix(which, now.values[which], outline=outline, limit=limit)
        return one, name(now, which), every[which]

    return [[cell(which) for which in row] for row in ROWS]


class GradientCheckExplorer(Explorer):
    """Drag eps from 1e-1 to 1e-15 and see when a smaller nudge stops being better.

        central    (L(w + eps) − L(w − eps)) / (2 · eps)        one-sided  (L(w + eps) − L(w)) / eps

    The loss is that of the running example as a function of one weight, or of one pixel at or near a kink;
    it is rounded once, to float64 or float32, so that every machine shows the same digits.
    """

    shows = numbers, picture, words
    words = NAMES
    invitation = "Drag eps to the left. When does smaller stop being better?"

    def __init__(self):
        super().__init__(State())

    def controls(self):
        return (Stops("eps", "eps", "How far the number is nudged; to the left, less", 285, stops=EPS),
                Choice("number", "Nudge", "Which number is nudged; the pixel near a kink is 0.001 above it", 190,
                       options=NUMBERS),
                Choice("central", "Sides", "To both sides, or to one", 145, options=SIDES),
                Choice("single", "Kept", "How many digits a number keeps: 16, or 7", 135, options=KINDS))

    def matrices(self, state):
        return self.numbers(state).values

    def remark(self, state):
        now = self.numbers(state)
        if halved(now):
            return "The slopes left and right differ: what lies inside the nudge? Now try one-sided."
        if rounding_rules(now) and state.eps <= now.best[0]:
            kinked = "a weight" if state.central else "central"
            more = "float32" if not state.single else kinked if state.number == "on" else "a pixel on a kink"
            if not now.values["change"]:
                return f"Now no digit of the difference is left. Then try {more}."
            return f"Now smaller is worse: how many digits are left of the difference? Then try {more}."
        if state.number == "on" and not state.central:
            return "On the kink backward takes this one side. Which slope would the other side give?"
        return self.invitation
