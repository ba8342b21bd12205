"""Predict, click, Check in a real JupyterLab: with the pointer, with the keys, with what is marked to be seen."""

import pytest
from board import middle, opened, press
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
CELL = "from cnnlib.widgets import NetworkExplorer\nNetworkExplorer()"
MARKS = '.cnnlib-canvas g[data-name="a1"] > g:last-child > path'


@pytest.fixture
def board(lab, page):
    """A notebook with one explorer, run, that has been asked to ask."""
    opened(lab, page, CELL)
    page.get_by_role("button", name="Predict", exact=True).click()
    expect(page.locator(".cnnlib-status")).to_contain_text("Which cells of a⁽¹⁾ will be 0?")
    return page


def test_clicks_are_marked_counted_and_judged(board):
    for cell in (5, 11, 0):
        press(board, "a1", cell)
    expect(board.locator(".cnnlib-status")).to_contain_text("3 clicked; then Check.")
    expect(board.locator(MARKS).first).to_be_visible()
    board.get_by_role("button", name="Check", exact=True).click()
    expect(board.locator(".cnnlib-status")).to_contain_text("of 10 found ✓")
    expect(board.get_by_role("button", name="Predict", exact=True)).to_be_visible()


def test_the_space_bar_answers_with_the_selected_cell(board):
    press(board, "a1", 0)
    expect(board.locator(".cnnlib-live")).to_contain_text("a1, row 0, column 0: not computed yet, clicked")
    board.keyboard.press("ArrowRight")
    expect(board.locator(".cnnlib-live")).to_contain_text("a1, row 0, column 1: not computed yet")
    board.keyboard.press(" ")
    expect(board.locator(".cnnlib-live")).to_contain_text("a1, row 0, column 1: not computed yet, clicked")
    expect(board.locator(".cnnlib-status")).to_contain_text("2 clicked")


def test_a_drag_marks_all_cells_on_its_way(board):
    start, end = middle(board, "a1", 6), middle(board, "a1", 11)
    board.mouse.move(*start)
    board.mouse.down()
    board.mouse.move(*end, steps=12)
    board.mouse.up()
    expect(board.locator(".cnnlib-status")).to_contain_text("6 clicked")


def test_a_step_runs_the_step_that_was_asked_about(board):
    board.get_by_role("button", name="Step", exact=True).click()
    expect(board.locator(".cnnlib-status")).to_contain_text("0 of 10 found ✓, 10 missed ◌")
