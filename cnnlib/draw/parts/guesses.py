"""What a reader clicked, drawn over the cells of a picture: an answer, a right one, a wrong one, one missed.

Small cells are covered; in large ones a mark keeps to a corner, clear of the number.
"""

import re
from dataclasses import replace

from ..ink import colour
from ..ink.svg import node, path, px
from .cells import LEGIBLE

SMALL = 16                                         # pixels: a mark in the corner of a large cell
HALO = 'stroke="#FFF" stroke-width=".3"'           # in units of a cell
LINE = f'stroke="{colour.OUTLINE}" stroke-width=".14"'
SHAPES = {"guess": "M.5 .32a.18 .18 0 1 0 .01 0z", "hit": "M.22 .52L.43 .74L.8 .28",
          "wrong": "M.26 .26L.74 .74M.74 .26L.26 .74", "missed": "M.5 .2a.3 .3 0 1 0 .01 0z"}
PLACE = re.compile(r'data-(row|column|columns)="(\d+)"')
SCALE = re.compile(r"scale\(([\d.]+)\)")


def with_guesses(picture, name, focus, marks):
    """The picture with marks over the cells of a matrix.

    focus: {axis: place} of what its view shows of several
    marks: {(row, column): "guess", "hit", "wrong" or "missed"}
    """
    return replace(picture, nodes=tuple(marked(one, name, focus, marks) for one in picture.nodes))


def marked(one, name, focus, marks):
    """A node with the marks over every part of the matrix in it."""
    if isinstance(one, str) or isinstance(one.children, str):
        return one
    if shows(one, name, focus):
        return one._replace(children=(*one.children, over(one, marks)))
    children = tuple(marked(child, name, focus, marks) for child in one.children)
    same = all(new is old for new, old in zip(children, one.children, strict=True))
    return one if same else one._replace(children=children)


def shows(one, name, focus):
    """Whether a group draws cells of this matrix, and of these places of it."""
    if f'data-name="{name}"' not in one.attributes or "data-pick" in one.attributes:
        return False
    return all(f'data-{axis}="{place}"' in one.attributes or f"data-{axis}=" not in one.attributes
               for axis, place in focus.items())


def over(group, marks):
    """The marks over a group, as large as its cells, or as one of the map."""
    places = {key: int(value) for key, value in PLACE.findall(group.attributes)}
    top, left, columns = places.get("row", 0), places.get("column", 0), places.get("columns", 1)
    squares = group.children[0]
    rows, pixels = len(squares.children) // columns, float(SCALE.search(squares.attributes)[1])
    size = SMALL if pixels >= LEGIBLE else pixels
    here = {(row - top, column - left): kind for (row, column), kind in sorted(marks.items())
            if 0 <= row - top < rows and 0 <= column - left < columns}
    drawn = {kind: "".join(moved(shape, row * pixels / size, (column + 1) * pixels / size - 1)
                           for (row, column), each in here.items() if each == kind)
             for kind, shape in SHAPES.items()}
    lines = (line for kind, d in drawn.items() for line in (*path(d, HALO), *path(d, look(kind))))
    return node("g", tuple(lines), fill="none", stroke_linecap="round", transform=f"scale({px(size)})")


def look(kind):
    """The line of a mark: dashed where it was missed, filled where nothing is decided."""
    return LINE + {"missed": ' stroke-dasharray=".2 .17"', "guess": f' fill="{colour.OUTLINE}"'}.get(kind, "")


def moved(shape, down, right):
    """A shape in another place: each absolute point of it moved."""
    return re.sub(r"([ML])([\d.]+) ([\d.]+)",
                  lambda at: f"{at[1]}{px(right + float(at[2]))} {px(down + float(at[3]))}", shape)
