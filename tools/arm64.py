"""A 64-bit Arm Python under qemu, unpacked in build/arm64: Debian's packages, and PyPI's wheels beside them.

Nothing is installed, so no superuser is needed, and it is made again when a pin changes.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "arm64"
DEBIAN, WHEELS, LOG, STAMP = (FOLDER / name for name in ("debian", "wheels", "log.txt", "made.txt"))
PINS = ROOT / "binder/requirements.txt"            # what a kernel needs, without JupyterLab
PACKAGES = {"qemu-aarch64-static": "qemu-user-static", "debootstrap": "debootstrap", "dpkg-deb": "dpkg"}
DOWNLOAD = ["--download-only", "--arch=arm64", "--variant=minbase", "--include=python3", "bookworm"]
MIRROR = "http://deb.debian.org/debian"
PIP = ["install", "-q", "--disable-pip-version-check", "--only-binary=:all:", "--python-version=3.11",
       *(f"--platform={name}_aarch64" for name in ("manylinux2014", "manylinux_2_17", "manylinux_2_28"))]


def tool(name):
    """Find a command, also where only the superuser's PATH leads."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))


def missing_packages():
    return [package for name, package in PACKAGES.items() if not tool(name)]


def recipe():
    """Everything that decides what is unpacked, as text."""
    return "\n".join([*DOWNLOAD, *PIP, PINS.read_text()])


def ensure():
    """Unpack the Arm Python unless it is there and of the same recipe."""
    if STAMP.exists() and STAMP.read_text() == recipe():
        return
    print("Unpacking a 64-bit Arm Python into build/arm64 (some minutes, once) ...", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with LOG.open("w") as log:
        unpack_debian(log)
        logged(log, sys.executable, "-m", "pip", *PIP, "--target", WHEELS, "-r", PINS)
    STAMP.write_text(recipe())             # written last: without it, the next run starts afresh


def unpack_debian(log):
    logged(log, tool("debootstrap"), *DOWNLOAD, DEBIAN, MIRROR)
    for package in sorted(DEBIAN.glob("var/cache/apt/archives/*.deb")):
        logged(log, tool("dpkg-deb"), "-x", package, DEBIAN)
        package.unlink()


def logged(log, *command):
    if subprocess.call(command, stdout=log, stderr=log):
        sys.exit(f"{Path(command[0]).name} failed ({LOG.relative_to(ROOT)} says why): check that this machine reaches "
                 "deb.debian.org and pypi.org, then run the same command again.")


def python():
    """The command that starts it, with the wheels and this project on its path."""
    return [tool("qemu-aarch64-static"), "-L", str(DEBIAN), "-E", f"PYTHONPATH={WHEELS}:{ROOT}",
            str(DEBIAN / "usr/bin/python3.11")]
