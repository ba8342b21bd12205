"""tools/portable.py: which variants a processor runs, and that a setting which is not in force is refused."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from numpy._core._multiarray_umath import __cpu_features__

import arm64
import portable

TOOLS = Path(__file__).resolve().parent.parent / "tools"
MACHINE = platform.machine()
HASWELL, SKYLAKEX = ["haswell", "haswell-baseline"], ["skylakex", "skylakex-baseline"]
on_x86 = pytest.mark.skipif(MACHINE not in ("x86_64", "AMD64"), reason="forces kernels of x86 processors")


def in_force(*expected, **environment):
    """Run the check that each kernel runs first; returns what it says against the setting."""
    done = subprocess.run([sys.executable, "-P", TOOLS / "in_force.py", *expected], capture_output=True,
                          text=True, env={**os.environ, **environment}, check=False)
    assert (done.returncode == 0) == (done.stderr == ""), done.stderr
    return done.stderr.strip()


def notebook(folder, source, shown):
    """Write a notebook of one cell and what it is said to print."""
    output = nbformat.v4.new_output("stream", name="stdout", text=shown)
    cell = nbformat.v4.new_code_cell(source, outputs=[output], execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "one.ipynb")
    return folder / "one.ipynb"


@pytest.mark.parametrize("machine, lacks, left_out", [
    ("x86_64", (), []),
    ("AMD64", ("X86_V4",), SKYLAKEX),
    ("x86_64", ("X86_V3", "X86_V4"), HASWELL + SKYLAKEX),
    ("aarch64", (), ["prescott", "nehalem", *HASWELL, *SKYLAKEX]),
])
def test_what_a_processor_cannot_run_is_left_out_with_a_word(machine, lacks, left_out, monkeypatch):
    monkeypatch.setattr(arm64, "missing_packages", lambda: [])
    features = {name: name not in lacks for name in ("X86_V3", "X86_V4")}
    said = {name: portable.obstacle(name, machine, features) for name in portable.VARIANTS}
    assert [name for name in said if said[name]] == left_out
    assert all(said[name].startswith(f"{name} left out: ") for name in left_out)


def test_without_the_tools_for_arm_one_loud_line_names_the_packages(tmp_path):
    done = subprocess.run([sys.executable, TOOLS / "portable.py", "aarch64"], capture_output=True, text=True,
                          env={**os.environ, "PATH": str(tmp_path)}, check=False)
    assert done.returncode == 0, done.stderr
    line, = done.stdout.splitlines()
    assert line.startswith("!!! NOT CHECKED ON aarch64: ") and "apt install qemu-user-static " in line


def test_what_can_run_runs_although_something_cannot(monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(arm64, "missing_packages", lambda: ["qemu-user-static"])
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(portable, "check", lambda name, notebooks: ran.append(name) or name != "nehalem")
    assert portable.main(["prescott", "aarch64"]) == 0
    assert portable.main(["nehalem", "prescott"]) == 1
    assert ran == ["prescott", "nehalem", "prescott"]
    assert "NOT CHECKED ON aarch64" in capsys.readouterr().out


def test_a_misspelt_variant_is_refused_with_the_names():
    with pytest.raises(SystemExit, match="nehalam is no notebook and none of prescott, nehalem, "):
        portable.main(["nehalam"])


@on_x86
@pytest.mark.parametrize("core, expected, said", [
    ("Nehalem", "Nehalem", ""),
    ("Nehalem", "Prescott", "not in force: core is Nehalem, not Prescott"),
    ("Prescott", "Katmai", ""),
])
def test_openblas_computes_for_the_core_that_is_asked_for_or_the_check_says_so(core, expected, said):
    assert in_force(f"core={expected}", OPENBLAS_CORETYPE=core) == said


@on_x86
def test_a_core_that_openblas_does_not_know_is_not_in_force():
    assert in_force("core=Nehalm", OPENBLAS_CORETYPE="Nehalm").endswith(", not Nehalm")


@pytest.mark.skipif(not __cpu_features__.get("X86_V3"), reason="NumPy has no faster path to turn off here")
def test_names_that_numpy_no_longer_knows_turn_nothing_off():
    assert "faster is X86_V3" in in_force("faster=", NPY_DISABLE_CPU_FEATURES="AVX2 FMA3 AVX512F AVX512_SKX")


def test_another_machine_is_refused():
    assert in_force(f"machine={MACHINE}") == ""
    assert in_force("machine=riscv64") == f"not in force: machine is {MACHINE}, not riscv64"


@on_x86
@pytest.mark.parametrize("name", [name for name in portable.VARIANTS if name != "aarch64"])
def test_every_variant_that_this_processor_runs_is_in_force(name):
    if portable.obstacle(name, MACHINE, __cpu_features__):
        pytest.skip("this processor lacks the instructions")
    assert portable.is_in_force(portable.kernel(name))


@on_x86
@pytest.mark.parametrize("environment, shown, equal", [
    ({}, "Nehalem\n", True),
    ({}, "Haswell\n", False),
    # in force is another core: no kernel starts
    ({"OPENBLAS_CORETYPE": "Prescott"}, "Prescott\n", False),
])
def test_a_notebook_is_compared_in_a_kernel_whose_setting_is_in_force(
        environment, shown, equal, tmp_path, monkeypatch):
    monkeypatch.setattr(portable, "BUILD", tmp_path)
    spec = portable.kernel("nehalem")
    spec["env"].update(environment)
    path = notebook(tmp_path, "import os\nprint(os.environ['OPENBLAS_CORETYPE'])", shown)
    assert portable.nbval("nehalem", spec, [path]) == equal


@pytest.fixture
def arm(tmp_path, monkeypatch):
    """The Arm Python's recipe in a folder of its own;
    returns the names of the commands that unpacking ran."""
    ran = []
    monkeypatch.setattr(arm64, "FOLDER", tmp_path / "arm64")
    for name in ("DEBIAN", "WHEELS", "LOG", "STAMP"):
        monkeypatch.setattr(arm64, name, arm64.FOLDER / name.lower())
    monkeypatch.setattr(arm64, "PINS", tmp_path / "pins.txt")
    monkeypatch.setattr(arm64, "tool", lambda name: name)
    monkeypatch.setattr(arm64, "logged", lambda log, *command: ran.append(Path(command[0]).name))
    arm64.PINS.write_text("numpy==2.4.6\n")
    return ran


def test_the_arm_python_is_unpacked_once_and_again_when_a_pin_changes(arm):
    arm64.ensure()
    arm64.ensure()
    assert arm == ["debootstrap", Path(sys.executable).name]
    arm64.PINS.write_text("numpy==2.4.7\n")
    arm64.ensure()
    assert len(arm) == 4


def test_a_half_unpacked_arm_python_is_unpacked_afresh(arm, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(arm64, "logged", lambda log, *command: sys.exit("no network"))
        with pytest.raises(SystemExit):
            arm64.ensure()
    (arm64.FOLDER / "left-over").touch()
    arm64.ensure()
    assert len(arm) == 2 and not (arm64.FOLDER / "left-over").exists()
