"""ImageGradient: three ways, the same numbers; without the rotation others, and the check says so."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from front_end import SVG, FrontEnd

from cnnlib import examples
from cnnlib.ops import conv
from cnnlib.widgets import ImageGradient
from cnnlib.widgets.image import ways
from cnnlib.widgets.image.marked import marked_cells
from cnnlib.widgets.image.numbers import numbers, three, with_fitting_gradient
from cnnlib.widgets.image.words import EXAMPLE, verdict
from cnnlib.widgets.pool import words as pool_words

WINDOWS = [(1, 0), (1, 1), (2, 0), (2, 1)]
RED = "#A30016"


@pytest.fixture
def explorer():
    return ImageGradient()


def groups(explorer, name):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return [group for group in root.iter(f"{{{SVG}}}g") if group.get("data-name") == name]


def printed(group):
    """The numbers of a matrix as drawn; "<.01" and ">−.01" stand for what is too small for two decimals."""
    texts = [text.text.replace("\u2212", "-").replace("<.01", ".005").replace(">-.01", "-.005")
             for text in group[2]]
    return np.array(texts, float).reshape(-1, int(group.get("data-columns", 1)))


def library(state):
    """dL_dx of conv.backward, whatever x was."""
    x = np.random.default_rng(0).normal(size=(1, 8, 8, 1))
    return conv.backward(state.dL_dz1[None, :, :, None], x, state.w1[:, :, None, None],
                         state.stride, state.padding)[0][0, :, :, 0]


def settings(explorer, stride, padding, way="stamp"):
    explorer.become(with_fitting_gradient(replace(explorer.state, stride=stride, padding=padding, way=way)))
    return explorer.state


def test_it_opens_with_the_kernel_and_the_gradients_of_the_running_example(explorer):
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    np.testing.assert_array_equal(explorer.state.w1, params["w1"][:, :, 0, 0])
    np.testing.assert_array_equal(explorer.state.dL_dz1, run.grads["dL_dz1"][0, :, :, 0])
    np.testing.assert_allclose(printed(groups(explorer, "dL_dx")[0]),
                               run.grads["dL_dx"][0, :, :, 0], atol=0.0051)
    np.testing.assert_allclose(printed(groups(explorer, "dL_dz1")[0]), explorer.state.dL_dz1, atol=0.0051)


@pytest.mark.parametrize("way", [ways.stamp, ways.gather, ways.transpose])
@pytest.mark.parametrize("stride, padding", [*WINDOWS, (3, 0), (3, 1)])
@pytest.mark.parametrize("image", [(8, 8), (7, 10)])
def test_each_way_gives_the_numbers_of_the_library(way, stride, padding, image):
    dice = np.random.default_rng(stride + padding)
    w = dice.normal(size=(3, 3))
    upstream = dice.normal(size=[(n + 2 * padding - 3) // stride + 1 for n in image])
    expected = conv.backward(upstream[None, :, :, None], dice.normal(size=(1, *image, 1)),
                             w[:, :, None, None], stride, padding)[0][0, :, :, 0]
    np.testing.assert_allclose(way(upstream, w, stride, padding, image), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_the_matrix_makes_the_outputs_from_the_image(stride, padding):
    dice = np.random.default_rng(5)
    x, w = dice.normal(size=(8, 8)), dice.normal(size=(3, 3))
    z = conv.forward(x[None, :, :, None], w[:, :, None, None], np.zeros(1), stride, padding)[0, :, :, 0]
    np.testing.assert_allclose(ways.matrix(w, stride, padding, (8, 8), z.shape) @ x.ravel(),
                               z.ravel(), atol=1e-12)


@pytest.mark.parametrize("way", ["stamp", "gather", "transpose"])
@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_all_ways_show_the_same_image_gradient_and_the_check_is_good(explorer, way, stride, padding):
    state = settings(explorer, stride, padding, way)
    np.testing.assert_allclose(three(state)[way], library(state), atol=1e-12)
    np.testing.assert_allclose(printed(groups(explorer, "dL_dx")[0]), library(state), atol=0.051)
    good, sentence = verdict(numbers(state))
    assert good and sentence == ("✓ All three ways give the same 64 numbers as conv.backward, "
                                 "up to rounding (below 10⁻¹⁰).")
    assert RED not in explorer.picture(state).svg


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_without_the_rotation_the_numbers_are_others_and_the_check_turns_red_in_words(
        explorer, stride, padding):
    front = FrontEnd(explorer)
    settings(explorer, stride, padding, "gather")
    front.set(explorer.rotated, False)
    wrong, right = printed(groups(explorer, "dL_dx")[0]), library(explorer.state)
    assert np.abs(wrong - right).max() > 0.3
    good, sentence = verdict(numbers(explorer.state))
    differ = int(np.sum(np.abs(three(explorer.state)["gather"] - right) > 1e-9))
    assert not good and sentence.startswith("✗ Not rotated") and f"{differ} of 64" in sentence
    assert sentence in explorer.picture(explorer.state).caption
    assert RED in explorer.picture(explorer.state).svg
    front.set(explorer.rotated, True)
    assert RED not in explorer.picture(explorer.state).svg


def test_the_rotation_belongs_to_the_gather_alone(explorer):
    front = FrontEnd(explorer)
    assert explorer.rotated.disabled
    front.set(explorer.way, 1)
    assert not explorer.rotated.disabled
    front.set(explorer.rotated, False)
    front.set(explorer.way, 2)
    assert explorer.rotated.disabled
    assert verdict(numbers(explorer.state))[0]


def test_a_kernel_that_looks_the_same_upside_down_is_right_without_the_rotation(explorer):
    w = explorer.state.w1 + explorer.state.w1[::-1, ::-1]
    state = replace(explorer.state, w1=w, way="gather", rotated=False)
    good, sentence = verdict(numbers(state))
    assert good and "yet right" in sentence


@pytest.mark.parametrize("way", ["stamp", "gather", "transpose"])
@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_the_products_of_every_pixel_add_up_to_its_gradient(explorer, way, stride, padding):
    state = settings(explorer, stride, padding, way)
    for pixel in np.ndindex(8, 8):
        here = replace(state, pixel=pixel, selected=("dL_dx", *pixel))
        close = numbers(here).close
        assert np.sum(close["products"] != 0) <= 9
        np.testing.assert_allclose(close["left"] * close["right"], close["products"])
        np.testing.assert_allclose(close["products"].sum(), library(state)[pixel], atol=1e-12)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_a_pixel_outlines_exactly_the_outputs_whose_window_covers_it(explorer, stride, padding):
    for way in ("stamp", "gather", "transpose"):
        state = settings(explorer, stride, padding, way)
        matrix = ways.matrix(np.ones((3, 3)), stride, padding, (8, 8), state.dL_dz1.shape)
        for k, pixel in enumerate(np.ndindex(8, 8)):
            expected = {divmod(int(n), state.dL_dz1.shape[1]) for n in np.flatnonzero(matrix[:, k])}
            here = replace(state, pixel=pixel, selected=("dL_dx", *pixel))
            assert set(marked_cells(numbers(here))["dL_dz1"]) == expected


def test_a_selected_output_shows_its_stamp_and_where_it_lands(explorer):
    explorer.become(replace(explorer.state, selected=("dL_dz1", 3, 1)))
    np.testing.assert_allclose(printed(groups(explorer, "products")[0]),
                               explorer.state.dL_dz1[3, 1] * explorer.state.w1, atol=0.0051)
    assert marked_cells(numbers(explorer.state))["dL_dx"] == [(3 + u, 1 + v) for u, v in np.ndindex(3, 3)]
    assert "[3 + u, 1 + v] += " in explorer.equation(explorer.state)


def test_with_stride_2_the_gather_slides_over_gradients_spread_by_zeros(explorer):
    state = settings(explorer, 2, 0, "gather")
    spread = ways.spread_out(state.dL_dz1, 3, 2, 0, (8, 8))
    assert spread.shape == (10, 10)
    np.testing.assert_array_equal(spread[2:7:2, 2:7:2], state.dL_dz1)
    assert np.count_nonzero(spread) == np.count_nonzero(state.dL_dz1)
    texts = [text.text for text in ET.fromstring(explorer.picture(state).svg).iter(f"{{{SVG}}}text")]
    assert "10×10" in texts


def test_the_last_row_and_column_get_nothing_where_the_stride_does_not_divide(explorer):
    state = settings(explorer, 2, 0)
    explorer.become(replace(state, selected=("dL_dx", 7, 7)))
    assert not library(state)[7].any() and not library(state)[:, 7].any()
    assert "no window covers this pixel" in explorer.equation(explorer.state)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_example_values_are_called_so_in_the_picture_and_in_the_status_line(explorer, stride, padding):
    state = settings(explorer, stride, padding)
    texts = [text.text for text in ET.fromstring(explorer.picture(state).svg).iter(f"{{{SVG}}}text")]
    said = any("example values" in (text or "") for text in texts)
    assert said == (explorer.stage.status == EXAMPLE) == ((stride, padding) != (1, 0))
    assert EXAMPLE.replace("z⁽¹⁾", "a⁽²⁾") == pool_words.EXAMPLE


def words(explorer, way):
    explorer.become(replace(explorer.state, way=way))
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return [text.text or "" for text in root.iter(f"{{{SVG}}}text")]


def test_the_signs_of_the_close_up_say_what_they_do_and_the_matrix_says_what_it_makes(explorer):
    for way in ("stamp", "gather", "transpose"):
        texts = words(explorer, way)
        assert {"cell", "by cell", "add up"} <= set(texts)
        assert any("= Mᵀ · ∂L/∂z⁽¹⁾" in text for text in texts) == (way == "transpose")


@pytest.mark.parametrize("way", ["stamp", "gather", "transpose"])
def test_the_picture_keeps_its_size_while_stride_and_padding_move(explorer, way):
    sizes = set()
    for stride, padding in WINDOWS:
        picture = explorer.picture(settings(explorer, stride, padding, way))
        sizes.add((picture.width, picture.height))
    assert len(sizes) == 1


def test_typing_a_weight_or_a_gradient_changes_all_ways_alike(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="w1", row=0, column=2, text="-3")
    front.send(kind="type", matrix="dL_dz1", row=5, column=5, text="2,5")
    assert (explorer.state.w1[0, 2], explorer.state.dL_dz1[5, 5]) == (-3, 2.5)
    for k in range(3):
        front.set(explorer.way, k)
        np.testing.assert_allclose(three(explorer.state)[explorer.state.way],
                                   library(explorer.state), atol=1e-12)
        assert verdict(numbers(explorer.state))[0]
    front.check("typing")


def test_the_image_gradient_itself_cannot_be_typed(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="dL_dx", row=0, column=0, text="1")
    assert "w1, dL_dz1" in explorer.stage.status


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)
