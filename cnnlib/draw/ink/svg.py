"""A picture is a tree of nodes; its text is plain SVG that survives sanitisers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from operator import is_not
from typing import NamedTuple
from xml.sax.saxutils import escape

from .shown import Shown

GROUPS = ("g", "svg")       # these hold elements and no text
AWKWARD = re.compile("[&|]")    # escaped, or taken for the mark between two items
SPECIAL = re.compile("[&<>\"']")
FONT = "DejaVu Sans, Verdana, Arial, sans-serif"


class Node(NamedTuple):
    """One SVG element: tag, attributes as text, text or children, and the fill that ends its attributes."""

    tag: str
    attributes: str = ""
    children: tuple | str = ()
    fill: str = ""

    def __str__(self):
        children = (self.children,) if isinstance(self.children, str) else self.children
        inner = "".join([escape(child) if isinstance(child, str) else str(child) for child in children])
        end = f">{inner}</{self.tag}>" if inner else "/>"
        quoted = self.attributes.replace('"', "'")     # JSON writes a double quote as two characters
        painted = f" fill='{self.fill}'" if self.fill else ""
        return f"<{self.tag}{' ' * bool(quoted)}{quoted}{painted}{end}"


def node(tag, children=(), **attributes):
    """Build a node; an underscore in an attribute's name stands for a hyphen, None leaves it out."""
    fill = attributes.pop("fill") if next(reversed(attributes), "") == "fill" else None
    return Node(tag, written(**attributes), children, fill or "")


@lru_cache(maxsize=4_000, typed=True)       # groups and signs look the same in picture after picture
def written(**attributes):
    """Attributes as text."""
    return " ".join(f'{name.replace("_", "-")}="{number(value)}"'
                    for name, value in attributes.items() if value is not None)


def path(d, look=""):
    """A path with these attributes as text, or nothing where there is nothing to draw."""
    return (Node("path", f'd="{d}" {look}'.rstrip()),) if d else ()


def px(value):
    """Print a coordinate with at most two decimals and no trailing zeros.

    Rounded to a millionth of a pixel before, it is the same whatever last bit a processor computes.
    """
    return f"{round(float(value), 6):z.2f}".rstrip("0").rstrip(".")


def tenth(value):
    """Print a coordinate with one decimal, rounded before as `px` does: enough for what data places."""
    return f"{round(float(value), 6):z.1f}"


def number(value):
    """Print a coordinate as `px` does; escape text for an attribute."""
    if isinstance(value, float):
        return px(value)
    text = str(value)
    return escape(text, {'"': "&quot;", "'": "&apos;"}) if SPECIAL.search(text) else text


@lru_cache(maxsize=1_000)
def move(x, y):
    """A transform that moves a group to (x, y)."""
    return f"translate({px(x)} {px(y)})"


def changes(old, new):
    """List what turns one tree into another: {path of a group: {fill, text, look: pairs, node: nodes}}.

    A path counts child elements, "2.0.5"
    pairs: "3|#FFF|4||5|#E0E0E0", child and what it becomes, "" as fill for none
    look: all attributes of an element that stays;  nodes: {child: markup} for what is another element
    Returns None where the trees differ at their root, in size or number of groups.
    """
    parts = {}
    if not same_group(old, new):
        return None
    collect(old, new, "", parts)
    return parts


def collect(old, new, path, parts):
    """Compare two groups child by child and note the smallest parts that differ."""
    pairs, nodes = {"fill": [], "text": [], "look": []}, {}
    for k in compress(count(), map(is_not, old.children, new.children)):     # most have stayed
        before, after = old.children[k], new.children[k]
        if before == after:
            continue
        if not (before.children or after.children) and before[:2] == after[:2]:
            pairs["fill"].append(f"{k}|{after.fill}")       # the quick look: most are squares in another colour
            continue
        if before.tag not in GROUPS or not alike(before, after):
            difference(before, after, k, pairs, nodes)
            continue
        if before.attributes != after.attributes or before.fill != after.fill:
            pairs["look"].append(f"{k}|{look(after)}")
        collect(before, after, f"{path}.{k}" if path else str(k), parts)
    noted = {kind: "|".join(each) for kind, each in pairs.items() if each} | ({"node": nodes} if nodes else {})
    if noted:
        parts[path] = noted


def same_group(old, new):
    """Whether two nodes differ only inside their child elements, one by one."""
    return alike(old, new) and old.attributes == new.attributes and old.fill == new.fill


def alike(old, new):
    """Whether two nodes are groups with as many child elements, and attributes that can travel alone."""
    return (old.tag in GROUPS and old.tag == new.tag and len(old.children) == len(new.children) > 0
            and (old.attributes == new.attributes or not AWKWARD.search(new.attributes)))


def look(node):
    """All attributes of an element as text."""
    return f'{node.attributes} fill="{node.fill}"' if node.fill else node.attributes


def difference(old, new, k, pairs, nodes):
    """Note what child k becomes: its fill, text or look where it stays without children, or a node."""
    plain = ((type(old.children) is str or old.children == ())
             and (type(new.children) is str or new.children == ()))
    dressed = old.attributes != new.attributes
    if old.tag != new.tag or not plain or "|" in new.children or dressed and AWKWARD.search(new.attributes):
        nodes[str(k)] = str(new)
        return
    if dressed:
        pairs["look"].append(f"{k}|{look(new)}")
    elif old.fill != new.fill:
        pairs["fill"].append(f"{k}|{new.fill}")
    if old.children != new.children:
        pairs["text"].append(f"{k}|{new.children or ''}")


@dataclass(frozen=True)
class Picture(Shown):
    """A drawing with its words: in a notebook it shows itself, its caption below.

    width, height in pixels;  nodes: what is drawn;  title, caption: one sentence each
    words(): every number as text, made when asked for
    """

    width: float
    height: float
    nodes: tuple
    title: str
    caption: str
    words: Callable[[], str]

    @property
    def root(self):
        """The whole <svg> element as one node: title, description, white card, drawing."""
        size = {"width": self.width, "height": self.height}
        card = node("rect", **size, fill="#FFF")
        head = (Node("title", "", self.title), Node("desc", "", self.caption))
        return node("svg", (*head, card, *self.nodes), xmlns="http://www.w3.org/2000/svg",
                    viewBox=f"0 0 {px(self.width)} {px(self.height)}", **size,
                    font_family=FONT, role="img")

    @property
    def svg(self):
        """The picture as SVG text, the same for the same data on every machine."""
        return str(self.root)

    def __repr__(self):
        return f"{self.title}\n{self.words()}"

    def element(self):
        """The picture inside a page: a screen reader finds its <title> and <desc>."""
        return self.svg

    def bundle(self):
        """What a notebook stores: the picture, and title and words as plain text."""
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}, {}

    def _repr_svg_(self):
        return self.svg
