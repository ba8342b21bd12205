"""The whole network on one board."""

import re
from dataclasses import replace

import numpy as np
import pytest
from svg_reader import SVG, by_name, collisions, description, labels, matrices, parse, power, value

from cnnlib import draw, examples
from cnnlib.draw.ink import colour
from cnnlib.network import AvgPool, Conv, Dense, Flatten, Network, ReLU, Sigmoid

FORWARD = {"x", "w1", "b1", "z1", "a1", "a2", "w3", "b3", "z3", "a3", "L"}
BACKWARD = {f"dL_d{name}" for name in FORWARD - {"L"}}
RUNS = ["run", "small_run"]


def tensors(run):
    return {**run.trace, **run.params, **run.grads, "L": np.asarray(run.L)}


def scaled(run, factor):
    return replace(run, grads={name: factor * array for name, array in run.grads.items()})


@pytest.fixture(params=RUNS)
def any_run(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("cell", [28, 50])
def test_every_value_and_gradient_is_there_once_and_every_cell_parses_back(any_run, cell):
    picture = draw.board(any_run, cell=cell)
    drawn = matrices(picture)
    assert sorted(one.name for one in drawn) == sorted(FORWARD | BACKWARD)
    for one in drawn:
        true = np.ravel(tensors(any_run)[one.name]) / 10.0**power(picture, one.name)
        assert len(one.texts) == len(one.fills) == true.size
        for text, number in zip(one.texts, true, strict=True):
            shown, error = value(text)
            assert abs(shown - number) <= error and (text == "0") == (number == 0)


@pytest.mark.parametrize("cell", [28, 50])
def test_each_gradient_stands_directly_under_its_own_variable(any_run, cell):
    drawn = by_name(draw.board(any_run, cell=cell))
    lowest = max(drawn[name].y for name in FORWARD)
    for name in FORWARD - {"L"}:
        above, below = drawn[name], drawn[f"dL_d{name}"]
        assert (above.x, above.cell, above.corners) == (below.x, below.cell, below.corners)
        assert below.y > lowest


def test_weights_stand_in_the_shape_of_the_map_they_multiply(run, small_run):
    for one, side in ((run, 3), (small_run, 2)):
        drawn = by_name(draw.board(one))
        assert drawn["w3"].corners == drawn["a2"].corners and drawn["dL_dw3"].columns == side


def test_frames_of_gradients_are_dashed_and_of_values_solid(any_run):
    for one in matrices(draw.board(any_run)):
        assert one.frame.get("stroke-dasharray") == ("4 3" if one.name in BACKWARD else None)


def test_the_hatch_stands_on_exactly_the_negative_values(any_run):
    for one in matrices(draw.board(any_run)):
        true = np.ravel(tensors(any_run)[one.name])
        assert one.hatched == ([] if one.name in BACKWARD else np.flatnonzero(true < 0).tolist())


def test_values_are_grey_and_gradients_are_blue_below_and_orange_above_zero(any_run):
    for one in matrices(draw.board(any_run)):
        for fill, true in zip(one.fills, np.ravel(tensors(any_run)[one.name]), strict=True):
            red, green, blue = (int(fill[k:k + 2], 16) for k in (1, 3, 5))
            if one.name in FORWARD or true == 0:
                assert max(red, green, blue) - min(red, green, blue) <= 10      # a warm grey
            else:
                assert (red < green < blue) if true < 0 else (red > green > blue)


def test_a_row_shares_its_limit_which_single_numbers_do_not_stretch(run):
    drawn = by_name(draw.board(run))
    t = tensors(run)
    limit = max(np.abs(t[name]).max() for name in FORWARD if t[name].size > 1)
    assert drawn["z1"].fills == [colour.fill(v, limit, False) for v in t["z1"].ravel()]
    assert abs(t["b3"][0]) > limit and len(drawn["b3"].over(fill=colour.OUTLINE)) == 1


def test_with_limits_of_its_own_every_matrix_reaches_the_full_colour(run):
    for one in matrices(draw.board(run, limits="own")):
        assert {"#69645F", "#1F6FB4", "#C8500A"} & set(one.fills) and one.over(fill=colour.OUTLINE) == []


def test_vanishing_gradients_look_faint_on_shared_limits_and_full_on_their_own(run):
    faint = replace(run, grads=run.grads | {"dL_dx": run.grads["dL_dx"] * 1e-6})
    assert set(by_name(draw.board(faint))["dL_dx"].fills) == {"#FFFFFF"}
    assert len(set(by_name(draw.board(faint, limits="own"))["dL_dx"].fills)) > 10


def test_what_is_not_shown_yet_is_blank_and_holds_no_number(run):
    for one in matrices(draw.board(run, shown=FORWARD)):
        assert set(one.texts) == {""} if one.name in BACKWARD else "" not in one.texts
        assert one.name in FORWARD or set(one.fills) == {"#FFFFFF"}


def test_blank_and_zero_are_told_apart(run):
    still = scaled(run, 0.0)
    assert set(by_name(draw.board(still))["dL_dx"].texts) == {"0"}
    assert set(by_name(draw.board(still, shown=FORWARD))["dL_dx"].texts) == {""}


def test_the_winners_are_ringed_in_both_rows_and_nowhere_else(run, winners):
    for one in matrices(draw.board(run, winners=winners)):
        rings = "".join(path.get("d") for path in one.paths if "l7 7" in path.get("d"))
        found = sorted((int(y) // 28, int(x) // 28) for x, y in re.findall(r"M(\d+) (\d+)h12", rings))
        assert found == ([tuple(at) for at in np.argwhere(winners[0, :, :, 0])]
                         if one.name in ("a1", "dL_da1") else [])


def test_selected_cells_are_outlined_where_asked(run):
    drawn = by_name(draw.board(run, outline={"z1": [(1, 2)], "dL_dw3": [(0, 0), (0, 1)]}))
    assert {name for name, one in drawn.items() if one.over(stroke=colour.OUTLINE)} == {"z1", "dL_dw3"}
    assert drawn["z1"].over(stroke=colour.OUTLINE)[0].get("d").startswith("M56 28h28")


@pytest.mark.parametrize("factor", [1.0, 1e-3, 1e-10, 1e-99, 1e6])
def test_no_label_leaves_the_picture_or_lies_on_another(any_run, factor):
    for cell in (28, 50):
        assert collisions(draw.board(scaled(any_run, factor), cell=cell)) == []


def test_small_gradients_carry_their_factor_in_the_label(run):
    names = {label.text for label in labels(draw.board(scaled(run, 1e-5)))}
    assert {"∂L/∂x ×10⁻⁶", "∂L/∂a(3) ×10⁻⁵", "a(1)"} <= names


def test_the_board_with_winners_fits_in_30_kilobytes_and_1010_pixels(run, winners):
    picture = draw.board(run, winners=winners)
    assert len(picture.svg.encode()) <= 30 * 1024 and picture.width <= 1010


def test_the_board_with_everything_on_it_stays_below_31_kilobytes(run, winners):
    path = {"z1": [(1, 2)], "x": [(r, c) for r in range(1, 4) for c in range(2, 5)], "w1": [(0, 0)],
            "a1": [(1, 2)]}
    assert len(draw.board(scaled(run, 1e-10), winners=winners, outline=path).svg.encode()) <= 31 * 1024


def test_arrows_between_columns_are_solid_above_and_dashed_below(run):
    drawn = by_name(draw.board(run))
    middle = (drawn["x"].y + drawn["dL_dx"].y + 8 * 28) / 2
    arrows = parse(draw.board(run)).findall(f"{SVG}g")[1]
    lines = [path for path in arrows.iter(f"{SVG}path") if re.match(r"M[\d.]+ [\d.]+[HV]", path.get("d"))]
    assert len(lines) >= 10
    for path in lines:
        y = float(path.get("d")[1:].split("H")[0].split("V")[0].split(" ")[1])
        assert path.get("stroke-dasharray") == ("4 3" if y > middle else None)


def test_no_arrow_crosses_a_matrix(any_run):
    picture = draw.board(any_run)
    boxes = [(m.x, m.y, m.x + m.columns * m.cell, m.y + m.rows * m.cell) for m in matrices(picture)]
    for path in parse(picture).findall(f"{SVG}g")[1].iter(f"{SVG}path"):
        (x, y), points = (0.0, 0.0), []
        for command, numbers in re.findall(r"([MHVL])([\d. ]+)", path.get("d")):
            n = [float(one) for one in numbers.split()]
            x, y = (n[0], y) if command == "H" else (x, n[0]) if command == "V" else n
            points.append((x, y, command))
        for (x0, y0, _), (x1, y1, command) in zip(points, points[1:], strict=False):
            fifty = () if command == "M" else range(51)
            steps = [(x0 + (x1 - x0) * k / 50, y0 + (y1 - y0) * k / 50) for k in fifty]
            assert not any(l < px < r and t < py < b for px, py in steps for l, t, r, b in boxes)


def test_the_caption_says_forward_and_backward_in_numbers(run):
    gradient = run.grads["dL_da1"][0, :, :, 0]
    at = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
    said = description(draw.board(run))
    assert f"{np.sum(gradient == 0)} of the 36 cells of ∂L/∂a⁽¹⁾ are exactly 0" in said
    assert f"{gradient[at]:.3f}".replace("-", "−") + f", is at row {at[0]}, column {at[1]}." in said
    assert f"says {run.trace['a3'].item():.3f} where the label is 1, so the loss is {run.L:.3f}." in said


def test_the_description_changes_with_the_data(run, small_run):
    assert len({description(draw.board(one)) for one in (run, small_run, scaled(run, 2.0))}) == 3


@pytest.mark.parametrize(("shown", "said", "unsaid"), [
    (FORWARD, "so the loss is 0.913. Backward has not run yet", "exactly"),
    ({"x", "w1", "b1", "z1"}, "the loss is not there yet: known are x, w⁽¹⁾, b⁽¹⁾ and z⁽¹⁾.", "0.913"),
    (FORWARD | {"dL_da3", "dL_dz3"}, "Backward, in colour, has come to ∂L/∂z⁽³⁾ and ∂L/∂a⁽³⁾.", "exactly"),
    ((), "known are no values. Backward has not run yet", "0.913")])
def test_the_caption_says_nothing_that_is_not_shown_yet(run, shown, said, unsaid):
    picture = draw.board(run, shown=shown)
    assert said in picture.caption and unsaid not in picture.caption


def test_the_words_of_what_is_not_shown_yet_hold_no_number(run):
    assert re.findall(r"\d", re.sub(r"dL_d\w+|⁽.⁾", "", draw.board(run, shown=()).words())) == []


@pytest.mark.parametrize(("options", "words"), [
    ({"limits": "column"}, ["limits", "'column'", '"row", "own" or a pair']),
    ({"shown": ["x", "z2"]}, ["shown", "'z2'", "a2, w3"]),
    ({"outline": {"dL_dq": [(0, 0)]}}, ["outline", "'dL_dq'", "dL_dw1"]),
    ({"outline": {"z1": [(6, 0)]}}, ["outline of z1", "(6, 0)", "row below 6"])])
def test_unknown_options_are_refused_in_words(run, options, words):
    with pytest.raises(ValueError) as caught:
        draw.board(run, **options)
    assert [word for word in words if word not in str(caught.value)] == []


def test_of_a_batch_the_first_example_is_drawn_and_the_loss_is_that_of_all(run):
    net, other = run.net, 1 - run.trace["x"]
    two = net.run(run.params, np.concatenate([run.trace["x"], other]), np.ones((2, 1)))
    drawn, alone = by_name(draw.board(two)), by_name(draw.board(run))
    assert drawn["x"].texts == alone["x"].texts and drawn["z1"].texts == alone["z1"].texts
    assert len(drawn["a3"].texts) == 1 and drawn["a3"].texts == alone["a3"].texts
    assert draw.board(two).caption.startswith("Forward, in grey: for example 0 the network says ")
    assert f"the loss over all 2 is {draw.plain(two.L)}." in draw.board(two).caption


@pytest.mark.parametrize("example", [examples.two_channels, examples.two_convolutions])
def test_notes_of_several_channels_and_filters_keep_clear_of_their_neighbours(example):
    net, params, x, y = example()
    picture = draw.board(net.run(params, x, y))
    assert collisions(picture) == [] and "channel 0 of 2" in {one.text for one in labels(picture)}


def test_another_stride_and_average_pooling_fit_the_board_too():
    rng = np.random.default_rng(3)
    net = Network((9, 7, 1), [Conv(1, (3, 2)), ReLU(), AvgPool((2, 3)), Flatten(), Dense(1), Sigmoid()])
    run = net.run(net.init(rng), rng.normal(size=(1, 9, 7, 1)), np.zeros((1, 1)))
    picture = draw.board(run)
    assert by_name(picture)["w1"].columns == 2 and by_name(picture)["dL_da2"].rows == 3
    assert collisions(picture) == []
