"""What explorers of a whole network open with: own images, parameters and networks, or a sentence."""

import numpy as np
import pytest
from networks import network

from cnnlib import examples
from cnnlib.network import Conv
from cnnlib.ops import max_pool
from cnnlib.widgets import ChainExplorer, NetworkExplorer
from cnnlib.widgets.network.numbers import winners

BOTH = pytest.mark.parametrize("make", [NetworkExplorer, ChainExplorer])


def line():
    """A vertical line of eight pixels."""
    x = np.zeros((1, 8, 8, 1))
    x[0, :, 3, 0] = 1
    return x


def held(explorer):
    """The image, the label and the parameters that an explorer holds."""
    state = getattr(explorer.state, "given", explorer.state)
    return state.x, state.y, state.params


@BOTH
def test_an_own_image_with_its_label_is_shown_in_the_network_of_the_lessons(make):
    x, y, params = held(make(x=line(), y=[[0]]))
    assert x.sum() == 8.0 and y.item() == 0
    assert np.array_equal(params["w1"], examples.eight_by_eight()[1]["w1"])


@BOTH
def test_own_parameters_and_an_own_label_alone_are_taken_too(make):
    w1 = np.arange(9.0).reshape(3, 3, 1, 1) / 8
    x, y, params = held(make(params={**examples.eight_by_eight()[1], "w1": w1.tolist()}, y=[[0]]))
    assert np.array_equal(params["w1"], w1) and y.item() == 0 and x.sum() == 20.0


def numbers(explorer):
    """Every number that can be selected, to its last bit."""
    return {name: np.asarray(values).tobytes() for name, values in explorer.matrices(explorer.state).items()}


@BOTH
def test_what_happens_to_the_given_arrays_later_changes_no_explorer(make):
    net, params, x, y = examples.eight_by_eight()
    explorer, untouched = make(net, params, x, y), make()
    x[:], y[:], params["w1"][:] = 0, 0, 9
    params["b1"] = None
    for one in (explorer, untouched):
        one._event({"kind": "type", "matrix": "x", "row": 2, "column": 1, "text": "0.5"})
    assert numbers(explorer) == numbers(untouched)
    assert explorer.errors == [] and held(explorer)[0].sum() > 19


@BOTH
@pytest.mark.parametrize("dtype", [int, np.uint8, bool, np.float32, np.float16])
def test_whole_numbers_typed_into_are_floats_from_the_start(make, dtype):
    explorer = make(x=line().astype(dtype), y=[[1]])
    for text, number in (("0.5", 0.5), ("-1", -1.0), ("9", 9.0)):
        explorer._event({"kind": "type", "matrix": "x", "row": 0, "column": 0, "text": text})
        assert held(explorer)[0][0, 0, 0, 0] == number and explorer.stage.status == explorer.invitation
    assert explorer.errors == []


@BOTH
def test_a_kernel_of_whole_numbers_takes_half_a_number(make):
    edge = np.array([[-1, 0, 1]] * 3).reshape(3, 3, 1, 1)
    explorer = make(params={**examples.eight_by_eight()[1], "w1": edge})
    explorer._event({"kind": "type", "matrix": "w1", "row": 0, "column": 1, "text": "0.5"})
    assert held(explorer)[2]["w1"][0, 1, 0, 0] == 0.5


@BOTH
@pytest.mark.parametrize(("given", "words"), [
    ({"x": line()}, "x came without y"),
    ({"x": line()[0], "y": [[1]]},
     r"x must have the shape \(m, 8, 8, 1\).*got \(8, 8, 1\); write np.reshape\(x, "),
    ({"x": line() * np.nan, "y": [[1]]}, "x must be finite"),
    ({"x": np.ma.masked_equal(line(), 1), "y": [[1]]}, "x holds a masked array"),
    ({"y": [1]}, r"y must have the shape \(1, 1\), got \(1,\); write np.reshape\(y, \(-1, 1\)\)"),
    ({"y": [[2]]}, "y runs from 2 to 2"),
    ({"y": "eight"}, "y holds text"),
    ({"params": {"w1": 1}}, r"params must be a dict that holds \['w1', 'b1', 'w3', 'b3'\]"),
    ({"net": examples.eight_by_eight()[0]}, "net came without params"),
    ({"net": [Conv(1, 3)], "params": {}}, "net is a list; it needs a Network"),
    ({"net": examples.six_by_six()[0], "params": examples.six_by_six()[1]}, "x did not come"),
])
def test_what_cannot_be_opened_is_said_by_name(make, given, words):
    with pytest.raises(ValueError, match=words):
        make(**given)


def test_a_network_opens_with_every_example_given_each_at_a_stop_of_the_slider():
    explorer = NetworkExplorer(x=np.stack([line()[0], 0 * line()[0], line()[0] / 2]), y=[[1], [0], [1]])
    sums = []
    for example in range(3):
        explorer.example.value = example
        view = explorer.views(explorer.state)["x"]
        sums.append(view.values(explorer.state.x).sum())
    assert sums == [8, 0, 4] and explorer.example.max == 2 and explorer.errors == []


def test_rings_are_the_winners_of_the_windows_that_the_network_has():
    net, params, x, y = network("a window of nine")
    explorer = NetworkExplorer(net, params, x, y)
    a1 = net.run(params, x, y).trace["a1"]
    assert max_pool.winners(a1, 3).sum() == 4
    found = winners(explorer.numbers(explorer.state).run)
    assert [*found] == ["a1"] and np.array_equal(found["a1"], max_pool.winners(a1, 3))


def test_nobody_wins_where_a_window_is_averaged():
    explorer = NetworkExplorer(*network("average pooling"))
    assert "Ringed" not in explorer.stage.hint and ">mean<" in explorer.stage.picture["svg"]
    assert "Ringed" in NetworkExplorer().stage.hint


def test_an_own_image_is_not_called_a_digit_and_another_size_offers_no_digits():
    own = NetworkExplorer(x=line(), y=[[0]])
    assert "your image: y = 0" in own.picture(own.state).svg and own.digit.max == 40
    own.digit.value = 3
    assert "image 3 of 40: a" in own.picture(own.state).svg
    own.digit.value = 0
    assert "your image: y = 0" in own.picture(own.state).svg and own.state.x.sum() == 8.0
    small = NetworkExplorer(*examples.six_by_six())
    assert not hasattr(small, "digit") and small.errors == []
    opening = NetworkExplorer()
    assert "opening image: an 8, so y = 1" in opening.picture(opening.state).svg


@BOTH
def test_parameters_that_make_numbers_too_large_are_named(make):
    net, params, x, y = examples.eight_by_eight()
    params = params | {"w1": params["w1"] * 1e200, "w3": params["w3"] * 1e200}
    with pytest.raises(ValueError, match="params and x take z3 out of the range of numbers; they need to be smaller"):
        make(net, params, x, y)


@BOTH
def test_a_network_of_classes_asks_for_image_and_label(make):
    net, params, _, _ = network("three classes")
    with pytest.raises(ValueError, match="net tells 3 classes apart and x and y did not come; it needs both"):
        make(net, params)
