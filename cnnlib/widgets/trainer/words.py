"""What a Trainer says: how the last step changed the selected parameter, and whether the filter lives."""

from cnnlib.draw import bracket, plain, symbol
from cnnlib.draw.charts.words import percent
from cnnlib.draw.ink.number import MINUS
from cnnlib.draw.ink.words import count


def words(now, views):
    """Everything below the picture. views: {matrix: View}"""
    return f"{update(now, views)}\n{lives(now.history[-1])}"


def news(now):
    """Where the training stands, in three lines: step, loss before and now, the held-out digits."""
    record, (before, loss) = now.history[-1], map(plain_or_nothing, now.loss)
    shares = [percent(record[name]) for name in ("accuracy", "accuracy_held_out")]
    return (f"Step {record['step']} of {now.steps}, {count(record['epoch'], 'whole epoch')}",
            f"Loss {before} → {loss}" if before not in ("", loss) else f"Loss {loss}",
            f"Right: {shares[0]}. Held-out: {shares[1]}, loss {plain(record['L_held_out'])}")


def plain_or_nothing(value):
    """A number as text, nothing where there is none."""
    return "" if value is None else plain(value)


def lives(record):
    """Whether the filter is dead, and how many of its cells."""
    if record["dead_filters"] == 1:
        return "Dead filter: type b⁽¹⁾ = 1, or lower the rate and Reset."
    share = percent(record["dead_cells"])
    return f"The filter lives; {share} of a⁽¹⁾ is always 0."


def update(now, views):
    """The last step of the selected parameter with its numbers."""
    matrix, index = now.selected
    name = matrix.removeprefix("dL_d")
    row, column = views[name].showing(index).cell(index)
    here = f"{symbol(name)}{'' if name.startswith('b') else f'[{row}, {column}]'}"
    after = plain(now.params[name][index])
    if now.before is None:
        return f"{here} = {after}; no step has been made from here."
    return (f"{here}: old {MINUS} rate · gradient\n   = {plain(now.before[name][index])} {MINUS} "
            f"{plain(now.rate)} · {bracket(now.grads[f'dL_d{name}'][index])} = {after}")
