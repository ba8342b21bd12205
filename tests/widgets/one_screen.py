"""What the picture of an explorer keeps in every state, so that it fits one screen and can be read."""

from svg_reader import SVG, blemishes, collisions, parse

WIDE, TALL, ROW = 900, 440, 780     # pixels: at most, of a picture and of the row of controls
NUMBER, GHOST = 12.5, 11            # pixels: the least type of a number in a cell, of anything
BUTTON = 7.5                        # pixels a character of a button takes, about


def check(picture, after=""):
    """The size, the type, plain SVG, nothing over anything else."""
    assert (picture.width, picture.height) == (WIDE, TALL), after
    assert collisions(picture) == [] and blemishes(picture) == [], after
    sizes = [(size, in_cell) for size, in_cell in types(parse(picture))]
    assert min(size for size, _ in sizes) >= GHOST, after
    assert all(size >= NUMBER or size == GHOST for size, in_cell in sizes if in_cell), after


def types(element, size=None, in_cell=False):
    """(size of type, whether it stands in a cell) of every text that says something."""
    size, in_cell = float(element.get("font-size", size or 0)), in_cell or bool(element.get("data-name"))
    if element.tag == f"{SVG}text" and "".join(element.itertext()):
        yield size, in_cell
    for child in element:
        if child.tag != f"{SVG}tspan":
            yield from types(child, size, in_cell)


def ghosts(group):
    """The numbers struck through in a tile."""
    return [text.text for part in group[3:] for text in part.iter(f"{SVG}text") if text.text]


def row_width(explorer):
    """Pixels of the controls above the picture, about."""
    row = explorer.children[0].children
    return sum(int(one.layout.width.removesuffix("px")) if (one.layout.width or "").endswith("px")
               else 24 + BUTTON * len(one.description) for one in row) + 4 * len(row)


def lines(explorer):
    """The lines of the words below the picture, of which those too long are two."""
    return [part for line in explorer.stage.equation.split("\n")
            for part in range(0, max(len(line), 1), 105)]
