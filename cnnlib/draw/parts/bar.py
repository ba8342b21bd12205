"""One number as a bar from a zero: right and left of it, or up and down beside a cell."""

from ..ink import colour, names, number
from ..ink.svg import node, px, tenth


def upright(name, value, x, top, tall, limit, width=12):
    """A bar beside a cell: up from its middle for a positive number, down for a negative one."""
    share, middle = number.tidy(value) / limit, top + tall / 2
    end = middle - tall / 2 * clip(share)
    y, low = sorted((middle, end))
    drawn = bar(name, value, share, f"M{px(x)} {tenth(y)}h{width}V{tenth(low)}h{-width}z",
                f"M{px(x)} {tenth(end)}h{width}l{px(-width / 2)} {-6 if share > 0 else 6}z")
    base = node("path", d=f"M{px(x - 3)} {px(middle)}h{width + 6}", stroke=colour.FRAME, stroke_width="1")
    return node("g", (drawn, base))


def across(name, value, limit, zero, half, top, tall):
    """A bar right or left of zero, `half` pixels long at the limit."""
    share = number.tidy(value) / limit
    end = zero + half * clip(share)
    x, right = sorted((float(zero), end))
    return bar(name, value, share, f"M{tenth(x)} {px(top)}H{tenth(right)}V{px(top + tall)}H{tenth(x)}z",
               f"M{tenth(end)} {px(top)}v{tall}l{round(tall * (0.44 if share > 0 else -0.44))} -{tall // 2}z")


def bar(name, value, share, shape, tip):
    """The shape of a bar; beyond the limit it gets a tip, and without a number there is none."""
    gradient = names.is_gradient(name)
    fill = colour.fill(value, 1e-300, gradient) if share == share and share else colour.PAPER
    return node("g", (node("path", d=shape if share == share else "M0 0", stroke=colour.FRAME,
                           stroke_width="1.2", stroke_dasharray="4 3" if gradient else None, fill=fill),
                      node("path", d=tip if abs(share) > 1 else "M0 0", fill=colour.OUTLINE)))


def clip(share):
    """A share from −1 to 1; 0 where there is no number."""
    return max(-1.0, min(1.0, share)) if share == share else 0.0
