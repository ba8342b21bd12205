"""The notebook tool: what it stores, and what it refuses to."""

import base64
import io

import nbformat
import pytest
from PIL import Image

import notebooks


def run_and_store(tmp_path, *sources):
    """Store a notebook of these code cells; returns (complaints, path)."""
    path = tmp_path / "01_case.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# A case"), *map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return notebooks.store(path), path


def test_running_twice_gives_the_same_bytes(stored):
    first = stored.read_bytes()
    assert notebooks.store(stored) == []
    assert stored.read_bytes() == first


def test_a_picture_is_stored_as_svg_words_and_a_png_half_as_large_again(stored):
    output = nbformat.read(stored, as_version=4).cells[2].outputs[0]
    image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
    assert set(output.data) == {"image/svg+xml", "image/png", "text/plain"}
    assert image.size == (180, 90)
    assert output.metadata["image/png"] == {"width": 120, "height": 60}
    assert image.convert("RGB").getpixel((179, 89)) == (255, 255, 255)
    assert image.convert("RGB").getpixel((12, 12)) == (105, 100, 95)


def test_our_path_is_yellow_in_the_png_and_not_the_orange_of_a_gradient(stored):
    output = nbformat.read(stored, as_version=4).cells[2].outputs[0]
    image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
    assert image.convert("RGB").getpixel((90, 45)) == (255, 196, 0)


def test_the_letters_of_the_png_are_drawn(stored):
    output = nbformat.read(stored, as_version=4).cells[2].outputs[0]
    image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))).convert("L")
    assert image.getextrema()[0] < 20


def test_ids_follow_the_position_and_only_lasting_metadata_stays(stored):
    notebook = nbformat.read(stored, as_version=4)
    assert [cell.id for cell in notebook.cells] == [f"cell-{n}" for n in range(1, 7)]
    assert notebook.cells[2].metadata == {"tags": ["look"]}
    assert notebook.metadata == notebooks.METADATA


def test_a_widget_keeps_its_words_and_loses_its_view(tmp_path):
    wrong, path = run_and_store(tmp_path, "import ipywidgets\nipywidgets.IntSlider(value=3)")
    notebook = nbformat.read(path, as_version=4)
    assert wrong == []
    assert set(notebook.cells[1].outputs[0].data) == {"text/plain"}
    assert "widgets" not in notebook.metadata


def test_lines_printed_apart_in_time_are_stored_as_one_stream(tmp_path):
    slow = "import sys\nfor n in range(3): print(n); sys.stdout.flush()"
    _, path = run_and_store(tmp_path, slow)
    assert [output.text for output in nbformat.read(path, as_version=4).cells[1].outputs] == ["0\n1\n2\n"]


@pytest.mark.parametrize("source, complaint", [
    ("1 / 0", "ZeroDivisionError"),
    ("import sys; print('careful', file=sys.stderr)", "cell 2 stores stderr: careful"),
    ("import warnings; warnings.warn('old')", "cell 2 stores stderr"),
])
def test_a_notebook_that_fails_or_complains_is_not_stored(tmp_path, source, complaint):
    wrong, path = run_and_store(tmp_path, source)
    assert "not stored" in wrong[0]
    assert complaint in "".join(wrong)
    assert nbformat.read(path, as_version=4).cells[1].outputs == []


def test_the_command_line_says_which_notebook_is_wrong_and_fails(tmp_path, capsys):
    _, path = run_and_store(tmp_path, "1 / 0")
    assert notebooks.main([str(path)]) == 1
    assert "01_case.ipynb: not stored" in capsys.readouterr().out
