"""Pictures and charts in every front end: what IPython publishes, what those get that ask the object itself."""

import base64
import xml.etree.ElementTree as ET

import pytest
from IPython.core.formatters import format_display_data
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output
from traitlets.config import Config

from cnnlib import draw
from cnnlib.draw import charts


@pytest.fixture(scope="module", autouse=True)
def shell():
    """An IPython to display in; it leaves no history behind."""
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


@pytest.fixture(scope="module")
def pictures(run):
    record = {"step": 0, "epoch": 0, "L": 0.7, "lr": None}
    return {"board": draw.board(run),
            "awkward": draw.row(draw.matrix("<&\"'>", [[1.0, -2.0]]), title="a < b & \"c\""),
            "plot": charts.compare({"lr <1>": [record, record | {"step": 1, "L": 0.5}]}, title="L & more")}


NAMES = ("board", "awkward", "plot")
each = pytest.mark.parametrize("name", NAMES)


def published(act):
    """What a notebook would get: [(data, metadata)] of every output."""
    with capture_output() as captured:
        act()
    return [(output.data, output.metadata) for output in captured.outputs]


def mime(name):
    return "image/png" if name == "plot" else "image/svg+xml"


@each
def test_a_notebook_gets_the_picture_then_the_caption_with_the_words_folded_under_it(pictures, name):
    picture = pictures[name]
    (first, metadata), (second, _) = published(lambda: display(picture))
    title, words = repr(picture).split("\n", 1)
    assert set(first) == {mime(name), "text/plain"} and first["text/plain"] == repr(picture)
    caption, summary, folded = second["text/markdown"].split("\n\n", 2)
    assert caption == f"*{picture.caption}*" and second["text/plain"] == picture.caption
    assert ET.fromstring(f"{summary}</details>").findtext("summary") == f"In words: {title}"
    assert folded == f"```\n{words}\n```\n\n</details>"


@each
def test_who_asks_for_a_bundle_gets_what_the_notebook_gets_first(pictures, name):
    picture = pictures[name]
    assert published(lambda: display(picture))[0] == picture._repr_mimebundle_()


@each
def test_who_asks_for_html_gets_picture_caption_and_words_well_formed(pictures, name):
    picture = pictures[name]
    page = ET.fromstring(f"<body>{picture._repr_html_()}</body>")
    assert page.findtext("figure/figcaption") == picture.caption
    assert page.findtext("details/pre") == repr(picture).split("\n", 1)[1]
    if name == "plot":
        assert page.find("figure/img").get("alt") == f"{picture.title}. {picture.caption}"
    else:
        assert page.findtext("figure/{*}svg/{*}title") == picture.title


def test_a_single_format_is_there_for_who_knows_no_other(pictures):
    assert pictures["board"]._repr_svg_() == pictures["board"].svg
    assert pictures["plot"]._repr_png_() == base64.b64decode(pictures["plot"]._repr_mimebundle_()[0]["image/png"])


def squeezed(text):
    return " ".join(text.split())


@each
def test_in_a_list_and_when_printed_a_picture_is_its_title_and_words(pictures, name):
    picture = pictures[name]
    data, _ = format_display_data([picture, (picture, {"it": picture})])
    assert set(data) == {"text/plain"}
    assert squeezed(data["text/plain"]).count(squeezed(str(picture))) == 3
    assert str(picture).startswith(f"{picture.title}\n")


def test_the_alternative_text_of_a_chart_travels_with_it(pictures):
    _, metadata = pictures["plot"]._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == "L & more. L ends lowest, at 0.5, with lr <1>."
