"""What the door for data says, word by word, and that it offers code only where it knows what was meant."""

import numpy as np
import pytest

from cnnlib import inputs


def refusal(call, *arguments):
    with pytest.raises(ValueError) as error:
        call(*arguments)
    return str(error.value)


def offered(sentence):
    """The code that a sentence offers, or None."""
    return sentence.partition("; write ")[2] or None


@pytest.mark.parametrize(("got", "shape", "code"), [
    ((4, 5, 1), (4, 5, 1), "np.reshape(x, (-1, 4, 5, 1))"),
    ((2, 3, 20), (4, 5, 1), "np.reshape(x, (-1, 4, 5, 1))"),
    ((60,), (4, 5, 3), "np.reshape(x, (-1, 4, 5, 3))"),
    ((3, 4, 5), (4, 5, 3), "np.moveaxis(x, -3, -1)[None]"),
    ((2, 3, 4, 5), (4, 5, 3), "np.moveaxis(x, -3, -1)"),
    ((2, 2, 3, 4, 5), (4, 5, 3), None),
    ((2, 7, 7, 1), (4, 5, 1), None), ((7, 7, 1), (4, 5, 1), None), ((2, 5, 4, 1), (4, 5, 1), None),
    ((2, 3, 5, 4), (4, 5, 3), None), ((2, 4, 5, 1), (4, 5, 3), None), ((2, 3), (4, 5, 3), None),
    ((3, 3, 5), (2, 5, 1), None),
    ((5,), (5,), "np.reshape(x, (-1, 5))"), ((3, 4), (5,), None), ((4, 5, 3, 1), (5,), None)])
def test_code_for_images_is_offered_where_their_layout_is_known(got, shape, code):
    sentence = refusal(inputs.images, np.ones(got), shape)
    needed = ", ".join(map(str, ("m", *shape)))
    assert sentence.partition(";")[0] == f"x must have the shape ({needed}) with m examples, got {got}"
    assert offered(sentence) == code


def test_images_without_examples_are_refused():
    assert refusal(inputs.images, np.ones((0, 4, 5, 1)), (4, 5, 1)).startswith(
        "x must have the shape (m, 4, 5, 1) with m examples, got (0, 4, 5, 1)")


@pytest.mark.parametrize(("got", "shape", "code"), [
    ((5,), (5, 1), "np.reshape(y, (-1, 1))"), ((1, 5), (5, 1), "np.reshape(y, (-1, 1))"),
    ((5,), (5, 3), "np.eye(3)[np.int64(y)], or inputs.one_hot(y, 3), for the classes 0 to 2"),
    ((5, 1), (5, 3), "np.eye(3)[np.int64(np.ravel(y))], or inputs.one_hot(y, 3), for the classes 0 to 2"),
    ((5, 2), (5, 1), "y[:, 1:], as one unit tells two classes apart by one number"),
    ((3, 5), (5, 3), "np.transpose(y)"), ((5, 3), (5, 1), None), ((5, 2), (5, 3), None), ((4, 3), (5, 3), None),
    ((4, 1), (5, 1), None), ((4,), (5, 3), None)])
def test_code_for_labels_is_offered_where_their_layout_is_known(got, shape, code):
    sentence = refusal(inputs.labels, np.ones(got), shape)
    assert sentence.partition(";")[0] == f"y must have the shape {shape}, got {got}"
    assert offered(sentence) == code


@pytest.mark.parametrize(("got", "shape", "code"), [
    ((7, 5, 3, 4), (3, 4, 5, 7), "np.transpose(w, (2, 3, 1, 0))"), ((3, 2), (2, 3), "np.transpose(w)"),
    ((1, 4), (4,), "np.reshape(w, (4,))"), ((3, 3), (3, 3, 1, 1), "np.reshape(w, (3, 3, 1, 1))"),
    ((2, 2), (2, 3), None), ((4, 3), (2, 3), None), ((3, 4, 7, 5), (3, 4, 5, 7), None), ((5,), (4,), None),
    ((7, 5, 4, 3), (3, 4, 5, 7), None), ((5, 7, 3, 4), (3, 4, 5, 7), None), ((7, 5, 4, 2, 3), (3, 2, 4, 5, 7), None)])
def test_code_for_a_parameter_is_offered_where_its_layout_is_known(got, shape, code):
    sentence = refusal(inputs.parameters, {"w": np.ones(got)}, {"w": shape})
    assert sentence.partition(";")[0] == f"w must have the shape {shape}, got {got}"
    assert offered(sentence) == code


def test_a_shape_alone_offers_no_code():
    assert refusal(inputs.of_shape, np.ones((2, 3)), (3, 2), "a") == (
        "a must have the shape (3, 2), got (2, 3)")
    assert inputs.of_shape([[1, 2, 3]], (1, 3), "a").dtype == np.float64


@pytest.mark.parametrize(("given", "got"), [({"w1": 1}, "['w1']"),
                                            ({"w1": 1, "b1": 0, "w2": 1}, "['w1', 'b1', 'w2']"),
                                            ([1, 2], "list"), (None, "NoneType")])
def test_parameters_come_in_a_dict_of_exactly_their_names(given, got):
    assert refusal(inputs.parameters, given, {"w1": (), "b1": ()}) == (
        f"params must be a dict that holds ['w1', 'b1']; got {got}")


def test_parameters_come_back_in_the_order_of_the_network():
    params = inputs.parameters({"b1": [1], "w1": [2, 3]}, {"w1": (2,), "b1": (1,)})
    assert list(params) == ["w1", "b1"] and params["w1"].tolist() == [2, 3]


@pytest.mark.parametrize(("value", "word"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
def test_the_first_number_that_is_not_finite_is_named_with_its_place(value, word):
    x = np.ones((2, 2, 3, 1))
    x[1, 0, 2, 0] = x[1, 1, 0, 0] = value
    assert refusal(inputs.images, x, (2, 3, 1)) == f"x must be finite everywhere, but x[1, 0, 2, 0] is {word}"
    assert refusal(inputs.images, x, (2, 3, 1), "picture").startswith("picture must be finite everywhere, but picture[")
    assert refusal(inputs.labels, x[:, 0, :, 0], (2, 3), "labels").startswith("labels must be finite everywhere")


def test_large_numbers_are_finite_although_their_squares_are_not():
    x = np.full((1, 2), 1e200)
    assert inputs.images(x, (2,)).tolist() == x.tolist()


def test_what_comes_in_is_copied():
    x = np.ones((1, 2))
    for copy in (inputs.images(x, (2,)), inputs.labels(x, (1, 2)),
                 inputs.parameters({"w": x}, {"w": (1, 2)})["w"]):
        assert not np.shares_memory(copy, x)


@pytest.mark.parametrize("count", [1, 0, True, 2.0, "3", None])
def test_a_number_of_classes_that_is_none_is_refused(count):
    assert refusal(inputs.one_hot, [0], count) == (
        f"count is {count!r}; it needs a whole number of classes from 2 up")


def test_two_classes_are_enough_and_numpy_may_count_them():
    assert inputs.one_hot([1, 0], np.int64(2)).tolist() == [[0, 1], [1, 0]]
    assert inputs.one_hot([1], 2).dtype == np.float64


@pytest.mark.parametrize(("classes", "got"), [([[0, 1]], (1, 2)), ([], (0,)), (2, ()), ([[[0]]], (1, 1, 1))])
def test_class_numbers_of_another_shape_are_refused(classes, got):
    assert refusal(inputs.one_hot, classes, 3) == (
        f"classes has shape {got}; it needs (m,), one class number for each example")


@pytest.mark.parametrize(("classes", "odd"), [([0, 3, 4], "3"), ([2, -1], "-1"), ([0.5], "0.5")])
def test_the_first_class_number_out_of_range_is_named(classes, odd):
    assert refusal(inputs.one_hot, classes, 3) == f"classes holds {odd}; it needs whole numbers from 0 to 2"


def test_a_thing_of_another_kind_is_told_both_kinds():
    assert refusal(inputs.of_kind, "3", int, "count") == "count is a str; it needs a int"
    assert inputs.of_kind(3, int, "count") is None and inputs.of_kind(True, int, "count") is None
