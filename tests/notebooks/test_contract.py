"""Every stored lesson keeps the contract, and every rule of the contract can be broken."""

from pathlib import Path

import nbformat
import pytest
from PIL import Image

import contract
import notebooks

LESSONS = sorted(Path(__file__).parents[2].glob("notebooks/*.ipynb"))


def test_there_is_a_lesson():
    assert LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson_keeps_the_contract(lesson):
    assert contract.complaints(lesson.read_text(encoding="utf-8")) == []


def test_the_tiny_lesson_keeps_the_contract(stored):
    assert contract.complaints(stored.read_text(encoding="utf-8")) == []


def skip_a_prompt(nb): nb.cells[4].execution_count = 9
def leave_a_cell_unrun(nb): nb.cells[1].execution_count = None
def store_an_error(nb): nb.cells[4].outputs = [nbformat.v4.new_output("error", ename="E", evalue="")]
def store_stderr(nb): nb.cells[4].outputs = [nbformat.v4.new_output("stream", name="stderr", text="careful")]
def store_widget_state(nb): nb.metadata["widgets"] = {}
def store_a_view(nb): nb.cells[4].outputs[0].data[notebooks.WIDGET] = {"model_id": "1"}
def use_another_kernel(nb): nb.metadata.kernelspec.name = "conda-env"
def name_the_micro_version(nb): nb.metadata.language_info["version"] = "3.11.7"
def store_timings(nb): nb.cells[4].metadata["execution"] = {"iopub.status.busy": "noon"}
def drop_the_words(nb): del nb.cells[2].outputs[0].data["text/plain"]
def say_too_little(nb): nb.cells[2].outputs[0].data["text/plain"] = "A picture."
def show_a_repr(nb): nb.cells[2].outputs[0].data["text/plain"] = "<Figure size 640x480 with 1 Axes>"
def drop_the_caption(nb): del nb.cells[2].outputs[1]
def write_the_caption_upright(nb): nb.cells[2].outputs[1].data["text/markdown"] = "One matrix of one cell."
def leave_the_words_out(nb): nb.cells[2].outputs[1].data["text/markdown"] = "*One matrix of one cell.*"
def fold_other_words(nb): replace(nb.cells[2].outputs[1].data, "text/markdown", "x: 7", "x: 8")
def have_a_title_alone(nb): nb.cells[2].outputs[0].data["text/plain"] = "A cell that holds a number"
def drop_the_png(nb): del nb.cells[2].outputs[0].data["image/png"]
def break_the_png(nb): nb.cells[2].outputs[0].data["image/png"] = "AAAA"
def draw_another_digit(nb): replace(nb.cells[2].outputs[0].data, "image/svg+xml", ">7<", ">1<")
def stretch_the_svg(nb): replace(nb.cells[2].outputs[0].data, "image/svg+xml", 'height="60"', 'height="90"')
def start_without_a_title(nb): nb.cells[0].source = "Hello.\n\n# A cell holds a number"
def add_a_title(nb): nb.cells[3].source = "# Another"
def skip_a_level(nb): nb.cells[3].source = "#### Compute"
def write_sixteen_lines(nb): nb.cells[4].source = "x = 1\n" * 16
def write_longish_cells(nb): [cell.update(source="x = 1\n" * 4) for cell in contract.code_cells(nb)]
def print_a_path(nb): nb.cells[5].outputs[0].text = "/home/ada/cnnlib/notebooks"
def print_this_path(nb): nb.cells[5].outputs[0].text = str(Path(__file__).resolve())
def add_a_script(nb): nb.cells[3].source += "\n<script>alert(1)</script>"
def add_a_style(nb): replace(nb.cells[2].outputs[0].data, "image/svg+xml", "</svg>", "<style/></svg>")
def grow(nb): nb.cells[3].source += "more " * 100_000


def replace(mapping, key, old, new):
    assert old in mapping[key]
    mapping[key] = mapping[key].replace(old, new)


@pytest.mark.parametrize("breaks, complaint", [
    (skip_a_prompt, "prompts are [1, 2, 9, 4], not 1 to 4"),
    (leave_a_cell_unrun, "prompts are [None, 2, 3, 4]"),
    (store_an_error, "cell 5 stores an error"),
    (store_stderr, "cell 5 stores stderr: careful"),
    (store_widget_state, "metadata.widgets is stored"),
    (store_a_view, "cell 5 stores a widget view"),
    (use_another_kernel, "kernelspec is not python3"),
    (name_the_micro_version, "language_info names a version"),
    (store_timings, "cell 5 stores metadata ['execution']"),
    (drop_the_words, "cell 3: a picture without words"),
    (say_too_little, "cell 3: a picture without words"),
    (show_a_repr, "cell 3: a picture without words"),
    (drop_the_caption, "cell 3: a picture without a caption"),
    (write_the_caption_upright, "cell 3: a picture without a caption"),
    (leave_the_words_out, "cell 3: a picture whose words are not folded"),
    (fold_other_words, "cell 3: a picture whose words are not folded"),
    (have_a_title_alone, "cell 3: a picture whose words are not folded"),
    (drop_the_png, "cell 3: the PNG is missing"),
    (break_the_png, "cell 3: the PNG is missing"),
    (draw_another_digit, "does not show its SVG"),
    (stretch_the_svg, "does not show its SVG"),
    (start_without_a_title, "the first line of the first cell is not the title"),
    (add_a_title, "2 titles"),
    (skip_a_level, "heading levels skip: [1, 2, 4]"),
    (write_sixteen_lines, "a code cell of 16 lines"),
    (write_longish_cells, "the median code cell has 4 lines"),
    (print_a_path, "cell 6 shows a path of a machine"),
    (print_this_path, "cell 6 shows a path of a machine"),
    (add_a_script, "cell 4 holds active or styling HTML"),
    (add_a_style, "cell 3 holds active or styling HTML"),
    (grow, "bytes, more than 500,000"),
])
def test_a_broken_lesson_is_reported(stored, breaks, complaint):
    notebook = nbformat.read(stored, as_version=4)
    breaks(notebook)
    assert complaint in "; ".join(contract.complaints(nbformat.writes(notebook)))


def test_a_png_that_misses_one_pixel_column_or_is_one_level_off_differs():
    fresh = Image.new("RGB", (6, 4), "white")
    assert contract.differs(Image.new("RGB", (5, 4), "white"), fresh)
    assert contract.differs(Image.new("RGB", (6, 4), (254, 254, 254)), fresh)
    assert not contract.differs(fresh.copy(), fresh)
