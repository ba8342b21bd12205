"""A graph draws each line through its numbers, in ink, and says where its points are."""

import re

import numpy as np
import pytest
from svg_reader import blemishes, collisions, labels, parse, strokes

from cnnlib import draw
from cnnlib.draw.graph import TALL, WIDE
from cnnlib.draw.parts.axes import LEFT, TOP

X = np.linspace(-2.0, 3.0, 11)
PATH = "{http://www.w3.org/2000/svg}path"


def read(d, limits):
    """Pixels back to (x, value) on axes from −2 to 3 and between the limits."""
    found = np.array(re.findall(r"[ML]([\d.]+) ([\d.]+)", d), dtype=float)
    up = 1 - (found[:, 1] - TOP) / TALL
    return -2 + 5 * (found[:, 0] - LEFT) / WIDE, limits[0] + (limits[1] - limits[0]) * up


def circles(picture):
    return [(float(x) + 4, float(y)) for d in strokes(picture, stroke="#111", fill="#FFF")
            for x, y in re.findall(r"^M([\d.]+) ([\d.]+)a", d)]


def test_each_line_goes_through_every_number_of_its_own_and_shares_the_axes():
    first, second = 0.4 * X**2 - 0.3 * X, 1 - 0.5 * X
    picture = draw.graph("L", "a3", X, (first, "y = 1"), (second, "y = 0"))
    limits = min(first.min(), second.min()), max(first.max(), second.max())
    for ink, values in (("#111", first), ("#8C8C8C", second)):
        (d,) = strokes(picture, stroke=ink, stroke_width="2.4")
        x, shown = read(d, limits)
        assert x == pytest.approx(X, abs=0.001)
        assert shown == pytest.approx(values, abs=0.003)


def test_given_limits_are_the_ends_of_the_vertical_axis():
    (d,) = strokes(draw.graph("a3", "z3", X, (0.1 * X, ""), limits=(-1, 4)), stroke="#111",
                   stroke_width="2.4")
    assert read(d, (-1, 4))[1] == pytest.approx(0.1 * X, abs=0.003)


def test_a_point_lies_at_its_numbers_and_one_with_a_text_drops_a_line_to_the_axis():
    picture = draw.graph("a1", "z1", X, (X, ""), points=[(0.5, 2.0, "here"), (-2.0, -2.0)], limits=(-2, 3))
    assert np.allclose(circles(picture), [(LEFT + WIDE / 2, TOP + 0.2 * TALL), (LEFT, TOP + TALL)], rtol=0,
                       atol=0.06)
    drops = [d for d in strokes(picture, stroke_dasharray="2 3") if d != "M0 0"]
    assert drops == [f"M{LEFT + WIDE / 2:.1f} {TOP + TALL}V{TOP + 0.2 * TALL:.1f}"]


@pytest.mark.parametrize("corner, across, down", [
    ("above right", 1, -1), ("above", 0, -1), ("above left", -1, -1), ("below right", 1, 1),
    ("below left", -1, 1)])
def test_the_text_of_a_point_stands_at_the_corner_asked_for(corner, across, down):
    picture = draw.graph("a1", "z1", X, (X, ""), points=[(0.5, 0.5, "here", corner)])
    text = next(one for one in parse(picture).iter(PATH.replace("path", "text")) if one.text == "here")
    (x, y), = circles(picture)
    assert float(text.get("x")) - x == pytest.approx(8 * across, abs=0.06)
    assert np.sign(float(text.get("y")) - y) == down
    assert text.get("text-anchor") == {1: "start", 0: "middle", -1: "end"}[across]


def test_the_text_of_a_line_stands_at_its_higher_end():
    picture = draw.graph("L", "a3", X, (-X, "falls"), (X, "rises"))
    places = {label.text: label.left for label in labels(picture)}
    assert places["falls"] < LEFT + WIDE / 4 and places["rises"] > LEFT + 3 * WIDE / 4


def test_there_is_nothing_but_warm_greys_and_plain_svg():
    picture = draw.graph("L", "a3", X, (X**2, "y = 1"), points=[(0.0, 0.0, "0")])
    inks = re.findall(r"#([0-9A-F]{3}|[0-9A-F]{6})'", picture.svg)
    channels = [[int(one * (2 // len(one)), 16) for one in re.findall("." * (len(ink) // 3), ink)] for ink in inks]
    assert channels and all(max(one) - min(one) <= 16 for one in channels)      # greys, some of them warm
    assert blemishes(picture) == []


def test_labels_do_not_collide():
    picture = draw.graph("a3", "z3", X, (0.2 * X, ""), points=[(0.5, 0.1, "0.5 → 0.1")], limits=(0, 1))
    assert collisions(picture) == []


def test_words_hold_the_points_and_each_line_at_its_ends():
    picture = draw.graph("L", "a3", X, (2 * X, "y = 1"), (-X, "y = 0"), points=[(0.5, 1.0, "half")])
    assert picture.caption == "L runs from −4 to 6 while a⁽³⁾ goes from −2 to 3; 1 point marked."
    assert "L y = 1: −4 at a⁽³⁾ = −2" in picture.words() and "6 at a⁽³⁾ = 3" in picture.words()
    assert "L y = 0: 2 at a⁽³⁾ = −2" in picture.words()
    assert picture.words().endswith("1 at a⁽³⁾ = 0.5 half")


def test_the_last_bits_of_another_processor_change_nothing():
    one, other = (draw.graph("L", "a3", X * f, (X**2 * f, "y = 1"), points=[(0.5 * f, 0.25 * f)])
                  for f in (1, 1 + 1e-13))
    assert one.svg == other.svg and one.words() == other.words()


@pytest.mark.parametrize("x, lines, said", [
    (X[::-1], [(X, "")], "x: got shape"), (X[:1], [(X[:1], "")], "x: got shape"), (X, [], "lines: got 0"),
    (X, [(X, "")] * 3, "lines: got 3"), (X, [(X[1:], "")], "lines: got shape"),
    (X, [(np.where(X == 0, np.inf, X), "")], "lines: got shape")])
def test_what_does_not_fit_is_named(x, lines, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        draw.graph("L", "a3", x, *lines)


def test_a_flat_line_has_axes():
    assert not re.search(r"\b(nan|inf)\b", draw.graph("L", "a3", X, (np.zeros(11), "")).svg)
