"""What a Trainer says: where it stands, and how the last step changed the selected parameter."""

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.charts.words import count, percent
from cnnlib.draw.ink.number import MINUS

from ..stage.address import view


def words(now, folded):
    """Everything below the picture. folded: {matrix: (rows, columns)} of those drawn in another shape"""
    return "\n".join([news(now.history[-1], now.steps), "", update(now, folded)])


def news(record, steps):
    """Step, loss, accuracy and what is dead, in two lines."""
    shares = [percent(record[name]) for name in ("accuracy", "accuracy_held_out")]
    return (f"Step {record['step']} of {steps}, {count(record['epoch'], 'whole epoch')}. "
            f"Loss: training {plain(record['L'])}, held-out {plain(record['L_held_out'])}. "
            f"Right: training {shares[0]}, held-out {shares[1]}.\n{lives(record)}")


def lives(record):
    """Whether the filter is dead, and how many of its cells."""
    if record["dead_filters"] == 1:
        return ("The filter is dead: its z⁽¹⁾ is 0 or below on every training image at every position, "
                "so w⁽¹⁾, b⁽¹⁾ and w⁽³⁾ get gradient 0 and stay; "
                "only b⁽³⁾ can still learn how many there are of each digit.")
    share = percent(record["dead_cells"])
    return f"The filter is alive; {share} of the cells of a⁽¹⁾ are 0 on every training image."


def update(now, folded):
    """The last step of the selected parameter with its numbers."""
    matrix, row, column = now.selected
    name = matrix.removeprefix("dL_d")
    index = view(name, now.params[name].shape, folded.get(name)).index(row, column)
    here = f"{symbol(name)}{'' if name.startswith('b') else f'[{row}, {column}]'}"
    after = plain(now.params[name][index])
    if now.before is None:
        return f"{here} = {after}; no step has been made from here."
    return (f"{here}: old {MINUS} learning rate · gradient = {plain(now.before[name][index])} {MINUS} "
            f"{plain(now.rate)} · {bracket(now.grads[f'dL_d{name}'][index])} = {after}")
