"""What is saved of a notebook: still pictures with what to do, PNGs and metadata as they were, all else untouched."""

import json
import shutil
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config import Config

import run
from cnnlib import saving, widgets
from cnnlib.widgets.stage import twin

ROOT = Path(__file__).resolve().parents[1]
BINDER = json.loads((ROOT / "binder/jupyter_server_config.json").read_text())
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHURN = {"codemirror_mode": {"name": "ipython", "version": 3}, "version": "3.99.0"}      # what every kernel adds
PICTURE, OTHER = "<svg>picture</svg>", "<svg>other</svg>"


def notebook(*outputs, **metadata):
    """The content of a notebook with one cell that shows these outputs."""
    return {"cells": [{"cell_type": "code", "execution_count": 1, "id": "cell-1", "metadata": {}, "source": "explorer",
                       "outputs": list(outputs)}], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def display(metadata=None, **data):
    formats = {"view": saving.VIEW, "svg": saving.SVG, "png": saving.PNG, "markdown": saving.MARKDOWN,
               "plain": saving.PLAIN}
    return {"output_type": "display_data", "data": {formats[name]: data[name] for name in data},
            "metadata": metadata or {}}


def view():
    return {"model_id": "1", "version_major": 2, "version_minor": 0}


def outputs(content):
    return content["cells"][0]["outputs"]


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """The part of Jupyter Server that saves, configured as on Binder."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "work").mkdir()
    return LargeFileManager(root_dir=str(tmp_path / "work"), config=Config(BINDER))


def save(manager, content, name="lesson.ipynb"):
    """Save as a front end does; returns the file."""
    manager.save({"type": "notebook", "format": "json", "content": content}, f"/{name}")
    return Path(manager.root_dir, name)


def published(explorer, monkeypatch, alive):
    """The outputs of a cell that ends with an explorer, before a person or before nobody."""
    shown = []
    monkeypatch.setattr(twin, "has_audience", lambda: alive)
    monkeypatch.setattr("IPython.display.display", lambda data, raw, metadata=None: shown.append(
        {"output_type": "display_data", "data": data, "metadata": metadata or {}}))
    explorer._ipython_display_()
    return shown


@pytest.mark.parametrize("name", widgets.__all__)
def test_of_a_live_explorer_is_saved_what_it_shows_where_nobody_can_move_it(name, monkeypatch):
    explorer = getattr(widgets, name)()
    live = published(explorer, monkeypatch, alive=True)
    assert saving.VIEW in live[0]["data"]
    saved = saving.still(notebook(*live, widgets={"state": {}}), {})
    assert saved == notebook(*published(explorer, monkeypatch, alive=False))


def test_what_the_open_page_holds_is_not_touched():
    content = notebook(display(view=view(), svg=PICTURE), display(markdown="*A*", plain="A"), widgets={"state": {}})
    before = deepcopy(content)
    assert saving.still(content, {}) != before
    assert content == before


def test_a_view_without_a_picture_stays_and_so_does_the_state_it_needs():
    content = notebook(display(view=view(), plain="IntSlider(value=0)"), display(view=view(), svg=PICTURE),
                       widgets={"state": {}})
    saved = saving.still(content, {})
    assert outputs(saved) == [outputs(content)[0], display(svg=PICTURE)]
    assert saved["metadata"] == content["metadata"]


def test_outputs_that_answer_a_question_are_folded_again():
    folded = {"id": "a", "metadata": {"collapsed": True, "jupyter": {"outputs_hidden": True}}, "outputs": []}
    run = {"cells": [{"id": "a", "metadata": {}, "outputs": []}, {"id": "b", "metadata": {}, "outputs": []}]}
    saved = saving.still(run, {"cells": [folded, {"id": "b", "metadata": {}, "outputs": []}]})
    assert saved["cells"] == [folded, run["cells"][1]]
    assert saving.still(run, {}) == run


def test_a_form_with_a_sentence_beside_it_is_saved_as_the_sentence():
    content = notebook(display(view=view(), markdown="*Run this cell.*", plain="Run this cell."))
    assert outputs(saving.still(content, {})) == [display(markdown="*Run this cell.*", plain="Run this cell.")]


@pytest.mark.parametrize("following", [
    {"output_type": "stream", "name": "stdout", "text": "A"}, display(plain="A"), display(markdown="*A*"),
    display(markdown="**A**"), display(markdown="A", plain="A"), display(svg=PICTURE, plain="A")])
def test_only_a_caption_is_told_what_to_do(following):
    saved = saving.still(notebook(display(view=view(), svg=PICTURE), following), {})
    assert outputs(saved) == [display(svg=PICTURE), following]


def test_what_to_do_stands_in_the_caption_and_not_in_the_words_below():
    live = display(markdown="*A*\n\n<details>A</details>", plain="A")
    saved = saving.still(notebook(display(view=view(), svg=PICTURE), live), {})
    assert outputs(saved)[1] == display(markdown=f"*A {saving.HOW}*\n\n<details>A</details>", plain=f"A {saving.HOW}")


def test_the_caption_of_a_still_picture_is_left_alone():
    content = notebook(display(svg=PICTURE), display(markdown="*A*", plain="A"))
    assert saving.still(content, {}) == content


@pytest.mark.parametrize("svg", [PICTURE, ["<svg>", "picture</svg>"]])
def test_a_picture_gets_the_png_back_that_the_file_has_for_it(svg):
    stored = notebook(display({"image/png": {"width": 9}}, svg=["<svg>picture", "</svg>"], png="UE5H"))
    saved = saving.still(notebook(display(svg=svg), display(svg=OTHER)), stored)
    assert outputs(saved) == [display({"image/png": {"width": 9}}, svg=svg, png="UE5H"), display(svg=OTHER)]


def test_a_png_without_a_size_comes_back_without_one():
    stored = notebook(display(svg=PICTURE, png="UE5H"))
    assert saving.still(notebook(display(svg=PICTURE)), stored) == stored


def test_a_picture_with_a_png_of_its_own_keeps_it():
    stored = notebook(display(svg=PICTURE, png="b2xk"))
    content = notebook(display(svg=PICTURE, png="bmV3"))
    assert saving.still(content, stored) == content


def test_metadata_of_the_same_kernel_stays_as_it_is_stored():
    stored = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"},
              "language_info": {"name": "python"}}
    written = {"kernelspec": {"name": "python3", "display_name": "Python 3.99"},
               "language_info": {"name": "python"} | CHURN, "mine": 1}
    assert saving.still(notebook(**written), notebook(**stored))["metadata"] == stored | {"mine": 1}


@pytest.mark.parametrize("stored", [{}, notebook(), notebook(kernelspec={"name": "julia"}, language_info={})])
def test_metadata_of_another_kernel_or_of_a_new_notebook_is_saved(stored):
    written = notebook(kernelspec={"name": "python3"}, language_info={"name": "python"} | CHURN)
    assert saving.still(written, stored) == written


def test_metadata_that_a_front_end_dropped_does_not_come_back():
    assert saving.still(notebook(), notebook(kernelspec={"name": "python3"})) == notebook()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_a_notebook_that_was_merely_opened_is_saved_byte_for_byte_as_it_was(path, manager):
    shutil.copy(path, Path(manager.root_dir, "lesson.ipynb"))
    content = manager.get("lesson.ipynb")["content"]
    content["metadata"]["language_info"].update(CHURN)
    content["metadata"]["kernelspec"]["display_name"] = "Python 3.99"
    assert save(manager, content).read_bytes() == path.read_bytes()


def test_saving_twice_changes_nothing_more(manager):
    content = notebook(display(view=view(), svg=PICTURE), display(markdown="*A*", plain="A"))
    first = save(manager, deepcopy(content)).read_bytes()
    assert save(manager, content).read_bytes() == first
    assert first.count(saving.HOW.encode()) == 2 and b"widget-view" not in first


@pytest.mark.parametrize("on_disk", ["", "<<<<<<< a merge that failed", '{"worksheets": []}'])
def test_a_file_that_is_no_notebook_of_today_is_replaced_by_still_pictures(on_disk, manager):
    Path(manager.root_dir, "lesson.ipynb").write_text(on_disk)
    saved = save(manager, notebook(display(view=view(), svg=PICTURE)))
    assert outputs(json.loads(saved.read_text()))[0]["data"] == {saving.SVG: [PICTURE]}


@pytest.mark.parametrize("on_disk", ["[]", '{"cells": 1}', '{"cells": [{"outputs": [{"data": 1}]}]}'])
def test_a_file_that_makes_no_sense_is_replaced(on_disk, manager):
    Path(manager.root_dir, "lesson.ipynb").write_text(on_disk)
    content = notebook(display(svg=PICTURE))
    assert outputs(json.loads(save(manager, content).read_text()))[0]["data"] == {saving.SVG: [PICTURE]}


@pytest.mark.parametrize("content", [
    "text", [1], {"cells": 1}, notebook("output"), notebook(display(svg={"no": "text"})), notebook(display(svg=1)),
    notebook(display(view=view(), svg=PICTURE), display(markdown=1, plain=2))])
def test_what_makes_no_sense_is_saved_as_it_is(content, manager):
    model = {"type": "notebook", "content": deepcopy(content)}
    manager.run_pre_save_hooks(model=model, path="lesson.ipynb")
    assert model["content"] == content


@pytest.mark.parametrize("model", [{"type": "file", "content": "text"}, {"type": "directory"}, {"type": "notebook"},
                                   {}])
def test_what_is_no_notebook_is_not_looked_at(model):
    before = deepcopy(model)
    saving.before_saving(model=model, path="a/b", contents_manager=SimpleNamespace(root_dir=None))
    assert model == before


def test_make_lab_and_binder_save_in_the_same_way(manager):
    name = BINDER["ContentsManager"]["pre_save_hook"]
    assert f"--ContentsManager.pre_save_hook={name}" in run.lab_command(8888, True, False)
    module, function = name.rsplit(".", 1)
    assert manager.pre_save_hook is getattr(import_module(module), function) is saving.before_saving
