"""Ways to one slope: what they start from, then each as a calculation, its slope also as a bar."""

from functools import lru_cache

from .ink import colour, names, number, words
from .ink.svg import Picture, node
from .parts import cells, matrix, single
from .parts.bar import across
from .parts.item import item
from .parts.legend import legend
from .parts.signs import arrow, sign, together

CELL, WIDE, TALL = matrix.CLOSE, 514, 440                       # pixels
COLUMNS, MADE, FIRST, PITCH = (8, 92, 172, 252), 20, 92, 102    # left edges;  tops of what is made, of ways
HEAD, TOP = 15, 38                                      # below the top of a way: its name, its cells
ZERO, HALF, BAR, LEGEND = 412, 88, 30, 416                      # of the bars;  LEGEND: its first line


def two_ways(made, *ways, limit=1.0, texts=None, before=None, lines=(), entries=(), caption=None):
    """Draw numbers made one from the other, below them ways to a slope.

    made: three draw.matrix(name, number)
    ways: (words, its loss or None, [number, sign, number, "=", slope])
    limit: the |slope| of a full bar;  texts: {name: words instead of the symbol}
    before: {name: number} before the last change;  lines: said beside what is made, in large type
    entries: lines of entries of a legend
    """
    placed = [(item(one, "made"), x, MADE) for one, x in zip(made, COLUMNS, strict=False)]
    for k, (_, loss, calculation) in enumerate(ways):
        y = FIRST + k * PITCH + TOP
        numbers = [item(one, "ways") for one in (calculation[0], calculation[2], calculation[4])]
        placed += [(item(loss, "ways"), COLUMNS[0], y)] if loss else []
        placed += [(one, x, y) for one, x in zip(numbers, COLUMNS[1:], strict=True)]
    drawn = tuple(single.draw(one, x, y, CELL, before=(before or {}).get(one.name)) for one, x, y in placed)
    results = [way[2][4] for way in ways]
    return Picture(WIDE, TALL, (cells.together(drawn), *labels(placed, texts or {}), heads(ways, lines),
                                signs(tuple((way[2][1], way[2][3]) for way in ways)),
                                *scale(limit, len(ways)), *bars(results, limit),
                                *legends(entries)),
                   "Ways to the slope of the loss", caption or summary(results),
                   lambda: "\n".join(f"{one.name} = {number.plain(one.values.item())}"
                                     for one, _, _ in placed))


def labels(placed, texts):
    """Above each cell its symbol or words, below it the power of ten of its number."""
    above = tuple(node("text", texts.get(one.name) or names.label(one.name), x=x, y=y - 7)
                  for one, x, y in placed)
    below = tuple(node("text", number.times_ten(single.own(one.values.item())), x=x, y=y + CELL + 12)
                  for one, x, y in placed)
    return node("g", above, font_size="12.5", fill="#000"), node("g", below, font_size="12.5", fill="#000")


def heads(ways, lines):
    """What each way is called, and the lines beside what is made."""
    texts = (*((text, COLUMNS[0], FIRST + k * PITCH + HEAD, 14) for k, (text, _, _) in enumerate(ways)),
             *((text, COLUMNS[3], MADE + 6 + 24 * k, 16) for k, text in enumerate(lines)))
    return node("g", tuple(node("text", text, x=x, y=y, font_size=size) for text, x, y, size in texts),
                fill="#000")


@lru_cache(maxsize=8)
def signs(pairs):
    """Arrows between the numbers that are made, both signs of each calculation."""
    drawn = [arrow(COLUMNS[k] + CELL + 5, COLUMNS[k + 1] - 5, MADE + CELL / 2, False) for k in range(2)]
    for k, pair in enumerate(pairs):
        drawn += [sign(text, (left + CELL + right) / 2, FIRST + k * PITCH + TOP + CELL / 2)
                  for text, left, right in zip(pair, COLUMNS[1:], COLUMNS[2:], strict=False)]
    return together(drawn)


@lru_cache(maxsize=8)
def scale(limit, count):
    """The line at zero and what a full bar stands for, at the top."""
    top, low = FIRST + TOP - 12, FIRST + (count - 1) * PITCH + TOP + CELL + 4
    ends = ((ZERO - HALF, number.plain(-limit)), (ZERO, "0"), (ZERO + HALF, number.plain(limit)))
    lines = "".join(f"M{x} {top}V{low if x == ZERO else top + 6}" for x, _ in ends)
    return (node("path", d=lines, stroke=colour.FRAME, stroke_width="1"),
            node("g", tuple(node("text", text, x=x, y=top - 6) for x, text in ends), font_size="12.5",
                 text_anchor="middle", fill=colour.NOTE))


def bars(results, limit):
    """Each slope as a bar from zero, or in words that it is no number."""
    tops = [FIRST + k * PITCH + TOP + (CELL - BAR) // 2 for k in range(len(results))]
    values = [one.values.item() for one in results]
    drawn = tuple(across(one.name, value, limit, ZERO, HALF, top, BAR) for one, value, top in
                  zip(results, values, tops, strict=True))
    texts = tuple(node("text", "" if value == value else "not a number", x=ZERO - 8, y=top + 20)
                  for value, top in zip(values, tops, strict=True))
    return node("g", drawn), node("g", texts, font_size="14", text_anchor="end", fill="#000")


@lru_cache(maxsize=8)
def legends(entries):
    """Lines of the legend one below the other."""
    return tuple(legend(COLUMNS[0], LEGEND + 18 * k, *line) for k, line in enumerate(entries))


def summary(results):
    """One sentence: every slope."""
    return words.listing(f"{names.symbol(one.name)} is {number.plain(one.values.item())}"
                         for one in results) + "."
