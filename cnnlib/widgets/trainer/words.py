"""What a Trainer says: where it stands, and how the last step changed the selected parameter."""

from cnnlib.draw.charts.words import count, percent
from cnnlib.draw.equation import bracket
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import MINUS, plain

from .picture import as_map


def news(record, steps):
    """Step, loss, accuracy and what is dead, in two lines."""
    shares = [percent(record[name]) for name in ("accuracy", "accuracy_held_out")]
    return (f"Step {record['step']} of {steps}, {count(record['epoch'], 'whole epoch')}. Loss: training "
            f"{plain(record['L'])}, held-out {plain(record['L_held_out'])}. Right: training {shares[0]}, held-out "
            f"{shares[1]}.\n{lives(record)}")


def lives(record):
    """Whether the filter is dead, and how many of its cells."""
    if record["dead_filters"] == 1:
        return ("The filter is dead: its z⁽¹⁾ is 0 or below on every training image at every position, so w⁽¹⁾, b⁽¹⁾ "
                "and w⁽³⁾ get gradient 0 and stay; only b⁽³⁾ can still learn how many there are of each digit.")
    return f"The filter is alive; {percent(record['dead_cells'])} of the cells of a⁽¹⁾ are 0 on every training image."


def update(state):
    """The last step of the selected parameter with its numbers."""
    matrix, row, column = state.selected
    name, now = matrix.removeprefix("dL_d"), state.now
    place = "" if name.startswith("b") else f"[{row}, {column}]"
    after = float(as_map(name, now.params[name])[row, column])
    if now.before is None:
        return f"{symbol(name)}{place} = {plain(after)}; no step has been made from here."
    before, slope = (float(as_map(name, values)[row, column])
                     for values in (now.before[name], now.grads[f"dL_d{name}"]))
    return (f"{symbol(name)}{place}: old {MINUS} learning rate · gradient = {plain(before)} {MINUS} "
            f"{plain(state.stepped)} · {bracket(slope)} = {plain(after)}")
