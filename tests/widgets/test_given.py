"""What explorers of a whole network open with: own images, parameters and networks, or a sentence."""

import numpy as np
import pytest
from front_end import FrontEnd

from cnnlib import examples, explain
from cnnlib.draw.board import tensors
from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax
from cnnlib.ops import max_pool
from cnnlib.widgets import ChainExplorer, NetworkExplorer
from cnnlib.widgets.network.numbers import winners

BOTH = pytest.mark.parametrize("make", [NetworkExplorer, ChainExplorer])
TAIL = [Flatten(), Dense(1), Sigmoid()]
OTHERS = {                                                 # networks of another chain, and the layer that is named
    "two convolutions": ((8, 8, 1), [Conv(1, 3), ReLU(), Conv(1, 3), ReLU(), MaxPool(2), *TAIL], "Conv"),
    "no ReLU": ((8, 8, 1), [Conv(1, 3), MaxPool(2), *TAIL], "MaxPool"),
    "no pooling": ((8, 8, 1), [Conv(1, 3), ReLU(), *TAIL], "Flatten"),
    "two filters": ((8, 8, 1), [Conv(2, 3), ReLU(), MaxPool(2), *TAIL], "Conv"),
    "colour": ((8, 8, 3), [Conv(1, 3), ReLU(), MaxPool(2), *TAIL], "channels|images of"),
    "three classes": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), Flatten(), Dense(3), Softmax()], "Softmax|Dense"),
    "two dense layers": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), Flatten(), Dense(2), ReLU(), Dense(1), Sigmoid()],
                         "Dense|ReLU"),
    "a flat row": ((8,), [Dense(2), ReLU(), Dense(1), Sigmoid()], "Dense|images of"),
}
SHOWN = {                                                  # networks that the board shows, and the path does not
    "average pooling": ((8, 8, 1), [Conv(1, 3), ReLU(), AvgPool(2), *TAIL]),
    "a window of nine": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(3), *TAIL]),
    "overlap and padding": ((7, 6, 1), [Conv(1, (2, 3)), ReLU(), MaxPool(3, 2, 1), *TAIL]),
    "a leak": ((8, 8, 1), [Conv(1, 3), ReLU(0.1), MaxPool(2), *TAIL]),
    "a hidden sigmoid": ((8, 8, 1), [Conv(1, 3), Sigmoid(), MaxPool(2), *TAIL]),
    "a kernel of 25": ((8, 8, 1), [Conv(1, 5), ReLU(), MaxPool(2), *TAIL]),
    "an even kernel": ((8, 8, 1), [Conv(1, 2), ReLU(), MaxPool(2), *TAIL]),
    "stride and padding": ((8, 8, 1), [Conv(1, 3, stride=2, padding=1), ReLU(), MaxPool(2), *TAIL]),
    "a kernel of one column": ((8, 8, 1), [Conv(1, (3, 1)), ReLU(), MaxPool(2), *TAIL]),
    "a kernel as high as the image": ((8, 8, 1), [Conv(1, (8, 3)), ReLU(), MaxPool((1, 2)), *TAIL]),
    "a map of one column": ((8, 8, 1), [Conv(1, (1, 8)), ReLU(), MaxPool((2, 1)), *TAIL]),
    "six by six": ((6, 6, 1), [Conv(1, 3), ReLU(), MaxPool(2), *TAIL]),
}


def line():
    """A vertical line of eight pixels."""
    x = np.zeros((1, 8, 8, 1))
    x[0, :, 3, 0] = 1
    return x


def held(explorer):
    """The image, the label and the parameters that an explorer holds."""
    state = getattr(explorer.state, "given", explorer.state)
    return state.x, state.y, state.params


def network(shape, layers):
    """A network with its parameters and data that fit it."""
    rng = np.random.default_rng(7)
    net = Network(shape, layers)
    params = {name: value + rng.normal(0, 0.2, value.shape) for name, value in net.init(rng).items()}
    units = net.layers[-2].units
    return net, params, rng.random((1, *shape)), np.ones((1, 1)) if units == 1 else np.eye(units)[:1]


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


@BOTH
def test_what_happens_to_the_given_arrays_later_changes_no_explorer(make):
    net, params, x, y = examples.eight_by_eight()
    explorer, untouched = make(net, params, x, y), make()
    x[:], y[:], params["w1"][:] = 0, 0, 9
    params["b1"] = None
    for one in (explorer, untouched):
        one._event({"kind": "type", "matrix": "x", "row": 2, "column": 1, "text": "0.5"})
    assert explorer.picture(explorer.state).svg == untouched.picture(untouched.state).svg
    assert explorer.errors == [] and held(explorer)[0].sum() > 19


@BOTH
@pytest.mark.parametrize("dtype", [int, np.uint8, bool, np.float32, np.float16])
def test_whole_numbers_typed_into_are_floats_from_the_start(make, dtype):
    explorer = make(x=line().astype(dtype), y=[[1]])
    for text, number in (("0.5", 0.5), ("-1", -1.0), ("9", 9.0)):
        explorer._event({"kind": "type", "matrix": "x", "row": 0, "column": 0, "text": text})
        assert held(explorer)[0][0, 0, 0, 0] == number and explorer.stage.status == ""
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
    ({"x": line()[0], "y": [[1]]}, r"x must have the shape \(m, 8, 8, 1\).*got \(8, 8, 1\); write np.reshape\(x, "),
    ({"x": np.repeat(line(), 3, 0), "y": np.ones((3, 1))}, r"x holds 3 examples.*x\[:1\] and y\[:1\]"),
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


@BOTH
@pytest.mark.parametrize("name", OTHERS)
def test_a_network_of_another_chain_is_refused_in_a_sentence_that_names_the_layer(make, name):
    *parts, words = OTHERS[name]
    with pytest.raises(ValueError, match=f"net.*({words})"):
        make(*network(*parts))


@pytest.mark.parametrize("name", SHOWN)
def test_a_path_is_followed_through_the_network_of_twenty_parameters_alone(name):
    with pytest.raises(ValueError, match=r"net.*(layers\[\d\] is|images of).*follows paths through Network"):
        ChainExplorer(*network(*SHOWN[name]))


@pytest.mark.parametrize("name", SHOWN)
def test_every_cell_of_another_network_on_the_board_is_the_one_that_explain_opens(name):
    explorer = NetworkExplorer(*network(*SHOWN[name]))
    front, run = FrontEnd(explorer), explorer.numbers(explorer.state).run
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        for row, column in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns - 1)}:
            front.send(kind="press", matrix=matrix, row=row, column=column)
            front.check(f"pressing {matrix} {row} {column}")
            index = explorer.views(explorer.state)[matrix].index(row, column)
            assert explorer.value(explorer.state) == explain.cell(run, matrix, index).total
            assert explorer.value(explorer.state) == tensors(run)[matrix][row, column]


def test_rings_are_the_winners_of_the_windows_that_the_network_has():
    net, params, x, y = network(*SHOWN["a window of nine"])
    explorer = NetworkExplorer(net, params, x, y)
    a1 = net.run(params, x, y).trace["a1"]
    assert max_pool.winners(a1, 3).sum() == 4
    assert np.array_equal(winners(explorer.numbers(explorer.state).run), max_pool.winners(a1, 3))


def test_nobody_wins_where_a_window_is_averaged():
    explorer = NetworkExplorer(*network(*SHOWN["average pooling"]))
    assert "Ringed" not in explorer.stage.hint and "average pool" in explorer.stage.picture["svg"]
    assert "Ringed" in NetworkExplorer().stage.hint


def test_an_own_image_is_not_called_a_digit_and_another_size_offers_no_digits():
    own = NetworkExplorer(x=line(), y=[[0]])
    assert own.label.value == "your image: y = 0" and own.digit.max == 40
    own.digit.value = 3
    assert own.label.value.startswith("image 3 of 40: a")
    own.digit.value = 0
    assert own.label.value == "your image: y = 0" and own.state.x.sum() == 8.0
    small = NetworkExplorer(*examples.six_by_six())
    assert small.digit.max == 0 and small.digit.disabled and small.errors == []
    assert NetworkExplorer().label.value == "opening image: an 8, so y = 1"
