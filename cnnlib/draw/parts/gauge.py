"""What a network says, as a gauge: its probability, the loss, both before -> after a change."""

from ..ink import colour, number
from ..ink.svg import node, px

BAR, TALL = 190, 14          # pixels
ASKED, LETTER = 64, 11       # room for what is asked, at least and for each letter
MIDDLE = 0.5                 # where the answer turns
APART = "\u2003\u2003"


def gauge(x, y, asked, share, loss, before=None, note=""):
    """Draw a line of large words with a bar of 0 to 100 %, and a note below it.

    asked: what the network is asked, such as "an 8?";  share: of 1, how sure it is;  loss: now
    before: (share, loss) before the last change;  note: one line below
    """
    was = before or (share, loss)
    numbers = (f"{change(percent(was[0]), percent(share))}{APART}"
               f"loss {change(number.plain(was[1]), number.plain(loss))}")
    return line(x, y, asked, numbers, note, share, was[0])


def silent(x, y):
    """The gauge of a network whose answer is not computed yet."""
    return line(x, y, "?", "", "the answer is not computed yet", 0.0, 0.0)


def line(x, y, asked, numbers, note, share, was):
    """The words before and after a bar, and the note below."""
    start = x + max(ASKED, LETTER * len(asked) + 8)
    texts = (node("text", asked, x=x, y=y, font_size="18"),
             node("text", numbers, x=start + BAR + 14, y=y, font_size="16"),
             node("text", note, x=x, y=y + 19, font_size="13", fill=colour.NOTE))
    return (node("g", texts, fill="#000"), *bar(start, y - TALL + 1, share, was))


def bar(x, y, share, was):
    """The bar with a mark in our path's colour where it was, and a line in the middle."""
    full = f"M{px(x)} {y}h{px(BAR * clip(share))}v{TALL}H{px(x)}z"
    mark, middle = px(x + BAR * clip(was)), px(x + BAR * MIDDLE)
    frame = f"M{px(x)} {y}h{BAR}v{TALL}h-{BAR}z"
    return (node("path", d=frame, stroke=colour.FRAME, stroke_width="1", fill="#FFF"),
            node("path", d=full, fill=colour.mix(colour.INK, 1.0)),
            node("path", d=f"M{middle} {y - 3}v{TALL + 6}", stroke=colour.FRAME, stroke_width="1",
                 stroke_dasharray="2 2"),
            node("path", d=f"M{mark} {y - 4}v{TALL + 8}", stroke=colour.OUTLINE, stroke_width="5"),
            node("path", d=f"M{mark} {y - 3}v{TALL + 6}", stroke=colour.PATH, stroke_width="2.4"))


def change(old, new):
    """One number, or the old and the new one with an arrow between."""
    return new if old == new else f"{old} → {new}"


def percent(share):
    """A share in whole percents; nearly all and nearly nothing are not 100 and 0."""
    whole = number.fixed(100 * share, 0)
    return {"0": "< 1", "100": "> 99"}.get(whole, whole) + " %" if 0 < share < 1 else f"{whole} %"


def clip(share):
    """A share from 0 to 1; 0 where there is no number."""
    return min(max(share, 0.0), 1.0) if share == share else 0.0
