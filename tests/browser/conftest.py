"""A real JupyterLab in Debian's Chromium; skipped, loudly, where there is no Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import warnings
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
TOKEN = "a-token-for-tests"
PATIENCE = 60_000   # milliseconds until a wait counts as failed; nothing ever sleeps


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    warnings.warn("NO CHROMIUM: every browser test is skipped. Install it: apt install chromium", stacklevel=1)
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt install chromium"))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["subshells on", "subshells off"])
def lab(request, tmp_path_factory):
    """A JupyterLab server with an empty folder; once with Lab's default for subshells, once without."""
    folder = tmp_path_factory.mktemp("lab")
    settings = folder / "settings"
    settings.mkdir()
    if request.param == "subshells off":
        shutil.copy(ROOT / "binder" / "overrides.json", settings / "overrides.json")
    with serve(folder, settings) as url:
        yield Lab(url, folder)


class serve:
    """Run the server until the with block ends."""

    def __init__(self, folder, settings):
        self.folder, self.settings, self.port = folder, settings, free_port()

    def __enter__(self):
        options = [f"--ServerApp.root_dir={self.folder}", f"--port={self.port}", "--no-browser", "--ip=127.0.0.1",
                   f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True",
                   f"--LabApp.app_settings_dir={self.settings}", "--LabApp.news_url=None"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--allow-root")
        environment = os.environ | {"JUPYTER_CONFIG_DIR": str(self.settings / "config"),
                                    "JUPYTERLAB_WORKSPACES_DIR": str(self.settings / "workspaces"),
                                    "JUPYTERLAB_SETTINGS_DIR": str(self.settings / "user")}
        log = (self.settings / "server.log").open("w")
        self.process = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env=environment,
                                        stdout=log, stderr=subprocess.STDOUT)
        url = f"http://127.0.0.1:{self.port}"
        wait_for(f"{url}/api/status?token={TOKEN}", self.process)
        return url

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    """Ask until the server answers or ends; each refused connection returns at once."""
    while process.poll() is None:
        try:
            return json.load(urllib.request.urlopen(url, timeout=5))
        except urllib.error.URLError:
            os.sched_yield()
    raise RuntimeError(f"JupyterLab ended with code {process.returncode} before it answered")


class Lab:
    """Open notebooks made of a few cells and run them."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder

    def write(self, name, *cells):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.folder / name)

    def open(self, page, name):
        """Open a notebook and wait for its kernel."""
        page.goto(f"{self.url}/lab/tree/{name}?token={TOKEN}&reset")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel"
                               "?.status === 'idle'", timeout=PATIENCE)

    def run_all(self, page):
        """Run all cells and wait until the kernel has answered."""
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


@pytest.fixture
def page(chromium):
    """A fresh page of 1400 × 1400 pixels that fails the test on a console error."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1400})
    page, errors = context.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()
    assert not errors, f"the console shows {errors}"
