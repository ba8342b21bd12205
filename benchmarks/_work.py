"""What a page's main thread does while something runs, from Chromium's own trace."""

import json

CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
KINDS = {                                     # events of the trace; whatever else a task does counts for "all" alone
    "script": {"FunctionCall", "EvaluateScript", "EventDispatch", "FireAnimationFrame", "TimerFire",
               "RunMicrotasks", "v8.callFunction", "MajorGC", "MinorGC", "HandlePostMessage"},
    "layout": {"UpdateLayoutTree", "Layout", "ScheduleStyleRecalculation"},
    "paint": {"PrePaint", "Paint", "Layerize", "Commit", "CompositeLayers", "UpdateLayer"},
}
TASK = "RunTask"


def work(chromium, page, act):
    """Run act() under a trace; returns {kind: milliseconds of the page's main thread},
    and "all" of its tasks."""
    chromium.start_tracing(page=page, categories=CATEGORIES)
    act()
    return summed(json.loads(chromium.stop_tracing())["traceEvents"])


def summed(events):
    """Add up the time that events took themselves,
    without what they called, on the busiest renderer's main thread."""
    whole = {thread: spent(events, thread) for thread in main_threads(events)}
    return max(whole.values(), key=lambda one: one["all"])


def main_threads(events):
    """(process, thread) of every renderer's main thread."""
    return [(one["pid"], one["tid"]) for one in events
            if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"]


def spent(events, thread):
    """{kind: milliseconds} of one thread;
    an event's own time is its duration without that of those inside it."""
    timed = sorted((one for one in events if one.get("ph") == "X" and (one["pid"], one["tid"]) == thread),
                   key=lambda one: (one["ts"], -one.get("dur", 0)))
    total, open_events = dict.fromkeys((*KINDS, "all"), 0.0), []
    for one in timed:
        while open_events and open_events[-1]["ts"] + open_events[-1].get("dur", 0) <= one["ts"]:
            open_events.pop()
        note(total, one, 1)
        if open_events:
            note(total, open_events[-1], -1, one.get("dur", 0))
        open_events.append(one)
    return total


def note(total, event, sign, microseconds=None):
    """Add an event's duration to its kind, or take that of one inside it away again."""
    milliseconds = sign * (event.get("dur", 0) if microseconds is None else microseconds) / 1000
    for kind, names in KINDS.items():
        if event["name"] in names:
            total[kind] += milliseconds
    if event["name"] == TASK and microseconds is None:
        total["all"] += milliseconds
