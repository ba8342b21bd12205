"""A lesson on paper."""

from pathlib import Path

import pytest

import pages

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
