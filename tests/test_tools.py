"""tools/run.py on machines that lack something, and on a .venv that is fresh, stale or half-made."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

import pages
import run

ROOT = Path(__file__).resolve().parent.parent
UNREACHABLE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "",
               "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
AS_OLD = ("import runpy, sys; sys.version_info = (3, 9, 0, 'final', 0); sys.argv = sys.argv[1:]; "
          "runpy.run_path(sys.argv[0], run_name='__main__')")


@pytest.fixture
def project(tmp_path):
    """A project whose requirements are empty, so that installing them needs no network."""
    for folder in ("tools", "tests", "benchmarks"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "tools/run.py", tmp_path / "tools")
    for name in ("requirements.txt", "tests/requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text("# nothing\n")
    (tmp_path / "benchmarks/speed.py").write_text("print('measured')\n")
    (tmp_path / "benchmarks/_shared.py").write_text("print('private')\n")
    return tmp_path


def bench(project, *python, **environment):
    """Run `bench`, the command that needs least of what it installs."""
    python = python or (sys.executable,)
    return subprocess.run([*python, project / "tools/run.py", "bench"], capture_output=True, text=True,
                          env={**os.environ, **UNREACHABLE, **environment}, check=False)


def oracle(project, *arguments):
    """Run `oracle` where pytest is a stand-in that says which environment it runs in."""
    (project / "tests/oracle").mkdir(exist_ok=True)
    (project / "tests/oracle/requirements.txt").write_text("# nothing\n")
    (project / "pytest.py").write_text("import os, sys\nprint(os.path.basename(sys.prefix), *sys.argv[1:])\n")
    return subprocess.run([sys.executable, project / "tools/run.py", "oracle", *arguments],
                          capture_output=True, text=True, env={**os.environ, **UNREACHABLE}, check=False)


def one_sentence(result):
    """The run ended with exit code 1 and one plain line; returns that line."""
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def fake_python(folder, name):
    """Put a command on a PATH of its own that starts this very Python."""
    folder.mkdir()
    (folder / name).write_text(f'#!/bin/sh\necho used >"{folder}/used"\nexec "{sys.executable}" "$@"\n')
    (folder / name).chmod(0o755)
    return str(folder)


def test_an_old_python_alone_gets_one_sentence(project):
    result = bench(project, sys.executable, "-c", AS_OLD, PATH=str(project))
    assert "needs Python 3.11 or newer and this is 3.9" in one_sentence(result)
    assert not (project / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for a newer Python is a shell script")
def test_an_old_python_finds_a_newer_one_on_the_path(project, tmp_path):
    path = fake_python(tmp_path / "bin", "python3.12")
    result = bench(project, sys.executable, "-c", AS_OLD, PATH=path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "bin/used").exists()


def test_a_python_without_ensurepip_gets_one_sentence(project, tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError\n")
    result = bench(project, PYTHONPATH=str(tmp_path))
    assert "python3-venv" in one_sentence(result)


def test_without_a_network_one_sentence_and_the_next_run_recovers(project):
    (project / "requirements.txt").write_text("no-such-package-of-ours==1\n")
    assert "pypi.org" in one_sentence(bench(project))
    (project / "requirements.txt").write_text("# nothing\n")
    assert bench(project).returncode == 0


def test_an_unknown_command_shows_them_all(project):
    result = subprocess.run([sys.executable, project / "tools/run.py", "lap"], capture_output=True, text=True,
                            check=False)
    said = one_sentence(result)
    assert ("lab | test | portable | oracle | long | notebooks | pages | classroom | classroom-check | bench | "
            "mutants | binder-check") in said


def test_nothing_is_installed_again_until_a_requirement_changes(project):
    first, log = bench(project), project / ".venv/pip.log"
    assert "Installing" in first.stdout
    log.unlink()
    assert bench(project).stdout == "measured\n"
    assert not log.exists()
    (project / "tests/requirements.txt").write_text("# still nothing\n")
    assert "Installing" in bench(project).stdout
    assert log.exists()


def test_a_failed_update_leaves_the_working_environment_alone(project):
    bench(project)
    kept = project / ".venv/kept"
    kept.touch()
    (project / "requirements.txt").write_text("no-such-package-of-ours==1\n")
    one_sentence(bench(project))
    (project / "requirements.txt").write_text("# nothing\n")
    assert bench(project).stdout == "measured\n"
    assert kept.exists()


def test_oracle_has_an_environment_of_its_own_that_is_installed_once(project):
    first, again = oracle(project, "-k", "conv"), oracle(project)
    assert first.stdout.splitlines()[-1] == ".venv-oracle tests/oracle -k conv"
    assert "tests/oracle/requirements.txt into .venv-oracle" in first.stdout
    assert again.stdout == ".venv-oracle tests/oracle\n"
    assert not (project / ".venv").exists()


def test_an_installation_that_fails_names_the_log_of_its_own_environment(project):
    (project / "requirements.txt").write_text("no-such-package-of-ours==1\n")
    assert "(.venv-oracle/pip.log says why)" in one_sentence(oracle(project))


def test_a_half_made_environment_is_made_again(project):
    (project / ".venv/bin").mkdir(parents=True)
    half_made = project / ".venv/bin/left-over"
    half_made.touch()
    assert "measured" in bench(project).stdout
    assert not half_made.exists()


def test_only_public_benchmarks_run_and_a_failing_one_is_reported(project):
    (project / "benchmarks/wrong.py").write_text("raise SystemExit(3)\n")
    result = bench(project)
    assert result.returncode == 3
    assert "measured" in result.stdout
    assert "private" not in result.stdout


@pytest.mark.parametrize("is_root", [True, False])
def test_jupyter_may_run_as_root_only_when_it_is_root(is_root):
    assert ("--allow-root" in run.lab_command(8888, True, is_root)) == is_root


def test_lab_is_local_keeps_its_token_and_opens_the_first_lesson():
    command = " ".join(run.lab_command(8899, False, False))
    assert "--ServerApp.ip=127.0.0.1 --port=8899 " in command
    assert "token" not in command
    assert " --HTMLExporter.preprocessors=cnnlib.alt_text.AltText " in command
    assert re.search(r"default_url=/lab/tree/notebooks/01_\w+\.ipynb", command)
    assert "--no-browser" in command
    assert "--no-browser" not in run.lab_command(8899, True, False)


def test_a_page_leads_to_the_other_pages_and_asks_the_network_for_formulas_alone():
    html = pages.page(next((ROOT / "notebooks").glob("01_*.ipynb")))
    assert 'href="glossary.html"' in html
    assert not re.search(r'href="[^"]*\.ipynb', html)
    loaded = re.findall(r'(?:src=|import\s)\s*["\'](https?:[^"\']+)|<link[^>]+href="([^"]+)', html)
    assert [one for one in loaded if "mathjax" not in one[0]] == []
    assert loaded


def test_a_page_leaves_hidden_code_out_and_folds_the_outputs_that_wait_for_a_prediction(tmp_path):
    cells = [nbformat.v4.new_code_cell(source, metadata={"jupyter": jupyter}, execution_count=1, outputs=[
        nbformat.v4.new_output("stream", text=said)]) for source, jupyter, said in (
            ("hidden = 1", {"source_hidden": True}, "shown"), ("asked = 2", {"outputs_hidden": True}, "answer"))]
    path = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    page = BeautifulSoup(pages.page(path), "html.parser")
    assert "hidden" not in [word for line in page.find_all("pre") for word in line.text.split()]
    folded = page.find("details", class_="jp-answer")
    assert "answer" in folded.text and "shown" not in folded.text and "asked" in page.find("body").text


IN_WORDS = re.compile("In words(, as it opens)?: ")


@pytest.mark.parametrize("lesson", sorted(ROOT.glob("notebooks/[0-9]*.ipynb")),
                         ids=lambda path: path.stem[:2])
def test_every_picture_of_a_page_has_its_title_and_caption_as_alternative_text_and_its_words_below(lesson):
    page = BeautifulSoup(pages.page(lesson), "html.parser")
    alts = [image["alt"] for image in page.find_all("img")]
    words = [folded for folded in page.find_all("details") if IN_WORDS.match(folded.summary.text)]
    captions = [folded.find_previous_sibling("p").em.text.removeprefix("As it opens: ") for folded in words]
    captions = [caption.partition(" This is a still picture")[0] for caption in captions]
    titles = [IN_WORDS.sub("", folded.summary.text) for folded in words]
    assert alts == [f"{title}. {caption}" for title, caption in zip(titles, captions, strict=True)] != []
    assert all(len(alt) < 500 for alt in alts) and all(folded.find("pre").text.strip() for folded in words)


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt",
                                  "tests/mutants/requirements.txt", "tests/oracle/requirements.txt"])
def test_every_requirement_is_pinned(name):
    lines = (ROOT / name).read_text().splitlines()
    loose = [line for line in lines if not re.fullmatch(r"#.*|-e \.|[\w-]+==[\d.]+", line)]
    assert loose == []
