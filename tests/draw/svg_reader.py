"""Read a picture back: matrices with their cells, labels with the room they take, what plain SVG allows."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
from PIL import ImageFont

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "g", "rect", "path", "text", "tspan"}
ATTRIBUTES = {"viewBox", "width", "height", "font-family", "font-size", "font-style", "role", "fill",
              "stroke",
              "stroke-width", "stroke-dasharray", "text-anchor", "transform", "d", "x", "y", "dy", "rx",
              "data-name", "data-columns", "data-row", "data-column",
              "data-example", "data-channel", "data-filter", "data-pick"}
FONT = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@dataclass
class Matrix:
    """One g[data-name]: upper left corner and size in pixels, fills and texts in reading order, what lies over."""

    name: str
    x: float
    y: float
    cell: float
    corners: list
    fills: list
    texts: list
    inks: list
    paths: list

    @property
    def frame(self):
        return next(path for path in self.paths if re.fullmatch(r"M0 0h\d+v\d+H0z", path.get("d")))

    @property
    def rows(self):
        return 1 + max(row for _, row in self.corners)

    @property
    def columns(self):
        return 1 + max(column for column, _ in self.corners)

    def over(self, **attributes):
        """The paths over the cells that have these attributes."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [path for path in self.paths if all(path.get(name) == value for name, value in wanted.items())]

    @property
    def hatched(self):
        """Indices of the cells in which a hatch begins: M x y, a fifth of a cell below the upper left."""
        step, starts = self.cell // 5, []
        for path in self.over(stroke="#000"):
            starts += re.findall(r"M(\d+) (\d+)", path.get("d"))
        return sorted(round((int(y) - step) / self.cell) * self.columns + round(int(x) / self.cell)
                      for x, y in starts)


@dataclass
class Label:
    """A text outside the cells: what it says and the box it fills, in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other):
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)


def parse(picture):
    return ET.fromstring(picture.svg)


def translation(element):
    found = re.match(r"translate\((-?[\d.]+) (-?[\d.]+)\)", element.get("transform", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def matrices(picture):
    """Every g[data-name], in the order of the picture."""
    return [matrix(group) for group in parse(picture).iter(f"{SVG}g") if group.get("data-name")]


def by_name(picture):
    return {one.name: one for one in matrices(picture)}


def matrix(group):
    cells, over, *rest = list(group)
    numbers = rest[0] if rest and rest[0].tag == f"{SVG}g" else ET.Element("g")      # a map has none
    squares = [re.fullmatch(r"M(\d+) (\d+)h1v1H\1", path.get("d")) for path in cells]
    return Matrix(
        group.get("data-name"), *translation(group),
        cell=float(re.fullmatch(r"scale\(([\d.]+)\)", cells.get("transform"))[1]),
        corners=[(int(square[1]), int(square[2])) for square in squares],
        fills=[path.get("fill", "#FFFFFF") for path in cells],
        texts=[text.text or "" for text in numbers],
        inks=[text.get("fill", numbers.get("fill")) for text in numbers],
        paths=[part for part in (*over, *rest[1:]) if part.tag == f"{SVG}path"])


def value(text):
    """The number a cell shows, and how far the true one may lie from it."""
    plain = text.replace("−", "-").replace("∞", "inf")
    if plain in ("<.01", ">-.01"):
        return 0.0, 0.0101
    digits = len(plain.partition(".")[2])
    return float(plain), 0.5001 * 10**-digits


def power(picture, name):
    """The power of ten in the label of a matrix."""
    found = [label.text for label in labels(picture)
             if label.text.split(" ")[0].replace("(", "").replace(")", "")
             == name.replace("dL_d", "∂L/∂")]
    factor = found[0].partition("×10")[2]
    return int(factor.translate(SUPERSCRIPT)) if factor else 0


@cache
def font():
    return ImageFont.truetype(str(FONT), 100)


def text_width(text, size):
    return font().getlength(text) * size / 100


@cache
def ink(text):
    """Left, top, right and bottom of the ink of a text of 100 pixels, from its start on the line."""
    mask, (x, y) = font().getmask2(text, anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return x + left, y + top, x + right, y + bottom


def labels(picture):
    """Every text that is no number in a cell, with its box."""
    found = []
    walk(parse(picture), (0.0, 0.0), {}, found)
    return found


def walk(element, origin, inherited, found):
    if element.get("data-name"):
        return
    shift = translation(element)
    origin = origin[0] + shift[0], origin[1] + shift[1]
    inherited = inherited | element.attrib
    if element.tag == f"{SVG}text":
        found.append(box(element, origin, inherited))
    for child in element:
        if child.tag != f"{SVG}tspan":
            walk(child, origin, inherited, found)


def box(element, origin, inherited):
    """The box around the ink of a label; raised runs lie within the height of the first one."""
    size = float(inherited["font-size"])
    runs = [(element.text or "", size),
            *((run.text or "", float(run.get("font-size", size))) for run in element)]
    text, width = "".join(run for run, _ in runs), sum(text_width(run, one) for run, one in runs)
    x, y = origin[0] + float(element.get("x", 0)), origin[1] + float(element.get("y", 0))
    start = x - width * {"middle": 0.5, "end": 1}.get(inherited.get("text-anchor"), 0)
    left, top, right, bottom = (edge * size / 100 for edge in ink(runs[0][0]))
    top = min(top, -0.3 * size - 7) if len(runs) > 1 else top
    return Label(text, start + left, y + top,
                 start + width - (text_width(runs[0][0], size) - right) * (len(runs) == 1),
                 y + bottom)


def collisions(picture):
    """Pairs of labels that overlap, labels that leave the picture, labels that lie on a matrix."""
    found, size = labels(picture), (picture.width, picture.height)
    bad = [(one.text, other.text) for k, one in enumerate(found) for other in found[k + 1:]
           if one.overlaps(other)]
    bad += [(one.text, "edge") for one in found
            if one.left < 0 or one.top < 0 or one.right > size[0] or one.bottom > size[1]]
    areas = [Label(m.name, m.x, m.y, m.x + m.columns * m.cell, m.y + m.rows * m.cell)
             for m in matrices(picture)]
    return bad + [(one.text, area.text) for one in found for area in areas if one.overlaps(area)]


def blemishes(picture):
    """What plain SVG that survives sanitisers does not hold."""
    elements = list(parse(picture).iter())
    tags = {element.tag.removeprefix(SVG) for element in elements}
    attributes = {name for element in elements for name in element.attrib}
    return sorted(tags - TAGS) + sorted(attributes - ATTRIBUTES)


def title(picture):
    return parse(picture).findtext(f"{SVG}title")


def description(picture):
    return parse(picture).findtext(f"{SVG}desc")


def strokes(picture, **look):
    """The d of every path with these attributes, in the order in which they are drawn."""
    wanted = {name.replace("_", "-"): text for name, text in look.items()}
    return [path.get("d") for path in parse(picture).iter("{http://www.w3.org/2000/svg}path")
            if all(path.get(name) == text for name, text in wanted.items())]


def number_sizes(picture):
    """The size of type of every number in a picture, but for what cells held before the last change."""
    found = []

    def walk(element, size):
        size = float(element.get("font-size", size))
        if element.tag == f"{SVG}text" and re.fullmatch(r"[−.\d]+", "".join(element.itertext())):
            found.append(size)
        for child in () if is_ghosts(element) else element:
            walk(child, size)

    walk(parse(picture), 0)
    return found


def is_ghosts(group):
    """Whether a group holds what the cells of a matrix held before: numbers, and one line that strikes them."""
    return len(group) > 1 and group[-1].get("stroke-width") == "1" and {one.tag for one in group[:-1]} == {f"{SVG}text"}
