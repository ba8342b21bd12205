"""What GradientCheckExplorer says: the selected number, what rules its error, the best nudge, the kink."""

from cnnlib.draw import bracket, plain
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import MINUS, fixed, grouped, tidy

from ..stage.address import spot
from .numbers import EPS

NAMES = {"L up": "L(w + eps)", "L down": f"L(w {MINUS} eps)", "change": "their difference",
         "dL_nudged": "nudged slope", "dL_backward": "backward's gradient", "dL_left": "left slope",
         "dL_right": "right slope"}
PAST, NEVER = "; a smaller nudge gets past it.", ", however small the nudge."
PLACES = {True: 9, False: 17}      # decimals that hold all digits of a loss near 1, float32 or float64
HONEST = "Rounded once here; a real run rounds at each step: more zigzag, other on each machine."


def words(now):
    """Everything below the picture."""
    return "\n".join((equation(now), verdict(now), HONEST))


def caption(now):
    """The error and what rules it."""
    return f"Nudged by {code(now.state.eps)}, the slope has a relative error of {percent(now.relative)}. {verdict(now)}"


def letter(now):
    """The letter of the nudged number: w or x."""
    return now.place.address[0][0]


def name(now, which):
    """What a number is called, with the letter of what is nudged."""
    if which == "L down" and not now.state.central:
        return f"L({letter(now)})"
    return NAMES[which].replace("w", letter(now)) if which.startswith("L ") else NAMES[which]


def code(eps):
    """A nudge as it stands beside its slider."""
    return next(text for text, one in EPS.items() if one == eps)


def percent(share):
    """A relative error: in percent from one in a hundred on, else as a power of ten."""
    return f"{fixed(100 * share, 0)} %" if tidy(share) >= 0.01 else plain(share)


def equation(now):
    """The selected number and what makes it, and which number was nudged."""
    which, (tensor, row, column) = now.state.selected[0], spot(now.place.address)
    kind = "weight w =" if letter(now) == "w" else "pixel"
    parts = [name(now, which), *made(now).get(which, ()), plain(now.values[which])]
    text = " = ".join(parts)
    where = f"{kind} {spelled(tensor, (row, column))} = {now.place.value}"
    return f"{text[0].upper()}{text[1:]}, with the {where}."


def made(now):
    """What each number is made of, in words and in numbers."""
    here, up, down = f"L({letter(now)})", name(now, "L up"), name(now, "L down")
    before, eps = f"L({letter(now)} {MINUS} eps)", code(now.state.eps)
    over, change = f"(2 · {eps})" if now.state.central else eps, bracket(now.values["change"])
    return {"change": [f"{up} {MINUS} {down}"], "dL_nudged": [f"{change} / {over}"],
            "dL_left": [f"({here} {MINUS} {before}) / eps"], "dL_right": [f"({up} {MINUS} {here}) / eps"]}


def verdict(now):
    """What rules the error here, then where it is smallest."""
    if halved(now):
        return kinked(now)
    best = f" Lowest here: eps {code(now.best[0])}, relative error {percent(now.best[1])}."
    bent = now.state.number == "on" and now.state.central
    return f"{rule(now)}{'' if bent else best}"


def rule(now):
    """What rules the error here."""
    if now.values["change"] == 0:
        return "Both losses are the same: no digit is left, slope 0."
    if rounding_rules(now) and tidy(now.relative) >= 0.1:
        return "Round-off rules: hardly a digit of the slope is left."
    if rounding_rules(now):
        return "Round-off rules: eps ÷ 10 takes a digit, error × 10."
    factor = "÷ 100" if now.state.central else "÷ 10"
    return f"Truncation rules: eps ÷ 10, error {factor}."


def kinked(now):
    """That a kink lies inside the nudge, and what becomes of a smaller one."""
    left, right = (plain(now.values[side]) for side in ("dL_left", "dL_right"))
    half = "that ½ is the fingerprint of a kink" if tidy(now.relative) > 0.45 else "below the kink the slope is 0"
    return (f"A kink lies inside the nudge: left slope {left}, right slope {right}, central between them.\n"
            f"Off by {percent(now.relative)}: {half}{PAST if now.place.below else NEVER}")


def halved(now):
    """Whether the kink, not rounding, decides a central slope."""
    return (now.state.central and now.place.left != now.place.right and now.state.eps > float(now.place.below)
            and tidy(now.rounded[index(now)]) < 0.1)


def rounding_rules(now):
    """Whether rounding may bring more than the bend of the curve."""
    return tidy(now.rounded[index(now)]) > tidy(now.truncated[index(now)])


def index(now):
    """The place of the nudge among all."""
    return list(EPS.values()).index(now.state.eps)


def digits(now):
    """{name: (digits that both losses share, digits of its own)}; of the gradient those that are exact."""
    places, v = PLACES[now.state.single], now.values
    up, down = (grouped(v[which], places) for which in ("L up", "L down"))
    same = next((k for k, pair in enumerate(zip(up, down, strict=True)) if pair[0] != pair[1]), len(up))
    alone = {"change": grouped(v["change"], places), "dL_nudged": grouped(v["dL_nudged"], 12),
             "dL_backward": grouped(now.gradient, 12),
             **{side: grouped(v[side], 6) for side in ("dL_left", "dL_right")}}
    return {"L up": (up[:same], up[same:]), "L down": (down[:same], down[same:]),
            **{which: ("", text) for which, text in alone.items()}}


def told(now):
    """Both errors, in large type."""
    return (f"absolute error {plain(now.absolute)}",
            f"relative error {plain(now.relative)} = {percent(now.relative)}" if tidy(now.relative) >= 0.01
            else f"relative error {plain(now.relative)}")
