"""One matrix: cells, numbers, hatch, frame, marks, rings, selection."""

import numpy as np
import pytest
from svg_reader import by_name, collisions, labels, parse, text_width, value

from cnnlib import draw
from cnnlib.draw.ink import colour
from cnnlib.draw.parts import matrix

VALUES = np.array([[0.5, -1.25, 0.0, 2.0], [-0.0, -3.0, 1e-9, -1e-9]])


def one(name, values, **options):
    return by_name(draw.matrix(name, values, **options))[name]


@pytest.mark.parametrize("cell", [28, 50])
@pytest.mark.parametrize("name", ["z1", "dL_dz1"])
def test_cell_k_is_the_kth_path_and_the_kth_text_in_reading_order(name, cell):
    drawn = one(name, VALUES, cell=cell)
    assert drawn.corners == [(c, r) for r in range(2) for c in range(4)]
    assert drawn.fills == [colour.fill(v, 3.0, name == "dL_dz1") for v in VALUES.ravel()]
    for text, true in zip(drawn.texts, VALUES.ravel(), strict=True):
        shown, error = value(text)
        assert abs(shown - true) <= error


@pytest.mark.parametrize("cell", [28, 50])
def test_every_number_stands_in_the_middle_of_its_cell(cell):
    group = next(g for g in parse(draw.matrix("z1", VALUES, cell=cell)).iter() if g.get("data-name"))
    places = [(int(text.get("x", 0)), int(text.get("y", 0))) for text in group[2]]
    assert places == [(c * cell, r * cell) for r in range(2) for c in range(4)]
    assert group[2].get("transform").startswith(f"translate({cell // 2} ")


def test_the_number_of_columns_stands_at_the_group_unless_there_is_one():
    groups = [next(g for g in parse(draw.matrix("z1", v)).iter() if g.get("data-name"))
              for v in (np.ones((1, 9)), np.ones((9, 1)), np.ones(9), 3.0)]
    assert [g.get("data-columns") for g in groups] == ["9", None, "9", None]
    assert [len(g[0]) for g in groups] == [9, 9, 9, 1]


@pytest.mark.parametrize(("name", "expected"),
                         [("z1", None), ("L", None), ("da1_dz1", None), ("dL_dz1", "4 3")])
def test_the_frame_of_a_gradient_is_dashed_and_any_other_is_solid(name, expected):
    assert one(name, [[1.0, 2.0]]).frame.get("stroke-dasharray") == expected


def test_the_hatch_stands_on_exactly_the_negative_values():
    assert one("z1", VALUES).hatched == [1, 5, 7]
    assert one("z1", VALUES, cell=28).hatched == [1, 5, 7]
    assert one("z1", -np.ones((3, 2))).hatched == [0, 1, 2, 3, 4, 5]


def test_values_without_a_negative_and_all_gradients_have_no_hatch():
    assert one("a1", np.abs(VALUES)).hatched == one("dL_da1", VALUES).hatched == []


def test_the_widest_numbers_fit_a_small_cell():
    group = next(g for g in parse(draw.matrix("z1", [[-0.001, -999.0, -88.8, -0.55, 0.005]], cell=28)).iter()
                 if g.get("data-name"))
    assert [text.text for text in group[2]] == [">−.01", "−999", "−89", "−.55", ".01"]
    assert all(text_width(text.text, float(text.get("font-size", 9.5))) <= 27 for text in group[2])


def test_a_gradient_has_limits_that_are_symmetric():
    assert one("dL_dz1", [[-4.0, 1.0]]).fills == [colour.fill(-1, 1, True), colour.fill(0.25, 1, True)]
    assert one("dL_dz1", [[4.0, -1.0]]).fills == [colour.fill(1, 1, True), colour.fill(-0.25, 1, True)]


def test_what_is_beyond_the_limit_gets_its_colour_and_a_mark():
    drawn = one("dL_dz1", [[0.5, 2.0], [-3.0, 1.0]], limit=1.0)
    assert drawn.fills[1:] == ["#C8500A", "#1F6FB4", "#C8500A"]
    marks = drawn.over(fill=colour.OUTLINE)[0].get("d")
    assert marks.count("M") == 2 and marks.startswith("M100 0") and "M50 50" in marks


@pytest.mark.parametrize("largest", [2 / 3, 1 / 3, 2.0, 1e-300])
def test_a_limit_that_is_just_the_largest_value_leaves_no_mark(largest):
    assert one("z1", [[largest, -largest]], limit=largest).over(fill=colour.OUTLINE) == []


def test_nan_and_infinity_are_marked_and_do_not_stretch_the_limit():
    drawn = one("dL_dz1", [[np.nan, np.inf, -np.inf, 2.0, -1.0]])
    assert drawn.fills == ["#FFFFFF", "#C8500A", "#1F6FB4", "#C8500A", colour.fill(-0.5, 1, True)]
    assert drawn.over(fill=colour.OUTLINE)[0].get("d").count("M") == 3


@pytest.mark.parametrize("name", ["x", "dL_dx"])
def test_a_matrix_of_zeros_is_white_with_zeros(name):
    drawn = one(name, np.zeros((2, 3)))
    assert set(drawn.fills) == {"#FFFFFF"} and drawn.texts == ["0"] * 6


@pytest.mark.parametrize("name", ["z1", "dL_dz1"])
def test_a_blank_matrix_keeps_its_shape_and_holds_no_number_colour_hatch_or_mark(name):
    drawn = one(name, [[5.0, -3.0], [np.inf, 2e-9]], blank=True)
    assert drawn.texts == [""] * 4 and set(drawn.fills) == {"#FFFFFF"} and len(drawn.paths) == 1


def test_selected_cells_get_one_line_around_them_all():
    drawn = one("z1", VALUES, outline=[(0, 1), (0, 2), (1, 1)])
    line = drawn.over(stroke=colour.OUTLINE)[0].get("d")
    assert line.count("M") == 8 and "M100 0v50" not in line and "M50 0h50" in line
    assert one("z1", VALUES).over(stroke=colour.OUTLINE) == []


def test_winners_get_a_ring_inside_their_cell():
    drawn = one("a1", np.abs(VALUES), rings=[(1, 2), (0, 0)])
    rings = [path.get("d") for path in drawn.paths if "l12 12" in path.get("d")]
    assert len(rings) == 1 and rings[0].count("z") == 2
    assert rings[0].startswith("M113 51") and "M13 1h" in rings[0]


@pytest.mark.parametrize("gradient", [False, True])
def test_every_number_is_black_or_white_as_its_cell_needs(gradient):
    values = np.linspace(-1, 1, 41).reshape(1, -1)
    drawn = one("dL_dz1" if gradient else "z1", values)
    assert drawn.inks == [colour.text_on(fill) for fill in drawn.fills]
    assert set(drawn.inks) == {"#000", "#FFF"}


def test_symbol_above_and_shape_below():
    picture = draw.matrix("dL_dw1", np.ones((2, 3)))
    matrix, (symbol, shape) = by_name(picture)["dL_dw1"], labels(picture)
    assert (symbol.text, shape.text) == ("∂L/∂w(1)", "2×3")
    assert symbol.bottom < matrix.y and shape.top > matrix.y + 2 * 50
    assert all(matrix.x <= label.left < matrix.x + 2 for label in (symbol, shape))


def test_the_shape_can_be_said_and_a_single_number_has_none():
    w3 = draw.matrix("w3", np.ones((3, 3)), shape="9×1, drawn as 3×3")
    assert labels(w3)[1].text == "9×1, drawn as 3×3"
    assert [label.text for label in labels(draw.matrix("L", 0.5))] == ["L"]


@pytest.mark.parametrize(("shape", "drawn"), [
    ((1, 6, 5, 1), (6, 5)), ((3, 2, 1, 1), (3, 2)), ((9, 1), (9, 1)), ((9,), (1, 9)), ((), (1, 1)),
    ((1, 1), (1, 1)),
    ((1, 1, 1, 1), (1, 1)), ((2, 1, 3), (2, 3))])
def test_axes_of_length_1_around_a_matrix_go(shape, drawn):
    values = np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)
    assert matrix.as_matrix("x", values).shape == drawn
    assert matrix.as_matrix("x", values).ravel().tolist() == values.ravel().tolist()


@pytest.mark.parametrize(("name", "shape", "drawn"), [
    ("z1", (1, 6, 1, 1), (6, 1)), ("dL_dz1", (1, 1, 6, 1), (1, 6)), ("products", (1, 4, 1, 1), (4, 1)),
    ("w1", (3, 1, 1, 1), (3, 1)), ("dL_dw1", (1, 3, 1, 1), (1, 3)), ("w12", (5, 1, 1, 1), (5, 1)),
    ("z1", (3, 1, 1, 1), (1, 3)), ("w1", (1, 1, 3, 1), (1, 3))])
def test_a_map_or_a_kernel_of_one_column_stands_upright(name, shape, drawn):
    assert matrix.as_matrix(name, np.ones(shape)).shape == drawn


@pytest.mark.parametrize(("values", "options", "words"), [
    (np.ones((2, 6, 6, 1)), {}, ["values of z1", "(2, 6, 6, 1)", "two axes"]),
    (np.ones((0, 3)), {}, ["values of z1", "(0, 3)", "at least one cell"]),
    (np.ones((2, 3)), {"outline": [(0, 0), (2, 0)]},
     ["outline of z1", "(2, 0)", "row below 2", "column below 3"]),
    (np.ones((2, 3)), {"outline": [(0, -1)]}, ["outline of z1", "(0, -1)"]),
    (np.ones((2, 3)), {"rings": [(1, 3)]}, ["rings of z1", "(1, 3)", "column below 3"])])
def test_what_cannot_be_drawn_is_refused_in_words(values, options, words):
    with pytest.raises(ValueError) as caught:
        draw.matrix("z1", values, **options)
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize("name", ["x", "dL_dw10", "dL_da12"])
@pytest.mark.parametrize("scale", [1, 1e-7, 1e-100, 1e200])
@pytest.mark.parametrize(("shape", "cell"),
                         [((1, 1), 28), ((1, 1), 50), ((1, 9), 28), ((6, 2), 28), ((3, 3), 50)])
def test_no_label_leaves_the_picture_or_lies_on_another(name, scale, shape, cell):
    assert collisions(draw.matrix(name, np.full(shape, 2.0 * scale), cell=cell)) == []
