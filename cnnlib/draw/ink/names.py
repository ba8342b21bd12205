"""Names as the lessons write them: dL_dw1 in code is ∂L/∂w⁽¹⁾ in a picture and in a sentence."""

import re
from functools import lru_cache

from .number import SUPERSCRIPT, signed, times_ten
from .svg import node

PART = re.compile(r"([A-Za-z]+)(\d*)$")
TOKEN = re.compile(r"d[A-Za-z]+\d*_d[A-Za-z]+\d*|[A-Za-z]+\d+")
SLOPE = re.compile(r"d([A-Za-z]+\d*)_d([A-Za-z]+\d*)$")


def is_gradient(name):
    """Tell a gradient of the loss (drawn in colour) from a value (drawn in ink)."""
    return name.startswith("dL_")


@lru_cache(maxsize=1_000)
def is_weight(name):
    """Tell a weight, or its gradient, from a map: its rows and columns come first, not an example."""
    part = PART.match(name.removeprefix("dL_d"))
    return bool(part) and part[1] == "w"


@lru_cache(maxsize=1_000)
def symbol(name):
    """Write a code name in Unicode: w1 -> w⁽¹⁾, dL_dw1 -> ∂L/∂w⁽¹⁾, 1/(1 - a3) -> 1/(1 − a⁽³⁾)."""
    return TOKEN.sub(lambda token: unicode(token[0]), signed(name))


def unicode(token):
    """Write one token of a code name in Unicode."""
    if slope := SLOPE.match(token):
        return "/".join(f"∂{unicode(part)}" for part in slope.groups())
    letters, digits = PART.match(token).groups()
    return f"{letters}⁽{digits.translate(SUPERSCRIPT)}⁾" if digits else letters


@lru_cache(maxsize=1_000)
def label(name, power=0):
    """Write a code name as SVG text: letters in italics, the layer's number raised, the matrix's factor ×10^power."""
    slope = SLOPE.match(name)
    parts = [("∂", slope[1]), ("/∂", slope[2])] if slope else [("", name)]
    parts = [("∂L/∂", name.removeprefix("dL_d"))] if is_gradient(name) else parts
    runs, high = [], False
    for before, part in parts:
        letters, digits = PART.match(part).groups() if PART.match(part) else (part, "")
        runs += [level(before + letters, high), *([raised(f"({digits})")] if digits else [])]
        high = bool(digits)
    if power:
        runs.append(node("tspan", f" {times_ten(power)}", dy=4 if high else None, font_size="11"))
    return tuple(runs)


def level(text, high):
    """A run on the line; it steps back down after a raised one."""
    return node("tspan", text, dy=4) if high else text


def raised(text):
    """A superscript."""
    return node("tspan", text, dy=-4, font_size="9")
