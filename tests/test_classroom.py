"""The lessons as assignments: what nbgrader asks for is there, and nothing is lost; nbgrader itself runs elsewhere."""

import re

import nbformat
import pytest

import classroom
from cnnlib import exercises

LESSONS = sorted((classroom.ROOT / "notebooks").glob("[0-9]*.ipynb"))
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?### END \1", re.DOTALL)


def written(path):
    return classroom.assignment(nbformat.read(path, as_version=4))


def graded(notebook):
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


@each_lesson
def test_each_exercise_has_a_cell_to_write_in_and_a_test_with_its_stars_as_points(path):
    three = exercises.LESSONS[int(path.stem[:2])]
    cells = graded(written(path))
    names = [cell.metadata.nbgrader.grade_id for cell in cells]
    assert names == [name for one in three for name in (one.name, f"{one.name}-test")]
    assert [cell.metadata.nbgrader.points for cell in cells[1::2]] == [1, 2, 3]
    assert [cell.metadata.nbgrader.solution for cell in cells] == [True, False] * 3


@each_lesson
def test_a_solution_stands_between_the_marks_alone_and_is_right(path):
    for one, cell in zip(exercises.LESSONS[int(path.stem[:2])], graded(written(path))[::2], strict=True):
        made = {}
        exec(f"import numpy as np\n{cell.source}", vars(__import__(one.module, fromlist=["x"])) | made, made)
        assert one.check(made[f"my_{one.name}"]).right
        outside = {}
        exec(REGION.sub("pass", cell.source), outside)
        assert one.check(outside[f"my_{one.name}"]).kind == "not yet"


@each_lesson
def test_it_is_a_notebook_without_outputs_that_keeps_every_other_cell(path):
    before, after = nbformat.read(path, as_version=4), written(path)
    nbformat.validate(after)
    kept = [cell.source for cell in before.cells if "exercises." not in cell.source]
    assert [source for source in kept if source not in [cell.source for cell in after.cells]] == []
    assert not any(cell.get("outputs") for cell in after.cells)
    assert ".solution()" not in "".join(cell.source for cell in after.cells)


def test_it_is_written_as_a_course_and_the_stored_lessons_stay(tmp_path, capsys):
    before = [path.read_bytes() for path in LESSONS]
    classroom.main(tmp_path)
    assert [path.parent.name for path in sorted(tmp_path.glob("source/*/*.ipynb"))] == [
        f"lesson_{number:02}" for number in exercises.LESSONS]
    assert str(tmp_path) in (tmp_path / "nbgrader_config.py").read_text() and "Written" in capsys.readouterr().out
    assert [path.read_bytes() for path in LESSONS] == before
