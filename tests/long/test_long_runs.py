"""An afternoon in a few minutes: thousands of messages to a real kernel, whose memory stays as it is."""

import json

import psutil
import pytest
from front_end import FrontEnd, Mirror, alike
from real_kernel import Kernel

from cnnlib import examples, optim, training, widgets

UPDATES, WARM_UP, BURST = 20_000, 2_000, 50
STEPS, SHOWN = 10_000, 600
MOST = 20                # MB that a kernel may gain once it is warm, which fills what draw remembers: 20,000 numbers


@pytest.fixture
def kernel():
    kernel = Kernel()
    kernel.ids = {}
    kernel.process = psutil.Process(kernel.ask("__import__('os').getpid()"))
    yield kernel
    kernel.stop()


@pytest.fixture
def report(capsys):
    """Print, past pytest, what was measured."""
    def say(line):
        with capsys.disabled():
            print(line)
    return say


def memory(kernel):
    """MB that the kernel has in memory."""
    return kernel.process.memory_info().rss / 2**20


def board(k):
    """A move of NetworkExplorer: its image, the selected weight, the step, the limits."""
    return (("explorer.digit", {"value": k % 41}), ("explorer.slider", {"value": k % 65 / 16 - 2}),
            ("explorer.transport.scrubber", {"value": k % 17}), ("explorer.own", {"value": bool(k % 8)}))[k % 4]


def router(k):
    """A move of PoolRouter: the selected cell of a1, then its windows or its ties."""
    return (("explorer.slider", {"value": k * 7 % 321}), ("explorer.windows", {"index": k % 6}),
            ("explorer.slider", {"value": k * 11 % 321}), ("explorer.ties", {"index": k % 3}))[k % 4]


# The last moves of each set every control, so that a fresh explorer comes to the same state with these alone.
EXPLORERS = {
    "NetworkExplorer": (board, [("explorer.own", {"value": False}), ("explorer.slider", {"value": 0.5}),
                                ("explorer.digit", {"value": 1}), ("explorer.digit", {"value": 9}),
                                ("explorer.slider", {"value": -1.25}),
                                ("explorer.transport.scrubber", {"value": 15})]),
    "PoolRouter": (router, [("explorer.windows", {"index": 0}), ("explorer.windows", {"index": 4}),
                            ("explorer.ties", {"index": 1}), ("explorer.slider", {"value": 37})]),
}
CELL = {"NetworkExplorer": {"matrix": "w1", "row": 1, "column": 1},
        "PoolRouter": {"matrix": "a1", "row": 2, "column": 3}}


def drive(kernel, moves):
    """Send moves in bursts, as a drag does; the browser's picture follows the kernel's."""
    moves = list(moves)
    for start in range(0, len(moves), BURST):
        kernel.finish(*[kernel.update(widget, **state) for widget, state in moves[start:start + BURST]])
        for state in kernel.states()[0]:
            kernel.mirror.receive(state)
        assert not [message for message in kernel.heard if message["msg_type"] in ("stream", "error")]
        kernel.heard.clear()


def fresh(name, moves):
    """The picture of an explorer that was moved a few times only."""
    explorer = getattr(widgets, name)()
    front = FrontEnd(explorer)
    front.send(kind="press", **CELL[name])
    for widget, state in moves:
        control = eval(widget, {"explorer": explorer})
        control._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})
    front.check("the last moves")
    return front.root


@pytest.mark.parametrize("name", EXPLORERS)
def test_20000_updates_leave_the_memory_flat_and_end_in_the_picture_of_a_fresh_explorer(name, kernel, report):
    move, ending = EXPLORERS[name]
    kernel.run(f"from cnnlib.widgets import {name}\nexplorer = {name}()")
    kernel.learn("explorer.stage", *{widget for widget, _ in map(move, range(4))})
    picture = json.loads(kernel.ask("__import__('json').dumps(explorer.stage.get_state()['picture'])"))
    kernel.mirror = Mirror(picture, lambda: kernel.finish(kernel.event(kind="refresh")))
    kernel.finish(kernel.event(kind="press", **CELL[name]))
    drive(kernel, map(move, range(WARM_UP)))
    before = memory(kernel)
    drive(kernel, [*map(move, range(UPDATES - len(ending))), *ending])
    after = memory(kernel)
    report(f"\n{name}: {before:.1f} MB after {WARM_UP:,} updates, {after:.1f} MB after {UPDATES:,} more")
    assert after - before < MOST
    assert kernel.ask("[repr(error) for error in explorer.errors], explorer.stage.status") == ([], "")
    assert alike(kernel.mirror.root, fresh(name, ending))


def frames(kernel, film):
    """Answer every picture of the film as the browser does -> yields the step of each, to the end of the run."""
    while True:
        message = kernel.client.get_iopub_msg(timeout=60)
        assert message["msg_type"] not in ("stream", "error"), message["content"]
        content = message["content"]
        state = content["data"].get("state", {}) if content.get("comm_id") == film else {}
        if "number" in state:
            kernel.send("trainer.film", {"method": "custom", "content": {"kind": "shown", "number": state["number"]}},
                        None)
            step, steps = state["done"]
            yield step
            if step == steps:
                return


def test_10000_training_steps_with_live_pictures_leave_the_memory_flat_and_end_as_the_library_does(kernel, report):
    kernel.run(f"from cnnlib.widgets import Trainer\ntrainer = Trainer(steps={STEPS})")
    kernel.learn("trainer.film", "trainer.play", "trainer.pace")
    kernel.send("trainer.play", {"method": "custom", "content": {"event": "click"}}, None)
    shown = frames(kernel, kernel.ids["trainer.film"])
    first = next(step for step in shown if step >= SHOWN)         # one step a picture, as it opens
    before = memory(kernel)
    kernel.update("trainer.pace", index=2)                        # full speed
    pictures = first + sum(1 for _ in shown)
    after = memory(kernel)
    report(f"\nTrainer: {before:.1f} MB after {first:,} steps, {after:.1f} MB after {STEPS:,} and {pictures} pictures")
    assert after - before < MOST
    assert kernel.ask("[repr(error) for error in trainer.errors], trainer.stage.status") == (
        [], f"All {STEPS} steps are done.")
    setup = training.Setup(examples.eight_by_eight()[0], *examples.digits(), seed=5)
    _, history = training.run(setup, optim.SGD(0.5), 32, STEPS)
    assert kernel.ask("trainer.csv()") == training.to_csv(history)
