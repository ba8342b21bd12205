"""Every lesson is made as all are, and every rule of that can be broken."""

from pathlib import Path

import nbformat
import pytest

import skeleton

LESSONS = sorted(Path(__file__).parents[2].glob("notebooks/[0-9]*.ipynb"))
TEXTS = ("# 1 · A claim", "## Try it first\n\nPress Shift+Enter.", "**Time:** 20 minutes\n\n$a = b$ words",
         "## Break it and look\n\n## Explore\n\n[Back](#Try-it-first)\n\n★ One.\n\n★★ Two.\n\n★★★ Three.")
PICTURE = nbformat.v4.new_output("display_data", data={"image/svg+xml": "<svg/>"})


def code(source, *outputs, **folds):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"jupyter": folds})


def printed(text):
    return nbformat.v4.new_output("stream", text=text)


@pytest.fixture
def lesson():
    """The smallest lesson that has everything: explorer, two questions with their answers, three exercises."""
    cells = [nbformat.v4.new_markdown_cell(text) for text in TEXTS]
    cells[2:2] = [code("from cnnlib.widgets import X\nX()", PICTURE, source_hidden=True)]
    cells[4:4] = [code("predict('How far?', 1)"), code("moved = 1\nmoved", PICTURE, outputs_hidden=True),
                  code("predict('Where?', 2)"), code("print('cell')", printed("cell\n2"), outputs_hidden=True)]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_a_lesson_has_its_skeleton(path):
    assert skeleton.complaints(nbformat.read(path, as_version=4)) == []


def test_the_smallest_lesson_has_its_skeleton(lesson):
    assert skeleton.complaints(lesson) == []


def test_minutes_come_from_what_one_reads_runs_looks_at_and_does(lesson):
    counted = (skeleton.open_words(lesson), skeleton.code_lines(lesson), skeleton.pictures(lesson))
    assert counted == (29, 7, 2) and skeleton.minutes(lesson) == 20    # 0.2 + 0.6 + 1 + 4 + 3 * 4, up to 5


def test_formulas_code_folded_parts_and_addresses_are_no_words_in_the_open(lesson):
    before = skeleton.open_words(lesson)
    lesson.cells[0].source += "\n\n$$a\nb$$\n\n```\ncode here\n```\n<details>\n\nfolded words\n\n</details> $x + y$"
    lesson.cells[3].source = lesson.cells[3].source.replace("words", "[words](a_long_address.ipynb)")
    assert skeleton.open_words(lesson) == before


def talk(nb): nb.cells[0].source += " word" * 1300
def promise(nb): nb.cells[3].source = "**Time:** 5 minutes"
def promise_nothing(nb): nb.cells[3].source = ""
def dawdle(nb): nb.cells[4].source += "\npass" * 500
def show_the_code(nb): nb.cells[2].metadata = {}
def come_late(nb): nb.cells[0:0] = [code("a = 1"), code("b = 1")]
def explore_twice(nb): nb.cells.append(code("from cnnlib.widgets import X"))
def lead_nowhere(nb): nb.cells[-1].source = nb.cells[-1].source.replace("(#", "(")
def say_not_how(nb): nb.cells[1].source = "## Try it first"
def ask_once(nb): del nb.cells[6]
def give_it_away(nb): nb.cells[5].metadata = {}
def begin_with_the_answer(nb): nb.cells[7].outputs = [printed("2")]
def ask_for_nothing(nb): del nb.cells[7:]
def break_nothing(nb): nb.cells[-1].source = nb.cells[-1].source.replace("Break it", "Look")
def set_four(nb): nb.cells[-1].source += "\n\n★ Four."
def bind_again(nb): nb.cells.append(code("moved = 3"))
def define_again(nb): nb.cells.append(code("def moved(): pass"))
def loop_over_it(nb): nb.cells.append(code("for moved in (1, 2): pass"))


@pytest.mark.parametrize("breaks, complaint", [
    (talk, "words in the open, more than 1,300"), (promise, "it says 5 minutes"),
    (promise_nothing, "it says no minutes"),
    (dawdle, "minutes, more than 45"), (show_the_code, "the explorer is not the first"),
    (come_late, "the explorer is not the first"), (explore_twice, "X stands in 2 cells"),
    (lead_nowhere, "no link (#Try-it-first)"), (say_not_how, "how to run a cell"), (ask_once, "1 predictions"),
    (give_it_away, "are in sight"), (begin_with_the_answer, "stays in sight: “2”"), (ask_for_nothing, "are in sight"),
    (break_nothing, "no part “Break it and look”"), (set_four, "4 exercises"), (bind_again, "`moved` is bound in 2"),
    (define_again, "`moved` is bound in 2"), (loop_over_it, "`moved` is bound and is a loop's")])
def test_a_broken_skeleton_is_reported(lesson, breaks, complaint):
    breaks(lesson)
    assert complaint in "; ".join(skeleton.complaints(lesson))


def test_what_a_function_or_a_comprehension_binds_and_letters_that_count_cells_may_come_again(lesson):
    lesson.cells += map(code, ["def f(x):\n    moved = x", "[moved for moved in (1, 2)]", "i = 1", "i = 2"])
    assert skeleton.complaints(lesson) == []


def test_a_second_explorer_of_another_kind_may_stand_further_down(lesson):
    lesson.cells.append(code("from cnnlib.widgets import Y"))
    assert skeleton.complaints(lesson) == []


def test_adding_to_a_name_is_not_binding_it(lesson):
    lesson.cells.append(code("moved += 1"))
    assert skeleton.complaints(lesson) == []
