"""Where the arrow keys, Home, End, Page Up and Page Down lead from a cell."""

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
