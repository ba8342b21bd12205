"""Explorers in a real kernel, spoken to as the browser does, on the main shell and on a subshell."""

import json

import pytest
from front_end import Mirror, alike
from real_kernel import PATIENCE, Kernel

CREATE = "from cnnlib.widgets import NetworkExplorer\nexplorer = NetworkExplorer()"
MODELS = "len(__import__('ipywidgets').widgets.widget._instances)"


CONTROLS = ("explorer.stage", "explorer.digit", "explorer.slider", "explorer.own",
            "explorer.transport.scrubber", "explorer.picker.matrix", "explorer.picker.row")


@pytest.fixture(scope="module")
def process():
    kernel = Kernel()
    yield kernel
    kernel.stop()


@pytest.fixture
def kernel(process):
    """The kernel with a fresh explorer, whose controls it knows by their ids."""
    process.ids, process.heard = {}, []
    process.run("import ipywidgets\nipywidgets.Widget.close_all()\n" + CREATE)
    process.learn(*CONTROLS)
    picture = process.ask("__import__('json').dumps(explorer.stage.get_state()['picture'])")
    process.mirror = Mirror(json.loads(picture), lambda: None)
    process.heard.clear()
    yield process


def settled(kernel):
    """What must hold after any messages: no error, and the browser can have the picture of the state."""
    assert kernel.ask("[repr(error) for error in explorer.errors]") == []
    assert kernel.ask("explorer.stage._shown == explorer.picture(explorer.state).root")
    lost = []
    kernel.mirror.ask = lambda: lost.append(True)
    for state in kernel.states()[0]:
        kernel.mirror.receive(state)
    if lost:
        kernel.heard.clear()
        kernel.finish(kernel.event(kind="refresh"))
        for state in kernel.states()[0]:
            kernel.mirror.receive(state)
    fresh = {"svg": kernel.ask("explorer.picture(explorer.state).svg"), "revision": 0}
    assert alike(kernel.mirror.root, Mirror(fresh, None).root)
    return len(lost)


def test_a_slider_moved_in_the_browser_changes_the_picture_there(kernel):
    kernel.finish(kernel.update("explorer.digit", value=7))
    assert kernel.ask("explorer.state.digit") == 7
    assert any("changes" in state for state in kernel.states()[0])
    assert settled(kernel) == 0


def test_a_press_selects_says_the_value_and_is_acknowledged(kernel):
    kernel.finish(kernel.event(kind="press", matrix="w1", row=1, column=1))
    assert kernel.ask("explorer.stage.said") == "w1, row 1, column 1: 0.4"
    assert kernel.states()[1] == ["done"]
    # its nearest step
    assert kernel.ask("explorer.picker.matrix.value, explorer.slider.value") == ("w1", 0.375)
    settled(kernel)


def test_typed_text_is_accepted_or_answered_with_a_sentence(kernel):
    kernel.finish(kernel.event(kind="type", id="one", matrix="w1", row=1, column=1, text="0,25"))
    kernel.finish(kernel.event(kind="type", id="two", matrix="w1", row=1, column=1, text="abc"))
    assert kernel.states()[1] == ["accepted", "done", "refused", "done"]
    assert kernel.ask("float(explorer.state.params['w1'][1, 1, 0, 0])") == 0.25
    assert "abc" in kernel.ask("explorer.stage.status")
    settled(kernel)


def test_an_exception_in_a_callback_reaches_the_status_line_and_not_the_notebook(kernel):
    kernel.run("explorer.hover = lambda *_, **__: 1 / 0")
    kernel.heard.clear()
    kernel.finish(kernel.event(kind="hover", matrix="x", row=0, column=0))
    assert kernel.states()[1] == ["done"]
    assert not [m for m in kernel.heard if m["msg_type"] in ("stream", "error")]
    assert "ZeroDivisionError" in kernel.ask("explorer.stage.status")
    assert "Reset" in kernel.ask("explorer.stage.status")


def test_a_fast_drag_ends_at_its_last_value(kernel):
    ids = [kernel.update("explorer.digit", value=value) for value in range(1, 31)]
    kernel.finish(*ids)
    assert kernel.ask("explorer.state.digit, explorer.digit.value") == (30, 30)
    assert settled(kernel) == 0


def test_a_browser_that_asks_gets_the_picture_as_it_stands(kernel):
    kernel.finish(kernel.update("explorer.digit", value=7))
    kernel.heard.clear()
    kernel.finish(kernel.event(kind="refresh"))
    states, _ = kernel.states()
    assert states[-1]["picture"]["svg"] == kernel.ask("explorer.picture(explorer.state).svg")
    assert states[-1]["picture"]["revision"] == kernel.ask("explorer.stage._revision")


@pytest.fixture
def subshell(kernel):
    if "kernel subshells" not in kernel.client.kernel_info(reply=True, timeout=PATIENCE)["content"].get(
            "supported_features", ()):
        pytest.skip("this kernel has no subshells")
    return kernel.subshell()


def messages(kernel, k, subshell):
    """One of the messages of a test that mixes everything."""
    kinds = (lambda: kernel.update("explorer.digit", subshell, value=k % 41),
             lambda: kernel.event(subshell, kind="press", matrix="w1", row=k % 3, column=k % 2),
             lambda: kernel.update("explorer.transport.scrubber", subshell, value=k % 17),
             lambda: kernel.event(subshell, kind="type", matrix="w1", row=0, column=k % 3, text=f"0.{k}"),
             lambda: kernel.update("explorer.own", subshell, value=bool(k % 2)),
             lambda: kernel.event(subshell, kind="undo"),
             lambda: kernel.update("explorer.picker.matrix", subshell, index=k % 13),
             lambda: kernel.event(subshell, kind="paint", stroke=k,
                                  cells=[{"matrix": "x", "row": k % 8, "column": 1}]))
    return kinds[k % len(kinds)]()


def move_to(kernel, subshell, *widgets):
    """Let a subshell handle the messages of widgets: ipykernel sends them where the comm was last used."""
    kernel.run("\n".join(f"{widget}.send_state()" for widget in widgets), subshell=subshell)


def test_messages_over_a_subshell_and_the_main_shell_leave_one_whole_state(kernel, subshell):
    move_to(kernel, subshell, "explorer.digit", "explorer.own", "explorer.picker.matrix")
    ids = [messages(kernel, k, subshell if k % 3 else None) for k in range(96)]
    kernel.finish(*ids)
    assert kernel.states()[1].count("done") == 48
    settled(kernel)


DRIVE = """
import sys, threading
sys.setswitchinterval(1e-5)    # seconds: threads take turns as often as they can
def drive(messages):
    both.wait(30)
    for widget, data in messages:
        widget._handle_msg({"content": {"data": data}, "buffers": []})
    return threading.get_ident()
both = threading.Barrier(2)
stage, digit, own, scrubber = explorer.stage, explorer.digit, explorer.own, explorer.transport.scrubber
value = lambda widget, v: (widget, {"method": "update", "state": {"value": v}})
event = lambda **e: (stage, {"method": "custom", "content": e})
"""
DRAGS = ("drive([m for k in range(40) "
         "for m in (value(digit, k), value(own, bool(k % 2)), event(kind='undo'))])")
EVENTS = ("drive([m for k in range(40) for m in (event(kind='press', matrix='w1', row=k % 3, column=k % 2), "
          "value(scrubber, k % 17), event(kind='type', matrix='w1', row=0, column=k % 3, text=f'0.{k}'))])")


def test_two_threads_that_change_everything_at_once_leave_one_whole_state(kernel, subshell):
    kernel.run(DRIVE)
    kernel.heard.clear()
    one, other = kernel.start(f"one = {DRAGS}"), kernel.start(f"other = {EVENTS}", subshell=subshell)
    kernel.finish(one, other)
    assert kernel.ask("one != other")
    assert kernel.states()[1].count("done") == 120
    settled(kernel)


def test_two_threads_that_type_at_once_lose_no_number(kernel, subshell):
    kernel.run(DRIVE)
    halves = ("drive([event(kind='type', matrix='x', row=k // 8, column=k % 8, text=str(k)) "
              f"for k in {cells}])"
              for cells in (range(32), range(32, 64)))
    one, other = (kernel.start(half, subshell=where)
                  for half, where in zip(halves, (None, subshell), strict=True))
    kernel.finish(one, other)
    assert kernel.ask("explorer.state.x.ravel().tolist()") == list(range(64))
    settled(kernel)


def test_an_explorer_answers_on_a_subshell_while_a_cell_runs(kernel, subshell):
    move_to(kernel, subshell, "explorer.digit")
    wait = ("import threading\nmoved = threading.Event()\n"
            "explorer.digit.observe(lambda _: moved.set(), 'value')\n"
            "print('the cell runs', flush=True)\nanswered = moved.wait(30)")
    request = kernel.start(wait, answered="answered")
    kernel.hear("stream")
    moved = kernel.update("explorer.digit", subshell, value=9)
    content = kernel.reply(request)
    kernel.finish(moved)
    assert content["user_expressions"]["answered"]["data"]["text/plain"] == "True"
    assert kernel.ask("explorer.state.digit") == 9
    settled(kernel)


def test_a_cell_that_runs_again_closes_every_model_of_the_explorer_it_made(kernel):
    kernel.run("import ipywidgets\nipywidgets.Widget.close_all()")
    counts, kept = [], "kept = [*globals().get('kept', []), explorer]"
    for _ in range(3):
        kernel.run(f"{CREATE}\n{kept}", cell="cell-a")
        counts.append(kernel.ask(MODELS))
    assert counts[0] > 40
    assert counts == [counts[0]] * 3
    assert kernel.ask("[one.comm is not None for one in kept]") == [False, False, True]
    closed = [m for m in kernel.heard if m["msg_type"] == "comm_close"]
    assert len(closed) >= 2 * counts[0]


def test_a_cell_that_makes_two_explorers_keeps_both_and_another_cell_closes_none(kernel):
    kernel.run(f"{CREATE}\nfirst = explorer\nsecond = NetworkExplorer()", cell="cell-b")
    kernel.run(CREATE, cell="cell-c")
    assert kernel.ask("[one.comm is not None for one in (first, second, explorer)]") == [True, True, True]
