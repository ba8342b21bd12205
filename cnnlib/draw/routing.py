"""Max-pool routing: windows pulled apart and lettered, winners ringed, one arrow for the selected window."""

from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase

import numpy as np

from .ink import colour, given, names, number, words
from .ink.svg import Picture, node, path, px
from .parts import cells, matrix

MARGIN, HEAD, APART, BETWEEN, TALL = 20, 34, 24, 70, 60   # pixels; APART: windows, BETWEEN: maps, TALL: rows


def routing(a, p, dL_da, dL_dp, winners, selected=None, cell=matrix.SMALL, names=("a1", "a2"), outline=(),
            limits=(None, None)):
    """Draw a map whose windows tile it, its pooled map, and below them their gradients.

    a (rows, columns), p (rows / u, columns / v), axes of length 1 around them allowed
    dL_da, winners (boolean) like a, dL_dp like p;  selected: (i, j) of the window with the arrow
    names: code names of the two maps
    outline: (row, column) of cells of the map;  limits: |value| and |gradient| that get the full colour, by
    default the largest. Each block says where in its matrix it begins: data-row, data-column.
    Raises ValueError where windows do not tile the map, shapes differ or there is no such window or winner.
    """
    a, p, dL_da, dL_dp, winners = (
        matrix.as_matrix(name, values) for name, values in zip(
            (*names, "dL_da", "dL_dp", "winners"), (a, p, dL_da, dL_dp, winners), strict=True))
    selected = None if selected is None else given.place(selected, "selected")
    check(a, p, dL_da, dL_dp, winners, selected)
    outline = matrix.inside(names[0], a.shape, "outline", outline)
    grid = Grid(*tile(a, p), cell, winners.astype(bool), selected, outline)
    if selected is not None and not grid.winners[grid.part(*selected)].any():
        raise ValueError(f"winners: got none in window {selected}; needs at least one")
    gradients = tuple(f"dL_d{name}" for name in names)
    top = MARGIN + HEAD
    forward = draw_row(grid, a, p, names, top, limits[0])
    backward = draw_row(grid, dL_da, dL_dp, gradients, top + grid.height + TALL, limits[1])
    maps = zip((*names, *gradients), (a, p, dL_da, dL_dp), strict=True)
    panels = [matrix.make(name, values) for name, values in maps]
    label = round(max(map(matrix.label_width, panels)))
    return Picture(max(grid.right(p.shape[1]) - APART, grid.right(0) + label) + MARGIN,
                   top + 2 * grid.height + TALL + MARGIN,
                   (*forward, *backward), "Max-pool routing, forward (grey) and backward (colour)",
                   caption(grid, dL_da, dL_dp), lambda: words.tables(panels))


def check(a, p, dL_da, dL_dp, winners, selected):
    """Raise ValueError unless gradients and winners are shaped as their maps and p has the window."""
    for name, got, like in (("dL_da", dL_da, a), ("dL_dp", dL_dp, p), ("winners", winners, a)):
        if got.shape != like.shape:
            raise ValueError(f"{name}: got shape {got.shape}; needs {like.shape}")
    if selected is not None and not (0 <= selected[0] < p.shape[0] and 0 <= selected[1] < p.shape[1]):
        raise ValueError(f"selected: got {selected}; "
                         f"needs a window of {p.shape[0]} rows and {p.shape[1]} columns")


def tile(a, p):
    """Rows and columns of windows, then of one window."""
    if a.shape[0] % p.shape[0] or a.shape[1] % p.shape[1]:
        raise ValueError(f"p: got shape {p.shape} for a map of {a.shape}; "
                         "windows pulled apart need to tile the map")
    return p.shape, (a.shape[0] // p.shape[0], a.shape[1] // p.shape[1])


@dataclass(frozen=True)
class Grid:
    """Where windows and pooled cells stand, in pixels."""

    windows: tuple
    size: tuple
    cell: int
    winners: np.ndarray
    selected: tuple | None
    outline: tuple

    @property
    def height(self):
        return self.windows[0] * (self.size[0] * self.cell + APART) - APART

    def right(self, j):
        """Left edge of pooled column j."""
        map_width = self.windows[1] * (self.size[1] * self.cell + APART) - APART
        return MARGIN + map_width + BETWEEN + j * (self.cell + APART)

    def window(self, i, j):
        """Upper left corner of window (i, j) below the top of its row."""
        return MARGIN + j * (self.size[1] * self.cell + APART), i * (self.size[0] * self.cell + APART)

    def part(self, i, j):
        """The slices of the map that window (i, j) covers."""
        (u, v) = self.size
        return slice(i * u, (i + 1) * u), slice(j * v, (j + 1) * v)

    def marks(self, i, j):
        """Winners and outlined cells of window (i, j), counted from its own upper left corner."""
        rings = tuple(map(tuple, np.argwhere(self.winners[self.part(i, j)]).tolist()))
        local = ((row - i * self.size[0], column - j * self.size[1]) for row, column in self.outline)
        inside = tuple(at for at in local if 0 <= at[0] < self.size[0] and 0 <= at[1] < self.size[1])
        return {"rings": rings, "outline": inside}

    def letter(self, i, j):
        return letter((i, j), self.windows[1])


def letter(window, columns):
    """What a window pulled apart is called: A, B, C … in reading order."""
    return ascii_uppercase[(window[0] * columns + window[1]) % 26]


def draw_row(grid, wide, small, titles, top, limit):
    """Windows on the left, pooled cells on the right, symbols above, the selected window's arrow over all."""
    look = {"limit": matrix.largest([wide, small]) if limit is None else limit, "cell": grid.cell}
    backward = names.is_gradient(titles[0])
    power = matrix.power(matrix.make(titles[0], [*wide.ravel(), *small.ravel()]))
    symbols = tuple(node("text", names.label(title, power), x=x, y=top - 22)
                    for title, x in zip(titles, (MARGIN, grid.right(0)), strict=True))
    blocks = []
    for i, j in np.ndindex(small.shape):
        part, (x, y) = grid.part(i, j), grid.window(i, j)
        middle = y + (grid.size[0] - 1) * grid.cell // 2
        corner = part[0].start, part[1].start
        window = matrix.make(titles[0], wide[part], corner=corner, **grid.marks(i, j), **look)
        pooled = matrix.make(titles[1], small[i:i + 1, j:j + 1], corner=(i, j), **look)
        blocks += [block(grid, (i, j), window, x, top + y, power),
                   block(grid, (i, j), pooled, grid.right(j), top + middle, power)]
    return (node("g", symbols, font_size="13", font_style="italic"),
            cells.together(tuple(blocks)), *(arrows(grid, top, small, backward) if grid.selected else ()))


def block(grid, at, one, x, y, power):
    """One window or pooled cell with its letter; the selected one is outlined."""
    edge = f"M0 0h{one.width}v{one.height}H0z" if at == grid.selected else ""
    around = (line for look in (cells.SELECTED, cells.ON_PATH) for line in path(edge, f'{look} fill="none"'))
    return cells.piece(one, x, y, power, (lettered(grid.letter(*at)), *around))


@lru_cache(maxsize=26)
def lettered(letter):
    """A letter left of its window."""
    return node("text", letter, x=-5, y=9, font_size="10", fill=colour.NOTE, stroke="none", text_anchor="end")


def arrows(grid, top, small, backward):
    """An arrow for each winner of the selected window; first the white halos, so that none cuts an arrow."""
    lines = list(routes(grid, top))
    hue = colour.BELOW if small[grid.selected] < 0 else colour.ABOVE
    ink = colour.mix(hue, 1.0) if backward else colour.OUTLINE
    halos = tuple(node("path", d=line) for line, _, _ in lines)
    drawn = tuple(node("path", d=part, stroke_dasharray=dash) for line, out, into in lines
                  for part, dash in ((line, "6 4" if backward else None), (out if backward else into, None)))
    return (node("g", halos, fill="none", stroke="#FFF", stroke_width="6"),
            node("g", drawn, fill="none", stroke=ink, stroke_width="2"))


def routes(grid, top):
    """For each winner of the selected window: a line, its heads at the winner and at the pooled cell."""
    i, j = grid.selected
    (x, y), (tall, cell) = grid.window(i, j), (grid.size[0] * grid.cell, grid.cell)
    end = grid.right(j) + cell / 2, top + y + (grid.size[0] - 1) * cell / 2
    for row, column in np.argwhere(grid.winners[grid.part(i, j)]):
        above = row < grid.size[0] / 2
        start = x + (column + 0.5) * cell, top + y + (0 if above else tall)
        side = -1 if above else 1
        pooled = end[0], end[1] + (0 if above else cell)
        yield route(start, pooled, side), head(start, side), head(pooled, side)


def route(start, end, side):
    """A line through the space between the windows, which crosses no number; side: −1 above them, 1 below.

    It is written from the pooled cell to the winner, so that the dashes of two that share their way coincide.
    """
    (x, y), (tip, level), r = start, end, 8
    lane = y + side * APART / 2
    turn, lane = px(lane - side * r), px(lane)
    return (f"M{px(tip)} {px(level)}V{turn}Q{px(tip)} {lane} {px(tip - r)} {lane}H{px(x + r)}"
            f"Q{px(x)} {lane} {px(x)} {turn}V{px(y)}")


def head(at, side):
    """An arrow head that points at a cell from above (side −1) or below (1)."""
    (x, y), low = at, px(at[1] + side * 6)
    return f"M{px(x - 5)} {low}L{px(x)} {px(y)}L{px(x + 5)} {low}"


def caption(grid, dL_da, dL_dp):
    """One sentence: how many cells get a gradient, and what the selected window does with its own."""
    routed = (f"Max-pooling sends each gradient to the winner of its window: {words.zeros(dL_da)} of "
              f"{dL_da.size} cells get exactly 0")
    if grid.selected is None:
        return routed + "."
    at = np.argwhere(grid.winners[grid.part(*grid.selected)]) + np.multiply(grid.selected, grid.size)
    where = words.listing(words.place(cell) for cell in at.tolist())
    letter, gradient = grid.letter(*grid.selected), number.plain(dL_dp[grid.selected])
    return f"{routed}. In window {letter}, {gradient} goes to {where}."
