"""The examples keep their promises: no ties, no kinks, readable weights, gradients that show; real digits."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib import examples, gradcheck

SMALL = [examples.eight_by_eight, examples.six_by_six]


@pytest.fixture(params=SMALL, ids=lambda make: make.__name__)
def run(request):
    net, params, x, y = request.param()
    return net.run(params, x, y)


def windows(a1):
    """The 2 x 2 pool windows of one feature map, one row of four cells each."""
    rows, columns = a1.shape[1] // 2, a1.shape[2] // 2
    return a1.reshape(rows, 2, columns, 2).transpose(0, 2, 1, 3).reshape(-1, 4)


def map_of(tensor):
    return tensor[0, :, :, 0]


@pytest.mark.parametrize("make, shape, count", [(examples.eight_by_eight, (1, 8, 8, 1), 20),
                                                (examples.six_by_six, (1, 6, 6, 1), 15)])
def test_shapes_and_parameter_counts(make, shape, count):
    net, params, x, y = make()
    assert x.shape == shape and y.tolist() == [[1.0]]
    assert net.parameter_count == count == sum(value.size for value in params.values())
    assert all(value.dtype == np.float64 for value in (x, y, *params.values()))


def test_every_pool_window_has_one_clear_positive_winner(run):
    ranked = np.sort(windows(run.trace["a1"]))
    assert np.all(ranked[:, 3] > 0)
    assert np.min(ranked[:, 3] - ranked[:, 2]) >= 0.1


def test_pool_windows_are_won_in_all_four_corners(run):
    assert set(windows(run.trace["a1"]).argmax(axis=1)) == {0, 1, 2, 3}


def test_no_preactivation_is_near_the_kink_and_the_relu_closes_between_a_quarter_and_a_half(run):
    z1 = run.trace["z1"]
    assert np.min(np.abs(z1)) >= 0.05 - 1e-12
    assert 0.25 <= np.mean(z1 < 0) <= 0.5


def test_weights_have_one_decimal_and_none_is_zero(run):
    for value in run.params.values():
        assert_allclose(value * 10, np.round(value * 10), atol=1e-12)
        assert np.all(np.abs(value) >= 0.1)
    assert run.params["w3"].min() < 0 < run.params["w3"].max()


def test_no_turn_and_no_reflection_leaves_the_kernel_or_the_picture_alike(run):
    for square in (map_of(run.trace["x"]), run.params["w1"][:, :, 0, 0]):
        turned = [np.rot90(s, quarter) for s in (square, square.T) for quarter in range(4)]
        assert all(np.max(np.abs(square - other)) > 0.5 for other in turned[1:])


def test_the_prediction_is_undecided_but_wrong_and_the_loss_shows_it(run):
    assert 0.25 <= run.trace["a3"].item() <= 0.45
    assert abs(run.L - np.log(2)) > 0.2
    assert 0.55 < -run.grads["dL_dz3"].item() < 0.65                 # prediction minus label


@pytest.mark.parametrize("name", ["dL_dw1", "dL_da2", "dL_dx"])
def test_gradients_have_both_signs(run, name):
    assert run.grads[name].min() < -0.1 and run.grads[name].max() > 0.1


def test_every_gradient_is_large_enough_to_print_or_exactly_zero(run):
    for name, gradient in run.grads.items():
        shown = np.abs(gradient[gradient != 0])
        assert shown.min() >= 0.03, name
        assert np.all(gradient != 0) or name in ("dL_da1", "dL_dz1", "dL_dx"), name
    assert np.max(np.abs(run.grads["dL_dw1"])) > 0.3


def test_some_cells_of_the_picture_collect_from_overlapping_windows(run):
    touched = np.zeros(map_of(run.trace["x"]).shape)
    for i, j in np.argwhere(map_of(run.grads["dL_dz1"])):
        touched[i:i + 3, j:j + 3] += 1
    assert np.sum(touched > 1) >= 6


@pytest.mark.parametrize("make", SMALL)
@pytest.mark.parametrize("name", ["w1", "b1", "w3", "b3", "x"])
def test_nudging_confirms_every_gradient_and_meets_no_kink(make, name):
    net, params, x, y = make()
    tensors = params | {"x": x}

    def loss(value):
        changed = tensors | {name: value}
        return net.loss(net.forward({k: changed[k] for k in params}, changed["x"]), y)

    report = gradcheck.check(loss, tensors[name], net.run(params, x, y).grads["dL_d" + name])
    assert report.passed and not report.kink.any(), str(report)


def test_the_running_example_is_a_real_eight_that_is_not_altered():
    _, _, x, _ = examples.eight_by_eight()
    assert_array_equal(map_of(x) * 16, [[0, 0,  4, 12, 13,  5, 0, 0],
                                        [0, 3, 15,  8, 10, 15, 2, 0],
                                        [0, 3, 14,  2,  2, 15, 3, 0],
                                        [0, 0, 10, 16, 16,  7, 0, 0],
                                        [0, 0,  0,  7, 13, 15, 3, 0],
                                        [0, 0,  2, 11,  1, 12, 5, 0],
                                        [0, 0,  7,  9,  1, 14, 2, 0],
                                        [0, 0,  4, 16, 16,  7, 0, 0]])
    (x_train, y_train), (x_test, y_test) = examples.digits()
    same = [y[0] for xs, ys in ((x_train, y_train), (x_test, y_test)) for d, y in zip(xs, ys, strict=True)
            if np.array_equal(d, x[0])]
    assert same == [1.0]


def test_the_hand_written_weights_already_tell_threes_from_eights():
    net, params, _, _ = examples.eight_by_eight()
    sides = examples.digits()
    right = [(net.forward(params, x)["a3"] > 0.5) == y for x, y in sides]
    assert np.mean(np.concatenate(right)) > 0.9


def test_six_by_six_by_hand():
    net, params, x, y = examples.six_by_six()
    trace = net.forward(params, x)
    assert_array_equal(map_of(trace["z1"]), [[ 2.5, -0.5, -0.5,  0.5],
                                             [-4.5, -0.5,  5.5,  1.5],
                                             [ 0.5,  3.5, -0.5, -0.5],
                                             [ 1.5, -0.5,  0.5,  1.5]])
    assert_array_equal(map_of(trace["a2"]), [[2.5, 5.5], [3.5, 1.5]])
    assert trace["z3"].item() == pytest.approx(-0.1 * 2.5 - 0.3 * 5.5 + 0.2 * 3.5 + 0.4 * 1.5 + 0.1)
    assert trace["a3"].item() == pytest.approx(0.37754, abs=1e-5)


def test_ten_digits_has_two_convolutions_a_softmax_and_a_batch():
    net, params, x, y = examples.ten_digits()
    assert [name for name in params if name.startswith("w")] == ["w1", "w3", "w5"]
    assert net.parameter_count == 80 + 1168 + 650
    assert x.shape == (32, 8, 8, 1) and y.shape == (32, 10)
    assert_allclose(net.forward(params, x)["a5"].sum(axis=1), 1)


def test_examples_are_the_same_every_time_and_do_not_share_memory():
    for make in (*SMALL, examples.ten_digits):
        _, params, x, y = make()
        kept = {name: value.copy() for name, value in (params | {"x": x, "y": y}).items()}
        for value in (*params.values(), x, y):
            value[:] = 7
        _, params, x, y = make()
        for name, value in (params | {"x": x, "y": y}).items():
            assert_array_equal(value, kept[name])


def test_all_ten_digits_are_split_into_three_quarters_and_one_quarter():
    (x_train, y_train), (x_test, y_test) = examples.digits(classes=None)
    assert x_train.shape == (1347, 8, 8, 1) and x_test.shape == (450, 8, 8, 1)
    assert y_train.shape == (1347, 10) and y_test.shape == (450, 10)
    for y in (y_train, y_test):
        assert set(np.unique(y)) == {0.0, 1.0} and np.all(y.sum(axis=1) == 1)
        assert np.all(np.abs(y.mean(axis=0) - 0.1) < 0.03)            # every digit about as often


def test_the_split_covers_every_stored_digit_once_and_the_sides_share_none():
    sides = examples.digits(classes=None)
    with np.load(examples.DIGITS, allow_pickle=False) as stored:
        images, labels = stored["images"], stored["labels"]
    rows = [{(*(digit.ravel() * 16).astype(int), int(label.argmax()))
             for digit, label in zip(x, y, strict=True)}
            for x, y in sides]
    assert len(labels) == 1797 and images.dtype == np.uint8
    assert len(rows[0]) == 1347 and len(rows[1]) == 450 and not rows[0] & rows[1]
    assert rows[0] | rows[1] == {(*image.ravel().tolist(), int(label))
                                 for image, label in zip(images, labels, strict=True)}


def test_threes_and_eights_are_real_pictures_between_paper_and_ink():
    (x_train, y_train), (x_test, y_test) = examples.digits()
    assert len(x_train) + len(x_test) == 183 + 174
    for x, y in ((x_train, y_train), (x_test, y_test)):
        assert x.dtype == y.dtype == np.float64 and y.shape == (len(x), 1)
        assert x.min() == 0.0 and x.max() == 1.0
        assert_array_equal(x * 16, np.round(x * 16))
        assert 0.45 < y.mean() < 0.55


def test_the_second_class_is_the_one_and_a_digit_never_changes_sides():
    (x_train, y_train), (x_test, _) = examples.digits((3, 8))
    (x_swapped, y_swapped), _ = examples.digits((8, 3))
    assert_array_equal(x_swapped, x_train)
    assert_array_equal(y_swapped, 1 - y_train)
    (_, ten_train), (_, ten_test) = examples.digits(None)
    assert len(x_train) == ten_train[:, [3, 8]].sum() and len(x_test) == ten_test[:, [3, 8]].sum()


def test_every_pair_of_neighbouring_digits_can_be_asked_for():
    for pair in pairwise(range(10)):
        (_, y_train), (_, y_test) = examples.digits(pair)
        assert 0.4 < y_train.mean() < 0.6 and 0.3 < y_test.mean() < 0.7


@pytest.mark.parametrize("classes", [(3,), (3, 3), (3, 8, 9), (-1, 3), (3, 10), "38", 3, (3.0, 8.0),
                                     (3, None), ()])
def test_other_classes_are_refused_by_name(classes):
    with pytest.raises(ValueError, match="classes is .*two different digits from 0 to 9"):
        examples.digits(classes)


WHOLE = [examples.two_channels, examples.two_convolutions]


@pytest.fixture(params=WHOLE, ids=lambda make: make.__name__)
def whole(request):
    net, params, x, y = request.param()
    return net.run(params, x, y)


def likes(square):
    """How many turns and reflections leave a square as it is, itself not counted."""
    turned = [np.rot90(one, quarter) for one in (square, square.T) for quarter in range(4)]
    return sum(np.array_equal(square, other) for other in turned[1:])


def scores(run):
    return [value for name, value in run.trace.items() if name.startswith("z")]


def test_the_two_examples_with_channels_have_whole_numbers_and_no_zero_in_z(whole):
    for value in (*whole.params.values(), whole.trace["x"], *scores(whole)):
        assert value.dtype == np.float64 and np.array_equal(value, np.round(value))
    assert all(np.all(value != 0) for value in (*whole.params.values(), *scores(whole)))


def test_in_them_nothing_is_like_a_turn_or_a_reflection_of_itself(whole):
    kernels = [value for name, value in whole.params.items() if value.ndim == 4]
    squares = [w[:, :, n, k] for w in kernels for n in range(2) for k in range(2)]
    squares += [whole.trace["x"][e, :, :, n] for e in range(2) for n in range(2)]
    assert all(square.shape in ((2, 2), (5, 5)) and likes(square) == 0 for square in squares)
    assert all(len({w[:, :, n, k].tobytes() for n in range(2) for k in range(2)}) == 4 for w in kernels)


def test_in_each_of_their_maps_some_gates_are_open_and_some_shut(whole):
    for z in (value for value in scores(whole) if value.ndim == 4):
        shut = (z < 0).mean(axis=(1, 2))
        assert shut.min() >= 0.15 and shut.max() <= 0.7


def test_their_sizes_and_labels():
    (net, params, x, y), (other, _, x2, y2) = (make() for make in WHOLE)
    assert x.shape == x2.shape == (2, 5, 5, 2) and (net.parameter_count, other.parameter_count) == (45, 55)
    assert y.tolist() == [[1, 0, 0], [0, 1, 0]] and y2.tolist() == [[1], [1]]
    assert net.forward(params, x)["z3"].argmax(axis=1).tolist() == [1, 1]


def test_each_pool_window_of_two_channels_has_one_winner_often_another_in_the_second_example():
    net, params, x, _ = examples.two_channels()
    a1 = net.forward(params, x)["a1"]
    cells = a1.reshape(2, 2, 2, 2, 2, 2).transpose(0, 1, 3, 5, 2, 4).reshape(2, 2, 2, 2, 4)
    ranked, winners = np.sort(cells, axis=-1), cells.argmax(axis=-1)
    assert np.all(ranked[..., 3] > 0) and np.all(ranked[..., 3] > ranked[..., 2])
    assert set(winners.ravel()) == {0, 1, 2, 3} and np.sum(winners[0] != winners[1]) >= 5


def test_their_gradients_agree_with_nudging(whole):
    for name in whole.params:
        def loss(value, name=name):
            return whole.net.loss(whole.net.forward(whole.params | {name: value}, whole.trace["x"]), whole.y)
        assert gradcheck.check(loss, whole.params[name], whole.grads[f"dL_d{name}"]), name


def test_what_comes_back_to_the_pooled_map_of_two_channels_is_nowhere_0():
    net, params, x, y = examples.two_channels()
    assert np.min(np.abs(net.run(params, x, y).grads["dL_da2"])) > 1e-3
