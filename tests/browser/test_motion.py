"""Numbers that travel over the picture in a real JupyterLab: where to, when not, and what ends them."""

import pytest
from board import more, opened, press, said
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
CELL = "from cnnlib.widgets import NetworkExplorer\nNetworkExplorer()"
WATCH = """() => { window.seen = []; window.sums = []; new MutationObserver((all) => { for (const one of all) {
    for (const node of one.addedNodes) if (node.classList?.contains("cnnlib-token"))
        window.seen.push(node.getAnimations()[0].effect.getKeyframes().at(-1).opacity);
    if (one.target.classList?.contains("cnnlib-sum")) window.sums.push(one.target.textContent); } })
    .observe(document.querySelector(".cnnlib-host"), { childList: true, subtree: true }) }"""
SLOWED = """() => { for (const one of document.getAnimations()) one.playbackRate = 0.02 }"""

FRAMES = """count => new Promise((done) => { const next = () => (count -= 1) > 0 ? requestAnimationFrame(next) : done();
                                        next(); })"""


@pytest.fixture
def board(lab, page):
    """A notebook with one explorer, run, its tokens counted."""
    opened(lab, page, CELL)
    page.evaluate(WATCH)
    return page


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def count(page):
    return page.evaluate("() => window.seen.length")


def test_a_step_says_a_sentence_and_its_numbers_travel_until_all_have_landed(board):
    button(board, "Step").click()
    sentence = "Step 1 of 16: 9 products and the bias add up to z⁽¹⁾[3, 1] = 1.28."
    expect(board.locator(".cnnlib-status")).to_have_text(sentence)
    board.wait_for_function("() => window.sums.at(-1) === '1.28'")
    assert count(board) == 10                            # nine products and the bias
    expect(board.locator(".cnnlib-sky")).to_have_count(0)


def test_at_the_pool_nine_numbers_go_on_and_the_others_fade(board):
    for step in range(1, 13):
        board.evaluate("() => { window.seen = [] }")
        button(board, "Step").click()
        expect(board.locator(".cnnlib-status")).to_contain_text(f"Step {step} of 16")
    expect(board.locator(".cnnlib-status")).to_contain_text("max pool sends −0.599")
    board.wait_for_function("() => window.seen.length === 36")
    assert sorted(board.evaluate("() => window.seen")) == ["0"] * 27 + ["1"] * 9


def test_show_me_lets_what_makes_the_selected_cell_travel(board):
    press(board, "dL_dw1", 8)
    said(board, "dL_dw1, row 2, column 2")
    button(board, "Show me").click()
    board.wait_for_function("() => window.seen.length === 36")
    board.wait_for_function("() => window.sums.at(-1) === '−0.902'")


def test_a_hand_on_the_picture_or_on_a_slider_ends_the_journey(board):
    slider = board.locator(".cnnlib-first .noUi-handle").first
    for touch in (lambda: press(board, "z1", 0), lambda: slider.press("ArrowRight")):
        button(board, "Show me").click()
        board.wait_for_selector(".cnnlib-token", state="attached")
        board.evaluate(SLOWED)
        touch()
        expect(board.locator(".cnnlib-sky")).to_have_count(0)


def test_with_reduced_motion_and_switched_off_nothing_travels_and_the_sentence_is_said(board):
    board.emulate_media(reduced_motion="reduce")
    button(board, "Step").click()
    expect(board.locator(".cnnlib-status")).to_contain_text("Step 1 of 16")
    board.emulate_media(reduced_motion="no-preference")
    more(board)
    board.locator(".cnnlib-extra select").select_option("Off")
    button(board, "Step").click()
    expect(board.locator(".cnnlib-status")).to_contain_text("Step 2 of 16: ReLU")
    assert count(board) == 0
    board.locator(".cnnlib-extra select").select_option("Fast")
    button(board, "Step").click()
    board.wait_for_function("() => window.seen.length === 36")


@pytest.mark.parametrize("how", ["reduced", "off"])
def test_show_me_where_nothing_moves_says_so(board, how):
    if how == "reduced":
        board.emulate_media(reduced_motion="reduce")
    else:
        more(board)
        board.locator("label", has_text="Motion").locator("select").select_option("Off")
    press(board, "z1", 7)
    button(board, "Show me").click()
    expect(board.locator(".cnnlib-status")).to_contain_text("Nothing moves here")
    press(board, "z1", 8)                                # the sentence makes room for the next
    expect(board.locator(".cnnlib-status")).not_to_contain_text("Nothing moves here")
    assert count(board) == 0


def test_what_the_browser_has_said_does_not_hide_the_same_refusal_of_the_kernel(board):
    press(board, "x", 9)
    field, status = board.locator(".cnnlib-value"), board.locator(".cnnlib-status")

    def type_half():
        field.fill("half")
        field.press("Enter")
        expect(status).to_contain_text("“half” is not a number")

    type_half()
    board.emulate_media(reduced_motion="reduce")
    button(board, "Show me").click()
    expect(status).to_contain_text("Nothing moves here")
    type_half()


def test_without_a_kernel_nothing_plays_on(board):
    more(board)
    board.locator(".widget-play button").first.click()
    step = "() => Number(document.querySelector('.cnnlib-folds .noUi-handle').getAttribute('aria-valuenow'))"
    board.wait_for_function(f"() => ({step})() >= 1 && ({step})() < 16")
    board.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    board.wait_for_selector(".cnnlib-lost")
    before = board.evaluate(step)
    board.evaluate(FRAMES, 150)                          # Play makes a step in 108
    assert board.evaluate(step) == before
    assert board.evaluate("() => document.querySelector('.cnnlib-first').inert")
