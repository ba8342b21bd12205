"""The kernel's status in a JupyterLab as `make lab` starts it:
quiet while a slider moves, busy over long work."""

from time import monotonic

import pytest
from board import press, said

import browser
from cnnlib.server import PATIENCE

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
    handle = watched.locator(".cnnlib-first .widget-hslider").first.locator(".noUi-handle")
    took = [answered(watched, lambda: press(watched, "w1", 4), 0.4)]
    took += [answered(watched, lambda: handle.press("ArrowRight"), 0.375 + k / 16) for k in range(1, 21)]
    slow = sum(seconds > PATIENCE for seconds in took)       # none, unless the machine is busy with other things
    assert watched.evaluate("states").count("busy") <= slow


def answered(page, act, value):
    """How many seconds it takes until what was done is said."""
    start = monotonic()
    act()
    said(page, f"w1, row 1, column 1: {value:g}")
    return monotonic() - start


def test_a_widget_that_makes_the_kernel_work_for_a_second_shows_it_busy(watched):
    watched.get_by_role("button", name="Work").click()
    watched.wait_for_function("() => document.querySelector('.told').textContent === 'done'")
    watched.wait_for_function(browser.IDLE)
    assert watched.evaluate("states") == ["busy", "idle"]
