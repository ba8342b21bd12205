"""Saving in a JupyterLab as `make lab` starts it: the open page stays live, the file is for the next reader."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cnnlib.saving import HOW

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
LESSONS = Path(__file__).resolve().parents[2] / "notebooks"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
STOP = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
CHANGED = "() => window.jupyterapp.shell.currentWidget.content.model.getMetadata('language_info')?.version"
TO_THE_EXPLORER = """async () => { const { content } = window.jupyterapp.shell.currentWidget;
    const at = content.widgets.findIndex((cell) => cell.model.sharedModel.source.includes('cnnlib.widgets'));
    await content.scrollToItem(at, 'start'); }"""


@pytest.fixture
def lesson(request, lab, page):
    """A copy of a lesson, open; its folder is this test's own, for other tests read the lab's lessons."""
    folder = lab.folder / request.node.name
    folder.mkdir()
    path = Path(shutil.copy2(next(LESSONS.glob(f"{request.param}_*.ipynb")), folder))
    lab.open(page, path.relative_to(lab.folder).as_posix())
    return path


def answers(page, key):
    """Move the bias by a key and see its cell follow."""
    bias = page.locator('.cnnlib-canvas g[data-name="b1"] text').first
    before = bias.text_content()
    page.locator(".cnnlib-explorer .widget-hslider", has_text="Bias b⁽¹⁾").locator(".noUi-handle").press(key)
    expect(bias).not_to_have_text(before)


def save(page, path):
    """Save, which puts a new file in place of the old one."""
    before = path.stat().st_mtime_ns
    page.evaluate(SAVE)
    assert path.stat().st_mtime_ns > before
    expect(page.locator(".jp-Dialog")).to_have_count(0)


@pytest.mark.parametrize("lesson", ["07"], indirect=True)
def test_an_explorer_stays_live_over_two_saves_and_is_a_still_picture_the_next_day(lesson, lab, page, screenshot):
    stored = lesson.read_bytes()
    lab.run_all(page)
    page.evaluate(TO_THE_EXPLORER)
    for key in ("ArrowLeft", "ArrowRight"):
        answers(page, key)
        save(page, lesson)
    answers(page, "ArrowLeft")
    page.evaluate(STOP)
    lab.open(page, lesson.relative_to(lab.folder).as_posix())
    page.evaluate(TO_THE_EXPLORER)
    cell = page.locator(".jp-CodeCell", has_text="cnnlib.widgets")
    expect(cell.locator(".jp-OutputArea-output").locator("img, svg").first).to_be_visible()
    expect(cell.get_by_text(HOW)).to_be_visible()
    expect(page.get_by_text("model not found")).to_have_count(0)
    screenshot(page, "saved_and_reopened")
    assert lesson.read_bytes() == stored        # what was dragged is gone, as it was said: "As it opens"


@pytest.mark.parametrize("lesson", ["02"], indirect=True)
def test_a_lesson_that_was_merely_opened_is_saved_byte_for_byte_as_it_was(lesson, page):
    stored = lesson.read_bytes()
    page.wait_for_function(CHANGED)
    save(page, lesson)
    assert lesson.read_bytes() == stored
