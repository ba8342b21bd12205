"""The test of a slope, the path in close-up, the map: what ChainExplorer is made of."""

import re

import numpy as np
import pytest
from svg_reader import SVG, blemishes, by_name, collisions, labels, parse

from cnnlib import draw
from cnnlib.draw import matrix
from cnnlib.draw.nudge import HALF, ZERO

NAMES = "dL_dw1", "nudge", "dL_predicted", "L nudged", "L", "real"
SPAN = re.compile(r"M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H\1z")


def test_of(slope, nudge, after, loss, limit=0.5, before=None, kinked=False):
    items = [matrix(name, value) for name, value in
             zip(NAMES, (slope, nudge, slope * nudge, after, loss, after - loss), strict=True)]
    return draw.nudge(items[:3], items[3:], ("w1", (0, 2)), limit, before, kinked)


test_of.__test__ = False


def spans(picture):
    """(left, right) of each bar."""
    paths = [path.get("d", "") for path in parse(picture).iter(f"{SVG}path")]
    return [tuple(map(float, SPAN.fullmatch(d).groups())) for d in paths if SPAN.fullmatch(d)]


def said(picture):
    return [label.text for label in labels(picture)]


def test_both_changes_are_bars_on_one_scale_one_above_the_other():
    (left, right), (start, end) = spans(test_of(-0.5, 0.5, 0.8, 0.9))
    assert right == end == ZERO
    assert ZERO - left == pytest.approx(HALF * 0.5, abs=0.06)
    assert ZERO - start == pytest.approx(HALF * 0.2, abs=0.06)


def test_the_loss_before_and_after_and_the_gap_are_said_in_large_type():
    texts = said(test_of(-0.5, 0.5, 0.8, 0.9))
    assert "loss 0.9 → 0.8" in texts and "gap 0.15 = 150 % of real" in texts
    assert "gap 0.15 = 150 % of real · kink" in said(test_of(-0.5, 0.5, 0.8, 0.9, kinked=True))


def test_every_cell_is_named_and_the_slope_with_its_address():
    texts = said(test_of(-0.5, 0.5, 0.8, 0.9))
    assert {"slope", "∂L/∂w(1)[0, 2]", "nudge of", "w(1)[0, 2]", "predicted", "real", "loss after"} <= set(texts)


@pytest.mark.parametrize("after, real", [(0.87, "−3"), (0.9 - 0.0002, "−.02"), (0.9 + 1e-9, "<.01"), (0.9, "0")])
def test_both_changes_share_one_power_of_ten_whatever_their_sizes(after, real):
    picture = test_of(-0.5, 0.0625, after, 0.9)
    assert said(picture).count("change ×10⁻²") == 2
    assert by_name(picture)["dL_predicted"].texts == ["−3.13"] and by_name(picture)["real"].texts == [real]


@pytest.mark.parametrize("slope, nudge, after, loss", [
    (-0.531, 0.25, 0.787, 0.913), (-0.0531, -0.484375, 1.787, 0.913), (2.5e-7, 0.0001, 0.9, 0.9),
    (0.0, 0.0, 0.5, 0.5), (-np.inf, 0.25, 36.0, 40.0), (-2.3e17, -0.5, 39.0, 40.0), (0.02, 0.00001, 1e-9, 2e-9)])
def test_every_label_has_room_in_every_state_and_the_svg_is_plain(slope, nudge, after, loss):
    picture = test_of(slope, nudge, after, loss, kinked=True)
    assert collisions(picture) == []
    assert blemishes(picture) == []


def test_only_texts_paths_and_fills_change_while_the_nudge_moves():
    states = [test_of(-0.531, by, 0.913 - 0.5 * by, 0.913, before={"nudge": 0.25})
              for by in (-0.5, 0.0, 1 / 64, 0.25)]
    assert len({len(list(parse(state).iter(f"{SVG}text"))) for state in states}) == 1
    whole = {tuple(map(len, (node.children for node in state.nodes))) for state in states}
    assert len(whole) == 1


def link(name, number, *at, note=""):
    return draw.Link(name, number, at, note)


def short_walk(slope=0.25, upstream=-2.5, outline=None, before=None):
    return draw.walk([link("w3", -0.4, 2, 1, note="row 2,\ncolumn 1"), link("z3", 1.5), link("a3", 0.8),
                      link("L", 0.2)],
                     [link("dz3_dw3", 1.1, note="the activa-\ntion a⁽²⁾"), link("da3_dz3", slope, note="gate\nopen")],
                     [link("dL_dw3", 1.1 * slope * upstream), link("dL_dz3", slope * upstream),
                      link("dL_da3", upstream)], outline=outline, before=before)


def test_each_gradient_stands_under_its_variable_and_each_slope_between_two_values():
    found = by_name(short_walk())
    for name in ("w3", "z3", "a3"):
        assert found[f"dL_d{name}"].x == found[name].x and found[f"dL_d{name}"].y > found[name].y
    assert 2 * found["da3_dz3"].x == found["z3"].x + found["a3"].x


def test_an_arrow_says_by_what_it_multiplies():
    assert {"· 1.1", "· .25"} <= set(said(short_walk()))
    assert "·" in said(short_walk(1e-9))


def test_a_cell_of_the_walk_tells_its_place_and_is_outlined_by_it():
    picture = short_walk(outline={"w3": [(2, 1)], "z3": [(1, 1)]})
    group = next(g for g in parse(picture).iter() if g.get("data-name") == "w3")
    assert (group.get("data-row"), group.get("data-column")) == ("2", "1")
    assert by_name(picture)["w3"].over(stroke="#FFC400") and not by_name(picture)["z3"].over(stroke="#FFC400")


def test_only_gradients_are_dashed_in_the_walk():
    for name, one in by_name(short_walk()).items():
        assert bool(one.frame.get("stroke-dasharray")) == name.startswith("dL_")


@pytest.mark.parametrize("slope, upstream", [(0.25, -2.5), (1e-9, -2.5), (1e-9, -3e12), (0.0, -np.inf)])
def test_labels_of_the_walk_have_room(slope, upstream):
    with np.errstate(invalid="ignore"):
        picture = short_walk(slope, upstream, before={"z3": -0.25})
    assert collisions(picture) == [] and blemishes(picture) == []


def test_the_map_has_no_digits_shares_its_limit_and_marks_what_it_is_told():
    x, w = np.arange(12.0).reshape(3, 4), np.array([[1.0, -2.0], [0.5, 3.0]])
    picture = draw.maps([matrix("x", x)], [matrix("w1", w), matrix("b1", [0.1])], signs="⋆",
                        outline={"w1": [(0, 1)]})
    groups = {group.get("data-name"): group for group in parse(picture).iter(f"{SVG}g") if group.get("data-name")}
    assert not any(text.text for group in groups.values() for text in group.iter(f"{SVG}text"))
    assert groups["x"][0][-1].get("fill") == "#69645F" != groups["w1"][0][-1].get("fill")
    assert any(path.get("stroke") == "#FFC400" for path in groups["w1"].iter(f"{SVG}path"))
    with pytest.raises(ValueError, match="signs: got 0; needs 1"):
        draw.maps([matrix("x", x)], [matrix("w1", w)])
    with pytest.raises(ValueError, match="columns"):
        draw.maps(matrix("x", x))
