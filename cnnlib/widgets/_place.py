"""Where a cell stands in the picture, when the code has it elsewhere."""


def on_board(words, name, row, column):
    """The words of an equation; those of w3, nine numbers drawn as the map they multiply, say where in that map."""
    if name.removeprefix("dL_d") != "w3":
        return words
    return words.replace(" = ", f" (row {row}, column {column} on the board) = ", 1)
