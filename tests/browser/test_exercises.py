"""Exercises in a real JupyterLab: the verdict and its picture, numbers typed by keyboard, a loop that never ends."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
WRONG = """import numpy as np
from cnnlib import exercises

def mine(dL_dz, x, rows, columns):
    dL_dw = np.zeros((rows, columns, x.shape[3], dL_dz.shape[3]))
    for e, i, j, k in np.ndindex(dL_dz.shape):
        dL_dw[:, :, :, k] = dL_dz[e, i, j, k] * x[e, i:i + rows, j:j + columns, :]
    return dL_dw

exercises.kernel_gradient.check(mine)"""
ENDLESS = """def endless(dL_dz, x, rows, columns):
    while True:
        pass

exercises.kernel_gradient.check(endless)"""
BUTTON = """import ipywidgets as W
button, told = W.Button(description="Check"), W.Label("nothing yet")
button.on_click(lambda _: setattr(told, "value", exercises.kernel_gradient.check(endless).text))
W.VBox([button, told])"""
FORM = "exercises.turned_or_not.form()"
LINE = "exercises.one_step_on_paper.form()"


def opened(lab, page, name, *cells):
    lab.write(name, *cells)
    lab.open(page, name)
    lab.run_all(page)


def test_a_mistake_is_named_and_its_smallest_case_drawn(lab, page, screenshot):
    opened(lab, page, "exercise_named.ipynb", WRONG)
    expect(page.get_by_text("“= where += is needed”. The last one wipes out").first).to_be_visible()
    picture = page.locator(".jp-OutputArea svg[role=img]")
    expect(picture).to_have_count(1)
    expect(picture.locator("title")).to_contain_text("The smallest case in whole numbers")
    screenshot(page, "exercise_named")


def test_numbers_are_typed_by_keyboard_alone_and_stay(lab, page, screenshot):
    opened(lab, page, "exercise_typed.ipynb", "from cnnlib import exercises\n" + FORM, LINE)
    rows = page.locator(".jp-OutputArea textarea")
    rows.focus()
    page.keyboard.type("8 12 3")
    page.keyboard.press("Enter")
    page.keyboard.type("12 8 2")
    page.keyboard.press("Tab")
    expect(page.get_by_text("“= where += is needed”")).to_be_visible()
    expect(rows).to_have_value("8 12 3\n12 8 2")
    line = page.locator(".jp-OutputArea input[type=text]")
    line.focus()
    page.keyboard.type("0,85 1/16 2,303")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All 3 right.")).to_be_visible()
    screenshot(page, "exercise_typed")


def test_a_loop_that_never_ends_is_stopped_in_a_cell_and_in_a_callback_and_the_kernel_lives(lab, page):
    opened(lab, page, "exercise_endless.ipynb", WRONG, ENDLESS, BUTTON, "print('alive')")
    expect(page.get_by_text("It was stopped after 2 seconds")).to_have_count(1)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("It was stopped after 2 seconds")).to_have_count(2)
    lab.run_all(page)
    expect(page.get_by_text("alive", exact=True)).to_be_visible()
