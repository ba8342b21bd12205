"""What a Trainer says: how the last step changed the selected parameter, and whether the filters live."""

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.charts.words import percent
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import MINUS
from cnnlib.draw.ink.words import count

from ..rules import ADAM, MOMENTUM, SGD

PULLS = {SGD: "gradient", MOMENTUM: "velocity", ADAM: "m/(√v + ε)"}     # m and v corrected
FINE = 5       # digits of a weight of usual size: a step is small
FAR = 10       # times the loss at the start: it runs away


def words(now, views):
    """Everything below the picture. views: {matrix: View}"""
    return f"{update(now, views)}\n{lives(now)}"


def news(now):
    """Where the training stands, in three lines: step, loss before and now, the held-out images."""
    record, (before, loss) = now.history[-1], map(plain_or_nothing, now.loss)
    shares = [percent(record[name]) for name in ("accuracy", "accuracy_held_out")]
    right = f"Right of {now.measured}" if now.measured else "Right"
    return (f"Step {record['step']} of {now.steps}, {count(record['epoch'], 'whole epoch')}",
            f"Loss {before} → {loss}" if before not in ("", loss) else f"Loss {loss}",
            f"{right}: {shares[0]}. Held-out: {shares[1]}, loss {plain(record['L_held_out'])}")


def plain_or_nothing(value):
    """A number as text, nothing where there is none."""
    return "" if value is None else plain(value)


def lives(now):
    """Whether filters are dead, and how many of their cells."""
    record, share = now.history[-1], percent(now.history[-1]["dead_cells"])
    if not now.gates:
        return "No ReLU, so no filter can die."
    bias = now.gates[0][0].replace("z", "b")
    if len(now.gates) == 1 and now.gates[0][2] == 1 and bias in now.params:
        if record["dead_filters"] < 1:
            return f"The filter lives; {share} of {symbol(now.gates[0][1])} is always 0."
        opens = f"type {symbol(bias)} = 1" if now.images == "digits" else f"type a larger {symbol(bias)}"
        from_start = now.history[0]["dead_filters"] == 1
        return f"Dead from the start: {opens}." if from_start else f"Dead filter: {opens}, or lower the rate and Reset."
    filters = sum(many for _, _, many in now.gates)
    dead = round(record["dead_filters"] * filters)
    return f"{dead} of {filters} filters dead; {share} of ReLU always 0."


def dead(now):
    """What is said where no filter of any ReLU opens for any image; nothing otherwise."""
    if now.history[-1]["dead_filters"] < 1:
        return ""
    every = " and ".join(f"{symbol(name)} ≤ 0" for name, _, _ in now.gates)
    if now.measured:
        return f"Every {every}, for all {now.measured} {now.images} asked."
    return f"Every {every}, for every {now.images.removesuffix('s')}."


def runs_away(history):
    """What is said of a loss that runs away; nothing of another."""
    first, last = history[0]["L"], history[-1]["L"]
    return f"The loss ran away, to {plain(last)}: lower the rate and Reset." if last > FAR * max(first, 1) else ""


def changed(state):
    """What is said between the choice of another rule and its first step; nothing at other times."""
    return f"Now {state.rule}: memory empty." if state.now.step and state.rule != state.last_rule else ""


def update(now, views):
    """The last step of the selected parameter with its numbers."""
    matrix, index = now.selected
    name = matrix.removeprefix("dL_d")
    row, column = views[name].showing(index).cell(index)
    here = f"{symbol(name)}{'' if name.startswith('b') else f'[{row}, {column}]'}"
    if views[name].stacks:
        here = spelled(name, index)
    after = weight(now.params[name][index])
    if now.before is None:
        return f"{here} = {after}; no step has been made from here."
    return (f"{here}: old {MINUS} rate · {PULLS[now.rule]}\n   = {weight(now.before[name][index])} {MINUS} "
            f"{plain(now.rate)} · {bracket(now.pull)} = {after}")


def weight(value):
    """A weight in so many digits that a step shows."""
    return plain(value, FINE if abs(value) >= 0.1 else 3)
