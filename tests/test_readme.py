"""What the README shows is what the code makes."""

import re
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PIL import Image, ImageChops

from cnnlib import draw, examples
from cnnlib.mistakes import MISTAKES
from cnnlib.ops import max_pool

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BADGES = re.findall(r"https://mybinder\.org/v2/gh/([^/]+/[^/]+)/([^?]+)\?urlpath=lab/tree/([^)\s]+)", README)


def exists(link):
    """Whether a path exists with exactly this case, on any file system."""
    path = ROOT / link
    steps = [path, *(ROOT / folder for folder in list(Path(link).parents)[:-1])]
    return path.exists() and all(one.name in {other.name for other in one.parent.iterdir()} for one in steps)


def test_the_picture_is_the_board_of_the_running_example():
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    svg = draw.board(run, winners=max_pool.winners(run.trace["a1"])).svg
    assert (ROOT / "docs/network.svg").read_text(encoding="utf-8") == svg


def test_the_moving_picture_is_small_moves_and_shows_a_whole_picture_when_it_stands_still():
    path = ROOT / "docs/network.gif"
    film = Image.open(path)
    assert "(docs/network.gif)" in README and path.stat().st_size <= 2_000_000 and film.n_frames > 50
    first = film.convert("RGB")
    film.seek(film.n_frames - 1)
    assert ImageChops.difference(first, film.convert("RGB")).getbbox() is None


CODE = re.findall(r"```python\n(.*?)```", README, re.S)


def test_the_example_code_runs():
    names = {}
    exec(CODE[0], names)   # noqa: S102 — the README's own example
    assert len(names["cell"].terms) == 36


def test_the_examined_function_gets_the_verdict_that_is_printed(monkeypatch):
    def conv_backward(dL_dz, x, w):
        turned = [np.moveaxis(one, 1, 3) for one in (dL_dz, x)]
        dL_dx, dL_dw, dL_db = MISTAKES["kernel not rotated"].wrong(*turned, w.transpose(2, 3, 1, 0))
        return np.moveaxis(dL_dx, 3, 1), dL_dw.transpose(3, 2, 0, 1), dL_db

    monkeypatch.setitem(sys.modules, "your_assignment", SimpleNamespace(conv_backward=conv_backward))
    *setting, asked, said = CODE[1].splitlines()
    names = {}
    exec("\n".join(setting), names)   # noqa: S102 — the README's own example
    assert str(eval(asked, names)) == said.removeprefix("# ")   # noqa: S307
    assert len(CODE) == 2 and len([line for line in CODE[1].splitlines() if line]) == 4


def test_the_table_lists_every_lesson_and_every_link_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)|src=\"([^\"]+)\"", README)
    links = [link or source for link, source in links]
    assert not [link for link in links if not exists(link)]
    lessons = {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert lessons <= set(links)


def test_every_badge_opens_a_file_of_this_repository_with_exact_case():
    assert len({repository for repository, _, _ in BADGES}) == 1
    names = {path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").iterdir()}
    assert {path for _, _, path in BADGES} <= names


def test_the_link_for_classes_is_pinned_to_the_tag_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {ref for _, ref, _ in BADGES} == {"HEAD", f"v{version}"}
