"""Numbers as the pictures print them."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from svg_reader import by_name, labels, power, value

from cnnlib import draw
from cnnlib.draw.ink import number, words
from cnnlib.draw.parts import cells, matrix

FINITE = st.floats(allow_nan=False, allow_infinity=False)
READABLE = st.floats(-999, 999)


def significant(text):
    """What a cell shows without its sign, its bound and its point."""
    return text.lstrip("<>").lstrip("−").replace(".", "")


@pytest.mark.parametrize("roomy", [True, False])
@pytest.mark.parametrize("places", [0, 1, 2])
def test_exactly_zero_prints_0(places, roomy):
    assert number.cell(0.0, places, roomy) == number.cell(-0.0, places, roomy) == "0"


@pytest.mark.parametrize("roomy", [True, False])
@given(v=READABLE)
def test_what_is_not_zero_never_prints_as_zero(roomy, v):
    text = number.cell(v, 2, roomy)
    assert (v == 0) == (text.replace("−", "").strip("0.") == "")


@pytest.mark.parametrize("roomy", [True, False])
@given(v=READABLE)
def test_a_cell_shows_at_most_three_digits_and_no_hyphen(roomy, v):
    text = number.cell(v, 2, roomy)
    assert len(significant(text)) <= 3 and "-" not in text and text.count("−") == (v < 0)


@pytest.mark.parametrize("roomy", [True, False])
@given(v=READABLE)
def test_a_cell_parses_back_to_its_value_within_rounding(roomy, v):
    shown, error = value(number.cell(v, 2, roomy))
    assert abs(shown - v) <= error


@pytest.mark.parametrize(("v", "small", "close"), [
    (0.25, ".25", "0.25"), (-0.25, "−.25", "−0.25"), (0.994, ".99", "0.99"), (0.996, "1.0", "1.00"),
    (9.94, "9.9", "9.94"), (9.96, "10", "9.96"), (9.996, "10", "10.0"), (99.96, "100", "100"),
    (-123.4, "−123", "−123"),
    (0.0051, ".01", "0.01"), (0.0049, "<.01", "<.01"), (-0.0049, ">−.01", ">−.01"), (1e-300, "<.01", "<.01"),
    (inf, "∞", "∞"), (-inf, "−∞", "−∞"), (nan, "nan", "nan")])
def test_a_cell_by_hand_small_and_close(v, small, close):
    assert (number.cell(v, 2, False), number.cell(v, 2, True)) == (small, close)


@pytest.mark.parametrize(("values", "expected"), [
    ([1, -2, 0], 0), ([0.5, 1], 1), ([0.5, -0.25], 2), ([1 / 3], 2), ([2.0, inf, nan], 0), ([0.1 + 0.2], 1),
    ([], 0)])
def test_decimals_are_those_a_matrix_needs(values, expected):
    assert number.decimals(values) == expected


@pytest.mark.parametrize(("values", "expected"), [
    ([0.0], 0), ([], 0), ([0.095], 0), ([999.4, -3], 0), ([0.0949], -2), ([0.001], -3),
    ([-0.00999999999999], -2),
    ([999.6], 2), ([1000.0], 3), ([-123456.0, 1], 5), ([1e308], 308), ([inf, nan, 3e-7], -7),
    ([5e-324], -300)])
def test_the_exponent_puts_the_largest_between_1_and_10(values, expected):
    assert number.exponent(values) == expected


@given(v=st.floats(1e-299, 1e300))
def test_after_its_factor_the_largest_lies_between_1_and_10_or_needs_none(v):
    scaled = number.tidy(v / 10**number.exponent([v]))
    assert 1 <= scaled <= 10 or (number.exponent([v]) == 0 and 0.095 <= scaled < 999.5)


@given(v=FINITE)
def test_tidy_keeps_nine_digits_and_swallows_the_last_bits(v):
    assert number.tidy(v) == pytest.approx(v, rel=6e-9, abs=0)
    assert number.tidy(number.tidy(v)) == number.tidy(v)


@given(v=st.integers(-10**8, 10**8), e=st.integers(-20, 20), noise=st.sampled_from([1 + 1e-13, 1 - 1e-13]))
def test_numbers_of_eight_digits_print_the_same_with_noise_in_the_last_bits(v, e, noise):
    exact = float(f"{v}e{e}")
    assert number.tidy(exact * noise) == number.tidy(exact)
    assert number.plain(exact * noise) == number.plain(exact)
    assert number.exponent([exact * noise]) == number.exponent([exact])


@pytest.mark.parametrize(("v", "expected"), [
    (0.4, "0.4"), (2, "2"), (-0.0, "0"), (-1.5, "−1.5"), (1 / 3, "0.333"), (-0.0123456, "−0.0123"),
    (12345.678, "12346"), (3.1e-5, "3.10×10⁻⁵"), (-2.5e20, "−2.50×10²⁰"), (inf, "∞"), (-inf, "−∞"),
    (nan, "nan"),
    (1000, "1000")])
def test_a_number_in_running_text(v, expected):
    assert number.plain(v) == expected


@given(v=FINITE)
def test_in_running_text_what_is_not_zero_has_a_digit_above_0(v):
    text = number.plain(v).partition("×")[0]
    assert (v == 0) == (not set(text) & set("123456789"))


@pytest.mark.parametrize("residue", [0.0, 3e-17, -1.1e-16, 8.9e-16, 9e-11])
def test_a_residue_prints_only_as_a_bound_that_does_not_depend_on_its_last_bits(residue):
    assert number.bound(residue) == "< 1e-10"


@pytest.mark.parametrize("old", [1e28, -3e305])
def test_an_old_number_of_any_size_can_be_drawn_and_one_too_long_for_its_cell_is_left_out(old):
    panel = matrix.make("z1", [[1.0, 2.0]], before=[old, 3.0])
    huge, usual = cells.draw(panel, 0, 0, 0).children[3].children[:2]
    assert huge.children == "" and usual.children.startswith("3")


@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e6])
@pytest.mark.parametrize("residue", [0.0, 3e-17, -1.1e-16, 8.9e-16])
def test_what_a_sum_leaves_of_numbers_that_cancel_is_0_whatever_a_processor_leaves(residue, scale):
    settled = number.settled([0.75 * scale, residue * scale, -0.3 * scale])
    assert settled == (0.75 * scale, 0.0, -0.3 * scale)
    values = [[0.75 * scale, residue * scale], [-0.3 * scale, 0.0]]
    assert by_name(draw.matrix("dL_dx", values))["dL_dx"].texts[1] == "0"
    assert "; 2 of 4 cells are 0" in words.summary(matrix.make("dL_dx", values))


def test_a_number_too_small_for_a_residue_stays():
    assert number.settled([0.75, -1e-40]) == (0.75, -1e-40) and number.settled([1e-40, -3e-41]) == (1e-40, -3e-41)


@given(v=st.floats(1e-200, 1e10))
def test_a_bound_is_true_in_both_signs(v):
    assert v < float(number.bound(v).removeprefix("< ")) and number.bound(v) == number.bound(-v)


@pytest.mark.parametrize("scale", [1e-3, 1e-12, 1e-300, 1e4, 1e300])
@pytest.mark.parametrize("cell", [28, 50])
def test_very_small_and_very_large_gradients_parse_back_with_the_factor_of_their_label(scale, cell):
    values = np.array([[1.25, -8.5, 0.0], [0.001, -0.002, 4.0]]) * scale
    picture = draw.matrix("dL_dw12", values, cell=cell)
    factor = power(picture, "dL_dw12")
    for text, true in zip(by_name(picture)["dL_dw12"].texts, (values / 10.0**factor).ravel(), strict=True):
        shown, error = value(text)
        assert factor and abs(shown - true) <= error and (text == "0") == (true == 0)


def test_a_matrix_of_everything_awkward_prints_nothing_longer_than_five_characters():
    values = [[nan, inf, -inf], [1e308, -1e308, 1e-12], [-1e-12, 0, 5e-324]]
    for name in ("z1", "dL_dz1"):
        picture = draw.matrix(name, values)
        assert by_name(picture)[name].texts == ["nan", "∞", "−∞", "1", "−1", "<.01", ">−.01", "0", "<.01"]
        assert labels(picture)[0].text.endswith("×10³⁰⁸") and "nan" in picture.words()


def test_values_carry_no_factor_while_three_digits_are_enough_and_large_ones_do():
    assert power(draw.matrix("z1", [[0.01, 0.002]]), "z1") == 0
    assert power(draw.matrix("z1", [[1234.0, 2]]), "z1") == 3


@pytest.mark.parametrize(("parts", "whole", "adds"), [
    (["1.5", "−0.3"], "1.2", True), (["1.799", "−0.276"], "1.522", False), (["<.001"], "<.001", False),
    ([">−.001", "1"], "1", False), (["inf", "1"], "inf", False), (["nan"], "nan", False)])
def test_printed_numbers_add_up_or_not(parts, whole, adds):
    assert number.adds_up(parts, whole) is adds
