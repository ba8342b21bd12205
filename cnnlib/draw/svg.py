"""A picture is a tree of nodes; its text is plain SVG that survives sanitisers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

FONT = "DejaVu Sans, Verdana, Arial, sans-serif"


class Node(NamedTuple):
    """One SVG element: tag, attributes as text, and its text or its children, each a node or text."""

    tag: str
    attributes: str = ""
    children: tuple | str = ()

    def __str__(self):
        children = (self.children,) if isinstance(self.children, str) else self.children
        inner = "".join(escape(child) if isinstance(child, str) else str(child) for child in children)
        end = f">{inner}</{self.tag}>" if inner else "/>"
        return f"<{self.tag}{' ' * bool(self.attributes)}{self.attributes}{end}"


def node(tag, children=(), **attributes):
    """Build a node; an underscore in an attribute's name stands for a hyphen, None leaves it out."""
    pairs = (f'{name.replace("_", "-")}="{number(value)}"' for name, value in attributes.items() if value is not None)
    return Node(tag, " ".join(pairs), children)


def number(value):
    """Print a coordinate with at most two decimals and no trailing zeros; escape text for an attribute."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return value if isinstance(value, str) and value.isalnum() else escape(str(value), {'"': "&quot;"})


def move(x, y):
    """A transform that moves a group to (x, y)."""
    return f"translate({number(float(x))} {number(float(y))})"


@dataclass(frozen=True)
class Picture:
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
                    viewBox=f"0 0 {self.width:g} {self.height:g}", **size,
                    font_family=FONT, role="img")

    @property
    def svg(self):
        """The picture as SVG text, the same for the same data on every machine."""
        return str(self.root)

    def __repr__(self):
        return f"{self.title}\n{self.words()}"

    def _ipython_display_(self):
        from IPython.display import display  # only a notebook needs IPython

        display({"image/svg+xml": self.svg, "text/plain": repr(self)}, raw=True)
        display({"text/markdown": f"*{self.caption}*", "text/plain": self.caption}, raw=True)
