"""What a panel knows beyond its numbers is drawn: its corner, padding, focus and text, words above and below."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from svg_reader import matrix as read
from svg_reader import text_width

from cnnlib.draw.ink import colour, names
from cnnlib.draw.parts import cells, matrix

VALUES = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, -2.0]])
PADDING = frozenset({(0, 0), (0, 1), (0, 2), (1, 0)})


def group(drawn):
    return ET.fromstring(f"<svg xmlns='http://www.w3.org/2000/svg'>{drawn}</svg>")[0]


def drawn(**options):
    return group(cells.draw(matrix.make("x", VALUES, **options), 3, 4, 0))


def address(found):
    return {name: found.get(name) for name in ("data-name", "data-columns", "data-row", "data-column")}


def test_a_part_says_which_cell_of_its_matrix_is_the_upper_left_and_the_whole_does_not():
    whole = {"data-name": "x", "data-columns": "3", "data-row": None, "data-column": None}
    assert address(drawn()) == whole
    assert address(drawn(corner=(-1, 2))) == whole | {"data-row": "-1", "data-column": "2"}
    assert address(drawn(corner=(0, 2))) == whole | {"data-column": "2"}


def test_cells_of_another_matrix_carry_its_name_and_what_are_no_cells_none():
    assert address(drawn(source="products"))["data-name"] == "products"
    assert set(address(drawn(source=None, corner=(1, 2))).values()) == {None}


def test_a_piece_says_where_it_begins_at_row_0_too_and_what_is_drawn_over_it():
    panel = matrix.make("x", VALUES)
    piece = group(cells.piece(panel, 3, 4, 0, (names.RAISED,)))
    assert (piece.get("data-row"), piece.get("data-column")) == ("0", "0")
    assert len(piece) == 4 and len(group(cells.piece(panel, 3, 4, 0))) == 3


def test_padding_is_pale_without_lines_outside_a_solid_frame_and_the_image_is_not():
    found = drawn(padding=PADDING)
    inks = [text.get("fill") for text in found[2]]
    assert inks[:4] == ["#767676"] * 4 and "#767676" not in inks[4:]
    assert [square.get("stroke") for square in found[0]] == ["none"] * 4 + [None] * 2
    dotted, = read(found).over(stroke_dasharray="1 4")
    assert dotted.get("d").count("M") == 4
    frame = found[1][-1].get("d")
    assert frame == "M50 50h100v50H50z"


def test_the_focus_is_outlined_alone_over_the_outline_of_many():
    lines = read(drawn(outline=[(0, 0), (0, 1)], focus=((0, 1),))).over(stroke="#111")
    assert [line.get("d") for line in lines] == ["M0 0h100v50H0z", "M50 0h50v50H50z"]


@pytest.mark.parametrize(("size", "font"), [(9, "9"), (None, None)])
def test_a_single_cell_prints_its_own_text_in_its_own_size(size, font):
    found = group(cells.draw(matrix.make("b1", -0.0625, text="−0.063", size=size), 0, 0, 0))
    (text,) = found[2]
    assert (text.text, text.get("font-size")) == ("−0.063", font)


def test_a_number_that_stands_alone_is_smaller_where_its_digits_are_many():
    short, long = (matrix.printed(matrix.make("a", value)) for value in (0.5, -123.45))
    assert (short.text, short.size, long.text) == ("0.5", None, "−123.5") and long.size < 14


def test_words_stand_above_and_below_and_a_factor_follows_them():
    panel = matrix.make("dL_dw1", 0.0125, label=names.after(names.label("dL_dw1"), "[0, 2]"), note="their sum")
    texts = ["".join(text.itertext()) for part in cells.draw_all([(panel, 0, 0)])[1:] for text in group(part)]
    assert texts == ["∂L/∂w(1)[0, 2]\u00a0×10⁻²", "their sum"]
    other = matrix.make("dL_dw1", 0.0125)
    assert ["".join(text.itertext()) for text in group(cells.draw_all([(other, 0, 0)], -3)[1])] == ["∂L/∂w(1) ×10⁻³"]


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
def test_the_hatch_shows_on_the_darkest_ink(share):
    (line,) = read(group(cells.draw(matrix.make("z1", [[-share - 1e-9]], 28, limit=1.0), 0, 0, 0))).over(stroke="#000")
    below = colour.luminance(colour.fill(share, 1.0, False))
    assert (below + 0.05) / (colour.luminance("#000000") + 0.05) >= 3 and float(line.get("stroke-width")) >= 0.8


@pytest.mark.parametrize("cell, least", [(50, 14), (44, 12.5), (40, 12), (34, 9.5)])
def test_the_bound_of_a_small_negative_number_fits_its_cell_in_type_that_can_be_read(cell, least):
    number = group(cells.draw(matrix.make("dL_dx", [[-0.001, 0.5]], cell), 0, 0, 0))[2]
    size = float(number[0].get("font-size", number.get("font-size")))
    assert number[0].text == ">−.01" and size >= least and text_width(">−.01", size) <= cell


def test_a_negative_cell_of_a_map_is_hatched_right_across_and_has_no_number():
    small = group(cells.draw(matrix.make("z1", VALUES, 22), 0, 0, 0))
    line, = read(small).over(stroke="#000")
    assert read(small).hatched == [5] and len(small) == 2
    assert line.get("d") == "M44 26m0 7l11-11m-11 22 22-22m-11 22 11-11"
