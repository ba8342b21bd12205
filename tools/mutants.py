"""Mutation testing: change the maths in thousands of small ways and see that a unit test notices each.

    python tools/mutants.py                      every module that pyproject.toml names under [tool.mutmut]
    python tools/mutants.py cnnlib/optim.py      some of them

mutmut makes the mutants and runs the tests, in build/mutants. A mutant that survives all tests has to stand in
tests/mutants/survivors.toml with the reason why it changes nothing; what stands there and is killed or gone is
reported too. mutmut leaves alone what stands outside functions and what is decorated.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build/mutants"
SURVIVORS = ROOT / "tests/mutants/survivors.toml"
MUTMUT = Path(sys.executable).with_name("mutmut")
GOAL = 0.95
KILLED = {"killed", "timeout", "segfault"}      # an endless loop and a crash are noticed too
SKIPPED = {"not checked"}                       # of a module that was not asked for


def main(files):
    prepare()
    if subprocess.call([MUTMUT, "run", *map(pattern, files)], cwd=WORK):
        return 1
    verdicts = read_verdicts(mutmut("results", "--all", "true"))
    left = {name: verdict for name, verdict in verdicts.items() if verdict not in KILLED}
    with ThreadPoolExecutor(2) as pool:
        changes = dict(zip(left, pool.map(lambda name: change(name, mutmut("show", name)), left), strict=True))
    problems = compare(changes, verdicts, read_listed(SURVIVORS.read_text()), {module(name) for name in verdicts})
    print("\n".join([*summary(verdicts), *problems]))
    return bool(problems) or share(verdicts) < GOAL


def prepare():
    """Copy what mutmut works on, so that it never touches the sources."""
    shutil.rmtree(WORK, ignore_errors=True)
    for folder in ("cnnlib", "tests", "tools"):
        shutil.copytree(ROOT / folder, WORK / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", WORK)


def mutmut(*arguments):
    return subprocess.run([MUTMUT, *arguments], cwd=WORK, capture_output=True, text=True, check=True).stdout


def pattern(file):
    """The names of all mutants of a file or a folder:  cnnlib/optim.py -> cnnlib.optim.*"""
    return file.removesuffix(".py").strip("/").replace("/", ".") + ".*"


def module(name):
    return name.rpartition(".")[0]


def read_verdicts(text):
    """{mutant: verdict} of what `mutmut results` prints, without the mutants that were not run."""
    pairs = (line.strip().rsplit(": ", 1) for line in text.splitlines() if ": " in line)
    return {name: verdict for name, verdict in pairs if verdict not in SKIPPED}


def change(name, diff):
    """Say what a mutant changes, so that it is known again after an edit elsewhere: function: old -> new."""
    old, new = (" ".join(line[1:].strip() for line in diff.splitlines() if re.match(rf"{sign}(?!{sign})", line))
                for sign in (r"\-", r"\+"))
    function = name.rpartition(".")[2].rpartition("__mutmut_")[0].removeprefix("x")
    function = function.strip("ǁ").replace("ǁ", ".") if "ǁ" in function else function.removeprefix("_")
    return f"{module(name)}.{function}: {old} -> {new}"


def read_listed(text):
    """{change: why} of the survivors' file."""
    return {mutant: group["why"] for group in tomllib.loads(text).get("survivor", []) for mutant in group["mutants"]}


def compare(changes, verdicts, listed, modules):
    """Say which survivors stand without a reason, and which reasons without a survivor."""
    unknown = [f"{verdicts[name]}, and not in {SURVIVORS.name}: {name}\n    {what}"
               for name, what in changes.items() if what not in listed]
    asked = tuple(name + "." for name in modules)
    gone = [f"in {SURVIVORS.name}, but killed or gone:\n    {what}"
            for what in listed if what.startswith(asked) and what not in changes.values()]
    return unknown + gone


def share(verdicts):
    return sum(verdict in KILLED for verdict in verdicts.values()) / len(verdicts)


def summary(verdicts):
    """One line a module and one for all: how many mutants, how many of them killed."""
    every = Counter(map(module, verdicts))
    killed = Counter(module(name) for name, verdict in verdicts.items() if verdict in KILLED)
    lines = [f"{name:28}{killed[name]:6} of {every[name]:5} killed" for name in sorted(every)]
    return [*lines, f"{'all':28}{killed.total():6} of {every.total():5} killed, {share(verdicts):.1%}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
