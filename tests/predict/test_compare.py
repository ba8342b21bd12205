"""What was typed is compared with the answer in words."""

import numpy as np
import pytest

from cnnlib.predict import predict, typed
from cnnlib.predict.compare import compare


@pytest.mark.parametrize("text", ["-0.5315", "−0.5315", "-0,5315", "-.53", "-0.53", " -0.5 "])
def test_a_number_rounded_as_it_was_typed_is_right(text):
    assert ": right" in compare(text, -0.53154)


@pytest.mark.parametrize("text, said", [
    ("0.53", "The size is right, the sign is not: it is −0.5315"), ("2", "the other sign"),
    ("-2.1", "the right sign, 4.0 times too large"),
    ("-0.1", "5.3 times too small"), ("-1", "the right sign, too large"),
    ("-0.5", ": right"), ("-0.57", ": close"), ("0", "not nothing"), ("", "is no number"), ("abc", "is no number"),
    ("1/0", "is no number")])
def test_a_miss_is_named_by_its_kind(text, said):
    assert said in compare(text, -0.53154)


@pytest.mark.parametrize("text", ["1/4", "¼", "0.25", "0,25", "25e-2"])
def test_fractions_commas_and_powers_are_numbers(text):
    assert ": right" in compare(text, 0.25)


def test_half_a_unit_of_a_coarse_number_is_not_enough():
    assert ": right" not in compare("1", 0.6) and ": right" not in compare("0", 0.3)


def test_a_count_is_right_or_not():
    assert compare("36", 36) == "You said 36: right." and "It is 36: close" in compare("35", 36)
    assert ": right" not in compare("1001", 1000)


def test_zero_is_exactly_zero():
    assert compare("0", 0.0) == "You said 0: right." and "exactly 0" in compare("0.001", 0.0)


@pytest.mark.parametrize("text", ["6, 6", "(6, 6)", "6x6", "6×6", "6 6", "6,6", "6; 6"])
def test_a_shape_is_read_however_it_is_written(text):
    assert compare(text, (6, 6)).startswith("All 2 right")


def test_several_numbers_are_counted_and_compared_one_by_one():
    assert compare("0 1 0 1", np.array([[0, 1], [0, 0]])).startswith("3 of 4 right. The answer: 0, 1, 0, 0")
    assert compare("0,5 1,5", [0.5, 1.5]).startswith("All 2 right")
    assert compare("6 6 1", (6, 6)) == "You typed 3 numbers; the answer has 2."


def test_a_word_is_compared_as_it_stands():
    assert compare("up", "up") == "You said up: right." and compare("up", "down") == "You said up. It is down."


def test_decimals_are_counted_where_there_are_any():
    assert [typed.decimals(t) for t in ("2", "2.50", "2,5", "1/3", "1e-3")] == [0, 2, 1, None, None]


def test_the_form_says_nothing_until_something_is_typed_and_keeps_what_is_typed():
    form = predict("How far?", 0.5)
    assert form.verdict.value == ""
    form.entry.value = "<b>"
    assert "&lt;b&gt;" in form.verdict.value and form.entry.value == "<b>"
    form.entry.value = "1/2"
    assert form.verdict.value == "You said 1/2: right."


def test_a_choice_is_one_of_those_named():
    form = predict("Which way?", "up", ["up", "down"])
    form.entry.value = "down"
    assert form.verdict.value == "You said down. It is up."
    with pytest.raises(ValueError, match=r"answer: got 'left'; needs one of the choices \['up', 'down'\]"):
        predict("Which way?", "left", ["up", "down"])
    with pytest.raises(ValueError, match="answer: got 'left'"):
        predict("Which way?", "left")


def test_what_is_stored_does_not_hold_the_answer():
    bundle = predict("How far?", 0.5315)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown"} and "5315" not in str(bundle)
