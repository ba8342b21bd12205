"""Numbers as bars: each row is a calculation in cells, its result also a bar from a common zero."""

from .ink import colour, given, names, number, words
from .ink.svg import Picture, node, px
from .parts import cells, matrix
from .parts.bar import across
from .parts.item import items
from .parts.signs import GAP, sign

MARGIN, ROW, LONG, WIDTH = 26, 84, 440, 18   # pixels; ROW: height of a row, LONG: of a bar, WIDTH: its height


def bars(*rows, limit=None, title="Calculations, their results as bars", caption=None, texts=None):
    """Draw calculations one below the other, each result with a bar to the right or the left of zero.

    A row lists signs ("·", "=") and numbers, draw.matrix(name, value); its last item is the result.
    limit: the |value| of a full bar, by default the largest result
    texts: {name: words instead of the code name}
    Raises ValueError where there is no row or a row does not end with a number.
    """
    rows = checked(rows)
    results = [(row[-1].name, row[-1].values.item()) for row in rows]
    largest = matrix.largest([value for _, value in results])
    limit = largest if limit is None else given.positive(limit, "limit")
    start = 5 * MARGIN + max(sum(room(item) for item in row) for row in rows)
    drawn, signs, placed = [], [], []
    for k, row in enumerate(rows):
        y = MARGIN + matrix.ABOVE + k * ROW
        signs += calculation(row, start, y, placed)
        drawn.append(level(*results[k], start, y + (matrix.CLOSE - WIDTH) / 2, limit))
    panels = [one for one, _, _ in placed]
    axis = zero(start, MARGIN + matrix.ABOVE, len(rows) * ROW - matrix.ABOVE - 4, limit)
    return Picture(start + LONG + 2 * MARGIN, 2 * MARGIN + len(rows) * ROW,
                   (node("g", tuple(signs)), *numbers(placed, texts or {}), *axis, *drawn), title,
                   caption or summary(results), lambda: words.tables(panels))


def checked(rows):
    """Return rows with every number as an item; raise ValueError unless each row ends with one."""
    ended = [isinstance(row, tuple | list) and row and not isinstance(row[-1], str) for row in rows]
    if not rows or not all(ended):
        raise ValueError(f"rows: got {rows!r}; each needs to end with draw.matrix(name, value), "
                         "and at least one row is needed")
    rows = [items(row, "rows") for row in rows]
    for item in (item for row in rows for item in row if not isinstance(item, str)):
        if item.values.size != 1:
            shape = matrix.size(item.values)
            raise ValueError(f"value of {item.name}: got {shape} numbers; needs one number")
    return rows


def room(item):
    """Pixels for one sign or one cell with the words above it."""
    return GAP if isinstance(item, str) else matrix.CLOSE + GAP


def calculation(row, end, y, placed):
    """Line up one row so that its result ends left of `end`: cells go to `placed`, signs are returned."""
    x, signs = end - 3 * MARGIN - sum(map(room, row)), []
    for item in row:
        if isinstance(item, str):
            signs.append(sign(item, x + room(item) / 2 - GAP / 2, y + matrix.CLOSE / 2))
        else:
            placed.append((item.panel(), round(x), y))
        x += room(item)
    return signs


def numbers(placed, texts):
    """The cells, above each its name or words with a factor, which results of like size share."""
    powers = {one.name: number.exponent(one.values.ravel().tolist()) for one, _, _ in placed}
    last = max(x for _, x, _ in placed)
    powers |= shared([(one.name, one.values.item()) for one, x, _ in placed if x == last])
    drawn = tuple(cells.draw(matrix.printed(one, powers[one.name]), x, y, 0) for one, x, y in placed)
    labels = tuple(node("text", heading(one.name, powers[one.name], texts), x=x + matrix.CLOSE // 2, y=y - 8)
                   for one, x, y in placed)
    return cells.together(drawn), node("g", labels, font_size="12", text_anchor="middle")


def shared(results):
    """The power of ten of all results, unless some are below a hundredth of the largest: {name: power}."""
    sizes = [abs(number.tidy(value)) for _, value in results if value]
    if not sizes or not min(sizes) >= max(sizes) / 100:
        return {}
    return dict.fromkeys((name for name, _ in results), number.exponent(sizes))


def heading(name, power, texts):
    """The words that stand for a name, or its symbol, with the power of ten of its number."""
    if name not in texts:
        return names.label(name, power)
    return " ".join(filter(None, (texts[name], number.times_ten(power))))


def level(name, value, left, top, limit):
    """One bar from zero, in the colour of a gradient with a dashed frame, or in ink."""
    text = "" if value == value else "not a number"
    return node("g", (across(name, value, limit, left + LONG / 2, LONG / 2, top, WIDTH),
                      node("text", text, x=left + LONG / 2 + 8, y=top + 14, font_size="12")))


def zero(left, top, tall, limit):
    """The line at zero and what a full bar to either side stands for."""
    texts = tuple(node("text", text, x=left + LONG * at / 2, y=top - 8)
                  for at, text in enumerate((number.plain(-limit), "0", number.plain(limit))))
    ticks = "".join(f"M{px(left + LONG * at / 2)} {top - 4}v{tall if at == 1 else 8}" for at in range(3))
    return (node("path", d=ticks, stroke=colour.FRAME, stroke_width="1"),
            node("g", texts, font_size="10", fill=colour.NOTE, text_anchor="middle"))


def summary(results):
    """One sentence: every result with its number."""
    return words.listing(f"{names.symbol(name)} is {number.plain(value)}" for name, value in results) + "."
