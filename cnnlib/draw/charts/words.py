"""A training in words, computed from its records."""

from collections import Counter
from math import log

from ..ink.number import plain, tidy
from ..ink.words import count

SAMPLES = 6   # rows of the table between the first and the last step


def title(history):
    """What is shown: how many steps and epochs."""
    last = history[-1]
    return f"Training, {count(last['step'], 'step')}, {count(last['epoch'], 'whole epoch')}"


def caption(history, images="digits", classes=2):
    """One sentence: where the loss came from and where it is, and how many are right.

    images: what they are called;  classes: how many there are
    """
    first, last = history[0], history[-1]
    if last["step"] == 0:
        return (f"Before the first step the loss is {plain(first['L'])} ({guess(classes)}: ln {classes} = "
                f"{plain(log(classes))}), and "
                f"{percent(first['accuracy_held_out'])} of the held-out {images} are right.")
    return (f"After {count(last['step'], 'step')} the loss has gone "
            f"from {plain(first['L'])} to {plain(last['L'])} on the training {images} "
            f"and is {plain(last['L_held_out'])} on the held-out ones, of which "
            f"{percent(last['accuracy_held_out'])} are right{health(last)}.")


def guess(classes):
    """What answers blindly among so many classes."""
    return "a coin" if classes == 2 else "a guess"


def health(record):
    """Words for a dead network and for numbers that ran away; nothing for a healthy one."""
    if record["dead_filters"] == 1:
        return "; every filter is dead"
    return "" if abs(record["L"]) < float("inf") else "; the loss is infinite or not a number"


def percent(share):
    """97.4 %."""
    return f"{plain(100 * share)} %"


def words(history, digits=(), images="digits"):
    """The numbers as a table: first and last step and some between; then the digits."""
    last = len(history) - 1
    places = sorted({round(k * last / (SAMPLES + 1)) for k in range(SAMPLES + 2)})
    columns = list(history[0])
    lines = [[plain_or_blank(history[k][name]) for k in places] for name in columns]
    names = max(map(len, columns))
    widths = [max(len(line[k]) for line in lines) for k in range(len(places))]
    table = [f"{name:<{names}}  " + "  ".join(text.rjust(w) for text, w in zip(line, widths, strict=True))
             for name, line in zip(columns, lines, strict=True)]
    kinds = Counter(label for label, _ in digits)
    wrong = [f"Held-out {images} it gets wrong: {', '.join(f'{n} ({label})' for label, n in kinds.items())}"]
    return "\n".join([*table, *(wrong if digits else [])])


def plain_or_blank(value):
    """A number as text, a dash where there is none."""
    return "–" if value is None else plain(value)


def comparison(rows, labels, column):
    """Caption and table of several runs side by side."""
    ends = {label: [row[label] for row in rows if row[label] is not None] for label in labels}
    table = [f"{label}: {column} from {plain(found[0])} to {plain(found[-1])} "
             f"in {count(len(found) - 1, 'step')}, "
             f"least {plain(min(found))}, most {plain(max(found))}" for label, found in ends.items()]
    best = min(labels, key=lambda label: tidy(ends[label][-1]))
    return f"{column} ends lowest, at {plain(ends[best][-1])}, with {best}.", "\n".join(table)
