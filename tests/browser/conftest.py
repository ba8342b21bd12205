"""A real JupyterLab in Chromium; ../conftest.py skips what is here where there is none."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from board import SHOWN
from playwright.sync_api import sync_playwright

import browser

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = "Could not restore the debugger state"     # JupyterLab's, of a kernel that was shut down
OURS = [*browser.PROMPT, *browser.SAVING, *browser.SHRINKING]
SCREENSHOTS = ROOT / "build" / "screenshots"   # git-ignored; look at them


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", params=[True, False], ids=["subshells-on", "subshells-off"])
def lab(request, tmp_path_factory):
    """A JupyterLab on a copy of the lessons:
    as `make lab` starts it, and without subshells and what is ours."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    options = OURS if request.param else ()
    with browser.Server(folder, subshells=request.param, options=options) as server:
        yield server


@contextmanager
def listened_to(chromium):
    """A page, and the list to which each error in its console is added."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1400})
    page, errors = context.new_page(), []
    page.on("console", lambda message: errors.append(message.text)
            if message.type == "error" and NOT_OURS not in message.text else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(browser.PATIENCE)
    yield page, errors
    context.close()


@pytest.fixture
def page(chromium):
    """A fresh page that fails the test on an error in the console."""
    with listened_to(chromium) as (page, errors):
        yield page
    assert not errors, f"the console shows {errors}"


@pytest.fixture(scope="module", params=SHOWN)
def shared(request, lab, chromium):
    """One page for all tests of an explorer in a file: to open JupyterLab takes longer than most of them."""
    name = request.param
    with listened_to(chromium) as (page, errors):
        lab.write(f"{name}.ipynb", f"from cnnlib.widgets import {name}\nexplorer = {name}()\nexplorer",
                  "print(explorer.errors, explorer.stage.said)")
        lab.open(page, f"{name}.ipynb")
        page.explorer = name
        yield page, errors


@pytest.fixture
def explorer(shared):
    """The page of one explorer, which knows its name; board.anew runs it. An error in the console fails the test."""
    page, errors = shared
    yield page
    found = [*errors]
    errors.clear()
    assert not found, f"the console shows {found}"


@pytest.fixture
def screenshot(request):
    """Store a screenshot of what is on the page, named after the test."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(page, name):
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
    return take
