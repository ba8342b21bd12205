"""Pictures in words in a real JupyterLab:
as a fresh clone opens, neither trusted nor run, and after a run."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import browser
import notebooks
from cnnlib import examples
from cnnlib.draw import matrix
from cnnlib.widgets import PoolRouter
from cnnlib.widgets.stage import twin

pytestmark = [pytest.mark.browser,
              pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
CELLS = ("from cnnlib import draw, examples\nfrom cnnlib.widgets import PoolRouter\nx = examples.eight_by_eight()[2]",
         "draw.matrix('x', x)", "PoolRouter()")


@pytest.fixture
def stored(lab, page):
    """A stored notebook with a picture and an explorer, open."""
    path = lab.folder / "words.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# A picture"), *map(nbformat.v4.new_code_cell, CELLS)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    assert notebooks.store(path) == []
    lab.open(page, path.name)
    expect(page.locator(".jp-OutputArea details")).to_have_count(2)
    return page


def output(page, k):
    return page.locator(".jp-CodeCell").nth(k).locator(".jp-OutputArea")


def opened_by_keyboard(details):
    """Unfold words with the keyboard -> what a screen reader finds there."""
    details.locator("summary").focus()
    details.page.keyboard.press("Enter")
    expect(details.locator("code")).to_be_visible()
    return details.aria_snapshot()


def test_words_are_folded_under_the_caption_and_open_with_the_keyboard_before_and_after_a_run(stored, lab):
    picture = matrix("x", examples.eight_by_eight()[2])
    for act in (lambda: None, lambda: lab.run_all(stored)):
        act()
        details = output(stored, 1).locator("details")
        expect(output(stored, 1).locator("img")).to_be_visible()
        expect(output(stored, 1).get_by_text(picture.caption)).to_be_visible()
        expect(details.locator("code")).to_be_hidden()
        heard = opened_by_keyboard(details)
        assert f"In words: {picture.title}" in heard and "0 0.188 0.938 0.5 0.625 0.938 0.125 0" in heard


def test_an_explorer_stands_still_with_a_line_on_what_to_do_until_it_is_run_and_is_shown_once_then(
        stored, lab):
    place = output(stored, 2)
    expect(place.locator("img")).to_have_count(1)
    expect(place.get_by_text(twin.HOW)).to_be_visible()
    lab.run_all(stored)
    expect(place.locator(".cnnlib-canvas svg")).to_be_visible()
    expect(place.locator("img")).to_have_count(0)
    expect(place.get_by_text(twin.HOW)).to_have_count(0)
    assert repr(PoolRouter().twin()).splitlines()[1] in opened_by_keyboard(place.locator("details"))


def test_axe_finds_no_serious_violation_in_captions_and_words_in_either_theme(stored, screenshot):
    for details in stored.locator(".jp-OutputArea details").all():
        opened_by_keyboard(details)
    for theme in ("Light", "Dark"):
        browser.show_theme(stored, theme)
        expect(stored.locator("#jupyterlab-splash")).to_have_count(0)
        found = Axe().run(stored, context=".jp-OutputArea details",
                          options={"resultTypes": ["violations"]}).response
        screenshot(stored, f"words_{theme.lower()}")
        assert [v["id"] for v in found["violations"] if v["impact"] in ("serious", "critical")] == []
