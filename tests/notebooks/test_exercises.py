"""What a lesson's page says of its exercises is what their files say."""

import re
from pathlib import Path

import nbformat
import pytest

from cnnlib import exercises
from cnnlib.exercises.function import FunctionExercise

PATHS = {int(path.stem[:2]): path for path in Path(__file__).parents[2].glob("notebooks/[0-9]*.ipynb")}
each_lesson = pytest.mark.parametrize("number", exercises.LESSONS)


def cells(number):
    return nbformat.read(PATHS[number], as_version=4).cells


def sources(number, kind):
    return [cell.source for cell in cells(number) if cell.cell_type == kind]


def test_every_lesson_has_exercises():
    assert set(PATHS) == set(exercises.LESSONS)


@each_lesson
def test_the_prompts_stand_on_the_page(number):
    text = "\n\n".join(sources(number, "markdown"))
    assert all(f"{'★' * one.stars} {one.prompt}" in text for one in exercises.LESSONS[number])


@each_lesson
def test_each_has_its_stub_its_check_its_hints_and_its_solution(number):
    code = [source.removeprefix("from cnnlib import exercises\n\n") for source in sources(number, "code")]
    for one in exercises.LESSONS[number]:
        asked = (f"{one.stub}\n\nexercises.{one.name}.check({one.own})" if isinstance(one, FunctionExercise)
                 else f"exercises.{one.name}.form()")
        at = code.index(asked)
        assert code[at + 1:at + 3] == [f"exercises.{one.name}.hint()", f"exercises.{one.name}.solution()"]


@each_lesson
def test_hints_and_solutions_are_stored_and_folded(number):
    for cell in cells(number):
        if re.fullmatch(r"exercises\.\w+\.(hint|solution)\(\)", cell.source):
            assert cell.outputs and cell.metadata["jupyter"]["outputs_hidden"], cell.source


@each_lesson
def test_a_run_of_all_cells_says_not_yet_and_the_last_line_counts_none(number):
    code = [cell for cell in cells(number) if cell.cell_type == "code"]
    checks = [cell for cell in code if ".check(my_" in cell.source]
    assert len(checks) == 2
    assert all(cell.outputs[0].data["text/plain"].startswith("Not yet: write my_") for cell in checks)
    assert code[-1].source == f"exercises.progress({number})"
    assert code[-1].outputs[0].data["text/plain"].startswith(f"Lesson {number}: 0 of 3 right.")
