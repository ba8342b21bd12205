"""Trainer: the same curve by every way, on a loop that serves others too;
what goes wrong is said in words."""

import asyncio
import io
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import svg_reader
from front_end import SVG, FrontEnd, address, buttons
from loop import PATIENCE, answer, apart, until
from PIL import Image

from cnnlib import optim, training
from cnnlib.widgets import Trainer
from cnnlib.widgets.trainer import explorer as module
from cnnlib.widgets.trainer import playing as play
from cnnlib.widgets.trainer.explorer import RATES
from cnnlib.widgets.trainer.numbers import FULL


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Pictures as soon as there is something to show."""
    monkeypatch.setattr(play, "FRAME", 0)
    monkeypatch.setattr(play, "APART", dict.fromkeys(module.PACES, 0))


def expected(trainer, steps, lr=0.5, batch=32, seed=5):
    return tuple(training.run(trainer.setup(seed), optim.SGD(lr), batch, steps)[1])


def playing(script, **options):
    """Run a script with a Trainer on an event loop; the script ends with training at rest."""
    async def run():
        trainer = Trainer(**options)
        await script(trainer)
        assert not trainer.runner.running and trainer.errors == []
        FrontEnd(trainer).check("the end")
        return trainer
    return apart(lambda: asyncio.run(run()))


def test_no_value_of_any_control_breaks_it(sweep):
    sweep(Trainer(steps=60))


def test_no_order_of_events_breaks_it(random_walk):
    random_walk(Trainer(steps=60), steps=150)


def test_training_at_once_by_steps_and_by_epochs_gives_the_curve_of_the_library():
    trainer = Trainer()
    trainer.train(3)
    trainer.train_epoch()
    assert trainer.state.now.step == 9                        # 281 images in batches of 32
    trainer.train_epoch()
    assert trainer.history == expected(trainer, 18)
    assert trainer.history[-1]["epoch"] == 2


@pytest.mark.parametrize("pace", module.PACES)
def test_an_epoch_can_be_paused_goes_on_and_ends_by_itself_on_its_last_step(pace):
    async def script(trainer):
        trainer.pace.value = pace
        epoch = next(one for one in buttons(trainer) if one.description == "Epoch")
        epoch.click()
        assert trainer.play.description == "Pause" and trainer.runner.running
        await until(lambda: trainer.state.now.step >= 5, trainer)
        trainer.play.click()
        assert trainer.play.description == "Play" and 5 <= trainer.state.now.step < 281
        epoch.click()
        await until(lambda: not trainer.runner.running, trainer)
        assert trainer.state.now.step == 281
        trainer.play.click()                                  # Play goes on beyond an epoch
        epoch.click()
        await until(lambda: not trainer.runner.running, trainer)

    trainer = playing(script, batch=1)
    assert trainer.state.now.step == 562 and trainer.history == expected(trainer, 562, batch=1)


@pytest.mark.parametrize("pace", module.PACES)
def test_play_gives_the_same_curve_at_every_pace_and_ends_by_itself(pace):
    async def script(trainer):
        trainer.pace.value = pace
        trainer.play.click()
        await until(lambda: not trainer.runner.running, trainer)

    trainer = playing(script, steps=25)
    assert trainer.history == expected(trainer, 25)
    assert trainer.stage.status == "All 25 steps are done. Reset begins again."
    FrontEnd(trainer).send(kind="press", matrix="w3", row=0, column=0)
    assert trainer.stage.status == "All 25 steps are done. Reset begins again."     # as long as it is so
    assert trainer.film.done == [25, 25]


def test_pause_stops_at_once_and_shows_the_last_step():
    async def script(trainer):
        trainer.pace.value = FULL
        trainer.play.click()
        assert trainer.play.description == "Pause"
        assert trainer.stage.status == "Drag the rate while it trains."
        await until(lambda: trainer.state.now.step > 5, trainer)
        trainer.play.click()
        stands = trainer.state.now.step
        await asyncio.wait_for(trainer.runner.task, PATIENCE)
        assert trainer.state.now.step == stands == trainer.film.done[0] == len(trainer.history) - 1
        assert trainer.play.description == "Play"

    playing(script, steps=100_000)


def test_pause_and_play_from_another_thread_hand_over_to_the_loop():
    async def script(trainer):
        trainer.pace.value = FULL
        await asyncio.to_thread(trainer.play.click)
        await until(lambda: trainer.state.now.step > 5, trainer)
        threads = {threading.get_ident()}
        go_on = trainer.go_on
        trainer.go_on = lambda: (threads.add(threading.get_ident()), go_on())
        step = trainer.state.now.step
        await until(lambda: trainer.state.now.step > step, trainer)
        await asyncio.to_thread(trainer.play.click)
        await asyncio.wait_for(trainer.runner.task, PATIENCE)
        assert len(threads) == 1

    playing(script, steps=100_000)


def test_play_again_at_once_after_a_pause_trains_in_one_task():
    async def script(trainer):
        trainer.play.click()
        trainer.play.click()
        trainer.play.click()
        await until(lambda: not trainer.runner.running, trainer)

    trainer = playing(script, steps=20)
    assert trainer.history == expected(trainer, 20)


def test_reset_begins_again_with_the_same_seed_and_the_settings_of_now():
    trainer = Trainer()
    trainer.train(12)
    first = trainer.history
    trainer.reset.click()
    assert len(trainer.history) == 1
    trainer.train(12)
    assert trainer.history == first
    trainer.rate.value = 0.1
    trainer.reset.click()
    trainer.train(4)
    assert trainer.rate.value == 0.1
    assert trainer.history == expected(trainer, 4, lr=0.1)


def test_reset_and_undo_stop_a_training_that_runs():
    async def script(trainer):
        for button, left in ((trainer.reset, 1), (trainer.undo, 4)):
            trainer.train(3)
            trainer.pace.value = FULL
            trainer.play.click()
            await until(lambda: trainer.state.now.step > 5, trainer)
            button.click()
            await asyncio.wait_for(trainer.runner.task, PATIENCE)
            assert len(trainer.history) == left

    playing(script, steps=100_000)


def test_a_rate_changed_on_the_way_holds_from_the_next_step():
    async def script(trainer):
        trainer.play.click()
        await until(lambda: trainer.state.now.step >= 3, trainer)
        script.changed = trainer.state.now.step
        trainer.rate.value = 0.05
        assert trainer.runner.running
        await until(lambda: not trainer.runner.running, trainer)

    trainer = playing(script, steps=12)
    setup, state = trainer.setup(5), training.start(trainer.setup(5))
    for step in range(12):
        state = training.step(setup, state, optim.SGD(0.5 if step < script.changed else 0.05))
        assert training.record(setup, state) == trainer.history[step + 1]


@pytest.mark.parametrize("lr", [RATES[0], RATES[-1]])
def test_the_ends_of_the_rate_train_without_an_error(lr, recwarn):
    trainer = Trainer(lr=lr)
    trainer.train(30)
    assert len(trainer.history) == 31 and trainer.errors == []
    assert [w for w in recwarn.list if issubclass(w.category, RuntimeWarning)] == []
    if lr == RATES[-1]:
        assert "Dead filter" in trainer.stage.equation


def test_a_weight_that_overflows_stops_the_training_with_a_sentence(recwarn):
    async def script(trainer):
        FrontEnd(trainer).send(kind="type", matrix="b1", row=0, column=0, text="1000")
        trainer.play.click()
        await until(lambda: not trainer.runner.running, trainer)

    trainer = playing(script, lr=1e308)
    words = "step 1 takes w3 out of the range of numbers: the learning rate is too large"
    assert words in trainer.stage.status
    assert [w for w in recwarn.list if issubclass(w.category, RuntimeWarning)] == []


def test_without_an_event_loop_play_says_what_works_instead():
    trainer = apart(Trainer)
    trainer.play.click()
    assert "trainer.train(100)" in trainer.stage.status
    assert not trainer.runner.running and trainer.errors == []


def test_no_more_than_two_unanswered_frames_travel_while_training_goes_on(monkeypatch):
    monkeypatch.setattr("cnnlib.widgets.stage.film.LOST", float("inf"))

    async def script(trainer):
        answer(trainer)
        frames = trainer.film.number
        trainer.pace.value = FULL
        trainer.play.click()
        await until(lambda: trainer.film.busy, trainer, answering=False)
        step = trainer.state.now.step
        await until(lambda: trainer.state.now.step > step + 50, trainer, answering=False)
        assert trainer.film.number == frames + 2
        answer(trainer)
        await until(lambda: trainer.film.number > frames + 2, trainer, answering=False)
        trainer.pause()

    playing(script, steps=100_000)


def test_a_frame_nobody_answers_is_given_up_after_a_while(monkeypatch):
    monkeypatch.setattr("cnnlib.widgets.stage.film.LOST", 0)

    async def script(trainer):
        trainer.play.click()
        await until(lambda: not trainer.runner.running, trainer, answering=False)

    playing(script, steps=6)


def test_closing_it_stops_the_training():
    async def run():
        trainer = Trainer(steps=100_000)
        trainer.play.click()
        await until(lambda: trainer.state.now.step > 1, trainer)
        trainer.close()
        await asyncio.wait_for(trainer.runner.task, PATIENCE)
        assert trainer.errors == [] and trainer.film.comm is None

    apart(lambda: asyncio.run(run()))


def test_the_live_region_is_quiet_while_it_trains():
    async def script(trainer):
        trainer.play.click()
        await until(lambda: trainer.state.now.step > 1, trainer)
        assert trainer.stage.said == "Training goes on."
        trainer.play.click()
        assert trainer.stage.said.startswith("w1, row 1, column 1: ")

    playing(script)


def test_the_saved_numbers_parse_back_to_the_history():
    trainer, sent = Trainer(), []
    trainer.train(7)
    trainer.film.send = lambda content, buffers=None: sent.append(content)
    message = {"method": "custom", "content": {"kind": "csv", "view": 3}}
    trainer.film._handle_msg({"content": {"data": message}, "buffers": []})
    assert sent[0]["view"] == 3
    assert tuple(training.from_csv(sent[0]["text"])) == trainer.history
    assert tuple(training.from_csv(trainer.csv())) == trainer.history
    assert trainer.png().startswith(b"\x89PNG")


def test_the_equation_is_the_last_step_of_the_selected_parameter():
    trainer = Trainer(lr=0.2)
    front = FrontEnd(trainer)
    assert "no step has been made from here" in trainer.stage.equation
    front.send(kind="press", matrix="dL_dw3", row=2, column=1)
    trainer.train(2)
    now = trainer.state.now
    before, slope, after = (float(v.flat[7])
                            for v in (now.before["w3"], now.grads["dL_dw3"], now.params["w3"]))
    assert after == before - 0.2 * slope
    trainer.rate.value = 0.5                                  # the next step's, not that of the one shown
    first, said, _ = trainer.stage.equation.replace("\N{MINUS SIGN}", "-").splitlines()
    assert first == "w⁽³⁾[2, 1]: old - rate · gradient"
    assert [float(word.strip("()")) for word in re.findall(r"\(?-?\d+\.\d+\)?", said)] == pytest.approx(
        [before, 0.2, slope, after], rel=0.01)
    assert trainer.value(trainer.state) == slope


def test_the_cure_that_is_named_for_a_dead_filter_cures_it():
    trainer = Trainer()
    for bias, dead in ((-5.0, 1), (1.0, 0)):
        trainer.become(trainer.write(trainer.state, "b1", (0,), bias))
        assert trainer.history[-1]["dead_filters"] == dead


def test_a_typed_bias_kills_the_filter_and_training_from_there_leaves_it_dead():
    trainer = Trainer()
    trainer.train(4)
    FrontEnd(trainer).send(kind="type", matrix="b1", row=0, column=0, text="-5")
    assert "Dead filter: type b⁽¹⁾ = 1, or lower the rate and Reset." in trainer.stage.equation
    assert trainer.history[-1]["dead_filters"] == 1 and len(trainer.history) == 5
    assert trainer.stage.status == "Every z⁽¹⁾ ≤ 0, for every digit."
    w1 = trainer.params["w1"]
    trainer.train(20)
    np.testing.assert_array_equal(trainer.params["w1"], w1)
    trainer.undo.click()
    trainer.undo.click()
    assert trainer.history == expected(trainer, 4)


def test_another_seed_begins_again_from_its_own_weights():
    trainer = Trainer()
    trainer.train(5)
    trainer.seed.value = 62
    assert len(trainer.history) == 1
    assert "Dead from the start" in trainer.stage.equation
    trainer.seed.value = 5
    trainer.train(5)
    assert trainer.history == expected(trainer, 5)


def test_a_seed_out_of_reach_is_refused_in_words_stays_where_it_was_typed_and_leaves_the_run_alone():
    trainer = Trainer()
    trainer.train(2)
    history, told = trainer.history, trainer.stage.status
    trainer.seed.value = 10_000
    assert trainer.stage.status == "Seed 10000 cannot be used; a whole number from 0 to 9999 is needed."
    assert trainer.seed.value == 10_000 and trainer.history == history
    trainer.seed.value = 5
    assert trainer.stage.status == told and trainer.history == history


def test_the_still_picture_is_the_chart_of_now_in_pixels_and_words():
    trainer = Trainer()
    trainer.train(30)
    data, _ = trainer.twin().bundle()
    assert trainer.twin().bundle()[0] == data
    assert "Training, 30 steps" in data["text/plain"] and "∂L/∂w⁽¹⁾" in data["text/plain"]
    assert f"{trainer.history[-1]['L']:.3g}" in data["text/plain"]
    assert "<figcaption>After 30 steps" in trainer._repr_html_()


@pytest.mark.parametrize("options, words", [
    ({"classes": (3, 3)}, "classes is"), ({"lr": 0}, "lr is 0"), ({"batch": 0}, "batch is 0"),
    ({"seed": -1}, "seed is -1"), ({"steps": 2.5}, "steps is 2.5")])
def test_what_cannot_be_used_is_refused_by_name(options, words):
    with pytest.raises(ValueError, match=words):
        Trainer(**options)


def test_other_classes_and_batches_open_as_asked():
    trainer = Trainer(classes=(0, 1), batch=7, lr=0.3, seed=2, steps=5)
    trainer.train(9)
    assert len(trainer.history) == 6                          # a run ends after its steps
    assert trainer.history == expected(trainer, 5, lr=0.3, batch=7, seed=2)
    assert (trainer.rate.value, trainer.size.value, trainer.seed.value) == (0.3, 7, 2)


def texts(trainer):
    """Every text of the picture with its size."""
    return list(sized(ET.fromstring(trainer.picture(trainer.state).svg)))


def sized(element, size=0.0):
    size = float(element.get("font-size", size))
    if element.tag == f"{{{SVG}}}text":
        yield "".join(element.itertext()), size
    for child in element:
        yield from sized(child, size)


def test_play_comes_first_and_is_never_disabled_and_what_is_rare_folds_away():
    trainer = Trainer(steps=2)
    row, folds, beside = trainer.children
    assert row.children[0] is trainer.play and trainer.rate in row.children
    assert list(beside.children) == [trainer.film, trainer.stage]
    assert {trainer.size, trainer.pace, trainer.seed} <= set(folds.children[0].children)
    trainer.train(2)
    assert not trainer.play.disabled
    trainer.play.click()
    assert trainer.stage.status == "All 2 steps are done. Reset begins again."


def some_states(trainer):
    """Before, after a step, dead, with huge numbers."""
    yield trainer.state
    trainer.train(3)
    yield trainer.state
    for cell, number in ((address("b1"), -5.0), (address("w1", 1, 1), 1000.0)):
        trainer.become(trainer.write(trainer.state, *cell, number))
        yield trainer.state
        trainer.train(1)
        yield trainer.state


def test_the_picture_keeps_its_size_nothing_collides_and_no_number_is_small():
    trainer = Trainer()
    for _ in some_states(trainer):
        picture = trainer.picture(trainer.state)
        assert (picture.width, picture.height) == (424, 436)
        assert [one for one in svg_reader.collisions(picture) if "" not in one] == []
        assert svg_reader.blemishes(picture) == []
        assert min(size for text, size in texts(trainer) if re.search(r"\d", text) and size != 11
                   and not re.match(r"∂|[wb]|hatched|\u00a0?×", text)) >= 12.5


def test_it_says_the_loss_before_and_after_a_step_and_a_typed_number():
    trainer = Trainer()
    said = [text for text, _ in texts(trainer)]
    assert said[:2] == ["Step 0 of 1000, 0 whole epochs", f"Loss {trainer.history[0]['L']:.3f}"]
    trainer.train(2)
    losses = [f"{record['L']:.3f}" for record in trainer.history[-2:]]
    assert texts(trainer)[1] == (f"Loss {losses[0]} → {losses[1]}", 20)
    FrontEnd(trainer).send(kind="type", matrix="b1", row=0, column=0, text="-5")
    assert texts(trainer)[1][0] == f"Loss {losses[1]} → {trainer.history[-1]['L']:.3f}"


def test_a_ghost_shows_the_selected_parameter_before_the_step():
    trainer = Trainer()
    ghosts = [text for text, size in texts(trainer) if text and size == 11 and text.strip("\u2212.").isdigit()]
    assert ghosts == []
    FrontEnd(trainer).send(kind="press", matrix="dL_dw1", row=0, column=0)
    trainer.train(1)
    old = trainer.state.now.before["w1"].flat[0]
    ghosts = [text for text, size in texts(trainer) if text and size == 11 and text.strip("\u2212.").isdigit()]
    assert ghosts == [f"{old:.2f}".replace("-0", "\u2212").replace("0.", ".")]


def test_the_words_fit_the_column_beside_the_chart():
    trainer = Trainer()
    trainer.train(3)
    lines = trainer.stage.equation.splitlines()
    assert len(lines) == 3 and max(map(len, lines)) <= 52


def test_the_chart_is_as_sharp_as_the_screen_that_shows_it():
    trainer = Trainer()
    trainer.train(5)
    for sharp, number in ((2.0, trainer.film.number + 1), (1.0, trainer.film.number + 2)):
        trainer.film.set_state({"sharp": sharp})
        assert Image.open(io.BytesIO(trainer.film.png)).size == (490 * sharp, 430 * sharp)
        assert trainer.film.number == number and trainer.errors == []


INTERRUPTED = """
import asyncio, os, signal
from cnnlib.widgets import Trainer
signal.signal(signal.SIGINT, signal.SIG_IGN)           # as ipykernel leaves it between cells

async def until(condition):
    while not condition():
        trainer.film._answered = trainer.film.number
        await asyncio.sleep(0.001)

async def main():
    global trainer
    trainer = Trainer(steps=1_000_000)
    for _ in range(2):
        start = trainer.state.now.step
        trainer.play.click()
        await until(lambda: trainer.state.now.step > start + 2)
        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: not trainer.runner.running)
        await asyncio.sleep(0.01)
        print(trainer.stage.status, trainer.errors, signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
        os.kill(os.getpid(), signal.SIGINT)
        print(trainer.play.description)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
def test_an_interrupt_of_the_kernel_stops_the_training_says_so_and_is_ignored_afterwards_as_before():
    found = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=PATIENCE)
    said = found.stdout.splitlines()
    assert found.returncode == 0 and len(said) == 4, found.stderr
    for line, button in zip(said[::2], said[1::2], strict=True):
        assert re.fullmatch(r"Interrupted at step \d+\. Play goes on\. \[\] True", line)
        assert button == "Play"


@pytest.mark.parametrize("rule, made", [("momentum", optim.Momentum), ("Adam", optim.Adam)])
def test_another_rule_gives_the_curve_of_the_library_however_the_steps_are_asked_for(rule, made):
    trainer = Trainer(lr=0.05)
    trainer.rule.value = rule
    for _ in range(3):
        trainer.train(1)
    trainer.train_epoch()
    assert trainer.history == tuple(training.run(trainer.setup(5), made(0.05), 32, 9)[1])


def test_a_rule_changed_on_the_way_goes_on_from_the_weights_and_remembers_nothing():
    trainer = Trainer(lr=0.05)
    trainer.train(3)
    trainer.rule.value = "Adam"
    assert trainer.stage.status == "Now Adam: memory empty."
    old = trainer.params["w1"]
    trainer.train(1)
    np.testing.assert_allclose(np.abs(trainer.params["w1"] - old), 0.05, rtol=1e-4)      # Adam's first step
    assert trainer.stage.status != "Now Adam: memory empty."
    trainer.rate.value = 0.1
    assert trainer.state.memory["t"] == 1                    # another rate forgets nothing
    trainer.train(1)
    assert trainer.state.memory["t"] == 2


def test_undo_takes_back_what_a_rule_remembers():
    trainer = Trainer(lr=0.05)
    trainer.rule.value = "momentum"
    trainer.train(2)
    trainer.train(4)
    whole = trainer.history
    trainer.undo.click()
    trainer.train(4)
    assert trainer.history == whole


def test_reset_and_another_seed_keep_the_rule_and_forget_what_it_remembers():
    trainer = Trainer(lr=0.05)
    trainer.rule.value = "Adam"
    trainer.train(4)
    first = trainer.history
    trainer.reset.click()
    assert trainer.rule.value == "Adam" and trainer.state.memory is None
    trainer.train(4)
    assert trainer.history == first


@pytest.mark.parametrize("rule, pull", [("momentum", "velocity"), ("Adam", "m/(√v + ε)")])
@pytest.mark.parametrize("steps", [1, 3])
def test_the_equation_of_another_rule_says_what_the_rate_is_multiplied_by(rule, pull, steps):
    trainer = Trainer(lr=0.05)
    trainer.rule.value = rule
    trainer.train(steps)
    now = trainer.state.now
    before, after = now.before["w1"][1, 1, 0, 0], now.params["w1"][1, 1, 0, 0]
    assert trainer.numbers(trainer.state).pull == pytest.approx((before - after) / 0.05, rel=1e-6)
    lines = trainer.stage.equation.splitlines()
    assert lines[0].endswith(f"rate · {pull}") and max(map(len, lines)) <= 52
