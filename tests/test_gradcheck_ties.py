"""The referee at ties: kinks of both signs, kinks that hide, and what it all costs."""

import numpy as np
import pytest

from cnnlib import gradcheck
from cnnlib.network import Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid
from cnnlib.ops import conv, max_pool, relu

THREE, TWO_WINDOWS = np.zeros((1, 1, 3, 1)), np.array([1.0, -1.0]).reshape(1, 1, 2, 1)
W = np.array([[1, -2, 0.5], [0.25, 3, -1], [-0.5, 1.5, 2]]).reshape(3, 3, 1, 1)
B, UPSTREAM = np.array([0.5]), np.random.default_rng(1).normal(size=(1, 3, 3, 1))
BAR, SQUARE = np.zeros((1, 8, 8, 1)), np.zeros((1, 8, 8, 1))
BAR[:, :, 3:5], SQUARE[:, 2:6, 2:6] = 1, 1
FLAT = {"bar": BAR, "lying bar": BAR.swapaxes(1, 2), "square": SQUARE, "blank": np.zeros((1, 8, 8, 1))}


def max_of_pairs(a):
    """max(a0, a1) - max(a1, a2): two overlapping windows, upstream 1 and -1."""
    return np.sum(max_pool.forward(a, (1, 2), 1) * TWO_WINDOWS)


def through(x):
    z = conv.forward(x, W, B)
    return z, relu.forward(z)


def weighted_pool(x):
    return np.sum(max_pool.forward(through(x)[1]) * UPSTREAM)


def gradient(x, w=W, ties="first"):
    z, a = through(x)
    return conv.backward(relu.backward(max_pool.backward(UPSTREAM, a, ties=ties), z), x, w)[0]


def counted(f):
    """Return f and the list it adds to at every call."""
    calls = []
    return (lambda v: calls.append(1) or f(v)), calls


# kinks of both signs


def test_what_autodiff_returns_for_three_equal_cells_in_two_windows_agrees():
    claim = max_pool.backward(TWO_WINDOWS, THREE, (1, 2), 1)
    assert claim.ravel().tolist() == [1, -1, 0]
    report = gradcheck.check(max_of_pairs, THREE, claim)
    assert report.passed and report.kink.all()
    assert report.left[0, 0, 1, 0] == report.right[0, 0, 1, 0] == 0      # the middle cell's two kinks cancel
    assert str(report).splitlines() == [
        "3 of 3 cells agree; largest difference < 1e-08",
        "3 at a kink: any value between the one-sided slopes agrees; 1 outside: the slope a small step beside x",
        "tied cells [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 2, 0]: claims sum to 0, nudged together they give 0: agrees"]


@pytest.mark.parametrize("claim, verdict", [
    ((0, 0, 0), "agrees"),                          # the middle one won twice
    ((1, 0, -1), "agrees"),                         # it won nothing
    ((0.5, 0, -0.5), "agrees"),
    ((0, 1, -1), "agrees"),                         # the last of each window won
    ((1, 0, 0), "disagrees"),                       # the second window took nothing from anybody
    ((1, -1, -1), "disagrees"),                     # two cells paid in full for the second window
    ((1, -2, 1), "disagrees"),
    ((2, -1, -1), "disagrees"),
])
def test_what_three_equal_cells_share_out_must_add_up(claim, verdict):
    report = gradcheck.check(max_of_pairs, THREE, np.reshape(claim, THREE.shape))
    assert report.verdict == verdict and bool(report) is (verdict == "agrees")
    assert [tie.cells for tie in report.ties] == [((0, 0, 0, 0), (0, 0, 1, 0), (0, 0, 2, 0))]


@pytest.mark.parametrize("x", FLAT.values(), ids=FLAT)
def test_the_right_gradient_of_a_flat_picture_agrees_in_every_cell(x):
    report = gradcheck.check(weighted_pool, x, gradient(x))
    outside = (report.claimed < np.minimum(report.left, report.right) - 1e-6) | (
        report.claimed > np.maximum(report.left, report.right) + 1e-6)
    assert report.passed and (report.error <= report.tolerance).all(), str(report)
    assert outside.any() and report.kink[outside].all()                  # else there was nothing to excuse


@pytest.mark.parametrize("x", FLAT.values(), ids=FLAT)
@pytest.mark.parametrize("spoil", [np.negative, lambda g: g / 2, np.zeros_like, lambda g: 1.01 * g],
                         ids=["sign", "half", "nothing", "1 % too much"])
def test_a_spoilt_gradient_of_a_flat_picture_disagrees(x, spoil):
    assert gradcheck.check(weighted_pool, x, spoil(gradient(x))).verdict == "disagrees"


@pytest.mark.parametrize("x", FLAT.values(), ids=FLAT)
def test_ties_paid_in_full_and_a_kernel_not_turned_disagree_on_a_flat_picture(x):
    assert gradcheck.check(weighted_pool, x, gradient(x, ties="all")).verdict == "disagrees"
    assert gradcheck.check(weighted_pool, x, gradient(x, W[::-1, ::-1])).verdict == "disagrees"


def test_an_undecided_cell_is_named_with_the_reason_and_with_what_to_do():
    report = gradcheck.check(weighted_pool, SQUARE, gradient(SQUARE, ties="split"))
    text = str(report)
    assert report.verdict == "cannot be decided here" and not report.passed and not report
    assert report.undecided.sum() == 1 and not report.error[report.undecided].any()
    first = np.argwhere(report.undecided)[0].tolist()
    assert text.startswith("63 of 64 cells agree; largest difference < 1e-")
    assert f"\n1 cannot be decided here, the first at {first}: kinks that open upwards and kinks" in text
    assert "x + 1e-3 * np.random.default_rng(0).normal(size=x.shape)" in text


def test_moved_off_its_ties_as_the_report_says_the_same_gradient_is_decided():
    x = SQUARE + 1e-3 * np.random.default_rng(0).normal(size=SQUARE.shape)
    report = gradcheck.check(weighted_pool, x, gradient(x, ties="split"))
    assert report.passed and not report.kink.any()


def test_one_wrong_cell_is_enough_beside_cells_that_cannot_be_decided():
    claim = gradient(SQUARE, ties="split")
    claim[0, 2, 2, 0] += 10
    report = gradcheck.check(weighted_pool, SQUARE, claim)
    assert report.verdict == "disagrees" and report.undecided.any()
    assert report.worst[0] == (0, 2, 2, 0)


def test_a_slope_beside_x_that_drowns_in_rounding_confirms_nothing():
    claim = np.reshape([0.9, -0.9, 0], THREE.shape)                      # neither the first nor the last wins
    assert gradcheck.check(max_of_pairs, THREE, claim).verdict == "cannot be decided here"
    for offset in (1e4, 1e7):
        f = lambda a, offset=offset: max_of_pairs(a) + offset
        assert gradcheck.check(f, THREE, claim).verdict != "agrees"
        assert gradcheck.check(f, THREE, np.reshape([1.0, -1, 0], THREE.shape)).verdict != "disagrees"


@pytest.mark.parametrize("dtype, offsets", [(np.float64, 10.0 ** np.arange(0, 14.5, 0.5)),
                                            (np.float32, 10.0 ** np.arange(0, 6, 0.25))])
def test_however_coarsely_f_rounds_right_is_not_wrong_and_wrong_not_right(dtype, offsets):
    x = THREE.astype(dtype)
    for offset in offsets:
        f = lambda a, offset=offset: dtype(max_of_pairs(a) + dtype(offset))
        for claim in ((1, -1, 0), (0, 1, -1), (0, 0, 0)):
            assert gradcheck.check(f, x, np.reshape(claim, x.shape)).verdict != "disagrees"
        for claim in ((1, 0, 0), (1, -2, 1)):
            assert gradcheck.check(f, x, np.reshape(claim, x.shape)).verdict != "agrees"


def test_slopes_that_drown_in_rounding_are_told_apart_from_kinks():
    text = str(gradcheck.check(lambda a: np.float32(a.sum() + 1e4), np.ones(2, np.float32), np.ones(2)))
    assert text.splitlines()[1] == (
        "2 cannot be decided here, the first at [0]: f's rounding, over so small a nudge, drowns the slopes there. "
        "Choose a larger eps, compute f in float64, or leave out large terms that x does not change")


def test_an_f_that_hardly_moves_is_not_called_drowned():
    x = np.array([0.3, -0.7])
    f = lambda x: np.log(np.exp(1 + x).sum()) - np.log(np.exp(x).sum())  # always 1, up to rounding
    assert gradcheck.check(f, x, np.array([1e-17, 0.0])).passed
    assert not gradcheck.check(f, x, np.array([1e-6, 0.0]))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("x", FLAT.values(), ids=FLAT)
def test_in_float32_the_right_gradient_of_a_flat_picture_never_disagrees(x, seed):
    w, upstream = W.astype(np.float32), np.random.default_rng(seed).normal(size=UPSTREAM.shape).astype(np.float32)
    x, b = x.astype(np.float32), B.astype(np.float32)
    f = lambda x: np.sum(max_pool.forward(relu.forward(conv.forward(x, w, b))) * upstream)
    z = conv.forward(x, w, b)
    a = relu.forward(z)
    claim, _, _ = conv.backward(relu.backward(max_pool.backward(upstream, a), z), x, w)
    assert gradcheck.check(f, x, claim).verdict != "disagrees"
    assert gradcheck.check(f, x, -claim).verdict == "disagrees"


def test_a_sum_of_two_kinks_of_one_sign_is_no_excuse():
    report = gradcheck.check(lambda a: np.sum(max_pool.forward(a, (1, 2), 1)), THREE,
                             np.reshape([1.0, -1.0, 2.0], THREE.shape))
    assert report.verdict == "disagrees" and not report.undecided.any()


def test_kinks_that_cancel_for_good_are_none():
    report = gradcheck.check(lambda z: relu.forward(z).sum() - relu.forward(-z).sum(),
                             np.zeros(3), np.ones(3))
    assert report.passed and not report.kink.any()                       # it is z itself
    assert not gradcheck.check(lambda z: relu.forward(z).sum() - relu.forward(-z).sum(),
                               np.zeros(3), np.zeros(3))


def test_a_kink_beside_x_is_left_behind_by_a_smaller_nudge():
    x = np.array([3e-7, -2e-8, 5.0])                                     # closer to 0 than the first nudge
    report = gradcheck.check(lambda z: np.sum([1, 2, 3] * relu.forward(z)), x, np.array([1.0, 0.0, 3.0]))
    assert report.passed and not report.kink.any()
    assert report.nudge.tolist() == pytest.approx([1e-7, 1e-8, 1e-6])
    assert not gradcheck.check(lambda z: np.sum([1, 2, 3] * relu.forward(z)), x, np.array([0.9, 0.0, 3.0]))
    assert not gradcheck.check(lambda z: np.sum([1, 2, 3] * relu.forward(z)), x, np.array([1.0, 0.1, 3.0]))


def test_tied_minima_are_checked_by_their_sum_as_well():
    def least(a):
        return -np.sum(max_pool.forward(-a) * 3)

    a = np.array([[0.2, 0.7], [0.2, 0.9]])[None, :, :, None]
    for claim, passes in (([[3, 0], [0, 0]], True), ([[1, 0], [2, 0]], True), ([[3, 0], [3, 0]], False)):
        report = gradcheck.check(least, a, np.array(claim, float).reshape(a.shape))
        assert report.passed is passes
        assert [tie.cells for tie in report.ties] == [((0, 0, 0, 0), (0, 1, 0, 0))]


def test_distant_cells_that_compete_are_found_among_many_that_do_not():
    a = np.zeros((4, 7))
    f = lambda a: 3 * max(a[0, 1], a[3, 5]) + 2 * max(a[0, 2], a[1, 2]) + np.sum([1, 2, 4] * relu.forward(a[2, :3]))
    claim = np.zeros((4, 7))
    claim[0, 1], claim[1, 2] = 3, 2
    report = gradcheck.check(f, a, claim)
    assert report.passed and [tie.cells for tie in report.ties] == [((0, 1), (3, 5)), ((0, 2), (1, 2))]
    claim[3, 5] = 3
    report = gradcheck.check(f, a, claim)
    assert [tie.passed for tie in report.ties] == [False, True] and not report


def test_a_cell_that_ties_two_groups_makes_them_one():
    a = np.zeros(5)
    report = gradcheck.check(lambda a: max(a[0], a[1]) + 2 * max(a[2], a[3]) + 4 * max(a[1], a[3], a[4]), a,
                             np.array([1.0, 4, 2, 0, 0]))
    assert report.passed and [tie.cells for tie in report.ties] == [((0,), (1,), (2,), (3,), (4,))]


def test_a_tie_of_many_cells_is_shortened():
    report = gradcheck.check(lambda a: np.max(a), np.zeros(9), np.eye(9)[0])
    assert str(report).splitlines()[-1] == ("tied cells [0], [1], [2] and 6 more: claims sum to 1, "
                                            "nudged together they give 1: agrees")


# cost


def flat_paper(n):
    """A picture with flat paper around random ink, its network's loss, and the right gradient."""
    net = Network((n, n, 1), [Conv(1, 3), ReLU(), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    params, x, k = net.init(np.random.default_rng(0)), np.zeros((1, n, n, 1)), n // 4
    params["b1"] = np.array([0.1])
    x[0, k:n - k, k:n - k, 0] = np.random.default_rng(0).uniform(0.2, 1, (n - 2 * k, n - 2 * k))
    y = np.ones((1, 1))
    return lambda v: net.loss(net.forward(params, v), y), x, net.run(params, x, y).grads["dL_dx"]


@pytest.mark.parametrize("n", [16, 20])
def test_flat_paper_takes_four_calls_a_cell_and_one_for_each_tied_cell(n):
    f, x, dL_dx = flat_paper(n)
    f, calls = counted(f)
    report = gradcheck.check(f, x, dL_dx)
    tied = sum(len(tie.cells) for tie in report.ties)
    assert report.passed and tied > x.size / 2
    assert len(calls) <= 4 * x.size + tied + 40


def test_a_picture_without_ties_takes_little_more_than_two_calls_a_cell():
    f, x, _ = flat_paper(12)
    x = x + np.random.default_rng(1).normal(size=x.shape)
    net_gradient = gradcheck.check(f, x, np.zeros_like(x)).central
    f, calls = counted(f)
    assert gradcheck.check(f, x, net_gradient).passed
    assert len(calls) <= 2.1 * x.size + 40


@pytest.mark.parametrize("picture", ["zeros", "two values"])
def test_many_small_ties_cost_the_same_for_each_cell_however_many_there_are(picture):
    share = {}
    for n in (8, 16, 24):
        rng = np.random.default_rng(0)
        upstream = rng.normal(size=(1, n // 2, n // 2, 1))
        a = rng.integers(0, 2, (1, n, n, 1)) * (picture != "zeros") * 1.0
        f, calls = counted(lambda a, upstream=upstream: np.sum(max_pool.forward(a) * upstream))
        assert gradcheck.check(f, a, max_pool.backward(upstream, a)).passed
        share[n] = len(calls) / a.size
    assert share[24] < 1.1 * share[8] < 12


def test_a_wrong_gradient_of_flat_paper_is_told_for_less_than_twelve_calls_a_cell():
    f, x, dL_dx = flat_paper(16)
    f, calls = counted(f)
    assert gradcheck.check(f, x, dL_dx / 2).verdict == "disagrees"
    assert len(calls) <= 12 * x.size
