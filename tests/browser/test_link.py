"""The button that copies a line of Python: run in another cell, it shows the same picture."""

from pathlib import Path

import pytest
from board import more, press, said
from playwright.sync_api import expect

from cnnlib.widgets.stage.linked import BY_HAND, COPIED, filed

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
RUN = """(source) => { const { commands, shell } = window.jupyterapp, { content } = shell.currentWidget;
    content.activeCellIndex = 1; content.activeCell.model.sharedModel.setSource(source);
    commands.execute('notebook:run-cell'); }"""


@pytest.fixture
def opened(lab, page):
    """A notebook with an explorer in which a weight has been typed."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.write("link.ipynb", "from cnnlib.widgets import NetworkExplorer\nNetworkExplorer()", "")
    lab.open(page, "link.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    press(page, "w1", 0)
    said(page, "w1, row 0, column 0")
    page.keyboard.type("0.625")
    page.keyboard.press("Enter")
    said(page, "w1, row 0, column 0: 0.625")
    more(page)
    return page


def status(page):
    return page.locator(".cnnlib-status").first


def runs(page, line):
    """Run a line in the second cell: it shows what the first one shows, its numbers before the change aside."""
    page.evaluate(RUN, line)
    expect(page.locator(".cnnlib-canvas svg")).to_have_count(2)
    expect(page.locator(".cnnlib-live").nth(1)).to_have_text("w1, row 0, column 0: 0.625")
    for name in ("x", "w1", "z1", "dL_dw1"):
        first, second = (page.locator(".cnnlib-canvas").nth(k).locator(f'g[data-name="{name}"]').first for k in (0, 1))
        cells = "one => [...one.querySelectorAll('path')].map((each) => each.getAttribute('fill'))"
        assert first.evaluate(cells) == second.evaluate(cells)


def test_the_button_copies_a_line_that_shows_the_same_picture_in_the_next_cell(opened):
    opened.get_by_role("button", name="Copy link").click()
    expect(status(opened)).to_have_text(COPIED)
    runs(opened, opened.evaluate("() => navigator.clipboard.readText()"))


def test_the_button_is_pressed_with_the_keyboard_too(opened):
    opened.get_by_role("button", name="Copy link").focus()
    opened.keyboard.press("Enter")
    expect(status(opened)).to_have_text(COPIED)
    assert "NetworkExplorer.at(" in opened.evaluate("() => navigator.clipboard.readText()")


def test_where_a_page_may_not_fill_the_clipboard_the_line_stands_marked_in_a_field(opened):
    opened.evaluate("""() => { Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => false; }""")
    opened.get_by_role("button", name="Copy link").click()
    expect(status(opened)).to_have_text(BY_HAND)
    field = opened.locator(".cnnlib-copy").first
    expect(field).to_be_focused()
    marked = field.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    runs(opened, marked)
    field.press("Escape")
    expect(field).to_be_hidden()


def test_a_state_too_long_for_a_line_is_saved_as_a_file_that_the_copied_line_opens(lab, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.write("file.ipynb", """import numpy as np
from cnnlib.network import Conv, Dense, Flatten, Network, Sigmoid
from cnnlib.widgets import NetworkExplorer
net = Network((28, 28, 1), [Conv(1, 3), Flatten(), Dense(1), Sigmoid()])
rng = np.random.default_rng(0)
params, x, y = net.init(rng), np.zeros((1, 28, 28, 1)), [[1]]
explorer = NetworkExplorer(net, params, x, y)
for at in np.argwhere(rng.random(x.shape) < 1).tolist():
    explorer.state = explorer.write(explorer.state, "x", tuple(at), rng.random())
explorer""", "")
    lab.open(page, "file.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    more(page)
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text(filed("NetworkExplorer.txt")[0])
    with page.expect_download() as download:
        page.get_by_role("button", name="Save NetworkExplorer.txt").click()
    assert download.value.suggested_filename == "NetworkExplorer.txt"
    download.value.save_as(Path(lab.folder) / "NetworkExplorer.txt")
    page.evaluate(RUN, page.evaluate("() => navigator.clipboard.readText()"))
    expect(page.locator(".cnnlib-canvas svg")).to_have_count(2)
    page.get_by_role("button", name="Reset", exact=True).first.click()
    page.get_by_role("button", name="Copy link").first.click()
    expect(status(page)).to_have_text(COPIED)
    expect(page.get_by_role("button", name="Save NetworkExplorer.txt")).to_be_hidden()
