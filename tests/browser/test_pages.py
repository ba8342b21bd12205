"""A lesson on paper, and a notebook exported as HTML and read without a network."""

from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import expect

import notebooks
import pages
from cnnlib.widgets.stage import twin

pytestmark = pytest.mark.browser
LESSON = next((Path(__file__).resolve().parents[2] / "notebooks").glob("01_*.ipynb"))
A4 = 698   # CSS pixels between margins of half an inch


def test_no_picture_and_no_line_of_code_of_a_printed_lesson_is_cut_off(chromium, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(pages.page(LESSON), encoding="utf-8")
    sheet = chromium.new_page(viewport={"width": A4, "height": 1000})
    sheet.route("http*://**", lambda route: route.abort())      # MathJax: the formulas stay as they are typed
    sheet.goto(file.as_uri())
    sheet.emulate_media(media="print")
    widths = sheet.evaluate("() => [...document.images].map((picture) => picture.naturalWidth)")
    assert max(widths) > A4
    reach = "(all) => all.map((one) => Math.max(one.getBoundingClientRect().right, one.offsetLeft + one.scrollWidth))"
    assert max(sheet.locator("img").evaluate_all(reach)) <= A4
    assert max(sheet.locator("pre").evaluate_all(reach)) <= A4
    sheet.close()


@pytest.mark.parametrize("name", ["PoolRouter", "Trainer"])
def test_an_explorer_exported_as_html_is_a_still_picture_without_a_network(
        chromium, tmp_path, screenshot, name):
    cell = nbformat.v4.new_code_cell(f"from cnnlib.widgets import {name}\n{name}()")
    run = nbformat.v4.new_notebook(cells=[cell])
    notebooks.execute(run, tmp_path)
    file = tmp_path / "page.html"
    # as `jupyter nbconvert --execute`
    file.write_text(HTMLExporter().from_notebook_node(run)[0], encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator(".jp-OutputArea img")).to_have_count(1)
    expect(page.locator(".jp-OutputArea img")).to_be_in_viewport(ratio=0.9)
    assert page.locator("img").evaluate("picture => picture.complete && picture.naturalWidth > 300")
    expect(page.get_by_text(twin.HOW)).to_be_in_viewport()
    expect(page.locator(".jupyter-widgets")).to_have_count(0)
    screenshot(page, f"exported_{name}")
    context.close()
