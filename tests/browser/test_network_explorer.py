"""NetworkExplorer in a real JupyterLab: what people do with it, and the numbers it then shows."""

import pytest
from board import colours, middle, more, press, said, same
from playwright.sync_api import expect

import browser
from cnnlib.widgets import NetworkExplorer

pytestmark = pytest.mark.browser
MINUS = "\N{MINUS SIGN}"
BLANK = """white.every((name) => [...document.querySelector(`.cnnlib-canvas g[data-name="${name}"] > g`).children]
    .every((square) => !square.hasAttribute("fill")))"""
CELL = "from cnnlib.widgets import NetworkExplorer\nexplorer = NetworkExplorer()\nexplorer"


@pytest.fixture
def board(lab, page):
    """A notebook with one explorer, run."""
    lab.write("explorer.ipynb", CELL, "import json")
    lab.open(page, "explorer.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    return page


def here(*typed):
    """An explorer in this process, into which numbers were typed: (matrix, row, column, text)."""
    explorer = NetworkExplorer()
    for matrix, row, column, text in typed:
        explorer.become(explorer.typed(explorer.state, matrix, row, column, text))
    return explorer


def test_the_board_shows_the_numbers_of_the_running_example(board):
    same(board, here(), "x", "w1", "z1", "a1", "a2", "w3", "dL_dx", "dL_dw1", "dL_da1", "dL_dw3")


def test_arrow_keys_select_and_typing_changes_a_pixel_from_the_keyboard_alone(board):
    press(board, "x", 0)
    said(board, "x, row 0, column 0")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        board.keyboard.press(key)
    said(board, "x, row 2, column 1")
    board.keyboard.type("0.75")
    board.keyboard.press("Enter")
    said(board, "x, row 2, column 1: 0.75")
    same(board, here(("x", 2, 1, "0.75")), "x", "z1", "dL_dw1")


def test_what_cannot_be_read_as_a_number_stays_in_the_field_with_a_sentence_below(board):
    press(board, "w1", 4)
    said(board, "w1, row 1, column 1")
    board.keyboard.press("Enter")
    board.locator(".cnnlib-field").fill("half")
    board.keyboard.press("Enter")
    expect(board.locator(".cnnlib-status")).to_contain_text("“half” is not a number")
    expect(board.locator(".cnnlib-field")).to_have_value("half")


def test_a_mouse_drag_paints_pixels_and_undo_takes_them_back(board):
    before = colours(board, "x")
    squares = board.locator('.cnnlib-canvas g[data-name="x"] > g:first-child > path')
    boxes = [squares.nth(k).bounding_box() for k in (56, 57, 49)]
    for k, box in enumerate(boxes):
        board.mouse.move(box["x"] + 5, box["y"] + 5)
        if k == 0:
            board.mouse.down()
    board.mouse.up()
    said(board, "x, row 6, column 1: 1")
    full = {colours(board, "x")[k] for k in (56, 57, 49)}
    assert len(full) == 1 and full.isdisjoint({before[k] for k in (56, 57, 49)})
    board.locator(".cnnlib-host").focus()
    board.keyboard.press("Control+z")     # the whole stroke
    same(board, here(), "x")


def test_scribbling_inside_a_pixel_paints_it_and_no_other(board):
    x, y = middle(board, "x", 42)
    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(x - 4, y - 4)
    board.mouse.move(x + 3, y + 2)
    board.mouse.up()
    said(board, "x, row 5, column 2: 1")
    same(board, here(("x", 5, 2, "1")), "x", "dL_dx")


def test_keys_typed_at_once_reach_the_cell_that_is_selected_when_they_are_done(board):
    press(board, "w1", 0)
    board.keyboard.press("ArrowRight")
    board.keyboard.press("ArrowRight")
    board.keyboard.type("1.5")
    board.keyboard.press("Enter")
    said(board, "w1, row 0, column 2: 1.5")
    same(board, here(("w1", 0, 2, "1.5")), "w1", "z1")


def slider(page):
    """The main slider."""
    return page.locator(".cnnlib-first .widget-hslider").first.locator(".noUi-handle")


def reopen(page):
    """Take the explorer's output away and put it back: a view that opens later."""
    page.evaluate("""() => { const notebook = window.jupyterapp.shell.currentWidget.content;
        const cell = notebook.widgets.find((c) => c.model.sharedModel.source.includes('NetworkExplorer'));
        const model = cell.outputArea.model, outputs = model.toJSON(); model.clear(); model.fromJSON(outputs); }""")
    page.wait_for_selector(".cnnlib-canvas svg")


def test_the_slider_says_which_number_it_holds_and_where_that_stands_in_a_later_view_too(board):
    label = board.locator(".cnnlib-first .widget-hslider label").first
    expect(label).to_have_text("w⁽¹⁾[0, 2] = 0.8")
    press(board, "w1", 0)
    expect(label).to_have_text(f"w⁽¹⁾[0, 0] = {MINUS}0.8")
    slider(board).press("ArrowRight")
    expect(label).to_have_text(f"w⁽¹⁾[0, 0] = {MINUS}0.75")
    expect(slider(board)).to_have_accessible_name("w⁽¹⁾[0, 0]")
    reopen(board)
    expect(label).to_have_text(f"w⁽¹⁾[0, 0] = {MINUS}0.75")


def test_a_slider_drag_by_mouse_and_by_keyboard_ends_at_its_last_value(board):
    press(board, "w1", 0)
    said(board, "w1, row 0, column 0")
    expect(board.get_by_label("Value", exact=True)).to_have_value("−0.8")
    handle = slider(board)
    box = handle.bounding_box()
    board.mouse.move(box["x"] + 5, box["y"] + 5)
    board.mouse.down()
    for step in range(1, 21):
        board.mouse.move(box["x"] + 5 + 2 * step, box["y"] + 5)
    board.mouse.up()
    handle.press("ArrowRight")
    value = handle.get_attribute("aria-valuetext").replace("\u2212", "-")
    said(board, f"w1, row 0, column 0: {float(value):g}".replace("-", MINUS))
    same(board, here(("w1", 0, 0, value)), "w1", "z1", "dL_dx")


def test_each_drag_of_a_slider_is_one_step_of_undo(board):
    press(board, "w1", 0)
    said(board, f"w1, row 0, column 0: {MINUS}0.8")
    handle, stands = slider(board), []
    for _ in range(2):
        before, box = board.locator(".cnnlib-live").text_content(), handle.bounding_box()
        board.mouse.move(box["x"] + 5, box["y"] + 5)
        board.mouse.down()
        for step in range(1, 11):
            board.mouse.move(box["x"] + 5 + 3 * step, box["y"] + 5)
        board.mouse.up()
        expect(board.locator(".cnnlib-live")).not_to_have_text(before)
        stands.append(float(handle.get_attribute("aria-valuetext").replace("\u2212", "-")))
        said(board, f"w1, row 0, column 0: {stands[-1]:g}".replace("-", MINUS))
    assert stands[0] != stands[1]
    more(board)
    for before in (stands[0], -0.8):
        board.get_by_role("button", name="Undo").click()
        said(board, f"w1, row 0, column 0: {before:g}".replace("-", MINUS))


def test_a_drag_says_before_and_after_and_keeps_the_old_numbers_beside_the_new(board):
    box = slider(board).bounding_box()
    board.mouse.move(box["x"] + 5, box["y"] + 5)
    board.mouse.down()
    board.mouse.move(box["x"] + 205, box["y"] + 5, steps=12)
    said(board, "w1, row 0, column 2: 2")
    expect(board.locator(".cnnlib-canvas")).to_contain_text("40 % → 66 %")
    expect(board.locator(".cnnlib-canvas")).to_contain_text("foretold −0.638; the loss moved by −0.498")
    old = board.locator('.cnnlib-canvas g[data-name="dL_dw1"]').last.locator("> g:nth-child(4) > text").first
    expect(old).to_have_text("−.53")
    board.mouse.up()


def test_the_first_step_shows_a_cell_being_made_and_empties_nothing(board):
    board.get_by_role("button", name="Step", exact=True).click()
    said(board, "z1, row")
    expect(board.locator(".cnnlib-status")).to_contain_text("Step 1 of 16")
    explorer = here()
    explorer.become(explorer.at_step(explorer.state, 1))
    same(board, explorer, "z1", "a2", "dL_dx", "dL_dw3")
    board.locator(".widget-play button").nth(1).click()              # stop
    said(board, "z1, row")
    same(board, explorer, "z1", "a2", "dL_dx", "dL_dw3")


def test_with_later_steps_hidden_the_transport_walks_both_passes(board):
    more(board)
    board.get_by_label("Hide what is not computed yet").check()
    board.locator(".widget-hslider", has_text="Step").locator(".noUi-handle").press("Home")
    board.wait_for_function("white => " + BLANK, arg=["z1", "L", "dL_dx"])
    board.get_by_role("button", name="Finish pass").click()
    board.wait_for_function("white => " + BLANK, arg=["dL_da3", "dL_dx"])
    board.get_by_role("button", name="Step", exact=True).click()
    said(board, "dL_da3, row 0, column 0")
    board.wait_for_function("white => " + BLANK, arg=["dL_dz3", "dL_dx"])
    board.get_by_role("button", name="Finish pass").click()
    said(board, "dL_dx")
    same(board, here(), "dL_dx", "dL_dw1")


def test_a_drag_while_another_cell_draws_ends_right_with_no_error(lab, page):
    busy = ("from cnnlib import draw, examples\nnet, params, x, y = examples.eight_by_eight()\n"
            "for k in range(300):\n    picture = draw.board(net.run(params, x, y)).svg\npicture[:4]")
    lab.write("race.ipynb", CELL, busy, "explorer.errors")
    lab.open(page, "race.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    press(page, "w1", 0)
    said(page, "w1, row 0, column 0")
    page.evaluate("""() => { const { commands, shell } = window.jupyterapp;
        shell.currentWidget.content.activeCellIndex = 1; commands.execute('notebook:run-cell'); }""")
    expect(page.get_by_label("Value", exact=True)).to_have_value("−0.8")
    handle = slider(page)
    for _ in range(30):
        handle.press("ArrowRight")
    said(page, "w1, row 0, column 0: 1.0625")     # 30 sixteenths above -0.8125, the step nearest to -0.8
    page.wait_for_function(browser.IDLE)
    same(page, here(("w1", 0, 0, "1.0625")), "w1", "z1")


def test_a_reload_shows_the_state_as_it_stood(board):
    press(board, "x", 9)
    said(board, "x, row 1, column 1")
    board.keyboard.type("0.5")
    board.keyboard.press("Enter")
    said(board, "x, row 1, column 1: 0.5")
    reopen(board)
    same(board, here(("x", 1, 1, "0.5")), "x", "dL_dw1")
