"""Start a kernel only where what is asked of its processor is in force.

    python -P tools/in_force.py machine=x86_64 core=Nehalem faster= -f connection.json      a kernel
    python -P tools/in_force.py machine=x86_64 core=Nehalem faster=                         the check alone

`machine` is the processor's family, `core` what OpenBLAS calls the processor it computes for, `faster` NumPy's
paths above its baseline, joined by commas. A setting that is not in force ends the process with a sentence.
"""

import platform
import sys

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__


def openblas_core():
    """Name the core whose kernels NumPy's OpenBLAS runs; empty where NumPy uses another BLAS."""
    from threadpoolctl import threadpool_info  # here, because the Arm Python has none and asks for no core
    return ",".join(one["architecture"] for one in threadpool_info() if one["internal_api"] == "openblas")


def faster_paths():
    return ",".join(path for path in __cpu_dispatch__ if __cpu_features__[path])


FOUND = {"machine": platform.machine, "core": openblas_core, "faster": faster_paths}


def complaints(expected):
    """Say of each "name=value" that is not so what was found instead."""
    pairs = [item.partition("=")[::2] for item in expected]
    found = {name: FOUND[name]() for name, _ in pairs}
    return [f"{name} is {found[name] or 'nothing'}, not {value or 'nothing'}"
            for name, value in pairs if found[name] != value]


def main(arguments):
    cut = arguments.index("-f") if "-f" in arguments else len(arguments)
    wrong = complaints(arguments[:cut])
    if wrong:
        sys.exit("not in force: " + "; ".join(wrong))
    if arguments[cut:]:
        from ipykernel import kernelapp
        kernelapp.launch_new_instance(arguments[cut:])
    else:
        print("in force:", *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
