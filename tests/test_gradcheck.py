"""The referee: right gradients pass, wrong ones fail, and kinks and ties are judged by one-sided slopes."""

import numpy as np
import pytest

from cnnlib import gradcheck
from cnnlib.mistakes import MISTAKES
from cnnlib.ops import conv, dense, losses, max_pool, relu


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.fixture
def case(rng):
    """A rectangular picture, an asymmetric kernel, random upstream:
    f(x), x, w, dL_dz and the true gradients."""
    x, w, b = rng.normal(size=(2, 5, 6, 1)), rng.normal(size=(3, 3, 1, 1)), np.array([0.3])
    dL_dz = rng.normal(size=(2, 3, 4, 1))
    return x, w, b, dL_dz, conv.backward(dL_dz, x, w)


def loss(dL_dz, x, w, b):
    return np.sum(dL_dz * conv.forward(x, w, b))


def test_correct_gradients_of_a_convolution_pass(case):
    x, w, b, dL_dz, (dL_dx, dL_dw, dL_db) = case
    assert gradcheck.check(lambda x: loss(dL_dz, x, w, b), x, dL_dx).passed
    assert gradcheck.check(lambda w: loss(dL_dz, x, w, b), w, dL_dw).passed
    assert gradcheck.check(lambda b: loss(dL_dz, x, w, b), b, dL_db).passed


@pytest.mark.parametrize("spoil", [
    lambda g: np.rot90(g, 2), np.transpose, np.flipud, np.fliplr, np.negative, lambda g: g / 2,
    lambda g: g + 1e-4, np.zeros_like,
], ids=["rotated", "transposed", "upside down", "mirrored", "sign", "halved", "shifted", "zero"])
def test_a_spoilt_kernel_gradient_fails(case, spoil):
    x, w, b, dL_dz, (_, dL_dw, _) = case
    claim = spoil(dL_dw[:, :, 0, 0])[:, :, None, None]
    assert not gradcheck.check(lambda w: loss(dL_dz, x, w, b), w, claim).passed


def test_the_kernel_not_rotated_in_the_images_gradient_fails(case):
    x, w, b, dL_dz, _ = case
    claim, _, _ = MISTAKES["kernel not rotated"].wrong(dL_dz, x, w)
    assert not gradcheck.check(lambda x: loss(dL_dz, x, w, b), x, claim).passed


def test_overwriting_where_windows_overlap_fails(case):
    x, w, b, dL_dz, _ = case
    claim, _, _ = MISTAKES["= for +="].wrong(dL_dz, x, w)
    report = gradcheck.check(lambda x: loss(dL_dz, x, w, b), x, claim)
    assert not report.passed
    assert report.error[0, 0, 0, 0] < 1e-6                                # a corner lies in one window only


def test_one_wrong_cell_is_named_with_its_error():
    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    claim = 2 * x
    claim[1, 0] += 0.25
    report = gradcheck.check(lambda x: np.sum(x * x), x, claim)
    index, error = report.worst
    assert index == (1, 0) and error == pytest.approx(0.25, abs=1e-6)
    assert str(report).splitlines() == ["5 of 6 cells agree",
                                        "worst at [1, 0]: claimed 8.25, nudging gives 8"]


def test_the_report_says_in_words_that_all_agree_and_prints_rounding_only_as_a_bound():
    x = np.array([0.3, -0.7])
    report = gradcheck.check(lambda x: np.sin(x).sum(), x, np.cos(x))
    assert repr(report) == "2 of 2 cells agree; largest difference < 1e-08"
    assert report and report.passed


def test_one_sided_and_central_slopes_of_a_square():
    report = gradcheck.check(lambda x: float(x[0] ** 2), np.array([3.0]), np.array([6.0]), eps=0.01)
    assert report.left[0] == pytest.approx(5.99)
    assert report.right[0] == pytest.approx(6.01)
    assert report.central[0] == pytest.approx(6.0)
    assert not report.kink[0]


@pytest.mark.parametrize("f, slope", [
    (lambda x: 1e4 * x[0] ** 2, 6e3), (lambda x: np.exp(10 * x[0]), 10 * np.exp(3)), (lambda x: x[0] ** 3 + 1e3, 0.27),
    (lambda x: 1e-6 * x[0] ** 2, 6e-7),
], ids=["steep", "exponential", "on a large offset", "flat"])
def test_strong_curvature_and_rounding_are_not_taken_for_a_kink(f, slope):
    report = gradcheck.check(f, np.array([0.3]), np.array([slope]))
    assert report.passed and not report.kink.any()


@pytest.mark.parametrize("claim, passes",
                         [(0.0, True), (0.4, True), (1.0, True), (-0.1, False), (1.1, False)])
def test_relu_at_zero_accepts_everything_between_its_two_slopes(claim, passes):
    report = gradcheck.check(lambda z: relu.forward(z).sum(), np.array([0.0]), np.array([claim]))
    assert report.kink[0] and report.left[0] == pytest.approx(0) and report.right[0] == pytest.approx(1)
    assert report.passed is passes
    assert "1 at a kink" in str(report)


def test_relus_zero_at_zero_is_within_the_interval_also_with_a_leak(rng):
    z = np.array([[-1.0, 0.0, 2.0], [0.0, 0.5, -0.2]])
    dL_da = rng.normal(size=z.shape)
    for leak in (0.0, 0.1):
        dL_dz = relu.backward(dL_da, z, leak)
        report = gradcheck.check(lambda z, leak=leak: np.sum(dL_da * relu.forward(z, leak)), z, dL_dz)
        assert report.passed and report.ties == ()                        # two zeros that do not compete
        assert np.array_equal(report.kink, z == 0)


TIED = np.array([[0.7, 0.2, 0.5, 0.5],
                 [0.7, 0.1, 0.5, 0.3]])[None, :, :, None]


@pytest.mark.parametrize("ties, passes", [("first", True), ("split", True), ("all", False)])
def test_tied_maxima_first_and_split_pass_but_all_fails(ties, passes):
    dL_dp = np.array([2.0, -3.0]).reshape(1, 1, 2, 1)
    claim = max_pool.backward(dL_dp, TIED, ties=ties)
    report = gradcheck.check(lambda a: np.sum(dL_dp * max_pool.forward(a)), TIED, claim)
    assert [len(tie.cells) for tie in report.ties] == [2, 3]
    assert [tie.right for tie in report.ties] == pytest.approx([2, -3])
    assert np.all(report.error <= report.tolerance)                       # cell by cell, all three look right
    assert report.passed is passes


def test_a_failed_tie_is_named_in_words():
    claim = max_pool.backward(np.full((1, 1, 2, 1), 2.0), TIED, ties="all")
    text = str(gradcheck.check(lambda a: 2 * max_pool.forward(a).sum(), TIED, claim))
    assert ("tied cells [0, 0, 0, 0], [0, 1, 0, 0]: claims sum to 4, nudged together they give 2: disagrees"
            in text.splitlines())


def test_equal_values_that_never_compete_are_not_a_tie():
    a = np.array([[0.7, 0.2, 0.7, 0.1], [0.3, 0.7, 0.7, 0.2]])[None, :, :, None]
    dL_dp = np.array([2.0, -2.0]).reshape(1, 1, 2, 1)
    # would cancel if the windows were mixed
    claim = max_pool.backward(dL_dp, a, ties="all")
    report = gradcheck.check(lambda a: np.sum(dL_dp * max_pool.forward(a)), a, claim)
    assert [tie.cells for tie in report.ties] == [((0, 0, 0, 0), (0, 1, 1, 0)), ((0, 0, 2, 0), (0, 1, 2, 0))]
    assert not report.passed


def test_cells_of_different_value_that_share_a_kink_are_not_called_tied():
    report = gradcheck.check(lambda x: abs(x[0] - 2 * x[1]), np.array([2.0, 1.0]), np.array([0.5, -1.0]))
    assert report.kink.all() and report.ties == () and report.passed


def test_overlapping_windows_with_one_shared_winner_pass(rng):
    a, dL_dp = rng.normal(size=(2, 4, 5, 2)), rng.normal(size=(2, 3, 4, 2))
    claim = max_pool.backward(dL_dp, a, stride=1)
    assert gradcheck.check(lambda a: np.sum(dL_dp * max_pool.forward(a, stride=1)), a, claim).passed


def test_float32_is_nudged_further_and_still_tells_right_from_wrong(case):
    x, w, b, dL_dz, (_, dL_dw, _) = (np.asarray(v, np.float32) if i < 4 else v for i, v in enumerate(case))
    f = lambda w: loss(dL_dz, x, w, b)
    assert gradcheck.check(f, w, dL_dw).passed
    assert not gradcheck.check(f, w, np.rot90(dL_dw, 2)).passed
    assert gradcheck.check(f, w, dL_dw).eps == 5e-3


# one tolerance per cell, and a nudge that fits


def test_a_small_wrong_cell_beside_a_large_right_one_fails():
    f = lambda v: 1e6 * v[0] + v[1]
    assert gradcheck.check(f, np.zeros(2), np.array([1e6, 1.0])).passed
    report = gradcheck.check(f, np.zeros(2), np.array([1e6, 0.2]))
    assert not report.passed and report.worst == ((1,), pytest.approx(0.8))
    assert report.tolerance.shape == (2,) and report.tolerance[1] < 1e-4


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0, 1e6])
def test_what_is_told_apart_does_not_depend_on_the_size_of_f(scale):
    x = np.array([0.3, -0.7, 1.1])
    f = lambda x: scale * np.sin(x).sum()
    assert gradcheck.check(f, x, scale * np.cos(x)).passed
    for spoil in (-1.0, 0.0, 1.0001):
        assert not gradcheck.check(f, x, scale * np.cos(x) * [1, spoil, 1]).passed


def areas_and_rooms():
    """Two features as they come, thousands and a few:
    the loss of one unit, its weights and their gradient."""
    rng = np.random.default_rng(1)
    a = np.column_stack([rng.uniform(5e3, 9e3, 20), rng.integers(1, 6, 20)])
    y, w, b = rng.integers(0, 2, (20, 1)) * 1.0, np.array([[1e-4], [0.3]]), np.zeros(1)
    f = lambda w: losses.sigmoid_binary_cross_entropy(dense.forward(a, w, b), y)
    dL_dz = losses.sigmoid_binary_cross_entropy_backward(dense.forward(a, w, b), y)
    return f, w, dense.backward(dL_dz, a, w)[1]


def test_features_of_thousands_need_no_other_eps():
    f, w, dL_dw = areas_and_rooms()
    report = gradcheck.check(f, w, dL_dw)
    assert report.passed and report.eps == 1e-6
    assert report.nudge[0, 0] < 1e-7 and report.nudge[1, 0] == 1e-6       # only the first needs a smaller one
    assert gradcheck.check(f, w, dL_dw, eps=1e-9).passed
    for spoil in ([[1 + 1e-7], [1]], [[1], [1 + 1e-6]]):
        assert not gradcheck.check(f, w, dL_dw * spoil).passed


def test_two_numbers_that_disagree_are_printed_with_the_digit_that_tells_and_the_nudge_that_may_matter():
    f, w, dL_dw = areas_and_rooms()
    line = str(gradcheck.check(f, w, dL_dw + [[1e-3], [0]])).splitlines()[1]
    assert line == "worst at [0, 0]: claimed 2552.854, nudging by eps=1e-08 gives 2552.853"


@pytest.mark.parametrize("size", [1e-12, 1e3, 1e8, 1e15])
def test_cells_of_any_size_are_nudged_by_what_their_digits_can_show(size):
    x = size * np.array([0.3, -0.7, 1.1])
    f = lambda x: np.sum([1, 2, 3] * x)
    assert gradcheck.check(f, x, np.array([1.0, 2, 3])).passed
    assert not gradcheck.check(f, x, np.array([1.0, 2.001, 3])).passed
    assert gradcheck.check(lambda x: np.sum(x * x), x + size, 2 * (x + size)).passed


def test_a_large_offset_makes_the_tolerance_larger_and_not_the_verdict_wrong():
    x = np.linspace(0.1, 2, 50)
    for offset in (0.0, 1e4, 1e8):
        assert gradcheck.check(lambda x, offset=offset: np.sin(x).sum() + offset, x, np.cos(x)).passed
    assert not gradcheck.check(lambda x: np.sin(x).sum() + 1e4, x, 1.1 * np.cos(x)).passed


def test_an_f_that_rounds_to_float32_inside_is_nudged_as_float32_is(case):
    x, w, b, dL_dz, (_, dL_dw, _) = case
    f = lambda w: float(loss(*(v.astype(np.float32) for v in (dL_dz, x, w, b))))
    report = gradcheck.check(f, w, dL_dw)
    assert report.passed and report.eps == 5e-3
    assert not gradcheck.check(f, w, np.rot90(dL_dw, 2)).passed


def test_a_claim_in_float32_may_be_off_by_its_own_rounding(case):
    x, w, b, dL_dz, (_, dL_dw, _) = case
    f = lambda w: loss(dL_dz, x, w, b)
    assert gradcheck.check(f, w, dL_dw.astype(np.float32)).passed
    assert not gradcheck.check(f, w, dL_dw.astype(np.float32).astype(float)).passed
    assert not gradcheck.check(f, w, (dL_dw + 1e-4).astype(np.float32)).passed


def test_of_two_mistakes_the_one_beyond_its_own_tolerance_is_the_worst():
    f = lambda v: 1e12 * np.sin(v[0]) + v[1]
    report = gradcheck.check(f, np.array([0.5, 0.0]), np.array([1e12 * np.cos(0.5) + 1e-5, 2.0]))
    assert report.error[0] < report.tolerance[0] and report.worst[0] == (1,)


def test_the_report_cannot_be_altered():
    report = gradcheck.check(lambda x: x.sum(), np.zeros(2), np.ones(2))
    with pytest.raises(AttributeError):
        report.tolerance = 1.0


def test_numbers_that_cancel_at_x_do_not_make_f_a_coarse_one():
    x = np.array([0.7, 0.7, 0.1])
    report = gradcheck.check(lambda x: x[0] - x[1] + (0.1 - x[2]), x, np.array([1.0, -1.0, -1.0]))
    assert report.passed and report.eps == 1e-6


@pytest.mark.parametrize("z", [20.0, 25.0, 32.0, 36.0, 40.0, 800.0])
def test_a_slope_too_small_to_move_a_saturated_loss_is_not_called_wrong(z):
    score, y = np.array([[z], [2.0]]), np.array([[1.0], [1.0]])
    f = lambda score: losses.sigmoid_binary_cross_entropy(score, y[:len(score)])
    assert gradcheck.check(f, score, losses.sigmoid_binary_cross_entropy_backward(score, y)).passed
    alone = gradcheck.check(f, score[:1], losses.sigmoid_binary_cross_entropy_backward(score[:1], y[:1]))
    assert alone.verdict != "disagrees"
    assert gradcheck.check(f, score[:1], np.array([[1e-6]])).verdict == "disagrees"


def test_a_gradient_that_a_saturated_loss_rounds_to_few_digits_is_not_called_wrong():
    features, y = np.array([[8e3, 5e3]]), np.array([[1.0]])
    w = np.array([[2e-3], [2.8e-3]])                                     # the score is 30, the loss 1e-13
    f = lambda w: losses.sigmoid_binary_cross_entropy(features @ w, y)
    dL_dw = features.T @ losses.sigmoid_binary_cross_entropy_backward(features @ w, y)
    assert gradcheck.check(f, w, dL_dw).passed
    assert not gradcheck.check(f, w, 1.05 * dL_dw) and not gradcheck.check(f, w, -dL_dw)
