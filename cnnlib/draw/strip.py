"""Where we are: the network as a strip of blocks with the block of this lesson lit."""

from .ink import colour, words
from .ink.svg import Picture, node
from .parts.signs import arrow, together

BLOCKS = ("image", "convolution", "ReLU", "max pool", "flatten", "dense", "sigmoid", "loss")
SHAPES = ("8×8", "6×6", "6×6", "3×3", "9", "1", "1", "1")
BLOCK, GAP, MARGIN, TALL = 92, 20, 12, 40   # pixels


def strip(*lit):
    """Draw the chain from image to loss, the named blocks lit; arrows right, and dashed left for gradients.

    lit: any of "image", "convolution", "ReLU", "max pool", "flatten", "dense", "sigmoid", "loss"
    Raises ValueError for another name.
    """
    unknown = [name for name in lit if not isinstance(name, str) or name not in BLOCKS]
    if unknown:
        raise ValueError(f"lit: got {unknown[0]!r}; needs one of {', '.join(BLOCKS)}")
    nodes = [part for k, name in enumerate(BLOCKS) for part in block(k, name in lit)]
    width = 2 * MARGIN + len(BLOCKS) * (BLOCK + GAP) - GAP
    here = words.listing(lit) if lit else "every step"
    return Picture(width, TALL + 2 * MARGIN + 16, tuple(nodes), f"The network; here: {here}",
                   f"The chain from image to loss; this lesson is about: {here}.",
                   lambda: " → ".join(f"[{name}]" if name in lit else name for name in BLOCKS))


def block(k, lit):
    """One block with its shape below and, but for the first, the two arrows before it."""
    x, y = MARGIN + k * (BLOCK + GAP), MARGIN
    yield node("rect", x=x, y=y, width=BLOCK, height=TALL, rx=4, fill="#111" if lit else "#F2F2F2",
               stroke=colour.FRAME, stroke_width="1.2")
    yield node("text", BLOCKS[k], x=x + BLOCK / 2, y=y + TALL / 2 + 5, font_size="13", text_anchor="middle",
               fill="#FFF" if lit else "#222")
    yield node("text", SHAPES[k], x=x + BLOCK / 2, y=y + TALL + 14, font_size="10", text_anchor="middle",
               fill=colour.NOTE)
    if k:
        yield together((arrow(x - 17, x - 3, y + 13, False), arrow(x - 17, x - 3, y + 27, True)))
