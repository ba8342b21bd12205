"""Every exercise: its solution is right, its stub "not yet", each of its mistakes is caught and named as itself."""

import time
from itertools import combinations

import numpy as np
import pytest

from cnnlib import exercises
from cnnlib.exercises import kept
from cnnlib.exercises.edits import mistaken
from cnnlib.exercises.function import FunctionExercise
from cnnlib.exercises.judge import agree, column
from cnnlib.exercises.more import MORE
from cnnlib.exercises.typed import TypedExercise
from cnnlib.exercises.verdict import MISTAKE, NOT_YET, REFUSED, RIGHT, UNKNOWN
from cnnlib.mistakes import MISTAKES, SENTENCES
from cnnlib.mistakes.slips import SLIPS

EVERY = exercises.EVERY.values()
FUNCTIONS = [one for one in EVERY if isinstance(one, FunctionExercise)]
TYPED = [one for one in EVERY if isinstance(one, TypedExercise)]
MATRIX = [(one, edit) for one in FUNCTIONS for edit in one.edits]
each = pytest.mark.parametrize("exercise", EVERY, ids=lambda one: one.name)
each_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
each_typed = pytest.mark.parametrize("exercise", TYPED, ids=lambda one: one.name)
SEED = np.random.default_rng


def wrong(exercise, *edits):
    return mistaken(exercise.answer, exercise.code, edits)


def same_numbers(exercise, one, other):
    """Whether two sets of mistakes give the same outputs in all cases."""
    found = [exercise.outcomes(edits) for edits in (one, other)]
    return all(agree(column(found[0], k), column(found[1], k)) for k in range(len(exercise.gives)))


@each
def test_the_solution_is_right(exercise):
    assert exercise.check(exercise.answer if exercise in FUNCTIONS else exercise.answer()).kind == RIGHT


@each
def test_the_code_that_is_shown_is_what_was_run(exercise):
    made = mistaken(exercise.answer, exercise.code)
    assert made is exercise.answer
    assert exercise.code.startswith(f"def {exercise.name}(") and str(exercise.solution()) == exercise.code.rstrip()


@each_function
def test_the_stub_is_not_yet(exercise):
    found = {}
    exec(exercise.stub, found)
    assert exercise.check(found[exercise.own]).kind == NOT_YET


@pytest.mark.parametrize("exercise, edit", MATRIX, ids=[f"{one.name}: {edit.name}" for one, edit in MATRIX])
def test_a_mistake_is_caught_and_named_as_itself_or_its_class(exercise, edit):
    verdict = exercise.check(wrong(exercise, edit))
    assert verdict.kind == MISTAKE and edit.name in verdict.names, verdict
    others = [one for one in exercise.edits if one.name in verdict.names]
    assert all(any(same_numbers(exercise, (edit,), (one,)) for one in others if one.name == name)
               for name in verdict.names)


@each_function
def test_there_are_six_mistakes_or_more_and_most_are_told_apart(exercise):
    alone = sum(len(exercise.check(wrong(exercise, edit)).names) == 1 for edit in exercise.edits)
    assert len(exercise.edits) >= 6 and alone >= 0.7 * len(exercise.edits)


@each_function
def test_two_mistakes_at_once_are_named_where_they_are_neither_right_nor_one(exercise, patient):
    singles = [(), *((edit,) for edit in exercise.edits)]
    pairs = [pair for pair in combinations(exercise.edits, 2) if exercise.outcomes(pair)]
    told = 0
    for pair in pairs[::max(1, len(pairs) // 6)]:
        found = exercise.outcomes(pair)
        if all(one.outputs is None for one in found) or any(same_numbers(exercise, pair, one) for one in singles):
            continue
        verdict = exercise.check(wrong(exercise, *pair))
        if any(one.final for one in found):
            assert verdict.kind == REFUSED
            continue
        assert verdict.kind == MISTAKE, (pair, verdict)
        told += {edit.name for edit in pair} <= set(verdict.names) or " and " in verdict.text
    assert told or len(pairs) < 3


@each_typed
def test_a_mistake_in_numbers_is_named(exercise):
    assert len(exercise.others()) >= 2
    for name, values in exercise.others():
        verdict = exercise.check(values)
        assert verdict.kind == MISTAKE and name in verdict.names, (name, verdict)


@each_typed
def test_every_mistake_of_a_typed_exercise_changes_its_numbers(exercise):
    assert {edit.name for edit in exercise.edits} <= {name for name, _ in exercise.others()}


def noise(exercise, seed):
    """A wrong function: numbers of the right shapes that nobody has made a mistake for."""
    rng = SEED(seed)
    kinds = (lambda one: rng.normal(size=one.shape), lambda one: one + rng.normal(size=one.shape) * 0.3,
             lambda one: one * rng.uniform(1.1, 3, size=one.shape), lambda one: np.tanh(one) + rng.normal(),
             lambda one: rng.integers(-3, 4, one.shape) + 0.37)
    change = kinds[seed % len(kinds)]

    def answer(*given):
        found = exercise.answer(*given)
        several = found if isinstance(found, tuple) else (found,)
        turned = tuple(change(np.asarray(one, float)) for one in several)
        return turned if len(turned) > 1 else turned[0]
    return answer


@each_function
def test_wrong_functions_at_random_are_never_named(exercise):
    for seed in range(12):                                  # 12 for each function
        verdict = exercise.check(noise(exercise, seed))
        assert verdict.kind in (UNKNOWN, REFUSED) and not verdict.names, verdict


def test_these_are_three_hundred():
    assert 12 * len(FUNCTIONS) >= 300


@each_function
def test_a_first_verdict_comes_within_two_seconds_of_work(exercise):
    answer = noise(exercise, 3)
    exercise.check(answer)                                  # what is known of the mistakes is kept
    start = time.thread_time()
    exercise.check(answer)
    assert time.thread_time() - start < 2


@each
def test_it_has_a_prompt_and_three_hints_that_come_one_by_one(exercise):
    kept.HINTS.pop(exercise.name, None)
    given = [str(exercise.hint()) for _ in range(4)]
    assert len(exercise.hints) == 3 and len(exercise.prompt.split()) >= 6
    given = [" ".join(one.split()) for one in given]
    assert all(hint in given[k] for k, hint in enumerate(exercise.hints))
    assert exercise.hints[1] not in given[0] and given[2] == given[3]


@each
def test_what_a_page_shows_of_it_fits_a_cell_on_a_laptop(exercise):
    stub = exercise.stub if exercise in FUNCTIONS else ""
    assert max(map(len, f"{exercise.code}\n{stub}".splitlines())) <= 96
    assert all(len(line) <= 88 for line in str(exercise.hint()).splitlines())


def test_each_lesson_has_three_with_one_two_and_three_stars():
    assert list(exercises.LESSONS) == list(range(1, 21))
    for number, three in exercises.LESSONS.items():
        assert [one.stars for one in three] == [1, 2, 3], number
        assert {one.lesson for one in three} == {number}
        assert isinstance(three[0], TypedExercise) and {type(one) for one in three[1:]} == {FunctionExercise}


def test_their_names_are_unique_and_at_hand():
    names = [one.name for three in exercises.LESSONS.values() for one in three]
    assert len(set(names)) == len(names) == 60
    assert all(getattr(exercises, name) is exercises.EVERY[name] for name in names)


def test_the_list_of_mistakes_has_forty_and_none_is_idle():
    more = {name for outputs in MORE.values() for every in outputs.values() for name, _ in every}
    used = more | {edit.name for one in EVERY for edit in one.edits} | {"sign", "transposed", "turned by 180°",
                                                                  "read from the end"}
    assert len(SENTENCES) == len(MISTAKES) + len(SLIPS) and len(SENTENCES) >= 40
    assert set(SLIPS) <= used <= set(SENTENCES)


def test_a_right_answer_counts_once_and_nothing_is_written(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kept, "RIGHT", set())
    line = str(exercises.progress(8))
    assert line.startswith("Lesson 8: 0 of 3 right.")
    for _ in range(2):
        exercises.kernel_gradient.check(exercises.kernel_gradient.answer)
    exercises.kernel_gradient_any.check(lambda *given: None)
    assert str(exercises.progress(8)).startswith("Lesson 8: 1 of 3 right.") and list(tmp_path.iterdir()) == []


def test_a_lesson_without_exercises_is_refused():
    with pytest.raises(ValueError, match="lesson: got 99; needs one of 1, 2"):
        exercises.progress(99)


def test_solutions_can_be_switched_off(monkeypatch):
    monkeypatch.setenv("CNNLIB_SOLUTIONS", "off")
    assert all("def " not in str(one.solution()) for one in EVERY)
