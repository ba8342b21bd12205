"""A number in a large cell: three digits that fit it, no type below 12.5 pixels, the old number struck through."""

import numpy as np
import pytest
from svg_reader import text_width

from cnnlib import draw
from cnnlib.draw.parts import single

NUMBERS = (0.0, 0.5, -0.401, 1.506, -2.4925, 12.345, -98.76, 123.4, -998.4, 0.0951, -0.0951, 1e-7, -1e9, 0.01562,
           -0.01562, 1 - 2.0**-52, 2.0**-52 - 1, np.inf, -np.inf, np.nan)


def drawn(value, before=None, cell=44, power=None, name="z3"):
    return single.draw(draw.matrix(name, value, limit=1.0), 0, 0, cell, power, before)


def printed(node):
    """The text in the middle of a cell, and its size."""
    numbers = node.children[2]
    attributes = f"{numbers.attributes} {numbers.children[0].attributes}"
    return numbers.children[0].children, float(attributes.rpartition('font-size="')[2].partition('"')[0])


@pytest.mark.parametrize("cell", [44, 48, 50])
@pytest.mark.parametrize("value", NUMBERS)
def test_every_number_fits_its_cell_in_type_of_12_and_a_half_pixels_at_least(value, cell):
    text, size = printed(drawn(value, cell=cell))
    assert 12.5 <= size <= 14
    assert text_width(text, size) <= cell - 1


@pytest.mark.parametrize("value, text", [(0.0, "0"), (-0.401, "−.401"), (0.5, ".5"), (2.4935, "2.49"),
                                         (1 - 2.0**-52, ".99…"), (-1.0, "−1"), (np.nan, "nan"), (-np.inf, "−∞")])
def test_a_number_has_three_digits_and_no_zero_before_its_point(value, text):
    assert printed(drawn(value))[0] == text


def test_a_power_of_ten_is_taken_out_and_nothing_prints_as_zero_that_is_none():
    assert printed(drawn(0.0123))[0] == "1.23" and single.own(0.0123) == -2
    assert printed(drawn(0.0123, power=0))[0] == ".0123"
    assert printed(drawn(1e-9, power=0))[0] == "<.01"


def ghost(node):
    return node.children[3].children


def test_the_old_number_stands_above_struck_through_where_it_prints_as_another():
    (old, strike), (same, none), (first, _) = map(ghost, (drawn(0.5, 0.25), drawn(0.5, 0.5), drawn(0.5)))
    assert old.children == ".25" and "M-" in strike.attributes
    assert same.children == first.children == "" and "M0 0" in none.attributes


def test_an_old_number_of_quite_another_size_is_left_out():
    assert ghost(drawn(2e-16, 1.0))[0].children == ghost(drawn(36.0, 2e-16))[0].children == ""


def test_the_old_number_is_white_where_the_new_one_is():
    (old, _) = ghost(drawn(1.0, 0.5))
    assert old.fill == "#FFF" and ghost(drawn(0.1, 0.5))[0].fill == "#000"


def test_a_ghost_changes_texts_and_paths_but_no_element():
    def shape(node):
        return node.tag, [shape(child) for child in node.children if not isinstance(child, str)]
    assert shape(drawn(0.5)) == shape(drawn(0.5, 0.25))


@pytest.mark.parametrize("value, text", [(4.71e174, "10¹⁷⁴"), (-2e9, "−10⁹"), (99999.0, "99999")])
def test_a_number_that_needs_a_factor_where_none_can_stand_prints_its_power_of_ten_and_fits(value, text):
    shown, size = printed(drawn(value, power=0))
    assert shown == text and text_width(text, size) <= 44
