"""Signs and arrows between matrices, and the words below them that say what each does."""

from itertools import accumulate

from ..ink import colour
from ..ink.svg import node, px

MARGIN, GAP = 16, 40            # pixels: around a picture, for a sign
DOES = {"⋆": ("slide", "over"), "⊙": ("cell", "by cell"), "→": ("add up",), "Σ =": ("add up",)}


def place(line, widths, y, tall):
    """Line up one row of matrices and signs on its middle -> [(panel, x, y)] with its corner, [drawn sign].

    widths: room for each item;  y, tall: of the row
    """
    placed, signs = [], []
    for item, room, x in zip(line, widths, lefts(widths), strict=False):
        if isinstance(item, str):
            signs.append(sign(item, middle(x, room), y + tall / 2))
        else:
            placed.append((item, x, y + (tall - item.height) // 2))
    return placed, signs


def lefts(widths):
    """The left edge of every item of a row."""
    return accumulate(widths, initial=MARGIN)


def middle(x, room):
    """Where a sign stands that has this room from x on."""
    return x - GAP // 4 + room / 2


def sign(text, x, y, length=28):
    """One sign centred at (x, y); an arrow to the left is dashed, as every gradient's."""
    if text in ("→", "←"):
        return arrow(x - length / 2, x + length / 2, y, text == "←")
    size, down = ("30", 10) if text == "⋆" else ("20", 7)   # DejaVu's ⋆ is small
    return node("text", text, x=x, y=y + down, font_size=size, text_anchor="middle", fill="#000",
                stroke="none")


def arrow(left, right, y, backward):
    """A horizontal arrow: solid to the right, dashed to the left."""
    tip, step = (left, 5) if backward else (right, -5)
    back, level = px(tip + step), px(y)
    head = f"M{back} {px(y - 4)}{'l-5 4 5 4' if backward else 'l5 4-5 4'}"
    return stroke(f"M{px(left)} {level}H{px(right)}", head, backward)


def stroke(line, head, backward):
    """An arrow from its line and its head; only the line is dashed."""
    if not backward:
        return node("path", d=line + head)
    return node("g", (node("path", d=line, stroke_dasharray="4 3"), node("path", d=head)))


def together(signs):
    """One group that carries what all arrows share."""
    return node("g", tuple(signs), stroke=colour.FRAME, stroke_width="1.5", fill="none")
