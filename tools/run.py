"""One door for people with and without make; needs nothing but Python.

    python3 tools/run.py lab [--port 8888] [--no-browser]     JupyterLab on the first lesson
    python3 tools/run.py test [pytest arguments]              ruff, then every test and every notebook
    python3 tools/run.py portable [variants, files]           the notebooks as on other processors
    python3 tools/run.py oracle [pytest arguments]            every op, network and lesson against PyTorch
    python3 tools/run.py long                                 thousands of updates and steps in a real kernel
    python3 tools/run.py notebooks [files]                    run, clean and store the notebooks
    python3 tools/run.py pages [files]                        lessons as HTML to print, in build/pages
    python3 tools/run.py classroom [folder]                   the lessons as assignments for nbgrader
    python3 tools/run.py classroom-check                      nbgrader hands them out, collects and grades
    python3 tools/run.py bench [files]                        what is fast, measured
    python3 tools/run.py mutants [files]                      change the maths in small ways: a unit test notices each
    python3 tools/run.py binder-check                         what Binder would build, without docker

The first run makes .venv (oracle: .venv-oracle, for PyTorch is large; classroom-check: .venv-classroom); later ones
install only if a requirements file or pyproject.toml changed.
An old Python must be able to read this file far enough to say what is missing, so it uses no newer syntax.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
ORACLE_VENV = ROOT / ".venv-oracle"
CLASSROOM_VENV = ROOT / ".venv-classroom"
STAMP = "installed.json"           # written last: an environment without it is half-made

OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]
LAB = ["requirements.txt"]
WORKSHOP = ["requirements.txt", "tests/requirements.txt"]
MUTANTS = [*WORKSHOP, "tests/mutants/requirements.txt"]
CLASSROOM = [*WORKSHOP, "tests/classroom/requirements.txt"]
ORACLE = ["requirements.txt", "tests/requirements.txt", "tests/oracle/requirements.txt"]
# all tests in as many processes as there are processors: a file, or a notebook's kernel, stays in one
SIDE_BY_SIDE = ["-n", "logical", "--maxprocesses", "4", "--dist", "loadfile"]


def stop(sentence):
    """End with one sentence that says what to do."""
    print(sentence, file=sys.stderr)
    sys.exit(1)


def python_of(venv):
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def succeeds(python, code):
    """Tell whether an interpreter exists and runs a line of code without an error."""
    try:
        return subprocess.call([str(python), "-c", code], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def is_new_enough(python):
    return succeeds(python, f"import sys; sys.exit(sys.version_info < {OLDEST})")


def find_python():
    """Return this Python if it is new enough, else a newer one on PATH."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for python in filter(None, map(shutil.which, NEWER)):
        if is_new_enough(python):
            return python
    version = ".".join(map(str, sys.version_info[:2]))
    return stop(f"cnnlib needs Python 3.11 or newer and this is {version}: install one from python.org "
                "or your package manager, then run the same command again.")


def digest(requirements):
    """Fingerprint everything that decides what an installation of one requirements file contains."""
    parts = [str(ROOT).encode(), (ROOT / "pyproject.toml").read_bytes(), (ROOT / requirements).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed(venv):
    """Return {requirements file: digest}, or None where venv is missing, half-made or of an old Python."""
    if not ((venv / STAMP).exists() and is_new_enough(python_of(venv))):
        return None
    return json.loads((venv / STAMP).read_text())


def make(venv):
    """Make venv from nothing; what an interrupted run left behind goes."""
    python = find_python()
    if not succeeds(python, "import ensurepip, venv"):
        stop("This Python cannot make virtual environments: install its venv package "
             "(Debian, Ubuntu: sudo apt install python3-venv), then run the same command again.")
    if subprocess.call([python, "-m", "venv", "--clear", str(venv)]):
        stop(f"Could not make {venv}: see the message above, then run the same command again.")


def pip_install(requirements, venv):
    """Tell whether pip installed these files; what it said is in pip.log."""
    files = " and ".join(requirements)
    print(f"Installing {files} into {venv.name} (a minute or two; {venv.name}/pip.log shows how far) ...",
          flush=True)
    options = [option for file in requirements for option in ("-r", file)]
    command = [str(python_of(venv)), "-m", "pip", "install", "--disable-pip-version-check", *options]
    with (venv / "pip.log").open("w") as log:
        return subprocess.call(command, cwd=str(ROOT), stdout=log, stderr=log) == 0


def ensure(requirements, venv=VENV):
    """Bring venv up to date with these requirements files, touching nothing that is."""
    before = installed(venv)
    wanted = {file: digest(file) for file in requirements}
    if before is not None and all(before.get(file) == wanted[file] for file in wanted):
        return
    if before is None:
        make(venv)
    else:
        (venv / STAMP).unlink()    # if pip is killed from here on, the next run starts afresh
    done = pip_install(requirements, venv)
    if done or before is not None:
        (venv / STAMP).write_text(json.dumps(dict(before or {}, **wanted) if done else before))
    if not done:
        stop(f"pip could not install the packages ({venv.name}/pip.log says why): check that this machine reaches "
             "pypi.org, then run the same command again.")


def lab_command(port, browser, is_root):
    """Compose the JupyterLab call; its token stays on and only this machine can reach it."""
    first = ["/" + path.name for path in sorted(ROOT.glob("notebooks/01_*.ipynb"))[:1]]
    options = ["--ServerApp.root_dir=" + str(ROOT), "--ServerApp.ip=127.0.0.1", "--port=" + str(port),
               "--ServerApp.kernel_websocket_connection_class=cnnlib.server.PromptConnection",
               "--ContentsManager.pre_save_hook=cnnlib.saving.before_saving",
               "--LabApp.app_settings_dir=" + str(ROOT / "tools" / "lab"),     # no news over the first lesson
               "--LabApp.custom_css=True",
               "--ServerApp.tornado_settings=" + str({"static_custom_path": [str(ROOT / "binder" / "custom")]}),
               "--HTMLExporter.preprocessors=cnnlib.alt_text.AltText",         # for "Save and Export Notebook As"
               "--LabApp.default_url=" + "".join(["/lab/tree/notebooks"] + first)]
    options += [] if browser else ["--no-browser"]
    options += ["--allow-root"] if is_root else []      # Jupyter refuses root without it
    return [str(python_of(VENV)), "-m", "jupyterlab"] + options


def lab(arguments):
    parser = argparse.ArgumentParser(prog="tools/run.py lab")
    parser.add_argument("--port", type=int, default=8888)
    parser.add_argument("--no-browser", action="store_true")
    chosen = parser.parse_args(arguments)
    ensure(LAB)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = lab_command(chosen.port, not chosen.no_browser, is_root)
    if os.name == "posix":
        os.execv(command[0], command)      # Jupyter takes our place, so Ctrl-C reaches it alone
    return subprocess.call(command)


def call(*arguments, venv=VENV):
    return subprocess.call([str(python_of(venv)), *arguments], cwd=str(ROOT))


def test(arguments):
    ensure(WORKSHOP)
    lint = call("-m", "ruff", "check", ".")
    return call("-m", "pytest", *(arguments or SIDE_BY_SIDE)) or lint


def oracle(arguments):
    ensure(ORACLE, ORACLE_VENV)
    return call("-m", "pytest", "tests/oracle", *arguments, venv=ORACLE_VENV)


def long_runs(arguments):
    ensure(WORKSHOP)
    return call("-m", "pytest", "tests/long", *arguments)


def portable(arguments):
    ensure(WORKSHOP)
    return call("tools/portable.py", *arguments)


def notebooks(arguments):
    ensure(WORKSHOP)
    return call("tools/notebooks.py", *arguments)


def pages(arguments):
    ensure(LAB)
    return call("tools/pages.py", *arguments)


def classroom(arguments):
    ensure(WORKSHOP)
    return call("tools/classroom.py", *arguments)


def classroom_check(arguments):
    ensure(CLASSROOM, CLASSROOM_VENV)
    return call("-m", "pytest", "tests/classroom", *arguments, venv=CLASSROOM_VENV)


def bench(arguments):
    ensure(WORKSHOP)
    every = [str(path) for path in sorted(ROOT.glob("benchmarks/[!_]*.py"))]
    return max([call(path) for path in arguments or every], default=0)


def mutants(arguments):
    if os.name == "nt":
        stop("mutmut, which changes the code, does not run on Windows: "
             "run this in WSL, on Linux or on macOS.")
    ensure(MUTANTS)
    return call("tools/mutants.py", *arguments)


def binder_check(arguments):
    ensure(WORKSHOP)
    return call("tools/binder.py", *arguments)


COMMANDS = {"lab": lab, "test": test, "portable": portable, "oracle": oracle, "long": long_runs,
            "notebooks": notebooks, "pages": pages, "classroom": classroom, "classroom-check": classroom_check,
            "bench": bench, "mutants": mutants, "binder-check": binder_check}


def main(argv):
    if not argv or argv[0] not in COMMANDS:
        stop("Usage: python3 tools/run.py " + " | ".join(COMMANDS))
    try:
        return COMMANDS[argv[0]](argv[1:])
    except KeyboardInterrupt:
        return 130             # what a shell reports for Ctrl-C


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
