"""What this machine lacks: the tests that need it are skipped,
and the last line on the screen says how to get them."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

import browser

LACKING = {                  # marker: whether what its tests need is there, the loud word, what to do
    "browser": (browser.CHROMIUM, "NO CHROMIUM", "apt install chromium, then make test again"),
    "oracle": (find_spec("torch"), "NO PYTORCH", "make oracle runs them"),
}
STATS = Path("mutmut-stats.json")      # what make mutants measured before the first mutant


def pytest_collection_modifyitems(items):
    for marker, (there, word, _) in LACKING.items():
        for item in items:
            if not there and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=word))
    # the quickest first: most mutants fall to one of them
    if "MUTANT_UNDER_TEST" in os.environ and STATS.exists():
        seconds = json.loads(STATS.read_text())["duration_by_test"]
        items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))


def pytest_unconfigure(config):
    """Comes after everything that pytest says."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reasons = [report.longrepr[2] for report in reporter.stats.get("skipped", [])]
    counts = {marker: reasons.count(f"Skipped: {word}") for marker, (_, word, _) in LACKING.items()}
    lines = [f"{LACKING[marker][1]}: {n} {marker} tests were not run; {LACKING[marker][2]}"
             for marker, n in counts.items() if n]
    if lines:
        reporter.write_line(". ".join(lines), yellow=True, bold=True)
