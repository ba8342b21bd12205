"""Run notebooks top to bottom in a fresh kernel and store what they show.

    python tools/notebooks.py                         every lesson, and the board in the README
    python tools/notebooks.py notebooks/06_*.ipynb    only these

The picture of the cell tagged "thumbnail" goes to docs/lessons, for the README's table.

What is stored depends on the cells alone: running twice gives the same bytes.
"""

import base64
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import contract
import picture
from cnnlib import draw, examples
from cnnlib.draw.sheet import on_paper
from cnnlib.ops import max_pool

LESSONS = Path(__file__).resolve().parent.parent / "notebooks"
THUMBNAILS = LESSONS.parent / "docs" / "lessons"
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python",
                      "nbconvert_exporter": "python", "pygments_lexer": "ipython3"},
}
KEPT_CELL_METADATA = ("jupyter", "tags")       # what folds a cell, and what names it


def execute(notebook, folder):
    """Run every cell in place, in a kernel of its own that starts in this folder."""
    client = NotebookClient(notebook, kernel_name="python3", timeout=600, record_timing=False,
                            coalesce_streams=True, resources={"metadata": {"path": str(folder)}},
                            extra_arguments=["--log-level=ERROR"])
    client.execute()


def add_png(output):
    """Put a PNG beside an SVG: a notebook that is not trusted shows no SVG."""
    svg = output.data.get("image/svg+xml")
    if svg is None:
        return
    png, (width, height) = picture.png(svg)
    output.data["image/png"] = base64.b64encode(png).decode()
    output.metadata["image/png"] = {"height": height, "width": width}


def clean_output(output):
    """Drop the view of a widget that no reader's kernel has, and complete the pictures."""
    if "data" in output:
        output.data.pop(WIDGET, None)
        add_png(output)


def clean(notebook):
    """Keep what the cells made; drop every trace of the machine and the moment."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{position}"
        cell.metadata = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            cell.metadata["collapsed"] = True             # the older name, which JupyterLab would add on opening
        for output in cell.get("outputs", []):
            clean_output(output)


def store(path):
    """Run one notebook and write it back; returns what the notebook contract says against it."""
    notebook = nbformat.read(path, as_version=4)
    try:
        execute(notebook, path.parent)
    except CellExecutionError as error:
        return [f"not stored, a cell failed:\n{error}"]
    clean(notebook)
    text = nbformat.writes(notebook) + "\n"
    noise = list(contract.noise(notebook))
    if noise:
        return ["not stored", *noise]
    path.write_text(text, encoding="utf-8", newline="\n")
    return contract.complaints(text)


def thumbnail(notebook):
    """The picture of the tagged cell: (file ending, bytes), or None where no cell is tagged."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []) if "thumbnail" in cell.metadata.get("tags", []) else []:
            if "image/svg+xml" in output.get("data", {}):
                return "svg", output.data["image/svg+xml"].encode()
            if "image/png" in output.get("data", {}):
                return "png", base64.b64decode(output.data["image/png"])
    return None


def store_thumbnail(path):
    """Put a lesson's thumbnail under the lesson's number."""
    found = thumbnail(nbformat.read(path, as_version=4))
    if found:
        ending, content = found
        THUMBNAILS.mkdir(parents=True, exist_ok=True)
        (THUMBNAILS / f"{path.stem[:2]}.{ending}").write_bytes(content)


def store_sheets():
    """Draw the sheets of paper of lesson 20 anew."""
    net, params, x, y = examples.six_by_six()
    for name, filled in (("filled", True), ("blank", False)):
        text = on_paper(draw.sheet(net.run(params, x, y), filled))
        (LESSONS.parent / "docs" / f"by_hand_{name}.svg").write_text(text, encoding="utf-8", newline="\n")


def store_readme_picture():
    """Draw the README's board anew."""
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    board = draw.board(run, winners=max_pool.winners(run.trace["a1"]))
    (LESSONS.parent / "docs" / "network.svg").write_text(board.svg, encoding="utf-8", newline="\n")


def main(arguments):
    if not arguments:
        store_readme_picture()
        store_sheets()
    paths = [Path(argument) for argument in arguments] or sorted(LESSONS.glob("*.ipynb"))
    failed = 0
    for path in paths:
        wrong = store(path.resolve())
        if path.resolve().parent == LESSONS:
            store_thumbnail(path)
        print(f"{path.name}: {'; '.join(wrong) or 'stored'}", flush=True)
        failed += bool(wrong)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
