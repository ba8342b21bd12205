"""What the browser runs for a widget: one module, written in several files."""

from pathlib import Path


def joined(*names):
    """The text of several files beside this one; the first exports, the others are its functions."""
    return "\n".join((Path(__file__).parent / name).read_text("utf-8") for name in names)
