"""A real JupyterLab and a real Chromium, for the browser tests and for the latency benchmark."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
TOKEN = "a-token-for-tests"
PATIENCE = 60_000   # milliseconds until a wait counts as failed; nothing ever sleeps
PROMPT = ["--ServerApp.kernel_websocket_connection_class=cnnlib.server.PromptConnection"]   # as in `make lab`
SAVING = ["--ContentsManager.pre_save_hook=cnnlib.saving.before_saving"]                    # this, too
SHRINKING = ["--LabApp.custom_css=True",
             f"--ServerApp.tornado_settings={{'static_custom_path': ['{ROOT}/binder/custom']}}"]
QUIET = json.loads((ROOT / "tools" / "lab" / "overrides.json").read_text())                 # and this
IDLE = "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


class Server:
    """Run JupyterLab on a folder until the with block ends.

    subshells: whether widgets talk to the kernel over a subshell, as Lab does by default,
    or None for what the installation says
    options: more for the server;  python: how Python is called, that of another environment perhaps
    """

    def __init__(self, folder, subshells=True, options=(), python=(sys.executable,)):
        self.folder, self.python, self.port = Path(folder), python, free_port()
        self.home = self.folder / ".home"
        self.options = options if subshells is None else [f"--LabApp.app_settings_dir={self.home}", *options]
        self.home.mkdir(exist_ok=True)
        on_binder = json.loads((ROOT / "binder" / "overrides.json").read_text())
        overrides = QUIET if subshells else QUIET | on_binder
        (self.home / "overrides.json").write_text(json.dumps(overrides))

    def __enter__(self):
        options = [f"--ServerApp.root_dir={self.folder}", f"--port={self.port}", "--no-browser",
                   "--ip=127.0.0.1",
                   f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True", *self.options]
        options += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
                   "JUPYTERLAB_SETTINGS_DIR": "user", "IPYTHONDIR": "ipython"}
        environment = os.environ | {name: str(self.home / folder) for name, folder in folders.items()}
        self.log = (self.home / "server.log").open("w")
        self.process = subprocess.Popen([*self.python, "-m", "jupyterlab", *options], env=environment,
                                        stdout=self.log, stderr=subprocess.STDOUT)
        self.url = f"http://127.0.0.1:{self.port}"
        wait_for(f"{self.url}/api/status?token={TOKEN}", self.process)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()

    def write(self, name, *cells):
        """Write a notebook of code cells into the folder."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3",
                                           "language": "python"}
        nbformat.write(notebook, self.folder / name)

    def open(self, page, name, url=None):
        """Open a notebook in the light theme, whatever another page has chosen, and wait for its kernel."""
        shutil.rmtree(self.home / "user", ignore_errors=True)
        page.goto(f"{url or self.url}/lab/tree/{name}?token={TOKEN}&reset")
        page.wait_for_function(IDLE)

    def run_all(self, page):
        """Run all cells and wait until they are done."""
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_function(IDLE)


def show_theme(page, theme):
    """Switch JupyterLab to "Light" or "Dark" and wait until it shows."""
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
                  f"JupyterLab {theme}")
    page.wait_for_function("light => document.body.dataset.jpThemeLight === light",
                           arg=str(theme == "Light").lower())


def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    """Ask until the server answers or ends; a refused connection returns at once."""
    while process.poll() is None:
        try:
            return json.load(urllib.request.urlopen(url, timeout=5))
        except urllib.error.URLError:
            os.sched_yield()
    raise RuntimeError(f"JupyterLab ended with code {process.returncode} before it answered")
