"""Check what Binder would build, without docker: its Dockerfile, then a twin of its environment at work.

    python3 tools/run.py binder-check

The twin is a Python 3.11 with the base image's own versions (repo2docker's lock file has them), our requirements on
top and binder/postBuild run in a copy of the sources. It must pass every notebook, serve every badge's path, answer a
drag in Chromium and stay within mybinder's memory. Nothing here is skipped: what is missing fails.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import binder_live
from binder_live import expect

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "binder"
REPO2DOCKER = "jupyter-repo2docker==2026.4.0"
BASE = ("ipywidgets", "jupyter-offlinenotebook", "jupyter-resource-usage", "jupyter-server", "jupyterhub",
        "jupyterlab", "notebook")                                      # what its environment.yml asks for
ON_PYPI = {"jupyterhub-base": "jupyterhub", "nbconvert-core": "nbconvert"}     # conda's names for them
PACKAGE = re.compile(r"/([A-Za-z][\w.-]*?)-(\d[^-]*)-[^-]+\.(?:conda|tar\.bz2)")
SOURCES = ("binder", "cnnlib", "docs", "jupyter", "notebooks", "LICENSE", "README.md", "pyproject.toml")
SETTINGS = """from jupyterlab.labapp import LabApp
server = LabApp.initialize_server(argv=["--allow-root", "--no-browser", "--port=0"])
print(server.kernel_websocket_connection_class, server.contents_manager.pre_save_hook)"""
PYTHON = (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*")


def main():
    python = find_python()
    shutil.rmtree(BUILD, ignore_errors=True)
    sources = copy_sources(BUILD / "home")
    repo2docker = make_venv(python, BUILD / "repo2docker")
    pip(repo2docker, REPO2DOCKER)
    failed = [*check_dockerfile(dockerfile(repo2docker, sources)), *check_post_build(sources)]
    twin = make_venv(python, BUILD / "twin")
    build_twin(twin, constraints(lock_file(repo2docker)), sources)
    failed += [*check_versions(twin), *check_notebooks(twin, sources), *binder_live.check(twin, sources)]
    print(f"Binder: {len(failed)} wrong" + "".join(f"\n  ✗ {one}" for one in failed))
    return min(len(failed), 1)


def find_python():
    """The Python that binder/runtime.txt names."""
    if f"{sys.version_info[0]}.{sys.version_info[1]}" == PYTHON:
        return sys.executable
    found = shutil.which(f"python{PYTHON}")
    if not found:
        sys.exit(f"binder/runtime.txt asks for Python {PYTHON}, which is not here; install it and run again.")
    return found


def copy_sources(home):
    """Copy what Binder would find in the repository, so that nothing is written into this one."""
    home.mkdir(parents=True)
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, home / name, **({"ignore": LEFT_OUT} if copy is shutil.copytree else {}))
    return home


def make_venv(python, folder):
    subprocess.run([python, "-m", "venv", folder], check=True)
    return folder / "bin/python"


def pip(python, *arguments):
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments],
                   check=True)


def dockerfile(python, sources):
    """What repo2docker would build: it prints the Dockerfile and needs no docker for that."""
    command = [python.parent / "repo2docker", "--no-build", "--debug", "--user-id=1000",
               "--user-name=jovyan", sources]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=True).stdout


def check_dockerfile(text):
    lines = text.splitlines()

    def line(part):
        return next((k for k, one in enumerate(lines) if part in one), -1)

    requirements, install, everything, post = map(line, (
        "COPY --chown=1000:1000 src/binder/requirements.txt", 'install --no-cache-dir -r "binder/requirements.txt"',
        "COPY --chown=1000:1000 src/ ", "RUN ./binder/postBuild"))
    wanted = PYTHON.replace(".", "-2e")
    print("Dockerfile")
    return [*expect("it comes from repo2docker", line("FROM ") >= 0),
            *expect("pip installs before the sources are copied, so that its layer is kept",
                    0 <= requirements < install < everything),
            *expect("it is built on the Python of binder/runtime.txt",
                    f"environment-2epy-2d{wanted}-2d" in text),
            *expect("postBuild runs after the sources are there", everything < post),
            *expect("binder/start starts the server", line('R2D_ENTRYPOINT="${REPO_DIR}/binder/start"') > 0)]


def check_post_build(sources):
    """Run postBuild where every Python call fails: it must fail, too."""
    broken = BUILD / "broken"
    broken.mkdir()
    (broken / "python").write_text("#!/bin/sh\nexit 7\n")
    (broken / "python").chmod(0o755)
    return expect("postBuild fails where a command of its own fails",
                  post_build(sources, broken).returncode == 7)


def post_build(sources, programs):
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["bash", "binder/postBuild"], cwd=sources, env=environment, capture_output=True,
                          text=True, check=False)


def lock_file(python):
    """Where repo2docker keeps the versions of its base for the Python of binder/runtime.txt."""
    (found,) = python.parent.parent.glob(
        f"lib/python*/site-packages/repo2docker/buildpacks/conda/environment.py-{PYTHON}-linux-64.lock")
    return found


def constraints(lock):
    """The versions of a conda lock file as a pip constraints file."""
    pairs = {ON_PYPI.get(name, name): version for name, version in PACKAGE.findall(lock.read_text())}
    path = BUILD / "base.txt"
    path.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pairs.items())))
    return path


def build_twin(python, base, sources):
    """Install as the image does: the base, then our requirements, then postBuild."""
    print("The twin: base, requirements, postBuild (minutes) ...", flush=True)
    pip(python, "-c", base, *BASE)
    pip(python, "-r", sources / "binder/requirements.txt")
    done = post_build(sources, python.parent)
    if done.returncode:
        sys.exit(f"postBuild failed:\n{done.stdout}\n{done.stderr}")


def check_versions(python):
    """The base's JupyterLab stayed, and Lab reads the settings that postBuild put in place."""
    frozen = subprocess.run([python, "-m", "pip", "freeze", "--all"], capture_output=True, text=True,
                            check=True).stdout
    base = dict(re.findall(r"^(\S+)==(\S+)$", (BUILD / "base.txt").read_text(), re.M))
    shown = subprocess.run([python, "-c", SETTINGS], capture_output=True, text=True, check=True)
    return [*expect(f"JupyterLab is the base's, {base['jupyterlab']}",
                    f"jupyterlab=={base['jupyterlab']}\n" in frozen),
            *expect("the server takes cnnlib's websocket connection", "PromptConnection" in shown.stdout),
            *expect("the server saves explorers as still pictures", "before_saving" in shown.stdout),
            *expect("widgets talk to the kernel directly",
                    (python.parent.parent / "share/jupyter/lab/settings/overrides.json").exists())]


def check_notebooks(python, sources):
    """Strict nbval over every notebook, installed without changing a version of the twin."""
    frozen = BUILD / "twin.txt"
    listing = subprocess.run([python, "-m", "pip", "freeze", "--exclude", "cnnlib"],
                             capture_output=True, check=True)
    frozen.write_bytes(listing.stdout)
    pip(python, "-c", frozen, *(pin for pin in (ROOT / "tests/requirements.txt").read_text().split()
                                if pin.startswith(("pytest==", "nbval=="))))
    options = ["-c", os.devnull, "--rootdir", sources, "-q", "-p", "no:cacheprovider", "--nbval",
               "--nbval-current-env"]
    done = subprocess.run([python, "-m", "pytest", *options, "notebooks"], cwd=sources, check=False)
    return expect("every notebook shows what is stored", done.returncode == 0)


if __name__ == "__main__":
    sys.exit(main())
