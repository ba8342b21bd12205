"""Every explorer in a real JupyterLab, by mouse and keyboard, in both themes;
screenshots go to build/screenshots."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from board import anew
from playwright.sync_api import expect

import browser

pytestmark = pytest.mark.browser
TALL = 1400, 1400
# what inside an explorer could be scrolled down although nothing lies below: a classic scrollbar would stand there
OVERFLOW = """() => [...document.querySelectorAll(".cnnlib-explorer, .cnnlib-explorer *, .jp-OutputArea-output")]
    .filter((one) => one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY))
    .map((one) => `${one.className}: ${one.scrollHeight} in ${one.clientHeight}`)"""


def theme(page, name):
    browser.show_theme(page, name)
    expect(page.locator("#jupyterlab-splash")).to_have_count(0)


def said(page):
    return page.locator(".cnnlib-live").text_content()


def middle_of_first_cell(page):
    """Where the first cell is, asked until it stands on the page: a new size replaces the whole picture."""
    return page.wait_for_function("""() => {
        const cell = document.querySelector('.cnnlib-canvas g[data-name] > g:first-child > path');
        const box = cell.getBoundingClientRect();
        return box.width ? [box.x + box.width / 2, box.y + box.height / 2] : null; }""").json_value()


def errors(page):
    """What explorer.errors holds, asked of the kernel by running the last cell."""
    page.evaluate("""() => { const { commands, shell } = window.jupyterapp;
        const { content } = shell.currentWidget; content.activeCellIndex = content.widgets.length - 1;
        content.activeCell.outputArea.model.clear(); commands.execute('notebook:run-cell'); }""")
    output = page.locator(".jp-CodeCell:last-child .jp-OutputArea-output pre, .jp-Notebook .jp-RenderedText pre").last
    expect(output).to_contain_text("[")
    return output.text_content()


def test_sliders_cells_and_keys_answer_without_an_error(explorer):
    anew(explorer, *TALL)
    for handle in explorer.locator(".cnnlib-explorer .widget-slider .noUi-handle").all():
        for key in ("End", "Home", "PageUp", "ArrowRight", "ArrowRight", "ArrowLeft"):
            if handle.is_visible():
                handle.press(key)
    assert explorer.evaluate(OVERFLOW) == []
    explorer.mouse.click(*middle_of_first_cell(explorer))
    explorer.locator(".cnnlib-host").focus()
    before = said(explorer)
    explorer.keyboard.press("PageDown")
    explorer.wait_for_function("before => document.querySelector('.cnnlib-live').textContent !== before",
                               arg=before)
    for key in ("ArrowRight", "ArrowDown", "End", "Home", "PageUp"):
        explorer.keyboard.press(key)
    assert errors(explorer).startswith("[]")


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_axe_finds_no_serious_violation_in_either_theme(explorer, screenshot):
    anew(explorer, *TALL)
    for name in ("Light", "Dark"):
        theme(explorer, name)
        found = Axe().run(explorer, context=".cnnlib-explorer", options={"resultTypes": ["violations"]})
        screenshot(explorer, f"{explorer.explorer}_{name.lower()}")
        serious = [(v["id"], [node["html"][:120] for node in v["nodes"]])
                   for v in found.response["violations"]
                   if v["impact"] in ("serious", "critical")]
        assert serious == []


def test_two_of_a_kind_in_one_notebook_do_not_interfere(lab, page):
    lab.write("two.ipynb", "from cnnlib.widgets import NetworkExplorer\nfirst = NetworkExplorer()\nfirst",
              "second = NetworkExplorer()\nsecond")
    lab.open(page, "two.ipynb")
    lab.run_all(page)
    expect(page.locator(".cnnlib-canvas svg")).to_have_count(2)
    board = page.locator(".cnnlib-canvas").nth(1)
    before = board.locator('g[data-name="x"] > g:nth-child(3) > text').all_text_contents()
    square = page.locator(".cnnlib-canvas").first.locator('g[data-name="x"] > g:first-child > path').first
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    page.mouse.click(box["x"] + 9, box["y"] + 9)
    expect(page.locator(".cnnlib-live").first).to_contain_text("x, row 0, column 0")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.locator(".cnnlib-live").first).to_contain_text("x, row 0, column 0: 0.5")
    assert board.locator('g[data-name="x"] > g:nth-child(3) > text').all_text_contents() == before
