"""The picture of an explorer on a page: its colours, its cells, what is said about them."""

import re
from pathlib import Path

from playwright.sync_api import expect
from svg_reader import matrices

import browser
from cnnlib import widgets

WHITE = "#FFFFFF"
TO_THE_TOP = "() => document.querySelector('.cnnlib-explorer').scrollIntoView()"
LESSONS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("[0-9]*.ipynb"))
# the explorers that a lesson opens; one that has none yet is looked at by its own test alone
SHOWN = sorted({name for path in LESSONS for name in re.findall(r"from cnnlib\.widgets import (\w+)",
                                                               path.read_text(encoding="utf-8"))} & {*widgets.__all__})


def colours(page, name):
    """The fills of one matrix, read from the DOM."""
    squares = page.locator(f'.cnnlib-canvas g[data-name="{name}"]').first.locator("> g:first-child > path")
    return squares.evaluate_all(f'all => all.map((one) => one.getAttribute("fill") ?? "{WHITE}")')


def drawn(explorer, name):
    """The fills that the same matrix gets in the picture of an explorer here."""
    return next(one for one in matrices(explorer.picture(explorer.state)) if one.name == name).fills


def same(page, explorer, *names):
    """Wait until the page shows matrices as an explorer here draws them."""
    for name in names:
        page.wait_for_function("""([name, fills]) => {
            const squares = document.querySelector(`.cnnlib-canvas g[data-name="${name}"] > g`).children;
            return [...squares].every((one, k) => (one.getAttribute("fill") ?? "#FFFFFF") === fills[k]) }""",
                               arg=[name, drawn(explorer, name)])


def opened(lab, page, cell):
    """A page with a notebook of one cell, run: an explorer."""
    lab.write("one.ipynb", cell)
    lab.open(page, "one.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    return page


CALM = """() => {         // what a test before may have left: full screen, a folded file browser, an explorer
    const { commands, shell } = window.jupyterapp;
    if (shell.leftCollapsed) shell.expandLeft();
    return Promise.all([document.fullscreenElement && document.exitFullscreen(),
                        commands.execute("notebook:clear-all-cell-outputs")]) }"""
RUN_FIRST = """() => {    // to run all would scroll to the last cell, at a moment of its own
    const { commands, shell } = window.jupyterapp;
    shell.currentWidget.content.activeCellIndex = 0;
    commands.execute("notebook:run-cell") }"""


def anew(page, width, height):
    """The same notebook run once more in a window of this size, its explorer at the top of the page."""
    page.evaluate(CALM)
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="no-preference")
    browser.show_theme(page, "Light")
    expect(page.locator(".cnnlib-explorer")).to_have_count(0)
    page.evaluate(RUN_FIRST)
    page.wait_for_function("() => document.querySelector('.cnnlib-canvas > svg')?.getBoundingClientRect().height > 0")
    page.wait_for_function(browser.IDLE)
    page.evaluate(TO_THE_TOP)
    return page


def middle(page, name, k):
    """Where cell k of a matrix stands on the page, found at once: the next moment may draw another in its place."""
    return page.wait_for_function("""([name, k]) => {
        const squares = document.querySelectorAll(`.cnnlib-canvas g[data-name="${name}"] > g:first-child > path`);
        const box = squares[k]?.getBoundingClientRect();
        return box && [box.x + box.width / 2, box.y + box.height / 2] }""", arg=[name, k]).json_value()


def press(page, name, k):
    """Press cell k of a matrix with the mouse."""
    page.mouse.click(*middle(page, name, k))


def said(page, text):
    expect(page.locator(".cnnlib-live")).to_contain_text(text)


def more(page):
    """Open what folds away."""
    button = page.locator(".cnnlib-explorer").first.get_by_role("button", name="More")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
