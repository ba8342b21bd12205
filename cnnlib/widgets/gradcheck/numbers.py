"""What GradientCheckExplorer shows of a state: two losses, the slope nudged from them, and how far it is off.

What rounding leaves of a difference is its last bits, and exp, log and the order of a sum have others on
another processor. So the score and its slopes are the network's, decimals of a few digits, the loss of a
nudge is worked out to 40 digits, and then it is rounded once, as float64 or float32 keep it: like everywhere.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache

import numpy as np

from cnnlib import examples
from cnnlib.draw.ink.number import tidy

EPS = {f"{digit}e-{power}": float(f"{digit}e-{power}")                # as the slider goes, the smallest first
       for power in range(15, 0, -1) for digit in ((1, 2, 5) if power > 1 else (1,))}
NUDGES = np.array(list(EPS.values()))
WAYS = tuple((central, single) for single in (True, False) for central in (False, True))
WEIGHT, PIXEL = (0, 2, 0, 0), (0, 0, 3, 0)
KINK, ASIDE = Decimal("0.46875"), Decimal("0.001")     # with this pixel z1[0, 1] and z1[1, 1] tie; beside it
BESIDE = 1 / 64                                        # far enough from the kink to see the slope of one side
LEAST = 1e-13                                          # the smallest error of the chart
EXACT = Context(prec=40)


@dataclass(frozen=True)
class State:
    """What is nudged, how far, to both sides or to one, rounded to seven digits or sixteen."""

    number: str = "weight"         # or "beside" a kink, or "on" it
    eps: float = 0.1
    central: bool = True
    single: bool = False
    selected: tuple = ("dL_nudged", ())
    before: "State | None" = None


@dataclass(frozen=True)
class Place:
    """A number of the network, and how the score and the loss go with it: (name, index) and its value.

    z: the score;  left, right: its slopes on both sides of the kink;  below: how far below the kink lies
    claim: the gradient that backward returns
    """

    address: tuple
    value: Decimal
    z: Decimal
    left: Decimal
    right: Decimal
    below: Decimal
    claim: float


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    values, before: {name: number} of the cells;  gradient: exact;  absolute, relative: the errors
    lines: {(central, single): relative errors over EPS};  truncated, rounded: the two bounds of this one
    shares: digits behind the point that both losses share;  best: (eps, relative error) of the line
    """

    state: State
    place: Place
    values: dict
    before: dict
    gradient: Decimal
    absolute: float
    relative: float
    lines: dict
    truncated: np.ndarray
    rounded: np.ndarray
    best: tuple


def numbers(state):
    """Compute what a state shows."""
    place, old = place_of(state.number), state.before
    alike = old and old.number == state.number
    values = at(state.number, state.eps, state.central, state.single)
    lines = {way: line(state.number, *way) for way in WAYS}
    mine = lines[state.central, state.single]
    absolute, relative = errors(values["dL_nudged"], gradient(place))
    best = min(zip(NUDGES.tolist(), mine.tolist(), strict=True), key=lambda one: tidy(one[1]))
    return Numbers(state, place, values, at(old.number, old.eps, old.central, old.single) if alike else {},
                   gradient(place), absolute, relative, lines,
                   truncation(place, state.central), rounding(place, state.central, state.single), best)


@lru_cache(maxsize=4)
def place_of(number):
    """The place of a number, from runs of the network: at it and, where there is a kink, beside that."""
    net, params, x, y = examples.eight_by_eight()
    if number == "weight":
        run = net.run(params, x, y)
        slope = slope_of(run, "w1", WEIGHT)
        return placed(run, ("w1", WEIGHT), Decimal(str(params["w1"][WEIGHT])), slope, slope, Decimal(0))
    below = ASIDE if number == "beside" else Decimal(0)
    at, left, right = (net.run(params, with_pixel(x, value), y)
                       for value in (float(KINK + below), float(KINK) - BESIDE, float(KINK) + BESIDE))
    slopes = (slope_of(run, "x", PIXEL) for run in (left, right))
    return placed(at, ("x", PIXEL), KINK + below, *slopes, below)


def placed(run, address, value, left, right, below):
    """A place; its score is a decimal of a few digits. Of tied cells the first wins, so right is claimed."""
    claim = float(run.grads["dL_dz3"].item() * float(right))
    return Place(address, value, decimal(run.trace["z3"].item()), left, right, below, claim)


def with_pixel(x, value):
    """The image with another value of the pixel."""
    x = x.copy()
    x[PIXEL] = value
    return x


def slope_of(run, name, index):
    """How the score goes with a number: ∂L/∂number over ∂L/∂z3."""
    return decimal(run.grads[f"dL_d{name}"][index] / run.grads["dL_dz3"].item())


def decimal(value):
    """A number without the last bits that a processor computes, exact from there on."""
    return Decimal(str(tidy(value) + 0.0))


def loss(place, move):
    """The loss to 40 digits after a move of the number; the label is 1.

        L = log(1 + e^(−z3))        z3 goes straight on both sides of the kink
    """
    over = min(move + place.below, Decimal(0))
    z = place.z + place.right * (move - over) + place.left * over
    return EXACT.ln(1 + EXACT.exp(-z))


def gradient(place):
    """The gradient to 40 digits."""
    return EXACT.divide(-place.right, 1 + EXACT.exp(place.z))


@lru_cache(maxsize=1_000)
def at(number, eps, central, single):
    """{name: number} of every cell: all that is rounded is rounded to float32, or to float64."""
    place, kind = place_of(number), np.float32 if single else np.float64
    value, step = kind(place.value), kind(eps)
    here, up, down = (rounded_loss(place, kind, moved, value)
                      for moved in (value, value + step, value - step))
    right, left = (up - here) / step, (here - down) / step
    other = down if central else here
    slope = (up - other) / (2 * step) if central else right
    every = {"L up": up, "L down": other, "change": up - other, "dL_nudged": slope,
             "dL_left": left, "dL_right": right}
    return {name: float(one) for name, one in every.items()} | {"dL_backward": place.claim}


def rounded_loss(place, kind, moved, value):
    """The loss where the number has moved, as this kind of float keeps it."""
    return kind(float(loss(place, Decimal(float(moved)) - Decimal(float(value)))))


def errors(slope, gradient):
    """The absolute and the relative error of a slope; relative to the larger of both."""
    absolute = abs(Decimal(slope) - gradient)
    return float(absolute), float(absolute / max(abs(Decimal(slope)), abs(gradient)))


@lru_cache(maxsize=16)
def line(number, central, single):
    """The relative errors over EPS."""
    exact = gradient(place_of(number))
    return np.array([errors(at(number, eps, central, single)["dL_nudged"], exact)[1] for eps in EPS.values()])


def truncation(place, central):
    """The relative error because the loss bends: |L″| eps / 2 to one side, |L‴| eps² / 6 to both, over |L′|.

    With a the prediction and s the slope of the score:  L′ = s (a − 1)  L″ = s² a (1 − a)  L‴ = L″ s (1 − 2a)
    """
    slope, a = float(place.right), 1 - abs(float(gradient(place) / place.right))
    share = abs(slope) * a * NUDGES / 2
    return share * abs(slope * (1 - 2 * a)) * NUDGES / 3 if central else share


def rounding(place, central, single):
    """The relative error that rounding brings at most: of both losses, and of the nudged number itself."""
    kind, exact = np.float32 if single else np.float64, abs(float(gradient(place)))
    bits = [float(np.spacing(kind(abs(one)))) for one in (loss(place, Decimal(0)), place.value)]
    return (bits[0] / exact + bits[1]) / (2 * NUDGES if central else NUDGES)
