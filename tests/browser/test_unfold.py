"""UnfoldExplorer under a pointer: a pixel is found wherever it stands in the matrix."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
OUTLINED = """() => document.querySelector('.cnnlib-canvas g[data-name="unfolded"] path[stroke-width="4.4"]')
    ?.getAttribute("d").match(/M/g).length"""


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_a_pixel_pressed_in_the_middle_is_outlined_in_four_rows_and_one_in_the_corner_in_one(lab, page, screenshot):
    lab.write("unfold.ipynb", "from cnnlib.widgets import UnfoldExplorer\nUnfoldExplorer()")
    lab.open(page, "unfold.ipynb")
    lab.run_all(page)
    pixels = page.locator('.cnnlib-canvas g[data-name="x"] > g:first-child > path')
    words = page.locator(".cnnlib-equation")
    pixels.nth(7).click(force=True)
    expect(words).to_contain_text("x[1, 2] = 1 stands in 4 of the 8 rows of the matrix: rows 1, 2, 5 and 6.")
    page.wait_for_function(f"() => ({OUTLINED})() === 16")          # four cells of four sides
    screenshot(page, "UnfoldExplorer_pixel")
    pixels.nth(0).click(force=True)
    expect(words).to_contain_text("stands in 1 of the 8 rows of the matrix: row 0.")
    page.wait_for_function(f"() => ({OUTLINED})() === 1")
