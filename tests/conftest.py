"""Under `make mutants` the quickest tests run first: most mutants fall to one of them."""

import json
import os
from pathlib import Path

STATS = Path("mutmut-stats.json")      # what mutmut measured before the first mutant


def pytest_collection_modifyitems(items):
    if "MUTANT_UNDER_TEST" in os.environ and STATS.exists():
        seconds = json.loads(STATS.read_text())["duration_by_test"]
        items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))
