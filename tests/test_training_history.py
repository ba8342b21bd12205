"""cnnlib.training: one step of a run, what is recorded, and how it is written down."""

import numpy as np
import pytest

from cnnlib import examples, optim, training
from cnnlib.network import AvgPool, Conv, Dense, Flatten, Network, ReLU, Sigmoid


@pytest.fixture(scope="module")
def setup():
    net, *_ = examples.eight_by_eight()
    return training.Setup(net, *examples.digits((3, 8)), seed=5)


@pytest.fixture
def small():
    """Two filters, a rectangular picture, seven images of which the last batch of three is smaller."""
    rng = np.random.default_rng(0)
    net = Network((5, 4, 1), [Conv(2, 2), ReLU(), AvgPool(1), Flatten(), Dense(1), Sigmoid()])
    images = rng.normal(size=(7, 5, 4, 1)), (np.arange(7) % 2)[:, None].astype(float)
    return training.Setup(net, images, images, seed=1)


def test_a_step_is_that_of_network_and_optimizer_on_the_next_images(small):
    state = training.step(small, training.start(small), optim.SGD(0.3), batch=3)
    x, y = small.train
    rows = np.random.default_rng([1, 0]).permutation(7)[:3]
    params = small.net.init(np.random.default_rng(1))
    run = small.net.run(params, x[rows], y[rows])
    for name, new in optim.SGD(0.3).step(params, run.grads).items():
        np.testing.assert_array_equal(state.params[name], new)
    assert state.L == run.L


def test_an_epoch_uses_every_image_once_and_the_next_another_order(small):
    seen = []
    x, _ = small.train
    spy = training.Setup(small.net, small.train, small.held_out, seed=1)
    state = training.start(spy)
    for _ in range(6):
        rows = training.order(1, state.epoch, 7)[state.used:state.used + 3]
        seen.append(rows.tolist())
        state = training.step(spy, state, optim.SGD(0.1), batch=3)
    assert sorted(sum(seen[:3], [])) == sorted(sum(seen[3:], [])) == list(range(7))
    assert [len(rows) for rows in seen] == [3, 3, 1, 3, 3, 1]
    assert seen[:3] != seen[3:]
    assert (state.step, state.epoch, state.used) == (6, 2, 0)


def test_a_change_of_batch_in_an_epoch_still_uses_every_image_once(small):
    state = training.step(small, training.start(small), optim.SGD(0.1), batch=2)
    state = training.step(small, state, optim.SGD(0.1), batch=100)
    assert (state.epoch, state.used) == (1, 0)


def test_a_step_leaves_the_state_before_as_it_was(small):
    state = training.start(small)
    before = {name: value.copy() for name, value in state.params.items()}
    after = training.step(small, state, optim.SGD(1.0), batch=3)
    assert state.step == 0 and after.before is state.params
    for name, value in before.items():
        np.testing.assert_array_equal(state.params[name], value)


def test_same_seed_and_settings_give_the_same_curve_to_the_last_digit(setup):
    first, second = (training.run(setup, optim.Adam(0.05), 16, 40)[1] for _ in range(2))
    assert first == second
    other = training.Setup(setup.net, setup.train, setup.held_out, seed=6)
    assert training.run(other, optim.Adam(0.05), 16, 40)[1] != first


def test_a_record_says_what_the_network_says(small):
    _, history = training.run(small, optim.SGD(0.3), batch=3, steps=4)
    state = training.start(small)
    for _ in range(4):
        state = training.step(small, state, optim.SGD(0.3), batch=3)
    x, y = small.train
    trace, record = small.net.forward(state.params, x), history[-1]
    assert record["L"] == pytest.approx(small.net.loss(trace, y))
    assert record["accuracy"] == np.mean((trace["a3"] > 0.5) == y)
    g = state.grads
    norm = np.hypot(*(np.linalg.norm(g[n]) for n in ("dL_dw1", "dL_db1")))
    assert record["gradient_1"] == pytest.approx(norm)
    moved = state.params["w3"] - state.before["w3"]
    assert record["ratio_w3"] == pytest.approx(np.linalg.norm(moved) / np.linalg.norm(state.before["w3"]))
    assert [r["step"] for r in history] == [0, 1, 2, 3, 4]
    assert history[0]["gradient_1"] is history[0]["ratio_w1"] is history[0]["L_batch"] is None


def test_a_filter_is_dead_when_no_image_opens_it_anywhere_and_its_cells_count(small):
    params = training.start(small).params
    params["b1"] = np.array([-100.0, 0.0])
    record = training.record(small, training.start(small, params))
    assert record["dead_filters"] == 0.5
    assert 0.5 <= record["dead_cells"] < 1
    assert training.dead(small.net, {"z1": np.array([[[[1.0, 0.0]]], [[[-1.0, -2.0]]]])}) == (0.5, 0.5)


def test_a_dead_network_stays_dead_and_only_its_last_bias_learns(setup):
    params = training.start(setup).params | {"b1": np.array([-5.0])}
    state, history = training.run(setup, optim.SGD(0.5), 32, 20, params)
    assert {r["dead_filters"] for r in history} == {1.0}
    assert history[-1]["gradient_1"] == 0
    np.testing.assert_array_equal(state.params["w1"], params["w1"])
    assert state.params["b3"] != params["b3"]


def test_all_scores_zero_begin_at_exactly_ln_2(setup):
    params = training.start(setup).params | {"w3": np.zeros((9, 1)), "b3": np.zeros(1)}
    record = training.record(setup, training.start(setup, params))
    assert record["L"] == pytest.approx(np.log(2), abs=1e-12)
    after = training.record(setup, training.step(setup, training.start(setup, params), optim.SGD(0.1)))
    assert after["ratio_w3"] is None                                   # no share of nothing


def test_four_images_are_learned_by_heart():
    net, *_ = examples.eight_by_eight()
    (x, y), held_out = examples.digits((3, 8))
    rows = [*np.flatnonzero(y[:, 0] == 0)[:2], *np.flatnonzero(y[:, 0] == 1)[:2]]
    setup = training.Setup(net, (x[rows], y[rows]), held_out, seed=5)
    assert training.run(setup, optim.SGD(0.5), 4, 300)[1][-1]["L"] < 0.01


def test_wrong_lists_the_surest_mistake_first(setup):
    state, history = training.run(setup, optim.SGD(0.5), 32, 10)
    x, y = setup.held_out
    a = setup.net.forward(state.params, x)["a3"]
    places = training.wrong(setup, state.params)
    assert len(places) == np.sum((a > 0.5) != y) > 2
    assert history[-1]["accuracy_held_out"] == 1 - len(places) / len(y)
    sure = np.abs(a - y)[places, 0]
    assert np.all(np.diff(sure) <= 0) and sure.min() >= 0.5


def test_ten_classes_are_counted_by_their_largest_share():
    net, params, *_ = examples.ten_digits()
    setup = training.Setup(net, *examples.digits(classes=None), seed=0)
    x, y = setup.held_out
    a = net.forward(params, x)["a5"]
    wrong = training.wrong(setup, params)
    assert training.accuracy(a, y) == np.mean(a.argmax(axis=1) == y.argmax(axis=1)) == pytest.approx(
        1 - len(wrong) / len(y))
    record = training.record(setup, training.step(setup, training.start(setup), optim.SGD(0.1)))
    assert {"gradient_1", "gradient_3", "gradient_5", "ratio_w5"} <= record.keys()


def test_csv_gives_back_every_digit_and_what_is_none(setup):
    _, history = training.run(setup, optim.SGD(0.37), 16, 12)
    text = training.to_csv(history)
    assert training.from_csv(text) == history
    assert len(text.splitlines()) == 14
    assert isinstance(training.from_csv(text)[3]["step"], int)


@pytest.mark.parametrize("lr", [1e-4, 100.0, 1e6])
def test_extreme_rates_go_on_without_a_warning(setup, lr, recwarn):
    _, history = training.run(setup, optim.SGD(lr), 32, 40)
    assert len(history) == 41 and not recwarn.list


def test_a_weight_that_overflows_is_said_in_words(setup, recwarn):
    params = {name: np.full_like(value, 1e300) for name, value in training.start(setup).params.items()}
    with pytest.raises(ValueError, match="step 1 takes w. out of the range of numbers: the learning rate is too large"):
        training.step(setup, training.start(setup, params), optim.SGD(1e10), 32)
    assert not recwarn.list


@pytest.mark.parametrize("batch", [0, -1, 2.5, "all", True])
def test_a_batch_that_is_no_count_is_refused_by_name(setup, batch):
    with pytest.raises(ValueError, match="batch is .*; it needs to be a whole number from 1"):
        training.step(setup, training.start(setup), optim.SGD(0.1), batch)


def test_images_that_do_not_fit_and_seeds_that_are_none_are_refused(setup):
    with pytest.raises(ValueError, match="seed is -1"):
        training.Setup(setup.net, setup.train, setup.held_out, seed=-1)
    with pytest.raises(ValueError, match="x must have the shape"):
        training.Setup(setup.net, (np.zeros((3, 5, 5, 1)), np.zeros((3, 1))), setup.held_out)
