"""The museum's network, its table and the probes: what is stored is what comes out."""

from collections import deque

import numpy as np
import pytest

from cnnlib.mistakes import MISTAKES, museum
from cnnlib.mistakes.probes import PASSES, PROBES, WRONG, Case, Probe, probed

each = pytest.mark.parametrize("bug", museum.BUGS.values(), ids=museum.BUGS)


@each
def test_the_stored_verdicts_are_what_the_probes_say(bug):
    found = {name: probed(probe, bug.op, bug.wrong) for name, probe in PROBES.items()}
    assert museum.table()[bug.name]["probes"] == found


@each
def test_the_right_functions_pass_every_probe(bug):
    assert {probed(probe, bug.op, bug.right) for probe in PROBES.values()} <= {PASSES, ""}


def test_each_probe_but_one_convention_leaves_no_bug_unfound_and_none_is_idle():
    rows = {name: row["probes"] for name, row in museum.table().items() if name}
    unfound = [name for name, row in rows.items() if set(row.values()) <= {PASSES, ""}]
    assert unfound == ["mask >= 0"]
    assert all(any(row[probe] not in (PASSES, "") for row in rows.values()) for probe in PROBES)


@pytest.mark.parametrize("name", ["", "return too deep", "mask of the upstream", "crop at pad 0", "sign of a - y"])
def test_a_training_with_the_first_seed_ends_as_the_table_says_of_most(name):
    row, (end,) = museum.table()[name], deque(museum.course(museum.BUGS.get(name)), 1)
    assert museum.learned(end) == (row["learns"] > museum.SEEDS / 2)
    assert isinstance(end, str) == isinstance(row["ends"], str)


def test_the_table_has_a_row_for_every_bug_that_the_network_can_make_and_one_without():
    assert list(museum.table()) == ["", *museum.BUGS] and set(museum.BUGS) <= set(MISTAKES)
    assert len(museum.BUGS) >= 14 and museum.table()[""]["learns"] == museum.SEEDS
    assert all(0 <= row["learns"] <= museum.SEEDS for row in museum.table().values())


def test_a_bug_that_changes_nothing_here_changes_no_step():
    courses = [list(museum.course(museum.BUGS.get(name))) for name in ("", "row and column exchanged")]
    np.testing.assert_allclose(*courses, rtol=1e-6)


def test_a_crash_and_a_wrong_shape_are_verdicts():
    case = Case(np.ones((1, 2)), (np.ones((1, 3)), np.ones((3, 2))), {})
    probe = Probe("one", "One case.", {"dense.backward": lambda: case})
    assert probed(probe, "dense.backward", lambda dL, a, w: (dL @ w, a, w)) == "crash"
    assert probed(probe, "dense.backward", lambda dL, a, w: (dL, a, w)) == "wrong shape"
    assert probed(probe, "dense.backward", lambda dL, a, w: (a, w, dL[0])) == WRONG
    assert probed(probe, "conv.backward", lambda *_: ()) == ""
