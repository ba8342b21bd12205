"""What BugMuseum says: the selected loss, whether it still learns, who met the bug, what each probe finds."""

from cnnlib.draw import plain
from cnnlib.mistakes.museum import LEARNED, SEEDS, STEPS
from cnnlib.mistakes.probes import ABSENT, PASSES, PROBES

from .numbers import RIGHT

LABELS = {"L right": "loss without the bug", "L wrong": "loss with the bug"}
HIDDEN = "?"


def words(now):
    """Everything below the picture."""
    return "\n".join((one_number(now), verdict(now), met(now)))


def one_number(now):
    """The selected loss."""
    name = now.state.selected[0]
    made = len(now.losses[name != RIGHT]) - 1
    if made < 0:
        return "The bug is not in: there is no second curve yet."
    return f"{LABELS[name]} after step {made}, the mean over 281 digits = {plain(now.matrices[name][0])}"


def verdict(now):
    """Whether it still learns, here and from other seeds."""
    if not now.state.on:
        return f"Both trainings start with the same weights and see the same batches, {STEPS} steps."
    if now.state.step < STEPS and not now.stopped:
        return f"Step {now.state.step} of {STEPS}."
    counted = f"Of {SEEDS} seeds {now.row['learns']} learn with the bug, that is, end below {plain(LEARNED)}."
    if now.stopped == "crash":
        return f"It crashes in its first step. {counted}"
    if now.stopped:
        return f"After {len(now.losses[1])} steps its numbers are no numbers any more. {counted}"
    return counted


def met(now):
    """Where the bug was met in public."""
    return f"Met at {now.mistake.source.address}"


def findings(now):
    """((probe, what it finds), …), with nothing told before it is asked."""
    told = {PASSES: "passes: sees nothing", ABSENT: "has no case for it"}
    verdicts = now.row["probes"]
    return tuple((name, told.get(verdicts[name], f"finds it: {verdicts[name]}") if now.state.probes else HIDDEN)
                 for name in PROBES)


def caption(now):
    """What the curves show, in a sentence or two."""
    right, wrong = now.losses
    first = f"After step {len(right) - 1} the loss without the bug is {plain(right[-1])}"
    if not wrong:
        return f"{first}. The bug “{now.state.bug}” is not in."
    return f"{first}, with “{now.state.bug}” {plain(wrong[-1])}{f' ({now.stopped})' if now.stopped else ''}."


def task(now):
    """What to do next; nothing before the bug is in."""
    if not now.state.on:
        return ""
    if not now.state.probes:
        return "Which probe finds it? Say so, then tick “Probes”."
    return "Choose the next bug."
