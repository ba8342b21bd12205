"""What a reader clicked is drawn over the cells it is about, whatever part of a matrix shows them."""

import re

import numpy as np
import pytest

from cnnlib.draw.ink.svg import Picture
from cnnlib.draw.parts import cells, matrix
from cnnlib.draw.parts.guesses import with_guesses

VALUES = np.arange(12.0).reshape(3, 4)


def places(one, marks, focus=None):
    """[(pixels across, pixels down)] where the marks over a panel begin, counted from its corner."""
    drawn = Picture(200, 200, cells.draw_all([(one, 0, 0)]), "A title", "A caption", str)
    svg = with_guesses(drawn, "a1", focus or {}, marks).svg
    found = []
    for size, group in re.findall(r"stroke-linecap='round' transform='scale\((\d+)\)'[^>]*>(.*?)</g>", svg):
        for path in re.findall(r"<path d='([^']*)' stroke='#111'", group):
            found += [(int(size) * float(x), int(size) * float(y)) for x, y in re.findall(r"M(\S+) ([\d.]+)", path)]
    return found


def inside(point, row, column, cell):
    return column * cell <= point[0] <= (column + 1) * cell and row * cell <= point[1] <= (row + 1) * cell


@pytest.mark.parametrize("kind", ["guess", "hit", "missed"])
@pytest.mark.parametrize("cell", [12, 50])
def test_a_mark_begins_inside_its_cell(kind, cell):
    (point,) = places(matrix.make("a1", VALUES, cell), {(2, 1): kind})
    assert inside(point, 2, 1, cell)


def test_a_cross_is_two_strokes_in_the_upper_right_corner_of_a_large_cell():
    points = places(matrix.make("a1", VALUES, 50), {(1, 3): "wrong"})
    assert len(points) == 2 and all(3 * 50 + 34 <= x <= 4 * 50 and 50 <= y <= 66 for x, y in points)


def test_a_part_of_a_matrix_has_the_marks_of_its_own_cells_alone():
    part = matrix.make("a1", VALUES[1:, 2:], 20, corner=(1, 2))
    (point,) = places(part, {(2, 3): "hit", (0, 0): "hit", (2, 1): "hit"})
    assert inside(point, 1, 1, 20)


@pytest.mark.parametrize(("options", "focus", "count"), [
    ({"marks": (("channel", 1),)}, {"channel": 1}, 1), ({"marks": (("channel", 0),)}, {"channel": 1}, 0),
    ({"marks": (("pick", "channel"),)}, {}, 0), ({"source": None}, {}, 0), ({"source": "a2"}, {}, 0)])
def test_other_channels_the_bar_that_picks_one_and_other_matrices_have_none(options, focus, count):
    assert len(places(matrix.make("a1", VALUES, 20, **options), {(0, 0): "guess"}, focus)) == count


def test_the_rest_of_the_picture_stays_the_very_nodes_it_was():
    one = Picture(9, 9, cells.draw_all([(matrix.make(name, VALUES, 20), 0, 0) for name in ("a1", "a2")]), "", "", str)
    before, after = (picture.nodes[0].children for picture in (one, with_guesses(one, "a1", {}, {(0, 0): "hit"})))
    assert after[1] is before[1] and after[0].children[:-1] == before[0].children
