"""ImageGradient with the reader's own arrays: channels, filters, examples, stride, padding, any shape."""

from dataclasses import replace

import numpy as np
import pytest
import svg_reader
from front_end import FrontEnd

from cnnlib import examples
from cnnlib.ops import conv
from cnnlib.widgets import ImageGradient

RNG = np.random.default_rng(3)
X, W1 = RNG.normal(size=(2, 5, 9, 3)), RNG.normal(size=(2, 3, 3, 2))
GRIDS = {(1, 0): (4, 7), (2, 1): (3, 5), (3, 0): (2, 3), (1, 1): (6, 9)}     # (stride, padding): outputs


def given(stride=1, padding=0):
    upstream = np.random.default_rng(stride + padding).normal(size=(2, *GRIDS[stride, padding], 2))
    return {"x": X, "w1": W1, "dL_dz1": upstream, "stride": stride, "padding": padding}


def opened(**arrays):
    return FrontEnd(ImageGradient(**(arrays or given())))


def now(front):
    return front.explorer.numbers(front.explorer.state)


def library(arrays):
    return conv.backward(arrays["dL_dz1"], X, W1, arrays["stride"], arrays["padding"])[0]


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("way", range(3))
def test_every_way_adds_all_filters_up_to_the_gradient_of_the_library(grid, way):
    arrays = given(*grid)
    front, expected = opened(**arrays), library(arrays)
    front.set(front.explorer.way, way)
    for n, r, c, channel in [(0, 0, 0, 0), (1, 2, 4, 2), (1, 4, 8, 1), (0, 4, 0, 2)]:
        front.send(kind="press", matrix="dL_dx", row=r, column=c, example=n, channel=channel)
        front.check((way, n, r, c, channel))
        seen = now(front)
        assert np.allclose(seen.arrays["dL_dx"], expected[n, :, :, channel]) and not seen.wrong
        assert np.allclose(seen.close["left"] * seen.close["right"], seen.close["products"])
        assert seen.close["total"] == pytest.approx(expected[n, r, c, channel])
        assert seen.products.sum() + seen.rest[r, c] == pytest.approx(expected[n, r, c, channel])
        arrives = [one.arrives for one in front.explorer.travellers(front.explorer.state)]
        assert sum(arrives) == pytest.approx(expected[n, r, c, channel])


def test_the_pixel_that_it_opens_on_has_the_largest_gradient_of_the_first_channel():
    name, index = opened().explorer.state.selected
    first = library(given())[0, :, :, 0]
    assert name == "dL_dx" and abs(first[index[1:3]]) == abs(first).max()


def test_the_stamps_of_one_filter_lie_on_those_of_the_filters_before():
    arrays = given(2, 1)
    front = opened(**arrays)
    front.send(kind="press", matrix="dL_dx", row=0, column=0, example=1, channel=2)
    outputs = 3 * 5
    assert front.explorer.laid.max == 2 * outputs
    total = np.zeros((7, 11))
    for k, (number, i, j) in enumerate(np.ndindex(2, 3, 5)):
        front.set(front.explorer.laid, k + 1)
        window = slice(2 * i, 2 * i + 2), slice(2 * j, 2 * j + 3)
        assert front.explorer.state.focus == (1, 2, number)
        assert np.allclose(now(front).close["under"], total[window])
        total[window] += arrays["dL_dz1"][1, i, j, number] * W1[:, :, 2, number]
        assert np.allclose(now(front).close["after"], total[window])
    front.check("all stamps")
    assert np.allclose(total[1:6, 1:10], library(arrays)[1, :, :, 2])


def test_without_the_rotation_the_sum_over_filters_is_wrong_and_said_to_be():
    front = opened()
    front.set(front.explorer.rotated, False)
    front.check("unticked")
    assert now(front).wrong and "Not rotated" in front.explorer.picture(front.explorer.state).caption


@pytest.mark.parametrize("way", range(3))
def test_every_cell_that_is_pressed_is_the_one_meant(way):
    front = opened()
    front.set(front.explorer.way, way)
    for name, array in {"dL_dx": library(given()), "w1": W1, "dL_dz1": given()["dL_dz1"]}.items():
        for index in list(np.ndindex(array.shape))[::11]:
            shown = front.explorer.views(front.explorer.state)[name].showing(index)
            row, column = shown.cell(index)
            front.send(kind="press", matrix=name, row=row, column=column, **shown.marks)
            assert front.explorer.state.selected == (name, index)
            assert front.explorer.value(front.explorer.state) == pytest.approx(array[index])


@pytest.mark.parametrize(("matrix", "column", "focus"), [("dL_dx", 2, (0, 2, 0)), ("dL_dz1", 1, (0, 0, 1))])
def test_a_square_below_a_map_brings_its_channel_into_focus(matrix, column, focus):
    front = opened()
    front.send(kind="press", matrix=matrix, row=0, column=column, pick="channel")
    front.check(matrix)
    assert front.explorer.state.focus == focus


def test_the_words_say_what_other_filters_add_and_which_channel_it_is():
    front = opened()
    front.send(kind="press", matrix="dL_dx", row=2, column=4, example=1, channel=2)
    assert "other filters" in front.explorer.stage.equation
    assert "Shown: example 1 of 2, channel 2 of 3, filter 0 of 2." in front.explorer.stage.equation


@pytest.mark.parametrize(("arrays", "message"), [
    ({"x": np.ones((40, 40))}, "x has shape"), ({"w1": np.ones((6, 6))}, "at most 5"),
    ({"x": X, "w1": np.ones((2, 2))}, "with 3 channels in"), ({"dL_dz1": np.ones((5, 5))}, "that of z1"),
    ({"x": X, "w1": np.ones((1, 3, 3, 1)), "padding": 1}, "padding is 1"), ({"stride": 4}, "stride is 4")])
def test_what_does_not_fit_is_refused_by_name(arrays, message):
    with pytest.raises(ValueError, match=message):
        ImageGradient(**arrays)


@pytest.mark.parametrize("arrays", [given(), {"x": RNG.random((28, 28))},
                                    {"x": RNG.random((6, 6)), "w1": np.ones((5, 5))},
                                    {"x": RNG.random((2, 4, 12, 32))}], ids=["channels", "a digit", "five", "deep"])
@pytest.mark.parametrize("way", range(3))
def test_nothing_collides_or_leaves_the_picture(arrays, way):
    front = opened(**arrays)
    front.set(front.explorer.way, way)
    for matrix in ("dL_dx", "dL_dz1"):
        front.send(kind="press", matrix=matrix, row=1, column=1)
        picture = front.explorer.picture(front.explorer.state)
        assert (picture.width, picture.height) == (900, 440)
        assert svg_reader.collisions(picture) == [] and svg_reader.blemishes(picture) == []
        assert all(label.right <= 892 for label in svg_reader.labels(picture))


def test_without_a_gradient_of_ones_own_example_values_are_called_so():
    front = opened(x=np.ones((6, 7)))
    assert front.explorer.stage.status.endswith("Example gradients.")
    assert not opened().explorer.stage.status.endswith("Example gradients.")


def test_a_link_comes_back_to_the_same_place():
    front = opened()
    front.send(kind="press", matrix="dL_dz1", row=2, column=3, example=1, channel=1)
    again = ImageGradient.at(front.explorer.link, X, W1, given()["dL_dz1"])
    assert (again.state.selected, again.state.focus) == (front.explorer.state.selected, front.explorer.state.focus)


@pytest.mark.parametrize("arrays", [given(2, 1), {"x": RNG.random((28, 28))},
                                    {"x": RNG.random((3, 4)), "w1": RNG.normal(size=(1, 2))}],
                         ids=["channels", "a digit", "small"])
def test_any_walk_shows_what_is_true(sweep, random_walk, arrays):
    random_walk(ImageGradient(**arrays), steps=120)
    if arrays["x"].size < 100:
        sweep(ImageGradient(**arrays))


def test_where_other_filters_send_all_of_a_gradient_the_words_say_so():
    net, params, x, y = examples.two_channels()
    dL_dz1 = net.run(params, x, y).grads["dL_dz1"]
    explorer = ImageGradient(x, params["w1"], dL_dz1)
    share = conv.backward(dL_dz1[..., :1], x, params["w1"][..., :1])[0]
    whole = explorer.matrices(explorer.state)["dL_dx"]
    row, column = np.argwhere((share == 0)[0, :, :, 0] & (whole != 0)[0, :, :, 0])[0]
    explorer.become(replace(explorer.state, selected=("dL_dx", (0, row, column, 0))))
    assert "all of it comes from other filters" in explorer.stage.equation
