"""A matrix as a picture is given it: checked at once, a picture of its own, an item of others; blank."""

import numpy as np
import pytest
from svg_reader import by_name, matrices

from cnnlib import draw

Z = np.array([[1.0, -2.0, 0.5], [-0.25, 3.0, 0.0]])
GRADIENT = np.array([[0.5, -0.1, 0.2], [0.3, -0.4, 0.7]])


def test_a_matrix_alone_is_the_picture_of_a_row_that_holds_it():
    alone = draw.matrix("z1", Z, outline=[(0, 1)], cell=28)
    held = draw.row(alone)
    assert (alone.svg, alone.caption, alone.bundle()) == (held.svg, held.caption, held.bundle())
    assert repr(alone) == repr(held) and alone._repr_html_() == held._repr_html_()
    assert (alone.width, alone.height) == (held.width, held.height)


def test_what_no_picture_has_a_matrix_has_not():
    with pytest.raises(AttributeError, match="a matrix has no 'colour'"):
        draw.matrix("z1", Z).colour  # noqa: B018 (that it is refused is what is asked)


def test_a_matrix_takes_the_cell_and_the_limit_of_the_row_unless_it_has_its_own():
    z, own = draw.matrix("z1", Z), draw.matrix("a1", Z, cell=50, limit=6)
    drawn = by_name(draw.row(z, "→", own, draw.matrix("x", [[12.0]]), cell=28))
    assert (drawn["z1"].cell, drawn["a1"].cell) == (28, 50)
    alone = by_name(draw.matrix("z1", Z, limit=6))["z1"]
    assert drawn["z1"].fills[4] != drawn["a1"].fills[4] == alone.fills[4]
    assert by_name(draw.row(z))["z1"].cell == 50              # the item itself stays as it was


def test_an_item_can_stand_in_many_pictures():
    loss, other = draw.matrix("L", 0.25), draw.matrix("a3", [[0.5]])
    assert by_name(draw.bars([other, "=", loss]))["L"].texts == ["0.25"]
    assert {"data-name='a3'", "data-name='L'"} <= set(draw.maps([other], [loss], signs="→").svg.split())
    assert draw.stack(loss, draw.row(other), title="Both", caption="Both.").words().count("\n") == 3


@pytest.mark.parametrize("shape", [(2, 3), [2, 3], (1, 2, 3, 1)])
def test_values_none_are_blank_in_the_shape_that_is_told(shape):
    drawn = by_name(draw.matrix("dL_dz1", None, shape=shape))["dL_dz1"]
    assert (drawn.rows, drawn.columns, drawn.texts) == (2, 3, [""] * 6)
    assert draw.matrix("dL_dz1", None, shape=shape).caption == "∂L/∂z⁽¹⁾: not computed yet."


def test_a_single_number_can_be_blank():
    assert by_name(draw.matrix("L", None, shape=np.shape(0.25)))["L"].texts == [""]


def test_what_is_blank_stretches_no_colour_and_can_be_outlined():
    both = by_name(draw.row(draw.matrix("z1", Z), draw.matrix("a1", None, shape=Z.shape, outline=[(1, 2)])))
    assert both["z1"].fills == by_name(draw.matrix("z1", Z))["z1"].fills and both["a1"].over(stroke="#111")
    with pytest.raises(ValueError, match=r"outline of a1: got \(2, 0\); needs a row below 2"):
        draw.matrix("a1", None, shape=Z.shape, outline=[(2, 0)])


@pytest.mark.parametrize(("values", "shape", "words"), [
    (None, None,
     r"values of z1: got None and shape None; needs numbers or, .* None with shape=\(rows, columns\)"),
    (None, "2×3", "values of z1: got None and shape '2×3'"), (None, (2, 0), "values of z1: got None"),
    (None, (2.5, 1), "values of z1: got None"), (None, (2, 3, 4), "at most two axes longer than 1"),
    (Z, (2, 3), r"shape of z1: got \(2, 3\); needs words"),
    ([[1.0, None]], None, "values of z1 holds objects"),
])
def test_values_that_are_neither_numbers_nor_blank_are_refused_at_once(values, shape, words):
    with pytest.raises(ValueError, match=words):
        draw.matrix("z1", values, shape=shape)


def test_an_option_that_there_is_not_is_refused_by_name():
    with pytest.raises(TypeError, match="outlines"):
        draw.matrix("z1", Z, outlines=[(0, 0)])


def test_a_space_keeps_a_place_so_that_a_gradient_stands_under_its_variable():
    z, (w, gradient) = draw.matrix("z1", Z), (draw.matrix(name, np.ones((3, 3))) for name in ("w1", "dL_dw1"))
    drawn = by_name(draw.row(z, "⋆", w, below=[draw.space, draw.space, gradient]))
    assert drawn["dL_dw1"].x == drawn["w1"].x > drawn["z1"].x
    assert [one.name for one in matrices(draw.row(z, draw.space, w))] == ["z1", "w1"]
    with pytest.raises(ValueError, match=r"items: got .*needs at least one draw.matrix\(name, values\)"):
        draw.row(draw.space)


def test_bars_take_one_number_alone():
    with pytest.raises(ValueError, match="value of z1: got 2×3 numbers; needs one number"):
        draw.bars([draw.matrix("z1", Z)])


@pytest.mark.parametrize("thing", [("z1", Z), ("z1", Z, {"limit": 4}), ["z1", Z], {"z1": Z}, Z, 3, None])
def test_what_is_no_matrix_is_refused_with_what_to_write(thing):
    for show in (lambda: draw.row(draw.matrix("a1", Z), thing), lambda: draw.bars([draw.matrix("L", 1.0), "=", thing]),
                 lambda: draw.maps([thing])):
        with pytest.raises(ValueError, match=r"needs draw.matrix\(name, values\)"):
            show()


def test_cells_put_in_or_cut_away_are_dotted_and_white_whatever_they_hold():
    plain, ringed = (by_name(draw.row(draw.matrix("z1", Z, padding=cells)))["z1"] for cells in ((), [(0, 1), (1, 1)]))
    assert ringed.texts == plain.texts and not plain.over(stroke_dasharray="1 4")
    assert ringed.over(stroke_dasharray="1 4")
    assert [k for k in range(6) if ringed.fills[k] != plain.fills[k]] == [1, 4]
    assert ringed.fills[1] == ringed.fills[4] == "#FFFFFF"


def test_cells_put_in_lie_inside_the_matrix():
    with pytest.raises(ValueError, match=r"padding of z1: got \(2, 0\); needs a row below 2"):
        draw.matrix("z1", Z, padding=[(2, 0)])
