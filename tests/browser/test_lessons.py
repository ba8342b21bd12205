"""Every lesson in a real JupyterLab: first as it opens, neither trusted nor run, then run to its end."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

import browser

pytestmark = [pytest.mark.browser,
              pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
LESSONS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("[0-9]*.ipynb"))
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code')
    .flatMap((cell) => cell.outputArea.model.toJSON())"""

TO_THE_EXPLORER = """async () => { const { content } = window.jupyterapp.shell.currentWidget;
    const at = content.widgets.findIndex((cell) => cell.model.sharedModel.source.includes('cnnlib.widgets'));
    await content.scrollToItem(at, 'start'); }"""


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem[:2])
def lesson(request, lab, page):
    """A copy of a lesson, open, as in a fresh clone."""
    lab.open(page, f"notebooks/{request.param.name}")
    page.number = request.param.stem[:2]
    return page


def outputs(page, mime):
    return [out for out in page.evaluate(OUTPUTS) if mime in out.get("data", {})]


def test_a_fresh_clone_shows_every_picture_before_anything_runs(lesson):
    pictures = outputs(lesson, "image/svg+xml")
    assert pictures and all("image/png" in one["data"] for one in pictures)
    expect(lesson.locator(".jp-OutputArea img").first).to_be_visible()
    expect(lesson.get_by_text("model not found")).to_have_count(0)


def test_it_runs_top_to_bottom(lesson, screenshot):
    lesson.evaluate("""async () => { const { commands, shell } = window.jupyterapp;
        shell.currentWidget.content.widgets.forEach((cell) => cell.outputArea?.model.clear());
        await commands.execute('notebook:run-all-cells'); }""")
    lesson.wait_for_selector(".cnnlib-canvas svg", state="attached")
    kinds = {out["output_type"] for out in lesson.evaluate(OUTPUTS)}
    names = {out.get("name") for out in lesson.evaluate(OUTPUTS)}
    assert "error" not in kinds and "stderr" not in names
    for theme in ("Light", "Dark"):
        browser.show_theme(lesson, theme)
        expect(lesson.locator("#jupyterlab-splash")).to_have_count(0)
        lesson.evaluate(TO_THE_EXPLORER)
        expect(lesson.locator(".cnnlib-canvas svg").first).to_be_visible()
        screenshot(lesson, f"lesson_{lesson.number}_{theme.lower()}")
