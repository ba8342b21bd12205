"""Training: settings left out, each number of a record by hand, and what is refused, word by word."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from cnnlib import optim, training
from cnnlib.network import Conv, Dense, Flatten, Network, ReLU, Sigmoid, Softmax

ROW = Network((2,), [Dense(3), ReLU(), Dense(1), Sigmoid()])
CLASSES = Network((2,), [Dense(3), Softmax()])


def setup_of(net, m=40, held_out=5, **options):
    rng, units = np.random.default_rng(2), net.layers[-2].units
    labels = lambda n: np.eye(units)[np.arange(n) % units] if units > 1 else np.arange(n)[:, None] % 2
    train, other = ((rng.normal(size=(n, *net.input_shape)), labels(n)) for n in (m, held_out))
    return training.Setup(net, train, other, **options)


def refusal(call, *arguments, **options):
    with pytest.raises(ValueError) as error:
        call(*arguments, **options)
    return str(error.value)


class Counting(optim.SGD):
    """Counts the images of each step: the gradient of the images has a row for each."""

    def step(self, params, grads):
        self.rows = [*getattr(self, "rows", []), len(grads["dL_dx"])]
        return super().step(params, grads)


def test_a_step_takes_32_images_unless_told_otherwise():
    setup, optimizer = setup_of(ROW), Counting(0.1)
    state = training.step(setup, training.start(setup), optimizer)
    state = training.step(setup, state, optimizer)
    assert optimizer.rows == [32, 8] and (state.step, state.epoch, state.used) == (2, 1, 0)


def test_a_run_takes_100_steps_of_32_images_unless_told_otherwise():
    setup = setup_of(ROW)
    state, history = training.run(setup, optim.SGD(0.1))
    _, other = training.run(setup, optim.SGD(0.1), batch=32, steps=100)
    assert len(history) == 101 and state.step == 100 and history == other
    assert training.run(setup, optim.SGD(0.1), steps=0)[0].step == 0


def test_the_seed_is_0_unless_told_otherwise():
    setup = setup_of(ROW)
    np.testing.assert_array_equal(training.start(setup).params["w1"],
                                  ROW.init(np.random.default_rng(0))["w1"])
    assert setup.seed == 0 and setup_of(ROW, seed=np.int64(3)).seed == 3
    assert type(setup_of(ROW, seed=np.int64(3)).seed) is int


def test_a_run_begins_with_the_parameters_it_is_given_and_copies_them():
    setup, params = setup_of(ROW), ROW.init(np.random.default_rng(9))
    state = training.start(setup, params)
    np.testing.assert_array_equal(state.params["w1"], params["w1"])
    assert not np.shares_memory(state.params["w1"], params["w1"])
    first, _ = training.run(setup, optim.SGD(0.1), steps=0, params=params)
    np.testing.assert_array_equal(first.params["w1"], params["w1"])


def test_the_state_before_the_first_step_has_no_past():
    state = training.start(setup_of(ROW))
    assert (state.step, state.epoch, state.used, state.before, state.grads, state.L) == (0, 0, 0, None, None, None)


def test_a_state_holds_the_loss_of_its_batch_before_the_step_and_what_led_to_it():
    setup = setup_of(ROW)
    start = training.start(setup)
    state = training.step(setup, start, optim.SGD(0.1), batch=4)
    rows = training.order(0, 0, 40)[:4]
    run = ROW.run(start.params, setup.train[0][rows], setup.train[1][rows])
    assert state.L == run.L and type(state.L) is float and (state.step, state.epoch, state.used) == (1, 0, 4)
    assert state.before is start.params
    np.testing.assert_array_equal(state.grads["dL_dw1"], run.grads["dL_dw1"])


def test_a_record_of_step_0_leaves_out_what_a_step_would_tell():
    setup = setup_of(ROW)
    record = training.record(setup, training.start(setup))
    trace = ROW.forward(training.start(setup).params, setup.train[0])
    assert list(record) == ["step", "epoch", "L_batch", "L", "L_held_out", "accuracy", "accuracy_held_out",
                            "gradient_1", "gradient_2", "ratio_w1", "ratio_w2", "dead_filters", "dead_cells"]
    assert [record[name] for name in ("step", "epoch", "L_batch", "gradient_1", "gradient_2",
                                      "ratio_w1", "ratio_w2")
            ] == [0, 0, None, None, None, None, None]
    assert record["L"] == pytest.approx(ROW.loss(trace, setup.train[1]))
    held_out = ROW.forward(training.start(setup).params, setup.held_out[0])
    assert record["L_held_out"] == pytest.approx(ROW.loss(held_out, setup.held_out[1]))
    assert record["accuracy_held_out"] == np.mean((held_out["a2"] > 0.5) == setup.held_out[1])


def test_scores_beyond_the_range_of_numbers_make_an_infinite_loss_without_a_warning():
    setup = setup_of(ROW)
    huge = {name: np.full(value.shape, 1e200) for name, value in training.start(setup).params.items()}
    with np.errstate(over="raise"):
        assert training.record(setup, training.State(huge))["L"] == np.inf


def test_a_loss_that_is_no_number_gives_no_warning():
    class Far(Sigmoid):
        def loss(self, z, y):
            infinite = np.array([np.inf])
            return (infinite - infinite).item()

    setup = setup_of(Network(ROW.input_shape, [*ROW.layers[:-1], Far()]))
    with np.errstate(invalid="raise"):
        assert np.isnan(training.record(setup, training.start(setup))["L"])


@pytest.mark.parametrize(("kind", "numbers"), [("over", (1e308, -1e308)), ("invalid", (np.inf, np.inf))])
def test_what_an_optimizer_computes_beyond_the_range_of_numbers_gives_no_warning(kind, numbers):
    class Far(optim.SGD):
        def step(self, params, grads):
            a, b = np.array(numbers)
            return super().step(params, grads | {"lost": a - b})

    setup = setup_of(ROW)
    with np.errstate(**{kind: "raise"}):
        assert training.step(setup, training.start(setup), Far(0.1)).step == 1


def test_gradients_and_ratios_are_norms_over_all_cells():
    setup = setup_of(ROW)
    before = training.start(setup).params
    after = {name: value + 3.0 for name, value in before.items()}
    grads = {f"dL_d{name}": np.full(value.shape, 2.0) for name, value in before.items()}
    record = training.record(setup, training.State(after, 7, 2, 3, before, grads, 0.25))
    assert (record["step"], record["epoch"], record["L_batch"]) == (7, 2, 0.25)
    assert record["gradient_1"] == pytest.approx(2 * np.sqrt(2 * 3 + 3))
    assert record["gradient_2"] == pytest.approx(2 * np.sqrt(3 + 1))
    assert record["ratio_w1"] == pytest.approx(3 * np.sqrt(6) / np.linalg.norm(before["w1"]))


@pytest.mark.parametrize("m", [99, 100, 101, 250])
def test_many_images_are_taken_in_parts_and_none_is_lost(m):
    setup = setup_of(CLASSES, m=m)
    state = training.start(setup)
    trace = CLASSES.forward(state.params, setup.train[0])
    record = training.record(setup, state)
    assert record["L"] == pytest.approx(CLASSES.loss(trace, setup.train[1]), rel=1e-12)
    assert record["accuracy"] == np.mean(trace["a1"].argmax(axis=1) == np.arange(m) % 3)


def test_a_prediction_of_exactly_one_half_says_0_and_of_equal_shares_the_first_class_is_said():
    assert training.accuracy([[0.5], [0.6]], [[0], [1]]) == 1 and training.accuracy([[0.5]], [[1]]) == 0
    assert training.accuracy([[0.5, 0.5], [0.25, 0.75]], [[0, 1], [0, 1]]) == 0.5
    assert training.accuracy([[0.0], [1.0]], [[0], [1]]) == 1 and type(training.accuracy([[0.0]], [[0]])) is float


@pytest.mark.parametrize(("a", "y", "sentence"), [
    ([0.5, 0.5], [[1]], "a has shape (2,); it needs predictions (m, 1), or (m, classes)"),
    (np.zeros((0, 1)), np.zeros((0, 1)), "a has shape (0, 1); it needs predictions (m, 1), or (m, classes)"),
    ([[0.5], [1.25]], [[1], [0]], "a runs from 0.5 to 1.25; it needs predictions, from 0 to 1"),
    ([[-0.5], [1]], [[1], [0]], "a runs from -0.5 to 1; it needs predictions, from 0 to 1"),
    ([[0.5], [1]], [[1], [0.5]], "y holds [0.5]; it needs labels 0 and 1"),
    ([[0.5, 0.5]] * 2, [[1, 0], [1, 1]], "y holds [1.0, 1.0]; it needs one-hot rows, which sum to 1"),
    (["a"], [[1]], "a holds text; it needs real numbers, as np.array(a, dtype=float) makes them")])
def test_accuracy_says_what_it_cannot_count(a, y, sentence):
    assert refusal(training.accuracy, a, y) == sentence


def test_rows_of_labels_may_miss_1_by_rounding():
    assert training.accuracy([[0.25, 0.75]], [[1e-7, 1 - 5e-7]]) == 1.0
    assert refusal(training.accuracy, [[0.25, 0.75]], [[0.0, 1 - 2e-6]]).startswith("y holds [0.0, 0.999998]")


TWO = Network((4, 4, 1), [Conv(2, 2), ReLU(), Conv(3, 2), ReLU(), Flatten(), Dense(1), Sigmoid()])


def test_a_cell_is_dead_that_no_image_brings_above_0_and_a_filter_whose_cells_all_are():
    z1, z2 = np.full((2, 3, 3, 2), -1.0), np.full((2, 2, 2, 3), -1.0)
    z1[1, 0, 2, 0], z2[0, 1, 1, 2], z2[0, 0, 0, 1] = 1, 0.5, 0.0
    filters_of_1, filters_of_2, cells = 1, 2, 18 - 1 + 12 - 1
    assert training.dead(TWO, {"z1": z1, "z2": z2}) == (cells / 30, (filters_of_1 + filters_of_2) / 5)


def test_without_a_relu_nothing_is_dead():
    assert training.dead(CLASSES, {}) == (0.0, 0.0)


def test_dead_says_what_its_trace_lacks():
    sentence = "trace must be the dict that net.forward returns, with z1, z2"
    assert refusal(training.dead, TWO, {"z1": np.ones((1, 3, 3, 2))}) == sentence
    assert refusal(training.dead, TWO, None) == sentence
    assert refusal(training.dead, TWO, {"z1": ["a"], "z2": [1.0]}).startswith("trace['z1'] holds text")


def test_wrong_answers_come_with_the_surest_first_and_equals_in_their_order():
    net = Network((1,), [Dense(1), Sigmoid()])
    x, y = np.array([[3.0], [-1.0], [2.0], [-2.0], [3.0], [1.0]]), np.array([[0], [1], [1], [1], [0], [0]])
    setup = training.Setup(net, (x, y), (x, y))
    params = {"w1": np.ones((1, 1)), "b1": np.zeros(1)}
    assert training.wrong(setup, params).tolist() == [0, 4, 3, 1, 5]


def test_many_equally_wrong_answers_stay_in_their_order():
    x = np.where(np.arange(60)[:, None] % 3 == 1, 2.0, 1.0)
    setup = training.Setup(Network((1,), [Dense(1), Sigmoid()]), (x, np.zeros((60, 1))),
                           (x, np.zeros((60, 1))))
    places = training.wrong(setup, {"w1": np.ones((1, 1)), "b1": np.zeros(1)}).tolist()
    assert places == [k for k in range(60) if k % 3 == 1] + [k for k in range(60) if k % 3 != 1]


def test_wrong_classes_come_with_the_smallest_share_of_the_right_one_first():
    net = Network((3,), [Dense(3), Softmax()])
    x = np.log([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.6, 0.1, 0.3], [0.25, 0.35, 0.4]])
    setup = training.Setup(net, (x, np.eye(3)[[0, 0, 0, 0]]), (x, np.eye(3)[[1, 2, 1, 0]]))
    params = {"w1": np.eye(3), "b1": np.zeros(3)}
    assert training.wrong(setup, params).tolist() == [2, 3, 0]


def test_records_are_written_as_csv_with_unix_lines_and_an_empty_field_for_none():
    history = [{"step": 0, "epoch": 0, "L": 0.1, "ratio": None},
               {"step": 1, "epoch": 2, "L": 1 / 3, "ratio": 1e-20}]
    text = training.to_csv(history)
    assert text == "step,epoch,L,ratio\n0,0,0.1,\n1,2,0.3333333333333333,1e-20\n"
    assert training.from_csv(text) == history
    assert [type(value) for value in training.from_csv(text)[1].values()] == [int, int, float, float]


@pytest.mark.parametrize("history", [[], None, {"step": 0}, [0, 1], [{"step": 0}, None]])
def test_what_is_no_list_of_records_is_not_written(history):
    sentence = f"history is {history!r}; it needs records, as training.run returns them"
    assert refusal(training.to_csv, history) == sentence


def test_one_record_is_enough_and_a_tuple_will_do():
    assert training.to_csv(({"step": 3},)) == "step\n3\n"


def test_setups_states_networks_and_text_are_asked_for_by_name():
    setup = setup_of(ROW)
    state, optimizer = training.start(setup), optim.SGD(0.1)
    for call, name in [(training.start, "setup"), (lambda it: training.step(it, state, optimizer), "setup"),
                       (lambda it: training.record(it, state), "setup"),
                       (lambda it: training.wrong(it, {}), "setup"),
                       (lambda it: training.step(setup, it, optimizer), "state"),
                       (lambda it: training.record(setup, it), "state"),
                       (lambda it: training.dead(it, {}), "net"), (training.from_csv, "text")]:
        needed = {"setup": "Setup", "state": "State", "net": "Network", "text": "str"}[name]
        assert refusal(call, None) == f"{name} is a NoneType; it needs a {needed}"


@pytest.mark.parametrize("value", [None, 2.0, "3", True, -1])
def test_what_is_no_count_is_told_with_the_least_that_is(value):
    for call, name, least in [
            (lambda: setup_of(ROW, seed=value), "seed", 0),
            (lambda: training.run(setup_of(ROW), optim.SGD(0.1), steps=value), "steps", 0),
            (lambda: training.step(setup_of(ROW), training.start(setup_of(ROW)), optim.SGD(0.1), value), "batch", 1)]:
        assert refusal(call) == f"{name} is {value!r}; it needs to be a whole number from {least}"
    assert training.whole("n", 2, 2) == 2 and training.whole("n", np.int8(3), 0) == 3
    assert refusal(training.whole, "n", 1, 2) == "n is 1; it needs to be a whole number from 2"


@pytest.mark.parametrize("bad", [None, optim.SGD, 0.1, "SGD"])
def test_an_optimizer_is_one_with_its_brackets(bad):
    setup = setup_of(ROW)
    sentence = f"optimizer is {bad!r}; it needs one with its brackets, such as optim.SGD(0.5)"
    assert refusal(training.step, setup, training.start(setup), bad) == sentence


def test_a_setup_says_which_of_its_images_do_not_fit():
    good = np.ones((2, 2)), np.array([[0], [1]])
    pair = "it needs a pair (x, y), images and labels"
    assert refusal(training.Setup, "net", good, good) == "net is a str; it needs a Network"
    assert refusal(training.Setup, ROW, None, good) == f"train: got a NoneType; {pair}"
    assert refusal(training.Setup, ROW, good, good[:1]) == f"held_out: got a tuple; {pair}"
    assert refusal(training.Setup, ROW, good, (*good, 1)) == f"held_out: got a tuple; {pair}"
    assert refusal(training.Setup, ROW, (np.ones((2, 3)), good[1]), good).startswith("train: x must have the shape")
    assert refusal(training.Setup, ROW, good, (good[0], [[0.5], [1]])) == (
        "held_out: y holds [0.5]; it needs labels 0 and 1")
    assert training.Setup(ROW, list(good), good).train[1].tolist() == [[0], [1]]


def test_a_setup_and_a_state_cannot_be_altered_are_themselves_alone_and_print_without_their_images():
    setup = setup_of(ROW)
    state = training.start(setup)
    for thing, name in [(setup, "seed"), (state, "step")]:
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, 1)
    assert setup == setup and setup != setup_of(ROW) and state != training.start(setup)
    assert repr(setup) == f"Setup(net={ROW!r}, seed=0)"


def test_a_step_out_of_the_range_of_numbers_names_the_step_and_the_parameter():
    setup = setup_of(ROW)
    params = training.start(setup).params | {"b2": np.array([np.inf])}
    assert refusal(training.step, setup, training.State(params, step=4), Infinite()) == (
        "b2 must be finite everywhere, but b2[0] is inf")
    assert refusal(training.step, setup, training.State(training.start(setup).params, step=4),
                   Infinite()) == (
        "step 5 takes b2 out of the range of numbers: the learning rate is too large")


class Infinite:
    """An optimizer that goes too far."""

    def step(self, params, grads):
        return params | {"b2": np.array([np.nan])}
