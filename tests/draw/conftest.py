"""The run that the tests of pictures share."""

import pytest

from cnnlib import examples


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
