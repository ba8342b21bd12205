"""Mutation testing: change the maths in thousands of small ways and see that a unit test notices each.

    python tools/mutants.py                      all modules of ROUNDS
    python tools/mutants.py cnnlib/optim.py      some of them, files or folders

mutmut makes the mutants and runs the tests, in build/mutants. A mutant that survives all tests has to stand in
tests/mutants/survivors.toml with the reason why it changes nothing; what stands there and is killed or gone is
reported too. mutmut leaves alone what stands outside functions and what is decorated.
"""

import json
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

# What is mutated and by which tests it is judged:
# its own unit tests, without the long runs of test_training.py.
ROUNDS = {
    "ops": (["ops/*"], ["tests/ops"]),
    "network": (["inputs", "layers", "network", "optim"],
                ["tests/test_inputs*.py", "tests/test_layers*.py", "tests/test_network*.py",
                 "tests/test_optim*.py"]),
    "explain": (["explain/*"], ["tests/explain"]),
    "training": (["training"], ["tests/test_training_*.py", "tests/test_inputs.py"]),
    "gradcheck": (["gradcheck/*"], ["tests/test_gradcheck*.py"]),
}
SETTINGS = {
    "source_paths": ["cnnlib"],
    "also_copy": ["tools"],                     # tests/conftest.py imports from there
    "pytest_add_cli_args": ["-o", "addopts=", "--import-mode=importlib", "-p", "no:cacheprovider",
                            "--hypothesis-profile=ci",
                            # collects garbage: half of the time of a mutant
                            "-p", "no:unraisableexception"],
    "timeout_multiplier": 5.0,
    # a fork of the process that ran all tests would inherit its caches
    "process_isolation": "forkserver",
}


def main(arguments):
    wanted = [ROOT / argument for argument in arguments] or [ROOT / "cnnlib"]
    verdicts, changes = {}, {}
    for name, (modules, tests) in ROUNDS.items():
        mutated = [file for file in files("cnnlib", [f"{module}.py" for module in modules])
                   if any((ROOT / file).is_relative_to(path) for path in wanted)]
        if mutated:
            found, changed = play(WORK / name, mutated, files(".", tests))
            verdicts |= found
            changes |= changed
    if not verdicts:
        sys.exit(f"Nothing to change in {' '.join(arguments)}: tools/mutants.py names the modules in ROUNDS.")
    problems = compare(changes, verdicts, read_listed(SURVIVORS.read_text()), set(map(module, verdicts)))
    print("\n".join([*summary(verdicts), *problems]))
    return bool(problems) or share(verdicts) < GOAL


def files(folder, patterns):
    """The paths, from ROOT, that the patterns stand for."""
    return [str(path.relative_to(ROOT)) for pattern in patterns
            for path in sorted((ROOT / folder).glob(pattern))]


def play(work, mutated, tests):
    """Run one round in a folder of its own -> {mutant: verdict},
    and {mutant: what it changes} of those not killed."""
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("cnnlib", "tests", "tools"):
        shutil.copytree(ROOT / folder, work / folder, ignore=shutil.ignore_patterns("__pycache__"))
    settings = {**SETTINGS, "only_mutate": mutated, "pytest_add_cli_args_test_selection": tests}
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    settings = [(ROOT / "pyproject.toml").read_text(), "[tool.mutmut]", *lines]
    (work / "pyproject.toml").write_text("\n".join(settings))
    if subprocess.call([MUTMUT, "run"], cwd=work):
        sys.exit("mutmut could not run: see the message above.")
    verdicts = read_verdicts(mutmut(work, "results", "--all", "true"))
    left = [name for name, verdict in verdicts.items() if verdict not in KILLED]
    with ThreadPoolExecutor(2) as pool:
        diffs = pool.map(lambda name: mutmut(work, "show", name), left)
    return verdicts, {name: change(name, diff) for name, diff in zip(left, diffs, strict=True)}


def mutmut(work, *arguments):
    return subprocess.run([MUTMUT, *arguments], cwd=work, capture_output=True, text=True, check=True).stdout


def module(name):
    return name.rpartition(".")[0]


def read_verdicts(text):
    """{mutant: verdict} of what `mutmut results` prints."""
    return dict(line.strip().rsplit(": ", 1) for line in text.splitlines() if ": " in line)


def change(name, diff):
    """Say what a mutant changes, so that it is known again after an edit elsewhere: function: old -> new."""
    old, new = (" ".join(line[1:].strip() for line in diff.splitlines()
                         if re.match(rf"{sign}(?!{sign})", line))
                for sign in (r"\-", r"\+"))
    function = name.rpartition(".")[2].rpartition("__mutmut_")[0].removeprefix("x")
    function = function.strip("ǁ").replace("ǁ", ".") if "ǁ" in function else function.removeprefix("_")
    return f"{module(name)}.{function}: {old} -> {new}"


def read_listed(text):
    """{change: why} of the survivors' file."""
    return {mutant: group["why"] for group in tomllib.loads(text).get("survivor", [])
            for mutant in group["mutants"]}


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
