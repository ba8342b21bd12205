"""Strict nbval notices one wrong digit: the notebooks' own check can fail."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest

import contract

LESSONS = sorted(Path(__file__).parents[2].glob("notebooks/[0-9]*.ipynb"))


def failing_cells(path):
    """Run strict nbval on a notebook; returns {index of a code cell: what nbval says against it}."""
    report = path.with_suffix(".xml")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--color=no",
               "-p", "no:cacheprovider", "--rootdir", path.parent, f"--junitxml={report}", path]
    subprocess.run(command, cwd=path.parent, capture_output=True, check=False)
    cases = ET.parse(report).getroot().iter("testcase")
    return {int(case.get("name").removeprefix("Cell ")): failure.text
            for case in cases for failure in case.iter("failure")}


def next_digit(match):
    return match[1] + str((int(match[2]) + 1) % 10)


def corrupt_svg(output):
    """Change the first digit that an SVG shows; tells whether there was one."""
    svg = output.get("data", {}).get("image/svg+xml", "")
    changed = re.sub(r"(<text[^>]*>[^<\d]*)(\d)", next_digit, svg, count=1)
    if changed != svg:
        output.data["image/svg+xml"] = changed
    return changed != svg


def corrupt_text(output):
    """Change the first digit of a printed line or of a value; tells whether there was one."""
    if output.output_type == "stream":
        holder, key = output, "text"
    else:
        holder, key = output.data, "text/plain"
    before = holder.get(key, "")
    holder[key] = re.sub(r"()(\d)", next_digit, before, count=1)
    return holder[key] != before


def corrupt(notebook, change, spare=None):
    """Change one stored digit of the first cell that has one, except a spared cell; returns its index."""
    for index, cell in enumerate(contract.code_cells(notebook)):
        if index != spare and any(change(output) for output in cell.outputs):
            return index
    raise AssertionError(f"no cell with a digit for {change.__name__}")


def corrupted_copy(lesson, folder):
    """Copy a lesson's folder and change a digit of a picture and one of a text, in two cells."""
    shutil.copytree(lesson.parent, folder, ignore=shutil.ignore_patterns(".*"))
    copy = folder / lesson.name
    notebook = nbformat.read(copy, as_version=4)
    picture = corrupt(notebook, corrupt_svg)
    text = corrupt(notebook, corrupt_text, spare=picture)
    nbformat.write(notebook, copy)
    return copy, picture, text


def demand_exactly_the_corrupted_cells(lesson, folder):
    copy, picture, text = corrupted_copy(lesson, folder)
    failures = failing_cells(copy)
    assert set(failures) == {picture, text}
    assert "mismatch 'image/svg+xml'" in failures[picture]
    assert "mismatch" in failures[text]


def test_an_untouched_notebook_passes(stored):
    assert failing_cells(stored) == {}


def test_one_digit_fails_exactly_its_cell_of_the_tiny_lesson(stored, tmp_path):
    demand_exactly_the_corrupted_cells(stored, tmp_path / "copy")


@pytest.mark.parametrize("lesson", LESSONS[:1], ids=lambda path: path.stem)
def test_one_digit_fails_exactly_its_cell_of_a_lesson(lesson, tmp_path):
    demand_exactly_the_corrupted_cells(lesson, tmp_path / "copy")
