"""Strict nbval of the notebooks as on other processors: no last bit may change a stored picture or number.

    python3 tools/run.py portable                                     every variant that this machine can run
    python3 tools/run.py portable nehalem notebooks/03_*.ipynb        one variant, some notebooks

An x86 variant makes OpenBLAS compute with the kernels of another processor and NumPy with the paths such a processor
has; "-baseline" leaves NumPy none of its faster paths. `aarch64` is a 64-bit Arm Python under qemu. No kernel starts
unless its setting is in force.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

import arm64

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "portable"
STARTS_WITHIN = 300                        # seconds a kernel may take under qemu on a busy machine


class X86(NamedTuple):
    """A processor by what OpenBLAS takes for its name,
    what it then says, and NumPy's paths above its baseline."""
    core: str
    says: str
    faster: tuple = ()


VARIANTS = {
    # OpenBLAS names its oldest kernels after the oldest processor
    "prescott": X86("Prescott", "Katmai"),
    "nehalem": X86("Nehalem", "Nehalem"),
    "haswell": X86("Haswell", "Haswell", ("X86_V3",)),
    "haswell-baseline": X86("Haswell", "Haswell"),
    "skylakex": X86("SkylakeX", "SkylakeX", ("X86_V3", "X86_V4")),
    "skylakex-baseline": X86("SkylakeX", "SkylakeX"),
    "aarch64": None,
}
# without these instructions the kernels of a core die
NEEDS = {"Haswell": "X86_V3", "SkylakeX": "X86_V4"}


def obstacle(name, machine, features):
    """Say why a processor cannot run a variant; empty where it can."""
    if name == "aarch64":
        packages = " ".join(arm64.missing_packages())
        return packages and f"!!! NOT CHECKED ON aarch64: something is missing (sudo apt install {packages}) !!!"
    if machine not in ("x86_64", "AMD64"):
        return f"{name} left out: it is for x86 and this is {machine}"
    needs = NEEDS.get(VARIANTS[name].core)
    return "" if not needs or features[needs] else f"{name} left out: this processor has no {needs}"


def kernel(name):
    """The kernel spec of a variant: a Python that starts a kernel only where the variant is in force."""
    variant, environment = VARIANTS[name], {}
    if variant is None:
        python, expected = arm64.python(), ["machine=aarch64"]
    else:
        off = [path for path in __cpu_dispatch__ if path not in variant.faster]
        environment = {"OPENBLAS_CORETYPE": variant.core, "NPY_DISABLE_CPU_FEATURES": " ".join(off)}
        python, expected = [sys.executable], [f"core={variant.says}", f"faster={','.join(variant.faster)}"]
    argv = [*python, "-P", str(ROOT / "tools/in_force.py"), *expected, "-f", "{connection_file}"]
    return {"argv": argv, "env": environment, "display_name": name, "language": "python"}


def is_in_force(spec):
    """Run the kernel's check alone, where its sentence can be read."""
    return subprocess.call(spec["argv"][:-2], env={**os.environ, **spec["env"]}, cwd=ROOT) == 0


def nbval(name, spec, notebooks):
    """Compare notebooks with what they store, in this kernel; tells whether all is equal."""
    folder = BUILD / "kernels" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
    options = ["-c", os.devnull, "--rootdir", ROOT, "-q", "-p", "no:cacheprovider", "--nbval",
               f"--nbval-kernel-name={name}", f"--nbval-kernel-startup-timeout={STARTS_WITHIN}"]
    return subprocess.call([sys.executable, "-m", "pytest", *options, *notebooks], cwd=ROOT,
                           env={**os.environ, "JUPYTER_PATH": str(BUILD)}) == 0


def check(name, notebooks):
    """Run one variant; tells whether every cell shows what is stored."""
    print(f"{name}:", flush=True)
    if name == "aarch64":
        arm64.ensure()
    spec = kernel(name)
    return is_in_force(spec) and nbval(name, spec, notebooks)


def read(arguments):
    """Split the command line into variants and notebooks; all of them where none is named."""
    names = [one for one in arguments if one in VARIANTS]
    paths = [Path(one).resolve() for one in arguments if one not in VARIANTS]
    unknown = [path.name for path in paths if not path.exists()]
    if unknown:
        sys.exit(f"{unknown[0]} is no notebook and none of {', '.join(VARIANTS)}")
    return names or list(VARIANTS), paths or sorted(ROOT.glob("notebooks/*.ipynb"))


def main(arguments):
    names, notebooks = read(arguments)
    obstacles = {name: obstacle(name, platform.machine(), __cpu_features__) for name in names}
    equal = {name: check(name, notebooks) for name in names if not obstacles[name]}
    said = [f"{name}: {'every cell is equal' if equal[name] else 'DIFFERS'}" for name in equal]
    print(*said, *filter(None, obstacles.values()), sep="\n")
    return int(not all(equal.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
