import re
from dataclasses import replace
from itertools import product

import numpy as np
import one_screen
import pytest
import svg_reader
from front_end import SVG, FrontEnd, address

from cnnlib import gradcheck
from cnnlib.ops import conv
from cnnlib.widgets import GeometryExplorer
from cnnlib.widgets.geometry.numbers import (
    COLUMNS,
    KERNELS,
    ROWS,
    asked,
    axes_of,
    is_last_read,
    numbers,
    opening,
    spread_out,
    turn,
    turned_to,
)

GRIDS = [dict(zip(("kernel", "stride", "padding", "dilation"), each, strict=True))
         for each in product(KERNELS.values(), (1, 2, 3), (0, 1, 2), (1, 2))]
FITTING = [grid for grid in GRIDS if not asked(opening(), **grid).refused]


@pytest.fixture
def front():
    return FrontEnd(GeometryExplorer())


def states(of):
    """A state for every stride, padding, dilation and kernel of which a window fits."""
    return [turned_to(replace(opening(), **grid, weight=(1, 1)), of) for grid in FITTING]


def back(state):
    """What conv.backward says: dL_dx and dL_dw of one channel and one filter."""
    rows, columns = (axis.outputs for axis in axes_of(state))
    upstream, w1 = state.dL_dz1[:, :rows, :columns], state.w1[:state.kernel[0], :state.kernel[1]]
    dL_dx, dL_dw, _ = conv.backward(upstream, state.x, w1, state.stride, state.padding, state.dilation)
    return dL_dx[0, :, :, 0], dL_dw[:, :, 0, 0]


def slid(image, kernel, stride=1, dilation=1):
    """A plain correlation of two matrices."""
    return conv.forward(image[None, :, :, None], kernel[:, :, None, None], [0.0], stride, 0, dilation)[0, :, :, 0]


def drawn(explorer, name):
    """The matrices of this name in the picture, with a number in each cell."""
    return [one for one in svg_reader.matrices(explorer.picture(explorer.state)) if one.name == name and one.cell >= 40]


def shown(matrix):
    return np.array([float(text.replace("−", "-")) for text in matrix.texts]).reshape(matrix.rows, matrix.columns)


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(GeometryExplorer())


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, seed):
    random_walk(GeometryExplorer(), seed=seed)


def test_most_combinations_have_a_window_and_some_have_none():
    assert len(GRIDS) - len(FITTING) == 3


@pytest.mark.parametrize("state", states("image"))
def test_the_turned_kernel_slid_over_the_spread_upstream_is_the_gradient_of_the_padded_image(state):
    now, p = numbers(state), state.padding
    slid_over = slid(now.spread, now.turned)
    rows, columns = slid_over.shape
    np.testing.assert_allclose(now.outer[:rows, :columns], slid_over, atol=1e-12)
    assert not now.outer[rows:].any() and not now.outer[:, columns:].any()
    assert (now.outer.shape[0] - rows, now.outer.shape[1] - columns) == now.rests
    np.testing.assert_allclose(now.outer[p:p + ROWS, p:p + COLUMNS], back(state)[0], atol=1e-12)


@pytest.mark.parametrize("state", states("kernel"))
def test_the_padded_image_under_the_spread_upstream_is_the_kernels_gradient_and_what_is_too_much(state):
    now, (rows, columns) = numbers(state), state.kernel
    found = slid(now.outer, now.spread, stride=state.dilation)
    assert found.shape == now.loose.shape
    np.testing.assert_allclose(now.loose, found, atol=1e-12)
    np.testing.assert_allclose(now.loose[:rows, :columns], back(state)[1], atol=1e-12)


@pytest.mark.parametrize("of", ["image", "kernel"])
def test_numbers_in_the_picture_are_those_of_the_backward_pass(front, of):
    for state in states(of):
        front.explorer.become(state)
        dL_dx, dL_dw1 = back(state)
        p, (rows, columns) = state.padding, state.kernel
        if of == "image":
            np.testing.assert_array_equal(shown(drawn(front.explorer, "dL_dx")[0])[p:p + ROWS, p:p + COLUMNS], dL_dx)
        else:
            np.testing.assert_array_equal(shown(drawn(front.explorer, "dL_dw1")[0])[:rows, :columns], dL_dw1)


def test_the_gradients_agree_with_nudging():
    state = replace(opening(), stride=2, padding=1, dilation=2, kernel=(2, 3))
    now, (dL_dx, dL_dw1) = numbers(state), back(state)
    upstream, grid = now.matrices["dL_dz1"], (2, 1, 2)

    def loss(x, w):
        return float((upstream * conv.forward(x, w, np.zeros(1), *grid)).sum())

    w1 = now.matrices["w1"]
    assert gradcheck.check(lambda x: loss(x, w1), state.x, dL_dx[None, :, :, None]).passed
    assert gradcheck.check(lambda w: loss(state.x, w), w1, dL_dw1[:, :, None, None]).passed


@pytest.mark.parametrize("of", ["image", "kernel"])
def test_the_open_cell_is_the_sum_of_its_terms_and_as_many_windows_read_it_as_are_said(front, of):
    for state in states(of):
        front.explorer.become(state)
        now = front.explorer.numbers(state)
        assert sum(term.value for term in now.cell.terms) == pytest.approx(now.cell.total, abs=1e-12)
        said = front.stage.equation
        if now.cell.terms:
            assert re.search(rf"\b{len(now.cell.terms)} (of|windows?)", said.replace("meets a pixel in ", ""))
        else:
            assert "no window reads" in said or "padding alone" in said


def test_the_first_touch_leaves_zeros_between_and_a_last_pixel_that_no_window_reads(front):
    assert front.explorer.value(front.explorer.state) != 0
    assert front.explorer.numbers(front.explorer.state).rests == (0, 0)
    front.set(front.explorer.stride, 2)
    now = front.explorer.numbers(front.explorer.state)
    assert front.explorer.value(front.explorer.state) == 0
    assert not now.spread[3].any() and not now.spread[:, 2::2].any() and now.spread[2, 1::2].all()
    assert "∂L/∂x[5, 6] = 0: no window reads this pixel" in front.stage.equation
    assert "1 row, 1 column" in front.stage.equation and "12 of 42" in front.stage.equation
    front.set(front.explorer.padding, 1)
    assert front.explorer.value(front.explorer.state) != 0


def test_unread_pixels_are_those_whose_gradient_is_0_whatever_comes_back():
    for state in states("image"):
        ones = replace(state, w1=np.ones(state.w1.shape), dL_dz1=np.ones(state.dL_dz1.shape))
        now = numbers(ones)
        assert now.skipped == [tuple(at) for at in np.argwhere(now.outer == 0).tolist()]
        assert now.unread == int((back(ones)[0] == 0).sum())


def test_the_size_formula_gives_the_windows_there_are(front):
    for state in states("image"):
        front.explorer.become(state)
        rows, columns = front.explorer.numbers(state).matrices["dL_dz1"].shape[1:3]
        found = re.search(r"rows .* = (\d+), columns .* = (\d+)\.$", front.stage.equation, re.M)
        assert (int(found[1]), int(found[2])) == (rows, columns)


@pytest.mark.parametrize("kernel, padding, dilation, word", [
    ((3, 2), 0, 1, "valid"), ((3, 3), 1, 1, "same"), ((3, 3), 2, 2, "same"), ((3, 3), 2, 1, "full"),
    ((3, 2), 1, 1, None)])
def test_padding_is_called_what_libraries_call_it(front, kernel, padding, dilation, word):
    front.explorer.become(replace(opening(), kernel=kernel, padding=padding, dilation=dilation))
    found = re.search(r"Padding \d: .*“(\w+)”", front.stage.equation)
    assert (found and found[1]) == word


def test_windows_that_do_not_fit_are_refused_in_a_sentence_and_the_control_goes_back(front):
    explorer = front.explorer
    front.set(explorer.dilation, 2)
    front.set(explorer.kernel, list(KERNELS).index("4 × 3"))
    assert explorer.state.kernel == (3, 2) and explorer.kernel.value == (3, 2)
    assert "4 × 3 with dilation 2 spans 7 × 5; the padded image has 6 × 7" in front.stage.status
    assert not any(one.disabled for one in (explorer.stride, explorer.padding, explorer.dilation, explorer.kernel))
    front.set(explorer.padding, 1)
    assert "No window:" not in front.stage.status
    front.set(explorer.kernel, list(KERNELS).index("4 × 3"))
    assert explorer.state.kernel == (4, 3)


def test_a_refusal_is_gone_with_the_next_cell_that_is_pressed(front):
    front.set(front.explorer.dilation, 2)
    front.set(front.explorer.kernel, list(KERNELS).index("4 × 3"))
    front.send(kind="press", matrix="dL_dx", row=0, column=0)
    assert "No window:" not in front.stage.status


def test_the_picture_turns_to_the_gradient_that_is_selected(front):
    front.send(kind="press", matrix="dL_dz1", row=0, column=0)
    assert front.explorer.state.of == "image"
    front.pick("dL_dw1")
    assert front.explorer.state.of == front.explorer.of.value == "kernel"
    front.send(kind="press", matrix="w1", row=2, column=1)
    assert front.explorer.state.of == "kernel"
    front.pick("dL_dx")
    assert front.explorer.state.of == "image"


def test_padding_and_what_is_cut_cannot_be_selected(front):
    front.set(front.explorer.padding, 2)
    before = front.explorer.state
    front.send(kind="press", matrix="dL_dx", row=-1, column=0)
    front.send(kind="press", matrix="dL_dx", row=6, column=0)
    assert front.explorer.state.selected == before.selected
    front.set(front.explorer.padding, 0)
    front.set(front.explorer.stride, 3)
    front.send(kind="press", matrix="dL_dw1", row=0, column=3)
    assert front.explorer.state.selected == before.selected


@pytest.mark.parametrize("padding", [1, 2])
def test_the_slice_that_stays_is_the_gradient_of_the_image(front, padding):
    front.explorer.become(replace(opening(), stride=2, padding=padding))
    numbers_of = re.search(r"\[(\d):(\d), (\d):(\d)\] stays", front.stage.equation)
    top, bottom, left, right = map(int, numbers_of.groups())
    now = front.explorer.numbers(front.explorer.state)
    np.testing.assert_array_equal(now.outer[top:bottom, left:right], back(front.explorer.state)[0])


def test_what_is_cut_is_dotted_and_without_colour(front):
    front.explorer.become(replace(opening(), padding=1))
    (image,) = drawn(front.explorer, "dL_dx")
    fills = np.array(image.fills).reshape(image.rows, image.columns)
    assert {*fills[0], *fills[-1], *fills[:, 0], *fills[:, -1]} == {"#FFFFFF"} != {*fills[1:-1, 1:-1].ravel()}
    assert shown(image)[0].any()                               # and yet it holds the numbers that go


def test_a_typed_number_stays_when_the_windows_change(front):
    front.send(kind="type", matrix="dL_dz1", row=0, column=0, text="7")
    front.set(front.explorer.stride, 3)
    assert front.explorer.numbers(front.explorer.state).matrices["dL_dz1"][0, 0, 0, 0] == 7
    front.send(kind="type", matrix="w1", row=2, column=1, text="-5")
    assert front.explorer.numbers(front.explorer.state).turned[0, 0] == -5


def test_the_cells_that_meet_are_outlined_in_every_matrix(front):
    front.send(kind="press", matrix="dL_dx", row=2, column=3)
    now = front.explorer.numbers(front.explorer.state)
    for at, place in now.window.items():
        i, j = now.outputs[place]
        u, v = (k - 1 - n for k, n in zip(front.explorer.state.kernel, at, strict=True))
        assert (i + u, j + v) == (2, 3)
    assert all(one.over(stroke="#FFC400") for one in svg_reader.matrices(front.explorer.picture(front.explorer.state)))


def test_the_window_of_the_open_pixel_holds_what_its_sum_is_made_of():
    for state in states("image"):
        for pixel in ((0, 0), (2, 3), (5, 6)):
            now = numbers(replace(state, pixel=pixel))
            met = {now.outputs[place]: at for at, place in now.window.items() if place in now.outputs}
            assert {index[1:3] for index in now.cell.sources.get("dL_dz1", ())} == met.keys()
            kernel = now.matrices["w1"][::-1, ::-1, 0, 0]
            assert sum(now.matrices["dL_dz1"][0, *i, 0] * kernel[at] for i, at in met.items()) == now.cell.total


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("name", ["dL_dx", "x"])
def test_a_cell_drawn_inside_the_padding_is_the_one_that_is_pressed(front, name, padding):
    front.explorer.become(turned_to(replace(opening(), padding=padding), "image" if name == "dL_dx" else "kernel"))
    group = next(one for one in front.root.iter(f"{{{SVG}}}g") if one.get("data-name") == name)
    corner = int(group.get("data-row", 0)), int(group.get("data-column", 0))
    assert corner == (-padding, -padding)
    assert int(group.get("data-columns")) == COLUMNS + 2 * padding


def test_zeros_between_and_around_have_their_places():
    state = replace(opening(), stride=3, dilation=2)
    spread, outputs = spread_out(np.array([[1.0, 2.0]]), state, ringed=True)
    assert spread.shape == (1 + 8, 4 + 4) and outputs == {(4, 2): (0, 0), (4, 5): (0, 1)}
    turned, weights = turn(np.array([[1.0, 2.0], [3.0, 4.0]]), 2)
    np.testing.assert_array_equal(turned, [[4, 0, 3], [0, 0, 0], [2, 0, 1]])
    assert weights[0, 0] == (1, 1)


@pytest.mark.parametrize("of", ["image", "kernel"])
def test_it_is_one_screen_in_every_state_and_its_words_have_room(front, of):
    for state in states(of):
        for at in ((0, 0), (2, 3), (5, 6)):
            front.explorer.become(replace(state, pixel=at, selected=address("dL_dx", *at)) if of == "image" else state)
            one_screen.check(front.explorer.picture(front.explorer.state), state)
            assert len(one_screen.lines(front.explorer)) <= 4, front.stage.equation
    assert one_screen.row_width(front.explorer) <= one_screen.ROW


@pytest.mark.parametrize("refused", [(1,), (1, 0, 2, 4, "x"), (1, 0, 2, 4, 99)])
def test_a_link_cannot_ask_for_what_no_control_knows(refused):
    with pytest.raises(ValueError, match="ask"):
        GeometryExplorer().check_state(replace(opening(), refused=refused))


@pytest.mark.parametrize("stride, dilation, asks", [(2, 1, "Which padding"), (2, 2, "Which stride"),
                                                    (3, 1, "Which stride")])
def test_of_a_pixel_that_no_padding_reaches_another_question_is_asked(stride, dilation, asks):
    explorer = GeometryExplorer()
    explorer.dilation.value, explorer.stride.value = dilation, stride
    found = [is_last_read(replace(explorer.state, padding=rings)) for rings in range(3)]
    assert not found[0] and any(found) == (asks == "Which padding")
    assert asks in explorer.stage.status


def test_the_last_pixel_is_read_where_it_is_not_among_those_that_no_window_reads():
    for grid in FITTING:
        now = numbers(asked(opening(), **grid))
        last = (ROWS - 1 + now.state.padding, COLUMNS - 1 + now.state.padding)
        assert is_last_read(now.state) == (last not in now.skipped), grid
