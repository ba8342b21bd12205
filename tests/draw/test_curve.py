"""A curve shows the numbers it is given, breaks where there are none, and marks the point of now."""

import re

import numpy as np
import pytest
from svg_reader import blemishes, by_name, collisions, labels, strokes

from cnnlib import draw
from cnnlib.draw.curve import TALL, WIDE
from cnnlib.draw.parts.axes import LEFT, TOP

X = np.linspace(-2.0, 3.0, 11)


def points(d):
    """Pixels back to (x, value) on axes from −2 to 3 and from −1 to 4."""
    found = np.array(re.findall(r"[ML]([\d.]+) ([\d.]+)", d), dtype=float)
    return -2 + 5 * (found[:, 0] - LEFT) / WIDE, -1 + 5 * (1 - (found[:, 1] - TOP) / TALL)


def test_the_line_goes_through_every_number():
    values = 0.4 * X**2 - 0.3 * X
    (d,) = strokes(draw.curve("L", values, "z3", X, (1.0, 0.1), limits=(-1, 4)), stroke_width="2",
                   stroke="#111")[:1]
    x, shown = points(d)
    assert x == pytest.approx(X, abs=0.001)
    assert shown == pytest.approx(values, abs=0.003)


def test_a_gradient_is_dashed_and_in_the_colour_of_its_sign_and_a_value_is_not():
    picture = draw.curve("dL_dz3", X, "z3", X, (1.0, 1.0), limits=(-1, 4))
    above, below = strokes(picture, stroke="#C8500A")[0], strokes(picture, stroke="#1F6FB4")[0]
    assert points(above)[0] == pytest.approx(X[X > 0], abs=0.01)
    assert points(below)[0] == pytest.approx(X[X < 0], abs=0.01)
    ink = draw.curve("L", X, "z3", X, (1.0, 1.0))
    assert not strokes(ink, stroke="#C8500A") and not strokes(ink, stroke="#1F6FB4")


def test_a_gradient_that_is_exactly_0_has_no_colour():
    picture = draw.curve("dL_dz3", np.minimum(X, 0), "z3", X, (1.0, 0.0), limits=(-1, 4))
    assert strokes(picture, stroke="#C8500A") == ["M0 0"]
    (grey,) = strokes(picture, stroke="#444", stroke_width="2.4")
    assert points(grey)[0] == pytest.approx(X[X >= 0], abs=0.01)


def test_the_grey_line_ends_where_there_is_no_number_with_a_cross_on_the_curve():
    behind = np.where(X < 2, X, np.nan)
    picture = draw.curve("L", X, "z3", X, (0.0, 0.0), behind=behind, limits=(-1, 4))
    x, _ = points(strokes(picture, stroke_width="7")[0])
    assert x.max() == pytest.approx(1.5, abs=0.01)
    assert any("grey ends" in label.text for label in labels(picture))
    whole = draw.curve("L", X, "z3", X, (0.0, 0.0), limits=(-1, 4))
    assert not any("grey ends" in label.text for label in labels(whole))


def test_a_gap_interrupts_the_line():
    values = np.where(np.abs(X - 0.5) < 0.1, np.inf, X)
    d = strokes(draw.curve("L", values, "z3", X, (0.0, 0.0), limits=(-1, 4)), stroke_width="7")[0]
    assert d.count("M") == 2 and len(points(d)[0]) == len(X) - 1


def test_the_point_lies_at_its_numbers_and_vanishes_where_there_is_none():
    picture = draw.curve("L", X, "z3", X, (0.5, 2.0), limits=(-1, 4))
    dot = next(path for path in strokes(picture, fill="#FFF", stroke="#111") if "a5 5" in path)
    across, up = map(float, re.match(r"M([\d.]+) ([\d.]+)", dot).groups())
    assert (across + 5, up) == pytest.approx((LEFT + WIDE / 2, TOP + 0.4 * TALL), abs=0.06)
    assert "a5 5" not in draw.curve("L", X, "z3", X, (0.5, np.nan), limits=(-1, 4)).svg


def test_the_cell_beside_it_is_the_value_of_now_in_its_role():
    cell = by_name(draw.curve("dL_dz3", X, "z3", X, (0.5, -0.5), limits=(-1, 1),
                              cell=draw.matrix("dL_dz3 fused", -0.5, outline=((0, 0),))))["dL_dz3 fused"]
    assert cell.texts == ["−0.5"] and cell.frame.get("stroke-dasharray") and cell.over(stroke_width="4.4")


def test_only_the_point_changes_when_it_moves():
    one, other = (draw.curve("L", X**2, "z3", X, (x, x * x)).root for x in (0.5, 1.0))
    different = [a != b for a, b in zip(one.children[3].children, other.children[3].children, strict=True)]
    assert different.count(True) == 1


def test_the_caption_says_where_the_curve_runs_and_where_the_point_is():
    assert draw.curve("L", X, "z3", X, (0.5, 0.5)).caption == "L runs from −2 to 3; at z⁽³⁾ = 0.5 it is 0.5."


@pytest.mark.parametrize("x, values, behind, name", [(X[::-1], X, None, "x"), (X, X[:-1], None, "values"),
                                                     (X, X, X[1:], "behind"), (X[:1], X[:1], None, "x")])
def test_what_does_not_fit_is_named(x, values, behind, name):
    with pytest.raises(ValueError, match=f"^{name}: got shape"):
        draw.curve("L", values, "z3", x, (0.0, 0.0), behind=behind)


def test_a_flat_curve_has_axes_and_the_svg_is_plain():
    picture = draw.curve("L", np.zeros(11), "z3", X, (0.0, 0.0))
    assert blemishes(picture) == []
    assert not re.search(r"\b(nan|inf)\b", picture.svg)


def test_a_curve_of_a_given_size_has_no_cell_beside_it_and_numbers_large_enough_to_read():
    picture = draw.curve("L", X, "z3", X, (0.5, 0.5), limits=(-1, 4), size=(386, 220))
    assert (picture.width, picture.height) == (386, 220) and by_name(picture) == {}
    assert collisions(picture) == []
    assert {label.text for label in labels(picture)} >= {"\u22122", "0", "3", "\u22121", "4"}
