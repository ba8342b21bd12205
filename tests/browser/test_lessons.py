"""Every lesson in a real JupyterLab: first as it opens, not trusted and not run, then run top to bottom in both themes."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
LESSONS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code')
    .flatMap((cell) => cell.outputArea.model.toJSON())"""


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem[:2])
def lesson(request, lab, page):
    """A copy of a lesson, open, as in a fresh clone."""
    lab.open(page, f"notebooks/{request.param.name}")
    page.number = request.param.stem[:2]
    return page


def outputs(page, mime):
    return [out for out in page.evaluate(OUTPUTS) if mime in out.get("data", {})]


def test_a_fresh_clone_shows_every_picture_before_anything_runs(lesson):
    pictures = len(outputs(lesson, "image/svg+xml"))
    assert pictures and len(outputs(lesson, "image/png")) == pictures
    expect(lesson.locator(".jp-OutputArea img").first).to_be_visible()
    expect(lesson.get_by_text("model not found")).to_have_count(0)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_it_runs_top_to_bottom(lesson, lab, screenshot, theme):
    lesson.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
                    f"JupyterLab {theme}")
    lesson.evaluate("""async () => { const { commands, shell } = window.jupyterapp;
        shell.currentWidget.content.widgets.forEach((cell) => cell.outputArea?.model.clear());
        await commands.execute('notebook:run-all-cells'); }""")
    lesson.wait_for_selector(".cnnlib-canvas svg", state="attached")
    kinds = {out["output_type"] for out in lesson.evaluate(OUTPUTS)}
    names = {out.get("name") for out in lesson.evaluate(OUTPUTS)}
    assert "error" not in kinds and "stderr" not in names
    lesson.locator(".cnnlib-canvas svg").first.scroll_into_view_if_needed()
    expect(lesson.locator("#jupyterlab-splash")).to_have_count(0)
    screenshot(lesson, f"lesson_{lesson.number}_{theme.lower()}")
