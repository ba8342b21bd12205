"""One's own backward function, as one has it: the same verdict in every layout, order and kind of array."""

import inspect

import numpy as np
import pytest

from cnnlib import exercises
from cnnlib.exercises.layouts import layout, moved
from cnnlib.exercises.more import MORE
from cnnlib.exercises.of_ops import CONVENTIONS, OPS
from cnnlib.mistakes import MISTAKES
from cnnlib.ops import avg_pool, conv, dense, max_pool

KNOWN = [name for name, one in MISTAKES.items()
         if one.op in OPS and name != "row and column exchanged"]       # the cases' pool windows are square
LAYOUTS = [("NHWC", "HWIO"), ("NCHW", "OIHW"), ("NCHW", "HWIO"), ("CNHW", "IOHW"), ("NHWC", "OIHW"), ("NWHC", "WHIO")]


def takes(op):
    return tuple(inspect.signature(OPS[op][0]).parameters)


def in_layout(function, images, kernel):
    """A convolution's backward function as somebody with another layout would have written it."""
    def theirs(dL_dz, x, w, stride=1, padding=0):
        mine = [moved(one, images, "NHWC") for one in (dL_dz, x)]
        dL_dx, dL_dw, dL_db = function(*mine, moved(w, kernel, "HWIO"), stride, padding)
        return moved(dL_dx, "NHWC", images), moved(dL_dw, "HWIO", kernel), dL_db
    return theirs


@pytest.mark.parametrize("op", OPS)
def test_the_library_is_right_by_its_own_measure(op):
    assert exercises.examine(op, OPS[op][0]).right


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_mistake_is_named(name):
    op = MISTAKES[name].op
    verdict = exercises.examine(op, lambda *given: MISTAKES[name].wrong(*given), order=takes(op))
    assert verdict.kind == ("right" if name in CONVENTIONS else "mistake") and name in verdict.names, verdict


@pytest.mark.parametrize("images, kernel", LAYOUTS)
def test_every_layout_gets_the_same_verdict(images, kernel):
    right = exercises.examine("conv.backward", in_layout(conv.backward, images, kernel), images, kernel)
    wrong = exercises.examine("conv.backward", in_layout(MISTAKES["dw flipped"].wrong, images, kernel), images, kernel)
    assert right.right and wrong.names == ("dw flipped",) and wrong.text.startswith("Not yet. dL_dw: ")


def test_channels_first_brings_kernels_with_filters_first():
    theirs = in_layout(MISTAKES["= for +="].wrong, "NCHW", "OIHW")
    assert exercises.examine("conv.backward", theirs, layout="nchw").names == ("= for +=",)


def test_the_wrong_layout_is_not_right_and_no_crash():
    assert exercises.examine("conv.backward", in_layout(conv.backward, "NCHW", "OIHW")).kind in ("refused", "unknown")


def test_one_image_without_examples_and_channels():
    def plain(dL_dz, x, w):
        found = conv.backward(dL_dz[None, :, :, None], x[None, :, :, None], w[:, :, None, None])
        return found[0][0, :, :, 0], found[1][:, :, 0, 0], found[2]

    def flipped(dL_dz, x, w):
        dL_dx, dL_dw, dL_db = plain(dL_dz, x, w)
        return dL_dx, dL_dw[::-1, ::-1], dL_db
    assert exercises.examine("conv.backward", plain, layout="HW").right
    assert exercises.examine("conv.backward", flipped, layout="HW").names == ("dw flipped",)


def test_one_image_with_channels_first_and_no_examples():
    def one(dL_dz, x, w):
        dL_dx, dL_dw, dL_db = in_layout(conv.backward, "NCHW", "OIHW")(dL_dz[None], x[None], w)
        return dL_dx[0], dL_dw, dL_db
    assert exercises.examine("conv.backward", one, layout="CHW").right


def test_another_order_of_arguments_and_of_what_is_returned():
    def other(x, w, dL_dz):
        dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w)
        return dL_dw, -dL_db
    verdict = exercises.examine("conv.backward", other, order=("x", "w", "dL_dz"), gives=("dL_dw", "dL_db"))
    assert verdict.names == ("sign",) and "dL_db: " in verdict.text and "dL_dw" not in verdict.text


def test_one_gradient_alone():
    assert exercises.examine("dense.backward", lambda dL_dz, a, w: a.T @ dL_dz, gives="dL_dw").right


def test_two_outputs_that_are_wrong_are_told_one_by_one():
    def wrong(dL_dz, x, w, stride, padding):
        dL_dx, dL_dw, dL_db = MISTAKES["kernel not rotated"].wrong(dL_dz, x, w, stride, padding)
        return dL_dx, dL_dw[::-1, ::-1], dL_db
    verdict = exercises.examine("conv.backward", wrong)
    assert verdict.names == ("kernel not rotated", "dw flipped")
    assert [line.partition(":")[0] for line in verdict.text.splitlines()] == ["Not yet. dL_dx", "dL_dw"]


def test_weights_of_a_dense_layer_stand_turned_where_channels_come_first():
    def torch_like(dL_dz, a, w):                            # w (units, inputs)
        dL_da, dL_dw, dL_db = dense.backward(dL_dz, a, w.T)
        return dL_da, dL_dw.T, dL_db
    assert exercises.examine("dense.backward", torch_like, layout="NCHW").right


def test_a_function_that_takes_no_stride_is_asked_for_none():
    assert exercises.examine("conv.backward", lambda dL_dz, x, w: conv.backward(dL_dz, x, w)).right


def test_what_turns_arrays_into_those_of_a_library():
    class Other(np.ndarray):
        pass

    def theirs(dL_dp, a, size, stride):
        assert isinstance(a, Other)
        return max_pool.backward(np.asarray(dL_dp), np.asarray(a), size, stride)
    assert exercises.examine("max_pool.backward", theirs, wrap=lambda one: one.view(Other)).right


def test_a_stub_is_not_yet_and_a_number_is_refused():
    def mine(dL_dz, x, w):
        """Return all three."""
    assert exercises.examine("conv.backward", mine).kind == "not yet"
    assert exercises.examine("conv.backward", np.zeros(3)).kind == "refused"


@pytest.mark.parametrize("arguments, said", [
    ({"op": "conv.backwards"}, "op: got 'conv.backwards'; needs one of conv.backward, "),
    ({"layout": "NCWX"}, "layout: got 'NCWX'; needs some of N"),
    ({"layout": "NC"}, "layout: got 'NC'"),
    ({"kernel": "OIH"}, "kernel: got 'OIH'"),
    ({"order": ("x", "weights")}, "order: got 'weights'; needs names among dL_dz, x, w"),
    ({"gives": ("dw",)}, "gives: got 'dw'; needs names among dL_dx, dL_dw, dL_db"),
])
def test_what_is_not_known_is_refused_with_what_is_needed(arguments, said):
    given = {"op": "conv.backward", "function": conv.backward} | arguments
    with pytest.raises(ValueError) as error:
        exercises.examine(**given)
    assert said in str(error.value)


def test_moving_there_and_back_gives_the_same_array():
    values = np.random.default_rng(0).normal(size=(1, 3, 4, 1))
    for images in ("NHWC", "NCHW", "HW", "CHW", "WHC"):
        there = layout(images).theirs("x", values)
        np.testing.assert_array_equal(layout(images).ours("x", there, 4), values)


def test_a_verdict_is_true_where_it_is_right():
    assert exercises.examine("relu.backward", lambda dL_da, z: dL_da * (z > 0))
    assert not exercises.examine("relu.backward", lambda dL_da, z: dL_da * 0)


def test_an_error_is_told_with_the_line_of_ones_own_and_with_what_came_in():
    def mine(dL_dz, x, w):
        return undefined  # noqa: F821
    text = exercises.examine("conv.backward", mine).text
    assert "return undefined" in text and "dL_dz (2, 4, 5, 2), x (2, 5, 7, 3), w (2, 3, 3, 2)" in text


def test_without_examples_there_are_still_channels_and_filters():
    def mixed(dL_dz, x, w):
        dL_dx, dL_dw, dL_db = in_layout(conv.backward, "NCHW", "OIHW")(dL_dz[None], x[None], w)
        return dL_dx[0], dL_dw, np.full(len(dL_db), dL_dz.sum())
    assert exercises.examine("conv.backward", mixed, layout="CHW").names == ("one sum for all biases",)


def test_a_square_kernel_alone_is_not_enough_for_one_channel():
    def square(dL_dz, x, w):
        k = len(w)
        dL_dw = np.zeros(w.shape)
        for u, v in np.ndindex(k, k):
            dL_dw[u, v] = (dL_dz * x[u:u + len(dL_dz), v:v + dL_dz.shape[1]]).sum()
        return dL_dw
    assert not exercises.examine("conv.backward", square, layout="HW", gives="dL_dw")


@pytest.mark.parametrize("op, pool", [("max_pool.backward", max_pool), ("avg_pool.backward", avg_pool)])
def test_a_pooling_without_size_or_stride_is_asked_for_the_usual_ones(op, pool):
    assert exercises.examine(op, lambda dL_dp, a: pool.backward(dL_dp, a), order=("dL_dp", "a"))
    assert exercises.examine(op, lambda dL_dp, a, size: pool.backward(dL_dp, a, size), order=("dL_dp", "a", "size"))


@pytest.mark.parametrize("op, mine", [
    ("sigmoid.backward", lambda dL_da, a: dL_da * a * (1 - a)),
    ("relu.backward", lambda dL_da, a: dL_da * (a > 0)),
    ("softmax.backward", lambda dL_da, a: a * (dL_da - (dL_da * a).sum(1, keepdims=True)))])
def test_a_function_of_the_activation_says_so(op, mine):
    assert exercises.examine(op, mine, order=("dL_da", "a"))


def test_the_slope_of_an_activation_that_got_scores_is_told_how_to_say_so():
    verdict = exercises.examine("sigmoid.backward", lambda dL_da, z: dL_da * z * (1 - z))
    assert not verdict and 'order=("dL_da", "a")' in verdict.text


def test_losses_take_probabilities_and_whole_numbers_of_classes():
    def mine(p, labels):
        p = p.copy()
        p[np.arange(len(p)), labels] -= 1
        return p / len(p)
    assert exercises.examine("losses.softmax_cross_entropy_backward", mine, order=("a", "labels"))
    assert exercises.examine("losses.softmax_cross_entropy_backward", lambda p, c: mine(p, c) * len(p),
                             order=("a", "labels")).names == ("1/m forgotten",)


def test_arguments_are_known_by_their_usual_names_and_may_be_given_by_name_alone():
    assert exercises.examine("conv.backward", lambda x, w, dout: conv.backward(dout, x, w))
    assert exercises.examine("conv.backward", lambda dout, x, w, b, stride, pad: conv.backward(dout, x, w, stride, pad))
    assert exercises.examine("conv.backward", lambda *, dL_dz, x, w, stride, padding:
                             conv.backward(dL_dz, x, w, stride, padding))


def test_an_error_in_some_cases_accuses_no_output_that_is_right():
    def square(dL_dz, x, w, stride, padding):
        if w.shape[2] != w.shape[3]:
            raise ValueError("square only")
        return conv.backward(dL_dz, x, w, stride, padding)
    verdict = exercises.examine("conv.backward", square)
    assert verdict.kind == "refused" and "square only" in verdict.text and "there it is right" in verdict.text


def test_a_bias_may_have_axes_of_length_1():
    def mine(dL_dz, x, w):
        dL_dx, dL_dw, dL_db = conv.backward(dL_dz, x, w)
        return dL_dx, dL_dw, dL_db.reshape(-1, 1, 1)
    assert exercises.examine("conv.backward", mine)


def test_cells_and_shapes_are_told_in_ones_own_layout():
    def one_off(*given):
        dL_dx, *others = in_layout(conv.backward, "NCHW", "OIHW")(*given)
        dL_dx[0, -1, 2, 3] += 5
        return dL_dx, *others

    def cut(*given):
        dL_dx, *others = in_layout(conv.backward, "NCHW", "OIHW")(*given)
        return dL_dx[:, :, :-1], *others
    order = takes("conv.backward")
    assert "dL_dx[0, 2, 2, 3] should be" in exercises.examine("conv.backward", one_off, "NCHW", order=order).text
    assert "needed is (2, 3, 5, 7)" in exercises.examine("conv.backward", cut, "NCHW", order=order).text


def test_the_usual_loops_with_an_assignment_are_named():
    def loops(dL_dz, x, w):
        dL_dx, dL_dw, dL_db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[3])
        for n, k, i, j in np.ndindex(*np.array(dL_dz.shape)[[0, 3, 1, 2]]):
            window = np.s_[n, i:i + len(w), j:j + w.shape[1]]
            dL_dx[window] = dL_dz[n, i, j, k] * w[..., k]
            dL_dw[..., k] = dL_dz[n, i, j, k] * x[window]
            dL_db[k] = dL_dz[n, i, j, k]
        return dL_dx, dL_dw, dL_db
    verdict = exercises.examine("conv.backward", loops)
    assert verdict.names == ("= where += is needed",) and verdict.text.count("= where += is needed") == 3


@pytest.mark.parametrize("name", ["the tie shared", "the last of a tie", "every cell paid", "a quarter each",
                                  "size for stride", "stride left out", "smallest for largest"])
def test_poolings_that_choose_or_step_otherwise_are_named(name):
    change = dict(MORE["max_pool.backward"]["dL_da"])[name]
    verdict = exercises.examine("max_pool.backward", lambda dL_dp, a, size, stride: change(0, dL_dp, a, size, stride))
    assert verdict.names == (name,) and bool(verdict) == (name in CONVENTIONS)
