"""A matrix that shows part of another, or an image in its padding: it knows which cells it stands for."""

from dataclasses import dataclass

from ..ink import colour, names
from ..ink.number import tidied, times_ten
from ..ink.svg import Node, move, node
from . import matrix

PADDING = "#767676"   # the zeros of padding: readable on white (4.54:1), yet no ink


@dataclass(frozen=True, eq=False)
class Part:
    """A panel with its own words and places.

    label: SVG text above it;  note: text below it;  name: the matrix its cells belong to, None where they are no cells
    corner: which cell of that matrix stands in the upper left;  padding: (row, column) that are padding, not image
    focus: (row, column) outlined alone, inside an outline of many;  text: what a single cell prints
    """

    panel: matrix.Panel
    label: tuple | str
    note: str = ""
    name: str | None = None
    corner: tuple = (0, 0)
    padding: frozenset = frozenset()
    focus: tuple = ()
    text: str = ""

    @property
    def height(self):
        return self.panel.height


def draw_all(placed, power=0):
    """Draw parts: [(part, x, y)] -> groups of matrices, labels and notes; gradients share the factor 10^power."""
    powers = [0 if one.text else power if names.is_gradient(one.panel.name) else matrix.power(one.panel)
              for one, _, _ in placed]
    both = [(*at, k) for at, k in zip(placed, powers, strict=True)]
    matrices = tuple(draw(*item) for item in both)
    labels = tuple(node("text", after(one.label, f"\u00a0{times_ten(k)}", font_size="11") if k else one.label,
                        x=x, y=y - 8) for one, x, y, k in both)
    notes = tuple(node("text", one.note, x=x, y=y + one.height + 13) for one, x, y in placed)
    return (matrix.together(matrices), node("g", labels, font_size="13", font_style="italic"),
            node("g", notes, font_size="10", fill=colour.NOTE))


def after(label, text, **attributes):
    """A label with more text behind it, back on the line where a raised number ends it."""
    runs = (label,) if isinstance(label, str) else label
    high = isinstance(runs[-1], Node) and 'dy="-4"' in runs[-1].attributes
    return (*runs, node("tspan", text, dy=4 if high else None, **attributes))


def size(array):
    """Print a shape as rows × columns; nothing for a single number."""
    return "×".join(map(str, array.shape)) if array.size > 1 else ""


def fine(text):
    """The size in pixels at which a number such as −0.075, or a longer one, fits into a cell of 50."""
    return 12 if len(text) < 7 else 9


def draw(part, x, y, power):
    """One part as a <g>: its name, its corner and its padding written over what a panel draws."""
    one = part.panel
    squares, lines, numbers = matrix.draw(one, x, y, power).children
    columns, (row, column) = one.values.shape[1], part.corner
    if part.padding:
        squares, lines, numbers = border(part, squares, numbers)
    if part.focus:
        inner = matrix.path(matrix.border(set(part.focus), one.cell), matrix.SELECTED)
        lines = lines._replace(children=(*lines.children, *inner))
    if part.text:
        text = numbers.children[0]._replace(children=part.text, attributes=f'font-size="{fine(part.text)}"')
        numbers = numbers._replace(children=(text,))
    place = {"data_name": part.name, "data_columns": columns if columns > 1 else None,
             "data_row": row or None, "data_column": column or None} if part.name else {}
    return node("g", (squares, lines, numbers), **place, transform=move(x, y))


def border(part, squares, numbers):
    """Draw padding as no image: dotted lines and paler zeros outside the solid frame around the image."""
    one = part.panel
    outside = {row * one.values.shape[1] + column for row, column in part.padding}
    inside = {(r, c) for r in range(one.values.shape[0]) for c in range(one.values.shape[1])} - part.padding
    bare = tuple(cell._replace(attributes=f'{cell.attributes} stroke="none"') if k in outside else cell
                 for k, cell in enumerate(squares.children))
    pale = tuple(text._replace(fill=PADDING) if k in outside else text for k, text in enumerate(numbers.children))
    return squares._replace(children=bare), frames(part, inside), numbers._replace(children=pale)


def frames(part, inside):
    """The dotted grid of the padding, the solid frame of the image, hatch, marks, rings and selection."""
    one, s = part.panel, part.panel.cell
    grid = "".join(f"M{c * s} {r * s}h{s}v{s}h-{s}z" for r, c in sorted(part.padding))
    extremes = matrix.extremes(one, tidied(one.values.ravel().tolist()))
    lines = (*matrix.signs(one.values.shape, s, *extremes),
             *matrix.path(grid, f'stroke="{PADDING}" stroke-width="1" stroke-dasharray="1 4"'),
             *matrix.path(matrix.border(inside, s)),
             *matrix.path("".join(matrix.ring(at, s) for at in one.rings)),
             *matrix.path(matrix.border(set(one.outline), s), matrix.SELECTED))
    return node("g", lines, fill="none", stroke=colour.FRAME, stroke_width="1.4")
