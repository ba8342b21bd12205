"""Ways to one slope: each a calculation with its bar, on one scale, or in words that it is no number."""

import re

import numpy as np
import pytest
from svg_reader import SVG, blemishes, collisions, labels, matrices, parse

from cnnlib import draw
from cnnlib.draw import matrix
from cnnlib.draw.two_ways import HALF, ZERO

SPAN = re.compile(r"M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H\1z")


def ways(separate=0.5, fused=0.5, upstream=2.0, local=0.25, before=None):
    def item(name, value):
        return matrix(name, value, limit=1.0)
    return draw.two_ways([item("z3", -0.4), item("a3", 0.401), item("1 - a3", local)],
                         ("Separate", item("L", 0.513), [item("dL_da3", upstream), "·", item("da3_dz3", local), "=",
                                                         item("dL_dz3", separate)]),
                         ("Fused", item("L fused", 0.513), [item("a3", 0.401), "−", item("y", 0.0), "=",
                                                            item("dL_dz3 fused", fused)]),
                         texts={"dL_dz3": "∂L/∂z⁽³⁾", "dL_dz3 fused": "a⁽³⁾ − y", "L fused": "L"},
                         before=before, lines=("says 0.401, label 0", "loss 0.513"))


def spans(picture):
    paths = [path.get("d", "") for path in parse(picture).iter(f"{SVG}path")]
    return [tuple(map(float, SPAN.fullmatch(d).groups())) for d in paths if SPAN.fullmatch(d)]


def test_each_slope_is_a_bar_on_the_side_of_its_sign():
    (left, right), (start, end) = spans(ways(0.5, -0.25))
    assert (left, right) == (ZERO, pytest.approx(ZERO + HALF * 0.5, abs=0.06))
    assert (start, end) == (pytest.approx(ZERO - HALF * 0.25, abs=0.06), ZERO)


def test_what_is_no_number_has_no_bar_and_says_so():
    picture = ways(np.nan, 1.0, np.inf, 0.0)
    assert len(spans(picture)) == 1
    assert "not a number" in [label.text for label in labels(picture)]
    assert "not a number" not in [label.text for label in labels(ways())]
    assert not re.search(r"='[^']*\b(nan|inf)\b", picture.svg)


@pytest.mark.parametrize("numbers", [(0.5, 0.5, 2.0, 0.25), (np.nan, 1.0, np.inf, 0.0),
                                     (-1.0, 2.0**-52 - 1, -2.35e17, 4.25e-18), (1e-9, 1e-9, 2.3e-17, 1e-9)])
def test_every_label_has_room_and_the_svg_is_plain(numbers):
    picture = ways(*numbers, before={"a3": 0.25})
    assert collisions(picture) == [] and blemishes(picture) == []


def test_a_factor_stands_below_its_cell():
    picture = ways(local=4.25e-18)
    factor = next(label for label in labels(picture) if label.text == "×10⁻¹⁸")
    assert any(abs(one.x - factor.left) < 3 and 0 < factor.top - one.y - one.cell < 8 for one in matrices(picture))


def test_structure_stays_while_numbers_change():
    states = [ways(), ways(np.nan, 1.0, np.inf, 0.0, {"a3": 0.5}), ways(-1.0, -1.0, -2e17, 4e-18)]
    assert len({len(list(parse(state).iter(f"{SVG}text"))) for state in states}) == 1
    assert len({tuple(len(node.children) for node in state.nodes) for state in states}) == 1
