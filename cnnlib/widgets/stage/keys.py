"""What keys and pointer do in a picture: the words for it, and where the keys lead from a cell."""

from cnnlib.draw import listing

ARROWS = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}
PAGES = {"PageUp": -1, "PageDown": 1}


def moved(selected, shapes, key):
    """The cell (matrix, row, column) after a key.

    shapes: {matrix: (rows, columns)} in the order of the pages
    """
    matrix, row, column = selected
    names = list(shapes)
    if key in PAGES:
        matrix = names[(names.index(matrix) + PAGES[key]) % len(names)]
    rows, columns = shapes[matrix]
    down, right = ARROWS.get(key, (0, 0))
    row, column = row + down, {"Home": 0, "End": columns - 1}.get(key, column + right)
    return matrix, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def hint(editable, painted, legend):
    """What keys and pointer do, and what the marks mean. editable, painted: names of matrices"""
    parts = ("Click or arrow keys select a cell, Page Up and Page Down another matrix.",
             editable and f"Enter, a digit or a double click types a number into {listing(editable)}.",
             painted and f"A drag over {listing(painted)} paints, with a finger after a tap.", legend)
    return " ".join(filter(None, parts))
