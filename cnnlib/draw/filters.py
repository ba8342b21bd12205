"""One layer of a training: its weights above their gradients, beside them all its filters small; where it stands."""

from .ink import names, number, words
from .ink.svg import Picture, node
from .parameters import ABOVE, BELOW, HEIGHT, LEFT, MEANING, NEAR, WIDTH, headline, with_old
from .parts import cells, matrix

HIGH, WIDE, MOST = 120, 200, 30     # pixels of the weights in focus; rows and columns of them at most
APART, LARGEST, AHEAD = 5, 12, 28   # pixels: between small filters, a cell of them at most, before the first
EDGE = WIDTH - 8
ALL = {"filter": "filters", "channel": "channels"}


def filters(values, grads, views, selected, before, told, caption):
    """Draw the weights and the bias of a layer above their gradients, the selected number outlined in both.

    values, grads: {name: array};  views: {name: View} with the selected filter in focus; grads None: not computed
    selected: (name of the parameter, index)
    before: the selected number before the last step, None for nothing else than now
    told: three lines that say where the training stands;  caption: one sentence
    """
    gradients = grads or dict(zip((f"dL_d{name}" for name in values), values.values(), strict=True))
    rows = ((values, ABOVE, False, before), (gradients, BELOW, grads is None, None))
    large = [each for arrays, y, blank, old in rows for each in in_focus(arrays, views, selected, y, blank, old)]
    x = max(x + one.width for one, x, _ in large) + AHEAD
    small, heads = [], []
    for arrays, y, blank, _ in rows:
        found, head = laid(next(iter(arrays)), arrays, views, blank, x, y)
        small, heads = [*small, *found], [*heads, *head]
    nodes = (headline(told), *cells.draw_all(large), *cells.draw_all(small),
             node("g", tuple(heads), font_size="12", fill="#000"), MEANING)
    title = f"{names.symbol(next(iter(values)))} as it learns, and below it the gradient of the last step"
    return Picture(WIDTH, HEIGHT, nodes, title, caption, lambda: words.tables([one for one, _, _ in large]))


def in_focus(arrays, views, selected, y, blank, before):
    """[(panel, x, y)] of what is in focus of the weights and of the bias, side by side."""
    placed, x, limit = [], LEFT, full(arrays)
    for name, array in arrays.items():
        one = focused(name, array, views[name], selected, limit, blank, before)
        placed.append((one, x, y))
        x += max(one.width, matrix.label_width(one)) + NEAR
    return placed


def full(arrays):
    """The |value| in full colour: a round number that the largest one seldom leaves."""
    most = matrix.largest(list(arrays.values()))
    power = 10.0 ** number.magnitude(most)
    return next(n * power for n in (1, 2, 5, 10) if n * power >= most)


def focused(name, array, view, selected, limit, blank, before):
    """The rows and columns in focus, or those around the selected number where they are many."""
    chosen, index = selected
    at = view.cell(index) if name.removeprefix("dL_d") == chosen else None
    rows, columns = (around(at and at[axis], view.size[axis]) for axis in (0, 1))
    corner = rows.start, columns.start
    values = view.values(array)[rows, columns]
    here = at and (at[0] - corner[0], at[1] - corner[1])
    cell = max(1, min(HIGH // 3, HIGH // values.shape[0], WIDE // values.shape[1]))
    old = with_old(values, here, before) if here and before is not None and cell >= 40 else None
    place = ", ".join(f"{axis} {k}" for axis, k in view.marks.items())
    note = ", ".join(filter(None, (matrix.size(view.values(array)), place)))
    return matrix.make(name, values, cell, limit=limit, outline=(here,) if here else (), blank=blank, before=old,
                       corner=corner, marks=tuple(view.marks.items()), note=note,
                       power=None if cell >= cells.LEGIBLE else 0)


def around(at, count):
    """At most MOST places, one of them in the middle where it can be."""
    start = 0 if at is None else min(max(0, at - MOST // 2), max(0, count - MOST))
    return slice(start, min(start + MOST, count))


def laid(name, arrays, views, blank, x, y):
    """[(panel, x, y)] of every filter small, or of every channel of the only filter, and the words above."""
    array, view, limit = arrays[name], views[name], full(arrays)
    axis = next((one for one in ("filter", "channel") if one in view.stacks), None)
    if axis is None:
        return [], []
    count, size = view.stacks[axis], tuple(min(MOST, n) for n in view.size)
    cell, across, down = grid(count, size, EDGE - x)
    shown = min(count, across * down)
    placed = []
    for k in range(shown):
        one = view.at(**{axis: k})
        values = one.values(array)[:size[0], :size[1]]
        whole = ((r, c) for r in range(size[0]) for c in range(size[1]))
        chosen = tuple(whole) if k == view.marks[axis] else ()
        panel = matrix.make(name, values, cell, limit=limit, outline=chosen, blank=blank, label="", note="", power=0,
                            marks=tuple(one.marks.items()))
        placed.append((panel, x + k % across * (panel.width + APART), y + k // across * (panel.height + APART)))
    head = f"all {count} {ALL[axis]}" if shown == count else f"the first {shown} of {count} {ALL[axis]}"
    return placed, [node("text", head, x=x, y=y - 8)]


def grid(count, size, wide):
    """The largest cell with which so many filters fit -> cell, filters in a row, rows; the smallest, else."""
    for cell in range(LARGEST, 0, -1):
        across, down = (max(1, (room + APART) // (n * cell + APART)) for room, n in ((wide, size[1]), (HIGH, size[0])))
        if across * down >= count:
            break
    return cell, min(across, count), down
