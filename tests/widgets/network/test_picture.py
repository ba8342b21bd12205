"""The picture of NetworkExplorer on every network that it takes: one size, nothing over anything else."""

import pytest
from networks import NETWORKS, RIGHT, network
from svg_reader import blemishes, collisions, labels, matrices

from cnnlib.widgets import NetworkExplorer

ON_THE_MAP = [name for name, (*_, verdict) in NETWORKS.items() if verdict == RIGHT]


def chosen(explorer, matrix):
    """The picture with the last cell of a matrix selected."""
    rows, columns = explorer.shapes(explorer.state)[matrix]
    return explorer.picture(explorer.press(explorer.state, matrix, rows - 1, columns - 1))


@pytest.mark.parametrize("name", ON_THE_MAP)
def test_whatever_is_selected_nothing_collides_or_leaves_the_card(name):
    explorer = NetworkExplorer(*network(name))
    for matrix in explorer.shapes(explorer.state):
        picture = chosen(explorer, matrix)
        assert (picture.width, picture.height) == (900, 450)
        assert collisions(picture) == [] and blemishes(picture) == [], matrix
        for one in matrices(picture):
            assert one.x >= 0 and one.x + one.columns * one.cell <= 900, (matrix, one.name)
            assert one.y >= 0 and one.y + one.rows * one.cell <= 450, (matrix, one.name)
        assert all(label.left >= 0 and label.right <= 900 for label in labels(picture)), matrix


@pytest.mark.parametrize("name", ON_THE_MAP)
def test_each_gradient_stands_directly_under_its_variable_at_the_same_size(name):
    explorer = NetworkExplorer(*network(name))
    seen = {}
    for one in matrices(explorer.picture(explorer.state)):
        seen.setdefault(one.name, one)                      # the map comes before the lens
    for matrix, one in seen.items():
        if f"dL_d{matrix}" in seen:
            below = seen[f"dL_d{matrix}"]
            assert (below.x, below.cell, below.columns) == (one.x, one.cell, one.columns) and below.y > one.y
