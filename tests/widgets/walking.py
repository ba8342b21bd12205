"""How tests lead a ChainExplorer along a path, and what they read in its picture."""

import re

from front_end import SVG

from cnnlib.widgets.chain.explorer import FOLLOW

STARTS = list(FOLLOW.values())


def follow(front, start, nudge=None):
    words = next(words for words, other in FOLLOW.items() if other[0] == start[0])
    front.explorer.chosen.value = words
    if start[0] in front.explorer.editable or start[0] in ("z1", "a1", "a2"):
        front.send(kind="press", matrix=start[0], row=start[1], column=start[2])
    if nudge is not None:
        front.set(front.explorer.slider, nudge)
    return front.explorer


def texts(front):
    """Every text of the picture, superscripts written as in a sentence."""
    found = ["".join(text.itertext()) for text in front.root.iter(f"{{{SVG}}}text")]
    return [re.sub(r"\((\d)\)", lambda digit: f"⁽{'⁰¹²³'[int(digit[1])]}⁾", text) for text in found]
