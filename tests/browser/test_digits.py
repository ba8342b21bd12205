"""DigitsTrainer in a real JupyterLab: the matrix fills its diagonal, a press shows digits while it trains."""

import pytest
from playwright.sync_api import expect

import browser

pytestmark = pytest.mark.browser
SETUP = "from cnnlib.widgets import DigitsTrainer\ntrainer = DigitsTrainer(steps=120)\ntrainer"
DIAGONAL = """() => {
    const texts = document.querySelector('.cnnlib-canvas g[data-name="confusion"]').children[2].children;
    return [...Array(10).keys()].map((k) => Number(texts[11 * k].textContent)).reduce((a, b) => a + b); }"""


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def press_first(page, matrix):
    """Press the first cell of a matrix, of several of the last."""
    box = page.locator(f'.cnnlib-canvas g[data-name="{matrix}"] > g:first-child > path').last.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_the_diagonal_fills_and_a_press_on_the_way_shows_digits_and_stops_nothing(lab, page, screenshot):
    lab.write("digits.ipynb", SETUP)
    lab.open(page, "digits.ipynb")
    lab.run_all(page)
    expect(page.locator(".cnnlib-film-frame")).to_be_visible()
    before = page.evaluate(DIAGONAL)
    press(page, "Play")
    page.wait_for_function("() => document.querySelector('.cnnlib-film-progress').value > 5")
    press_first(page, "confusion")
    expect(page.locator(".cnnlib-equation")).to_contain_text("digits 9 it gets")
    expect(page.locator('.cnnlib-canvas g[data-name="x"]').first).to_be_visible()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.wait_for_function("() => document.querySelector('.cnnlib-film-progress').value === 120")
    assert page.evaluate(DIAGONAL) > before + 200
    press_first(page, "x")
    expect(page.locator(".cnnlib-equation")).to_contain_text("Its pixel in row 7, column 7")
    page.wait_for_function(browser.IDLE)
    screenshot(page, "DigitsTrainer_trained")
