"""Numbers typed on a page: fractions, a comma, rows; and the form in which they are."""

import numpy as np
import pytest

from cnnlib import exercises
from cnnlib.exercises.verdict import MISTAKE, NOT_YET, REFUSED, RIGHT, UNKNOWN

ONE, MATRIX, SEVERAL = exercises.room_to_fall, exercises.turned_or_not, exercises.one_step_on_paper


@pytest.mark.parametrize("text", ["0.1375", "0,1375", "11/80", ".1375", "0.138", "+0.1375", " 0.1375 "])
def test_a_number_may_be_written_in_many_ways(text):
    assert ONE.check(text).kind == RIGHT


@pytest.mark.parametrize("answer", [0.1375, np.float32(0.1375), np.array([0.1375]), [0.1375]])
def test_a_number_may_come_from_code(answer):
    assert ONE.check(answer).kind == RIGHT


@pytest.mark.parametrize("text", ["8 14 3\n12 11 2", "8, 14, 3, 12, 11, 2", "[[8, 14, 3], [12, 11, 2]]",
                                  "8 14 3 / 12 11 2".replace("/", ";")])
def test_a_matrix_may_be_written_in_many_ways(text):
    assert MATRIX.check(text).kind == RIGHT


@pytest.mark.parametrize("text, kind", [("", NOT_YET), (None, NOT_YET), ("   ", NOT_YET), ("abc", REFUSED),
                                        ("1/0", REFUSED), ("1 2", REFUSED), (len, REFUSED), ("0.5", UNKNOWN),
                                        ("-0.1375", MISTAKE)])
def test_what_is_no_answer_has_its_sentence(text, kind):
    verdict = ONE.check(text)
    assert verdict.kind == kind and verdict.text and "Traceback" not in verdict.text


def test_what_is_missing_is_said_with_its_count():
    assert "You typed one number; needed: 3 numbers" in SEVERAL.check("0.85").text


def test_the_first_wrong_number_of_several_is_pointed_at():
    verdict = SEVERAL.check("0.85 0.5 2.303")
    assert verdict.kind == UNKNOWN and "2 of 3 right. The first that is not: number 2." in verdict.text
    assert "row 2, number 3" in MATRIX.check("8 14 3 12 11 7").text


def test_a_miss_does_not_tell_the_answer():
    assert "0.1375" not in ONE.check("0.5").text and "0.14" not in ONE.check("0.2").text


def test_of_two_mistakes_with_nearly_these_numbers_the_nearer_comes_first():
    verdict = exercises.weight_on_paper.check("0.881")
    assert verdict.names[0] == "added, not multiplied"


def test_zeros_alone_name_no_mistake():
    assert exercises.one_window_back.check("0 0 0 0").kind == UNKNOWN


def test_the_form_says_the_verdict_and_keeps_what_was_typed():
    form = MATRIX.form()
    form.entry.value = "8 12 3\n12 8 2"
    assert "= where += is needed" in form.verdict.value and form.entry.value == "8 12 3\n12 8 2"
    form.entry.value = "8 14 3\n12 11 2"
    assert form.verdict.value == "All 6 right."


def test_a_form_that_nobody_can_type_into_says_how():
    assert "Shift+Enter" in MATRIX.form()._repr_mimebundle_()["text/plain"]


def test_what_is_typed_cannot_become_markup():
    form = ONE.form()
    form.entry.value = "<b>1</b>"
    assert "<b>" not in form.verdict.value


def test_the_right_number_with_too_few_digits_needs_more_and_is_no_mistake():
    assert "needs more digits" in SEVERAL.check("0.85 0.06 2.3").text
    assert exercises.momentum_on_paper.check("0.5").names == ("one step too few",)
