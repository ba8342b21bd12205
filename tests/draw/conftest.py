"""Let the tests of a folder share what they need to read a picture: see svg_reader.py."""

import sys
from pathlib import Path

import pytest

from cnnlib import examples

sys.path[:0] = map(str, Path(__file__).parents[:2])     # svg_reader.py; last_bits.py, which serves two folders


@pytest.fixture(scope="session")
def run():
    net, params, x, y = examples.eight_by_eight()
    return net.run(params, x, y)


@pytest.fixture(scope="session")
def winners(run):
    """The cells of a1 that win their window: no gradient of a2 is 0 in the running example."""
    return run.grads["dL_da1"] != 0


@pytest.fixture(scope="session")
def small_run():
    net, params, x, y = examples.six_by_six()
    return net.run(params, x, y)
