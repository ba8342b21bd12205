"""ImageGradient: three ways, the same numbers; without the rotation others, and the check says so."""

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
import svg_reader
from front_end import SVG, FrontEnd

from cnnlib import examples
from cnnlib.draw.ink import colour
from cnnlib.ops import conv
from cnnlib.widgets import ImageGradient
from cnnlib.widgets.image import numbers as computed
from cnnlib.widgets.image import ways
from cnnlib.widgets.image.marked import marked_cells
from cnnlib.widgets.image.opening import is_example, with_fitting_gradient
from cnnlib.widgets.image.plane import plane
from cnnlib.widgets.image.words import EXAMPLE, verdict

WINDOWS = [(1, 0), (1, 1), (2, 0), (2, 1)]
RED = "#A30016"
WAYS = ("stamp", "gather", "transpose")
NUMBER = re.compile(r"[<>]?\u2212?\d*\.?\d+")


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


def painted(explorer, name):
    """The fills of the first matrix of a name, in reading order."""
    return [path.get("fill", "#FFFFFF") for path in groups(explorer, name)[0][0]]


def fills(values, limit):
    """What a map of these gradients is painted with."""
    return [colour.fill(float(f"{value:.8e}"), limit, True) for value in values.ravel().tolist()]


def alarmed(explorer):
    """Whether the band of the verdict is red."""
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return any(rect.get("fill") == RED for rect in root.iter(f"{{{SVG}}}rect"))


def library(state):
    """dL_dx of conv.backward, whatever x was."""
    x = np.random.default_rng(0).normal(size=(1, 8, 8, 1))
    return conv.backward(state.dL_dz1, x, state.w1, state.stride, state.padding)[0][0, :, :, 0]


def numbers(state):
    """What is shown of a state of the running example."""
    return computed.numbers(state, is_example(state))


def three(state):
    """{way: dL_dx} of the only filter."""
    return computed.three(plane(state))


def settings(explorer, stride, padding, way="stamp"):
    explorer.become(with_fitting_gradient(replace(explorer.state, stride=stride, padding=padding, way=way)))
    return explorer.state


def test_it_opens_with_the_kernel_and_the_gradients_of_the_running_example(explorer):
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    np.testing.assert_array_equal(explorer.state.w1, params["w1"])
    np.testing.assert_array_equal(explorer.state.dL_dz1, run.grads["dL_dz1"])
    limit = explorer.numbers(explorer.state).limit
    for name in ("dL_dx", "dL_dz1"):
        assert painted(explorer, name) == fills(run.grads[name][0, :, :, 0], limit)
    assert (explorer.state.way, explorer.state.rotated) == ("gather", True)


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
    assert painted(explorer, "dL_dx") == fills(library(state).round(14), numbers(state).limit)
    good, sentence = verdict(numbers(state))
    assert good and sentence == ("✓ All three ways give the same 64 numbers as conv.backward, "
                                 "up to rounding (below 10⁻¹⁰).")
    assert not alarmed(explorer)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_without_the_rotation_the_numbers_are_others_and_the_check_turns_red_in_words(
        explorer, stride, padding):
    front = FrontEnd(explorer)
    settings(explorer, stride, padding, "gather")
    front.set(explorer.rotated, False)
    wrong, right = explorer.matrices(explorer.state)["dL_dx"][0, :, :, 0], library(explorer.state)
    assert np.abs(wrong - right).max() > 0.3
    assert painted(explorer, "dL_dx") == fills(wrong, numbers(explorer.state).limit)
    good, sentence = verdict(numbers(explorer.state))
    differ = int(np.sum(np.abs(three(explorer.state)["gather"] - right) > 1e-9))
    assert not good and sentence.startswith("✗ Not rotated") and f"{differ} of 64" in sentence
    assert sentence in explorer.picture(explorer.state).caption
    assert alarmed(explorer)
    front.set(explorer.rotated, True)
    assert not alarmed(explorer)


def crosses(explorer):
    """The (row, column) of the cells of dL_dx that are crossed out."""
    d = groups(explorer, "dL_dx")[0][-1].get("d")
    return [(int(y) // 15, int(x) // 15) for x, y in re.findall(r"M(\d+) (\d+)l7 7", d)]


def test_the_first_touch_unticks_the_rotation_and_crosses_out_43_cells(explorer):
    front = FrontEnd(explorer)
    assert explorer.rotated in explorer.children[0].children
    assert explorer.rotated.value and not explorer.rotated.disabled and crosses(explorer) == []
    front.set(explorer.rotated, False)
    front.check("the first touch")
    assert (explorer.state.way, explorer.state.rotated) == ("gather", False)
    wrong = np.abs(three(explorer.state)["gather"] - library(explorer.state)) > 1e-9
    assert crosses(explorer) == list(map(tuple, np.argwhere(wrong).tolist())) and wrong.sum() == 43


def test_the_line_above_the_picture_invites_to_what_comes_next(explorer):
    front, said = FrontEnd(explorer), [explorer.stage.status]
    front.set(explorer.rotated, False)
    said.append(explorer.stage.status)
    for way in ("stamp", "transpose"):
        front.set(explorer.way, WAYS.index(way))
        said.append(explorer.stage.status)
    assert said[0] == explorer.invitation and len(set(said)) == 4 and max(map(len, said)) <= 95
    assert all(word in one for word, one in zip(("Untick", "crossed", "Stamps laid", "column"), said, strict=True))


def test_the_gather_remembers_that_it_does_not_rotate(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.rotated, False)
    front.set(explorer.way, WAYS.index("transpose"))
    assert verdict(numbers(explorer.state))[0]
    front.set(explorer.way, WAYS.index("gather"))
    assert not explorer.rotated.value and not verdict(numbers(explorer.state))[0]


@pytest.mark.parametrize("way", ["stamp", "transpose"])
def test_the_rotation_is_neither_ticked_nor_offered_where_nothing_is_rotated(explorer, way):
    front = FrontEnd(explorer)
    front.set(explorer.way, WAYS.index(way))
    assert explorer.rotated.disabled and not explorer.rotated.value
    front.set(explorer.rotated, True)                         # a click that came too late
    assert (explorer.state.way, explorer.state.rotated) == (way, True)
    front.set(explorer.way, WAYS.index("gather"))
    assert explorer.rotated.value and not explorer.rotated.disabled


def test_the_caption_raises_the_layers_number(explorer):
    caption = explorer.picture(explorer.state).caption
    assert "∂L/∂z⁽¹⁾, a padded window ⊙ w⁽¹⁾ rotated" in caption and "(1)" not in caption


def said(explorer):
    """Every text of the picture."""
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]


def test_the_picture_says_what_the_sum_was_and_what_it_should_be(explorer):
    assert not any("it was" in text for text in said(explorer))
    FrontEnd(explorer).set(explorer.rotated, False)
    assert {"0.425", "\u22120.246", "it was 0.425", "conv.backward", "says 0.425"} - {"0.425"} <= set(said(explorer))
    FrontEnd(explorer).set(explorer.rotated, True)
    assert "it was \u22120.246" in said(explorer) and "conv.backward" not in said(explorer)


def test_a_ghost_shows_each_product_before_the_last_change(explorer):
    assert {text.text for text in groups(explorer, "products")[0][3]} == {None}
    before = explorer.numbers(explorer.state).close["products"]
    FrontEnd(explorer).send(kind="type", matrix="w1", row=0, column=2, text="-3")
    now = explorer.numbers(explorer.state).close["products"]
    ghosts = [text.text or "" for text in groups(explorer, "products")[0][3] if text.tag.endswith("text")]
    assert [bool(ghost) for ghost in ghosts] == (before != now).ravel().tolist()
    assert ghosts[6] == ".14" and round(before[2, 0], 2) == 0.14
    explorer.become(replace(explorer.state, way="transpose"))
    assert {text.text for text in groups(explorer, "products")[0][3]} == {None}      # of another way


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
        here = replace(state, pixel=pixel, selected=("dL_dx", (0, *pixel, 0)))
        close = numbers(here).close
        assert np.sum(close["products"] != 0) <= 9
        np.testing.assert_allclose(close["left"] * close["right"], close["products"])
        np.testing.assert_allclose(close["products"].sum(), library(state)[pixel], atol=1e-12)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_a_pixel_outlines_exactly_the_outputs_whose_window_covers_it(explorer, stride, padding):
    for way in ("stamp", "gather", "transpose"):
        state = settings(explorer, stride, padding, way)
        matrix = ways.matrix(np.ones((3, 3)), stride, padding, (8, 8), state.dL_dz1.shape[1:3])
        for k, pixel in enumerate(np.ndindex(8, 8)):
            expected = {divmod(int(n), state.dL_dz1.shape[2]) for n in np.flatnonzero(matrix[:, k])}
            here = replace(state, pixel=pixel, selected=("dL_dx", (0, *pixel, 0)))
            assert set(marked_cells(numbers(here))["dL_dz1"]) == expected


def test_a_selected_output_shows_its_stamp_and_where_it_lands(explorer):
    explorer.become(replace(explorer.state, way="stamp", selected=("dL_dz1", (0, 3, 1, 0))))
    np.testing.assert_allclose(printed(groups(explorer, "products")[0]),
                               explorer.state.dL_dz1[0, 3, 1, 0] * explorer.state.w1[:, :, 0, 0], atol=0.0051)
    assert marked_cells(numbers(explorer.state))["dL_dx"] == [(3 + u, 1 + v) for u, v in np.ndindex(3, 3)]
    assert "[3 + u, 1 + v] += " in explorer.equation(explorer.state)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_the_slider_lays_one_stamp_after_another_until_the_whole_gradient_lies_there(
        explorer, stride, padding):
    front, state = FrontEnd(explorer), settings(explorer, stride, padding)
    outputs = state.dL_dz1.size
    assert explorer.laid.value == explorer.laid.max == outputs
    total = np.zeros((8 + 2 * padding, 8 + 2 * padding))
    for k, (i, j) in enumerate(np.ndindex(state.dL_dz1.shape[1:3])):
        front.set(explorer.laid, k + 1)
        window = slice(i * stride, i * stride + 3), slice(j * stride, j * stride + 3)
        close = explorer.numbers(explorer.state).close
        np.testing.assert_allclose(close["under"], total[window], atol=1e-14)
        total[window] += state.dL_dz1[0, i, j, 0] * state.w1[:, :, 0, 0]
        if k < outputs - 1:
            np.testing.assert_allclose(close["after"], total[window], atol=1e-14)
            np.testing.assert_allclose(close["so far"], total[padding:padding + 8, padding:padding + 8], atol=1e-14)
            assert any(f"after stamp {k + 1} of {outputs}" in text for text in said(explorer))
    front.check("the last stamp")
    np.testing.assert_allclose(total[padding:padding + 8, padding:padding + 8], library(state), atol=1e-12)


def test_from_another_way_the_slider_leads_to_the_stamps(explorer):
    FrontEnd(explorer).set(explorer.laid, 8)
    assert (explorer.state.way, explorer.state.selected) == ("stamp", ("dL_dz1", (0, 1, 1, 0)))
    assert "28 more stamps to come" in explorer.stage.equation


def test_with_stride_2_the_gather_slides_over_gradients_spread_by_zeros(explorer):
    state = settings(explorer, 2, 0, "gather")
    spread = ways.spread_out(state.dL_dz1[0, :, :, 0], (3, 3), 2, 0, (8, 8))
    assert spread.shape == (10, 10)
    np.testing.assert_array_equal(spread[2:7:2, 2:7:2], state.dL_dz1[0, :, :, 0])
    assert np.count_nonzero(spread) == np.count_nonzero(state.dL_dz1)
    assert any("spread, padded" in text for text in said(explorer))


def test_the_last_row_and_column_get_nothing_where_the_stride_does_not_divide(explorer):
    state = settings(explorer, 2, 0)
    explorer.become(replace(state, selected=("dL_dx", (0, 7, 7, 0))))
    assert not library(state)[7].any() and not library(state)[:, 7].any()
    assert "no window covers this pixel" in explorer.equation(explorer.state)


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_example_values_are_called_so_in_the_picture_and_in_the_status_line(explorer, stride, padding):
    state = settings(explorer, stride, padding)
    texts = [text.text for text in ET.fromstring(explorer.picture(state).svg).iter(f"{{{SVG}}}text")]
    said = any("example values" in (text or "") for text in texts)
    assert said == explorer.stage.status.endswith(EXAMPLE) == ((stride, padding) != (1, 0))


@pytest.mark.parametrize("stride, padding", WINDOWS)
def test_a_task_stands_above_the_picture_whatever_the_windows_are(explorer, stride, padding):
    for way, word in (("gather", "Untick"), ("stamp", "Stamps laid"), ("transpose", "column of M")):
        settings(explorer, stride, padding, way)
        assert word in explorer.stage.status and len(explorer.stage.status) <= 95


def test_while_stamps_are_missing_the_sum_is_not_called_right(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.laid, 17)
    assert verdict(numbers(explorer.state)) == (True, "17 of 36 stamps are laid: ∂L/∂x is whole when all are.")
    front.set(explorer.laid, 36)
    assert verdict(numbers(explorer.state))[1].startswith("✓ All three ways give the same")


def states(explorer):
    """Every way, window, kind of close-up and rotation."""
    for way, (stride, padding), rotated in itertools.product(WAYS, WINDOWS, (True, False)):
        state = replace(with_fitting_gradient(replace(explorer.state, stride=stride, padding=padding)),
                        way=way, rotated=rotated)
        for selected in (("dL_dx", (0, 3, 4, 0)), ("dL_dx", (0, 7, 7, 0)), ("dL_dz1", (0, 0, 0, 0)),
                         ("dL_dz1", (0, 2, 1, 0)), ("w1", (0, 2, 0, 0))):
            pixel = selected[1][1:3] if selected[0] == "dL_dx" else (3, 4)
            yield replace(state, selected=selected, pixel=pixel)


def test_each_way_is_named_and_the_matrix_says_what_it_makes(explorer):
    for way in WAYS:
        explorer.become(replace(explorer.state, way=way))
        assert way.title() in said(explorer)
        assert any("= Mᵀ · ∂L/∂z⁽¹⁾" in text for text in said(explorer)) == (way == "transpose")


def test_the_picture_has_one_size_for_all_ways_windows_and_close_ups_and_nothing_collides(explorer):
    for state in states(explorer):
        picture = explorer.picture(state)
        assert (picture.width, picture.height) == (900, 440)
        assert svg_reader.collisions(picture) == [] and svg_reader.blemishes(picture) == []
        assert all(label.right <= 892 for label in svg_reader.labels(picture))


def test_no_number_is_smaller_than_twelve_and_a_half_pixels_but_ghosts(explorer):
    explorer.become(replace(explorer.state, way="gather", rotated=False))
    before = explorer.state
    for state in states(explorer):
        root = ET.fromstring(explorer.picture(replace(state, before=before)).svg)
        sizes = [size for text, size in sized(root) if NUMBER.fullmatch(text)]
        assert min(size for size in sizes if size != 11) >= 12.5


def sized(element, size=0.0):
    """Every text with its size."""
    size = float(element.get("font-size", size))
    if element.tag == f"{{{SVG}}}text":
        yield element.text or "", size
    for child in element:
        yield from sized(child, size)


def test_the_words_keep_to_four_lines_where_no_more_than_five_products_count(explorer):
    for state in states(explorer):
        explorer.become(state)
        lines = explorer.stage.equation.splitlines()
        assert len(lines) <= 4 and max(map(len, lines)) <= 105, explorer.stage.equation


def test_of_the_transpose_the_picture_shows_the_outputs_around_the_pixel_and_follows_the_selection(explorer):
    explorer.become(replace(explorer.state, way="transpose"))
    assert explorer.shapes(explorer.state)["products"] == (6, 6)
    piece = groups(explorer, "products")[0]
    assert (piece.get("data-row"), piece.get("data-column")) == ("1", "2")
    assert explorer.numbers(explorer.state).products[3, 2] == pytest.approx(0.144, abs=5e-4)
    FrontEnd(explorer).send(kind="press", matrix="products", row=5, column=0)
    piece = groups(explorer, "products")[0]
    assert (piece.get("data-row"), piece.get("data-column")) == ("3", None)
    assert "does not reach this pixel" in explorer.stage.equation


def test_typing_a_weight_or_a_gradient_changes_all_ways_alike(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="w1", row=0, column=2, text="-3")
    front.send(kind="type", matrix="dL_dz1", row=5, column=5, text="2,5")
    assert (explorer.state.w1[0, 2, 0, 0], explorer.state.dL_dz1[0, 5, 5, 0]) == (-3, 2.5)
    for k in range(3):
        front.set(explorer.way, k)
        np.testing.assert_allclose(three(explorer.state)[explorer.state.way],
                                   library(explorer.state), atol=1e-12)
        assert verdict(numbers(explorer.state))[0]
    front.check("typing")


def test_the_image_gradient_itself_cannot_be_typed(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="dL_dx", row=0, column=0, text="1")
    assert "w⁽¹⁾, ∂L/∂z⁽¹⁾" in explorer.stage.status


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)
