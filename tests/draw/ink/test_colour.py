"""Ink for values, colour for gradients, told apart by everybody."""

from itertools import combinations, pairwise, product
from math import inf, nan

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.draw.ink import colour

FULL = {"ink": (1.0, False), "below": (-1.0, True), "above": (1.0, True)}
ENDS = {"ink": "#69645F", "below": "#1F6FB4", "above": "#C8500A"}
ROLES = ENDS | {"white": "#FFFFFF", "outline": "#111111"}
SEEN = [(None, None), *product(("protan", "deutan", "tritan"), ("brettel", "machado", "vienot"))]


def contrast(one, other):
    """Contrast ratio of WCAG 2.2, by coloraide, independent of ours."""
    return Color(one).contrast(other, method="wcag21")


@pytest.mark.parametrize("role", ENDS)
def test_the_end_colours_are_exact(role):
    value, gradient = FULL[role]
    assert colour.fill(value, 1.0, gradient) == ENDS[role]


@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize(("value", "limit"), [(0.0, 1.0), (-0.0, 1.0), (0.0, 0.0), (nan, 1.0), (inf, inf)])
def test_zero_and_what_has_no_size_are_white(value, limit, gradient):
    assert colour.fill(value, limit, gradient) == "#FFFFFF"


@pytest.mark.parametrize("value", [1.0, 1.5, 1e308, inf])
def test_beyond_the_limit_the_colour_stays_that_of_the_limit(value):
    assert colour.fill(value, 1.0, True) == ENDS["above"] and colour.fill(-value, 1.0, True) == ENDS["below"]


@given(st.floats(0, 1))
def test_a_value_and_its_negative_have_the_same_ink_and_gradients_go_equally_far_from_white(share):
    assert colour.fill(share, 1.0, False) == colour.fill(-share, 1.0, False)
    for sign, end in ((1, colour.ABOVE), (-1, colour.BELOW)):
        made = colour.fill(sign * share, 1.0, True)
        channels = [int(made[k:k + 2], 16) for k in (1, 3, 5)]
        assert channels == [round(255 + (e - 255) * round(share, 2)) for e in end]


@pytest.mark.parametrize("role", ENDS)
def test_neighbouring_shades_are_a_difference_that_an_eye_hardly_sees(role):
    value, gradient = FULL[role]
    shades = sorted({colour.fill(value * k / 2000, 1.0, gradient) for k in range(2001)}, key=colour.luminance)
    assert len(shades) == 101
    assert max(Color(one).delta_e(other, method="2000") for one, other in pairwise(shades)) < 1.25


@pytest.mark.parametrize("role", ENDS)
def test_more_is_darker(role):
    value, gradient = FULL[role]
    sweep = [colour.luminance(colour.fill(value * k / 1000, 1.0, gradient)) for k in range(1001)]
    assert sweep == sorted(sweep, reverse=True) and sweep[0] > 2 * sweep[-1]


@pytest.mark.parametrize("role", ENDS)
def test_a_number_stands_out_at_4_58_to_1_on_every_colour_of_every_role(role):
    value, gradient = FULL[role]
    fills = {colour.fill(value * k / 2000, 1.0, gradient) for k in range(2001)}
    assert min(contrast(fill, colour.text_on(fill)) for fill in fills) >= 4.58


def test_text_is_black_above_a_luminance_of_0_179_and_white_below():
    greys = [f"#{k:02X}{k:02X}{k:02X}" for k in range(256)]
    assert all(colour.text_on(grey) == ("#000" if Color(grey).luminance() > 0.179 else "#FFF")
               for grey in greys)


@pytest.mark.parametrize(("kind", "how"), SEEN)
def test_the_end_colours_of_any_two_roles_differ_by_20_in_every_kind_of_vision(kind, how):
    seen = {name: Color(c).filter(kind, 1, method=how) if kind else Color(c) for name, c in ROLES.items()}
    distances = {pair: seen[pair[0]].delta_e(seen[pair[1]], method="2000") for pair in combinations(ROLES, 2)}
    assert {pair: round(d, 1) for pair, d in distances.items() if d < 20} == {}


def test_the_selection_is_drawn_in_the_colour_of_the_design():
    assert Color(colour.OUTLINE) == Color("#111111")


@pytest.mark.parametrize("note", [colour.NOTE, "#C8500A", "#1F6FB4"])
def test_notes_and_coloured_totals_can_be_read_on_the_card(note):
    assert contrast(note, "#FFFFFF") >= 4.5
