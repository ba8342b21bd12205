"""Matrices side by side, a kernel over one window."""

import numpy as np
import pytest
from svg_reader import SVG, by_name, collisions, description, labels, matrices, parse, title, value

from cnnlib import draw
from cnnlib.draw import matrix
from cnnlib.draw.ink import colour

Z = np.array([[1.0, -2.0, 0.5], [-0.25, 3.0, 0.0]])
UPSTREAM = np.array([[0.5, -0.1, 0.2], [0.3, -0.4, 0.7]])


def forward_and_backward(**options):
    return draw.row(matrix("z1", Z), "→", matrix("a1", np.maximum(Z, 0)),
                    below=(matrix("dL_dz1", UPSTREAM * (Z > 0)), "←", matrix("dL_da1", UPSTREAM)), **options)


@pytest.mark.parametrize("cell", [28, 50])
def test_every_cell_of_every_matrix_parses_back(cell):
    drawn = by_name(forward_and_backward(cell=cell))
    for name, values in {"z1": Z, "a1": np.maximum(Z, 0), "dL_da1": UPSTREAM}.items():
        for text, true in zip(drawn[name].texts, values.ravel(), strict=True):
            shown, error = value(text)
            assert abs(shown - true) <= error


def test_relu_wipes_the_hatch_off():
    drawn = by_name(forward_and_backward())
    assert drawn["z1"].hatched == [1, 3] and drawn["a1"].hatched == []


@pytest.mark.parametrize("cell", [28, 50])
def test_each_gradient_stands_directly_under_its_own_variable(cell):
    drawn = by_name(forward_and_backward(cell=cell))
    for name in ("z1", "a1"):
        above, below = drawn[name], drawn[f"dL_d{name}"]
        assert (above.x, above.cell, above.corners) == (below.x, below.cell, below.corners)
        assert below.y > above.y


def test_matrices_of_different_sizes_stand_on_one_middle_line_and_do_not_touch():
    drawn = matrices(draw.row(matrix("x", np.ones((8, 8))), "⋆", matrix("w1", np.ones((3, 3))), "=",
                              matrix("z1", np.ones((6, 6)))))
    assert len({one.y + one.rows * one.cell / 2 for one in drawn}) == 1
    assert all(left.x + left.columns * left.cell + 20 <= right.x
               for left, right in zip(drawn, drawn[1:], strict=False))


def test_a_row_shares_its_colour_limit_and_the_rows_do_not():
    drawn = by_name(draw.row(matrix("a1", [[1.0, 2.0]]), matrix("a2", [[4.0]]),
                             below=[matrix("dL_da1", [[0.1, -0.2]])]))
    assert drawn["a1"].fills == [colour.fill(v, 4.0, False) for v in (1, 2)]
    assert drawn["dL_da1"].fills == [colour.fill(0.5, 1, True), "#1F6FB4"]


def gradients(*sizes):
    return draw.row(*[matrix("dL_da1", [[0.0, size]]) for size in sizes])


@pytest.mark.parametrize(("sizes", "texts", "factors"), [
    ((-0.18, -0.09), ("−0.18", "−0.09"), 0), ((0.018, 0.009), ("1.8", "0.9"), 2),
    ((0.01, -0.1), ("0.01", "−0.1"), 0), ((0.5, 0.02), ("0.5", "2"), 1),
    ((0.018, 0.0, 0.009), ("1.8", "0", "0.9"), 2)])
def test_gradients_of_like_size_share_their_factor_along_a_row(sizes, texts, factors):
    picture = gradients(*sizes)
    assert tuple(one.texts[1] for one in matrices(picture)) == texts
    assert picture.svg.count("×10") == picture.words().count("×10") == factors


def test_values_and_blank_gradients_get_no_factor_of_others():
    picture = draw.row(matrix("a1", [[0.02]]), matrix("dL_da1", [[0.02]], blank=True),
                       matrix("dL_da2", [[0.02]]))
    assert picture.svg.count("×10") == 1


def test_one_matrix_can_have_its_own_limit_and_cell():
    drawn = by_name(draw.row(matrix("a1", [[1.0]]), matrix("a2", [[4.0]], limit=8.0, cell=28)))
    assert drawn["a2"].fills == [colour.fill(0.5, 1, False)]
    assert (drawn["a1"].cell, drawn["a2"].cell) == (50, 28)


def test_only_an_arrow_to_the_left_is_dashed():
    for sign, dashes in (("→", 0), ("←", 1)):
        root = parse(draw.row(matrix("z1", Z), sign, matrix("a1", Z)))
        outside = [path for path in root.findall(f"{SVG}g")[0].iter(f"{SVG}path")]
        assert [path.get("stroke-dasharray") for path in outside].count("4 3") == dashes and outside


def test_signs_are_written_between_their_matrices():
    picture = draw.row(matrix("x", Z), "⋆", matrix("w1", Z), "=", matrix("z1", Z))
    x, w, z = matrices(picture)
    star, equal = [label for label in labels(picture) if label.text in "⋆="]
    assert x.x + 150 < star.left < star.right < w.x and w.x + 150 < equal.left < equal.right < z.x


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-12, 1e9])
@pytest.mark.parametrize("cell", [28, 50])
@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (3, 3), (2, 9)])
def test_no_label_leaves_the_picture_or_lies_on_another(shape, cell, scale):
    names = ("dL_dw10", "dL_db12", "dL_dx", "dL_da11")
    upper = [matrix(name.replace("dL_d", ""), np.ones(shape)) for name in names]
    lower = [matrix(name, scale * np.ones(shape)) for name in names]
    assert collisions(draw.row(*upper, below=lower, cell=cell)) == []


def test_the_words_beside_a_shape_get_their_room():
    w3 = matrix("w3", np.ones((2, 2)), shape="4×1, drawn as 2×2")
    assert collisions(draw.row(w3, matrix("b3", [1.0]), matrix("a3", [[1.0, 2.0]]), cell=28)) == []


def test_the_caption_names_the_largest_its_place_and_the_zeros_of_the_last_matrix():
    assert description(draw.row(matrix("z1", Z), matrix("dL_dz1", UPSTREAM * (Z > 0)))) == (
        "∂L/∂z⁽¹⁾: the largest in size is 0.5, at row 0, column 0; 3 of 6 cells are 0.")


@pytest.mark.parametrize(("values", "words"), [
    ([[0.0, 0.0]], "a⁽²⁾: all 2 cells are 0."),
    ([[0.0, -7.0]], "largest in size is −7, at row 0, column 1; 1 of 2 cells is 0."),
    ([[2.5]], "a⁽²⁾ is 2.5."), ([[np.nan, 1.0]], "largest in size is 1, at row 0, column 1."),
    ([[3.0, -np.inf]], "largest in size is −∞, at row 0, column 1."),
    ([[2.0, 1.0]], "is 2, at row 0, column 0.")])
def test_the_caption_of_one_matrix(values, words):
    assert words in matrix("a2", values).caption


def test_a_blank_matrix_is_said_to_be_not_computed():
    picture = matrix("dL_da1", UPSTREAM, blank=True)
    assert picture.caption == "∂L/∂a⁽¹⁾: not computed yet." and "0.7" not in picture.words() + picture.svg


def test_of_two_equal_cells_the_first_is_called_the_largest_whatever_their_last_bits():
    for noise in (1 - 1e-13, 1, 1 + 1e-13):
        assert "row 0, column 1" in matrix("z1", [[1.0, 3.0], [2.0, -3.0 * noise]]).caption


def test_title_and_caption_change_with_the_data_and_can_be_given():
    assert title(draw.row(matrix("z1", Z), matrix("a1", Z))) == "Matrices: z⁽¹⁾ and a⁽¹⁾"
    assert description(matrix("z1", Z)) != description(matrix("z1", 2 * Z))
    assert title(draw.row(matrix("z1", Z), matrix("z1", Z))) == "Matrices: z⁽¹⁾"
    given = draw.row(matrix("z1", Z), caption="As we say.", title="Ours")
    assert (title(given), description(given), given.caption) == ("Ours", "As we say.", "As we say.")


def test_the_words_hold_every_number_of_every_matrix():
    assert draw.row(matrix("z1", Z), matrix("dL_dz1", Z * 1e-4)).words() == (
        "z⁽¹⁾\n      1    −2   0.5\n  −0.25     3     0\n∂L/∂z⁽¹⁾ (×10⁻⁴)\n      1    −2   0.5\n  −0.25     3     0")


@pytest.mark.parametrize(("items", "below", "argument"), [((), (), "items"), (("=",), (), "items"),
                                                         ((matrix("z1", Z),), ("←",), "below")])
def test_a_row_without_a_matrix_is_refused_in_words(items, below, argument):
    with pytest.raises(ValueError, match=rf"{argument}: got .*needs at least one draw.matrix"):
        draw.row(*items, below=below)


@pytest.mark.parametrize(("at", "stride"), [((0, 0), 1), ((2, 1), 1), ((1, 2), 2)])
def test_a_window_is_outlined_with_its_output_cell(at, stride):
    x, w = np.arange(48.0).reshape(1, 6, 8, 1), np.ones((2, 3, 1, 1))
    z = np.zeros((3, 3))
    drawn = by_name(draw.window(x, w, z, at, stride=stride))
    (i, j), s = at, 50
    top, left = i * stride * s, j * stride * s
    window, cell = (drawn[name].over(stroke=colour.OUTLINE)[0].get("d") for name in ("x", "z1"))
    assert window == f"M{left} {top}h{3 * s}v{2 * s}H{left}z" and cell == f"M{j * s} {i * s}h50v50H{j * s}z"
    assert drawn["w1"].over(stroke=colour.OUTLINE) == []


def test_a_window_is_said_with_its_value():
    z = np.array([[1.0, -0.375]])
    assert draw.window(np.ones((3, 4)), np.ones((3, 3)), z, (0, 1)).caption == (
        "The window at row 0, column 1 of x makes z⁽¹⁾[0, 1] = −0.375.")


@pytest.mark.parametrize("at", [(2, 0), (0, 3), (-1, 0)])
def test_a_window_outside_the_map_is_refused_in_words(at):
    with pytest.raises(ValueError, match="at: got .*needs a row from 0 to 1 and a column from 0 to 2"):
        draw.window(np.ones((4, 5)), np.ones((3, 3)), np.ones((2, 3)), at)


def test_a_stride_that_leads_outside_the_image_is_refused_in_words():
    with pytest.raises(ValueError, match=r"outline of x: got \(2, 4\); needs a row below 4"):
        draw.window(np.ones((4, 4)), np.ones((2, 2)), np.ones((3, 3)), (1, 2), stride=2)


