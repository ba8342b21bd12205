"""DepthExplorer under a pointer and a hand: a bar is as good as its number, and the drag it invites to ends well."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_a_press_on_a_bar_selects_its_number_and_a_drag_to_he_lets_the_gradient_through(lab, page, screenshot):
    lab.write("depth.ipynb", "from cnnlib.widgets import DepthExplorer\nDepthExplorer()")
    lab.open(page, "depth.ipynb")
    lab.run_all(page)
    handle = page.locator(".cnnlib-first .noUi-handle").first
    expect(page.locator(".cnnlib-status")).to_contain_text("Drag Scale")
    for _ in range(5):
        handle.press("ArrowRight")
    expect(page.locator(".cnnlib-status")).to_contain_text("neither vanishes nor explodes")
    screenshot(page, "DepthExplorer_He")
    words = page.locator(".cnnlib-equation")
    for column, name in ((4, "rms of a⁽⁴⁾ ="), (9, "rms of a⁽⁹⁾ =")):
        lower = page.locator(f'.cnnlib-canvas g[data-name="a"][data-column="{column}"]').nth(1)      # half of a bar
        lower.locator("path").last.click(force=True)
        expect(words).to_contain_text(name)
    for _ in range(5):
        handle.press("ArrowRight")                                       # bars reach into their upper halves
    upper = page.locator('.cnnlib-canvas g[data-name="dL_da"][data-column="1"]').first.locator("path").last
    expect(upper).not_to_have_attribute("d", "M0 0")                     # a half without a bar cannot be pressed
    upper.click(force=True)
    expect(words).to_contain_text("‖∂L/∂a⁽¹⁾‖ =")
    screenshot(page, "DepthExplorer_explodes")
