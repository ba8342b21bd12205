"""Write the lessons as assignments for nbgrader: solutions and tests between its delimiters, and what it grades by.

    python tools/classroom.py [folder]            every lesson, into build/classroom

docs/classroom.md says what to do with it. The stored lessons stay as they are.
"""

import re
import sys
from pathlib import Path

import nbformat

from cnnlib import exercises
from cnnlib.exercises.typed import TypedExercise

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "classroom"
IMPORT = "from cnnlib import exercises\n\n"
SOLUTION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
TESTS = "# {}, once more when it is graded\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "cnnlib"
c.CourseDirectory.root = {root!r}
c.ExecutePreprocessor.timeout = 600
c.ClearSolutions.code_stub = {{"python": "pass      # your code here"}}
"""


def main(folder=FOLDER):
    """Write source/lesson_NN/….ipynb for each lesson, and nbgrader_config.py."""
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        target = folder / "source" / f"lesson_{path.name[:2]}" / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(assignment(nbformat.read(path, as_version=4)), target)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(folder)), encoding="utf-8")
    print(f"Written to {folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder}: docs/classroom.md "
          "says how to hand it out.")


def assignment(notebook):
    """Return a lesson as an assignment: no outputs, no solutions in sight, two cells more for each exercise."""
    notebook.cells = [one for cell in notebook.cells for one in graded(cell)]
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def graded(cell):
    """The cells that one cell of a lesson becomes."""
    asked = re.search(r"^exercises\.(\w+)\.(check|form|solution)\(\w*\)$", cell.source, re.MULTILINE)
    if cell.cell_type != "code" or not asked:
        return [cell]
    name, what = asked.groups()
    if what == "solution":
        return []
    exercise = exercises.EVERY[name]
    own = f"my_{name}"
    head = [code(IMPORT.strip())] if cell.source.startswith(IMPORT) else []
    shown = [code(f"exercises.{name}.form()")] if isinstance(exercise, TypedExercise) else []
    return [*head, *shown, answer(exercise, own), code(f"exercises.{name}.check({own})"), test(exercise, own)]


def answer(exercise, own):
    """The cell in which one writes: the solution between nbgrader's marks."""
    if isinstance(exercise, TypedExercise):
        solution = SOLUTION.format(f"{own} = {exercise.wanted().tolist()}")
        lines = f"{own} = None      # {exercise.asks}: a number, or a list\n{solution}"
    else:
        body = exercise.code.split("\n", 1)[1].rstrip()
        lines = exercise.stub + "\n" + re.sub("^###", "    ###", SOLUTION.format(body), flags=re.MULTILINE)
    return code(lines, name=exercise.name, grade=False, solution=True, locked=False)


def test(exercise, own):
    """The cell that is graded; its points are the stars."""
    line = f"assert exercises.{exercise.name}.check({own}).right"
    return code(TESTS.format(exercise.name, line), name=f"{exercise.name}-test", grade=True, solution=False,
                locked=True, points=exercise.stars)


def code(source, name=None, **graded):
    """A code cell, with nbgrader's metadata where it has a name."""
    cell = nbformat.v4.new_code_cell(source)
    if name:
        always = {"grade_id": name, "cell_type": "code", "schema_version": 3, "task": False}
        cell.metadata["nbgrader"] = always | graded
    return cell


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
