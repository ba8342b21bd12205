"""Every explorer where somebody can use it, and where nobody can:
a picture that says how to bring it to life."""

from types import SimpleNamespace

import pytest

from cnnlib import widgets
from cnnlib.widgets.stage import twin

VIEW = "application/vnd.jupyter.widget-view+json"
each = pytest.mark.parametrize("name", widgets.__all__)


def kernel(**content):
    """The shell of a kernel that runs a request with this content."""
    return SimpleNamespace(kernel=object(), get_parent=lambda: {"content": content})


LITE = SimpleNamespace(kernel=object())                 # JupyterLite's shell tells nothing of the request
TERMINAL = SimpleNamespace()
BY_A_PERSON = kernel(code="explorer", allow_stdin=True)
BY_A_CALLBACK = kernel(comm_id="1", data={})
BY_NBCONVERT = kernel(code="explorer", allow_stdin=False)


def shown(explorer, shell, monkeypatch):
    """What an explorer publishes in a shell: [(data, metadata)]."""
    published = []
    monkeypatch.setattr(twin, "get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display",
                        lambda data, raw, metadata=None: published.append((data, metadata)))
    explorer._ipython_display_()
    return published


def as_it_opens(name):
    """What the caption begins with: a Trainer shows how far it has come."""
    return "" if name == "Trainer" else "As it opens: "


@pytest.mark.parametrize("shell, expected", [(BY_A_PERSON, True), (BY_A_CALLBACK, True), (LITE, True),
                                             (BY_NBCONVERT, False), (TERMINAL, False), (None, False)])
def test_there_is_an_audience_unless_the_request_says_that_nobody_answers(shell, expected, monkeypatch):
    monkeypatch.delenv("VOILA_BASE_URL", raising=False)
    monkeypatch.setattr(twin, "get_ipython", lambda: shell)
    assert twin.has_audience() == expected


def test_voila_runs_cells_as_nbconvert_does_and_has_an_audience(monkeypatch):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    monkeypatch.setattr(twin, "get_ipython", lambda: BY_NBCONVERT)
    assert twin.has_audience()


@each
def test_before_a_person_it_is_the_view_with_the_picture_behind_it(name, monkeypatch):
    explorer = getattr(widgets, name)()
    (first, _), (caption, _) = shown(explorer, BY_A_PERSON, monkeypatch)
    assert first[VIEW]["model_id"] == explorer.model_id
    assert first["text/plain"] == repr(explorer.twin())
    assert caption["text/plain"] == f"{as_it_opens(name)}{explorer.twin().caption}"
    assert explorer._repr_mimebundle_()[0].keys() == first.keys()


@each
def test_without_anybody_it_is_the_picture_and_one_line_on_what_to_do(name, monkeypatch):
    explorer = getattr(widgets, name)()
    (first, metadata), (caption, _) = shown(explorer, BY_NBCONVERT, monkeypatch)
    assert (first, metadata) == explorer.twin().bundle() == explorer._repr_mimebundle_()
    assert caption["text/markdown"].startswith(f"*{caption['text/plain']}*\n\n<details>")
    assert caption["text/plain"] == f"{as_it_opens(name)}{explorer.twin().caption} {twin.HOW}"


@each
def test_a_closed_one_is_a_picture_for_everybody(name, monkeypatch):
    explorer = getattr(widgets, name)()
    explorer.close()
    (first, _), (caption, _) = shown(explorer, BY_A_PERSON, monkeypatch)
    assert VIEW not in first and twin.HOW in caption["text/plain"]


@each
def test_as_html_it_is_the_picture_with_that_line(name):
    explorer = getattr(widgets, name)()
    html = explorer._repr_html_()
    assert html.startswith(f"<figure>{explorer.twin().element()}<figcaption>") and html.count(twin.HOW) == 1


@each
def test_printed_and_in_a_list_it_is_the_words_of_its_present_picture(name):
    explorer = getattr(widgets, name)()
    assert str(explorer) == repr(explorer.picture(explorer.state)) and repr([explorer]) == f"[{explorer}]"
