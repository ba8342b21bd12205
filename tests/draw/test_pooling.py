"""Max pooling close up: small maps without numbers, one window large, an arrow for each of its winners."""

import re

import numpy as np
import pytest
from one_screen import check
from svg_reader import labels, matrices, strokes, value

from cnnlib import draw
from cnnlib.draw.ink import colour
from cnnlib.draw.pooling import Marks

A = np.array([[1.0, 3, 2, 2], [3, 0, 0, 1], [0.5, 0.25, 0, -1], [0.125, 0, 0.75, 0]])
MAPS = {"a1": A, "a2": np.array([[3.0, 2], [0.5, 0.75]]), "dL_da2": np.array([[0.5, -1.0], [0.25, 0]]),
        "dL_da1": np.array([[0, 0.25, -1, 0], [0.25, 0, 0, 0], [0.25, 0, 0, 0], [0, 0, 0, 0]])}
STORIES = ("3", "2", ("ties for the maximum", "")), ("0.25", "", ("= 0.5 · 0.5", "upstream · slope"))
TIED = Marks(rings=((0, 1), (1, 0)), outline={"a1": ((0, 0), (0, 1), (1, 0), (1, 1)), "a2": ((0, 0),)},
             focus={"a1": ((0, 1),)}, to=((0, 1), (1, 0)), held=(0, 1))


def pooled(maps=MAPS, before=MAPS, at=(0, 0), size=2, stride=2, marks=TIED):
    return draw.pooling(maps, before, at, size, stride, marks, STORIES, (3, 1), "A caption.")


def tiles(picture, name):
    return [one for one in matrices(picture) if one.name == name and one.cell > 40]


def test_it_fits_one_screen_whatever_the_windows_are():
    check(pooled())
    check(pooled(at=(1, 1), marks=Marks(to=((2, 2),), held=(0, 0))))
    rng = np.random.default_rng(5)
    for windows, size, stride in ((5, 2, 1), (4, 3, 1), (2, 3, 3)):
        maps = {name: rng.normal(size=(6, 6) if name.endswith("a1") else (windows, windows)) for name in MAPS}
        check(pooled(maps, maps, (1, 1), size, stride, Marks(to=((stride, stride),), held=(0, 0))))


def test_the_window_and_its_pooled_cell_are_large_and_say_their_numbers():
    for name in ("a1", "dL_da1"):
        found = tiles(pooled(), name)
        assert [value(one.texts[0])[0] for one in found] == MAPS[name][:2, :2].ravel().tolist()
    assert [tiles(pooled(), name)[0].texts for name in ("a2", "dL_da2")] == [["3"], ["0.5"]]


def test_each_gradient_stands_directly_under_its_variable_at_the_same_size():
    drawn = matrices(pooled())
    for name in ("a1", "a2"):
        above, below = ([one for one in drawn if one.name == wanted] for wanted in (name, f"dL_d{name}"))
        assert [(one.x, one.cell) for one in above] == [(one.x, one.cell) for one in below]
        assert {low.y - high.y for high, low in zip(above, below, strict=True)} == {204}


def test_the_winners_of_the_window_are_ringed_large_and_small():
    ringed = [sum(path.get("d").count("M") for path in one.paths if "l5 5" in path.get("d"))
              for one in matrices(pooled()) if one.name == "dL_da1" and one.cell == 21]
    assert sum(ringed) == 2
    assert pooled().svg.count("l13 13") == 4            # a1 and its gradient


def test_the_ring_of_a_large_cell_lies_inside_the_line_of_our_path():
    top = re.search(r"<path d=.M\d+ (\d+)h\d+l13 13", pooled().svg)[1]
    assert float(top) - 0.7 > 2.2                # half of both widths


@pytest.mark.parametrize(("to", "count"), [(((0, 1),), 1), (((0, 1), (1, 0)), 2)])
def test_one_arrow_for_each_winner_in_as_many_nodes(to, count):
    picture = pooled(marks=Marks(to=to, held=(0, 1)))
    lines = strokes(picture, stroke_dasharray="9 4")
    assert len(lines) == 1 and lines[0].count("C") == count
    forward, = (d for d in strokes(picture, stroke=colour.OUTLINE, stroke_width="2") if "C" in d)
    assert forward.count("C") == count and forward.split("H")[-1] == lines[0].split("H")[-1]


def test_no_arrow_runs_through_a_number_of_the_window():
    for size in (2, 3):
        cell = 156 // size
        for row in range(size):
            maps = {**MAPS, "a1": np.ones((6, 6)), "dL_da1": np.ones((6, 6))}
            picture = pooled(maps, maps, size=size, stride=size, marks=Marks(to=((row, 0),), held=(0, 0)))
            lane = float(re.search(r"[\d.]+ ([\d.]+)H", strokes(picture, stroke_dasharray="9 4")[0])[1]) - 244
            middle, half = row * cell + cell / 2 + 5, 0.73 * tiles(picture, "a1")[0].cell * 0.23
            assert middle + 5 < lane < (row + 1) * cell and lane > middle - half


def test_old_numbers_stand_small_over_the_new_ones_in_as_many_nodes():
    old = {**MAPS, "dL_da1": MAPS["dL_da1"] * 2}
    was, now = pooled(before=old), pooled()
    assert [text for text in ("0.5", "0.25") if f">{text}</text>" in was.svg] == ["0.5", "0.25"]
    assert was.svg.count("<text") == now.svg.count("<text") and was.svg.count("<path") == now.svg.count("<path")


def test_where_windows_overlap_a_tile_says_what_its_window_sends_and_the_total():
    maps = {name: np.arange(36.0).reshape(6, 6) / 8 if name.endswith("a1") else np.ones((5, 5)) for name in MAPS}
    sent = {(0, 0): (0.0, 0.0), (0, 1): (0.0, 0.5), (1, 0): (0.0, 0.0), (1, 1): (0.875, 0.0)}
    picture = pooled(maps, maps, stride=1, marks=Marks(to=((1, 1),), held=(1, 1), sent=sent))
    check(picture)
    assert [one.texts[0] for one in tiles(picture, "dL_da1")] == ["0", "0", "0", "0.875"]
    said = {label.text for label in labels(picture)}
    assert "window [0, 0] sends to ∂L/∂a(1)" in said and "window [0, 0] of a(1)" in said
    assert [picture.svg.count(f">{text}</text>") for text in ("total 0.125", "total 0.75", "total 0", "total 0.875")
            ] == [1, 1, 0, 0]


def test_windows_are_lettered_only_where_they_are_pulled_apart():
    whole = {name: values[:, :] for name, values in MAPS.items()} | {"a2": np.ones((3, 3)), "dL_da2": np.ones((3, 3))}
    apart, overlapping = ({label.text for label in labels(one)} for one in (pooled(), pooled(whole, whole, stride=1)))
    assert set("ABCD") <= apart and "window A of a(1)" in apart
    assert not set("ABCD") & overlapping and "window [0, 0] of a(1)" in overlapping


def test_every_cell_of_the_maps_can_be_pointed_at():
    found = [(one.corners, one.x, one.y) for one in matrices(pooled()) if one.name == "a1" and one.cell == 21]
    assert sum(len(corners) for corners, _, _ in found) == A.size
