"""A two-picture lesson, stored by the tool, for the tests of the tool and of the contract."""

import nbformat
import pytest

import notebooks

PICTURE = '''
from IPython.display import display

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60">
<rect width="120" height="60" fill="#FFFFFF"/><rect x="5" y="5" width="40" height="40" fill="#69645F"/>
<rect x="60" y="10" width="40" height="40" fill="none" stroke="#FFC400" stroke-width="4"/>
<text x="25" y="32" font-family="DejaVu Sans" font-size="16" text-anchor="middle">{0}</text></svg>"""

class Picture:
    def __init__(self, value):
        self.value = value
    def _ipython_display_(self):
        caption, words = f"One matrix of one cell; its value is {self.value}.", f"x: {self.value}"
        plain = f"A cell that holds a number\\n{words}"
        folded = f"<details><summary>In words: A cell</summary>\\n\\n{words}\\n\\n</details>"
        display({"image/svg+xml": SVG.format(self.value), "text/plain": plain}, raw=True)
        display({"text/markdown": f"*{caption}*\\n\\n{folded}", "text/plain": caption}, raw=True)
'''


def cells():
    """One prose cell, then code cells whose outputs are a picture, a number and a printed line."""
    return [
        nbformat.v4.new_markdown_cell("# A cell holds a number\n\n## Look\n\n```\n# no heading\n```"),
        nbformat.v4.new_code_cell("from picture_for_tests import Picture"),
        nbformat.v4.new_code_cell("Picture(7)", metadata={"tags": ["look"], "execution": {"at": "noon"}}),
        nbformat.v4.new_markdown_cell("## Compute"),
        nbformat.v4.new_code_cell("3 * 0.25"),
        nbformat.v4.new_code_cell("print('sum', 1 + 41)\nprint('mean', 21)"),
    ]


def write(folder, cells):
    """Write an unrun notebook, and the module it imports, into a folder."""
    (folder / "picture_for_tests.py").write_text(PICTURE)
    path = folder / "01_tiny.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """Path of the tiny lesson after the tool ran it."""
    path = write(tmp_path_factory.mktemp("tiny"), cells())
    assert notebooks.store(path) == []
    return path
