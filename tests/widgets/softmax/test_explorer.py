"""SoftmaxExplorer: what it shows is what softmax and the losses compute, and what breaks is said in words."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import SVG, FrontEnd
from svg_reader import by_name

from cnnlib.draw import plain
from cnnlib.gradcheck import check
from cnnlib.ops import losses, softmax
from cnnlib.widgets import SoftmaxExplorer
from cnnlib.widgets.softmax.bars import TOPS, WIDE
from cnnlib.widgets.softmax.numbers import LONG, WRONG, numbers, opening, steady

counts = pytest.mark.parametrize("classes", [3, 4, 5])
SCALES = 1, 10, 100, 200


@pytest.fixture
def explorer():
    return SoftmaxExplorer()


def drawn(seed, **fields):
    """A state with scores and labels at random."""
    rng = np.random.default_rng(seed)
    state = replace(opening(), z=rng.uniform(-5, 5, size=(2, 5)), labels=tuple(rng.integers(0, 3, 2).tolist()))
    return steady(replace(state, **fields))


def select(explorer, name, *index):
    explorer.become(replace(explorer.state, selected=(name, index)))


def texts(explorer):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]


def bar(explorer, top):
    """The pixels that the pieces of one bar fill."""
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    shapes = {one.get("d") for one in root.iter(f"{{{SVG}}}path")}
    found = [re.fullmatch(rf"M([\d.]+) {top}H([\d.]+)v26H\1z", shape) for shape in shapes]
    return sum(float(one[2]) - float(one[1]) for one in found if one)


@counts
@pytest.mark.parametrize("seed", range(3))
def test_shares_loss_and_errors_are_those_of_the_ops(classes, seed):
    now = numbers(drawn(seed, classes=classes))
    z, y = now["z"], np.eye(classes)[list(now.state.labels)]
    np.testing.assert_array_equal(now["y"], y)
    np.testing.assert_array_equal(now["p"], softmax.forward(z))
    np.testing.assert_array_equal(now["dL_dz"], losses.softmax_cross_entropy_backward(z, y))
    assert now.loss == losses.softmax_cross_entropy(z, y)
    assert now.losses.mean() == pytest.approx(now.loss) == pytest.approx(now.long_loss)
    np.testing.assert_allclose(now.losses[:, 0], -np.log(now["p"][y == 1]))
    np.testing.assert_allclose(now["dL_dz"], (now["p"] - y) / 2)
    np.testing.assert_allclose(now.sums["p"], 1)
    np.testing.assert_array_equal(now.sums["dL_dz"], 0)
    assert check(lambda z: losses.softmax_cross_entropy(z, y), z, now["dL_dz"]).passed


@counts
@pytest.mark.parametrize("seed", range(3))
def test_the_long_way_is_the_jacobian_times_the_gradient_of_the_shares_and_comes_to_the_same(classes, seed):
    for example in range(2):
        for of in range(classes):
            now = numbers(drawn(seed, classes=classes, example=example, of=of, selected=("z", (example, of))))
            p, upstream = now.row, losses.cross_entropy_backward(now["p"], now["y"])
            np.testing.assert_allclose(now["dp_dz"], np.diag(p) - np.outer(p, p), atol=1e-15)
            np.testing.assert_array_equal(now["dL_dp"][:, 0], upstream[example])
            np.testing.assert_allclose(now["dL_dz products"][:, 0], upstream[example] * now["dp_dz"][:, of])
            whole = softmax.backward(upstream, now["z"])[example, of]
            assert now["dL_dz long"].item() == pytest.approx(whole, abs=1e-12)
            assert now["dL_dz long"].item() == pytest.approx(now["dL_dz"][example, of], abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_label_is_pulled_up_by_what_the_others_are_pushed_down(explorer, seed):
    explorer.become(drawn(seed, classes=5))
    now = explorer.numbers(explorer.state)
    label, others = now.state.label, [k for k in range(5) if k != now.state.label]
    assert now.back[label] < 0 and all(now.back[others] > 0)
    assert -now.back[label] == pytest.approx(now.back[others].sum())
    whole, pull, pushes = (bar(explorer, top) for top in TOPS)
    assert whole == pytest.approx(WIDE, abs=0.5) and pull == pytest.approx(pushes, abs=0.5)
    assert pull == pytest.approx(-now.back[label] * 2 * WIDE, abs=0.2)


def test_one_score_dragged_moves_every_share_and_every_error_of_its_row_alone(explorer):
    front = FrontEnd(explorer)
    before = explorer.numbers(explorer.state)
    front.set(explorer.score, 4.5)
    now = explorer.numbers(explorer.state)
    for name in ("p", "dL_dz"):
        assert (now[name][0] != before[name][0]).all() and (now[name][1] == before[name][1]).all()
    assert now.sums["p"] == pytest.approx(1) and now.before["z"][0, 0] == 3
    assert "row adds to 0" in explorer.stage.equation
    front.check("dragging")


def test_parts_that_do_not_add_up_as_they_are_printed_are_not_said_to_be_equal(explorer):
    assert "0.433 + 0.059 = 0.492" in explorer.stage.equation
    FrontEnd(explorer).set(explorer.score, -5.0)
    assert "0.001 + 0.439 ≈ 0.441" in explorer.stage.equation


def test_the_slider_holds_the_score_in_focus(explorer):
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="p", row=1, column=2)
    assert explorer.stage.labels["score"] == "Score z[1, 2]" and explorer.score.value == 1.5
    front.set(explorer.score, -5.0)
    assert explorer.state.z[1, 2] == -5 and not explorer.score.disabled
    front.send(kind="press", matrix="dp_dz", row=0, column=1)
    assert explorer.stage.labels["score"] == "Score z[1, 1]"
    front.check("choosing")


@pytest.mark.parametrize("shift", [-1000.0, -50.0, 700.0, 1000.0])
def test_a_shift_changes_no_share_no_loss_and_no_gradient(explorer, shift):
    before = explorer.numbers(explorer.state)
    FrontEnd(explorer).set(explorer.shift, shift)
    now = explorer.numbers(explorer.state)
    np.testing.assert_array_equal(now["z"], before["z"] + shift)
    for name in ("p", "y", "dL_dz", *LONG):
        np.testing.assert_array_equal(now[name], before[name])
    assert now.loss == before.loss
    assert "changes no share, loss or gradient" in explorer.stage.equation
    assert ("alone overflows" in explorer.stage.equation) == (shift + 3 > 709.78)


def test_at_large_scores_the_long_way_breaks_in_words_and_the_fused_one_stays_right(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.times, 3)
    now = explorer.numbers(explorer.state)
    upstream = losses.cross_entropy_backward(now["p"], now["y"])
    assert now.breaks and np.isnan(softmax.backward(upstream, now["z"])[0]).all()
    assert np.isnan(now["dL_dz long"]).all() and np.isinf(now.long_loss)
    np.testing.assert_array_equal(now["dL_dz"][0], [0.5, now["p"][0, 1] / 2, -0.5])
    said = explorer.stage.equation
    assert "The long way breaks: e^(−800) is too small, p[2] = 0, 1/p[2] is infinite" in said
    assert "Fused stays right: (p − y)/m = 0.5" in said and "the long way breaks" in texts(explorer)
    assert explorer.stage.status == "p − y stands. Which number of the long way broke first?"
    front.check("×200")
    front.set(explorer.times, 0)
    assert "breaks" not in explorer.stage.equation and "the long way breaks" not in texts(explorer)
    front.check("back at ×1")


def test_where_a_share_is_so_small_that_its_inverse_overflows_that_is_said(explorer):
    explorer.become(replace(explorer.state, z=explorer.state.z + np.array([[-0.375, 0, 0, 0, 0], [0] * 5]), times=200,
                            before=None))
    now = explorer.numbers(explorer.state)
    assert 0 < now.row[2] < 1e-308 and now.breaks
    assert "e^(−725) is so small that 1/p[2] is infinite" in explorer.stage.equation
    FrontEnd(explorer).check("725")


@pytest.mark.parametrize("times", SCALES)
@pytest.mark.parametrize("shift", [-1000.0, 0.0, 1000.0])
def test_the_fused_way_is_finite_however_large_the_scores(times, shift):
    for seed in range(20):
        now = numbers(drawn(seed, times=times, shift=shift))
        assert np.isfinite(now["dL_dz"]).all() and np.isfinite(now.losses).all()
        np.testing.assert_array_equal(now.sums["dL_dz"], 0)


@counts
def test_the_tempting_version_adds_up_by_columns_and_rows_do_not(explorer, classes):
    front = FrontEnd(explorer)
    front.set(explorer.classes, classes - 3)
    assert WRONG not in explorer.matrices(explorer.state)
    front.set(explorer.tempting, True)
    now = explorer.numbers(explorer.state)
    e = np.exp(now["z"])
    np.testing.assert_allclose(now[WRONG], e / e.sum(axis=0))
    np.testing.assert_allclose(now.columns, 1)
    assert (abs(now.sums[WRONG] - 1) > 0.1).all()
    assert "✗ Tempting, softmax over the examples: columns add to 1, rows to" in explorer.stage.equation
    assert explorer.stage.status.startswith("Columns add to 1 now")
    for index in np.ndindex(2, classes):
        select(explorer, WRONG, *index)
        front.check(f"{WRONG} {index}")
    front.set(explorer.tempting, False)
    assert explorer.state.selected[0] == "p"
    front.check("tempting no more")


@counts
def test_every_cell_has_a_sentence_with_its_number_and_keeps_the_same_example(explorer, classes):
    explorer.become(drawn(3, classes=classes, tempting=True, example=1))
    for name, array in explorer.matrices(explorer.state).items():
        for index in np.ndindex(array.shape):
            select(explorer, name, *index)
            assert explorer.state.selected == (name, index)
            first = explorer.stage.equation.split("\n")[0]
            value = float(explorer.matrices(explorer.state)[name][index])
            assert plain(value, 6 if name == "z" else 3) in first, (name, first)
    assert explorer.errors == []


@counts
def test_the_terms_of_every_cell_and_what_travels_come_to_it(explorer, classes):
    explorer.become(drawn(4, classes=classes, tempting=True, example=1))
    for name, array in explorer.matrices(explorer.state).items():
        for index in np.ndindex(array.shape):
            select(explorer, name, *index)
            cell, array = explorer.numbers(explorer.state).cell, explorer.matrices(explorer.state)[name]
            if cell.op == "sum":
                assert sum(term.value for term in cell.terms) == pytest.approx(array[index], abs=1e-12)
                arrives = sum(one.arrives for one in explorer.travellers(explorer.state))
                assert arrives == pytest.approx(array[index], abs=1e-12)
            if cell.op == "softmax":
                e = np.exp([term.value for term in cell.terms])
                assert np.isclose(e / e.sum(), array[index]).any()
                assert {factor.index for term in cell.terms for factor in term.factors} == {
                    (n, k) for n, k in np.ndindex(2, classes) if (k == index[1] if name == WRONG else n == index[0])}


def test_a_one_typed_into_y_is_the_label_and_what_leaves_none_is_refused(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="y", row=0, column=1, text="1")
    assert explorer.state.labels == (1, 1)
    front.send(kind="type", matrix="y", row=0, column=0, text="0")
    assert explorer.state.labels == (1, 1)
    front.send(kind="type", matrix="y", row=0, column=1, text="0")
    assert explorer.state.labels == (1, 1) and "type 1 at the true class" in explorer.stage.status
    front.send(kind="type", matrix="y", row=0, column=1, text="0.5")
    assert "needs 0 or 1" in explorer.stage.status and explorer.errors == []
    front.set(explorer.label, 2)
    assert explorer.state.labels == (2, 1)
    front.check("labels")


def test_fewer_classes_leave_no_label_and_no_focus_behind(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.classes, 2)
    front.set(explorer.label, 4)
    front.send(kind="press", matrix="dp_dz", row=4, column=4)
    front.set(explorer.classes, 0)
    assert explorer.state.labels == (2, 1) and explorer.state.selected == ("dp_dz", (2, 2))
    front.check("three classes again")


@pytest.mark.parametrize(("times", "shift", "text", "score"), [
    (0, 0.0, "-4.5", -4.5), (3, 0.0, "1000", 5.0), (1, 100.0, "75", -2.5), (3, -1000.0, "-2000", -5.0)])
def test_a_score_can_be_typed_as_it_stands(explorer, times, shift, text, score):
    front = FrontEnd(explorer)
    front.set(explorer.times, times)
    front.set(explorer.shift, shift)
    front.send(kind="type", matrix="z", row=1, column=0, text=text)
    assert explorer.state.z[1, 0] == score and explorer.matrices(explorer.state)["z"][1, 0] == float(text)
    front.check("typing")


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "6", "-1000"])
def test_a_score_out_of_reach_changes_nothing_and_is_said(explorer, text):
    before = explorer.state
    FrontEnd(explorer).send(kind="type", matrix="z", row=0, column=0, text=text)
    assert explorer.state is before and not explorer.errors
    assert explorer.stage.status.endswith(("-2.", "needed."))


def test_undo_takes_a_drag_back_and_a_link_leads_to_it(explorer):
    front = FrontEnd(explorer)
    for value in (1.0, -2.0, 4.125):
        front.set(explorer.score, value)
    front.set(explorer.times, 2)
    front.set(explorer.shift, 350.0)
    back = SoftmaxExplorer.at(explorer.link)
    assert back.stage.equation == explorer.stage.equation and back.link == explorer.link
    for _ in range(3):
        explorer.undo.click()
    assert explorer.state.z[0, 0] == 3 and explorer.state.times == 1
    front.check("undo")


@pytest.mark.parametrize("fields", [{"z": np.zeros((2, 4))}, {"z": np.full((2, 5), 6.0)}, {"labels": (0, 3)},
                                    {"labels": (0,)}, {"example": 2}, {"of": 3}])
def test_a_state_that_no_hand_reaches_is_refused(explorer, fields):
    with pytest.raises(ValueError, match=r"shape|no class|in focus"):
        explorer.check_state(replace(explorer.state, **fields))


@counts
@pytest.mark.parametrize("tempting", [False, True])
def test_it_stands_on_one_screen_whatever_is_selected(explorer, classes, tempting):
    for times in SCALES:
        for shift in (-1000.0, 0.0, 1000.0):
            explorer.become(drawn(1, classes=classes, tempting=tempting, times=times, shift=shift, before=drawn(2)))
            for name, array in explorer.matrices(explorer.state).items():
                select(explorer, name, *(n - 1 for n in array.shape))
                one_screen.check(explorer.picture(explorer.state), (classes, tempting, times, shift, name))
                assert len(one_screen.lines(explorer)) <= 4, explorer.stage.equation
                assert len(explorer.stage.status) <= 66
    assert one_screen.row_width(explorer) <= one_screen.ROW


def test_dragging_keeps_the_structure_of_the_picture(explorer):
    def structure():
        root = ET.fromstring(explorer.picture(explorer.state).svg)
        return [one.tag for one in root.iter() if one.tag not in (f"{{{SVG}}}path", f"{{{SVG}}}tspan")]
    first = structure()
    explorer.score.value = -5.0
    first_dragged = structure()
    explorer.score.value = 5.0
    assert structure() == first_dragged and len(first) <= len(first_dragged)


def test_the_numbers_in_the_cells_are_those_of_the_state(explorer):
    cells = by_name(explorer.picture(explorer.state))
    assert cells["z"].texts == ["3", "1", "−1", "−1", ".5", "1.5"] or len(cells["z"].texts) == 6
    assert cells["y"].texts == ["0", "0", "1", "0", "1", "0"]


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)
