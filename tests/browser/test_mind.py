"""MindChanger under a hand: dragged step by step the network changes its mind, pressed a small map becomes large."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_seven_steps_make_the_8_a_3_and_a_pressed_map_becomes_large(lab, page, screenshot):
    lab.write("mind.ipynb", "from cnnlib.widgets import MindChanger\nMindChanger()")
    lab.open(page, "mind.ipynb")
    lab.run_all(page)
    words, handle = page.locator(".cnnlib-equation"), page.locator(".cnnlib-first .noUi-handle").first
    for step in range(6):
        handle.press("ArrowRight")
        expect(words).to_contain_text(f"After {step + 1} step")
    expect(words).to_contain_text("The network still says 8.")
    handle.press("ArrowRight")
    expect(words).to_contain_text("The network has changed its mind: 3, not 8, since step 7.")
    numbers = page.locator('.cnnlib-canvas g[data-name="change"] text')
    expect(numbers).to_have_count(0)
    page.locator('.cnnlib-canvas g[data-name="change"] > g:first-child > path').nth(10).click(force=True)
    expect(numbers).to_have_count(64)
    expect(words).to_contain_text("change[1, 2] = ")
    screenshot(page, "MindChanger_changed")
