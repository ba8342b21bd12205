"""Names as the lessons write them: dL_dw1 in code is ∂L/∂w⁽¹⁾ in a picture and in a sentence."""

import re
from functools import lru_cache

from .number import SUPERSCRIPT, signed, times_ten
from .svg import Node, node

PART = re.compile(r"([A-Za-z]+)(\d*)$")
NUMBERED = re.compile(r"([A-Za-z]+)(\d+)((?:[,\[].*)?)$")
TOKEN = re.compile(r"d[A-Za-z]+\d*_d[A-Za-z]+\d*|[A-Za-z]+\d+")
SLOPE = re.compile(r"d([A-Za-z]+\d*)_d([A-Za-z]+\d*)$")
RAISED = node("tspan", dy=-4, font_size="9")
HIGH = SUPERSCRIPT | str.maketrans("()", "⁽⁾")


def is_gradient(name):
    """Tell a gradient of the loss (drawn in colour) from a value (drawn in ink)."""
    return name.startswith("dL_")


@lru_cache(maxsize=1_000)
def is_weight(name):
    """Tell a weight, or its gradient, from a map: its rows and columns come first, not an example."""
    part = PART.match(name.removeprefix("dL_d"))
    return bool(part) and part[1] == "w"


def is_bias(name):
    """Tell a bias, or its gradient."""
    return name.removeprefix("dL_d").startswith("b")


@lru_cache(maxsize=1_000)
def symbol(name):
    """Write a code name in Unicode: w1 -> w⁽¹⁾, dL_dw1 -> ∂L/∂w⁽¹⁾, 1/(1 - a3) -> 1/(1 − a⁽³⁾)."""
    return TOKEN.sub(lambda token: in_unicode(token[0]), signed(name))


def in_unicode(token):
    """Write one token of a code name in Unicode."""
    if slope := SLOPE.match(token):
        return "/".join(f"∂{in_unicode(part)}" for part in slope.groups())
    letters, digits = PART.match(token).groups()
    return f"{letters}⁽{digits.translate(SUPERSCRIPT)}⁾" if digits else letters


@lru_cache(maxsize=1_000)
def label(name, power=0):
    """Write a code name as SVG text: the layer's number raised, then the matrix's factor ×10^power."""
    runs, high = [], False
    for before, variable in halves(name):
        letters, digits, rest = NUMBERED.match(variable).groups() if NUMBERED.match(variable) else (variable, "", "")
        runs += [level(before + letters, high), *([raised(f"({digits})")] if digits else []),
                 *([level(rest, high=True)] if rest else [])]
        high = bool(digits) and not rest
    return after(runs, f" {times_ten(power)}", font_size="11") if power else tuple(runs)


def halves(name):
    """The variables of a code name, each with what stands before it: dL_dw1 -> (("∂L/∂", "w1"),)."""
    if is_gradient(name):
        return (("∂L/∂", name.removeprefix("dL_d")),)
    if slope := SLOPE.match(name):
        return ("∂", slope[1]), ("/∂", slope[2])
    return (("", name),)


def after(runs, text, **look):
    """Words or runs of words with more text behind them, back on the line where a raised number ends them."""
    runs = (runs,) if isinstance(runs, str) else runs
    high = isinstance(runs[-1], Node) and runs[-1].attributes == RAISED.attributes
    return (*runs, node("tspan", text, dy=4 if high else None, **look))


def read(label):
    """The words of a label in Unicode, a raised number among them: ∂L/∂w⁽¹⁾."""
    runs = (label,) if isinstance(label, str) else label
    return "".join(run if isinstance(run, str) else said(run) for run in runs)


def said(run):
    """The words of one run, a raised one in Unicode."""
    return run.children.translate(HIGH if run.attributes == RAISED.attributes else {})


def symbols(name, index=(), power=0):
    """The label of one cell as SVG text: z⁽¹⁾[3, 1] ×10²."""
    place = f"[{', '.join(map(str, index))}]" if index else ""
    behind = place + (f" {times_ten(power)}" if power else "")
    return (*label(name), *([level(behind, name[-1].isdigit())] if behind else []))


def spelled(name, index=()):
    """The label of one cell in a sentence."""
    return symbol(name) + (f"[{', '.join(map(str, index))}]" if index else "")


def level(text, high):
    """A run on the line; it steps back down after a raised one."""
    return node("tspan", text, dy=4) if high else text


def raised(text):
    """A superscript."""
    return RAISED._replace(children=text)
