"""What every stored lesson promises, as rules that read a notebook and say what is wrong with it."""

import base64
import binascii
import io
import re
import statistics
from itertools import pairwise, zip_longest
from pathlib import Path

import nbformat
from PIL import Image, ImageChops, UnidentifiedImageError

import picture

MOST_BYTES = 500_000
MOST_LINES, MEDIAN_LINES = 15, 3
FEWEST_WORDS = 20                      # characters

HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp|usr|opt|var|mnt)/\w|[A-Z]:\\+Users\b|site-packages")
ACTIVE = re.compile(r"<\s*(script|style|iframe|foreignObject|object|embed)\b", re.IGNORECASE)
ITALICS = re.compile(r"(\*[^*\n].*[^*\n]\*|_[^_\n].*[^_\n]_)")


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    """Yield (cell number, output, the output after it or None), cells counted from 1 over all kinds."""
    for number, cell in enumerate(notebook.cells, start=1):
        stored = cell.get("outputs", [])
        for output, following in zip_longest(stored, stored[1:]):
            yield number, output, following


def texts(notebook):
    """Yield (cell number, text) for all that a reader or a browser may read; no picture bytes."""
    for number, cell in enumerate(notebook.cells, start=1):
        yield number, cell.source
    for number, output, _ in outputs(notebook):
        yield number, output.get("text", "")
        for mime, content in output.get("data", {}).items():
            if mime not in ("image/png", "image/jpeg"):
                yield number, str(content)


def prompts(notebook):
    found = [cell.execution_count for cell in code_cells(notebook)]
    if found != list(range(1, len(found) + 1)):
        yield f"prompts are {found}, not 1 to {len(found)}"


def noise(notebook):
    for number, output, _ in outputs(notebook):
        if output.output_type == "error":
            yield f"cell {number} stores an error"
        if output.get("name") == "stderr":
            yield f"cell {number} stores stderr: {output.text.strip()[:200]}"


def widgets(notebook):
    if "widgets" in notebook.metadata:
        yield "metadata.widgets is stored"
    for number, output, _ in outputs(notebook):
        if any("widget-view" in mime for mime in output.get("data", {})):
            yield f"cell {number} stores a widget view"


def metadata(notebook):
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "kernelspec is not python3"
    if "version" in notebook.metadata.get("language_info", {}):
        yield "language_info names a version"
    for number, cell in enumerate(notebook.cells, start=1):
        if set(cell.metadata) - {"jupyter", "tags", "collapsed"}:
            yield f"cell {number} stores metadata {sorted(cell.metadata)}"


def below(output):
    """What stands below a picture: (caption, words), as the output after it has them."""
    text = output.get("data", {}).get("text/markdown", "") if output else ""
    caption, _, words = text.strip().partition("\n\n")
    return caption, words


def words(notebook):
    for number, output, following in outputs(notebook):
        data = output.get("data", {})
        if not {"image/svg+xml", "image/png", "image/jpeg"} & set(data):
            continue
        plain = data.get("text/plain", "")
        if len(plain) <= FEWEST_WORDS or plain.startswith("<"):
            yield f"cell {number}: a picture without words in text/plain"
        told, (caption, folded) = plain.partition("\n")[2], below(following)
        if not ITALICS.fullmatch(caption):
            yield f"cell {number}: a picture without a caption in italics right after it"
        if not (folded.startswith("<details>") and told and told in folded):
            yield f"cell {number}: a picture whose words are not folded under its caption"


def decode(png):
    """Return the stored PNG as an image, or None where there is none to be seen."""
    try:
        return Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    except (binascii.Error, UnidentifiedImageError):
        return None


def differs(stored, fresh):
    """Tell whether a PNG shows something else than a fresh rendering does, in size or in any pixel."""
    if stored is None or stored.size != fresh.size:
        return True
    return max(high for _, high in ImageChops.difference(stored, fresh.convert("RGB")).getextrema()) > 0


def pictures(notebook):
    for number, output, _ in outputs(notebook):
        data = output.get("data", {})
        if "image/svg+xml" not in data:
            continue
        if differs(decode(data.get("image/png", "")), picture.reduce(picture.render(data["image/svg+xml"]))):
            yield f"cell {number}: the PNG is missing or does not show its SVG"


def headings(notebook):
    prose = "\n".join(FENCE.sub("", cell.source) for cell in notebook.cells if cell.cell_type == "markdown")
    levels = [len(marks) for marks in HEADING.findall(prose)]
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "the first line of the first cell is not the title"
    if levels.count(1) != 1:
        yield f"{levels.count(1)} titles (# ), not one"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"heading levels skip: {levels}"


def lengths(notebook):
    lines = [len(cell.source.splitlines()) for cell in code_cells(notebook)] or [0]
    if max(lines) > MOST_LINES:
        yield f"a code cell of {max(lines)} lines, more than {MOST_LINES}"
    if statistics.median(lines) > MEDIAN_LINES:
        yield f"the median code cell has {statistics.median(lines):g} lines, more than {MEDIAN_LINES}"


def foreign(notebook):
    here = str(Path(__file__).resolve().parent.parent) + "/"
    for number, text in texts(notebook):
        if MACHINE.search(text) or here in text:
            yield f"cell {number} shows a path of a machine"
        if ACTIVE.search(text):
            yield f"cell {number} holds active or styling HTML"


RULES = (prompts, noise, widgets, metadata, words, pictures, headings, lengths, foreign)


def complaints(text):
    """List everything that is wrong with the text of a stored notebook; an empty list is a pass."""
    notebook = nbformat.reads(text, as_version=4)
    size = len(text.encode())
    too_big = [f"{size:,} bytes, more than {MOST_BYTES:,}"] if size > MOST_BYTES else []
    return too_big + [complaint for rule in RULES for complaint in rule(notebook)]
