"""Trainer in a real JupyterLab:
play, pause, step, another rate on the way, and everybody else goes on answering."""

import ast

import pytest
from board import more
from playwright.sync_api import expect

import browser

pytestmark = pytest.mark.browser
SETUP = "from cnnlib.widgets import PoolRouter, Trainer\ntrainer = Trainer(steps=400)\ntrainer"
ASK = ("[(len(trainer.history), trainer.history[-1]['L'], sorted({round(r['ratio_w3'] / r['gradient_3'], 9) for r in "
       "trainer.history[1:2]}), not trainer.runner.running, trainer.errors)]")
STEPS = "() => document.querySelector('.cnnlib-film-progress').value"


@pytest.fixture
def trainer(lab, page):
    """A notebook with a Trainer, a PoolRouter and a cell that asks the kernel, run."""
    lab.write("trainer.ipynb", SETUP, "router = PoolRouter()\nrouter", ASK)
    lab.open(page, "trainer.ipynb")
    lab.run_all(page)
    expect(page.locator(".cnnlib-film-frame")).to_be_visible()
    expect(page.locator(".cnnlib-canvas svg")).to_have_count(2)
    return page


def press(page, name):
    page.locator(".cnnlib-explorer").first.get_by_role("button", name=name, exact=True).click()


def choose(page, name, option):
    more(page)
    page.locator(".cnnlib-explorer").first.locator(".widget-dropdown", has_text=name).locator("select").select_option(
        option)


def wait_for(page, step):
    page.wait_for_function(f"step => ({STEPS})() >= step", arg=step)


def shown(page):
    """The step that the picture shows."""
    return page.evaluate(STEPS)


def ask(page):
    """Run the last cell: records, last loss, …, whether it stands, errors."""
    page.evaluate("""() => { const { commands, shell } = window.jupyterapp;
        const { content } = shell.currentWidget; content.activeCellIndex = 2;
        content.activeCell.outputArea.model.clear(); return commands.execute('notebook:run-cell'); }""")
    output = page.locator(".jp-CodeCell .jp-OutputArea-output pre").last
    expect(output).to_contain_text("[(")
    return ast.literal_eval(output.text_content())[0]


def test_step_and_epoch_do_one_step_and_one_epoch(trainer):
    press(trainer, "Step")
    wait_for(trainer, 1)
    assert shown(trainer) == 1
    press(trainer, "Epoch")
    wait_for(trainer, 9)
    assert shown(trainer) == 9                                        # 281 images in batches of 32
    expect(trainer.locator(".cnnlib-canvas").first).to_contain_text("Step 9 of 400, 1 whole epoch")


def test_play_goes_on_until_pause_and_shows_the_last_step(trainer):
    press(trainer, "Play")
    wait_for(trainer, 5)
    press(trainer, "Pause")
    expect(trainer.get_by_role("button", name="Play", exact=True)).to_be_visible()
    records, loss, _, stands, errors = ask(trainer)
    assert stands and errors == []
    wait_for(trainer, records - 1)
    assert shown(trainer) == records - 1
    assert ask(trainer)[0] == records


def test_reset_and_play_again_give_the_same_curve(trainer):
    choose(trainer, "Pace", "Full speed")
    ends = []
    for _ in range(2):
        press(trainer, "Play")
        wait_for(trainer, 400)
        ends.append(ask(trainer))
        press(trainer, "Reset")
        trainer.wait_for_function(f"() => ({STEPS})() === 0")
    assert ends[0] == ends[1]
    assert ends[0][0] == 401 and ends[0][1] < 0.1


def test_the_rate_changes_on_the_way_without_a_stop(trainer):
    press(trainer, "Play")
    wait_for(trainer, 2)
    slider = trainer.locator(".widget-hslider", has_text="Learning rate")
    for _ in range(4):
        slider.locator(".noUi-handle").press("ArrowLeft")
    expect(slider.locator(".widget-readout")).to_have_text("0.02")
    equation = trainer.locator(".cnnlib-equation").first
    # the update of the selected weight uses it
    expect(equation).to_contain_text("0.02 ·")
    before = shown(trainer)
    wait_for(trainer, before + 2)
    press(trainer, "Pause")
    expect(trainer.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert ask(trainer)[-1] == []


def test_another_explorer_answers_while_it_trains_at_full_speed(trainer):
    trainer.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    choose(trainer, "Pace", "One step a picture")
    press(trainer, "Play")
    wait_for(trainer, 2)
    live = trainer.locator(".cnnlib-live").nth(1)
    trainer.locator(".cnnlib-host").nth(1).focus()
    before = live.text_content()
    trainer.keyboard.press("ArrowRight")
    expect(live).not_to_have_text(before)
    assert trainer.get_by_role("button", name="Pause", exact=True).is_visible()
    # a cell has run, and training still goes on
    assert ask(trainer)[3] is False
    press(trainer, "Pause")


def test_the_numbers_are_saved_as_a_file(trainer):
    press(trainer, "Step")
    wait_for(trainer, 1)
    with trainer.expect_download() as download:
        press(trainer, "Save numbers")
    lines = download.value.path().read_text().splitlines()
    assert download.value.suggested_filename == "training.csv"
    assert lines[0].startswith("step,epoch,L_batch") and len(lines) == 3
    with trainer.expect_download() as download:
        press(trainer, "Save chart")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_it_looks_right_after_forty_epochs(trainer, screenshot):
    choose(trainer, "Pace", "Full speed")
    press(trainer, "Play")
    wait_for(trainer, 400)
    trainer.wait_for_function(browser.IDLE)
    for theme in ("Light", "Dark"):
        browser.show_theme(trainer, theme)
        expect(trainer.locator("#jupyterlab-splash")).to_have_count(0)
        screenshot(trainer, f"Trainer_trained_{theme.lower()}")
    assert trainer.locator(".cnnlib-film-frame").get_attribute("alt").startswith("Training, 400 steps")


def test_an_interrupt_of_the_kernel_stops_it_and_says_so(trainer):
    press(trainer, "Play")
    wait_for(trainer, 3)
    trainer.evaluate("() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')")
    expect(trainer.locator(".cnnlib-status").first).to_contain_text("Interrupted at step")
    expect(trainer.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert ask(trainer)[3:] == (True, [])


def test_the_chart_fits_the_pixels_of_the_screen_and_says_when_the_kernel_is_gone(trainer):
    trainer.wait_for_function("""() => { const image = document.querySelector('.cnnlib-film-frame');
        return Math.abs(image.naturalWidth - image.clientWidth * devicePixelRatio) <= 3; }""")
    trainer.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    expect(trainer.locator(".cnnlib-film-words").first).to_have_text("The kernel is gone: run the cell again to go on.")


def test_a_number_typed_while_it_trains_is_not_overwritten_on_the_way(trainer):
    press(trainer, "Play")
    wait_for(trainer, 2)
    field = trainer.locator(".cnnlib-value").first
    field.click()
    trainer.keyboard.press("Control+A")
    for key in "half":
        trainer.keyboard.press(key)
        wait_for(trainer, shown(trainer) + 2)                         # the number in the cell becomes another
    expect(field).to_have_value("half")
    trainer.keyboard.press("Enter")
    expect(trainer.locator(".cnnlib-status").first).to_contain_text("“half” is not a number")
    press(trainer, "Pause")
    assert ask(trainer)[-1] == []


def test_without_a_kernel_no_numbers_can_be_asked_for(trainer):
    press(trainer, "Step")
    wait_for(trainer, 1)
    trainer.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    trainer.wait_for_selector(".cnnlib-lost")
    assert trainer.evaluate("() => document.querySelector('.cnnlib-film-bar').inert")
