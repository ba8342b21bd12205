"""A notebook exported by `jupyter nbconvert`: alternative text, and no view of a widget in place of a picture."""

import importlib
import json
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.preprocessors import Preprocessor

import notebooks
from cnnlib import examples
from cnnlib.alt_text import VIEW, AltText
from cnnlib.draw import charts, matrix, row
from cnnlib.widgets.stage import twin

ROOT = Path(__file__).resolve().parents[2]
CELLS = ("from cnnlib import draw\nfrom cnnlib.widgets import PoolRouter, Trainer",
         "draw.strip('ReLU')", "PoolRouter()", "Trainer(steps=1).plot()", "Trainer(steps=1)")


def notebook(*outputs):
    """A notebook of one run cell."""
    cell = nbformat.v4.new_code_cell("", execution_count=1, outputs=[
        nbformat.v4.new_output("display_data", data=data, metadata=metadata) for data, metadata in outputs])
    return nbformat.v4.new_notebook(cells=[cell])


def exported(notebook, **options):
    return HTMLExporter(**options).from_notebook_node(notebook)[0]


def alts(html):
    """The alternative text of each picture; nbconvert puts one of its own where there is none."""
    return [image["alt"] for image in BeautifulSoup(html, "html.parser").find_all("img")]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A small lesson, run as `nbconvert --execute` runs it."""
    run = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    notebooks.execute(run, tmp_path_factory.mktemp("run"))
    return run


def test_what_a_kernel_sends_to_nbconvert_holds_no_view_of_an_explorer(run):
    assert run.metadata.widgets                                 # the models are there; a view of one would be chosen
    assert VIEW not in nbformat.writes(run).replace(json.dumps(run.metadata.widgets), "")
    html = exported(run)
    assert len(alts(html)) == len(CELLS) - 1 and html.count(twin.HOW) == 2


def test_each_picture_gets_its_title_and_caption_as_alternative_text(run):
    found = alts(exported(run, preprocessors=[AltText]))
    assert len(found) == len(CELLS) - 1
    assert found[0] == "The network; here: ReLU. The chain from image to loss; this lesson is about: ReLU."
    assert found[1].startswith("Max-pool routing, forward (grey) and backward (colour). Max-pooling sends ")
    assert found[2].startswith("Training, 0 steps, 0 whole epochs. Before the first step the loss is ")
    assert found[3] == found[2]


def test_awkward_letters_survive_in_alternative_text():
    picture = row(matrix("x", [[1.0]]), caption="a < b & \"c\" isn't.")
    record = {"step": 0, "L": 0.7}
    plot = charts.compare({"<lr>": [record]}, title="\"L\" & 'more'")
    html = exported(notebook(picture.bundle(), plot.bundle()), preprocessors=[AltText])
    assert alts(html) == [f"{picture.title}. {picture.caption}", f"{plot.title}. {plot.caption}"]


@pytest.mark.parametrize("data, metadata", [
    ({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><g><title>part</title></g></svg>"}, {}),
    ({"image/png": "AAAA"}, {"image/png": {"width": 9}}), ({"text/plain": "7"}, {})])
def test_an_output_without_words_of_its_own_is_left_alone(data, metadata):
    before = notebook((data, metadata))
    after, _ = AltText().preprocess(before.copy(), {})
    assert after.cells[0].outputs[0].data == data


def test_a_view_that_was_stored_gives_way_to_the_picture_beside_it():
    data, metadata = matrix("x", examples.eight_by_eight()[2][0, :, :, 0]).bundle()
    stored = notebook((data | {VIEW: {"model_id": "1"}}, metadata))
    state = {"state": {"1": {"model_name": "A", "model_module": "b", "model_module_version": "1", "state": {}}},
             "version_major": 2, "version_minor": 0}
    stored.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    assert alts(exported(stored, preprocessors=[AltText])) and not alts(exported(stored))


@pytest.mark.parametrize("file", ["jupyter/etc/jupyter/jupyter_nbconvert_config.json",
                                  "binder/jupyter_server_config.json"])
def test_the_configured_preprocessor_exists(file):
    (name,) = json.loads((ROOT / file).read_text())["HTMLExporter"]["preprocessors"]
    module, name = name.rsplit(".", 1)
    assert issubclass(getattr(importlib.import_module(module), name), Preprocessor)
