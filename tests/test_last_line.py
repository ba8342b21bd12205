"""The last line on the screen says which tests were not run and how to get them;
pytest runs on a few files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WITHOUT_TORCH = "import sys, pytest\nsys.modules['torch'] = None\nsys.exit(pytest.main(sys.argv[1:]))"


@pytest.fixture
def lacking(monkeypatch):
    """lacking(files): pytest's exit code and what it says, where there is no Chromium and no PyTorch."""
    monkeypatch.setenv("PATH", "")

    def run(*files):
        done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH, "-p", "no:cacheprovider",
                               *map(str, files)],
                              cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()
    return run


def test_it_counts_what_was_not_run_and_says_how_to_get_it(lacking):
    code, (*_, counts, last) = lacking("tests/browser/test_status.py", "tests/oracle/test_losses.py")
    browser, oracle = map(int, re.fullmatch(
        r"NO CHROMIUM: (\d+) browser tests were not run; apt install chromium, then make test again\. "
        r"NO PYTORCH: (\d+) oracle tests were not run; make oracle runs them", last).groups())
    assert browser > 0 and oracle > 0
    assert f"{browser + oracle} skipped" in counts
    assert code == 0


def test_the_exit_code_is_that_of_the_tests(lacking, tmp_path):
    (tmp_path / "test_wrong.py").write_text("def test_wrong():\n    assert False\n")
    code, (*_, counts, last) = lacking("tests/oracle/test_conv.py", tmp_path / "test_wrong.py")
    number = re.fullmatch(r"NO PYTORCH: (\d+) oracle tests were not run; make oracle runs them", last)[1]
    assert counts.startswith(f"1 failed, {number} skipped")
    assert code == 1


def test_where_nothing_was_left_out_the_last_line_is_pytests_own(lacking):
    code, (*_, last) = lacking("tests/ops/test_flatten.py")
    assert re.match(r"\d+ passed", last)
    assert code == 0
