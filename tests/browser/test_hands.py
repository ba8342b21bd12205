"""Keys, fingers, text fields in a real JupyterLab:
nothing typed is lost or lands elsewhere, Lab takes no key."""

import pytest
from board import colours, middle, more, press, said
from playwright.sync_api import expect

import browser

pytestmark = pytest.mark.browser
CELL = "from cnnlib.widgets import NetworkExplorer\nexplorer = NetworkExplorer()\nexplorer"
SLOW = """import asyncio
answer, waiting = explorer.stage._on_event, []
def slowly(event):                               # every event is answered when the next one has come, or at the end
    waiting.append(event)
    if len(waiting) > 1 or event["kind"] != "type":
        while waiting:
            answer(waiting.pop(0))
explorer.stage._on_event = slowly"""


def opened(lab, page, *cells):
    """A notebook with one explorer, run."""
    lab.write("hands.ipynb", CELL, *cells)
    lab.open(page, "hands.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    return page


@pytest.fixture
def board(lab, page):
    return opened(lab, page, "1 + 1")


@pytest.fixture
def tablet(lab, chromium):
    """A page that is touched."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(browser.PATIENCE)
    yield opened(lab, page, "1 + 1")
    context.close()


def swipe(page, start, end, steps=8):
    """Move one finger from a point to another."""
    wire = page.context.new_cdp_session(page)
    points = [[a + (b - a) * k / steps for a, b in zip(start, end, strict=True)] for k in range(steps + 1)]
    kinds = ["touchStart"] + ["touchMove"] * steps
    for kind, (x, y) in zip(kinds, points, strict=True):
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_value_field_keeps_what_is_refused_takes_what_is_right_and_locks_what_is_computed(board):
    press(board, "w1", 0)
    value = board.get_by_label("Value", exact=True)
    expect(value).to_have_value("−0.8")
    value.fill("half")
    value.press("Enter")
    expect(board.locator(".cnnlib-status")).to_contain_text("half")
    expect(value).to_have_value("half")
    value.press("Escape")
    expect(value).to_have_value("−0.8")
    value.fill("0,25")
    value.press("Enter")
    said(board, "w1, row 0, column 0: 0.25")
    expect(value).to_have_value("0.25")
    value.fill("-0.000123456")                  # the longest that is printed there
    value.press("Enter")
    expect(value).to_have_value("−0.000123456")
    assert value.evaluate("field => field.scrollWidth <= field.clientWidth")
    press(board, "z1", 3)
    said(board, "z1, row 0, column 3")
    expect(value).not_to_be_editable()
    count = board.locator(".jp-Cell").count()
    value.click()
    board.keyboard.press("d")
    board.keyboard.press("d")                    # in the notebook they would delete the cell
    expect(board.locator(".cnnlib-status")).to_contain_text("z⁽¹⁾ is computed; numbers can be typed into")
    expect(value).not_to_have_value("d")
    assert board.locator(".jp-Cell").count() == count


@pytest.mark.parametrize("there", ["w1", "z1"])
def test_a_number_left_in_the_value_field_reaches_its_own_cell_before_another_is_selected(board, there):
    press(board, "w1", 1)
    value = board.get_by_label("Value", exact=True)
    expect(value).to_have_value("0.4")
    value.fill("0.9")
    press(board, there, 8)
    said(board, f"{there}, row {2 if there == 'w1' else 1}, column 2")
    press(board, "w1", 1)
    said(board, "w1, row 0, column 1: 0.9")
    press(board, "w1", 8)
    said(board, "w1, row 2, column 2: 0.2")


@pytest.mark.parametrize("how", ["press", "Tab"])
def test_a_number_left_in_the_field_of_a_cell_is_taken(board, how):
    press(board, "w1", 1)
    said(board, "w1, row 0, column 1")
    board.keyboard.press("Enter")
    board.locator(".cnnlib-field").fill("0.9")
    if how == "press":
        press(board, "w1", 8)
        said(board, "w1, row 2, column 2: 0.2")
    else:
        board.keyboard.press("Tab")
        said(board, "w1, row 0, column 1: 0.9")
    expect(board.locator(".cnnlib-field")).to_be_hidden()
    press(board, "w1", 1)
    said(board, "w1, row 0, column 1: 0.9")


def test_a_press_elsewhere_waits_while_what_was_typed_is_refused(board):
    press(board, "w1", 1)
    said(board, "w1, row 0, column 1")
    board.keyboard.press("Enter")
    board.locator(".cnnlib-field").fill("half")
    press(board, "w1", 8)
    expect(board.locator(".cnnlib-status")).to_contain_text("“half” is not a number")
    expect(board.locator(".cnnlib-field")).to_have_value("half")
    said(board, "w1, row 0, column 1: 0.4")
    press(board, "w1", 8)                          # whoever insists may go
    said(board, "w1, row 2, column 2: 0.2")


def test_keys_after_enter_belong_to_the_picture_however_slow_the_kernel_is(lab, page):
    opened(lab, page, SLOW)
    press(page, "w1", 0)
    said(page, "w1, row 0, column 0")
    page.keyboard.type("0.5")
    expect(page.locator(".cnnlib-field")).to_have_value("0.5")
    page.keyboard.press("Enter")                   # answered only when the arrow key has come
    page.keyboard.press("ArrowRight")
    page.keyboard.type("0.25")
    expect(page.locator(".cnnlib-field")).to_have_value("0.25")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    said(page, "w1, row 0, column 2")
    for k, text in enumerate(("0.5", "0.25")):
        press(page, "w1", k)
        said(page, f"w1, row 0, column {k}: {text}")


def test_lists_buttons_and_sliders_keep_their_keys_to_themselves(board):
    cells = board.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    press(board, "z1", 8)
    more(board)
    matrix = board.get_by_label("Matrix", exact=True)
    matrix.focus()
    board.keyboard.press("ArrowDown")
    said(board, "a1, row 1, column 2")
    expect(matrix).to_be_focused()
    for control in (matrix, board.get_by_role("button", name="Reset", exact=True),
                    board.locator(".noUi-handle").last):
        control.focus()
        for key in ("x", "d", "d", "m"):
            board.keyboard.press(key)
    assert cells.count() == before
    assert board.locator(".jp-MarkdownCell").count() == 0


def test_undo_by_keyboard_works_from_every_control(board):
    press(board, "w1", 0)
    board.keyboard.type("1")
    board.keyboard.press("Enter")
    said(board, "w1, row 0, column 0: 1")
    more(board)
    board.get_by_role("button", name="Reset", exact=True).focus()
    board.keyboard.press("Control+z")
    said(board, "w1, row 0, column 0: −0.8")


def test_a_finger_that_scrolls_paints_nothing_and_after_a_tap_it_paints(tablet):
    tablet.locator(".cnnlib-canvas").scroll_into_view_if_needed()
    before = colours(tablet, "x")
    x, y = middle(tablet, "x", 18)
    swipe(tablet, (x, y), (x, y - 120))
    tablet.locator(".cnnlib-canvas").scroll_into_view_if_needed()
    tablet.touchscreen.tap(*middle(tablet, "w1", 0))
    said(tablet, "w1, row 0, column 0")
    expect(tablet.locator(".cnnlib-host")).to_be_focused()
    assert colours(tablet, "x") == before
    swipe(tablet, middle(tablet, "x", 0), middle(tablet, "x", 2))
    said(tablet, "x, row 0, column 2: 1")
    assert len({*colours(tablet, "x")[:3]}) == 1 and colours(tablet, "x")[:3] != before[:3]

