"""The limit on a learner's code: a loop that never ends does, in any thread, and nothing lingers."""

import threading
import time
from contextlib import suppress

import pytest

from cnnlib.exercises import limit
from cnnlib.exercises.limit import TooLong, limited


def forever():
    while True:
        pass


def stubborn(caught):
    """A loop that catches whatever it can, twice."""
    while True:
        try:
            forever()
        except BaseException:  # noqa: BLE001  that is what is tested
            caught.append(1)
            if len(caught) > 2:
                raise


def test_a_loop_that_never_ends_is_stopped_soon():
    start = time.monotonic()
    with pytest.raises(TooLong):
        limited(0.1, forever)
    assert time.monotonic() - start < 10


def test_a_learners_except_exception_does_not_catch_it():
    def again():
        while True:
            try:
                forever()
            except Exception:  # noqa: BLE001
                continue
    with pytest.raises(TooLong):
        limited(0.1, again)


def test_code_that_catches_everything_gets_the_next_one():
    caught = []
    with pytest.raises(TooLong):
        limited(0.05, stubborn, caught)
    assert len(caught) == 3


def test_what_is_quick_is_left_alone_and_nothing_is_raised_later():
    for k in range(300):
        with suppress(TooLong):                 # some are just stopped, some just not
            limited(0.0005, sum, range(100 * k))
    end = time.monotonic() + 0.2
    while time.monotonic() < end:
        pass


def test_it_works_in_another_thread_and_leaves_the_first_alone():
    found = []

    def run():
        try:
            limited(0.1, forever)
        except TooLong:
            found.append("stopped")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=20)
    assert found == ["stopped"]


def test_no_limit_leaves_no_thread_behind():
    before = threading.active_count()
    assert limited(None, threading.active_count) == before


def test_where_python_has_no_such_call_the_code_runs_without_a_limit(monkeypatch):
    monkeypatch.setattr(limit, "has_limit", lambda: False)
    assert limited(0.001, sum, range(100_000)) == 4_999_950_000
