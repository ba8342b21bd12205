"""The lessons hang together: titles, links, glossary, thumbnails and the README's table."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

import notebooks

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in FILES if path.stem[0].isdigit()]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
TERM = re.compile(r"^\| (.+?) \|.*\]\((\d\d_[^)]*)\)", re.M)
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])


def prose(path):
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")


def exists(path):
    """Whether a path exists with exactly this case, on any file system."""
    return path.exists() and path.name in {one.name for one in path.parent.iterdir()}


def title(path):
    """What stands after the number in the title."""
    return re.match(r"# \d+ · (.+)", prose(path))[1]


def row(path):
    """The README's row for a lesson."""
    return next(line for line in README.splitlines() if line.startswith("|") and f"notebooks/{path.name}" in line)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:8])
def test_every_link_leads_to_a_file_of_exactly_this_name(path):
    assert [link for link in LINK.findall(prose(path)) if not exists((path.parent / link).resolve())] == []


@each_lesson
def test_the_number_of_the_title_is_that_of_the_file(path):
    assert prose(path).startswith(f"# {int(path.stem[:2])} · ")


@each_lesson
def test_it_links_the_glossary_and_says_what_one_needs_and_how_long_it_takes(path):
    text = prose(path)
    assert "](glossary.ipynb)" in text and "**You need**" in text and re.search(r"\*\*Time:\*\* \d+ minutes", text)


@each_lesson
def test_it_has_every_part_of_a_lesson(path):
    text = prose(path)
    parts = ["## Try it first", "**After this lesson you can**", "## The question", "## Break it and look",
             "## Explore", "## Where we are in the chain", "## Exercises", "★ ", "★★ ", "★★★ ", "## Recap",
             "**A common mistake:**", "**Next:**"]
    assert [part for part in parts if part not in text] == []
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize("path, following", list(pairwise(LESSONS)), ids=lambda path: path.stem[:2])
def test_it_names_the_next_lesson_and_links_it_where_it_exists(path, following):
    said = prose(path).partition("**Next:**")[2]
    if int(following.stem[:2]) == int(path.stem[:2]) + 1:
        assert f"[{int(following.stem[:2])} · {title(following)}]({following.name})" in said
    else:
        assert re.match(rf" {int(path.stem[:2]) + 1} · ", said)


def test_the_glossary_is_sorted_and_names_each_term_once():
    terms = [term.lower() for term, _ in TERM.findall(prose(ROOT / "notebooks/glossary.ipynb"))]
    assert len(terms) > 50 and terms == sorted(set(terms))


@each_lesson
def test_a_term_of_the_glossary_stands_in_the_lesson_it_names(path):
    table = TERM.findall(prose(ROOT / "notebooks/glossary.ipynb"))
    text = prose(path).lower()
    terms = [word for term, where in table if where == path.name for word in re.sub(r"\(.*\)", "", term).split(", ")]
    assert [term for term in terms if term.strip().lower() not in text] == []


@each_lesson
def test_the_readme_row_says_what_the_lesson_says(path):
    minutes = re.search(r"\*\*Time:\*\* (\d+) minutes", prose(path))[1]
    assert title(path) in row(path) and f"| {minutes} min |" in row(path)
    assert f"urlpath=lab/tree/notebooks/{path.name}" in row(path)


@each_lesson
def test_the_thumbnail_is_a_picture_of_the_lesson(path):
    ending, content = notebooks.thumbnail(nbformat.read(path, as_version=4))
    assert (notebooks.THUMBNAILS / f"{path.stem[:2]}.{ending}").read_bytes() == content
    assert f"docs/lessons/{path.stem[:2]}.{ending}" in row(path)


ARROWS = re.search(r"```mermaid\n(.*?)```", README, re.S)[1]
NUMBERS = [int(path.stem[:2]) for path in LESSONS]


def arrows(text):
    """Each arrow of the graph as (from, to); a line may hold several, ends joined by &, and the name of a box."""
    boxes = {name: re.findall(r"(\d+)\[", inside)
             for name, inside in re.findall(r"subgraph (\w+)(.*?) end", text, re.S)}
    for line in text.splitlines():
        stations = [[int(k) for end in re.sub(r"\[[^]]*\]", "", part).split("&")
                     for k in boxes.get(end.strip(), re.findall(r"^\d+$", end.strip()))] for part in line.split("-->")]
        yield from ((one, other) for before, after in pairwise(stations) for one in before for other in after)


def needed(path):
    """The lessons that a lesson says one needs: lesson 4, lessons 4 to 9, [6](06_max_pooling...)."""
    said = re.search(r"\*\*You need\*\*(.*?)(?:\n\n|\*\*Time)", prose(path), re.S)[1]
    spans = [range(int(first), int(last) + 1) for first, last in re.findall(r"lessons (\d+) to (\d+)", said)]
    single = re.findall(r"lesson (\d+)\b|\[(?:lesson )?(\d+)\]\(\d\d_", said)
    return {k for span in spans for k in span} | {int(one or other) for one, other in single}


def above(k, edges):
    """The lessons from which arrows lead to lesson k, by whatever way."""
    before = {one for one, other in edges if other == k}
    return before.union(*(above(one, edges) for one in before))


@each_lesson
def test_the_graph_leads_to_a_lesson_from_all_that_it_needs_and_from_nothing_else(path):
    edges, number = list(arrows(ARROWS)), int(path.stem[:2])
    assert needed(path) <= above(number, edges)
    assert {one for one, other in edges if other == number} <= needed(path)


def test_the_graph_shows_every_lesson_and_each_route_brings_what_its_lessons_need():
    edges = list(arrows(ARROWS))
    assert {k for edge in edges for k in edge} == {*NUMBERS}
    route = [int(k) for k in re.search(r"An afternoon.*lessons ([\d, ]+),", README)[1].split(", ")]
    assert all(above(k, edges) <= {*route} for k in route)
