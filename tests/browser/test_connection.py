"""A connection that breaks for a moment and a kernel that is busy: the explorer says so, and lives."""

import pytest
from board import middle, press
from playwright.sync_api import expect

import browser
from wire import Wire

pytestmark = pytest.mark.browser
ON = pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
OFF = pytest.mark.parametrize("lab", [False], indirect=True, ids=["subshells-off"])
EXPLORER = "from cnnlib.widgets import NetworkExplorer\nexplorer = NetworkExplorer()\nexplorer"
HANDLE = ".cnnlib-first .widget-hslider .noUi-handle"
LOST = "The connection was lost for a moment"
SLOW = 0.5                 # seconds each way: what was just sent is still under way
BUSY = "import time\nend = time.monotonic() + 6\nwhile time.monotonic() < end: pass"
EXECUTE = """code => {
    window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code }); }"""

AGREE = """([least, most]) => {         // the slider and the label beside it, which the kernel writes
    const stands = document.querySelector(".cnnlib-first .widget-hslider .noUi-handle").ariaValueNow;
    const said = parseFloat(document.querySelector(".cnnlib-labelled-slider > label").textContent.split("= ")[1]);
    return Math.abs(stands - said) < 0.06 && least < said && said < most }"""


@pytest.fixture
def far(lab, chromium):
    """A page behind a wire that can be cut, with an explorer; what its console says of lost connections is no error."""
    with Wire(lab.port) as wire:
        page = chromium.new_context(viewport={"width": 1400, "height": 1400}).new_page()
        page.set_default_timeout(browser.PATIENCE)
        lab.write("far.ipynb", EXPLORER)
        lab.open(page, "far.ipynb", f"http://127.0.0.1:{wire.port}")
        lab.run_all(page)
        page.wait_for_selector(".cnnlib-canvas svg")
        yield page, wire
        page.context.close()


def cut_after(wire, page, act):
    """Do something and cut the wire while it is under way; JupyterLab connects again by itself."""
    wire.delay = SLOW
    act()
    wire.cut()
    wire.delay = 0.0


@ON
def test_after_a_lost_press_others_are_answered(far):
    page, wire = far
    place = middle(page, "x", 9)
    cut_after(wire, page, lambda: page.mouse.click(*place))
    expect(page.locator(".cnnlib-status")).to_contain_text(LOST, timeout=browser.PATIENCE)
    press(page, "x", 20)
    expect(page.locator(".cnnlib-live")).to_contain_text("x, row 2, column 4")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.locator(".cnnlib-live")).to_contain_text("x, row 2, column 4: 0.5")


@ON
def test_after_lost_moves_a_slider_stands_where_the_number_does_and_moves_it_on(far):
    page, wire = far
    handle = page.locator(HANDLE).first

    def drag():
        for _ in range(3):
            handle.press("ArrowRight")

    cut_after(wire, page, drag)
    page.wait_for_function(AGREE, arg=[0.81, 1.1])
    for _ in range(6):
        handle.press("ArrowLeft")
    page.wait_for_function(AGREE, arg=[0.5, 0.79])


@ON
def test_a_number_that_was_lost_comes_back_to_be_sent_again(far):
    page, wire = far
    field = page.locator(".cnnlib-value")
    field.fill("0.25")
    cut_after(wire, page, lambda: field.press("Enter"))
    expect(page.locator(".cnnlib-status")).to_contain_text(LOST, timeout=browser.PATIENCE)
    expect(field).to_have_value("0.25")
    field.press("Enter")
    expect(page.locator(".cnnlib-live")).to_contain_text("w1, row 0, column 2: 0.25")


@OFF
def test_a_press_while_the_kernel_is_busy_with_another_cell_says_that_it_waits_and_is_answered_then(lab, page):
    lab.write("busy.ipynb", EXPLORER)
    lab.open(page, "busy.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    page.evaluate(EXECUTE, BUSY)
    press(page, "x", 20)
    expect(page.locator(".cnnlib-status")).to_contain_text("No answer yet: the kernel is busy")
    expect(page.locator(".cnnlib-live")).to_contain_text("x, row 2, column 4", timeout=browser.PATIENCE)
    expect(page.locator(".cnnlib-status")).not_to_contain_text("No answer yet")
