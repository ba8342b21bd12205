"""What OptimizerExplorer says: the selected number of the step, where the three are, who is lost and why."""

from cnnlib.draw import bracket, listing, plain, symbol
from cnnlib.draw.ink.number import MINUS
from cnnlib.draw.ink.words import count

from .numbers import ADAM, BATCH, DIGITS, FASTEST, HIGH, LEFT, LOW, MOMENTUM, NAMES, RIGHT, SGD, STEPS

WEIGHTS = symbol("b1"), symbol("w3[1, 1]")
LABELS = {"w": "weight", "dL_dw": "gradient", "velocity": "velocity v", "m": "mean m", "v": "square v",
          "m_hat": "m̂, corrected", "v_hat": "v̂, corrected", "step": "step", "new w": f"weight {MINUS} step"}
NOT_A_NUMBER = "A prediction is 0 or 1 and wrong: ∞ · 0 is not a number. The fused loss or a lower rate stops it."
LINES = 4       # for which there is room


def words(now):
    """Everything below the picture."""
    return "\n".join((by_hand(now), *fates(now), note(now))[:LINES])


def by_hand(now):
    """The selected number with what makes it."""
    name, (k,) = now.state.selected
    at = {one: plain(values[k]) for one, values in now.matrices.items()}
    inner = {one: bracket(values[k]) for one, values in now.matrices.items()}
    return f"{LABELS[name]} of {WEIGHTS[k]}, step {now.at}{formula(now, name, at, inner, k)} = {at[name]}"


def formula(now, name, at, inner, k):
    """What makes a number of the step, with a sign of equality before it; nothing for what is given."""
    state, t, g = now.state, now.at, inner["dL_dw"]
    lr, beta, rest = plain(state.lr), plain(state.beta), plain(1 - state.beta)
    old = now.runs[state.whose].steps[t - 2] if t > 1 else {}
    was = {one: bracket(old[one][k]) if old else "0" for one in ("velocity", "m", "v")
           if one in now.matrices}
    found = {
        "velocity": lambda: f"β · v + g = {beta} · {was['velocity']} + {g}",
        "m": lambda: f"β₁ · m + (1 {MINUS} β₁) · g = {beta} · {was['m']} + {rest} · {g}",
        "v": lambda: f"β₂ · v + (1 {MINUS} β₂) · g² = 0.999 · {was['v']} + 0.001 · {g}²",
        "m_hat": lambda: f"m/(1 {MINUS} β₁ᵗ) = {at['m']}/(1 {MINUS} {beta}^{t})",
        "v_hat": lambda: f"v/(1 {MINUS} β₂ᵗ) = {at['v']}/(1 {MINUS} 0.999^{t})",
        "step": lambda: step(state.whose, lr, inner),
        "new w": lambda: f"{at['w']} {MINUS} {inner['step']}"}
    return f" = {found[name]()}" if name in found else ""


def step(whose, lr, inner):
    """How each optimizer makes its step."""
    if whose == ADAM:
        return f"rate · m̂/(√v̂ + ε) = {lr} · {inner['m_hat']}/(√{inner['v_hat']} + 10⁻⁸)"
    what, name = {SGD: ("gradient", "dL_dw"), MOMENTUM: ("velocity", "velocity")}[whose]
    return f"rate · {what} = {lr} · {inner[name]}"


def said(now, name):
    """What stands beside the line of an optimizer: its loss, or what became of it."""
    run = now.runs[name]
    if broken(now, name):
        return "not a number"
    k = run.at(now.state.step)
    w = run.steps[k]["w"]
    out = not (LEFT <= w[0] <= RIGHT and LOW <= w[1] <= HIGH)
    return f"loss {plain(run.L[k])}{', outside' if out else ''}"


def broken(now, name):
    """Whether an optimizer has made a step to what is not finite by now."""
    step = now.runs[name].broken
    return step is not None and step <= now.state.step


def lost(now):
    """{optimizer: after which step no gate was open any more} of those for which none is open now."""
    since = {name: now.runs[name].shut_since(now.state.step) for name in NAMES if not broken(now, name)}
    return {name: step for name, step in since.items() if step is not None}


def fates(now):
    """Who is lost, since when and why; a line for all where nobody is."""
    shown = {name: now.state.step + (name == now.state.whose) for name in NAMES}     # whose next step is seen
    broke = {name: now.runs[name].broken for name in NAMES if now.runs[name].broken}
    nan = [f"step {step} of {name}" for name, step in broke.items() if step <= shown[name]]
    lines = [f"Not finite for the first time: {listing(nan)}.", NOT_A_NUMBER] if nan else []
    if dead := lost(now):
        since = listing(f"step {k} of {name}" for name, k in dead.items())
        rolls = " Memory still rolls on." if dead.keys() - {SGD} and now.state.beta else ""
        lines.append(f"No gate opens since {since}: the gradient is 0.{rolls}")
    return lines or [f"After {now.state.step} of {STEPS} steps nobody is lost."]


def note(now):
    """What a steady gradient does to a selected velocity; else which digits a gradient is of."""
    if now.state.selected[0] == "velocity":
        gain = plain(1 / (1 - now.state.beta))
        return (f"Under a steady gradient g it tends to g/(1 {MINUS} β) = {gain} · g, "
                f"the step to rate · {gain} · g.")
    if now.state.few:
        return (f"Each gradient is of {BATCH} digits, the next step's of the next {BATCH}; "
                f"the lines are the loss of all {DIGITS}.")
    return f"Each gradient is that of the loss drawn: the mean over {DIGITS} training digits."


def task(now):
    """What to do next, once somebody is lost; nothing before that."""
    if any(broken(now, name) for name in NAMES):
        return "Step there from the start. Which one is the first that is not a number?"
    if now.state.separate:
        if now.state.lr == FASTEST:
            return "Step on: do the weights become nan, and at which step?"
        return "Raise the rate: at which do the weights become nan, and at which step?"
    gone = lost(now)
    return f"Lost: {listing(gone)}. Under More, take loss and sigmoid apart: what now?" if gone else ""


def caption(now):
    """The rate, and where the three are."""
    where = ", ".join(f"{name}: {said(now, name)}" for name in NAMES)
    return f"Learning rate {plain(now.state.lr)}, after {count(now.state.step, 'step')}. {where}."
