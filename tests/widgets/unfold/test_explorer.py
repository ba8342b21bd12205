"""UnfoldExplorer: what it shows is what the ops compute, and every pixel is found wherever it stands."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import SVG, FrontEnd
from svg_reader import parse

from cnnlib.ops import conv
from cnnlib.widgets import UnfoldExplorer
from cnnlib.widgets.unfold.explorer import picture
from cnnlib.widgets.unfold.numbers import fold, grid_of, numbers, opening, steady, unfold
from cnnlib.widgets.unfold.ways import LINE, OPS, RIGHT

WAYS = list(LINE)
both = pytest.mark.parametrize("stride", [1, 2])
each = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def explorer():
    return UnfoldExplorer()


def state(**fields):
    return steady(replace(opening(), **fields))


def select(explorer, name, *index):
    explorer.become(replace(explorer.state, selected=(name, index)))


def group(drawn, name):
    return next(one for one in parse(drawn).iter(f"{{{SVG}}}g") if one.get("data-name") == name)


def printed(drawn, name):
    return [float(text.text.replace("\u2212", "-")) for text in group(drawn, name)[2]]


def outlines(drawn, name):
    return [path.get("d") for path in group(drawn, name)[1] if path.get("stroke-width") == "4.4"]


@both
def test_the_rows_of_the_matrix_are_the_windows_in_reading_order(stride):
    now = numbers(state(stride=stride))
    x, rows = now.state.x[0, :, :, 0], []
    for i in range(0, 2, stride):
        for j in range(0, 4, stride):
            rows.append(x[i:i + 2, j:j + 2].ravel())
    np.testing.assert_array_equal(now.arrays["unfolded"], rows)


def test_unfold_and_fold_know_examples_channels_and_oblong_kernels():
    rng, shape = np.random.default_rng(0), (2, 4, 5, 3)
    one = replace(opening(), x=rng.normal(size=shape), w1=np.zeros((2, 3, 3, 1)), stride=1)
    grid = grid_of(one)
    rows, shares = unfold(one.x, grid), rng.normal(size=(2 * grid.count, 18))
    np.testing.assert_array_equal(rows[grid.count], one.x[1, :2, :3].ravel())
    np.testing.assert_allclose((rows * shares).sum(), (one.x * fold(shares, grid, 2)).sum())


@both
def test_the_three_products_are_what_the_ops_compute(stride):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        one = state(stride=stride, x=rng.normal(size=(1, 3, 5, 1)), w1=rng.normal(size=(2, 2, 1, 1)),
                    dL_dz1=rng.normal(size=(1, 2, 4, 1)))
        arrays = numbers(one).arrays
        z = conv.forward(one.x, one.w1, np.zeros(1), stride)
        dL_dx, dL_dw, _ = conv.backward(one.upstream, one.x, one.w1, stride)
        for name, right in (("z_reshaped", z), ("dL_dw_reshaped", dL_dw), ("dL_dx_folded", dL_dx)):
            np.testing.assert_allclose(arrays[name].ravel(), right.ravel(), atol=1e-12)
        assert all(numbers(replace(one, way=way)).wrong[RIGHT[way][0]] == () for way in WAYS[:3])


@each
def test_every_cell_is_the_sum_of_its_terms_and_these_are_cells_of_the_picture(explorer, way):
    for misread in (False, True):
        explorer.become(replace(explorer.state, way=way, misread=misread))
        for name, array in explorer.matrices(explorer.state).items():
            for index in np.ndindex(array.shape):
                select(explorer, name, *index)
                now = explorer.numbers(explorer.state)
                assert now.state.selected == (name, index)
                terms = [term.value for term in now.cell.terms]
                assert not terms or sum(terms) == pytest.approx(array[index], abs=1e-12)
                for factor in (factor for term in now.cell.terms for factor in term.factors):
                    assert factor.value == now.matrices[factor.source][factor.index]


@both
def test_folding_what_was_unfolded_gives_x_as_often_as_it_stands_in_the_matrix(stride):
    for misread in (False, True):
        now = numbers(state(way="fold", stride=stride, misread=misread, selected=("x", (0, 0, 0, 0))))
        x, counts = now.state.x[0, :, :, 0], now.arrays["counts"]
        np.testing.assert_array_equal(now.arrays["folded"], x * counts)
        for at in np.ndindex(3, 5):
            assert counts[at] == len(now.places.of(at))
        assert set(now.wrong["folded"]) == {at for at in np.ndindex(3, 5) if x[at] * counts[at] != x[at]}
    assert counts.max() == (4 if stride == 1 else 1)


@both
def test_with_an_oblong_kernel_another_order_is_folded_as_it_was_unfolded(stride):
    rng = np.random.default_rng(1)
    now = numbers(state(way="fold", stride=stride, misread=True, w1=rng.normal(size=(2, 3, 1, 1)),
                        dL_dz1=rng.normal(size=(1, 2, 3, 1)), selected=("x", (0, 0, 0, 0))))
    np.testing.assert_allclose(now.arrays["folded"], now.state.x[0, :, :, 0] * now.arrays["counts"])
    np.testing.assert_array_equal(now.arrays["unfolded"][0], now.state.x[0, :2, :3, 0].T.ravel())
    rows, total = now.arrays["dL_dunfolded"], np.zeros((3, 5))
    for at in np.ndindex(rows.shape):
        total[now.places.pixel(*at)] += rows[at]
    np.testing.assert_allclose(now.arrays["dL_dx_folded"], total, atol=1e-12)


def test_a_pixel_in_the_middle_stands_in_four_rows_and_all_its_places_are_outlined(explorer):
    FrontEnd(explorer).send(kind="press", matrix="x", row=1, column=2)
    assert "x[1, 2] = 1 stands in 4 of the 8 rows of the matrix: rows 1, 2, 5 and 6." in explorer.stage.equation
    drawn = explorer.picture(explorer.state)
    assert outlines(drawn, "x") == ["M80 40h40v40H80z"]
    assert outlines(drawn, "unfolded")[0].count("M") == 16           # four cells that do not touch, four sides each
    now = explorer.numbers(explorer.state)
    assert [now.arrays["unfolded"][at] for at in now.places.of((1, 2))] == [1, 1, 1, 1]


@both
def test_every_place_of_a_pixel_holds_it_in_any_order(stride):
    for misread in (False, True):
        now = numbers(state(stride=stride, misread=misread))
        for row, column in np.ndindex(3, 5):
            for at in now.places.of((row, column)):
                assert now.arrays["unfolded"][at] == now.state.x[0, row, column, 0]


@each
def test_the_slider_outlines_the_row_of_a_window_and_its_pixels(explorer, way):
    front = FrontEnd(explorer)
    front.set(explorer.way, WAYS.index(way))
    for window in range(8):
        front.set(explorer.window, window)
        i, j = divmod(window, 4)
        drawn, box = explorer.picture(explorer.state), f"M{40 * j} {40 * i}h80v80H{40 * j}z"
        matrix = next(name for name in LINE[way] if "unfolded" in name)
        row = f"M{40 * window} 0h40v160H{40 * window}z" if way == "kernel" else f"M0 {40 * window}h160v40H0z"
        assert outlines(drawn, "dL_dx" if way == "image" else "x")[0] == box
        assert outlines(drawn, matrix)[0] == row
    front.check("sliding")


def test_another_order_keeps_the_shapes_and_breaks_all_three_products(explorer):
    for way, size in zip(WAYS[:3], (8, 4, 15), strict=True):
        explorer.become(replace(explorer.state, way=way, misread=False))
        shapes = [array.shape for array in explorer.matrices(explorer.state).values()]
        explorer.misread.value = True
        now = explorer.numbers(explorer.state)
        assert [array.shape for array in now.matrices.values()] == shapes
        made, right = RIGHT[way]
        apart = now.matrices[made].ravel() != now.matrices[right].ravel()
        assert 0 < apart.sum() == len(now.wrong[made])
        said = explorer.stage.equation
        assert f"{apart.sum()} of {size} numbers are other than {OPS[right]} says." in said
        drawn = explorer.picture(explorer.state)
        assert group(drawn, made)[-1].get("d").count("M") == 4 * apart.sum()
        explorer.misread.value = False
        assert group(explorer.picture(explorer.state), made)[-1].get("d") == "M0 0"


@both
@each
def test_the_picture_prints_the_numbers_of_every_matrix(way, stride):
    now = numbers(state(way=way, stride=stride, selected=("w1", (0, 0, 0, 0)) if way == "image"
                        else ("x", (0, 0, 0, 0))))
    for name, array in now.matrices.items():
        assert printed(picture(now), name) == array.ravel().tolist()


def test_a_pixel_that_no_window_reads_is_said_to_stand_nowhere(explorer):
    explorer.become(replace(explorer.state, stride=2, selected=("x", (0, 2, 4, 0))))
    assert "no window reads this pixel" in explorer.stage.equation
    assert outlines(explorer.picture(explorer.state), "x") == ["M160 80h40v40H160z"]
    assert outlines(explorer.picture(explorer.state), "unfolded") == []


def test_a_selected_pixel_stays_selected_from_one_product_to_the_next(explorer):
    select(explorer, "x", 0, 1, 3, 0)
    for way, name in zip(WAYS[1:], ("x", "dL_dx", "x"), strict=True):
        explorer.way.value = way
        assert explorer.state.selected == (name, (0, 1, 3, 0))


def test_with_fewer_windows_the_last_one_is_looked_at(explorer):
    explorer.window.value = 7
    explorer.stride.value = 2
    assert (explorer.state.window, explorer.window.max) == (1, 1)
    assert explorer.state.selected == ("z_column", (1, 0)) and not explorer.errors


def test_a_number_typed_goes_through_all_products(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.way, WAYS.index("image"))
    front.set(explorer.stride, 2)
    front.send(kind="type", matrix="dL_dz1", row=0, column=1, text="5")
    assert explorer.state.dL_dz1[0, 0, 2, 0] == 5 and explorer.numbers(explorer.state).arrays["dL_dz_column"][1] == 5
    front.send(kind="type", matrix="w1", row=1, column=0, text="0.25")
    dL_dx, _, _ = conv.backward(explorer.state.upstream, explorer.state.x, explorer.state.w1, 2)
    np.testing.assert_array_equal(explorer.numbers(explorer.state).arrays["dL_dx_folded"], dL_dx[0, :, :, 0])
    front.check("typing")
    opened = UnfoldExplorer.at(explorer.link)
    assert opened.state.w1[1, 0, 0, 0] == 0.25 and opened.state.way == "image"


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400"])
def test_what_is_no_usable_number_changes_nothing_and_is_said(explorer, text):
    before = explorer.state
    FrontEnd(explorer).send(kind="type", matrix="x", row=0, column=0, text=text)
    assert explorer.state is before and not explorer.errors
    assert explorer.stage.status.endswith(("-2.", "needed."))


@both
@each
def test_it_stands_on_one_screen_whatever_is_selected(explorer, way, stride):
    for misread in (False, True):
        for scale in (1, 1 / 3, 250):
            start = opening()
            explorer.become(replace(start, way=way, stride=stride, misread=misread, x=start.x * scale))
            for name, array in explorer.matrices(explorer.state).items():
                for index in ((0,) * array.ndim, tuple(n - 1 for n in array.shape)):
                    select(explorer, name, *index)
                    one_screen.check(explorer.picture(explorer.state), (way, stride, misread, scale, name))
                    assert len(one_screen.lines(explorer)) <= 4
    assert one_screen.row_width(explorer) <= one_screen.ROW


def test_moving_the_window_keeps_the_structure_of_the_picture(explorer):
    def structure():
        root = ET.fromstring(explorer.picture(explorer.state).svg)
        return [one.tag for one in root.iter() if one.tag != f"{{{SVG}}}path"]
    first = structure()
    for window in range(8):
        explorer.window.value = window
        assert structure() == first


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)


def test_the_line_above_the_picture_fits_a_projector(explorer):
    for way in WAYS:
        for misread in (False, True):
            explorer.become(replace(explorer.state, way=way, misread=misread))
            assert len(explorer.stage.status) <= 66
