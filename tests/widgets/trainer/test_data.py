"""Trainer on data of one's own: what is learned from, what is held out, and what is refused in a sentence."""

import asyncio
import re

import numpy as np
import pytest
from front_end import FrontEnd
from loop import apart, until
from networks import NETWORKS, network

from cnnlib import examples, optim, slices, training
from cnnlib.network import Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax
from cnnlib.widgets import Trainer
from cnnlib.widgets.trainer import course, playing
from cnnlib.widgets.trainer.numbers import EPOCH, FULL

TEN = Network((8, 8, 1), [Conv(4, 3), ReLU(), MaxPool(2), Flatten(), Dense(10), Softmax()])
CHANGES = Network((6, 5, 2), [Conv(3, 2), ReLU(), Flatten(), Dense(3), Softmax()])


def images(net, m=60):
    """Images for a network, a class for each; the class is the strip of rows that is dark."""
    count = max(2, net.layers[-2].units)
    classes, x = np.arange(m) % count, np.random.default_rng(3).random((m, *net.input_shape))
    for k, strip in enumerate(np.array_split(np.arange(net.input_shape[0]), count)):
        x[np.ix_(classes == k, strip)] += 1
    return x, classes


@pytest.mark.parametrize("name", NETWORKS)
def test_any_network_trains_as_the_library_does_and_shows_it(name):
    net = network(name)[0]
    x, y = images(net)
    trainer = Trainer(net, x=x, y=y, batch=16, lr=0.1)
    trainer.train(4)
    assert trainer.history == tuple(training.run(trainer.setup(5), optim.SGD(0.1), 16, 4)[1])
    front = FrontEnd(trainer)
    for name, (rows, columns) in trainer.shapes(trainer.state).items():
        front.send(kind="press", matrix=name, row=rows - 1, column=columns - 1)
        front.check(name)
        assert max(map(len, trainer.stage.equation.splitlines())) <= 56
        picture = trainer.picture(trainer.state)
        assert (picture.width, picture.height) == (424, 436)


@pytest.mark.parametrize("name", ["sixteen filters", "stacked channels", "a flat row", "colour"])
def test_no_control_and_no_order_of_events_breaks_another_network(name, sweep, random_walk):
    net = network(name)[0]
    x, y = images(net)
    sweep(Trainer(net, x=x, y=y, steps=6))
    random_walk(Trainer(net, x=x, y=y, steps=20), steps=60)


def test_ten_classes_are_named_in_the_mistakes_and_compared_with_a_guess():
    trainer = Trainer(classes=None, lr=0.1)
    trainer.train(3)
    assert all(re.fullmatch(r"\d, says \d", label) for label, _ in trainer.course.mistakes(trainer.state))
    assert {label[0] for label, _ in trainer.course.mistakes(trainer.state)} > {"0", "5"}
    setup = trainer.setup(5)
    assert len(trainer.course.mistakes(trainer.state)) == len(training.wrong(setup, trainer.params))
    trainer.reset.click()
    assert "a guess: ln 10 = 2.30" in trainer.twin().caption


def test_a_press_on_a_small_filter_brings_it_into_focus_above_its_gradient():
    trainer = Trainer(TEN)
    trainer.train(1)
    front = FrontEnd(trainer)
    front.send(kind="press", matrix="w1", row=1, column=2, filter=3)
    assert trainer.state.selected == ("w1", (1, 2, 0, 3))
    large = front.root.findall(".//*[@data-name='dL_dw1']")[0]
    assert large.get("data-filter") == "3"
    front.send(kind="press", matrix="dL_dw3", row=0, column=0, channel=2, filter=9)
    assert trainer.state.selected == ("dL_dw3", (2, 9))
    assert front.root.findall(".//*[@data-name='w1']") == []


def test_every_class_gives_a_quarter_of_its_images_whatever_the_seed():
    x, y = images(CHANGES, 48)
    trainer = Trainer(CHANGES, x=x, y=y)
    assert [slices.classes(labels).tolist().count(k) for _, labels in (trainer.data.train, trainer.data.held_out)
            for k in range(3)] == [12, 12, 12, 4, 4, 4]
    both = np.concatenate([trainer.data.train[0], trainer.data.held_out[0]])
    assert sorted(map(bytes, both)) == sorted(map(bytes, x))
    trainer.seed.value = 9
    np.testing.assert_array_equal(trainer.setup(9).held_out[0], trainer.setup(5).held_out[0])
    assert len(Trainer(CHANGES, x=x, y=y, held_out=0.5).data.held_out[0]) == 24


def test_images_of_ones_own_can_be_held_out_and_labels_come_in_any_usual_form():
    x, y = images(CHANGES)
    forms = [y, y[:, None], y.tolist(), np.eye(3)[y]]
    losses = {Trainer(CHANGES, x=x, y=one, held_out=(x[:5], one[:5])).history[0]["L_held_out"] for one in forms}
    assert len(losses) == 1
    setup = Trainer(CHANGES, x=x, y=y, held_out=(x[:5], y[:5])).setup(5)
    assert (len(setup.train[0]), len(setup.held_out[0])) == (60, 5)


def test_a_training_begins_at_the_parameters_that_are_given():
    net, params, _, _ = network("three classes")
    x, y = images(net)
    trainer = Trainer(net, params, x, y)
    np.testing.assert_array_equal(trainer.params["w1"], params["w1"])
    trainer.seed.value = 7
    np.testing.assert_array_equal(trainer.params["w1"], params["w1"])


def test_what_came_back_from_a_link_is_what_was_left_with_data_of_ones_own():
    x, y = images(CHANGES)
    trainer = Trainer(CHANGES, x=x, y=y)
    trainer.train(2)
    FrontEnd(trainer).send(kind="type", matrix="w1", row=0, column=1, text="2")
    trainer.train(2)
    opened = Trainer.at(trainer.link, net=CHANGES, x=x, y=y)
    assert opened.history == trainer.history and opened.state.deeds == trainer.state.deeds
    with pytest.raises(ValueError, match="opened with other numbers"):
        Trainer.at(trainer.link, net=CHANGES, x=x + 1, y=y)


X, Y = images(CHANGES)
NAN = X.copy()
NAN[3, 1, 1, 0] = np.nan
EIGHT = examples.eight_by_eight()[0]


@pytest.mark.parametrize("given, words", [
    ({"net": 3}, "net is a int; it needs a Network"),
    ({"net": CHANGES}, "it needs x and y of your own"),
    ({"net": EIGHT, "classes": None}, "it needs Dense(10)"),
    ({"y": Y}, "y came without x"), ({"held_out": 0.2}, "held_out came without x"),
    ({"x": X}, "net did not come; it needs one that reads them"),
    ({"net": CHANGES, "x": X}, "x came without y"),
    ({"net": CHANGES, "x": X[..., :1], "y": Y}, "x must have the shape (m, 6, 5, 2)"),
    ({"net": CHANGES, "x": NAN, "y": Y}, "x must be finite everywhere"),
    ({"net": CHANGES, "x": X, "y": Y[:-1]}, "it needs (60,), a class number for each of 60 images"),
    ({"net": CHANGES, "x": X, "y": Y + 1}, "y holds 3; it needs whole numbers from 0 to 2"),
    ({"net": CHANGES, "x": X, "y": Y + 0.5}, "y holds 0.5; it needs whole numbers"),
    ({"net": CHANGES, "x": X, "y": np.where(Y == 1, np.nan, Y)}, "y holds nan; it needs whole numbers"),
    ({"net": CHANGES, "x": X, "y": Y % 2}, "y names class 2 0 times; it needs at least 2 of each"),
    ({"net": CHANGES, "x": X[:3], "y": Y[:3]}, "or bring held_out=(x, y)"),
    ({"net": CHANGES, "x": X, "y": Y, "held_out": 1}, "held_out is 1; it needs a share between 0 and 1"),
    ({"net": CHANGES, "x": X, "y": Y, "held_out": "half"}, "held_out is a str; it needs images and labels"),
    ({"net": CHANGES, "x": X, "y": Y, "held_out": (X, Y + 9)}, "y of held_out holds"),
    ({"net": CHANGES, "x": X, "y": Y, "held_out": (X[0], Y)}, "x of held_out must have the shape"),
    ({"net": CHANGES, "x": X, "y": Y % 2, "held_out": (X, Y)}, "y names class 2 0 times; it needs at least 1"),
    ({"x": np.zeros((9, 8, 8, 1)), "y": np.arange(9)}, "Dense(classes), Softmax()"),
    ({"net": CHANGES, "params": {}, "x": X, "y": Y}, "params must be a dict that holds"),
])
def test_what_does_not_fit_is_refused_in_a_sentence(given, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        Trainer(**given)


def test_a_loss_that_leaves_the_range_of_numbers_stops_with_a_sentence(recwarn):
    x, y = images(CHANGES)
    trainer = Trainer(Network((6, 5, 2), [Flatten(), Dense(3), Softmax()]), x=x * 1e120, y=y, lr=1e80)
    trainer.train(30)
    assert "out of the range of numbers" in trainer.stage.status
    assert len(trainer.history) < 31 and trainer.errors == []
    assert [one for one in recwarn.list if issubclass(one.category, RuntimeWarning)] == []


def test_a_loss_that_runs_away_is_said_with_what_to_do():
    x, y = images(CHANGES)
    trainer = Trainer(CHANGES, x=x, y=y, lr=20)
    trainer.train(2)
    assert re.search(r"The loss ran away, to [\d.]+: lower the rate and Reset\.|Every z", trainer.stage.status)


@pytest.fixture
def slow(monkeypatch):
    """Parts so small that every step takes many, slices so short that each part is one."""
    monkeypatch.setattr("cnnlib.slices.CELLS", 300)
    monkeypatch.setattr(playing, "SLICE", -1)
    monkeypatch.setattr(playing, "FRAME", 0)
    monkeypatch.setattr(playing, "APART", dict.fromkeys(playing.APART, 0))


@pytest.mark.parametrize("pace", [EPOCH, FULL])
def test_a_long_step_is_made_in_parts_between_which_a_pause_comes_and_gives_the_same_curve(slow, pace):
    async def run():
        x, y = images(CHANGES)
        trainer, turns = Trainer(CHANGES, x=x, y=y, steps=6), []
        go_on = trainer.go_on
        trainer.go_on = lambda: (turns.append(trainer.state.now.step), go_on())
        trainer.pace.value = pace
        trainer.play.click()
        await until(lambda: len(turns) > 3, trainer)
        trainer.play.click()                                 # in the middle of a step, which is made again
        assert trainer.state.now.step < 6
        trainer.play.click()
        await until(lambda: not trainer.runner.running, trainer)
        assert trainer.errors == [] and max(map(turns.count, turns)) > 5
        return trainer

    trainer = apart(lambda: asyncio.run(run()))
    assert trainer.history == tuple(training.run(trainer.setup(5), optim.SGD(0.5), 32, 6)[1])


def test_many_large_images_are_measured_in_part_and_it_says_on_how_many(monkeypatch):
    monkeypatch.setattr(course, "MEASURED", 0)
    monkeypatch.setattr(course, "FEWEST", 20)
    x, y = images(CHANGES)
    trainer = Trainer(CHANGES, x=x, y=y, held_out=(x[:30], y[:30]))
    assert "Right of 20: " in trainer.picture(trainer.state).svg
    setup = trainer.setup(5)
    few = training.Setup(CHANGES, *([one[:20] for one in pair] for pair in (setup.train, setup.held_out)))
    assert trainer.history[0]["L"] == training.record(few, training.start(setup))["L"]
    assert len(trainer.course.mistakes(trainer.state)) <= 20


# What is said of data and weights of one's own

LIVING = {"w1": -np.ones((3, 3, 1, 1)), "b1": [0.0], "w2": np.ones((21, 1)), "b2": [0.0]}


def rectangles(m=40):
    """Images of 5×9 pixels with labels."""
    x = np.random.default_rng(0).random((m, 5, 9, 1))
    return x, (x.mean((1, 2, 3)) > 0.5).astype(int)


def test_a_leaky_filter_is_never_called_dead():
    x, y = rectangles()
    net = Network((5, 9, 1), [Conv(1, 3), ReLU(0.1), Flatten(), Dense(1), Sigmoid()])
    trainer = Trainer(net, x=x, y=y, params=LIVING, lr=0.001)
    trainer.train(3)
    assert (trainer.history[-1]["dead_filters"], trainer.history[-1]["dead_cells"]) == (0, 0)
    assert trainer.stage.equation.endswith("The filter lives; 0 % of a⁽¹⁾ is always 0.")
    assert "dead" not in trainer.plot().caption


def test_of_a_filter_that_was_dead_from_the_start_no_lower_rate_is_promised_to_help():
    x, y = rectangles()
    net = Network((5, 9, 1), [Conv(1, 3), ReLU(), Flatten(), Dense(1), Sigmoid()])
    trainer = Trainer(net, x=x * 255, y=y, params=LIVING)
    assert trainer.stage.equation.endswith("Dead from the start: type a larger b⁽¹⁾.")
    FrontEnd(trainer).send(kind="type", matrix="b1", row=0, column=0, text="1000")
    assert "Dead" not in trainer.stage.equation


def test_of_images_sorted_by_class_those_that_are_asked_are_of_every_class():
    net = Network((28, 28, 1), [Conv(32, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    x, y = np.random.default_rng(0).random((400, 28, 28, 1)) / 10, np.repeat([0, 1], 200)
    x[200:] += 0.5
    opens_for_1 = {"w1": np.ones((3, 3, 1, 32)), "b1": -np.ones(32), "w3": np.full((5408, 1), 0.01), "b3": [-2.0]}
    trainer = Trainer(net, params=opens_for_1, x=x, y=y, held_out=(x, y))
    asked = trainer.setup(5).train[1][:trainer.course.measured]
    assert trainer.course.measured < 400 and 0.4 < asked.mean() < 0.6
    assert trainer.history[0]["dead_filters"] == 0


def test_where_only_some_images_are_asked_none_is_spoken_for_that_was_not():
    net = Network((28, 28, 1), [Conv(32, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    x, y = np.random.default_rng(0).random((400, 28, 28, 1)), np.arange(400) % 2
    shut = {"w1": -np.ones((3, 3, 1, 32)), "b1": -np.ones(32), "w3": np.ones((5408, 1)), "b3": [0.0]}
    trainer = Trainer(net, params=shut, x=x, y=y, held_out=(x, y))
    assert trainer.stage.status == f"Every z⁽¹⁾ ≤ 0, for all {trainer.course.measured} images asked."


@pytest.mark.parametrize("side, first", [(2, "[Flatten(), "), (3, "[Flatten(), "), (4, "[Conv(4, 3), ")])
def test_a_network_that_is_advised_reads_the_images(side, first):
    x = np.zeros((10, side, side, 1))
    with pytest.raises(ValueError) as caught:
        Trainer(x=x, y=np.arange(10) % 2)
    code = re.search(r"net=(Network.*)$", str(caught.value)).group(1)
    assert first in code
    kinds = {kind.__name__: kind for kind in (Network, Conv, ReLU, MaxPool, Flatten, Dense, Sigmoid)}
    Trainer(eval(code, kinds), x=x, y=np.arange(10) % 2)


def test_classes_beside_images_of_ones_own_are_refused():
    x, y = rectangles()
    with pytest.raises(ValueError, match=r"classes=\('cat', 'dog'\) chooses among digits of the library, and x came"):
        Trainer(x=x, y=y, classes=("cat", "dog"))


def test_parameters_that_no_number_can_hold_are_refused_by_name():
    with pytest.raises(ValueError, match="params and x take the loss out of the range of numbers"):
        Trainer(params={"w1": np.full((3, 3, 1, 1), 1e200), "b1": [0.0], "w3": np.full((9, 1), 1e200), "b3": [0.0]})
