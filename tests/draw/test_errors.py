"""Errors over the nudge: every line goes through its numbers, and the words say where each is lowest."""

import re

import numpy as np
import pytest
from svg_reader import blemishes, collisions, strokes

from cnnlib import draw
from cnnlib.draw.error_curve import AXES
from cnnlib.draw.parts.axes import LEFT, TOP

EPS = 10.0 ** np.arange(-15, 0)
CENTRAL = EPS**2 + 1e-16 / EPS
LINES = {(True, False): CENTRAL, (False, True): EPS + 6e-8 / EPS}


def test_a_line_goes_through_every_error():
    (d,) = strokes(draw.errors(EPS, LINES), stroke="#111", stroke_width="2.4")
    found = np.array(re.findall(r"[ML]([\d.]+) ([\d.]+)", d), dtype=float)
    assert found[:, 0] == pytest.approx(LEFT + AXES.wide * (np.log10(EPS) + 15) / 14, abs=0.06)
    assert found[:, 1] == pytest.approx(TOP + AXES.tall * -np.log10(CENTRAL) / 13, abs=0.06)


def test_the_caption_says_where_each_line_is_lowest():
    assert draw.errors(EPS, LINES).caption == ("The smallest relative errors: "
                                               "central, float64: 1.01×10⁻¹⁰ at eps 1.00×10⁻⁶; "
                                               "one-sided, float32: 0.0007 at eps 0.0001.")


def test_bounds_are_broad_and_named():
    picture = draw.errors(EPS, LINES, [EPS**2, 1e-16 / EPS])
    assert len(strokes(picture, stroke_width="5")) == 2 and "truncation falls" in picture.svg
    assert "truncation falls" not in draw.errors(EPS, LINES).svg


def test_nothing_collides_and_nothing_is_cut():
    picture = draw.errors(EPS, LINES, [EPS**2])
    assert collisions(picture) == [] and blemishes(picture) == []


@pytest.mark.parametrize("eps, lines, words", [
    (EPS[::-1], LINES, "rise"),
    (EPS, {(True, False): CENTRAL[1:]}, "that of eps"),
    (EPS, {"central": CENTRAL}, "central, single"),
])
def test_what_cannot_be_drawn_is_refused(eps, lines, words):
    with pytest.raises(ValueError, match=words):
        draw.errors(eps, lines)
