"""How tests lead a ChainExplorer along a path, and what they read in its picture."""

import re

from front_end import SVG

from cnnlib.draw.ink.svg import Picture

STARTS = [("w3", 1, 0), ("b3", 0, 0), ("w1", 0, 2), ("b1", 0, 0), ("x", 4, 2),      # as they are drawn
          ("z1", 3, 1), ("a1", 3, 1), ("a2", 1, 0), ("z3", 0, 0), ("a3", 0, 0)]


def follow(front, start, nudge=None):
    phrases = front.explorer.follow_list
    front.explorer.chosen.value = next(phrase for phrase, name in phrases.items() if name == start[0])
    if start[0] in front.explorer.editable or start[0] in ("z1", "a1", "a2"):
        front.send(kind="press", matrix=start[0], row=start[1], column=start[2])
    if nudge is not None:
        front.set(front.explorer.slider, nudge)
    return front.explorer


def place(explorer, start):
    """The index of a cell as it is drawn."""
    name, row, column = start
    return explorer.views(explorer.state)[name].index(row, column)


def texts(front):
    """Every text of the picture, superscripts written as in a sentence."""
    found = ["".join(text.itertext()) for text in front.root.iter(f"{{{SVG}}}text")]
    return [re.sub(r"\((\d)\)", lambda digit: f"⁽{'⁰¹²³'[int(digit[1])]}⁾", text) for text in found]


def bands(picture):
    """The pictures that stand one below the other, each by itself."""
    tops = [float(re.search(r" ([\d.]+)\)", node.attributes)[1]) for node in picture.nodes]
    return [Picture(picture.width, low - top, node.children, "", "", str) for node, top, low in
            zip(picture.nodes, tops, [*tops[1:], picture.height], strict=True)]
