"""The kernel's status in a JupyterLab as `make lab` starts it:
quiet while a slider moves, busy over long work."""

import pytest
from board import press, said

import browser

pytestmark = [pytest.mark.browser,
              pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
EXPLORER = "from cnnlib.widgets import NetworkExplorer\nexplorer = NetworkExplorer()\nexplorer"
SLOW = """
import time
import ipywidgets as W
button, label = W.Button(description="Work"), W.Label("waiting").add_class("told")
def work(_):
    end = time.monotonic() + 1
    while time.monotonic() < end:
        pass
    label.value = "done"
button.on_click(work)
W.VBox([button, label])
"""
WATCH = """() => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    window.states = [];
    kernel.statusChanged.connect((_, state) => states.push(state));
}"""


@pytest.fixture
def watched(lab, page):
    """A notebook with an explorer and a slow button, run;
    the page notes every change of the kernel's status."""
    lab.write("status.ipynb", EXPLORER, SLOW)
    lab.open(page, "status.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    page.evaluate(WATCH)
    return page


def test_a_slider_that_moves_does_not_flicker_between_busy_and_idle(watched):
    press(watched, "w1", 4)
    said(watched, "w1, row 1, column 1: 0.4")
    handle = watched.locator(".cnnlib-first .widget-hslider").first.locator(".noUi-handle")
    for _ in range(20):
        handle.press("ArrowRight")
    said(watched, "w1, row 1, column 1: 1.625")
    assert watched.evaluate("states") == []


def test_a_widget_that_makes_the_kernel_work_for_a_second_shows_it_busy(watched):
    watched.get_by_role("button", name="Work").click()
    watched.wait_for_function("() => document.querySelector('.told').textContent === 'done'")
    watched.wait_for_function(browser.IDLE)
    assert watched.evaluate("states") == ["busy", "idle"]
