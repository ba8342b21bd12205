import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import svg_reader
from front_end import SVG, FrontEnd, address

from cnnlib.draw.ink import colour, number
from cnnlib.ops import conv
from cnnlib.widgets import WindowExplorer
from cnnlib.widgets.stage.address import spot
from cnnlib.widgets.window.numbers import convolved, covering, multiplied
from cnnlib.widgets.window.places import axes, corner, nearest_covering, outputs

GRIDS = [(stride, padding) for stride in (1, 2, 3) for padding in (0, 1, 2)]


@pytest.fixture
def explorer():
    return WindowExplorer()


def groups(explorer, name):
    """Every <g> of a matrix in the picture of the present state, but for the squares that pick a channel."""
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return [group for group in root.iter(f"{{{SVG}}}g")
            if group.get("data-name") == name and not group.get("data-pick")]


def printed(group):
    """The numbers of a matrix as its cells print them."""
    texts = [text.text for text in group[2]]
    columns = int(group.get("data-columns", 1))
    return np.array([float(text.replace("\u2212", "-")) for text in texts]).reshape(-1, columns)


def number_of(text):
    return float(text.text.replace("\u2212", "-"))


def outlined(group):
    """How many pixels of border the selection of a matrix has, in cells."""
    size = float(re.search(r"scale\((\d+)\)", group[0].get("transform"))[1])
    thick = [path.get("d") for path in group[1] if path.get("stroke-width") == "4.4"]
    return sum(abs(float(k)) for d in thick for k in re.findall(r"[hv](-?\d+)", d)
               for _ in range(1 + d.endswith("z"))) / size                # a rectangle is closed by itself


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_z1_on_the_screen_is_that_of_the_convolution(explorer, stride, padding):
    explorer.become(replace(explorer.state, stride=stride, padding=padding))
    state = explorer.state
    z1 = conv.forward(state.x, state.w1, state.b1, stride=stride, padding=padding)[0, :, :, 0]
    assert explorer.shapes(state)["z1"] == z1.shape
    made = groups(explorer, "z1")[0]
    assert int(made.get("data-columns")) == z1.shape[1] and len(made[0]) == z1.size
    limit = explorer.numbers(state).limits[1]
    assert [cell.get("fill", "#FFFFFF") for cell in made[0]] == [colour.fill(v, limit, False) for v in z1.ravel()]
    for at in np.ndindex(z1.shape):
        explorer.become(replace(state, selected=address("z1", *at)))
        assert number_of(groups(explorer, "z1")[1][2][0]) == pytest.approx(z1[at], abs=0.000501)


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_at_every_place_the_products_and_the_bias_add_up_to_the_cell_of_z1(explorer, stride, padding):
    state = replace(explorer.state, stride=stride, padding=padding)
    for at in np.ndindex(outputs(state)):
        here = replace(state, at=at)
        np.testing.assert_allclose(multiplied(here).sum() + here.b1[0],
                                   convolved(here)[0, *at, 0], atol=1e-12)


def test_the_close_up_shows_window_times_kernel(explorer):
    explorer.become(replace(explorer.state, padding=1, selected=address("z1", 3, 7)))
    window, kernel = groups(explorer, "x")[1], groups(explorer, "w1")[1]
    products, total = groups(explorer, "products")[0], groups(explorer, "sum")[0]
    np.testing.assert_allclose(printed(products), printed(window) * printed(kernel), atol=0.011)
    np.testing.assert_allclose(printed(total), printed(products).sum(), atol=0.05)
    assert (window.get("data-row"), window.get("data-column")) == ("2", "6")


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_the_printed_sum_and_bias_add_up_to_the_printed_cell(explorer, stride, padding):
    for bias in (-0.2, 0.3, 1.005, -7.25):
        state = replace(explorer.state, stride=stride, padding=padding, b1=np.array([bias]))
        for at in np.ndindex(outputs(state)):
            explorer.become(replace(state, selected=address("z1", *at)))
            total, added, made = (groups(explorer, name)[-1][2][0].text for name in ("sum", "b1", "z1"))
            texts = [float(text.replace("\u2212", "-")) for text in (total, added, made)]
            assert texts[0] + texts[1] == pytest.approx(texts[2], abs=1e-9), (total, added, made)
            assert texts == pytest.approx([multiplied(explorer.state).sum(), bias,
                                           explorer.value(explorer.state)],
                                          abs=0.000501)


def test_it_opens_with_a_sum_that_holds_as_it_is_printed(explorer):
    texts = [groups(explorer, name)[-1][2][0].text for name in ("sum", "b1", "z1")]
    assert texts == ["0.125", "−0.2", "−0.075"]


def test_numbers_of_a_large_sum_stand_in_full_without_a_factor(explorer):
    explorer.become(replace(explorer.state, w1=explorer.state.w1 * 1000, x=explorer.state.x * 700))
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    said = ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]
    assert "87500" in said and "sum" in said and "products\xa0×10⁵" in said


@pytest.mark.parametrize("values, printed", [
    ((0.3125, -0.2, 0.1125), ["0.313", "−0.2", "0.113"]),
    ((0.1125, -0.2, -0.0875), ["0.113", "−0.2", "−0.088"]),
    ((1e-9, 2.0, 2.000000001), ["<.001", "2", "2"]), ((-1e-9, -2.0, -2.0), [">−.001", "−2", "−2"]),
    ((12.3456, -0.2, 12.1456), ["12.35", "−0.2", "12.15"]), ((1234.5, 0.0, 1234.5), ["1235", "0", "1235"]),
    ((30.0, -10.0, 20.0), ["30", "−10", "20"])])
def test_numbers_of_a_sum_share_their_decimals_and_never_hide_a_small_one(values, printed):
    assert number.sums(*values) == printed


def test_padding_is_drawn_as_no_image(explorer):
    explorer.become(replace(explorer.state, padding=2, selected=address("z1", 0, 0)))
    image, window = groups(explorer, "x")
    bare = np.array([cell.get("stroke") == "none" for cell in image[0]]).reshape(12, 12)
    np.testing.assert_array_equal(bare, np.pad(np.zeros((8, 8), bool), 2, constant_values=True))
    pale = [text.get("fill") == "#767676" for text in window[2]]
    assert pale == [True] * 8 + [False]
    assert all(any(path.get("stroke-dasharray") for path in group[1]) for group in (image, window))
    explorer.become(replace(explorer.state, padding=0))
    assert not any(cell.get("stroke") for cell in groups(explorer, "x")[0][0])


def test_the_middle_of_image_and_map_stand_still_while_padding_grows(explorer):
    places = {"x": set(), "z1": set()}
    for padding, (name, seen) in product((0, 1, 2), places.items()):
        explorer.become(replace(explorer.state, padding=padding))
        group = groups(explorer, name)[0]
        x, y = map(float, re.findall(r"[\d.]+", group.get("transform")))
        half = cell_size(group) * int(group.get("data-columns")) / 2
        seen.add((x + half, y + half))
    assert [len(seen) for seen in places.values()] == [1, 1]


def cell_size(group):
    return int(re.search(r"scale\((\d+)\)", group[0].get("transform"))[1])


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_every_picture_has_one_size_in_which_nothing_collides_and_no_number_is_small(
        explorer, stride, padding):
    state = replace(explorer.state, stride=stride, padding=padding)
    for selected in (address("z1"), address("x", 7, 7), address("x", 0, 3), ("products", (1, 1, 0)), ("b1", (0,)),
                     ("sum", ())):
        for b1 in (state.b1, np.array([-999.875])):
            explorer.become(replace(state, b1=b1, selected=selected))
            drawn = explorer.picture(explorer.state)
            assert (drawn.width, drawn.height) == (900, 440)
            assert svg_reader.collisions(drawn) == svg_reader.blemishes(drawn) == []
            assert min(svg_reader.number_sizes(drawn)) >= 12.5


def test_pointing_slides_the_window_until_a_place_is_chosen(explorer):
    front = FrontEnd(explorer)
    front.send(kind="hover", matrix="z1", row=4, column=5)
    assert spot(explorer.state.selected) == ("z1", 4, 5) and corner(explorer.state) == (4, 5)
    assert explorer.window.value == 29
    front.check("pointing")
    front.send(kind="press", matrix="z1", row=5, column=5)
    for row in range(8):
        front.send(kind="hover", matrix="x", row=row, column=2)
    assert explorer.state.at == (5, 5) and spot(explorer.state.selected) == ("z1", 5, 5)
    explorer.reset.click()
    front.send(kind="hover", matrix="z1", row=0, column=1)
    assert explorer.state.at == (0, 1)


def test_a_slider_keeps_its_place_from_the_pointer_too(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.window, 35)
    front.send(kind="hover", matrix="x", row=0, column=0)
    assert explorer.state.at == (5, 5)


def test_a_drag_over_z1_slides_the_window(explorer):
    front = FrontEnd(explorer)
    front.send(kind="paint", cells=[{"matrix": "z1", "row": 2, "column": k} for k in range(4)])
    assert explorer.state.at == (2, 3) and spot(explorer.state.selected) == ("z1", 2, 3)


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_the_slider_visits_every_window_in_reading_order_and_is_never_disabled(explorer, stride, padding):
    front = FrontEnd(explorer)
    front.set(explorer.stride, stride)
    front.set(explorer.padding, padding)
    places = list(np.ndindex(outputs(explorer.state)))
    assert (explorer.window.min, explorer.window.max) == (0, len(places) - 1)
    for k, at in enumerate(places):
        front.set(explorer.window, k)
        assert explorer.state.at == at and not explorer.window.disabled
    front.send(kind="press", matrix="w1", row=0, column=0)
    front.set(explorer.window, 0)
    assert explorer.state.at == (0, 0) and not explorer.window.disabled
    front.check("sliding")


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_a_pressed_pixel_marks_every_cell_of_z1_that_reads_it_and_says_how_many(explorer, stride, padding):
    explorer.become(replace(explorer.state, stride=stride, padding=padding))
    state = explorer.state
    for pixel in ((0, 0), (3, 4), (7, 7), (5, 1)):
        nudged = state.x.copy()
        nudged[0, *pixel, 0] += 1
        moved = np.argwhere(convolved(replace(state, x=nudged))[0, :, :, 0] != convolved(state)[0, :, :, 0])
        explorer.become(explorer.press(state, "x", *pixel))
        readers = explorer.numbers(explorer.state).readers
        assert sorted(readers) == sorted(map(tuple, moved.tolist()))
        first = explorer.stage.equation.partition("\n")[0]
        assert first.startswith(f"{len(readers)} of the {convolved(state).size} windows read" if readers
                                else f"No window reads x[{pixel[0]}, {pixel[1]}].")
        border = 2 * sum(len(set(axis)) for axis in zip(*readers, strict=True)) if readers else 4
        assert outlined(groups(explorer, "z1")[0]) == border + 4      # and the window's own


def test_what_a_stroke_changed_is_shown_with_what_it_was(explorer):
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="z1", row=1, column=2)
    old = explorer.value(explorer.state)
    front.send(kind="paint", cells=[{"matrix": "x", "row": 2, "column": 3}])
    assert ghosts(groups(explorer, "x")[1]) == [""] * 4 + [".13"] + [""] * 4
    assert ghosts(groups(explorer, "z1")[1]) == [number.cell(old, 2, False)]
    assert f"before: {number.plain(old)}" in explorer.picture(explorer.state).svg
    front.set(explorer.window, 9)
    assert not any(map(any, (ghosts(groups(explorer, name)[-1]) for name in ("x", "w1", "products", "z1"))))
    assert "before: " not in explorer.picture(explorer.state).svg


def ghosts(group):
    """What the cells of a matrix in the lens held before."""
    return [text.text or "" for text in group[3] if text.tag == f"{{{SVG}}}text"]


def test_sliding_keeps_the_structure_of_the_picture(explorer):
    def structure():
        root = ET.fromstring(explorer.picture(explorer.state).svg)
        return [element.tag for element in root.iter() if element.tag != f"{{{SVG}}}path"]
    opening = structure()
    for k in range(36):
        explorer.window.value = k
        assert structure() == opening


def test_the_words_are_at_most_four_lines_of_105_characters(explorer):
    front = FrontEnd(explorer)
    for stride, padding in GRIDS:
        front.set(explorer.stride, stride)
        front.set(explorer.padding, padding)
        for k in range(explorer.window.max + 1):
            front.set(explorer.window, k)
            lines = explorer.stage.equation.split("\n")
            assert len(lines) <= 4 and max(map(len, lines)) <= 105
    assert len(explorer.invitation) <= 95 and explorer.stage.status == explorer.invitation


def test_a_cell_reached_by_the_picker_moves_the_window_as_a_press_does(explorer):
    front, picker = FrontEnd(explorer), explorer.picker
    front.pick("x")
    assert explorer.state.at == (1, 2) and spot(explorer.state.selected) == ("x", 1, 2)
    front.set(picker.row, 7)
    front.set(picker.column, 7)
    assert (explorer.state.at, spot(explorer.state.selected)) == ((5, 5), ("x", 7, 7))
    front.pick("w1")
    assert (explorer.state.at, spot(explorer.state.selected)) == ((5, 5), ("w1", 2, 2))
    front.pick("z1")
    front.set(picker.row, 4)
    assert (explorer.state.at, spot(explorer.state.selected)) == ((4, 2), ("z1", 4, 2))
    front.check("picking")


def test_a_pressed_pixel_is_selected_and_a_pressed_padding_cell_only_moves_the_window(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.padding, 1)
    front.send(kind="press", matrix="x", row=-1, column=-1)
    assert spot(explorer.state.selected) == ("z1", 0, 0)
    front.send(kind="press", matrix="x", row=5, column=2)
    assert spot(explorer.state.selected) == ("x", 5, 2) and explorer.errors == []


@pytest.mark.parametrize("stride, padding", GRIDS)
def test_the_window_covers_every_pixel_that_some_window_reads(explorer, stride, padding):
    state = replace(explorer.state, stride=stride, padding=padding)
    for at in ((0, 0), tuple(n - 1 for n in outputs(state))):
        here = replace(state, at=at)
        reach = [(n - 1) * stride - padding + 2 for n in outputs(state)]
        for cell in np.ndindex(8, 8):
            start = corner(replace(here, at=covering(here, *cell)))
            covered = all(a <= k <= a + 2 for a, k in zip(start, cell, strict=True))
            assert covered == all(k <= last for k, last in zip(cell, reach, strict=True))


def test_the_nearest_window_is_the_closest_of_all_that_cover_the_cell(explorer):
    state = replace(explorer.state, stride=2, padding=1)
    rows, _ = axes(state)
    for k in range(-1, 8):
        fits = [i for i in range(4) if i * 2 - 1 <= k <= i * 2 + 1]
        for i in range(4):
            assert abs(nearest_covering(rows, k, i) - i) == min(abs(f - i) for f in fits)


def test_a_window_that_no_longer_exists_becomes_the_last_one(explorer):
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="z1", row=5, column=4)
    front.set(explorer.stride, 3)
    assert spot(explorer.state.selected) == ("z1", 1, 1) and explorer.window.max == 3
    front.check("stride 3")


def test_the_selected_product_outlines_itself_and_its_two_factors(explorer):
    explorer.become(replace(explorer.state, selected=("products", (2, 0, 0))))
    assert [outlined(groups(explorer, name)[k])
            for name, k in (("products", 0), ("x", 1), ("w1", 1))] == [4, 4, 4]
    # the whole window, 3 cells a side, and the pixel in it
    assert outlined(groups(explorer, "x")[0]) == 12 + 4
    # no ring: that is the winner of a pool elsewhere
    assert "l7 7" not in explorer.picture(explorer.state).svg
    said = "products[2, 0] = x[3, 2] · w⁽¹⁾[2, 0]\n   = 0.625 · (\u22120.2) = \u22120.125"
    assert explorer.stage.equation.startswith(said)


def test_the_equation_lists_the_terms_and_counts_those_on_padding(explorer):
    assert "= \u22120.075" in explorer.stage.equation and "padding:" not in explorer.stage.equation
    explorer.become(replace(explorer.state, padding=2, selected=address("z1", 0, 1)))
    assert "7 of the 9 lie on padding: 0" in explorer.stage.equation


def test_after_a_change_of_stride_or_padding_the_window_reads_the_selected_pixel(explorer):
    front = FrontEnd(explorer)
    for row, column in ((0, 0), (3, 4), (6, 6), (7, 7)):
        front.set(explorer.stride, 1)
        front.send(kind="press", matrix="x", row=row, column=column)
        for stride, padding in ((3, 2), (2, 0), (3, 0), (1, 1)):
            front.set(explorer.stride, stride)
            front.set(explorer.padding, padding)
            now = explorer.numbers(explorer.state)
            assert spot(explorer.state.selected) == ("x", row, column)
            assert now.at in now.readers or not now.readers
            assert bool(now.focus) == bool(now.readers)


@pytest.mark.parametrize("stride, padding, said", [
    (1, 0, "z⁽¹⁾ has (8 + 2 · 0 \u2212 3) / 1 + 1 = 6 rows and columns."),
    (2, 0, "z⁽¹⁾ has ⌊(8 + 2 · 0 \u2212 3) / 2⌋ + 1 = ⌊2.50⌋ + 1 = 3 rows and columns. "
           "Unread: last row, column of x."),
    (3, 0, "⌊1.67⌋ + 1 = 2 rows and columns. Unread: last 2 rows, columns of x."),
    (3, 1, "⌊2.33⌋ + 1 = 3 rows and columns. Unread: padding alone, no pixel."),
])
def test_the_words_say_how_the_size_comes_about_and_what_is_never_read(explorer, stride, padding, said):
    explorer.become(replace(explorer.state, stride=stride, padding=padding))
    assert said in explorer.stage.equation


def test_a_typed_pixel_changes_the_products_and_undo_brings_them_back(explorer):
    before = multiplied(explorer.state).copy()
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="x", row=2, column=3, text="\u22121,5")
    assert multiplied(explorer.state)[1, 1] == -1.5 * explorer.state.w1[1, 1, 0, 0]
    front.send(kind="undo")
    np.testing.assert_array_equal(multiplied(explorer.state), before)


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400"])
def test_what_is_no_usable_number_changes_nothing_and_is_said(explorer, text):
    before = explorer.state
    FrontEnd(explorer).send(kind="type", matrix="w1", row=0, column=0, text=text)
    assert explorer.state is before and not explorer.errors
    assert explorer.stage.status.endswith(("-2.", "needed."))


def test_a_drag_over_the_image_inks_it_but_not_its_padding(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.padding, 1)
    front.send(kind="paint", cells=[{"matrix": "x", "row": 0, "column": 0},
                                    {"matrix": "x", "row": -1, "column": 0}])
    x = explorer.state.x
    assert x[0, 0, 0, 0] == 1 and x.shape == (1, 8, 8, 1) and not explorer.errors


def beyond(explorer, name):
    """Whether the close-up marks a cell of a matrix as beyond the scale of the greys."""
    return any(path.get("fill") == "#111" for path in groups(explorer, name)[-1][1])


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_no_cell_of_the_close_up_lies_beyond_the_scale_of_the_greys_as_it_opens(explorer, padding):
    state = replace(explorer.state, padding=padding)
    for at in np.ndindex(outputs(state)):
        explorer.become(replace(state, selected=address("z1", *at)))
        assert not any(beyond(explorer, name) for name in ("products", "sum", "b1", "z1")), at


@pytest.mark.parametrize("matrix, row, column, others", [("x", 1, 2, "w1"), ("w1", 0, 0, "x"), ("b1", 0, 0, "sum")])
def test_a_large_typed_number_leaves_the_greys_of_all_others_and_is_marked_as_beyond_them(
        explorer, matrix, row, column, others):
    before = [[cell.get("fill") for group in groups(explorer, name) for cell in group[0]] for name in (others, "z1")]
    FrontEnd(explorer).send(kind="type", matrix=matrix, row=row, column=column, text="50")
    after = [[cell.get("fill") for group in groups(explorer, name) for cell in group[0]] for name in (others, "z1")]
    assert before[0] == after[0] and beyond(explorer, matrix) and beyond(explorer, "z1")
    if matrix == "x":                                  # the map elsewhere stays as it was
        assert sum(one != other for one, other in zip(before[1], after[1], strict=True)) <= 10


def test_the_greys_stay_the_same_while_the_window_slides(explorer):
    def fills(at):
        explorer.become(replace(explorer.state, selected=address("z1", *at)))
        return [cell.get("fill") for cell in groups(explorer, "z1")[0][0]]
    assert fills((0, 0)) == fills((5, 5))


def test_a_steady_state_stays_as_it_is(explorer):
    once = explorer.steady(replace(explorer.state, stride=3, selected=address("z1", 5, 5)))
    twice = explorer.steady(once)
    assert (twice.at, twice.selected) == (once.at, once.selected) == ((1, 1), address("z1", 1, 1))


@pytest.mark.parametrize("selected, name, nth", [
    (address("x", 7, 7), "x", 0), (("sum", ()), "sum", 0), (("b1", (0,)), "b1", 1)])
def test_what_is_selected_is_marked_even_outside_the_window(explorer, selected, name, nth):
    plain = ET.tostring(groups(explorer, name)[nth])
    explorer.become(replace(explorer.state, selected=selected))
    assert ET.tostring(groups(explorer, name)[nth]) != plain


RNG = np.random.default_rng(5)
OWN = {"many": (RNG.normal(size=(2, 7, 9, 3)).round(2), RNG.normal(size=(3, 2, 3, 2)).round(2), [0.25, -0.5]),
       "a digit": (RNG.random((28, 28)), None, None),
       "flat": (RNG.random((5, 9)).round(2).tolist(), RNG.normal(size=(2, 3)).round(2), 0.5),
       "a large kernel": (RNG.random((9, 6, 2)), RNG.normal(size=(5, 5, 2, 1)).round(2), None),
       "one pixel": ([[0.5]], [[2.0]], None)}


def places_of(explorer, name):
    """A press event for corners of a matrix in every example, channel and filter."""
    view = explorer.views(explorer.state)[name]
    rows, columns = view.size
    for at in np.ndindex(*view.stacks.values()):
        focus = dict(zip(view.stacks, map(int, at), strict=True))
        for row, column in sorted({(0, 0), (rows - 1, columns - 1), (rows // 2, columns - 1)}):
            yield {"matrix": name, "row": row, "column": column, **focus}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("stride, padding", [(1, 0), (2, 1), (3, 2)])
def test_every_pressed_cell_of_own_arrays_is_the_one_that_the_convolution_computes(name, stride, padding):
    explorer = WindowExplorer(*OWN[name])
    front = FrontEnd(explorer)
    front.set(explorer.stride, stride)
    front.set(explorer.padding, padding)
    x, w1, b1 = (getattr(explorer.state, each) for each in ("x", "w1", "b1"))
    z1 = conv.forward(x, w1, b1, stride=stride, padding=padding)
    for matrix, values in {"x": x, "w1": w1, "b1": b1, "z1": z1}.items():
        for event in places_of(explorer, matrix):
            front.send(kind="press", **event)
            found, row, column, marks = explorer.place(explorer.state)
            assert {"matrix": found, "row": row, "column": column, **marks} == event
            assert explorer.value(explorer.state) == pytest.approx(values[explorer.state.selected[1]], abs=1e-12)
            check_sum(explorer, z1)
    front.check("pressing")


def check_sum(explorer, z1):
    """The numbers that are printed add up to the cell of z1, and the products close up to the first of them."""
    now = explorer.numbers(explorer.state)
    n, channel, k = explorer.state.focus
    true = z1[n, *explorer.state.at, k]
    (u, v), (rows, columns) = now.part
    shown = now.matrices["products"][u:u + rows, v:v + columns, channel]
    assert shown.sum() == pytest.approx(now.matrices["sum"])
    parts = now.matrices["sum"] + now.matrices.get("others", 0) + explorer.state.b1[k]
    assert parts == pytest.approx(true) and sum(now.channels) + explorer.state.b1[k] == pytest.approx(true)
    assert now.others == now.matrices["products"].size - shown.size
    texts = [groups(explorer, name)[-1][2][0] for name in ("sum", "others", "b1", "z1") if groups(explorer, name)]
    *added, made = map(number_of, texts)
    assert sum(added) == pytest.approx(made, abs=1e-9) and made == pytest.approx(true, abs=0.0051)


@pytest.mark.parametrize("name", OWN)
def test_every_control_can_be_moved_with_own_arrays_and_the_picture_keeps_its_size(sweep, name):
    explorer = WindowExplorer(*OWN[name])
    front = sweep(explorer)
    for stride, padding in GRIDS:
        front.set(explorer.stride, stride)
        front.set(explorer.padding, padding)
        for matrix in ("z1", "x", "w1"):
            for event in places_of(explorer, matrix):
                front.send(kind="press", **event)
                drawn = explorer.picture(explorer.state)
                assert (drawn.width, drawn.height) == (900, 440)
                assert svg_reader.collisions(drawn) == svg_reader.blemishes(drawn) == []
                assert min(svg_reader.number_sizes(drawn)) >= 12.5
                lines = explorer.stage.equation.split("\n")
                assert len(lines) <= 7 and max(map(len, lines)) <= 105, explorer.stage.equation
    close_up = [cell_size(group) for each in ("products", "w1") for group in groups(explorer, each)[-1:]]
    assert min(close_up) >= 40


@pytest.mark.parametrize("name", OWN)
def test_a_random_walk_with_own_arrays_never_fails_and_its_link_leads_back(random_walk, name):
    given = OWN[name]
    explorer = WindowExplorer(*given)
    random_walk(explorer, steps=200 if explorer.state.x.size < 700 else 20)
    back = WindowExplorer.at(explorer.link, *given)
    for matrix, values in explorer.matrices(explorer.state).items():
        np.testing.assert_array_equal(back.matrices(back.state)[matrix], values)
    assert (back.state.selected, back.state.focus) == (explorer.state.selected, explorer.state.focus)
    assert back.stage.equation == explorer.stage.equation


def test_a_square_above_image_or_map_brings_its_channel_or_filter_into_focus_and_keeps_the_window():
    explorer = WindowExplorer(*OWN["many"])
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="z1", row=2, column=3)
    front.send(kind="press", matrix="x", row=0, column=2, pick="channel")
    assert explorer.state.focus == (0, 2, 0) and explorer.state.at == (2, 3)
    front.send(kind="press", matrix="z1", row=0, column=1, pick="channel")
    assert explorer.state.focus == (0, 2, 1) and explorer.state.selected == ("z1", (0, 2, 3, 1))
    front.set(explorer.example, 1)
    assert explorer.state.focus == (1, 2, 1) and explorer.state.selected[1][0] == 1
    assert "example 1 of 2, channel 2 of 3, filter 1 of 2" in explorer.stage.equation
    front.send(kind="press", matrix="w1", row=1, column=1, channel=0, filter=0)
    assert explorer.state.selected == ("w1", (1, 1, 0, 0)) and explorer.state.focus == (1, 0, 0)
    front.check("picking")


def test_the_pointer_over_a_square_moves_no_window():
    explorer = WindowExplorer(*OWN["many"])
    before = explorer.state
    FrontEnd(explorer).send(kind="hover", matrix="x", row=0, column=2, pick="channel")
    assert explorer.state is before and explorer.errors == []


def test_of_a_large_kernel_the_part_around_the_product_in_focus_is_close_up():
    explorer = WindowExplorer(*OWN["a large kernel"])
    assert explorer.numbers(explorer.state).part == ((1, 1), (3, 3))
    FrontEnd(explorer).send(kind="press", matrix="w1", row=4, column=0, channel=0)
    now = explorer.numbers(explorer.state)
    assert now.part == ((2, 0), (3, 3)) and now.others == 41
    kernel = groups(explorer, "w1")[-1]
    assert (kernel.get("data-row"), kernel.get("data-columns")) == ("2", "3")
    np.testing.assert_allclose(printed(kernel), explorer.state.w1[2:, :3, 0, 0], atol=0.051)


@pytest.mark.parametrize("given, said", [
    ({"x": np.zeros((40, 40))}, r"x has shape \(40, 40\), too large.*at most 32 rows"),
    ({"x": np.zeros(5)}, r"x has shape \(5,\); it needs \(rows, columns\)"),
    ({"x": np.zeros((2, 28, 28, 0))}, "none of them 0"),
    ({"x": np.zeros((3, 28, 40))}, r"x\[..., None\]"),
    ({"x": [[np.nan]]}, "x must be finite"), ({"x": [["a"]]}, "x .*real numbers"),
    ({"x": [[2000.0]]}, r"x reaches 2000; it needs numbers from -1000 to 1000"),
    ({"x": np.zeros((5, 5)), "w1": np.zeros((6, 2))}, r"w1 has shape \(6, 2\); it needs at most 5 rows, 5 columns"),
    ({"x": np.zeros((5, 5, 2)), "w1": np.zeros((2, 2))}, r"w1 has shape \(2, 2\).*2 channels in"),
    ({"w1": np.zeros((3, 3, 1, 2)), "b1": [0.5]}, r"b1 has shape \(1,\); it needs \(2,\)"),
    ({"b1": [np.inf]}, "b1 must be finite")])
def test_what_does_not_fit_is_refused_by_name(given, said):
    with pytest.raises(ValueError, match=said):
        WindowExplorer(**given)


def test_what_happens_to_the_given_arrays_later_changes_nothing():
    x = np.ones((5, 5))
    explorer = WindowExplorer(x)
    x[:] = 9
    assert explorer.state.x.max() == 1 and explorer.state.x.shape == (1, 5, 5, 1)
