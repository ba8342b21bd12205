"""NetworkExplorer in a real JupyterLab: what people do with it, and the numbers it then shows."""

import re

import pytest
from board import middle, numbers, press, said
from playwright.sync_api import expect

import browser
from cnnlib import draw, examples

pytestmark = pytest.mark.browser
CELL = "from cnnlib.widgets import NetworkExplorer\nexplorer = NetworkExplorer()\nexplorer"


@pytest.fixture
def board(lab, page):
    """A notebook with one explorer, run."""
    lab.write("explorer.ipynb", CELL, "import json")
    lab.open(page, "explorer.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cnnlib-canvas svg")
    return page


def drawn(run, name):
    """The texts the same matrix gets in a fresh drawing."""
    group = re.search(rf"<g data-name='{name}'.*?(?=<g data-name|<g font-size='13')",
                      draw.board(run).svg, re.S)[0]
    return re.findall(r"<text[^>]*?(?:/>|>([^<]*)</text>)", group)


def test_the_board_shows_the_numbers_of_the_running_example(board):
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    for name in ("x", "w1", "z1", "a1", "a2", "w3", "a3", "dL_dx", "dL_dw1", "dL_da1", "dL_dw3"):
        assert numbers(board, name) == drawn(run, name)


def test_arrow_keys_select_and_typing_changes_a_pixel_from_the_keyboard_alone(board):
    press(board, "x", 0)
    said(board, "x, row 0, column 0")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        board.keyboard.press(key)
    said(board, "x, row 2, column 1")
    board.keyboard.type("0.75")
    board.keyboard.press("Enter")
    said(board, "x, row 2, column 1: 0.75")
    net, params, x, y = examples.eight_by_eight()
    x = x.copy()
    x[0, 2, 1, 0] = 0.75
    assert numbers(board, "dL_dw1") == drawn(net.run(params, x, y), "dL_dw1")


def test_what_cannot_be_read_as_a_number_stays_in_the_field_with_a_sentence_below(board):
    press(board, "w1", 4)
    said(board, "w1, row 1, column 1")
    board.keyboard.press("Enter")
    board.locator(".cnnlib-field").fill("half")
    board.keyboard.press("Enter")
    expect(board.locator(".cnnlib-status")).to_contain_text("“half” is not a number")
    expect(board.locator(".cnnlib-field")).to_have_value("half")


def test_a_mouse_drag_paints_pixels_and_undo_takes_them_back(board):
    before = numbers(board, "x")
    squares = board.locator('.cnnlib-canvas g[data-name="x"] > g:first-child > path')
    boxes = [squares.nth(k).bounding_box() for k in (56, 57, 49)]
    for k, box in enumerate(boxes):
        board.mouse.move(box["x"] + 9, box["y"] + 9)
        if k == 0:
            board.mouse.down()
    board.mouse.up()
    said(board, "x, row 6, column 1: 1")
    assert [numbers(board, "x")[k] for k in (56, 57, 49)] == ["1.0", "1.0", "1.0"]
    board.locator(".cnnlib-host").focus()
    board.keyboard.press("Control+z")     # the whole stroke
    expect(board.locator('.cnnlib-canvas g[data-name="x"] > g:nth-child(3) > text').nth(49)).to_have_text(before[49])


def test_scribbling_inside_a_pixel_paints_it_and_no_other(board):
    x, y = middle(board, "x", 42)
    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(x + 5, y + 3)
    board.mouse.up()
    said(board, "x, row 5, column 2: 1")
    net, params, image, label = examples.eight_by_eight()
    image = image.copy()
    image[0, 5, 2, 0] = 1
    assert numbers(board, "dL_dx") == drawn(net.run(params, image, label), "dL_dx")


def test_keys_typed_at_once_reach_the_cell_that_is_selected_when_they_are_done(board):
    press(board, "w1", 0)
    board.keyboard.press("ArrowRight")
    board.keyboard.press("ArrowRight")
    board.keyboard.type("1.5")
    board.keyboard.press("Enter")
    said(board, "w1, row 0, column 2: 1.5")
    assert numbers(board, "w1")[:3] == ["\N{MINUS SIGN}0.8", "0.4", "1.5"]


def test_a_slider_drag_by_mouse_and_by_keyboard_ends_at_its_last_value(board):
    press(board, "w1", 0)
    said(board, "w1, row 0, column 0")
    slider = board.locator(".widget-hslider", has_text="Selected value")
    expect(board.get_by_label("Value", exact=True)).to_have_value("-0.8")
    handle = slider.locator(".noUi-handle")
    box = handle.bounding_box()
    board.mouse.move(box["x"] + 5, box["y"] + 5)
    board.mouse.down()
    for step in range(1, 21):
        board.mouse.move(box["x"] + 5 + 2 * step, box["y"] + 5)
    board.mouse.up()
    handle.press("ArrowRight")
    value = float(handle.get_attribute("aria-valuetext").replace("\u2212", "-"))
    said(board, f"w1, row 0, column 0: {value:g}")
    net, params, x, y = examples.eight_by_eight()
    params["w1"] = params["w1"].copy()
    params["w1"][0, 0, 0, 0] = value
    assert numbers(board, "z1") == drawn(net.run(params, x, y), "z1")


def test_each_drag_of_a_slider_is_one_step_of_undo(board):
    press(board, "w1", 0)
    handle = board.locator(".widget-hslider", has_text="Selected value").locator(".noUi-handle")
    stands = []
    for _ in range(2):
        box = handle.bounding_box()
        board.mouse.move(box["x"] + 5, box["y"] + 5)
        board.mouse.down()
        for step in range(1, 11):
            board.mouse.move(box["x"] + 5 + 3 * step, box["y"] + 5)
        board.mouse.up()
        stands.append(float(handle.get_attribute("aria-valuetext").replace("\u2212", "-")))
        said(board, f"w1, row 0, column 0: {stands[-1]:g}")
    assert stands[0] != stands[1]
    for before in (stands[0], -0.8):
        board.get_by_role("button", name="Undo").click()
        said(board, f"w1, row 0, column 0: {before:g}")


def test_gradients_are_blank_until_backward_runs_and_the_transport_walks_both_passes(board):
    board.get_by_role("button", name="Reset").click()
    scrubber = board.locator(".widget-hslider", has_text="Shown up to").locator(".noUi-handle")
    scrubber.press("Home")
    expect(board.locator('g[data-name="z1"] > g:nth-child(3) > text').first).to_have_text("")
    board.get_by_role("button", name="Finish pass").click()
    expect(board.locator('g[data-name="L"] > g:nth-child(3) > text').first).not_to_have_text("")
    assert set(numbers(board, "dL_dx")) == {""}
    board.get_by_role("button", name="Step").click()
    expect(board.locator('g[data-name="dL_da3"] > g:nth-child(3) > text').first).not_to_have_text("")
    assert set(numbers(board, "dL_dx")) == {""}
    board.get_by_role("button", name="Finish pass").click()
    expect(board.locator('g[data-name="dL_dx"] > g:nth-child(3) > text').first).not_to_have_text("")
    board.get_by_role("button", name="Back").click()
    expect(board.locator('g[data-name="dL_dx"] > g:nth-child(3) > text').first).to_have_text("")


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
    slider = page.locator(".widget-hslider", has_text="Selected value")
    expect(page.get_by_label("Value", exact=True)).to_have_value("-0.8")
    handle = slider.locator(".noUi-handle")
    for _ in range(30):
        handle.press("ArrowRight")
    said(page, "w1, row 0, column 0: 1.0625")     # 30 sixteenths above -0.8125, the step nearest to -0.8
    page.wait_for_function(browser.IDLE)
    assert numbers(page, "w1")[0] == "1.1"


def test_a_reload_shows_the_state_as_it_stood(board):
    press(board, "x", 9)
    said(board, "x, row 1, column 1")
    board.keyboard.type("0.5")
    board.keyboard.press("Enter")
    said(board, "x, row 1, column 1: 0.5")
    before = numbers(board, "dL_dw1")
    board.evaluate("""() => { const notebook = window.jupyterapp.shell.currentWidget.content;
        const cell = notebook.widgets.find((c) => c.model.sharedModel.source.includes('NetworkExplorer'));
        const model = cell.outputArea.model, outputs = model.toJSON(); model.clear(); model.fromJSON(outputs); }""")
    board.wait_for_selector(".cnnlib-canvas svg")
    expect(board.locator('g[data-name="x"] > g:nth-child(3) > text').nth(9)).to_have_text(".50")
    assert numbers(board, "dL_dw1") == before
