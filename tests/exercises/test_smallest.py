"""The smallest case: nothing smaller in the space that is searched differs."""

import time

import numpy as np
import pytest

from cnnlib import exercises
from cnnlib.exercises.attempt import attempt
from cnnlib.exercises.edits import mistaken
from cnnlib.exercises.function import FunctionExercise
from cnnlib.exercises.judge import same
from cnnlib.exercises.numbers import arrays, cells
from cnnlib.exercises.smallest import candidates, replaced, smaller

FUNCTIONS = [one for one in exercises.EVERY.values() if isinstance(one, FunctionExercise)]
MATRIX = [(one, edit) for one in FUNCTIONS for edit in one.edits[::2]]


def differs(exercise, answer, given):
    """Whether two functions give other numbers, of the same shape; not where the right one refuses a label."""
    mine, right = (attempt(one, given, exercise.gives, exercise.parameters, None) for one in (answer, exercise.answer))
    return mine.outputs is not None and right.outputs is not None and any(
        one.size and one.shape == other.shape and not same(one, other)
        for one, other in zip(mine.outputs, right.outputs, strict=True))


@pytest.mark.parametrize("exercise, edit", MATRIX, ids=[f"{one.name}: {edit.name}" for one, edit in MATRIX])
def test_no_smaller_size_differs_and_no_number_can_be_made_smaller(exercise, edit, patient):
    answer = mistaken(exercise.answer, exercise.code, (edit,))
    given = exercise.smallest(answer)
    if given is None or not differs(exercise, answer, given):       # another shape, or an error: not shrunk
        return
    for each in exercise.in_order:
        every = list(candidates(exercise.arguments, each))
        if cells(every[0]) >= cells(given):
            break
        assert not any(differs(exercise, answer, tried) for tried in every), each
    for k, one in enumerate(given):
        if isinstance(one, np.ndarray):
            for cell in np.ndindex(one.shape):
                assert not any(differs(exercise, answer, replaced(given, k, cell, value))
                               for value in smaller(one[cell])), (k, cell)


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_most_mistakes_have_a_case_that_is_drawn_and_told_in_words(exercise, patient):
    if any(map(callable, exercise.cases[0])):       # nobody could see which function it was
        return
    drawn = [exercise.check(mistaken(exercise.answer, exercise.code, (edit,))).picture for edit in exercise.edits]
    found = [one for one in drawn if one is not None]
    assert len(found) >= 0.6 * len(drawn)
    assert all(one.svg.startswith("<svg") and "yours" in repr(one) and "right" in repr(one) for one in found)


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_the_right_function_differs_nowhere(exercise):
    assert exercise.smallest(exercise.answer) is None


def test_the_numbers_are_whole_and_few():
    exercise = exercises.kernel_gradient
    given = exercise.smallest(mistaken(exercise.answer, exercise.code, exercise.edits[:1]))
    assert cells(given) == 4 and all(set(one.ravel()) <= {0.0, 1.0} for one in arrays(given))


def test_a_function_that_never_ends_on_small_cases_has_no_picture_and_stops():
    def slow(dL_dz, x, rows, columns):
        if x.size < 9:
            while True:
                pass
        return exercises.kernel_gradient.answer(dL_dz, x, rows, columns) * 3
    start = time.monotonic()
    verdict = exercises.kernel_gradient.check(slow)
    assert verdict.picture is None and time.monotonic() - start < 20
