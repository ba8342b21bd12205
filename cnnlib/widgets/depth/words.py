"""What DepthExplorer says: the selected number, what a layer multiplies by, whether units are of use, what arrives."""

from cnnlib.draw import plain, symbol

from .numbers import FEWER, MORE, SATURATED
from .stacks import CONV, EQUAL, LAYERS, NONE, RANDOM, RELU, SIGMOID, WHITE, ZERO

SCALES = {-6: "1/8", -5: "√2/8", -4: "1/4", -3: "√2/4", -2: "1/2", -1: "√2/2", 0: "1", 1: "√2", 2: "2", 3: "2√2",
          4: "4", 5: "4√2", 6: "8"}
LABELS = {"a": "rms of the activations", "dL_da": "norm of their gradients"}


def words(now):
    """Everything below the picture."""
    return "\n".join((selected(now), factors(now), expected(now), units(now)))


def named(state, name, place):
    """The code name of what stands in a column: x, a3 or, where nothing acts on it, z3; or its gradient."""
    value = f"{'z' if state.activation == NONE else 'a'}{place}" if place else "x"
    return f"dL_d{value}" if name == "dL_da" else value


def called(now, name, place):
    """The same in a sentence: rms of a⁽³⁾, ‖∂L/∂a⁽³⁾‖."""
    which = symbol(named(now.state, name, place))
    return f"‖{which}‖" if name == "dL_da" else f"rms of {which}"


def selected(now):
    """The selected number beside the one that feeds it, and what its layer learns from."""
    name, (k,) = now.state.selected
    values = now.matrices[name].tolist()
    at = k - 1 if name == "a" else k + 1
    said = f"{called(now, name, k)} = {plain(values[k])}"
    if at < 0:
        said += f": inputs from 0 to {WHITE if now.state.pixels else 1}"
    elif at > LAYERS:
        said += f": from the loss, through {symbol(f'w{at}')}"
    elif values[at]:
        said += f": {plain(values[k] / values[at])} times {called(now, name, at)}"
    learns = f"; ‖{symbol(f'dL_dw{k}')}‖ = {plain(now.dL_dw[k - 1])}" if k else ""
    return f"{said}{learns}."


def factors(now):
    """What a layer multiplies by on the way there and back."""
    forward, backward = (now.gains[name] for name in ("a", "dL_da"))
    return f"Geometric mean per layer: × {plain(forward or 0)} forward, × {plain(backward or 0)} back."


def expected(now):
    """What it was expected to multiply by, and why."""
    state, factor = now.state, plain(now.expected)
    root, less = f"√{now.kind.fan_in}", ", less at the border" if state.stack == CONV else ""
    if state.start == ZERO:
        return "Expected: every score is 0 times its inputs, and no gradient comes back."
    if state.activation == SIGMOID:
        by = "scale/4" if state.start == RANDOM else f"scale · {root}/4"
        return f"Expected: backward at most {by} = {factor}, as σ′ ≤ 1/4; forward, σ stays within 0 and 1."
    if state.start == EQUAL:
        return f"Expected: scale · {root} = {factor}{less}; equal weights add up all inputs in step."
    if state.activation == RELU:
        return f"Expected: √(scale²/2) = {factor}{less}; ReLU passes half the mean square."
    return f"Expected: scale = {factor}{less}."


def units(now):
    """Whether the units of the selected layer, or of the first, are of use."""
    layer = max(now.state.selected[1][0], 1)
    many, things, k = now.kind.width, now.kind.things, layer - 1
    if now.different[k] == now.learning[k] == 1:
        return f"All {many} {things} of layer {layer} are twins in numbers and gradients. {moving(now)}"
    differ = f"Layer {layer}: {now.different[k]} different {things}"
    if now.state.activation == RELU:
        return f"{differ}, {now.stuck[k]} dead: shut for all {now.kind.examples} examples."
    if now.state.activation == SIGMOID:
        return f"{differ}; {now.stuck[k]} of {now.of} sigmoids saturated: within {plain(SATURATED)} of 0 or 1."
    return f"{differ}."


def moving(now):
    """What a learning step would move where units are twins."""
    if len(now.moving) > 2:
        return "No step parts them."
    return f"The first step moves {' and '.join(map(symbol, now.moving))} alone."


def deviation(now):
    """What the scale is as a standard deviation."""
    scale, root = SCALES[now.state.half], f"√{now.kind.fan_in}"
    size = plain(now.scale / now.kind.fan_in**0.5)
    return {RANDOM: f"standard deviation {bracketed(scale)} / {root} = {size}", ZERO: "all weights are 0",
            EQUAL: f"each weight {bracketed(scale)} / {root} = {size}"}[now.state.start]


def bracketed(scale):
    """A scale before a division: a fraction in brackets."""
    return f"({scale})" if "/" in scale else scale


def verdict(now):
    """How much of the gradient of the last layer arrives at the first."""
    if now.state.start == ZERO:
        return "Weights of 0 send nothing back. Drag Scale: 0 times any scale is 0."
    if not now.arriving:
        return "No gradient arrives at layer 1: σ is exactly 1 in floats, so its slope is 0."
    gets = f"‖∂L/∂a‖ of layer 1 is {plain(now.arriving)} times layer {LAYERS}'s"
    if now.state.start == EQUAL:
        return f"{gets}, but its {now.kind.things} are twins."
    how = "vanishes" if now.arriving < FEWER else "explodes" if now.arriving > MORE else "neither vanishes nor explodes"
    return f"{gets}: it {how}."


def caption(now):
    """From where to where signal and gradient go."""
    first, last = (plain(now.matrices["a"][k]) for k in (0, LAYERS))
    end, begin = (plain(now.matrices["dL_da"][k]) for k in (1, LAYERS))
    return (f"Scale {SCALES[now.state.half]}, {now.state.activation}: the rms goes from {first} to {last} in layer "
            f"{LAYERS}, the norm of the gradient from {begin} there to {end} in layer 1.")


def table(now):
    """Every number as text."""
    places = range(LAYERS + 1)
    lines = [f"{called(now, name, k)} = {plain(now.matrices[name][k])}" for name in now.matrices for k in places]
    return "\n".join([deviation(now), *lines])
