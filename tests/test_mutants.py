"""tools/mutants.py: what it reads from mutmut, and what it says about survivors."""

import tomllib
from pathlib import Path

import pytest

import mutants

ROOT = Path(__file__).resolve().parent.parent
DIFF = '''# cnnlib.optim.x__fraction__mutmut_5: survived
--- cnnlib/optim.py
+++ cnnlib/optim.py
@@ -1,4 +1,4 @@
 def _fraction(name, value):
-    if not 0 <= value < 1:
+    if not 0 < value < 1:
         raise ValueError(f"{name} is {value!r}")
'''
CHANGE = "cnnlib.optim._fraction: if not 0 <= value < 1: -> if not 0 < value < 1:"


def test_a_change_is_known_by_its_function_and_its_lines_not_by_a_number():
    assert mutants.change("cnnlib.optim.x__fraction__mutmut_5", DIFF) == CHANGE
    assert mutants.change("cnnlib.optim.x__fraction__mutmut_6", DIFF) == CHANGE


@pytest.mark.parametrize("name, function", [
    ("cnnlib.ops.conv.x_forward__mutmut_12", "cnnlib.ops.conv.forward"),
    ("cnnlib.ops.conv.x__way__mutmut_1", "cnnlib.ops.conv._way"),
    ("cnnlib.optim.xǁAdamǁstep__mutmut_50", "cnnlib.optim.Adam.step"),
    ("cnnlib.optim.xǁSGDǁ__init____mutmut_3", "cnnlib.optim.SGD.__init__"),
])
def test_a_function_is_named_as_in_the_code(name, function):
    assert mutants.change(name, DIFF).startswith(function + ": ")


def test_a_change_of_several_lines_is_one_line():
    diff = "--- a\n+++ b\n@@ -1,3 +1,2 @@\n f(\n-    x,\n-    y,\n+    x\n )\n"
    assert mutants.change("cnnlib.optim.x_f__mutmut_1", diff) == "cnnlib.optim.f: x, y, -> x"


def test_verdicts_are_read_from_what_mutmut_prints():
    text = "    cnnlib.a.x_f__mutmut_1: killed\n    cnnlib.a.x_f__mutmut_2: no tests\n\nthat is all"
    assert mutants.read_verdicts(text) == {"cnnlib.a.x_f__mutmut_1": "killed",
                                           "cnnlib.a.x_f__mutmut_2": "no tests"}


def test_a_survivor_without_a_reason_is_reported_with_its_change():
    name = "cnnlib.optim.x__fraction__mutmut_5"
    (problem,) = mutants.compare({name: CHANGE}, {name: "survived"}, {}, {"cnnlib.optim"})
    assert problem == f"survived, and not in survivors.toml: {name}\n    {CHANGE}"
    assert mutants.compare({name: CHANGE}, {name: "survived"}, {CHANGE: "why"}, {"cnnlib.optim"}) == []


def test_a_reason_without_a_survivor_is_reported_where_its_module_was_run():
    listed = {CHANGE: "why", "cnnlib.optimal.f: a -> b": "why"}
    (problem,) = mutants.compare({}, {}, listed, {"cnnlib.optim"})
    assert problem == f"in survivors.toml, but killed or gone:\n    {CHANGE}"


def test_the_summary_counts_endless_loops_and_crashes_as_killed():
    verdicts = {"cnnlib.a.x_f__mutmut_1": "killed", "cnnlib.a.x_f__mutmut_2": "timeout",
                "cnnlib.a.x_f__mutmut_3": "survived", "cnnlib.b.x_g__mutmut_1": "segfault",
                "cnnlib.b.x_g__mutmut_2": "suspicious"}
    lines = [" ".join(line.split()) for line in mutants.summary(verdicts)]
    assert lines == ["cnnlib.a 2 of 3 killed", "cnnlib.b 1 of 2 killed", "all 3 of 5 killed, 60.0%"]


def test_every_module_of_a_round_is_there_and_judged_by_its_own_tests():
    for modules, tests in mutants.ROUNDS.values():
        run = set(mutants.files(".", tests))
        for module in modules:
            assert mutants.files("cnnlib", [f"{module}.py"]), module
            name = module.removesuffix("/*").removeprefix("_").removeprefix("loss_").replace("terms", "explain")
            own = set(mutants.files("tests", [f"test_{name}*.py", name])) - {"tests/test_training.py"}
            assert own and own <= run, module
        assert all(mutants.files(".", [pattern]) for pattern in tests)


def test_every_listed_survivor_has_a_reason_stands_once_and_is_in_a_module_that_is_mutated():
    groups = tomllib.loads((ROOT / "tests/mutants/survivors.toml").read_text())["survivor"]
    every = [mutant for group in groups for mutant in group["mutants"]]
    assert len(set(every)) == len(every)
    assert all(len(group["why"].split()) > 3 for group in groups)
    assert {mutant for mutant in every if not mutant.startswith("cnnlib.") or " -> " not in mutant} == set()
