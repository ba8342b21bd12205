"""Explorers leave nothing behind: no model for each change, no memory, nothing once they are closed."""

import gc
import weakref

import ipywidgets as W
import psutil
import pytest
from front_end import FrontEnd
from ipywidgets.widgets.widget import _instances as models

from cnnlib import widgets
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.stage import lifetime


def changes(explorer, front, count):
    """Alternate between what people do: type, select, step, choose a digit, undo."""
    for k in range(count):
        front.send(kind="type", matrix="w1", row=k % 3, column=1, text=str(k % 7 / 7))
        front.send(kind="press", matrix="a1", row=k % 6, column=k % 5)
        front.set(explorer.transport.scrubber, k % 17)
        front.set(explorer.digit, k % 41)
        front.messages.clear()


def test_500_changes_make_no_model_and_keep_less_than_20_megabytes():
    explorer = NetworkExplorer()
    front = FrontEnd(explorer)
    changes(explorer, front, 25)
    before = set(models)
    memory = psutil.Process().memory_info
    start = memory().rss
    changes(explorer, front, 125)
    gc.collect()
    assert set(models) == before
    assert memory().rss - start < 20e6


def test_closing_an_explorer_closes_every_model_it_made_and_no_other():
    other, stray = NetworkExplorer(), W.IntSlider()
    before = set(models)
    explorer = NetworkExplorer()
    assert len(set(models) - before) > 40
    explorer.close()
    assert set(models) == before
    assert other.comm is not None
    assert stray.comm is not None


@pytest.mark.parametrize("name", widgets.__all__)
def test_nothing_holds_an_explorer_that_was_closed(name):
    explorer = getattr(widgets, name)()
    held = weakref.ref(explorer)
    explorer.close()
    del explorer
    gc.collect()
    assert held() is None


def test_closing_twice_is_closing_once():
    explorer = NetworkExplorer()
    explorer.close()
    explorer.close()
    assert explorer.comm is None


def run_of(cell, run):
    return lambda: (cell, run)


def test_a_cell_that_runs_again_closes_what_it_made_and_nothing_of_other_cells(monkeypatch):
    monkeypatch.setattr(lifetime, "made", {})
    monkeypatch.setattr(lifetime, "this_cell", run_of("one", "1"))
    first, second = NetworkExplorer(), NetworkExplorer()
    monkeypatch.setattr(lifetime, "this_cell", run_of("two", "2"))
    elsewhere = NetworkExplorer()
    assert first.comm and second.comm
    monkeypatch.setattr(lifetime, "this_cell", run_of("one", "3"))
    before = len(models)
    again = NetworkExplorer()
    assert first.comm is None
    assert second.comm is None
    assert again.comm and elsewhere.comm
    assert len(models) < before


def test_without_a_notebook_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(lifetime, "made", {})
    first, second = NetworkExplorer(), NetworkExplorer()
    assert first.comm and second.comm
    assert lifetime.made == {}
