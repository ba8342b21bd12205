"""What a step, a move, a selection of NetworkExplorer costs the kernel's thread, and how much of it travels.

    make bench ARGS=benchmarks/explorer.py

The network of 20 parameters and the one for ten digits, with one picture and with all 32, take turns round after round.
What counts is processor time; a size is that of the message's changes as JSON.
"""

import json
import sys
import time
from statistics import median

from cnnlib import examples
from cnnlib.widgets import NetworkExplorer

ROUNDS = 5
NETWORKS = {"20 parameters": (), "ten digits, one picture": 1, "ten digits, 32 pictures": 32}


def explorer_of(pictures):
    """An explorer of the running example, or of the ten digits with so many pictures."""
    if not pictures:
        return NetworkExplorer()
    net, params, x, y = examples.ten_digits()
    return NetworkExplorer(net, params, x[:pictures], y[:pictures])


def acts(explorer):
    """{what is done: [act, …]}."""
    steps = len(explorer.order.steps)
    names = list(explorer.shapes(explorer.state))
    return {"move": [lambda k=k: setattr(explorer.slider, "value", ((k * 7) % 64) / 16 - 2) for k in range(40)],
            "step": [lambda k=k: explorer.transport.scrubber.set_trait("value", k % steps + 1) for k in range(steps)],
            "selection": [lambda name=name: explorer._event({"kind": "press", "matrix": name, "row": 0, "column": 0})
                          for name in names]}


def measured(explorer, found):
    """Add the milliseconds and the kilobytes of every act."""
    sizes = []

    def note(change):
        sizes.append(len(json.dumps(change["new"])) / 1000)

    explorer.stage.observe(note, "changes")
    for what, every in acts(explorer).items():
        for act in every:
            sizes.clear()
            start = time.thread_time()
            act()
            found.setdefault(what, []).append(((time.thread_time() - start) * 1000, sum(sizes)))
    explorer.stage.unobserve(note, "changes")
    assert not explorer.errors


def main():
    explorers = {name: explorer_of(pictures or 0) for name, pictures in NETWORKS.items()}
    found = {name: {} for name in NETWORKS}
    for _ in range(ROUNDS):
        for name, explorer in explorers.items():
            measured(explorer, found[name])
    for name, kinds in found.items():
        for what, pairs in kinds.items():
            times, sizes = zip(*pairs, strict=True)
            print(f"{name:24} {what:10} {median(times):5.1f} ms   median {median(sizes):4.1f} KB, "
                  f"at most {max(sizes):4.1f} KB")


if __name__ == "__main__":
    sys.exit(main())
