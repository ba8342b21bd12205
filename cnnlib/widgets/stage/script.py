"""What the browser gets for a widget: one module, written in several files, and a style sheet."""

from pathlib import Path


def joined(*names):
    """The text of several files beside this one; the first exports, the others are its functions.

    Text, since anywidget watches a file that is given as a path, and holds every widget for it.
    """
    return "\n".join((Path(__file__).parent / name).read_text("utf-8") for name in names)
