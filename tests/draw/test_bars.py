"""Bars and the chain show the numbers they are given, in ink or colour, and name what does not fit."""

import re

import numpy as np
import pytest
from svg_reader import ATTRIBUTES, blemishes, by_name, collisions, labels, matrices, parse, text_width, value

from cnnlib import draw
from cnnlib.draw import matrix
from cnnlib.draw.bars import LONG, WIDTH

SPAN = re.compile(r"M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H\1z")
MORE = {"data-row", "data-column"}   # the place in its matrix of a cell that stands alone


def spans(picture):
    """(left, right, path) of each horizontal bar."""
    paths = [p for p in parse(picture).iter("{http://www.w3.org/2000/svg}path")
             if SPAN.fullmatch(p.get("d", ""))]
    return [(*map(float, SPAN.fullmatch(path.get("d")).groups()), path) for path in paths]


def pair(predicted, real, limit=None):
    return draw.bars([matrix("slope", 2.0), "·", matrix("nudge", -0.3), "=",
                      matrix("dL_predicted", predicted)],
                     [matrix("after", 1.4), "−", matrix("L", 0.9), "=", matrix("real", real)], limit=limit)


def test_a_bar_is_as_long_as_its_share_of_the_limit_and_lies_on_the_side_of_its_sign():
    (left, right, _), (start, end, _) = spans(pair(-0.6, 0.5, limit=0.8))
    assert right == start
    assert right - left == pytest.approx(0.75 * LONG / 2, abs=0.06)
    assert end - start == pytest.approx(0.625 * LONG / 2, abs=0.06)


def test_a_gradient_is_coloured_and_dashed_and_a_value_is_solid_ink():
    (_, _, gradient), (_, _, ink) = spans(pair(-0.6, 0.5))
    assert (gradient.get("fill"), ink.get("fill")) == ("#1F6FB4", "#69645F")
    assert gradient.get("stroke-dasharray") and not ink.get("stroke-dasharray")


def test_beyond_the_limit_a_bar_ends_there_with_a_tip():
    plain, beyond = pair(-0.6, 0.7, limit=1.0), pair(-0.6, 1.7, limit=1.0)
    (_, _, _), (start, end, _) = spans(beyond)
    assert end - start == LONG / 2
    tip = re.compile(rf"M[\d.]+ [\d.]+v{WIDTH}l8 -9z")
    assert not tip.search(plain.svg) and tip.search(beyond.svg)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_has_no_bar_and_infinity_a_full_one(number):
    picture = pair(number, 0.5, limit=1.0)
    assert len(spans(picture)) == (1 if np.isnan(number) else 2)
    assert ("not a number" in picture.svg) == bool(np.isnan(number))
    attributes = [text for element in parse(picture).iter() for text in element.attrib.values()]
    assert not any(re.search(r"\b-?(nan|inf)\b", text) for text in attributes)


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e-7, 1e5])
def test_the_cells_print_what_they_are_given_and_like_results_share_their_factor(size):
    picture = pair(-0.6 * size, 0.13 * size)
    found = by_name(picture)
    printed = [value(found[name].texts[0])[0] for name in ("dL_predicted", "real")]
    assert printed[0] / printed[1] == pytest.approx(-0.6 / 0.13, rel=0.05)
    factors = {label.text.partition("×")[2] for label in labels(picture) if "predicted" in label.text
               or "real" in label.text}
    assert len(factors) == 1


def test_a_reader_can_check_the_printed_arithmetic():
    found = by_name(draw.bars([matrix("after", 0.785409), "−", matrix("L", 0.912219), "=",
                               matrix("real", -0.12681)]))
    assert [found[name].texts[0] for name in ("after", "L", "real")] == ["0.785", "0.912", "−0.127"]


@pytest.mark.parametrize("number, text", [
    (0.0, "0"), (0.8, "0.8"), (1.0, "1"), (-0.9996, "−1.000"), (12.345, "12.35"), (-123.45, "−123.5"),
    (1 - 2.0**-52, "0.99…"), (2.0**-52 - 1, "−0.99…"), (1 - 2.0**-53, "1"), (1e-5, "1"),
    (2.0**-52, "2.220"), (np.nan, "nan"), (-np.inf, "−∞")])
def test_a_cell_that_stands_alone_prints_four_digits_and_never_what_is_below_1_as_1(number, text):
    assert by_name(draw.bars([matrix("a", number), "=", matrix("b", 0.5)]))["a"].texts == [text]


@pytest.mark.parametrize("number", [-0.531, -123.45, 0.9123, 2.0**-52 - 1, 1 - 2.0**-52, 12.345, -9.876e-7,
                                    -0.5])
def test_a_number_keeps_inside_its_cell(number):
    digits = next(g for g in parse(draw.bars([matrix("a", number)])).iter() if g.get("data-name") == "a")[2]
    size = float(digits[0].get("font-size", digits.get("font-size")))
    assert text_width(digits[0].text, size) <= 46.5


def test_results_of_very_different_size_keep_their_own_factor_so_that_none_prints_as_zero():
    found = by_name(pair(-0.6, 2.2e-16))
    assert found["dL_predicted"].texts == ["−0.6"] and found["real"].texts == ["2.2"]


def test_the_widest_labels_of_neighbours_keep_clear_of_each_other_and_of_the_edge():
    tiny = 2.2e-16
    picture = draw.bars([matrix("dL_dz3 fused", tiny), "·", matrix("da3_dz3", tiny), "=",
                         matrix("dL_dz3 squared", tiny)],
                        texts={"dL_dz3 fused": "fused slope", "dL_dz3 squared": "squared error"})
    assert collisions(picture) == []


def test_the_caption_says_the_results():
    assert pair(-0.6, 0.5).caption == "dL_predicted is −0.6 and real is 0.5."


@pytest.mark.parametrize("rows", [(), ([("a", 1.0), "="],)])
def test_a_row_without_a_result_is_named(rows):
    with pytest.raises(ValueError, match="rows"):
        draw.bars(*rows)


def link(name, number, *at):
    return draw.Link(name, number, at)


def short_chain(slope=0.25, upstream=-2.5, outline=None):
    return draw.chain([link("w3", -0.4, 2, 1), link("z3", 1.5), link("a3", 0.8), link("L", 0.2)],
                      [link("dz3_dw3", 1.1), link("da3_dz3", slope)],
                      [link("dL_dw3", 1.1 * slope * upstream), link("dL_dz3", slope * upstream),
                       link("dL_da3", upstream)], outline=outline)


def test_a_chain_shows_values_slopes_and_gradients_with_what_each_step_multiplies_by():
    picture = short_chain()
    texts = {name: one.texts[0] for name, one in by_name(picture).items()}
    assert texts == {"w3": "−0.4", "z3": "1.5", "a3": "0.8", "L": "0.2", "dz3_dw3": "1.1", "da3_dz3": "0.25",
                     "dL_dw3": "−0.688", "dL_dz3": "−0.625", "dL_da3": "−2.5"}
    said = [label.text for label in labels(picture)]
    assert "· 0.25" in said and "· 1.1" in said
    assert "∂L/∂w⁽³⁾ = −0.688" in picture.caption


def test_each_gradient_stands_under_its_variable_and_each_slope_between_two_values():
    found = by_name(short_chain())
    for name in ("w3", "z3", "a3"):
        assert found[f"dL_d{name}"].x == found[name].x and found[f"dL_d{name}"].y > found[name].y
    assert 2 * found["da3_dz3"].x == found["z3"].x + found["a3"].x


def test_only_gradients_are_coloured_and_dashed():
    for one in matrices(short_chain()):
        assert bool(one.frame.get("stroke-dasharray")) == one.name.startswith("dL_")
        channels = [int(one.fills[0][k:k + 2], 16) for k in (1, 3, 5)]
        assert (max(channels) - min(channels) <= 10) == (not one.name.startswith("dL_"))    # ink is a warm grey


def test_a_cell_that_stands_alone_tells_its_place_and_is_outlined_by_it():
    picture = short_chain(outline={"w3": [(2, 1)], "z3": [(1, 1)]})
    group = next(g for g in parse(picture).iter() if g.get("data-name") == "w3")
    assert (group.get("data-row"), group.get("data-column")) == ("2", "1")
    found = by_name(picture)
    assert found["w3"].over(stroke_width="4.4") and not found["z3"].over(stroke_width="4.4")


def test_the_share_of_one_path_is_not_called_the_gradient():
    picture = draw.chain([link("w1", 0.8, 0, 2), link("z3", 1.5), link("L", 0.2)], [link("dz3_dw1", 1e-3)],
                         [link("dL_dw1 path", -6e-4), link("dL_dz3", -0.6)])
    said = [label.text for label in labels(picture)]
    assert "path's share ×10⁻⁴" in said and "∂L/∂w(1)" not in " ".join(said)
    assert "path's share = −0.0006" in picture.caption and "path's share" in picture.words()


def test_a_weight_that_is_drawn_in_another_shape_has_one_address():
    picture = draw.chain([draw.Link("w3", 1.0, (1, 0), "row 1, column 0", (3,)), link("z3", 1.5),
                          link("L", 0.2)],
                         [link("dz3_dw3", 1.3)], [link("dL_dw3", -0.7), link("dL_dz3", -0.6)],
                         outline={"w3": [(1, 0)]})
    said = [label.text for label in labels(picture)]
    assert "w(3)[3]" in said and "row 1, column 0" in said and "w⁽³⁾[3] = 1" in picture.words()
    assert by_name(picture)["w3"].over(stroke_width="4.4")


def test_a_chain_may_be_told_in_dicts():
    told = draw.chain({"w3": (-0.4, (2, 1)), "z3": 1.5, "a3": 0.8, "L": 0.2}, {"dz3_dw3": 1.1, "da3_dz3": 0.25},
                      {"dL_dw3": 1.1 * 0.25 * -2.5, "dL_dz3": 0.25 * -2.5, "dL_da3": -2.5})
    assert told.svg == short_chain().svg and told.caption == short_chain().caption


def test_a_chain_with_the_wrong_number_of_links_is_named():
    with pytest.raises(ValueError, match="needs n, n − 2, n − 1"):
        draw.chain([link("z3", 1.0), link("L", 1.0)], [link("da3_dz3", 1.0)], [link("dL_dz3", 1.0)])


def test_a_stack_holds_every_picture_whole_beside_or_below():
    one, other = matrix("x", [[1.0]]), matrix("w1", [[2.0, 3.0]])
    below = draw.stack(one, other, title="t", caption="c")
    beside = draw.stack(one, other, across=True, title="t", caption="c")
    assert (below.width, below.height) == (max(one.width, other.width), one.height + other.height)
    assert (beside.width, beside.height) == (one.width + other.width, max(one.height, other.height))
    assert one.words() in below.words() and other.words() in below.words()
    with pytest.raises(ValueError, match="at least one"):
        draw.stack(title="t", caption="c")


@pytest.mark.parametrize("picture", [pair(-0.6, 0.5), pair(-6e-8, 5e-8), short_chain(), short_chain(1e-9),
                                     short_chain(1e-9, -3e12)])
def test_labels_keep_clear_of_each_other_and_of_the_cells_and_the_svg_is_plain(picture):
    assert collisions(picture) == []
    assert set(blemishes(picture)) <= MORE - ATTRIBUTES
