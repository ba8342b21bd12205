"""nbgrader makes assignments of the lessons, and grades them: an answered lesson gets all points, an untouched none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

import classroom
from cnnlib import exercises

LESSONS = [f"lesson_{number:02}" for number in exercises.LESSONS]
each_lesson = pytest.mark.parametrize("lesson", LESSONS)
POINTS = 6            # one, two and three stars


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose assignments were released; Ada has answered all of them, Bob has opened one."""
    folder = tmp_path_factory.mktemp("course")
    classroom.main(folder)
    for lesson in LESSONS:
        nbgrader(folder, "generate_assignment", lesson, "--create")
        shutil.copytree(folder / "source" / lesson, folder / "submitted" / "ada" / lesson)
    shutil.copytree(folder / "release" / LESSONS[0], folder / "submitted" / "bob" / LESSONS[0])
    return folder


def nbgrader(folder, *arguments):
    """Run nbgrader in a course, with this environment's other programs at hand."""
    programs = Path(sys.executable).parent
    done = subprocess.run([programs / "nbgrader", *arguments], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"})
    assert done.returncode == 0, done.stderr[-2000:]


def score(folder, lesson, student):
    """The points of a student, and how many there were."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        found = book.find_submission(lesson, student)
        return found.score, found.max_score


@each_lesson
def test_no_solution_is_handed_out(course, lesson):
    (path,) = (course / "release" / lesson).glob("*.ipynb")
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    three = exercises.LESSONS[int(lesson[-2:])]
    assert all(f"{one.name}.check(my_{one.name})" in text for one in three)
    assert "SOLUTION" not in text and "assert exercises" not in text and ".solution()" not in text
    assert not any(one.code.split("\n", 1)[1].rstrip() in text for one in three)


@each_lesson
def test_who_answers_all_gets_all_points(course, lesson):
    nbgrader(course, "autograde", lesson, "--create", "--student", "ada")
    assert score(course, lesson, "ada") == (POINTS, POINTS)


def test_who_writes_nothing_gets_none(course):
    nbgrader(course, "autograde", LESSONS[0], "--create", "--student", "bob")
    assert score(course, LESSONS[0], "bob") == (0, POINTS)
