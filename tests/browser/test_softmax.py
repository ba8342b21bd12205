"""SoftmaxExplorer under a hand: one score moves every share, and large scores break the long way alone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SHARES = '.cnnlib-canvas g[data-name="p"] > g:nth-child(3) > text'


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_a_score_dragged_moves_its_row_of_shares_and_large_scores_break_the_long_way_in_words(lab, page, screenshot):
    lab.write("softmax.ipynb", "from cnnlib.widgets import SoftmaxExplorer\nSoftmaxExplorer()")
    lab.open(page, "softmax.ipynb")
    lab.run_all(page)
    handles, words = page.locator(".cnnlib-first .noUi-handle"), page.locator(".cnnlib-equation")
    expect(page.locator(SHARES)).to_have_text([".87", ".12", ".02", ".06", ".25", ".69"])
    handles.nth(0).press("Home")
    expect(page.locator(SHARES)).to_have_text(["<.01", ".88", ".12", ".06", ".25", ".69"])
    expect(words).to_contain_text("the row adds to 0")
    screenshot(page, "SoftmaxExplorer_dragged")
    handles.nth(0).press("End")
    handles.nth(1).press("End")
    expect(words).to_contain_text("The long way breaks")
    expect(words).to_contain_text("Fused stays right: (p − y)/m = 0.5")
    expect(handles.nth(1)).to_have_attribute("aria-valuetext", "×200")
    screenshot(page, "SoftmaxExplorer_broken")
    handles.nth(1).press("Home")
    expect(words).not_to_contain_text("breaks")
