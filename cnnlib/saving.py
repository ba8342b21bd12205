"""For Jupyter Server: a notebook is saved as its next reader will find it, explorers as still pictures."""

import json
from copy import deepcopy
from itertools import zip_longest
from pathlib import Path

HOW = "This is a still picture: run the cell in a notebook to bring it to life."
VIEW = "application/vnd.jupyter.widget-view+json"
SVG, PNG, MARKDOWN, PLAIN = "image/svg+xml", "image/png", "text/markdown", "text/plain"
NAMED = ("kernelspec", "language_info")     # metadata that every kernel writes anew, in words of its own


def before_saving(model, path, contents_manager, **_):
    """Put still(notebook) into the model that is written to disk: it alone changes, the open page stays live.

    A `pre_save_hook`: where it raises, Jupyter Server logs the error and saves the model, untouched.
    """
    if model.get("type") == "notebook" and model.get("content"):
        on_disk = Path(contents_manager.root_dir, *path.split("/"))
        model["content"] = still(model["content"], read(on_disk))


def read(path):
    """The notebook that a file holds, {} where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def still(notebook, stored):
    """Return a copy of a notebook for those who open it later, when its kernel is gone.

    The live views that have a picture or a sentence beside them go, and captions say what to do; a picture that
    `stored`, the notebook on disk, shows as a PNG, too, gets it back (only a trusted notebook shows SVG);
    what each kernel writes anew into the metadata stays as stored, and outputs that `stored` folds, as they
    answer a question, are folded again.
    """
    notebook, pngs = deepcopy(notebook), stored_pngs(stored)
    for outputs in outputs_of_cells(notebook):
        stop_views(outputs)
        for output in outputs:
            put_png(output, pngs)
    settle_metadata(notebook, stored)
    fold_again(notebook, stored)
    return notebook


def fold_again(notebook, stored):
    """Fold the outputs that running has unfolded: the next reader is asked first."""
    folded = {cell.get("id") for cell in stored.get("cells", [])
              if cell.get("metadata", {}).get("jupyter", {}).get("outputs_hidden")} - {None}
    for cell in notebook.get("cells", []):
        if cell.get("id") in folded:
            metadata = cell.setdefault("metadata", {})
            metadata["collapsed"] = True                      # the older name of the same
            metadata["jupyter"] = metadata.get("jupyter", {}) | {"outputs_hidden": True}


def outputs_of_cells(notebook):
    return [cell.get("outputs", []) for cell in notebook.get("cells", [])]


def stored_pngs(notebook):
    """{SVG: (the PNG beside it, the PNG's metadata)}: equal pictures have equal PNGs, wherever they stand."""
    return {joined(output["data"][SVG]): (output["data"][PNG], output.get("metadata", {}).get(PNG))
            for outputs in outputs_of_cells(notebook) for output in outputs
            if {SVG, PNG} <= output.get("data", {}).keys()}


def joined(text):
    """One string: on disk a text is a list of its lines."""
    return "".join(text) if isinstance(text, list) else text


def stop_views(outputs):
    """Drop each live view with a picture or a sentence beside it, for which no later kernel has a model."""
    for output, following in zip_longest(outputs, outputs[1:], fillvalue={}):
        data = output.get("data", {})
        if VIEW in data and {SVG, PNG, MARKDOWN} & data.keys():
            del data[VIEW]
            say_how(following.get("data", {}))


def say_how(data):
    """Let a caption, italics over its own plain text, end with HOW."""
    caption, markdown = joined(data.get(PLAIN, "")), joined(data.get(MARKDOWN, ""))
    if caption and markdown.startswith(f"*{caption}*"):
        data[PLAIN] = f"{caption} {HOW}"
        data[MARKDOWN] = markdown.replace(caption, data[PLAIN], 1)


def put_png(output, pngs):
    """Put the stored PNG beside an SVG that has none."""
    data = output.get("data", {})
    if PNG in data or joined(data.get(SVG)) not in pngs:
        return
    data[PNG], about = pngs[joined(data[SVG])]
    if about:
        output.setdefault("metadata", {})[PNG] = about


def settle_metadata(notebook, stored):
    """Keep what is stored about the same kernel and language; drop widgets' state where nothing shows it."""
    metadata, before = notebook.get("metadata", {}), stored.get("metadata", {})
    for part in NAMED:
        if part in metadata and part in before and metadata[part].get("name") == before[part].get("name"):
            metadata[part] = before[part]
    every = (output for outputs in outputs_of_cells(notebook) for output in outputs)
    if not any(VIEW in output.get("data", {}) for output in every):
        metadata.pop("widgets", None)
